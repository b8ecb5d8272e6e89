-- What an award runs under, number by number: the first is what was signed, each amendment adds one.
CREATE TABLE award_terms (
    award_id uuid NOT NULL REFERENCES awards,
    number integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    grant_minor bigint NOT NULL,
    share_minor bigint NOT NULL,
    effective_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL REFERENCES people,
    source text NOT NULL, -- public id of the agreement or amendment
    PRIMARY KEY (award_id, number),
    CONSTRAINT award_terms_period_runs CHECK (ends_on > starts_on),
    CONSTRAINT award_terms_not_negative CHECK (grant_minor >= 0 AND share_minor >= 0),
    CONSTRAINT award_terms_sourced CHECK (source <> '')
);

CREATE TABLE award_term_lines (
    award_id uuid NOT NULL,
    number integer NOT NULL,
    category text NOT NULL,
    grant_minor bigint NOT NULL,
    share_minor bigint NOT NULL,
    PRIMARY KEY (award_id, number, category),
    FOREIGN KEY (award_id, number) REFERENCES award_terms,
    CONSTRAINT award_term_lines_not_negative CHECK (grant_minor >= 0 AND share_minor >= 0)
);
CREATE TRIGGER award_terms_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON award_terms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER award_term_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON award_term_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Numbers have no gap, and the budget by category sums to what the award is.
CREATE FUNCTION guard_award_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    t award_terms%ROWTYPE;
BEGIN
    SELECT * INTO t FROM award_terms WHERE award_id = NEW.award_id AND number = NEW.number;
    IF t.number <> (SELECT count(*) FROM award_terms WHERE award_id = t.award_id AND number <= t.number) THEN
        PERFORM refuse_rule('award_terms_consecutive', 'the terms of an award are numbered without a gap');
    END IF;
    IF (t.grant_minor, t.share_minor) <> (SELECT coalesce(sum(grant_minor), 0), coalesce(sum(share_minor), 0) FROM award_term_lines WHERE award_id = t.award_id AND number = t.number) THEN
        PERFORM refuse_rule('award_terms_add_up', 'the budget by category sums to the award and its cost share');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER award_terms_whole AFTER INSERT ON award_terms DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_award_terms();
CREATE CONSTRAINT TRIGGER award_term_lines_whole AFTER INSERT ON award_term_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_award_terms();
