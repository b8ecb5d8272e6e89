DROP FUNCTION save_answers;
DROP FUNCTION answer_stamp;
DROP TRIGGER applications_freeze ON applications;
DROP FUNCTION freeze_proposal;
DROP TABLE presences;
DROP TABLE answer_comments;
DROP TABLE answer_changes;
DROP TABLE responses;
DROP FUNCTION guard_response;
