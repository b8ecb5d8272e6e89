DROP TABLE statement_calls;
DROP TABLE statement_feedback;
DROP FUNCTION guard_feedback();
DROP TABLE statement_submissions;
DROP TABLE statements;
DROP FUNCTION guard_statement();
