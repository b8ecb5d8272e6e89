DROP TABLE cost_approvals;
DROP TABLE evidence_claims;
DROP TABLE contributions;
DROP FUNCTION guard_contribution;
DROP TABLE expenses;
DROP FUNCTION guard_expense;
