ALTER TABLE role_grants DROP CONSTRAINT role_grants_program_fkey;
DROP TABLE criteria;
DROP TABLE themes;
DROP TABLE deadline_changes;
DROP TABLE phases;
DROP TABLE cycles;
DROP TABLE programs;
DROP FUNCTION guard_review_opening;
DROP FUNCTION guard_criteria;
