-- What museums spend of an award. An accepted expense never changes; a mistake is reversed in the ledger, with a reason.
CREATE TABLE expenses (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    organization_id uuid NOT NULL REFERENCES organizations, -- whose cost it is
    spent_on date NOT NULL,
    category text NOT NULL,
    description text NOT NULL,
    paid_minor bigint NOT NULL,
    paid_currency text NOT NULL,
    rate_micro bigint NOT NULL DEFAULT 0, -- millionths of the paid currency for one of the award's; 0 where they are one
    rate_on date,
    rate_source text NOT NULL DEFAULT '',
    amount_minor bigint NOT NULL, -- in the award's currency
    currency text NOT NULL,
    declared text[] NOT NULL DEFAULT '{}', -- kinds of restricted costs it says it is
    excluded text NOT NULL DEFAULT '', -- why it is no part of the base of indirect costs
    vendor text NOT NULL DEFAULT '',
    receipt_number text NOT NULL DEFAULT '',
    receipt_line integer NOT NULL DEFAULT 0,
    document_id uuid REFERENCES documents,
    evidence text[] NOT NULL DEFAULT '{}', -- keys of the receipt line, as evidence_claims has them
    trip text NOT NULL DEFAULT '',
    method text NOT NULL DEFAULT '',
    segments jsonb NOT NULL DEFAULT '[]',
    findings jsonb NOT NULL DEFAULT '[]', -- what the rules said when it was submitted, and then when it was decided
    state text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    recorded_by uuid NOT NULL REFERENCES people,
    recorded_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    decided_by uuid REFERENCES people,
    decided_at timestamptz,
    reason text NOT NULL DEFAULT '', -- of the decision
    reversed_by uuid REFERENCES people,
    reversed_at timestamptz,
    reversed_reason text NOT NULL DEFAULT '',
    CONSTRAINT expenses_state_known CHECK (state IN ('draft', 'submitted', 'returned', 'withdrawn', 'accepted', 'reversed')),
    CONSTRAINT expenses_amount_positive CHECK (amount_minor > 0 AND paid_minor > 0),
    CONSTRAINT expenses_rate_given CHECK (CASE WHEN paid_currency = currency THEN rate_micro = 0 AND paid_minor = amount_minor
        ELSE rate_micro > 0 AND rate_on IS NOT NULL AND rate_source <> '' END),
    CONSTRAINT expenses_said CHECK (description <> ''),
    CONSTRAINT expenses_submitted_when CHECK (state IN ('draft', 'withdrawn') OR num_nulls(submitted_by, submitted_at) = 0),
    CONSTRAINT expenses_decided_when CHECK (state NOT IN ('returned', 'accepted', 'reversed') OR num_nulls(decided_by, decided_at) = 0),
    CONSTRAINT expenses_returned_why CHECK (state <> 'returned' OR reason <> ''),
    CONSTRAINT expenses_reversed_whole CHECK ((state = 'reversed') = (reversed_at IS NOT NULL) AND (reversed_at IS NULL) = (reversed_by IS NULL) AND (reversed_at IS NULL) = (reversed_reason = '')),
    CONSTRAINT expenses_two_persons CHECK (state NOT IN ('accepted', 'reversed') OR decided_by NOT IN (submitted_by, recorded_by))
);
CREATE INDEX expenses_by_award ON expenses (award_id, id);
CREATE INDEX expenses_by_category ON expenses (award_id, category, spent_on);
CREATE INDEX expenses_to_look_at ON expenses (id) WHERE state = 'submitted';

CREATE FUNCTION guard_expense() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('reversed', 'withdrawn') OR (OLD.state = 'accepted'
       AND to_jsonb(NEW) - ARRAY['state', 'version', 'reversed_by', 'reversed_at', 'reversed_reason'] <> to_jsonb(OLD) - ARRAY['state', 'version', 'reversed_by', 'reversed_at', 'reversed_reason']) THEN
        PERFORM refuse_rule('expenses_kept', 'an accepted expense stays; it is reversed with a reason');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expenses_kept BEFORE UPDATE OR DELETE ON expenses FOR EACH ROW EXECUTE FUNCTION guard_expense();

