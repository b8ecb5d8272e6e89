CREATE TABLE payments (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    number integer NOT NULL, -- of the request within its award, from 1
    kind text NOT NULL,
    final boolean NOT NULL DEFAULT false,
    from_on date NOT NULL,
    to_on date NOT NULL,
    month1_minor bigint NOT NULL DEFAULT 0, -- grant money the museum plans to spend in each month of the quarter
    month2_minor bigint NOT NULL DEFAULT 0,
    month3_minor bigint NOT NULL DEFAULT 0,
    share_minor bigint NOT NULL DEFAULT 0, -- cost share planned for the quarter
    amount_minor bigint NOT NULL, -- line 11i of SF-270; follows the books until it is certified
    currency text NOT NULL DEFAULT 'USD',
    note text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'draft',
    version integer NOT NULL DEFAULT 1,
    content bytea, -- the canonical JSON that was certified, byte for byte
    sha256 bytea,
    signed_name text NOT NULL DEFAULT '',
    signed_title text NOT NULL DEFAULT '',
    proved boolean NOT NULL DEFAULT false,
    attempt integer NOT NULL DEFAULT 0, -- how often finance released it
    paid_on date,
    reference text NOT NULL DEFAULT '', -- the bank's
    CONSTRAINT payments_kind_known CHECK (kind IN ('advance', 'reimbursement')),
    CONSTRAINT payments_state_known CHECK (state IN ('draft', 'certified', 'submitted', 'checked', 'approved', 'released', 'paid', 'returned', 'cancelled')),
    CONSTRAINT payments_period_runs CHECK (to_on >= from_on),
    CONSTRAINT payments_plan CHECK (month1_minor >= 0 AND month2_minor >= 0 AND month3_minor >= 0 AND share_minor >= 0
        AND (kind = 'advance' OR month1_minor + month2_minor + month3_minor + share_minor = 0)),
    CONSTRAINT payments_ask CHECK (amount_minor > 0 OR state IN ('draft', 'cancelled')),
    CONSTRAINT payments_certified_whole CHECK (num_nonnulls(content, sha256) IN (0, 2) AND (content IS NOT NULL) = (signed_name <> '' AND signed_title <> '')),
    CONSTRAINT payments_certified_first CHECK (content IS NOT NULL OR state IN ('draft', 'cancelled')),
    CONSTRAINT payments_hash_of_content CHECK (sha256 = sha256(content)),
    CONSTRAINT payments_paid_whole CHECK ((paid_on IS NULL) = (reference = '') AND (state <> 'paid' OR paid_on IS NOT NULL))
);
CREATE UNIQUE INDEX payments_number_once ON payments (award_id, number);
CREATE UNIQUE INDEX payments_one_draft ON payments (award_id) WHERE state IN ('draft', 'certified');
CREATE INDEX payments_by_state ON payments (state, id);

-- What was certified does not change, and money is promised and released only within the obligation of an award that runs.
CREATE FUNCTION guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at text;
    held bigint;
    promised bigint;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'cancelled' OR NEW.award_id <> OLD.award_id OR NEW.number <> OLD.number THEN
        PERFORM refuse_rule('payments_kept', 'a request for payment stays on the record');
    END IF;
    IF OLD.content IS NOT NULL AND NEW.content IS NOT NULL
       AND to_jsonb(NEW) - ARRAY['state', 'version', 'attempt', 'paid_on', 'reference'] <> to_jsonb(OLD) - ARRAY['state', 'version', 'attempt', 'paid_on', 'reference'] THEN
        PERFORM refuse_rule('payments_certified_fixed', 'what was certified goes back to draft before it changes');
    END IF;
    IF NEW.state IN ('approved', 'released') AND NEW.state <> OLD.state THEN
        SELECT state INTO at FROM awards WHERE id = NEW.award_id FOR UPDATE;
        IF at NOT IN ('official', 'active', 'period_ended', 'closing') THEN
            PERFORM refuse_rule('payments_award_runs', 'nothing is paid on an award that is suspended or over');
        END IF;
        SELECT coalesce(sum(balance_minor), 0) INTO held FROM ledger_accounts WHERE kind = 'obligation' AND owner = NEW.award_id AND currency = NEW.currency;
        SELECT coalesce(sum(amount_minor), 0) INTO promised FROM payments WHERE award_id = NEW.award_id AND id <> NEW.id AND state = 'approved';
        IF promised + NEW.amount_minor > held THEN
            PERFORM refuse_rule('payments_within_obligation', 'a payment is within what is obligated');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_guard BEFORE UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION guard_payment();

CREATE TABLE payment_steps (
    payment_id uuid NOT NULL REFERENCES payments,
    ordinal integer NOT NULL,
    verb text NOT NULL,
    to_state text NOT NULL,
    taken_by uuid NOT NULL REFERENCES people,
    taken_at timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (payment_id, ordinal),
    CONSTRAINT payment_steps_explained CHECK (verb NOT IN ('send_back', 'return') OR reason <> '')
);
CREATE TRIGGER payment_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who asks, who approves and who releases are three people, whatever roles they hold.
CREATE FUNCTION payment_hand(verb text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN verb IN ('begin', 'certify', 'submit') THEN 'ask' WHEN verb IN ('approve', 'retry') THEN 'approve' WHEN verb IN ('check', 'release') THEN verb END
$$;
CREATE FUNCTION guard_payment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payment_steps s WHERE s.payment_id = NEW.payment_id AND s.taken_by = NEW.taken_by
               AND payment_hand(s.verb) <> payment_hand(NEW.verb)
               AND ('ask' IN (payment_hand(s.verb), payment_hand(NEW.verb)) OR 'check' NOT IN (payment_hand(s.verb), payment_hand(NEW.verb)))) THEN
        PERFORM refuse_rule('payments_three_persons', 'who asks, who approves and who releases are three people');
    END IF;
    IF NEW.ordinal <> 1 + (SELECT count(*) FROM payment_steps s WHERE s.payment_id = NEW.payment_id) THEN
        PERFORM refuse_rule('payment_steps_in_order', 'a step follows the last one');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_steps_guard BEFORE INSERT ON payment_steps FOR EACH ROW EXECUTE FUNCTION guard_payment_step();

