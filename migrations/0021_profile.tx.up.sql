CREATE TABLE profiles (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    organization_id uuid NOT NULL REFERENCES organizations,
    form_id uuid NOT NULL REFERENCES forms,
    state text NOT NULL DEFAULT 'draft',
    rolled_from uuid REFERENCES cycles,
    seeking boolean NOT NULL DEFAULT false,
    themes text[] NOT NULL DEFAULT '{}',
    types text[] NOT NULL DEFAULT '{}',
    countries text[] NOT NULL DEFAULT '{}',
    projects text[] NOT NULL DEFAULT '{}',
    idea text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    created_by uuid REFERENCES people,
    created_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    decided_by uuid REFERENCES people,
    decided_at timestamptz,
    words text NOT NULL DEFAULT '',
    CONSTRAINT profiles_state_known CHECK (state IN ('draft', 'submitted', 'listed', 'returned', 'archived')),
    CONSTRAINT profiles_submitted_when CHECK (state IN ('draft', 'archived') OR submitted_at IS NOT NULL),
    CONSTRAINT profiles_lister_not_submitter CHECK (decided_by <> submitted_by),
    CONSTRAINT profiles_returned_why CHECK (state <> 'returned' OR words <> '')
);
CREATE UNIQUE INDEX profiles_once ON profiles (cycle_id, organization_id);
CREATE INDEX profiles_by_organization ON profiles (organization_id);
CREATE INDEX profiles_by_state ON profiles (cycle_id, state, id);

-- A profile that does not roll over is handed in while a profile phase is open.
CREATE FUNCTION guard_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'submitted' AND OLD.state <> 'submitted' AND NEW.rolled_from IS NULL AND NOT EXISTS (
        SELECT FROM phases p WHERE p.cycle_id = NEW.cycle_id AND p.kind IN ('profile_alone', 'profile_with_partner')
           AND NEW.submitted_at BETWEEN p.opens_at AND p.closes_at + p.grace_seconds * interval '1 second') THEN
        PERFORM refuse_rule('profiles_in_time', 'no profile phase is open at that instant');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER profiles_guard BEFORE UPDATE ON profiles FOR EACH ROW EXECUTE FUNCTION guard_profile();