-- What museums give beside the grant.
CREATE TABLE contributions (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    organization_id uuid NOT NULL REFERENCES organizations, -- which claims it
    donor text NOT NULL,
    side text NOT NULL,
    funding text NOT NULL,
    category text NOT NULL,
    given_on date NOT NULL,
    valuation text NOT NULL,
    description text NOT NULL,
    quantity_milli bigint NOT NULL,
    unit_minor bigint NOT NULL, -- the value of one unit
    unit_currency text NOT NULL,
    amount_minor bigint NOT NULL, -- quantity times unit
    rate_micro bigint NOT NULL DEFAULT 0,
    rate_on date,
    rate_source text NOT NULL DEFAULT '',
    worth_minor bigint NOT NULL, -- in the award's currency
    currency text NOT NULL,
    declared text[] NOT NULL DEFAULT '{}',
    other_award text NOT NULL DEFAULT '', -- a federal award it was counted on as well
    paid_by_government boolean NOT NULL DEFAULT false,
    statute text NOT NULL DEFAULT '', -- that lets a government's payment count
    reference text NOT NULL DEFAULT '', -- the number of the time sheet, receipt or appraisal
    document_id uuid REFERENCES documents,
    evidence text[] NOT NULL DEFAULT '{}',
    certifier text NOT NULL DEFAULT '',
    necessary text NOT NULL DEFAULT '', -- what the verifier said
    conforms text NOT NULL DEFAULT '',
    state text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    claimed_by uuid NOT NULL REFERENCES people,
    claimed_at timestamptz NOT NULL,
    evidenced_by uuid REFERENCES people,
    evidenced_at timestamptz,
    decided_by uuid REFERENCES people,
    decided_at timestamptz,
    reason text NOT NULL DEFAULT '',
    reversed_by uuid REFERENCES people,
    reversed_at timestamptz,
    reversed_reason text NOT NULL DEFAULT '',
    CONSTRAINT contributions_state_known CHECK (state IN ('claimed', 'evidenced', 'verified', 'rejected', 'reversed')),
    CONSTRAINT contributions_side_known CHECK (side IN ('us', 'non_us')),
    CONSTRAINT contributions_funding_known CHECK (funding IN ('cash', 'in_kind')),
    CONSTRAINT contributions_valuation_known CHECK (valuation IN ('paid_cost', 'volunteer_hours', 'lent_employee', 'market_value', 'donated_equipment', 'unrecovered_indirect')),
    CONSTRAINT contributions_answers_known CHECK (necessary IN ('', 'yes', 'no') AND conforms IN ('', 'yes', 'no')),
    CONSTRAINT contributions_amount_positive CHECK (amount_minor > 0 AND worth_minor > 0 AND quantity_milli > 0 AND unit_minor > 0),
    CONSTRAINT contributions_rate_given CHECK (CASE WHEN unit_currency = currency THEN rate_micro = 0 AND amount_minor = worth_minor
        ELSE rate_micro > 0 AND rate_on IS NOT NULL AND rate_source <> '' END),
    CONSTRAINT contributions_said CHECK (donor <> '' AND description <> ''),
    CONSTRAINT contributions_evidenced_whole CHECK (state NOT IN ('evidenced', 'verified', 'reversed') OR (num_nulls(evidenced_by, evidenced_at) = 0 AND certifier <> '' AND (reference <> '' OR document_id IS NOT NULL))),
    CONSTRAINT contributions_verified_judged CHECK (state NOT IN ('verified', 'reversed') OR (num_nulls(decided_by, decided_at) = 0 AND necessary = 'yes' AND conforms = 'yes')),
    CONSTRAINT contributions_rejected_why CHECK (state <> 'rejected' OR (reason <> '' AND num_nulls(decided_by, decided_at) = 0)),
    CONSTRAINT contributions_reversed_whole CHECK ((state = 'reversed') = (reversed_at IS NOT NULL) AND (reversed_at IS NULL) = (reversed_by IS NULL) AND (reversed_at IS NULL) = (reversed_reason = '')),
    CONSTRAINT contributions_two_persons CHECK (state NOT IN ('verified', 'reversed') OR decided_by NOT IN (claimed_by, evidenced_by))
);
CREATE INDEX contributions_by_award ON contributions (award_id, id);
CREATE INDEX contributions_to_verify ON contributions (id) WHERE state = 'evidenced';

CREATE FUNCTION guard_contribution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('reversed', 'rejected') OR (OLD.state = 'verified'
       AND to_jsonb(NEW) - ARRAY['state', 'version', 'reversed_by', 'reversed_at', 'reversed_reason'] <> to_jsonb(OLD) - ARRAY['state', 'version', 'reversed_by', 'reversed_at', 'reversed_reason']) THEN
        PERFORM refuse_rule('contributions_kept', 'a verified contribution stays; it is reversed with a reason');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contributions_kept BEFORE UPDATE OR DELETE ON contributions FOR EACH ROW EXECUTE FUNCTION guard_contribution();

-- Which receipt line pays for what, on whichever award: one line is claimed once. A key that begins with day: only
-- suggests that two receipts are one, so it may stand twice.
CREATE TABLE evidence_claims (
    evidence text NOT NULL,
    subject text NOT NULL, -- public id of an expense or a contribution
    award_id uuid NOT NULL REFERENCES awards,
    PRIMARY KEY (evidence, subject)
);
CREATE UNIQUE INDEX evidence_claims_once ON evidence_claims (evidence) WHERE evidence NOT LIKE 'day:%';
CREATE INDEX evidence_claims_by_subject ON evidence_claims (subject);

-- Approvals given before a cost: of a kind of restricted cost, or of costs before the period.
CREATE TABLE cost_approvals (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    kind text NOT NULL, -- pre_award, unrecovered_indirect or the key of a cost rule
    from_on date, -- of costs before the period: from which day
    reason text NOT NULL,
    given_by uuid NOT NULL REFERENCES people,
    given_at timestamptz NOT NULL,
    CONSTRAINT cost_approvals_explained CHECK (reason <> ''),
    CONSTRAINT cost_approvals_dated CHECK ((kind = 'pre_award') = (from_on IS NOT NULL))
);
CREATE UNIQUE INDEX cost_approvals_once ON cost_approvals (award_id, kind);
CREATE TRIGGER cost_approvals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cost_approvals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
