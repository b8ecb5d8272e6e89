CREATE TABLE partnerships (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    title text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'proposed',
    version integer NOT NULL DEFAULT 1,
    created_by uuid REFERENCES people,
    created_at timestamptz NOT NULL,
    dissolved_reason text NOT NULL DEFAULT '',
    CONSTRAINT partnerships_state_known CHECK (state IN ('proposed', 'confirmed_by_all', 'eligible', 'ineligible', 'dissolved')),
    CONSTRAINT partnerships_dissolved_why CHECK (state <> 'dissolved' OR dissolved_reason <> '')
);
CREATE INDEX partnerships_by_cycle ON partnerships (cycle_id);

CREATE TABLE partnership_members (
    id uuid PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships ON DELETE CASCADE,
    organization_id uuid NOT NULL REFERENCES organizations,
    site_id uuid REFERENCES sites, -- the place of the organization that takes part; rules run on the organization
    side text NOT NULL,
    lead boolean NOT NULL DEFAULT false,
    confirmed_by uuid REFERENCES people,
    confirmed_at timestamptz,
    confirmed_words text NOT NULL DEFAULT '',
    part text NOT NULL DEFAULT '',
    grant_minor bigint NOT NULL DEFAULT 0, -- planned share of the grant and of the cost share, in the cycle's currency
    share_minor bigint NOT NULL DEFAULT 0,
    CONSTRAINT partnership_members_side_known CHECK (side IN ('us', 'non_us')),
    CONSTRAINT partnership_members_lead_us CHECK (NOT lead OR side = 'us'),
    CONSTRAINT partnership_members_shares_positive CHECK (grant_minor >= 0 AND share_minor >= 0)
);
CREATE UNIQUE INDEX partnership_members_once ON partnership_members (partnership_id, organization_id);
CREATE UNIQUE INDEX partnership_members_one_lead ON partnership_members (partnership_id) WHERE lead;
CREATE INDEX partnership_members_by_organization ON partnership_members (organization_id);

CREATE FUNCTION guard_member_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.side = 'us') <> (SELECT country = 'US' FROM organizations WHERE id = NEW.organization_id) THEN
        RAISE EXCEPTION 'the side is the country of the museum' USING ERRCODE = 'VT001', CONSTRAINT = 'partnership_members_side_of_country', TABLE = 'partnership_members';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partnership_members_side BEFORE INSERT OR UPDATE OF side, organization_id ON partnership_members FOR EACH ROW EXECUTE FUNCTION guard_member_side();

-- What happened to a partnership, shown to its museums; a museum that left stays here with its words.
CREATE TABLE partnership_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partnership_id uuid NOT NULL,
    kind text NOT NULL,
    organization_id uuid, -- as it was then: a merge of records does not rewrite what happened
    organization_name text NOT NULL DEFAULT '',
    person_id uuid REFERENCES people,
    person_name text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    CONSTRAINT partnership_changes_kind_known CHECK (kind IN ('proposed', 'confirmed', 'confirmation_void', 'added', 'removed', 'left', 'parts', 'invited', 'invitation_taken', 'dissolved',
        'found_eligible', 'found_ineligible', 'excepted', 'exception_revoked', 'endorsement_sent', 'endorsed', 'declined', 'endorsement_expired', 'endorsement_recorded'))
);
CREATE INDEX partnership_changes_by_partnership ON partnership_changes (partnership_id, id);
CREATE TRIGGER partnership_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON partnership_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A museum without an account is asked by mail; the link works once.
CREATE TABLE partnership_invitations (
    id uuid PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships ON DELETE CASCADE,
    organization_id uuid NOT NULL REFERENCES organizations,
    email text NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid REFERENCES people,
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'sent',
    person_id uuid REFERENCES people,
    taken_at timestamptz,
    CONSTRAINT partnership_invitations_state_known CHECK (state IN ('sent', 'waits', 'taken', 'void')),
    CONSTRAINT partnership_invitations_taken_who CHECK (state NOT IN ('waits', 'taken') OR person_id IS NOT NULL)
);
CREATE UNIQUE INDEX partnership_invitations_token_once ON partnership_invitations (token_hash);
CREATE INDEX partnership_invitations_by_partnership ON partnership_invitations (partnership_id);

CREATE TABLE eligibility_exceptions (
    partnership_id uuid NOT NULL REFERENCES partnerships ON DELETE CASCADE,
    rule text NOT NULL,
    reason text NOT NULL,
    granted_by uuid NOT NULL REFERENCES people,
    at timestamptz NOT NULL,
    revoked_by uuid REFERENCES people,
    revoked_at timestamptz,
    revoked_reason text NOT NULL DEFAULT '',
    PRIMARY KEY (partnership_id, rule, at),
    CONSTRAINT eligibility_exceptions_reason_given CHECK (reason <> ''),
    CONSTRAINT eligibility_exceptions_revoked_why CHECK (revoked_at IS NULL OR revoked_reason <> '')
);
CREATE UNIQUE INDEX eligibility_exceptions_once ON eligibility_exceptions (partnership_id, rule) WHERE revoked_at IS NULL;

-- Which of the rules E1 to E16 a cycle has; one that is not named holds.
CREATE TABLE cycle_rules (
    cycle_id uuid NOT NULL REFERENCES cycles ON DELETE CASCADE,
    rule text NOT NULL,
    holds boolean NOT NULL DEFAULT true,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (cycle_id, rule),
    CONSTRAINT cycle_rules_rule_known CHECK (rule ~ '^E([1-9]|1[0-6])$')
);
