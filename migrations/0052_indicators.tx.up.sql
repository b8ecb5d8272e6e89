-- How exchanges measure themselves. A framework's wording never changes: a new wording is a new version.
CREATE TABLE indicators (
    id uuid PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES programs,
    framework text NOT NULL,
    framework_version text NOT NULL,
    code text NOT NULL,
    name jsonb NOT NULL,       -- by language
    definition jsonb NOT NULL, -- by language
    question jsonb NOT NULL,   -- a statement to agree with, by language; empty unless asked in surveys
    unit text NOT NULL,
    source text NOT NULL,
    parts text NOT NULL, -- its disaggregation
    added_by uuid NOT NULL REFERENCES people,
    added_at timestamptz NOT NULL,
    CONSTRAINT indicators_unit_known CHECK (unit IN ('count', 'basis_points', 'minor_usd')),
    CONSTRAINT indicators_source_known CHECK (source IN ('participants', 'programs', 'outputs', 'media', 'survey', 'entered')),
    CONSTRAINT indicators_parts_known CHECK (parts IN ('none', 'gender', 'age', 'side')),
    CONSTRAINT indicators_named CHECK (framework <> '' AND framework_version <> '' AND code <> '' AND coalesce(name ->> 'en', '') <> ''),
    CONSTRAINT indicators_survey_asked CHECK (source <> 'survey' OR (unit = 'basis_points' AND question ?& ARRAY['en', 'es', 'zh-Hans'])),
    CONSTRAINT indicators_counted CHECK (source IN ('survey', 'entered') OR unit = 'count')
);
CREATE UNIQUE INDEX indicators_once ON indicators (program_id, framework, framework_version, code);
CREATE TRIGGER indicators_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON indicators FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE award_indicators (
    award_id uuid NOT NULL REFERENCES awards,
    indicator_id uuid NOT NULL REFERENCES indicators,
    baseline bigint NOT NULL,
    target bigint NOT NULL,
    version integer NOT NULL DEFAULT 1,
    set_by uuid NOT NULL REFERENCES people,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (award_id, indicator_id),
    CONSTRAINT award_indicators_range CHECK (baseline >= 0 AND target >= 0)
);

CREATE TABLE indicator_measures (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL,
    indicator_id uuid NOT NULL,
    measured_on date NOT NULL,
    part text NOT NULL DEFAULT '',
    value bigint NOT NULL,
    whole bigint NOT NULL DEFAULT 0, -- of a share
    method text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES people,
    recorded_at timestamptz NOT NULL,
    removed_by uuid REFERENCES people,
    removed_at timestamptz,
    FOREIGN KEY (award_id, indicator_id) REFERENCES award_indicators,
    CONSTRAINT indicator_measures_explained CHECK (method <> ''),
    CONSTRAINT indicator_measures_share CHECK (value >= 0 AND whole >= 0 AND (whole = 0 OR value <= whole)),
    CONSTRAINT indicator_measures_removed_whole CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX indicator_measures_by_award ON indicator_measures (award_id, indicator_id, measured_on);
CREATE TRIGGER indicator_measures_guard BEFORE UPDATE OR DELETE ON indicator_measures FOR EACH ROW EXECUTE FUNCTION guard_counted();

-- A survey by link, without an account. Nothing ties an answer to a person or the answers of one person to each other.
CREATE TABLE surveys (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    activity_id uuid REFERENCES activities,
    title text NOT NULL,
    slips integer NOT NULL, -- links that are used once; 0 is one open link
    closes_on date NOT NULL,
    code_hash bytea NOT NULL,
    answers integer NOT NULL DEFAULT 0,
    added_by uuid NOT NULL REFERENCES people,
    added_at timestamptz NOT NULL,
    closed_by uuid REFERENCES people,
    closed_at timestamptz,
    CONSTRAINT surveys_titled CHECK (title <> ''),
    CONSTRAINT surveys_slips_range CHECK (slips BETWEEN 0 AND 500),
    CONSTRAINT surveys_closed_whole CHECK ((closed_by IS NULL) = (closed_at IS NULL))
);
CREATE INDEX surveys_by_award ON surveys (award_id, added_at DESC);
CREATE UNIQUE INDEX surveys_code ON surveys (code_hash);

CREATE TABLE survey_questions (
    survey_id uuid NOT NULL REFERENCES surveys,
    award_id uuid NOT NULL,
    indicator_id uuid NOT NULL,
    ordinal integer NOT NULL,
    PRIMARY KEY (survey_id, indicator_id),
    FOREIGN KEY (award_id, indicator_id) REFERENCES award_indicators
);
CREATE TRIGGER survey_questions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON survey_questions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE survey_slips (
    code_hash bytea PRIMARY KEY,
    survey_id uuid NOT NULL REFERENCES surveys,
    used boolean NOT NULL DEFAULT false
);
CREATE INDEX survey_slips_by_survey ON survey_slips (survey_id);

-- Answers as sums only, by day and part: nothing else of them is kept.
CREATE TABLE survey_tallies (
    survey_id uuid NOT NULL,
    indicator_id uuid NOT NULL,
    answered_on date NOT NULL,
    part text NOT NULL,
    agreed integer NOT NULL,
    answered integer NOT NULL,
    PRIMARY KEY (survey_id, indicator_id, answered_on, part),
    FOREIGN KEY (survey_id, indicator_id) REFERENCES survey_questions,
    CONSTRAINT survey_tallies_sums CHECK (agreed BETWEEN 0 AND answered)
);

-- That answers came in, so that the same ones sent twice count once; what they were cannot be told from it.
CREATE TABLE survey_entries (
    id uuid PRIMARY KEY, -- chosen by the page that sends them
    survey_id uuid NOT NULL REFERENCES surveys
);
CREATE INDEX survey_entries_by_survey ON survey_entries (survey_id);
CREATE TRIGGER survey_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON survey_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
