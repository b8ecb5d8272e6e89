DROP TRIGGER letters_last_step_first ON letters;
DROP TRIGGER awards_last_step_first ON awards;
DROP FUNCTION guard_last_step;
DROP TRIGGER slates_guard_steps ON slates;
DROP FUNCTION guard_slate_steps;
DROP FUNCTION needs_concurrence;
DROP TABLE concurrences;
DROP TABLE decision_rules;
DROP FUNCTION guard_decision_rules;
