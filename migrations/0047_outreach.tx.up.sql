-- One list of participants as it was pasted. Names are never kept: only how many rows it had.
CREATE TABLE participant_pastes (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    loaded integer NOT NULL,
    refused integer NOT NULL,
    same integer NOT NULL,
    pasted_by uuid NOT NULL REFERENCES people,
    pasted_at timestamptz NOT NULL,
    undone_by uuid REFERENCES people,
    undone_at timestamptz,
    CONSTRAINT participant_pastes_counts CHECK (loaded >= 0 AND refused >= 0 AND same >= 0),
    CONSTRAINT participant_pastes_undone_whole CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE INDEX participant_pastes_by_award ON participant_pastes (award_id, pasted_at DESC);

-- Somebody who took part, without name or birth year: the mark tells them from others of the same award and is
-- made with a key that is not in the database.
CREATE TABLE participants (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    paste_id uuid REFERENCES participant_pastes,
    row_number integer NOT NULL,
    mark bytea NOT NULL,
    country text NOT NULL,
    gender text NOT NULL,
    role text NOT NULL,
    side text NOT NULL,
    age_band text NOT NULL,
    joined_on date NOT NULL,
    added_by uuid NOT NULL REFERENCES people,
    added_at timestamptz NOT NULL,
    removed_by uuid REFERENCES people,
    removed_at timestamptz,
    CONSTRAINT participants_mark_size CHECK (octet_length(mark) = 32),
    CONSTRAINT participants_gender_known CHECK (gender IN ('female', 'male', 'other', 'undisclosed')),
    CONSTRAINT participants_role_known CHECK (role IN ('community', 'mentor', 'educator', 'museum_staff')),
    CONSTRAINT participants_side_known CHECK (side IN ('us', 'non_us')),
    CONSTRAINT participants_age_known CHECK (age_band IN ('under_13', '13_17', '18_24', '25_34', '35_54', '55_up', 'undisclosed')),
    CONSTRAINT participants_country_code CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT participants_removed_whole CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE UNIQUE INDEX participants_once ON participants (award_id, mark) WHERE removed_at IS NULL;
CREATE INDEX participants_by_award ON participants (award_id, joined_on, id);
CREATE INDEX participants_by_paste ON participants (paste_id) WHERE paste_id IS NOT NULL;

-- Who took part is never rewritten, so that an earlier figure still has its rows; a wrong row is taken off.
CREATE FUNCTION guard_participant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.removed_at IS NOT NULL
       OR to_jsonb(NEW) - ARRAY['removed_by', 'removed_at'] <> to_jsonb(OLD) - ARRAY['removed_by', 'removed_at'] THEN
        PERFORM refuse_rule('participants_kept', 'a participant is taken off, not rewritten');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER participants_guard BEFORE UPDATE OR DELETE ON participants FOR EACH ROW EXECUTE FUNCTION guard_participant();

CREATE TABLE activities (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    kind text NOT NULL,
    title text NOT NULL,
    venue text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    country text NOT NULL DEFAULT '', -- empty is online
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    about text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'planned',
    reason text NOT NULL DEFAULT '', -- why it was called off
    code_hash bytea NOT NULL, -- of the code in its host's link
    version integer NOT NULL DEFAULT 1,
    added_by uuid NOT NULL REFERENCES people,
    added_at timestamptz NOT NULL,
    held_by uuid REFERENCES people,
    held_at timestamptz,
    CONSTRAINT activities_kind_known CHECK (kind IN ('workshop', 'exhibition', 'talk', 'screening', 'performance', 'festival', 'tour', 'school', 'training', 'meeting')),
    CONSTRAINT activities_state_known CHECK (state IN ('planned', 'held', 'called_off')),
    CONSTRAINT activities_titled CHECK (title <> ''),
    CONSTRAINT activities_country_code CHECK (country ~ '^([A-Z]{2})?$'),
    CONSTRAINT activities_period_runs CHECK (ends_on >= starts_on),
    CONSTRAINT activities_held_whole CHECK ((state = 'held') = (held_at IS NOT NULL) AND (held_by IS NULL) = (held_at IS NULL)),
    CONSTRAINT activities_called_off_why CHECK ((state = 'called_off') = (reason <> ''))
);
CREATE INDEX activities_by_award ON activities (award_id, starts_on, id);
CREATE UNIQUE INDEX activities_code ON activities (code_hash);

-- What a host counted at the door; the same entry sent twice is one entry.
CREATE TABLE check_ins (
    id uuid PRIMARY KEY, -- chosen by the page that sends it
    activity_id uuid NOT NULL REFERENCES activities,
    arrived integer NOT NULL,
    counted_at timestamptz NOT NULL,
    CONSTRAINT check_ins_arrived CHECK (arrived BETWEEN -500 AND 500 AND arrived <> 0)
);
CREATE INDEX check_ins_by_activity ON check_ins (activity_id);
CREATE TRIGGER check_ins_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON check_ins FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Contacts, never unique persons.
CREATE TABLE audience_counts (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    activity_id uuid REFERENCES activities,
    reach text NOT NULL,
    place text NOT NULL,
    counted_on date NOT NULL,
    contacts bigint NOT NULL,
    method text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES people,
    recorded_at timestamptz NOT NULL,
    removed_by uuid REFERENCES people,
    removed_at timestamptz,
    CONSTRAINT audience_counts_reach_known CHECK (reach IN ('attendance', 'exhibition_visitors', 'web_social')),
    CONSTRAINT audience_counts_place_known CHECK (place IN ('us', 'partner_country', 'online')),
    CONSTRAINT audience_counts_method_known CHECK (method IN ('counted', 'tickets', 'estimated', 'checked_in', 'analytics')),
    CONSTRAINT audience_counts_positive CHECK (contacts BETWEEN 1 AND 1000000000),
    CONSTRAINT audience_counts_removed_whole CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX audience_counts_by_award ON audience_counts (award_id, counted_on);
CREATE INDEX audience_counts_by_activity ON audience_counts (activity_id) WHERE activity_id IS NOT NULL;

CREATE TABLE media_hits (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    medium text NOT NULL,
    outlet text NOT NULL,
    title text NOT NULL,
    link text NOT NULL DEFAULT '',
    country text NOT NULL,
    published_on date NOT NULL,
    circulation bigint NOT NULL DEFAULT 0, -- estimated; 0 is unknown
    recorded_by uuid NOT NULL REFERENCES people,
    recorded_at timestamptz NOT NULL,
    removed_by uuid REFERENCES people,
    removed_at timestamptz,
    CONSTRAINT media_hits_medium_known CHECK (medium IN ('media_print', 'media_radio_tv', 'media_web')),
    CONSTRAINT media_hits_named CHECK (outlet <> '' AND title <> ''),
    CONSTRAINT media_hits_country_code CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT media_hits_circulation CHECK (circulation BETWEEN 0 AND 10000000000),
    CONSTRAINT media_hits_removed_whole CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX media_hits_by_award ON media_hits (award_id, published_on);

CREATE TABLE outputs (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    kind text NOT NULL,
    title text NOT NULL,
    link text NOT NULL DEFAULT '',
    finished_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES people,
    recorded_at timestamptz NOT NULL,
    removed_by uuid REFERENCES people,
    removed_at timestamptz,
    CONSTRAINT outputs_kind_known CHECK (kind IN ('exhibition', 'online_exhibition', 'film', 'publication', 'curriculum', 'tour', 'collection', 'website', 'object', 'other')),
    CONSTRAINT outputs_titled CHECK (title <> ''),
    CONSTRAINT outputs_removed_whole CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX outputs_by_award ON outputs (award_id, finished_on);

-- What was counted is never rewritten, so that an earlier figure still has its rows; a wrong one is taken off.
CREATE FUNCTION guard_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.removed_at IS NOT NULL
       OR to_jsonb(NEW) - ARRAY['removed_by', 'removed_at'] <> to_jsonb(OLD) - ARRAY['removed_by', 'removed_at'] THEN
        PERFORM refuse_rule('counted_kept', 'what was counted is taken off, not rewritten');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audience_counts_guard BEFORE UPDATE OR DELETE ON audience_counts FOR EACH ROW EXECUTE FUNCTION guard_counted();
CREATE TRIGGER media_hits_guard BEFORE UPDATE OR DELETE ON media_hits FOR EACH ROW EXECUTE FUNCTION guard_counted();
CREATE TRIGGER outputs_guard BEFORE UPDATE OR DELETE ON outputs FOR EACH ROW EXECUTE FUNCTION guard_counted();
