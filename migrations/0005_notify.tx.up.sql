CREATE TABLE messages (
    id uuid PRIMARY KEY,
    person_id uuid REFERENCES people ON DELETE CASCADE,
    email text NOT NULL,
    locale text NOT NULL,
    template text NOT NULL,
    data jsonb NOT NULL DEFAULT '{}',
    subject text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'queued',
    queued_at timestamptz NOT NULL,
    sent_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    last_error text NOT NULL DEFAULT '',
    read_at timestamptz,
    digest_id uuid REFERENCES messages ON DELETE SET NULL,
    CONSTRAINT messages_state_known CHECK (state IN ('queued', 'sent', 'failed', 'gathered', 'on_site')),
    CONSTRAINT messages_sent_when CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX messages_by_person ON messages (person_id, queued_at DESC);
CREATE INDEX messages_gathered ON messages (person_id, queued_at) WHERE state = 'gathered' AND digest_id IS NULL;
CREATE INDEX messages_of_digest ON messages (digest_id) WHERE digest_id IS NOT NULL;
