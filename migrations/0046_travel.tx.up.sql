CREATE TABLE trips (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    from_place text NOT NULL,
    to_place text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    purpose text NOT NULL,
    direction text NOT NULL,
    method text NOT NULL, -- of its costs, 2 CFR 200.475
    federal boolean NOT NULL, -- paid with the grant
    state text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    grant_minor bigint NOT NULL DEFAULT 0, -- what it cost, said when it is reconciled; US cents
    share_minor bigint NOT NULL DEFAULT 0,
    planned_by uuid NOT NULL REFERENCES people,
    planned_at timestamptz NOT NULL,
    approved_by uuid REFERENCES people,
    approved_at timestamptz,
    cleared_by uuid REFERENCES people,
    cleared_at timestamptz,
    ended_reason text NOT NULL DEFAULT '',
    CONSTRAINT trips_places_given CHECK (from_place <> '' AND to_place <> '' AND purpose <> ''),
    CONSTRAINT trips_days CHECK (ends_on >= starts_on),
    CONSTRAINT trips_direction_known CHECK (direction IN ('us_partner', 'partner_us', 'elsewhere')),
    CONSTRAINT trips_method_known CHECK (method IN ('actual', 'per_diem', 'mixed')),
    CONSTRAINT trips_state_known CHECK (state IN ('planned', 'approved', 'booked', 'visa_pending', 'cleared', 'travelled', 'reconciled', 'cancelled')),
    CONSTRAINT trips_cost CHECK (grant_minor >= 0 AND share_minor >= 0 AND (grant_minor = 0 OR federal)),
    CONSTRAINT trips_two_persons CHECK (approved_by IS DISTINCT FROM planned_by AND cleared_by IS DISTINCT FROM planned_by),
    CONSTRAINT trips_cancelled_why CHECK ((state = 'cancelled') = (ended_reason <> ''))
);
CREATE INDEX trips_by_award ON trips (award_id, starts_on, id);

CREATE TABLE trip_segments (
    id uuid PRIMARY KEY,
    trip_id uuid NOT NULL REFERENCES trips,
    from_airport text NOT NULL,
    to_airport text NOT NULL,
    flies_on date NOT NULL,
    designator text NOT NULL, -- of the flight number on the ticket
    flight_number text NOT NULL,
    operator text NOT NULL,
    operator_of text NOT NULL DEFAULT '',
    exception text NOT NULL DEFAULT '',
    minutes integer NOT NULL DEFAULT 0,
    minutes_us_flag integer NOT NULL DEFAULT 0,
    document_id uuid REFERENCES documents, -- the evidence of the exception
    CONSTRAINT trip_segments_airports CHECK (from_airport ~ '^[A-Z]{3}$' AND to_airport ~ '^[A-Z]{3}$' AND from_airport <> to_airport),
    CONSTRAINT trip_segments_carriers CHECK (designator ~ '^[A-Z0-9]{2}$' AND operator ~ '^[A-Z0-9]{2}$' AND flight_number ~ '^[0-9]{1,4}$'),
    CONSTRAINT trip_segments_minutes CHECK (minutes >= 0 AND minutes_us_flag >= 0),
    CONSTRAINT trip_segments_exception_known CHECK (exception IN ('', 'open_skies', 'no_us_service', 'rerouted', 'short_flight', 'much_longer', 'day_longer', 'medical', 'safety', 'paid_by_another'))
);
CREATE INDEX trip_segments_by_trip ON trip_segments (trip_id, flies_on, id);

-- Who travels, as far as rules and tables need it; whoever it is stands sealed elsewhere.
CREATE TABLE travelers (
    id uuid PRIMARY KEY,
    trip_id uuid NOT NULL REFERENCES trips,
    organization_id uuid NOT NULL REFERENCES organizations,
    ordinal integer NOT NULL,
    community boolean NOT NULL,
    known_at timestamptz, -- when the personal data came
    minor boolean NOT NULL DEFAULT true, -- on the trip's first day; nobody is taken for an adult before
    age_band text NOT NULL DEFAULT 'undisclosed',
    gender text NOT NULL DEFAULT 'undisclosed',
    country text NOT NULL DEFAULT '', -- of citizenship
    passport_expires date,
    missing text[] NOT NULL DEFAULT '{}', -- boxes of the DS-2019 by name
    insured_from date,
    insured_to date,
    medical_minor bigint NOT NULL DEFAULT 0, -- US cents
    evacuation_minor bigint NOT NULL DEFAULT 0,
    repatriation_minor bigint NOT NULL DEFAULT 0,
    deductible_minor bigint NOT NULL DEFAULT 0,
    consent_at timestamptz,
    left_at timestamptz,
    left_reason text NOT NULL DEFAULT '',
    erased_at timestamptz,
    CONSTRAINT travelers_in_order UNIQUE (trip_id, ordinal),
    CONSTRAINT travelers_age_band_known CHECK (age_band IN ('under_13', '13_17', '18_24', '25_34', '35_54', '55_up', 'undisclosed')),
    CONSTRAINT travelers_gender_known CHECK (gender IN ('female', 'male', 'other', 'undisclosed')),
    CONSTRAINT travelers_insured_days CHECK ((insured_from IS NULL) = (insured_to IS NULL) AND (insured_to IS NULL OR insured_to >= insured_from)),
    CONSTRAINT travelers_insured_amounts CHECK (medical_minor >= 0 AND evacuation_minor >= 0 AND repatriation_minor >= 0 AND deductible_minor >= 0),
    CONSTRAINT travelers_left_why CHECK ((left_at IS NULL) = (left_reason = '')),
    CONSTRAINT travelers_erased_whole CHECK (erased_at IS NULL OR passport_expires IS NULL)
);
CREATE INDEX travelers_by_organization ON travelers (organization_id);

