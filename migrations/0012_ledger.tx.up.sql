CREATE TABLE ledger_accounts (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    owner uuid NOT NULL,
    currency text NOT NULL,
    balance_minor bigint NOT NULL DEFAULT 0,
    part text NOT NULL DEFAULT '', -- of a kind that is kept apart: a category, or who gave a cost share and how
    CONSTRAINT ledger_accounts_kind_known CHECK (kind IN ('funder', 'funder_award', 'appropriation', 'reserve', 'commitment', 'obligation', 'disbursement',
        'expenditure', 'cost_share', 'interest', 'program_income', 'outside')),
    CONSTRAINT ledger_accounts_never_overdrawn CHECK (kind IN ('funder', 'outside', 'disbursement') OR balance_minor >= 0)
);
CREATE UNIQUE INDEX ledger_accounts_once ON ledger_accounts (owner, kind, part, currency);

CREATE TABLE ledger_entries (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    memo text NOT NULL,
    subject text NOT NULL,
    posted_by uuid,
    posted_at timestamptz NOT NULL,
    effective_on date NOT NULL, -- the day the money counts on; when it was posted is another thing
    CONSTRAINT ledger_entries_kind_known CHECK (kind IN ('fund', 'appropriate', 'reserve', 'commit', 'release', 'obligate', 'deobligate', 'supplement', 'correct',
        'disburse', 'return_payment', 'refund', 'spend', 'unspend', 'contribute', 'uncontribute', 'earn_interest', 'remit_interest', 'earn_income', 'spend_income', 'disallow', 'recover'))
);
CREATE INDEX ledger_entries_by_subject ON ledger_entries (subject);

CREATE TABLE ledger_lines (
    entry_id uuid NOT NULL REFERENCES ledger_entries,
    ordinal integer NOT NULL,
    account_id uuid NOT NULL REFERENCES ledger_accounts,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (entry_id, ordinal),
    CONSTRAINT ledger_lines_move_money CHECK (amount_minor <> 0)
);
CREATE INDEX ledger_lines_by_account ON ledger_lines (account_id, entry_id);

-- What moved through an account in each month, so that no statement sums postings.
CREATE TABLE ledger_months (
    account_id uuid NOT NULL REFERENCES ledger_accounts,
    month date NOT NULL, -- its first day
    moved_minor bigint NOT NULL,
    PRIMARY KEY (account_id, month)
);

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The balance is kept by the database alone; its row lock is the lock on the money.
CREATE FUNCTION keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_accounts SET balance_minor = balance_minor + NEW.amount_minor WHERE id = NEW.account_id AND currency = NEW.currency;
    IF NOT FOUND THEN
        PERFORM refuse_rule('ledger_lines_currency', 'the account is in another currency');
    END IF;
    INSERT INTO ledger_months (account_id, month, moved_minor)
    SELECT NEW.account_id, date_trunc('month', e.effective_on)::date, NEW.amount_minor FROM ledger_entries e WHERE e.id = NEW.entry_id
    ON CONFLICT (account_id, month) DO UPDATE SET moved_minor = ledger_months.moved_minor + EXCLUDED.moved_minor;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_lines_balance AFTER INSERT ON ledger_lines FOR EACH ROW EXECUTE FUNCTION keep_balance();

CREATE FUNCTION guard_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_lines WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        PERFORM refuse_rule('ledger_entries_balanced', 'an entry sums to zero');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_balanced();

-- What a museum spent is never more than what is obligated to it: cash at the museum falls below zero by what is owed
-- to it, and what is owed to it is covered by what is obligated and not paid. Looked at when the entry is whole.
CREATE FUNCTION guard_obligated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of record;
BEGIN
    SELECT a.owner, a.currency INTO of FROM ledger_accounts a WHERE a.id = NEW.account_id AND a.kind IN ('obligation', 'disbursement');
    IF FOUND THEN
        PERFORM FROM ledger_accounts a WHERE a.owner = of.owner AND a.kind IN ('disbursement', 'obligation') AND a.currency = of.currency ORDER BY a.kind FOR UPDATE;
        IF (SELECT sum(a.balance_minor) FROM ledger_accounts a WHERE a.owner = of.owner AND a.kind IN ('disbursement', 'obligation') AND a.currency = of.currency) < 0 THEN
            PERFORM refuse_rule('ledger_accounts_never_overspent', 'more was spent than is obligated');
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_accounts_never_overspent AFTER INSERT ON ledger_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.amount_minor < 0) EXECUTE FUNCTION guard_obligated();
