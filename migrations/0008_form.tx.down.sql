ALTER TABLE cycles DROP COLUMN statement_form_id;
ALTER TABLE cycles DROP COLUMN profile_form_id;
ALTER TABLE cycles DROP COLUMN proposal_form_id;
DROP TABLE forms;
DROP FUNCTION guard_published_form;
