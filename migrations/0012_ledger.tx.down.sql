DROP TABLE ledger_months;
DROP TABLE ledger_lines;
DROP TABLE ledger_entries;
DROP TABLE ledger_accounts;
DROP FUNCTION guard_balanced;
DROP FUNCTION keep_balance;
DROP FUNCTION guard_obligated;
