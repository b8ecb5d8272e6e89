-- What members of a panel know, and what each exact assignment was asked, so that it can be repeated and explained.
ALTER TABLE panel_members ADD COLUMN skills jsonb NOT NULL DEFAULT '[]';

CREATE TABLE assignment_plans (
    id uuid PRIMARY KEY,
    panel_id uuid NOT NULL REFERENCES panels,
    problem jsonb NOT NULL,
    planned_by uuid REFERENCES people,
    planned_at timestamptz NOT NULL
);
CREATE INDEX assignment_plans_by_panel ON assignment_plans (panel_id, planned_at DESC);
CREATE TRIGGER assignment_plans_append_only BEFORE UPDATE OR DELETE ON assignment_plans FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
