CREATE TABLE reports (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    funder_id uuid NOT NULL REFERENCES funders,
    kind text NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    state text NOT NULL DEFAULT 'assembling',
    as_of timestamptz NOT NULL,
    snapshot jsonb NOT NULL DEFAULT '{}',
    sha256 bytea,
    document_id uuid REFERENCES documents,
    assembled_by uuid REFERENCES people,
    assembled_at timestamptz NOT NULL,
    frozen_by uuid REFERENCES people,
    frozen_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT reports_kind_known CHECK (kind IN ('cycle', 'quarterly', 'final')),
    CONSTRAINT reports_state_known CHECK (state IN ('assembling', 'figures_frozen', 'director_review', 'sent', 'accepted', 'queries', 'resent')),
    CONSTRAINT reports_frozen_whole CHECK (state = 'assembling' OR (sha256 IS NOT NULL AND frozen_at IS NOT NULL)),
    CONSTRAINT reports_two_persons CHECK (frozen_by <> assembled_by)
);
CREATE UNIQUE INDEX reports_number_once ON reports (cycle_id, kind, number);

CREATE FUNCTION guard_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.frozen_at IS NOT NULL THEN PERFORM refuse_rule('reports_frozen', 'frozen figures do not change'); END IF;
        RETURN OLD;
    END IF;
    -- Invariant 29: a figure is the sum of the rows behind it; a ratio has its two terms behind it.
    IF OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL AND EXISTS (
        SELECT FROM report_figures f
         WHERE f.report_id = NEW.id AND f.unit <> 'basis_points'
           AND f.value <> (SELECT coalesce(sum(r.value), 0) FROM report_figure_rows r WHERE r.figure_id = f.id)) THEN
        PERFORM refuse_rule('reports_reconcile', 'a figure is not the sum of the rows behind it');
    END IF;
    IF OLD.frozen_at IS NOT NULL AND (NEW.snapshot, NEW.sha256, NEW.as_of, NEW.frozen_at) IS DISTINCT FROM (OLD.snapshot, OLD.sha256, OLD.as_of, OLD.frozen_at) THEN
        PERFORM refuse_rule('reports_frozen', 'frozen figures do not change');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_frozen BEFORE UPDATE OR DELETE ON reports FOR EACH ROW EXECUTE FUNCTION guard_report();

CREATE TABLE report_figures (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES reports ON DELETE CASCADE,
    key text NOT NULL,
    part text NOT NULL DEFAULT '',
    ordinal integer NOT NULL,
    unit text NOT NULL,
    value bigint NOT NULL,
    formula text NOT NULL,
    CONSTRAINT report_figures_unit_known CHECK (unit IN ('count', 'minor_usd', 'basis_points'))
);
CREATE UNIQUE INDEX report_figures_once ON report_figures (report_id, key, part);

CREATE TABLE report_figure_rows (
    figure_id uuid NOT NULL REFERENCES report_figures ON DELETE CASCADE,
    ordinal integer NOT NULL,
    subject text NOT NULL,
    label text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (figure_id, ordinal)
);

CREATE FUNCTION guard_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports WHERE id = coalesce(NEW.report_id, OLD.report_id) AND frozen_at IS NOT NULL) THEN
        PERFORM refuse_rule('reports_frozen', 'frozen figures do not change');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER report_figures_frozen BEFORE INSERT OR UPDATE OR DELETE ON report_figures FOR EACH ROW EXECUTE FUNCTION guard_figures();

CREATE FUNCTION guard_figure_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM report_figures f JOIN reports r ON r.id = f.report_id
               WHERE f.id = coalesce(NEW.figure_id, OLD.figure_id) AND r.frozen_at IS NOT NULL) THEN
        PERFORM refuse_rule('reports_frozen', 'frozen figures do not change');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER report_figure_rows_frozen BEFORE INSERT OR UPDATE OR DELETE ON report_figure_rows FOR EACH ROW EXECUTE FUNCTION guard_figure_rows();
