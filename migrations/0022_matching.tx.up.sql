CREATE TABLE introductions (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    asker_id uuid NOT NULL REFERENCES profiles,
    asked_id uuid NOT NULL REFERENCES profiles,
    asker_organization_id uuid NOT NULL REFERENCES organizations,
    asked_organization_id uuid NOT NULL REFERENCES organizations,
    words text NOT NULL,
    state text NOT NULL DEFAULT 'asked',
    version integer NOT NULL DEFAULT 1,
    asked_by uuid REFERENCES people,
    asked_at timestamptz NOT NULL,
    by_office boolean NOT NULL DEFAULT false,
    asker_agreed_at timestamptz,
    asked_agreed_at timestamptz,
    ended_at timestamptz,
    reason text NOT NULL DEFAULT '',
    report text NOT NULL DEFAULT '',
    report_side text NOT NULL DEFAULT '',
    CONSTRAINT introductions_state_known CHECK (state IN ('asked', 'accepted', 'declined', 'expired', 'closed')),
    CONSTRAINT introductions_of_two CHECK (asker_id <> asked_id),
    CONSTRAINT introductions_both_agreed CHECK (state <> 'accepted' OR (asker_agreed_at IS NOT NULL AND asked_agreed_at IS NOT NULL)),
    CONSTRAINT introductions_ended_when CHECK ((state IN ('asked', 'accepted')) = (ended_at IS NULL)),
    CONSTRAINT introductions_declined_why CHECK (state <> 'declined' OR reason <> ''),
    CONSTRAINT introductions_report_whose CHECK ((report = '' AND report_side = '') OR (report <> '' AND report_side IN ('asker', 'asked')))
);
CREATE UNIQUE INDEX introductions_one_live ON introductions (least(asker_id, asked_id), greatest(asker_id, asked_id)) WHERE state IN ('asked', 'accepted');
CREATE INDEX introductions_by_asker ON introductions (asker_organization_id);
CREATE INDEX introductions_by_asked ON introductions (asked_organization_id);
CREATE INDEX introductions_waiting ON introductions (asked_at) WHERE state = 'asked';

-- A message names a side and no museum, so that it stays as it is when records of museums are merged.
CREATE TABLE introduction_messages (
    id uuid PRIMARY KEY,
    introduction_id uuid NOT NULL REFERENCES introductions,
    side text NOT NULL,
    text text NOT NULL,
    written_by uuid NOT NULL REFERENCES people,
    written_at timestamptz NOT NULL,
    CONSTRAINT introduction_messages_side_known CHECK (side IN ('asker', 'asked')),
    CONSTRAINT introduction_messages_text_length CHECK (char_length(text) BETWEEN 1 AND 5000)
);
CREATE INDEX introduction_messages_in_order ON introduction_messages (introduction_id, id);
CREATE TRIGGER introduction_messages_append_only BEFORE UPDATE OR DELETE ON introduction_messages FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE silences (
    organization_id uuid NOT NULL REFERENCES organizations,
    other_id uuid NOT NULL REFERENCES organizations,
    set_by uuid REFERENCES people,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, other_id),
    CONSTRAINT silences_of_two CHECK (organization_id <> other_id)
);
CREATE INDEX silences_by_other ON silences (other_id);
