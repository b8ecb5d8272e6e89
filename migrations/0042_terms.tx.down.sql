DROP TABLE award_term_lines;
DROP TABLE award_terms;
DROP FUNCTION guard_award_terms;
