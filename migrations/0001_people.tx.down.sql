DROP TABLE memberships;
DROP TABLE sites;
DROP TABLE organizations;
DROP TABLE imports;
DROP TABLE people;
