CREATE TABLE funders (
    id uuid PRIMARY KEY,
    key text NOT NULL,
    name text NOT NULL,
    federal boolean NOT NULL
);
CREATE UNIQUE INDEX funders_key_once ON funders (key);

CREATE TABLE rule_sets (
    key text PRIMARY KEY,
    effective_from date NOT NULL,
    title text NOT NULL
);

CREATE TABLE thresholds (
    rule_set text NOT NULL REFERENCES rule_sets,
    name text NOT NULL,
    value bigint NOT NULL,
    unit text NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (rule_set, name),
    CONSTRAINT thresholds_unit_known CHECK (unit IN ('minor_usd', 'days', 'basis_points', 'months', 'years', 'count'))
);

CREATE TABLE funder_awards (
    id uuid PRIMARY KEY,
    funder_id uuid NOT NULL REFERENCES funders,
    number text NOT NULL,
    title text NOT NULL,
    assistance_listing text NOT NULL DEFAULT '',
    amount_minor bigint NOT NULL,
    currency text NOT NULL DEFAULT 'USD',
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    rule_set text REFERENCES rule_sets,
    CONSTRAINT funder_awards_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT funder_awards_period_runs CHECK (ends_on > starts_on),
    CONSTRAINT funder_awards_number_length CHECK (length(number) BETWEEN 1 AND 30)
);
CREATE UNIQUE INDEX funder_awards_number_once ON funder_awards (number);
