DROP TABLE paper_signatures;
DROP TABLE signing_keys;
DROP FUNCTION guard_signing_key;
