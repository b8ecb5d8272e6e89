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
    languages text[] NOT NULL DEFAULT '{}',
    founded_year integer,
    staff_size integer,
    merged_into uuid REFERENCES organizations,
    parent_id uuid REFERENCES organizations, -- who owns or runs it, such as the university of a university museum
    -- What duplicates are found by, written by the application beside the name: no extension has to be there.
    stem_key text NOT NULL DEFAULT '',
    local_key text NOT NULL DEFAULT '',
    domain text NOT NULL DEFAULT '',
    phone_key text NOT NULL DEFAULT '',
    -- Words without accents, so that "musee" finds "Musée"; the application folds what people type the same way.
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', lower(regexp_replace(normalize(name || ' ' || name_local || ' ' || city, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu"))) STORED,
    CONSTRAINT organizations_name_given CHECK (name <> '' AND length(name) <= 300),
    CONSTRAINT organizations_kind_known CHECK (kind IN ('museum', 'cultural_center', 'zoo_aquarium', 'science_center', 'botanical_garden', 'historic_site', 'coalition', 'agency', 'embassy', 'other')),
    CONSTRAINT organizations_country_shape CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT organizations_state_shape CHECK (state = '' OR (country = 'US' AND state ~ '^[A-Z]{2}$')),
    CONSTRAINT organizations_uei_shape CHECK (uei ~ '^[A-HJ-NP-Z0-9]{12}$'),
    CONSTRAINT organizations_ein_shape CHECK (ein ~ '^[0-9]{9}$'),
    CONSTRAINT organizations_founded_shape CHECK (founded_year BETWEEN 1 AND 9999),
    CONSTRAINT organizations_staff_shape CHECK (staff_size BETWEEN 0 AND 1000000),
    CONSTRAINT organizations_merged_elsewhere CHECK (merged_into <> id),
    CONSTRAINT organizations_parent_other CHECK (parent_id <> id)
);
CREATE UNIQUE INDEX organizations_source_once ON organizations (source, source_key) WHERE source <> '';
CREATE UNIQUE INDEX organizations_uei_once ON organizations (uei) WHERE uei IS NOT NULL AND merged_into IS NULL;
CREATE INDEX organizations_by_ein ON organizations (ein) WHERE ein IS NOT NULL;
CREATE INDEX organizations_by_name ON organizations (name, id) WHERE merged_into IS NULL;
CREATE INDEX organizations_by_place ON organizations (country, state, name, id) WHERE merged_into IS NULL;
CREATE INDEX organizations_by_name_key ON organizations (name_key);
CREATE INDEX organizations_by_stem_key ON organizations (stem_key) WHERE stem_key <> '';
CREATE INDEX organizations_by_local_key ON organizations (local_key) WHERE local_key <> '';
CREATE INDEX organizations_by_domain ON organizations (domain) WHERE domain <> '';
CREATE INDEX organizations_by_phone_key ON organizations (phone_key) WHERE phone_key <> '';
CREATE INDEX organizations_by_city ON organizations (country, state, lower(city COLLATE "C"));
CREATE INDEX organizations_by_language ON organizations USING gin (languages) WHERE languages <> '{}';
CREATE INDEX organizations_with_languages ON organizations (id) WHERE languages <> '{}';
CREATE INDEX organizations_by_word ON organizations USING gin (search);
CREATE INDEX organizations_merged ON organizations (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX organizations_by_parent ON organizations (parent_id) WHERE parent_id IS NOT NULL;

-- Places of one organization: it counts once, however many it runs.
CREATE TABLE sites (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    name text NOT NULL,
    name_lang text NOT NULL DEFAULT '',
    country text NOT NULL,
    state text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    street text NOT NULL DEFAULT '',
    lat double precision,
    lon double precision,
    opened_on date,
    main boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CONSTRAINT sites_name_given CHECK (name <> '' AND length(name) <= 300),
    CONSTRAINT sites_country_shape CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT sites_state_shape CHECK (state = '' OR (country = 'US' AND state ~ '^[A-Z]{2}$'))
);
CREATE INDEX sites_by_organization ON sites (organization_id);
CREATE UNIQUE INDEX sites_one_main ON sites (organization_id) WHERE main;

-- Signals of professional standing: shown beside a proposal, never a bar to it.
CREATE TABLE standing_signals (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    kind text NOT NULL,
    detail text NOT NULL DEFAULT '',
    since date NOT NULL,
    until date,
    recorded_by uuid REFERENCES people,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT standing_signals_kind_known CHECK (kind IN ('membership', 'pledge', 'core_documents', 'map', 'accreditation')),
    CONSTRAINT standing_signals_in_order CHECK (until >= since)
);
CREATE INDEX standing_signals_by_organization ON standing_signals (organization_id, since);

-- What an officer found on the government's list of excluded parties, each time they looked.
CREATE TABLE exclusion_checks (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    checked_on date NOT NULL,
    result text NOT NULL,
    note text NOT NULL DEFAULT '',
    checked_by uuid REFERENCES people,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT exclusion_checks_result_known CHECK (result IN ('clear', 'possible_match', 'excluded')),
    CONSTRAINT exclusion_checks_explained CHECK (result = 'clear' OR note <> '')
);
CREATE INDEX exclusion_checks_by_organization ON exclusion_checks (organization_id, checked_on DESC);

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

-- A person asks to speak for a museum; whoever adds a museum asks the same with a role held meanwhile.
CREATE TABLE claims (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    role text NOT NULL,
    title text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'claimed',
    membership_id uuid REFERENCES memberships ON DELETE SET NULL,
    email text NOT NULL DEFAULT '',
    link_hash bytea,
    link_sent_at timestamptz,
    link_until timestamptz,
    proved_at timestamptz,
    objected_by uuid REFERENCES people,
    objected_at timestamptz,
    objection text NOT NULL DEFAULT '',
    decided_via text NOT NULL DEFAULT '',
    decided_by uuid REFERENCES people,
    decided_at timestamptz,
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT claims_state_known CHECK (state IN ('claimed', 'verified', 'declined', 'expired')),
    CONSTRAINT claims_role_known CHECK (role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator')),
    CONSTRAINT claims_via_known CHECK (decided_via IN ('', 'mail', 'colleague', 'officer')),
    CONSTRAINT claims_decided_when CHECK ((state = 'claimed') = (decided_at IS NULL)),
    CONSTRAINT claims_declined_why CHECK (state <> 'declined' OR reason <> '')
);
CREATE UNIQUE INDEX claims_once ON claims (person_id, organization_id, role) WHERE state = 'claimed';
CREATE UNIQUE INDEX claims_link_once ON claims (link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX claims_by_organization ON claims (organization_id);
CREATE INDEX claims_waiting ON claims (created_at, id) WHERE state = 'claimed';
