CREATE TABLE forms (
    id uuid PRIMARY KEY,
    key text NOT NULL,
    version integer NOT NULL,
    title jsonb NOT NULL,
    definition jsonb NOT NULL,
    published_at timestamptz,
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT forms_version_positive CHECK (version > 0)
);
CREATE UNIQUE INDEX forms_version_once ON forms (key, version);
ALTER TABLE cycles ADD COLUMN proposal_form_id uuid REFERENCES forms;
ALTER TABLE cycles ADD COLUMN profile_form_id uuid REFERENCES forms;
ALTER TABLE cycles ADD COLUMN statement_form_id uuid REFERENCES forms;

CREATE FUNCTION guard_published_form() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published form does not change' USING ERRCODE = 'VT001', CONSTRAINT = 'forms_published_fixed', TABLE = 'forms';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER forms_published_fixed BEFORE UPDATE OR DELETE ON forms FOR EACH ROW EXECUTE FUNCTION guard_published_form();
