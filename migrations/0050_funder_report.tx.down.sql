DROP TABLE report_sections;
DROP FUNCTION guard_report_sections;
ALTER TABLE reports DROP COLUMN from_on, DROP COLUMN through_on;
