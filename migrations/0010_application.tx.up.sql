-- Numbers are read as people read them: MC-2027-1000 comes after MC-2027-999.
CREATE COLLATION by_number (provider = icu, locale = 'und-u-kn-true');

CREATE TABLE applications (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    number text COLLATE by_number NOT NULL,
    kind text NOT NULL,
    partnership_id uuid REFERENCES partnerships,
    person_id uuid REFERENCES people,
    lead_organization_id uuid REFERENCES organizations,
    form_id uuid NOT NULL REFERENCES forms,
    theme_id uuid REFERENCES themes,
    title text NOT NULL DEFAULT '',
    abstract text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'draft',
    requested_minor bigint NOT NULL DEFAULT 0,
    cost_share_minor bigint NOT NULL DEFAULT 0,
    currency text NOT NULL DEFAULT 'USD',
    review_count integer NOT NULL DEFAULT 0,
    review_mean_milli integer,
    version integer NOT NULL DEFAULT 1,
    created_by uuid REFERENCES people,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    checked_by uuid REFERENCES people,
    checked_at timestamptz,
    check_note text NOT NULL DEFAULT '',
    returned_until timestamptz,
    withdrawn_reason text NOT NULL DEFAULT '',
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', number || ' ' || title || ' ' || abstract)) STORED,
    CONSTRAINT applications_kind_known CHECK (kind IN ('proposal', 'fellowship')),
    CONSTRAINT applications_state_known CHECK (state IN ('draft', 'signed', 'submitted', 'technical_check', 'returned_once', 'eligible', 'ineligible', 'in_review', 'triaged', 'discussed', 'recommended', 'alternate', 'not_recommended', 'awarded', 'declined', 'withdrawn')),
    CONSTRAINT applications_has_applicant CHECK ((kind = 'proposal' AND partnership_id IS NOT NULL) OR (kind = 'fellowship' AND person_id IS NOT NULL)),
    CONSTRAINT applications_submitted_when CHECK (state IN ('draft', 'signed', 'withdrawn') OR submitted_at IS NOT NULL),
    CONSTRAINT applications_checker_not_submitter CHECK (checked_by <> submitted_by),
    CONSTRAINT applications_sums_not_negative CHECK (requested_minor >= 0 AND cost_share_minor >= 0)
);
CREATE UNIQUE INDEX applications_number_once ON applications (number);
CREATE UNIQUE INDEX applications_one_live_per_partnership ON applications (cycle_id, partnership_id) WHERE state <> 'withdrawn' AND partnership_id IS NOT NULL;
CREATE UNIQUE INDEX applications_one_live_per_lead ON applications (cycle_id, lead_organization_id) WHERE state <> 'withdrawn' AND lead_organization_id IS NOT NULL;
CREATE INDEX applications_by_cycle ON applications (cycle_id, number, id);
CREATE INDEX applications_by_state ON applications (cycle_id, state, number, id);
CREATE INDEX applications_by_partnership ON applications (partnership_id);
CREATE INDEX applications_by_person ON applications (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX applications_by_lead ON applications (lead_organization_id);
CREATE INDEX applications_newest ON applications (submitted_at DESC, id);
CREATE INDEX applications_by_word ON applications USING gin (search);

-- Numbers of a cycle have no gaps: the row is the lock, and a draft that fails gives its number back.
CREATE TABLE application_numbers (
    cycle_id uuid PRIMARY KEY REFERENCES cycles ON DELETE CASCADE,
    last integer NOT NULL
);

CREATE TABLE budget_lines (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    ordinal integer NOT NULL,
    category text NOT NULL,
    item text NOT NULL,
    organization_id uuid REFERENCES organizations,
    side text NOT NULL,
    funding text NOT NULL,
    description text NOT NULL,
    unit text NOT NULL DEFAULT '',
    quantity_milli bigint NOT NULL,
    rate_minor bigint NOT NULL,
    rate_currency text NOT NULL DEFAULT 'USD',
    rate_shift integer NOT NULL DEFAULT 0,
    exchange_micro bigint NOT NULL DEFAULT 1000000,
    exchange_on date,
    exchange_source text NOT NULL DEFAULT '',
    amount_minor bigint NOT NULL,
    currency text NOT NULL DEFAULT 'USD',
    participant_support boolean NOT NULL DEFAULT false,
    justification text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT budget_lines_category_known CHECK (category IN ('personnel', 'fringe', 'travel', 'equipment', 'supplies', 'contractual', 'other', 'indirect')),
    CONSTRAINT budget_lines_item_known CHECK ((item, category) IN (('salaries', 'personnel'), ('benefits', 'fringe'), ('travel_us_partner', 'travel'),
        ('travel_partner_us', 'travel'), ('colloquium', 'travel'), ('materials', 'supplies'), ('equipment', 'equipment'), ('consultants', 'contractual'),
        ('interpreters', 'contractual'), ('evaluation', 'contractual'), ('outreach', 'other'), ('participant_support', 'other'), ('other_direct', 'other'),
        ('indirect_costs', 'indirect'))),
    CONSTRAINT budget_lines_side_known CHECK (side IN ('us', 'non_us')),
    CONSTRAINT budget_lines_funding_known CHECK (funding IN ('grant', 'cash', 'in_kind')),
    CONSTRAINT budget_lines_indirect_alone CHECK (NOT (participant_support AND category = 'indirect')),
    CONSTRAINT budget_lines_not_negative CHECK (quantity_milli >= 0 AND rate_minor >= 0 AND amount_minor >= 0),
    -- Invariant 11: a conversion keeps rate, date and source, and its figure follows from them, half a cent up.
    CONSTRAINT budget_lines_exchange_dated CHECK (exchange_micro > 0 AND rate_shift BETWEEN -4 AND 4 AND CASE WHEN rate_currency = currency
        THEN exchange_micro = 1000000 AND rate_shift = 0 AND exchange_on IS NULL AND exchange_source = ''
        ELSE exchange_on IS NOT NULL AND exchange_source <> '' END),
    CONSTRAINT budget_lines_product CHECK (amount_minor = CASE WHEN rate_currency = currency THEN div(quantity_milli::numeric * rate_minor + 500, 1000)
        ELSE div(2 * quantity_milli::numeric * rate_minor * 1000000 * power(10::numeric, greatest(-rate_shift, 0)) + 1000 * exchange_micro::numeric * power(10::numeric, greatest(rate_shift, 0)),
            2000 * exchange_micro::numeric * power(10::numeric, greatest(rate_shift, 0))) END)
);
CREATE UNIQUE INDEX budget_lines_in_order ON budget_lines (application_id, ordinal);

CREATE TABLE submissions (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES applications,
    version integer NOT NULL,
    content jsonb NOT NULL,
    sha256 bytea NOT NULL,
    receipt_code text NOT NULL,
    submitted_by uuid NOT NULL REFERENCES people,
    submitted_at timestamptz NOT NULL,
    document_id uuid REFERENCES documents,
    CONSTRAINT submissions_hash_length CHECK (octet_length(sha256) = 32)
);
CREATE UNIQUE INDEX submissions_version_once ON submissions (application_id, version);
CREATE UNIQUE INDEX submissions_receipt_once ON submissions (receipt_code);
CREATE TRIGGER submissions_append_only BEFORE UPDATE OR DELETE ON submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A later deadline for one application, granted with a reason before it was used; the latest instant counts.
CREATE TABLE extensions (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES applications,
    until timestamptz NOT NULL,
    reason text NOT NULL,
    granted_by uuid NOT NULL REFERENCES people,
    granted_at timestamptz NOT NULL,
    CONSTRAINT extensions_reason_given CHECK (btrim(reason) <> ''),
    CONSTRAINT extensions_in_advance CHECK (until > granted_at)
);
CREATE INDEX extensions_by_application ON extensions (application_id, until);
CREATE TRIGGER extensions_append_only BEFORE UPDATE OR DELETE ON extensions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_rule(rule text, words text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = 'VT001', CONSTRAINT = rule, TABLE = split_part(rule, '_', 1);
END $$;

-- Invariants 4, 5, 12 and the deadline: what Go checked before a submission, checked again where it is kept.
CREATE FUNCTION guard_submission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    c cycles%ROWTYPE;
    grant_sum bigint;
    share_sum bigint;
BEGIN
    IF NEW.state <> 'submitted' OR OLD.state = 'submitted' OR NEW.kind <> 'proposal' THEN RETURN NEW; END IF;
    SELECT * INTO c FROM cycles WHERE id = NEW.cycle_id;
    SELECT coalesce(sum(amount_minor) FILTER (WHERE funding = 'grant'), 0), coalesce(sum(amount_minor) FILTER (WHERE funding <> 'grant'), 0)
      INTO grant_sum, share_sum FROM budget_lines WHERE application_id = NEW.id;
    IF grant_sum <> NEW.requested_minor OR share_sum <> NEW.cost_share_minor THEN
        PERFORM refuse_rule('applications_budget_adds_up', 'the budget lines do not sum to the totals');
    END IF;
    IF NEW.requested_minor NOT BETWEEN c.award_min_minor AND c.award_max_minor THEN
        PERFORM refuse_rule('applications_request_within_limits', 'the request is outside the limits of the cycle');
    END IF;
    IF NEW.cost_share_minor::numeric * 10000 < NEW.requested_minor::numeric * c.cost_share_bp THEN
        PERFORM refuse_rule('applications_cost_share_enough', 'the cost share is below the share the cycle asks');
    END IF;
    IF NOT EXISTS (SELECT FROM partnership_members WHERE partnership_id = NEW.partnership_id AND lead AND side = 'us')
       OR NOT EXISTS (SELECT FROM partnership_members WHERE partnership_id = NEW.partnership_id AND side = 'non_us') THEN
        PERFORM refuse_rule('applications_partnership_whole', 'a partnership has a US lead and a museum abroad');
    END IF;
    IF EXISTS (SELECT FROM partnership_members WHERE partnership_id = NEW.partnership_id AND confirmed_at IS NULL) THEN
        PERFORM refuse_rule('applications_partners_confirmed', 'a partner has not confirmed');
    END IF;
    IF NOT (OLD.state = 'returned_once' AND NEW.submitted_at <= OLD.returned_until)
       AND NOT EXISTS (SELECT FROM extensions e WHERE e.application_id = NEW.id AND NEW.submitted_at BETWEEN e.granted_at AND e.until)
       AND NOT EXISTS (SELECT FROM phases p WHERE p.cycle_id = NEW.cycle_id AND p.kind = 'proposal'
                   AND NEW.submitted_at BETWEEN p.opens_at AND p.closes_at + p.grace_seconds * interval '1 second') THEN
        PERFORM refuse_rule('applications_in_time', 'the proposal phase is not open at that instant');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_submission BEFORE UPDATE OF state ON applications FOR EACH ROW EXECUTE FUNCTION guard_submission();

-- What was submitted does not change under the reviewers' eyes.
CREATE FUNCTION guard_frozen_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE app uuid := coalesce(NEW.application_id, OLD.application_id);
BEGIN
    IF EXISTS (SELECT FROM applications WHERE id = app AND state NOT IN ('draft', 'signed', 'returned_once')) AND pg_trigger_depth() < 2 THEN
        PERFORM refuse_rule('applications_content_frozen', 'what was submitted does not change');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER budget_lines_frozen BEFORE INSERT OR UPDATE OR DELETE ON budget_lines FOR EACH ROW EXECUTE FUNCTION guard_frozen_content();
