DROP TABLE extensions;
DROP TABLE submissions;
DROP TABLE budget_lines;
DROP TABLE application_numbers;
DROP TABLE applications;
DROP FUNCTION guard_frozen_content;
DROP FUNCTION guard_submission;
DROP FUNCTION refuse_rule;
