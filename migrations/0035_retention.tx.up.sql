-- How long the files are kept that an application's museums attached. No row: kept without end.
CREATE TABLE retentions (
    application_id uuid PRIMARY KEY REFERENCES applications,
    subject text NOT NULL,
    ground text NOT NULL,
    since date NOT NULL,
    keep_until date NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT retentions_ground_known CHECK (ground IN ('final_report', 'declined', 'withdrawn', 'never_submitted')),
    CONSTRAINT retentions_after_since CHECK (keep_until > since)
);
CREATE INDEX retentions_due ON retentions (keep_until);

-- What was erased. The record of the file stays; bytes_gone_at tells when its bytes went, which waits while another
-- record has the same ones.
CREATE TABLE erasures (
    document_id uuid PRIMARY KEY REFERENCES documents,
    ground text NOT NULL,
    kept_until date NOT NULL,
    at timestamptz NOT NULL,
    bytes_gone_at timestamptz
);
CREATE INDEX erasures_waiting ON erasures (document_id) WHERE bytes_gone_at IS NULL;
CREATE INDEX documents_by_blob ON documents (blob_key);
CREATE TRIGGER erasures_append_only BEFORE DELETE OR UPDATE OF document_id, ground, kept_until, at ON erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
