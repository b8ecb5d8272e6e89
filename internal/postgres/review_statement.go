package postgres

import (
	"context"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	promiseColumns = `t.id, t.program_id, t.cycle_id, t.version, t.words, t.sha256, t.reason, t.published_by, t.published_at`

	statementsRead = `SELECT ` + promiseColumns + `, (SELECT count(*) FROM confidentiality_signatures g JOIN panel_members m ON m.id = g.member_id JOIN panels p ON p.id = m.panel_id
	WHERE g.statement_id = t.id AND p.cycle_id = $1) AS signed
FROM confidentiality_statements t JOIN cycles y ON y.id = $1 AND y.program_id = t.program_id
WHERE t.cycle_id = $1 OR t.cycle_id IS NULL ORDER BY t.cycle_id IS NULL, t.version DESC`

	addStatement = `INSERT INTO confidentiality_statements (id, program_id, cycle_id, version, words, sha256, reason, published_by, published_at)
SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4::jsonb, $5, $6, $7, $8 FROM confidentiality_statements WHERE program_id = $2 AND cycle_id IS NOT DISTINCT FROM $3
RETURNING version AS n`

	addFirstStatement = `INSERT INTO confidentiality_statements (id, program_id, version, words, sha256, published_at) VALUES ($1, $2, 1, $3::jsonb, $4, $5)
ON CONFLICT DO NOTHING`

	// What was signed on a ranked panel is done with.
	askAgain = `WITH reset AS (
	UPDATE panel_members m SET confidentiality_at = NULL FROM panels p JOIN cycles y ON y.id = p.cycle_id
	WHERE m.panel_id = p.id AND m.confidentiality_at IS NOT NULL AND p.state <> 'ranked'
		AND ((p.cycle_id = $2) OR ($2::uuid IS NULL AND y.program_id = $1 AND NOT EXISTS (SELECT FROM confidentiality_statements t WHERE t.cycle_id = y.id)))
	RETURNING m.panel_id, p.name AS panel_name, m.person_id, m.left_at)
SELECT panel_id, panel_name, person_id FROM reset WHERE left_at IS NULL ORDER BY panel_id, person_id`

	signaturesRead = `SELECT g.member_id, g.statement_id, g.sha256, g.locale, g.signed_at, m.person_id, ` + nameOfPerson + ` AS name, t.version, t.cycle_id IS NOT NULL AS of_cycle,
	m.confidentiality_at = g.signed_at AS in_force
FROM confidentiality_signatures g JOIN panel_members m ON m.id = g.member_id JOIN people h ON h.id = m.person_id JOIN confidentiality_statements t ON t.id = g.statement_id
WHERE m.panel_id = $1 ORDER BY g.signed_at DESC, g.member_id`

	unsignedRead = `SELECT m.panel_id, p.name AS panel_name, p.cycle_id, y.program_id, to_jsonb(t) || jsonb_build_object('sha256', encode(t.sha256, 'base64')) AS statement,
	EXISTS (SELECT FROM confidentiality_signatures g WHERE g.member_id = m.id) AS anew
FROM panel_members m JOIN panels p ON p.id = m.panel_id JOIN cycles y ON y.id = p.cycle_id
LEFT JOIN LATERAL (SELECT * FROM statement_in_force(p.cycle_id)) t ON true
WHERE m.person_id = $1 AND m.left_at IS NULL AND m.confidentiality_at IS NULL ORDER BY p.name, p.id LIMIT 100`

	seatToSign = `SELECT m.id, p.cycle_id, y.program_id, m.confidentiality_at FROM panel_members m JOIN panels p ON p.id = m.panel_id JOIN cycles y ON y.id = p.cycle_id
JOIN programs g ON g.id = y.program_id WHERE m.panel_id = $1 AND m.person_id = $2 AND m.left_at IS NULL FOR UPDATE OF m FOR SHARE OF g`
)

// StatementInForce is what members of the cycle's panels sign now; nil before anything was published or signed.
func (s Reviews) StatementInForce(ctx context.Context, c ident.Cycle) (*review.ConfidentialityStatement, error) {
	return maybe(query[*review.ConfidentialityStatement](ctx, s.DB, `SELECT `+promiseColumns+` FROM statement_in_force($1) t`, c))
}

