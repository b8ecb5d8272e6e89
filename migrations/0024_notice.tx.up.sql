CREATE TABLE notice_preferences (
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    kind text NOT NULL,
    cadence text NOT NULL,
    PRIMARY KEY (person_id, kind),
    CONSTRAINT notice_preferences_cadence_known CHECK (cadence IN ('now', 'daily', 'weekly', 'site'))
);

-- The private address of a person's dates; only its hash is kept, so that nobody reads it here.
CREATE TABLE calendar_links (
    person_id uuid PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_on date,
    CONSTRAINT calendar_links_hash_length CHECK (octet_length(token_hash) = 32)
);
CREATE UNIQUE INDEX calendar_links_hash_once ON calendar_links (token_hash);
