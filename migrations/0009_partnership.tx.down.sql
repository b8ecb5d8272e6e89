DROP TABLE cycle_rules;
DROP TABLE eligibility_exceptions;
DROP TABLE partnership_invitations;
DROP TABLE partnership_changes;
DROP TABLE partnership_members;
DROP TABLE partnerships;
DROP FUNCTION guard_member_side;
