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
    side text NOT NULL,
    lead boolean NOT NULL DEFAULT false,
    confirmed_by uuid REFERENCES people,
    confirmed_at timestamptz,
    confirmed_words text NOT NULL DEFAULT '',
    part text NOT NULL DEFAULT '',
    CONSTRAINT partnership_members_side_known CHECK (side IN ('us', 'non_us')),
    CONSTRAINT partnership_members_lead_us CHECK (NOT lead OR side = 'us')
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

CREATE TABLE endorsements (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES partnership_members ON DELETE CASCADE,
    post text NOT NULL,
    state text NOT NULL DEFAULT 'requested',
    reason text NOT NULL DEFAULT '',
    requested_by uuid REFERENCES people,
    requested_at timestamptz NOT NULL,
    answered_at timestamptz,
    recorded_by uuid REFERENCES people,
    CONSTRAINT endorsements_state_known CHECK (state IN ('requested', 'sent_to_post', 'endorsed', 'declined', 'expired')),
    CONSTRAINT endorsements_decline_why CHECK (state <> 'declined' OR reason <> '')
);
CREATE UNIQUE INDEX endorsements_once ON endorsements (member_id) WHERE state NOT IN ('expired');

CREATE TABLE eligibility_exceptions (
    partnership_id uuid NOT NULL REFERENCES partnerships ON DELETE CASCADE,
    rule text NOT NULL,
    reason text NOT NULL,
    granted_by uuid NOT NULL REFERENCES people,
    at timestamptz NOT NULL,
    PRIMARY KEY (partnership_id, rule),
    CONSTRAINT eligibility_exceptions_reason_given CHECK (reason <> '')
);
