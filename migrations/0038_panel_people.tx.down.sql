DROP TABLE honoraria;
DROP TABLE panel_invitations;
DROP TABLE panel_terms;
DROP TABLE reviewer_pool;
DROP TABLE reviewer_profiles;
DROP FUNCTION statement_in_force;
DROP TABLE confidentiality_signatures;
DROP TABLE confidentiality_statements;
