-- What stripping a file came to, once: the copy reviewers get, or why there is none. The original stays as it is.
CREATE TABLE reviewer_copies (
    document_id uuid PRIMARY KEY REFERENCES documents,
    copy_id uuid REFERENCES documents,
    held text NOT NULL DEFAULT '',
    marks jsonb NOT NULL DEFAULT '[]',
    pages jsonb NOT NULL DEFAULT '[]',
    sha256 bytea NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT reviewer_copies_copied_or_held CHECK ((copy_id IS NULL) = (held <> '')),
    CONSTRAINT reviewer_copies_hash_length CHECK (octet_length(sha256) = 32)
);
CREATE INDEX reviewer_copies_by_copy ON reviewer_copies (copy_id);
CREATE TRIGGER reviewer_copies_append_only BEFORE UPDATE OR DELETE ON reviewer_copies FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who lets a finding of the blindness report stand, and why.
CREATE TABLE blindness_acceptances (
    cycle_id uuid NOT NULL REFERENCES cycles,
    finding text NOT NULL,
    reason text NOT NULL,
    accepted_by uuid NOT NULL REFERENCES people,
    accepted_at timestamptz NOT NULL,
    PRIMARY KEY (cycle_id, finding),
    CONSTRAINT blindness_acceptances_reasoned CHECK (btrim(reason) <> '' AND length(reason) <= 2000)
);
CREATE TRIGGER blindness_acceptances_append_only BEFORE UPDATE OR DELETE ON blindness_acceptances FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
