DROP TABLE award_conditions;
DROP TABLE risk_assessments;
DROP TABLE subaward_reports;
DROP TRIGGER awards_official ON awards;
DROP FUNCTION guard_award_official;
DROP TABLE agreement_signatures;
DROP FUNCTION guard_agreement_signature;
DROP TABLE agreements;
DROP FUNCTION guard_agreement;
