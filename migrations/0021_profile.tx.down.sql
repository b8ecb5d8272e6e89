DROP TABLE profiles;
DROP FUNCTION guard_profile();
