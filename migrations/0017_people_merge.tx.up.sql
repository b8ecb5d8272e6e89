-- Two records of one museum made one: the merged record stays, points to the kept one, and each moved row is
-- remembered so that undoing puts back exactly those.
CREATE TABLE merges (
    id uuid PRIMARY KEY,
    kept_id uuid NOT NULL REFERENCES organizations,
    gone_id uuid NOT NULL REFERENCES organizations,
    reason text NOT NULL,
    merged_by uuid NOT NULL REFERENCES people,
    merged_at timestamptz NOT NULL,
    undone_by uuid REFERENCES people,
    undone_at timestamptz,
    undone_reason text NOT NULL DEFAULT '',
    CONSTRAINT merges_of_two CHECK (kept_id <> gone_id),
    CONSTRAINT merges_reason_given CHECK (reason <> ''),
    CONSTRAINT merges_undone_why CHECK (undone_at IS NULL OR undone_reason <> '')
);
CREATE UNIQUE INDEX merges_once ON merges (gone_id) WHERE undone_at IS NULL;
CREATE INDEX merges_by_kept ON merges (kept_id);

CREATE TABLE merge_moves (
    merge_id uuid NOT NULL REFERENCES merges ON DELETE CASCADE,
    ordinal integer NOT NULL,
    table_name text NOT NULL,
    column_name text NOT NULL,
    row_key jsonb NOT NULL,
    label text NOT NULL DEFAULT '',
    was jsonb NOT NULL,
    became jsonb NOT NULL,
    PRIMARY KEY (merge_id, ordinal)
);

-- What the batch found in the whole register, strongest first; dismissed pairs are not found again.
CREATE TABLE possible_duplicates (
    first_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    second_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    score integer NOT NULL,
    reasons jsonb NOT NULL DEFAULT '[]',
    found_at timestamptz NOT NULL,
    dismissed_by uuid REFERENCES people,
    dismissed_at timestamptz,
    dismissed_reason text NOT NULL DEFAULT '',
    PRIMARY KEY (first_id, second_id),
    CONSTRAINT possible_duplicates_in_order CHECK (first_id < second_id),
    CONSTRAINT possible_duplicates_dismissed_why CHECK (dismissed_at IS NULL OR dismissed_reason <> '')
);
CREATE INDEX possible_duplicates_by_score ON possible_duplicates (score DESC, first_id, second_id) WHERE dismissed_at IS NULL;
CREATE INDEX possible_duplicates_by_second ON possible_duplicates (second_id);
