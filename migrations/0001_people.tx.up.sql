CREATE TABLE people (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    given_name text NOT NULL DEFAULT '',
    family_name text NOT NULL DEFAULT '',
    locale text NOT NULL DEFAULT 'en',
    zone text NOT NULL DEFAULT 'America/New_York',
    created_at timestamptz NOT NULL,
    CONSTRAINT people_email_shape CHECK (email LIKE '_%@_%' AND email = lower(email) AND length(email) <= 254),
    CONSTRAINT people_locale_known CHECK (locale IN ('en', 'es', 'zh-Hans'))
);
CREATE UNIQUE INDEX people_email_once ON people (email);

CREATE TABLE imports (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    file_name text NOT NULL,
    sha256 bytea NOT NULL,
    rows_read bigint NOT NULL,
    rows_added bigint NOT NULL,
    rows_changed bigint NOT NULL,
    rows_rejected bigint NOT NULL,
    at timestamptz NOT NULL
);

CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    name text COLLATE "und-x-icu" NOT NULL,
    name_local text NOT NULL DEFAULT '',
    name_lang text NOT NULL DEFAULT '',
    name_key text NOT NULL,
    kind text NOT NULL DEFAULT 'museum',
    discipline text NOT NULL DEFAULT '',
    country text NOT NULL,
    state text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    street text NOT NULL DEFAULT '',
    postal_code text NOT NULL DEFAULT '',
    website text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    lat double precision,
    lon double precision,
    nonprofit boolean,
    opened_on date,
    museum_functions boolean,
    uei text,
    ein text,
    source text NOT NULL DEFAULT '',
    source_key text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    -- Words without accents, so that "musee" finds "Musée"; the application folds what people type the same way.
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', lower(regexp_replace(normalize(name || ' ' || name_local || ' ' || city, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu"))) STORED,
    CONSTRAINT organizations_name_given CHECK (name <> '' AND length(name) <= 300),
    CONSTRAINT organizations_kind_known CHECK (kind IN ('museum', 'cultural_center', 'zoo_aquarium', 'science_center', 'botanical_garden', 'historic_site', 'coalition', 'agency', 'embassy', 'other')),
    CONSTRAINT organizations_country_shape CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT organizations_state_shape CHECK (state = '' OR (country = 'US' AND state ~ '^[A-Z]{2}$')),
    CONSTRAINT organizations_uei_shape CHECK (uei ~ '^[A-HJ-NP-Z0-9]{12}$'),
    CONSTRAINT organizations_ein_shape CHECK (ein ~ '^[0-9]{9}$')
);
CREATE UNIQUE INDEX organizations_source_once ON organizations (source, source_key) WHERE source <> '';
CREATE UNIQUE INDEX organizations_uei_once ON organizations (uei) WHERE uei IS NOT NULL;
CREATE INDEX organizations_by_name ON organizations (name, id);
CREATE INDEX organizations_by_place ON organizations (country, state, name, id);
CREATE INDEX organizations_by_name_key ON organizations (name_key);
CREATE INDEX organizations_by_word ON organizations USING gin (search);

CREATE TABLE sites (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    name text NOT NULL,
    city text NOT NULL DEFAULT '',
    country text NOT NULL,
    lat double precision,
    lon double precision,
    CONSTRAINT sites_country_shape CHECK (country ~ '^[A-Z]{2}$')
);
CREATE INDEX sites_by_organization ON sites (organization_id);

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    role text NOT NULL,
    title text NOT NULL DEFAULT '',
    since date,
    until date,
    CONSTRAINT memberships_role_known CHECK (role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator', 'fiscal_agent', 'staff', 'board', 'embassy_officer'))
);
CREATE UNIQUE INDEX memberships_once ON memberships (person_id, organization_id, role) WHERE until IS NULL;
CREATE INDEX memberships_by_organization ON memberships (organization_id);
