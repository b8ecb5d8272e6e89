-- Public halves of the keys that sign papers; the private one is never in the database. One signs at a time.
CREATE TABLE signing_keys (
    fingerprint text PRIMARY KEY,
    public bytea NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz,
    CONSTRAINT signing_keys_length CHECK (octet_length(public) = 32),
    CONSTRAINT signing_keys_fingerprint CHECK (fingerprint = encode(substring(sha256(public) FOR 16), 'hex')),
    CONSTRAINT signing_keys_ends_after CHECK (valid_until >= valid_from)
);
CREATE UNIQUE INDEX signing_keys_one_current ON signing_keys ((true)) WHERE valid_until IS NULL;

CREATE FUNCTION guard_signing_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_until IS NOT NULL OR (NEW.fingerprint, NEW.public, NEW.valid_from) IS DISTINCT FROM (OLD.fingerprint, OLD.public, OLD.valid_from) THEN
        PERFORM refuse_rule('signing_keys_kept', 'a key that signed is kept, and ends once');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signing_keys_kept BEFORE UPDATE OR DELETE ON signing_keys FOR EACH ROW EXECUTE FUNCTION guard_signing_key();

-- The signed record of each paper; the first edition is in the file, later ones say what became of it.
CREATE TABLE paper_signatures (
    code text NOT NULL,
    edition integer NOT NULL,
    award_number text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    record bytea NOT NULL, -- canonical JSON, byte for byte what is signed
    key text NOT NULL REFERENCES signing_keys,
    signature bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (code, edition),
    CONSTRAINT paper_signatures_code_shape CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    CONSTRAINT paper_signatures_length CHECK (octet_length(signature) = 64),
    CONSTRAINT paper_signatures_edition_positive CHECK (edition > 0),
    CONSTRAINT paper_signatures_state_known CHECK (state IN ('valid', 'amended', 'revoked'))
);
CREATE INDEX paper_signatures_by_award ON paper_signatures (award_number) WHERE award_number <> '';
CREATE TRIGGER paper_signatures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paper_signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
