DROP TABLE letters;
DROP TABLE awards;
DROP TABLE slate_lines;
DROP TABLE slates;
DROP FUNCTION guard_letter;
DROP FUNCTION guard_award;
DROP FUNCTION guard_slate_lines;
