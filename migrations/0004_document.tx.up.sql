CREATE TABLE documents (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    blob_key text NOT NULL,
    subject text NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT documents_hash_length CHECK (octet_length(sha256) = 32),
    CONSTRAINT documents_size_counted CHECK (size >= 0)
);
CREATE INDEX documents_by_subject ON documents (subject);
CREATE TRIGGER documents_append_only BEFORE UPDATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
