-- What is answered to a form is one thing for profiles, statements of intent, proposals and reports: the id is the subject's own.
CREATE TABLE responses (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    form_id uuid NOT NULL REFERENCES forms,
    answers jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    frozen boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL,
    CONSTRAINT responses_kind_known CHECK (kind IN ('proposal', 'statement', 'profile', 'report'))
);
CREATE INDEX responses_by_form ON responses (form_id);

CREATE TABLE answer_changes (
    id uuid PRIMARY KEY,
    response_id uuid NOT NULL REFERENCES responses,
    key text NOT NULL,
    was text NOT NULL,
    now text NOT NULL,
    person_id uuid REFERENCES people,
    at timestamptz NOT NULL,
    version integer NOT NULL,
    request_key text NOT NULL DEFAULT '',
    CONSTRAINT answer_changes_differ CHECK (was <> now),
    CONSTRAINT answer_changes_request_key_length CHECK (octet_length(request_key) <= 200)
);
CREATE INDEX answer_changes_by_response ON answer_changes (response_id, id);
CREATE UNIQUE INDEX answer_changes_request_once ON answer_changes (response_id, request_key, key) WHERE request_key <> '';
CREATE TRIGGER answer_changes_append_only BEFORE UPDATE OR DELETE ON answer_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE answer_comments (
    id uuid PRIMARY KEY,
    response_id uuid NOT NULL REFERENCES responses,
    section text NOT NULL,
    key text NOT NULL DEFAULT '',
    answers_id uuid REFERENCES answer_comments,
    words text NOT NULL,
    person_id uuid NOT NULL REFERENCES people,
    at timestamptz NOT NULL,
    resolved_by uuid REFERENCES people,
    resolved_at timestamptz,
    CONSTRAINT answer_comments_words_given CHECK (words <> '' AND char_length(words) <= 4000),
    CONSTRAINT answer_comments_resolved_by_someone CHECK ((resolved_by IS NULL) = (resolved_at IS NULL))
);
CREATE INDEX answer_comments_by_response ON answer_comments (response_id, id);

-- Who is writing where right now; worth nothing after a crash.
CREATE UNLOGGED TABLE presences (
    response_id uuid NOT NULL,
    person_id uuid NOT NULL,
    section text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (response_id, person_id)
);

-- Files on their way in: their pieces stay here until the file is whole, so that any server goes on with it.
CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    response_id uuid NOT NULL REFERENCES responses,
    subject text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea,
    received bigint NOT NULL DEFAULT 0,
    person_id uuid NOT NULL REFERENCES people,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    document_id uuid REFERENCES documents,
    CONSTRAINT uploads_size_range CHECK (size BETWEEN 1 AND 52428800),
    CONSTRAINT uploads_within_size CHECK (received BETWEEN 0 AND size),
    CONSTRAINT uploads_hash_length CHECK (sha256 IS NULL OR octet_length(sha256) IN (0, 32))
);
CREATE INDEX uploads_unfinished ON uploads (person_id, updated_at) WHERE document_id IS NULL;

CREATE TABLE upload_pieces (
    upload_id uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
    at bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (upload_id, at)
);
ALTER TABLE upload_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL; -- files are packed already

-- What was submitted does not change under anybody's eyes.
CREATE FUNCTION guard_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.frozen THEN PERFORM refuse_rule('responses_content_frozen', 'what was submitted does not change'); END IF;
        RETURN OLD;
    END IF;
    IF OLD.frozen AND (NEW.answers, NEW.form_id, NEW.kind) IS DISTINCT FROM (OLD.answers, OLD.form_id, OLD.kind) THEN
        PERFORM refuse_rule('responses_content_frozen', 'what was submitted does not change');
    END IF;
    IF OLD.frozen AND NOT NEW.frozen AND NEW.kind = 'proposal'
       AND EXISTS (SELECT FROM applications WHERE id = NEW.id AND state NOT IN ('draft', 'signed', 'returned_once')) THEN
        PERFORM refuse_rule('responses_content_frozen', 'what was submitted does not change');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER responses_frozen BEFORE UPDATE OR DELETE ON responses FOR EACH ROW EXECUTE FUNCTION guard_response();

-- A proposal's answers freeze and thaw with its state, whoever moves it.
CREATE FUNCTION freeze_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE responses SET frozen = NEW.state NOT IN ('draft', 'signed', 'returned_once')
    WHERE id = NEW.id AND frozen <> (NEW.state NOT IN ('draft', 'signed', 'returned_once'));
    RETURN NULL;
