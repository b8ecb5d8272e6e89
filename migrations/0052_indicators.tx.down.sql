DROP TABLE survey_entries;
DROP TABLE survey_tallies;
DROP TABLE survey_slips;
DROP TABLE survey_questions;
DROP TABLE surveys;
DROP TABLE indicator_measures;
DROP TABLE award_indicators;
DROP TABLE indicators;
