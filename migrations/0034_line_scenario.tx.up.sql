-- Saved questions to the funding line with their exact answers; what was asked and answered stays.
CREATE TABLE line_scenarios (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    ranking_id uuid NOT NULL REFERENCES rankings,
    name text NOT NULL,
    constraints jsonb NOT NULL DEFAULT '[]',
    partial_percent integer NOT NULL DEFAULT 100,
    available_minor bigint NOT NULL,
    currency text NOT NULL DEFAULT 'USD',
    objective text NOT NULL,
    threshold_milli bigint NOT NULL DEFAULT 0,
    result jsonb NOT NULL,
    made_by uuid REFERENCES people,
    made_at timestamptz NOT NULL,
    CONSTRAINT line_scenarios_named CHECK (btrim(name) <> ''),
    CONSTRAINT line_scenarios_objective_known CHECK (objective IN ('points', 'rank')),
    CONSTRAINT line_scenarios_partial_range CHECK (partial_percent BETWEEN 10 AND 100),
    CONSTRAINT line_scenarios_available_positive CHECK (available_minor >= 0)
);
CREATE INDEX line_scenarios_by_ranking ON line_scenarios (ranking_id, made_at DESC);
CREATE TRIGGER line_scenarios_append_only BEFORE UPDATE OR DELETE ON line_scenarios FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
