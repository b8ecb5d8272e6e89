-- What reviewers promise, in versions that never change: the program's own words, or a cycle's.
CREATE TABLE confidentiality_statements (
    id uuid PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES programs,
    cycle_id uuid REFERENCES cycles,
    version integer NOT NULL,
    words jsonb NOT NULL,
    sha256 bytea NOT NULL,
    reason text NOT NULL DEFAULT '',
    published_by uuid REFERENCES people, -- nobody for the standard words every program begins with
    published_at timestamptz NOT NULL,
    CONSTRAINT confidentiality_statements_words_given CHECK (words ->> 'en' <> '' AND words ->> 'es' <> '' AND words ->> 'zh-Hans' <> ''),
    CONSTRAINT confidentiality_statements_version_positive CHECK (version > 0),
    CONSTRAINT confidentiality_statements_hash_length CHECK (length(sha256) = 32)
);
CREATE UNIQUE INDEX confidentiality_statements_of_program ON confidentiality_statements (program_id, version) WHERE cycle_id IS NULL;
CREATE UNIQUE INDEX confidentiality_statements_of_cycle ON confidentiality_statements (cycle_id, version) WHERE cycle_id IS NOT NULL;
CREATE TRIGGER confidentiality_statements_append_only BEFORE UPDATE OR DELETE ON confidentiality_statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a member signed and when. panel_members.confidentiality_at is that instant while the version is in force, and NULL again once a newer one is.
CREATE TABLE confidentiality_signatures (
    member_id uuid NOT NULL REFERENCES panel_members,
    statement_id uuid NOT NULL REFERENCES confidentiality_statements,
    sha256 bytea NOT NULL,
    locale text NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, statement_id)
);
CREATE TRIGGER confidentiality_signatures_append_only BEFORE UPDATE OR DELETE ON confidentiality_signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The statement that members of a cycle's panels are asked to sign: the cycle's own newest, or the program's.
CREATE FUNCTION statement_in_force(cycle uuid) RETURNS SETOF confidentiality_statements LANGUAGE sql STABLE AS $$
    SELECT t.* FROM cycles y JOIN confidentiality_statements t ON t.cycle_id = y.id OR (t.cycle_id IS NULL AND t.program_id = y.program_id)
     WHERE y.id = cycle ORDER BY t.cycle_id IS NULL, t.version DESC LIMIT 1
$$;

-- What somebody says of themselves as a reviewer, for every program.
CREATE TABLE reviewer_profiles (
    person_id uuid PRIMARY KEY REFERENCES people,
    country text NOT NULL DEFAULT '',
    skills jsonb NOT NULL DEFAULT '[]',
    load_limit integer,
    available_from date,
    available_until date,
    unavailable boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    CONSTRAINT reviewer_profiles_load_positive CHECK (load_limit > 0),
    CONSTRAINT reviewer_profiles_in_order CHECK (available_until >= available_from),
    CONSTRAINT reviewer_profiles_note_short CHECK (length(note) <= 2000)
);

-- Who may be asked to sit on the panels of a program.
CREATE TABLE reviewer_pool (
    program_id uuid NOT NULL REFERENCES programs,
    person_id uuid NOT NULL REFERENCES people,
    added_by uuid REFERENCES people,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, person_id)
);
CREATE INDEX reviewer_pool_by_person ON reviewer_pool (person_id);

-- How many sit on a panel at most, and what they are paid for it.
CREATE TABLE panel_terms (
    panel_id uuid PRIMARY KEY REFERENCES panels ON DELETE CASCADE,
    seats integer,
    fee_minor bigint NOT NULL DEFAULT 0,
    fee_per text NOT NULL DEFAULT 'panel',
    currency text NOT NULL DEFAULT 'USD',
    set_by uuid REFERENCES people,
    set_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT panel_terms_seats_positive CHECK (seats > 0),
    CONSTRAINT panel_terms_fee_not_negative CHECK (fee_minor >= 0),
    CONSTRAINT panel_terms_fee_per_known CHECK (fee_per IN ('panel', 'review'))
);

-- Who was asked to sit on a panel and what they said. Only the hash of the mailed link is kept.
CREATE TABLE panel_invitations (
    id uuid PRIMARY KEY,
    panel_id uuid NOT NULL REFERENCES panels,
    email text NOT NULL,
    person_id uuid REFERENCES people, -- whose address it is known to be, or who accepted
    locale text NOT NULL DEFAULT 'en',
    token_hash bytea NOT NULL,
    link_id text NOT NULL, -- with the key of the house, which no table holds, the token of a reminder
    load_limit integer,
    note text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'sent',
    reason text NOT NULL DEFAULT '',
    invited_by uuid REFERENCES people,
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    reminded_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT panel_invitations_email_shape CHECK (email LIKE '_%@_%' AND email = lower(email) AND length(email) <= 254),
    CONSTRAINT panel_invitations_load_positive CHECK (load_limit > 0),
    CONSTRAINT panel_invitations_words_short CHECK (length(note) <= 2000 AND length(reason) <= 2000),
    CONSTRAINT panel_invitations_state_known CHECK (state IN ('sent', 'accepted', 'declined', 'expired', 'withdrawn')),
    CONSTRAINT panel_invitations_ended_when CHECK ((state = 'sent') = (ended_at IS NULL)),
    CONSTRAINT panel_invitations_accepted_by CHECK (state <> 'accepted' OR person_id IS NOT NULL),
    CONSTRAINT panel_invitations_declined_why CHECK (state <> 'declined' OR reason <> ''),
    CONSTRAINT panel_invitations_in_order CHECK (expires_at > invited_at)
);
CREATE UNIQUE INDEX panel_invitations_once ON panel_invitations (panel_id, email) WHERE state = 'sent';
CREATE UNIQUE INDEX panel_invitations_token_once ON panel_invitations (token_hash);
CREATE INDEX panel_invitations_by_panel ON panel_invitations (panel_id, invited_at);
CREATE INDEX panel_invitations_by_person ON panel_invitations (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX panel_invitations_open ON panel_invitations (expires_at) WHERE state = 'sent';

-- That an honorarium was paid, or left with a reason; what is owed is computed.
CREATE TABLE honoraria (
    member_id uuid PRIMARY KEY REFERENCES panel_members,
    outcome text NOT NULL,
    paid_minor bigint,
    currency text NOT NULL,
    paid_on date,
    reference text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    settled_by uuid REFERENCES people,
    settled_at timestamptz NOT NULL,
    CONSTRAINT honoraria_outcome_known CHECK (outcome IN ('paid', 'left')),
    CONSTRAINT honoraria_paid_whole CHECK ((outcome = 'paid') = (paid_minor IS NOT NULL AND paid_on IS NOT NULL AND reference <> '')),
    CONSTRAINT honoraria_paid_positive CHECK (paid_minor > 0),
    CONSTRAINT honoraria_left_why CHECK (outcome <> 'left' OR reason <> ''),
    CONSTRAINT honoraria_words_short CHECK (length(reference) <= 200 AND length(reason) <= 2000)
);