// Statements are a cycle's versions and then its program's, newest first.
func (s Reviews) Statements(ctx context.Context, c ident.Cycle) ([]*review.ConfidentialityStatement, error) {
	return query[*review.ConfidentialityStatement](ctx, s.DB, statementsRead, c)
}

// LockStatements makes signers wait until the new words are in force.
func (s Reviews) LockStatements(ctx context.Context, p ident.Program) error {
	_, err := s.exec(ctx, `SELECT id FROM programs WHERE id = $1 FOR NO KEY UPDATE`, p)
	return err
}

// AddStatement keeps it under the next version of its program or cycle; the first of a program only where there is none.
func (s Reviews) AddStatement(ctx context.Context, t *review.ConfidentialityStatement, first bool) error {
	words, err := json.Marshal(t.Words)
	if err != nil {
		return err
	}
	if first {
		_, err := s.exec(ctx, addFirstStatement, t.ID, t.Program, string(words), t.SHA256, t.PublishedAt)
		return err
	}
	var cycle any
	if !t.Cycle.IsZero() {
		cycle = t.Cycle.UUID()
	}
	row, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "statement", addStatement, t.ID, t.Program, cycle, string(words), t.SHA256, t.Reason, person(t.PublishedBy), t.PublishedAt)
	if err == nil {
		t.Version = row.N
	}
	return err
}

// AskAgain takes signatures out of force where the statement has taken the place of what was signed.
func (s Reviews) AskAgain(ctx context.Context, t *review.ConfidentialityStatement) ([]*review.AgainToSign, error) {
	var cycle any
	if !t.Cycle.IsZero() {
		cycle = t.Cycle.UUID()
	}
	return query[*review.AgainToSign](ctx, s.DB, askAgain, t.Program, cycle)
}

// Signatures are what the members of a panel signed, newest first.
func (s Reviews) Signatures(ctx context.Context, id ident.Panel) ([]*review.ConfidentialitySignature, error) {
	return query[*review.ConfidentialitySignature](ctx, s.DB, signaturesRead, id)
}

// Unsigned are the panels that wait for a person's signature, with what is to be signed.
func (s Reviews) Unsigned(ctx context.Context, me ident.Person) ([]*review.Unsigned, error) {
	rows, err := query[struct {
		Panel     ident.Panel   `bun:"panel_id"`
		PanelName string        `bun:"panel_name"`
		Cycle     ident.Cycle   `bun:"cycle_id"`
		Program   ident.Program `bun:"program_id"`
		Statement []byte        `bun:"statement"`
		Anew      bool          `bun:"anew"`
	}](ctx, s.DB, unsignedRead, me)
	if err != nil {
		return nil, err
	}
	var n nested
	out := make([]*review.Unsigned, len(rows))
	for i, r := range rows {
		t := nestedOne[review.ConfidentialityStatement](&n, r.Statement)
		if t == nil {
			t = review.StandardStatement(r.Program)
		}
		out[i] = &review.Unsigned{Panel: r.Panel, PanelName: r.PanelName, Cycle: r.Cycle, Anew: r.Anew, Statement: t}
	}
	return out, n.err
}

// SeatToSign locks a member's seat; anybody else's is missing.
func (s Reviews) SeatToSign(ctx context.Context, id ident.Panel, me ident.Person) (*review.SeatToSign, error) {
	return one[review.SeatToSign](ctx, s.DB, "panel", seatToSign, id, me)
}

// AddSignature keeps what was signed, and that the member has signed what is in force.
func (s Reviews) AddSignature(ctx context.Context, g *review.ConfidentialitySignature) error {
	if _, err := s.exec(ctx, `INSERT INTO confidentiality_signatures (member_id, statement_id, sha256, locale, signed_at) VALUES ($1, $2, $3, $4, $5)`,
		g.Member, g.Statement, g.SHA256, g.Locale, g.SignedAt); err != nil {
		return err
	}
	_, err := s.exec(ctx, `UPDATE panel_members SET confidentiality_at = $2 WHERE id = $1`, g.Member, g.SignedAt)
	return err
}
