CREATE TABLE credentials (
    person_id uuid PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    password_hash text,
    totp_secret bytea,
    totp_last_step bigint NOT NULL DEFAULT 0,
    verified_at timestamptz,
    suspended_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL
);

CREATE TABLE sign_in_links (
    token_hash bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    purpose text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT sign_in_links_purpose_known CHECK (purpose IN ('verify', 'sign_in', 'reset'))
);

CREATE TABLE sessions (
    token text PRIMARY KEY,
    data bytea NOT NULL,
    person_id uuid REFERENCES people ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE tokens (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    second_factor boolean NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_on date,
    revoked_at timestamptz,
    CONSTRAINT tokens_scopes_given CHECK (cardinality(scopes) > 0)
);
CREATE UNIQUE INDEX tokens_hash_once ON tokens (token_hash);
CREATE INDEX tokens_by_person ON tokens (person_id);

CREATE TABLE role_grants (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    role text NOT NULL,
    program_id uuid,
    granted_by uuid REFERENCES people,
    granted_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT role_grants_role_known CHECK (role IN ('program_officer', 'grants_manager', 'program_director', 'finance', 'funder_ro', 'auditor', 'admin', 'fellow', 'fellow_referee')),
    CONSTRAINT role_grants_not_to_oneself CHECK (granted_by <> person_id)
);
CREATE UNIQUE INDEX role_grants_once ON role_grants (person_id, role, program_id) NULLS NOT DISTINCT WHERE revoked_at IS NULL;
