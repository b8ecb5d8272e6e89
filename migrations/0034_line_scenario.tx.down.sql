DROP TABLE line_scenarios;