END $$;
CREATE TRIGGER applications_freeze AFTER UPDATE OF state ON applications FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION freeze_proposal();

-- The mark of a text, by which a writer says what they saw; the same in Go.
CREATE FUNCTION answer_stamp(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT left(encode(sha256(convert_to($1, 'UTF8')), 'hex'), 16)
$$;

-- Keeps changed answers with who changed what, all or none of them. What somebody else changed since the writer
-- saw it is a conflict that answers with the kept texts; a repeated request changes nothing and answers as before.
-- given: [{id, key, text, saw}]; head: title and abstract as a list of proposals shows them, where they changed.
-- An application is locked before its answers, as whoever submits it does.
CREATE FUNCTION save_answers(subject uuid, pinned uuid, given jsonb, head jsonb, who uuid, moment timestamptz, request text)
RETURNS TABLE (outcome text, version integer, at timestamptz, texts jsonb) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    r responses%ROWTYPE;
    differs boolean;
    fresh jsonb;
BEGIN
    PERFORM FROM applications a WHERE a.id = subject FOR NO KEY UPDATE;
    SELECT * INTO r FROM responses x WHERE x.id = subject FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing', 0, moment, '{}'::jsonb;
        RETURN;
    END IF;
    IF request <> '' THEN
        RETURN QUERY SELECT CASE WHEN bool_or(g.text IS DISTINCT FROM c.now) THEN 'key_taken' ELSE 'repeated' END,
                max(c.version), max(c.at), jsonb_object_agg(c.key, c.now)
            FROM answer_changes c LEFT JOIN jsonb_to_recordset(given) AS g(key text, text text) ON g.key = c.key
            WHERE c.response_id = subject AND c.request_key = request HAVING count(*) > 0;
        IF FOUND THEN RETURN; END IF;
    END IF;
    IF r.frozen THEN
        RETURN QUERY SELECT 'frozen', r.version, r.updated_at, '{}'::jsonb;
        RETURN;
    END IF;
    -- What was typed was checked by another form.
    IF r.form_id <> pinned THEN
        RETURN QUERY SELECT 'other_form', r.version, r.updated_at, '{}'::jsonb;
        RETURN;
    END IF;
    SELECT coalesce(bool_or(g.saw <> '' AND answer_stamp(k.was) <> g.saw AND k.was <> g.text), false),
           coalesce(jsonb_object_agg(g.key, CASE WHEN g.saw <> '' AND answer_stamp(k.was) <> g.saw THEN k.was ELSE g.text END)
               FILTER (WHERE k.was <> g.text), '{}')
      INTO differs, fresh
      FROM jsonb_to_recordset(given) AS g(key text, text text, saw text), LATERAL (SELECT coalesce(r.answers ->> g.key, '') AS was) k;
    IF differs THEN
        RETURN QUERY SELECT 'conflict', r.version, r.updated_at,
            (SELECT jsonb_object_agg(g.key, coalesce(r.answers ->> g.key, '')) FROM jsonb_to_recordset(given) AS g(key text, text text, saw text)
             WHERE g.saw <> '' AND answer_stamp(coalesce(r.answers ->> g.key, '')) <> g.saw AND coalesce(r.answers ->> g.key, '') <> g.text);
        RETURN;
    END IF;
    IF fresh = '{}' THEN
        RETURN QUERY SELECT 'same', r.version, r.updated_at, '{}'::jsonb;
        RETURN;
    END IF;
    UPDATE responses x SET answers = r.answers || fresh, version = r.version + 1, updated_at = moment WHERE x.id = subject;
    INSERT INTO answer_changes (id, response_id, key, was, now, person_id, at, version, request_key)
        SELECT g.id, subject, g.key, coalesce(r.answers ->> g.key, ''), g.text, who, moment, r.version + 1, request
        FROM jsonb_to_recordset(given) AS g(id uuid, key text, text text) WHERE fresh ? g.key;
    -- What was signed is no longer what is written.
    UPDATE applications a SET title = coalesce(head ->> 'title', a.title), abstract = coalesce(head ->> 'abstract', a.abstract),
        state = CASE a.state WHEN 'signed' THEN 'draft' ELSE a.state END, version = a.version + 1, updated_at = moment WHERE a.id = subject;
    RETURN QUERY SELECT 'saved', r.version + 1, moment, fresh;
END $$;
