DROP TABLE claims;
DROP TABLE memberships;
DROP TABLE exclusion_checks;
DROP TABLE standing_signals;
DROP TABLE sites;
DROP TABLE organizations;
DROP TABLE imports;
DROP TABLE people;
