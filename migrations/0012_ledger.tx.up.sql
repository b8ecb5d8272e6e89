CREATE TABLE ledger_accounts (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    owner uuid NOT NULL,
    currency text NOT NULL,
    balance_minor bigint NOT NULL DEFAULT 0,
    CONSTRAINT ledger_accounts_kind_known CHECK (kind IN ('funder', 'funder_award', 'appropriation', 'reserve', 'commitment', 'obligation', 'disbursement')),
    CONSTRAINT ledger_accounts_never_overdrawn CHECK (kind = 'funder' OR balance_minor >= 0)
);
CREATE UNIQUE INDEX ledger_accounts_once ON ledger_accounts (kind, owner, currency);

CREATE TABLE ledger_entries (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    memo text NOT NULL,
    subject text NOT NULL,
    posted_by uuid,
    posted_at timestamptz NOT NULL,
    CONSTRAINT ledger_entries_kind_known CHECK (kind IN ('fund', 'appropriate', 'reserve', 'commit', 'release', 'obligate', 'deobligate', 'supplement', 'correct'))
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
CREATE INDEX ledger_lines_by_account ON ledger_lines (account_id);
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The balance is kept by the database alone; its row lock is the lock on the money.
CREATE FUNCTION keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_accounts SET balance_minor = balance_minor + NEW.amount_minor WHERE id = NEW.account_id AND currency = NEW.currency;
    IF NOT FOUND THEN
        PERFORM refuse_rule('ledger_lines_currency', 'the account is in another currency');
    END IF;
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
