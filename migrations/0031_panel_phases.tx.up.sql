-- What the members of a panel may see in each phase of its work; the panel's state says which phase runs.
CREATE TABLE panel_phases (
    panel_id uuid NOT NULL REFERENCES panels ON DELETE CASCADE,
    kind text NOT NULL,
    reads text NOT NULL DEFAULT 'assigned',
    others text NOT NULL DEFAULT 'after_own',
    names boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (panel_id, kind),
    CONSTRAINT panel_phases_kind_known CHECK (kind IN ('preliminary', 'triage', 'discussion', 'rescoring', 'locked')),
    CONSTRAINT panel_phases_reads_known CHECK (reads IN ('assigned', 'all')),
    CONSTRAINT panel_phases_others_known CHECK (others IN ('never', 'after_own', 'always'))
);

CREATE FUNCTION phase_of_panel(state text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE state WHEN 'forming' THEN 'preliminary' WHEN 'reading' THEN 'preliminary' WHEN 'preliminary_closed' THEN 'triage'
        WHEN 'discussion' THEN 'discussion' WHEN 'rescoring' THEN 'rescoring' ELSE 'locked' END
$$;

CREATE FUNCTION give_panel_phases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO panel_phases (panel_id, kind) SELECT NEW.id, k FROM unnest(ARRAY['preliminary', 'triage', 'discussion', 'rescoring', 'locked']) k;
    RETURN NULL;
END $$;
CREATE TRIGGER panels_have_phases AFTER INSERT ON panels FOR EACH ROW EXECUTE FUNCTION give_panel_phases();

CREATE TABLE panel_phase_changes (
    panel_id uuid NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    was jsonb NOT NULL,
    becomes jsonb NOT NULL,
    reason text NOT NULL,
    changed_by uuid REFERENCES people,
    at timestamptz NOT NULL,
    PRIMARY KEY (panel_id, kind, version),
    FOREIGN KEY (panel_id, kind) REFERENCES panel_phases,
    CONSTRAINT panel_phase_changes_reason_given CHECK (reason <> '')
);
CREATE TRIGGER panel_phase_changes_append_only BEFORE UPDATE OR DELETE ON panel_phase_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A member's word, from titles and institutions alone, that nothing binds them to an application of the panel.
CREATE TABLE panel_declarations (
    panel_id uuid NOT NULL REFERENCES panels,
    person_id uuid NOT NULL REFERENCES people,
    application_id uuid NOT NULL REFERENCES applications,
    at timestamptz NOT NULL,
    PRIMARY KEY (panel_id, person_id, application_id)
);
CREATE INDEX panel_declarations_by_application ON panel_declarations (application_id);

-- The lower half by preliminary score is not discussed unless a panelist or an officer calls it up.
CREATE TABLE call_ups (
    panel_id uuid NOT NULL REFERENCES panels,
    application_id uuid NOT NULL REFERENCES applications,
    called_by uuid NOT NULL REFERENCES people,
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (panel_id, application_id, called_by),
    CONSTRAINT call_ups_reason_short CHECK (length(reason) <= 2000)
);
CREATE TRIGGER call_ups_append_only BEFORE UPDATE OR DELETE ON call_ups FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