-- Personal data, sealed under a key that is not in the database. One row a traveler and kind.
CREATE TABLE traveler_secrets (
    traveler_id uuid NOT NULL REFERENCES travelers,
    kind text NOT NULL,
    key_id text NOT NULL,
    sealed bytea NOT NULL,
    version integer NOT NULL DEFAULT 1,
    saved_by uuid NOT NULL REFERENCES people,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (traveler_id, kind),
    CONSTRAINT traveler_secrets_kind_known CHECK (kind IN ('particulars', 'consent'))
);
CREATE INDEX traveler_secrets_by_key ON traveler_secrets (key_id);

-- An erased traveler stays erased.
CREATE FUNCTION guard_traveler_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM travelers t WHERE t.id = NEW.traveler_id AND (t.erased_at IS NOT NULL OR t.left_at IS NOT NULL)) THEN
        PERFORM refuse_rule('traveler_secrets_not_erased', 'nothing more is kept of a traveler whose data was erased');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER traveler_secrets_guard BEFORE INSERT OR UPDATE ON traveler_secrets FOR EACH ROW EXECUTE FUNCTION guard_traveler_secret();

CREATE TABLE traveler_looks (
    id uuid PRIMARY KEY,
    traveler_id uuid NOT NULL REFERENCES travelers,
    person_id uuid NOT NULL REFERENCES people,
    what text NOT NULL,
    purpose text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT traveler_looks_what_known CHECK (what IN ('particulars', 'consent', 'ds2019')),
    CONSTRAINT traveler_looks_purpose CHECK (char_length(purpose) BETWEEN 5 AND 500)
);
CREATE INDEX traveler_looks_by_traveler ON traveler_looks (traveler_id, id);
CREATE TRIGGER traveler_looks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON traveler_looks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE visa_cases (
    id uuid PRIMARY KEY,
    traveler_id uuid NOT NULL REFERENCES travelers,
    state text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL,
    sent_on date,
    form_issued_on date,
    interview_on date,
    issued_on date,
    entered_on date,
    validated_on date,
    departed_on date,
    ended_on date,
    ended_reason text NOT NULL DEFAULT '',
    CONSTRAINT visa_cases_state_known CHECK (state IN ('data_collected', 'sent_to_eca', 'ds2019_issued', 'interview', 'issued', 'refused', 'entered', 'departed', 'withdrawn')),
    CONSTRAINT visa_cases_days CHECK (issued_on >= form_issued_on AND entered_on >= issued_on AND validated_on >= entered_on AND departed_on >= entered_on)
);
CREATE UNIQUE INDEX visa_cases_one_open ON visa_cases (traveler_id) WHERE state NOT IN ('refused', 'withdrawn');
CREATE INDEX visa_cases_by_traveler ON visa_cases (traveler_id, id);

-- Why a project has travel in one direction only (invariant 25).
CREATE TABLE travel_waivers (
    award_id uuid PRIMARY KEY REFERENCES awards,
    reason text NOT NULL,
    waived_by uuid NOT NULL REFERENCES people,
    waived_at timestamptz NOT NULL,
    CONSTRAINT travel_waivers_why CHECK (reason <> '')
);

-- Invariant 23: nobody is cleared without what the law and the program ask for, whoever writes it.
CREATE FUNCTION guard_trip_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM travelers t WHERE t.trip_id = NEW.id AND t.left_at IS NULL) THEN
        PERFORM refuse_rule('trips_cleared_travelers', 'a trip nobody goes on is not cleared');
    END IF;
    IF EXISTS (SELECT FROM travelers t WHERE t.trip_id = NEW.id AND t.left_at IS NULL AND t.minor AND t.consent_at IS NULL) THEN
        PERFORM refuse_rule('trips_cleared_consent', 'a traveler under 18 has the consent of a guardian');
    END IF;
    IF NEW.direction = 'partner_us' AND NEW.federal AND EXISTS (
        SELECT FROM travelers t JOIN organizations o ON o.id = t.organization_id
         WHERE t.trip_id = NEW.id AND t.left_at IS NULL AND o.country <> 'US' AND t.country <> 'US'
           AND (t.insured_from IS NULL OR t.insured_from > NEW.starts_on OR t.insured_to < NEW.ends_on
             OR NOT EXISTS (SELECT FROM visa_cases v WHERE v.traveler_id = t.id AND v.state IN ('issued', 'entered', 'departed')))) THEN
        PERFORM refuse_rule('trips_cleared_visitors', 'a visitor has a visa and insurance for the whole stay');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trips_cleared BEFORE UPDATE OF state ON trips FOR EACH ROW WHEN (NEW.state = 'cleared' AND OLD.state <> 'cleared') EXECUTE FUNCTION guard_trip_cleared();
