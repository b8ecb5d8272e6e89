DROP TABLE role_grants;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE sign_in_links;
DROP TABLE credentials;
