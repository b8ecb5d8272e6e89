DROP TABLE eligibility_exceptions;
DROP TABLE endorsements;
DROP TABLE partnership_members;
DROP TABLE partnerships;
DROP FUNCTION guard_member_side;
