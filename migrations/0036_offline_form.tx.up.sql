-- What a reviewer had saved when they took an offline form along: what comes back is compared with it.
CREATE TABLE offline_forms (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people,
    made_at timestamptz NOT NULL,
    kept jsonb NOT NULL
);
CREATE INDEX offline_forms_by_person ON offline_forms (person_id, made_at DESC);
CREATE TRIGGER offline_forms_append_only BEFORE UPDATE OR DELETE ON offline_forms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
