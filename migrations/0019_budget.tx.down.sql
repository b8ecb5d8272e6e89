DROP TRIGGER applications_signature ON applications;
DROP FUNCTION take_back_signature();
DROP TABLE signatures;
DROP TABLE budget_notes;
DROP TABLE budget_rates;
