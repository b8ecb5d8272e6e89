DROP TRIGGER award_terms_open ON award_terms;
DROP FUNCTION guard_terms_open;
ALTER TABLE partnership_members DROP COLUMN left_on;
DROP TABLE amendment_steps, amendments, key_persons;
DROP FUNCTION guard_amendment, guard_amendment_step;