-- A request is where its last step took it.
CREATE FUNCTION guard_payment_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM payments WHERE id = NEW.id) IS DISTINCT FROM (SELECT to_state FROM payment_steps WHERE payment_id = NEW.id ORDER BY ordinal DESC LIMIT 1) THEN
        PERFORM refuse_rule('payments_by_steps', 'a request moves by steps that somebody takes');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_by_steps AFTER INSERT OR UPDATE OF state ON payments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_payment_state();

CREATE TABLE payees (
    organization_id uuid PRIMARY KEY REFERENCES organizations,
    vendor text NOT NULL, -- by which the bank knows the museum's account; the account itself is kept there
    set_by uuid NOT NULL REFERENCES people,
    set_at timestamptz NOT NULL,
    CONSTRAINT payees_vendor_shape CHECK (vendor ~ '^[A-Za-z0-9][A-Za-z0-9./-]{0,33}[A-Za-z0-9]$')
);

CREATE TABLE payment_batches (
    id uuid PRIMARY KEY,
    number text NOT NULL,
    made_on date NOT NULL, -- the day the bank is to pay
    count integer NOT NULL,
    total_minor bigint NOT NULL,
    currency text NOT NULL,
    csv bytea NOT NULL,
    xml bytea NOT NULL,
    made_by uuid NOT NULL REFERENCES people,
    made_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX payment_batches_number_once ON payment_batches (number);
CREATE TRIGGER payment_batches_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_batches FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE payment_batch_items (
    batch_id uuid NOT NULL REFERENCES payment_batches,
    ordinal integer NOT NULL,
    payment_id uuid NOT NULL REFERENCES payments,
    attempt integer NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (batch_id, ordinal)
);
CREATE UNIQUE INDEX payment_batch_items_once ON payment_batch_items (payment_id, attempt);
CREATE TRIGGER payment_batch_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_batch_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a lead museum passed on of what it was paid.
CREATE TABLE payment_forwards (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments,
    organization_id uuid NOT NULL REFERENCES organizations,
    amount_minor bigint NOT NULL,
    forwarded_on date NOT NULL,
    reference text NOT NULL DEFAULT '',
    document_id uuid REFERENCES documents,
    recorded_by uuid NOT NULL REFERENCES people,
    recorded_at timestamptz NOT NULL,
    confirmed_by uuid REFERENCES people,
    confirmed_at timestamptz,
    withdrawn_by uuid REFERENCES people,
    withdrawn_at timestamptz,
    withdrawn_reason text NOT NULL DEFAULT '',
    CONSTRAINT payment_forwards_positive CHECK (amount_minor > 0),
    CONSTRAINT payment_forwards_confirmed_whole CHECK (num_nonnulls(confirmed_by, confirmed_at) IN (0, 2)),
    CONSTRAINT payment_forwards_withdrawn_why CHECK (num_nonnulls(withdrawn_by, withdrawn_at) IN (0, 2) AND (withdrawn_at IS NULL) = (withdrawn_reason = '')),
    CONSTRAINT payment_forwards_two_persons CHECK (confirmed_by <> recorded_by),
    CONSTRAINT payment_forwards_confirmed_stands CHECK (num_nonnulls(confirmed_at, withdrawn_at) < 2)
);
CREATE INDEX payment_forwards_by_payment ON payment_forwards (payment_id, recorded_at);

CREATE FUNCTION guard_payment_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    p payments%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
       OR to_jsonb(NEW) - ARRAY['confirmed_by', 'confirmed_at', 'withdrawn_by', 'withdrawn_at', 'withdrawn_reason'] <> to_jsonb(OLD) - ARRAY['confirmed_by', 'confirmed_at', 'withdrawn_by', 'withdrawn_at', 'withdrawn_reason'])) THEN
        PERFORM refuse_rule('payment_forwards_kept', 'what was passed on stays on the record');
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO p FROM payments WHERE id = NEW.payment_id FOR UPDATE;
        IF p.state <> 'paid' THEN
            PERFORM refuse_rule('payment_forwards_of_paid', 'only what was paid is passed on');
        END IF;
        IF NOT EXISTS (SELECT FROM awards w JOIN partnership_members m ON m.partnership_id = w.partnership_id
                       WHERE w.id = p.award_id AND m.organization_id = NEW.organization_id AND NOT m.lead) THEN
            PERFORM refuse_rule('payment_forwards_to_partner', 'money is passed on to a partner of the award');
        END IF;
        IF NEW.amount_minor + (SELECT coalesce(sum(f.amount_minor), 0) FROM payment_forwards f WHERE f.payment_id = p.id AND f.withdrawn_at IS NULL) > p.amount_minor THEN
            PERFORM refuse_rule('payment_forwards_within_paid', 'never more is passed on than was paid');
        END IF;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER payment_forwards_guard BEFORE INSERT OR UPDATE OR DELETE ON payment_forwards FOR EACH ROW EXECUTE FUNCTION guard_payment_forward();
