DROP TABLE assignment_plans;
ALTER TABLE panel_members DROP COLUMN skills;
