DROP TABLE funder_awards;
DROP TABLE thresholds;
DROP TABLE rule_sets;
DROP TABLE funders;
