-- What an exchange meant to one person, told with that person's consent. Withdrawn, nothing of what it told is kept.
CREATE TABLE stories (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    state text NOT NULL DEFAULT 'draft',
    title text NOT NULL,
    words text NOT NULL,
    quote text NOT NULL,
    told_as text NOT NULL, -- the name it is told under
    pseudonym boolean NOT NULL,
    minor boolean NOT NULL,
    country text NOT NULL,
    theme text NOT NULL,
    indicator_id uuid REFERENCES indicators, -- the outcome it shows
    happened_on date NOT NULL,
    photo_media text NOT NULL DEFAULT '', -- empty where there is no photo
    photo_alt text NOT NULL DEFAULT '',
    photo_credit text NOT NULL DEFAULT '',
    photo_license text NOT NULL DEFAULT '',
    consent_at timestamptz,
    by_guardian boolean NOT NULL DEFAULT false,
    for_whom text NOT NULL DEFAULT '', -- empty until it is approved
    reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    added_by uuid NOT NULL REFERENCES people,
    added_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    decided_by uuid REFERENCES people,
    decided_at timestamptz,
    withdrawn_by uuid REFERENCES people,
    withdrawn_at timestamptz,
    CONSTRAINT stories_state_known CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'withdrawn')),
    CONSTRAINT stories_readers_known CHECK (for_whom IN ('', 'internal', 'funder', 'public')),
    CONSTRAINT stories_country_code CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT stories_submitted_whole CHECK ((submitted_by IS NULL) = (submitted_at IS NULL) AND (state NOT IN ('submitted', 'returned', 'approved') OR submitted_at IS NOT NULL)),
    CONSTRAINT stories_decided_whole CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (state NOT IN ('returned', 'approved') OR decided_at IS NOT NULL)),
    CONSTRAINT stories_two_people CHECK (state <> 'approved' OR decided_by <> submitted_by),
    CONSTRAINT stories_approved_for CHECK (state <> 'approved' OR for_whom <> ''),
    CONSTRAINT stories_consented CHECK (state NOT IN ('submitted', 'approved') OR (consent_at IS NOT NULL AND (by_guardian OR NOT minor))),
    CONSTRAINT stories_photo_whole CHECK ((photo_media = '') = (photo_alt = '') AND (photo_media = '') = (photo_credit = '') AND (photo_media = '') = (photo_license = '')),
    CONSTRAINT stories_explained CHECK (state NOT IN ('returned', 'withdrawn') OR reason <> ''),
    CONSTRAINT stories_withdrawn_empty CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL) AND (withdrawn_by IS NULL) = (withdrawn_at IS NULL)
        AND (state <> 'withdrawn' OR title || words || quote || told_as || theme || photo_media = ''))
);
CREATE INDEX stories_by_award ON stories (award_id, id DESC);
CREATE INDEX stories_waiting ON stories (submitted_at) WHERE state = 'submitted';

-- An approved story is told as it was approved; a withdrawn one stays so.
CREATE FUNCTION guard_story() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'withdrawn' OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'withdrawn'))
       OR (OLD.state = 'approved' AND NEW.state = 'approved' AND to_jsonb(NEW) - ARRAY['for_whom', 'decided_by', 'decided_at', 'version'] <> to_jsonb(OLD) - ARRAY['for_whom', 'decided_by', 'decided_at', 'version']) THEN
        PERFORM refuse_rule('stories_kept', 'a story is told as it was approved, or not at all');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_guard BEFORE UPDATE OR DELETE ON stories FOR EACH ROW EXECUTE FUNCTION guard_story();

-- Photos and consents, sealed with a key that is not in the database.
CREATE TABLE story_files (
    story_id uuid NOT NULL REFERENCES stories,
    kind text NOT NULL,
    media text NOT NULL,
    key_id text NOT NULL,
    sealed bytea NOT NULL,
    saved_by uuid NOT NULL REFERENCES people,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (story_id, kind),
    CONSTRAINT story_files_kind_known CHECK (kind IN ('photo', 'consent'))
);
CREATE INDEX story_files_by_key ON story_files (key_id);
