-- Quarterly and final reports to a funder: the days they cover and the text beside their figures.
ALTER TABLE reports ADD COLUMN from_on date, ADD COLUMN through_on date;
ALTER TABLE reports ADD CONSTRAINT reports_period CHECK ((kind = 'cycle') = (from_on IS NULL) AND (from_on IS NULL) = (through_on IS NULL) AND through_on >= from_on);

CREATE TABLE report_sections (
    report_id uuid NOT NULL REFERENCES reports ON DELETE CASCADE,
    key text NOT NULL,
    text text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    written_by uuid NOT NULL REFERENCES people,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, key),
    CONSTRAINT report_sections_key_known CHECK (key IN ('summary', 'narrative', 'problems', 'next_quarter', 'lessons', 'sustainability'))
);

CREATE FUNCTION guard_report_sections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports WHERE id = coalesce(NEW.report_id, OLD.report_id) AND frozen_at IS NOT NULL) THEN
        PERFORM refuse_rule('reports_frozen', 'frozen text does not change');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER report_sections_frozen BEFORE INSERT OR UPDATE OR DELETE ON report_sections FOR EACH ROW EXECUTE FUNCTION guard_report_sections();
