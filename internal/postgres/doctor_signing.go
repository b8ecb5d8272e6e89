package postgres

import (
	"bytes"
	"context"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/signing"
)

// signingRules are what signatures and the papers they are of say of each other.
var signingRules = []rule{
	{
		"the editions of a signed paper are numbered without a gap", "SELECT count(*) FROM paper_signatures",
		`SELECT code || ': ' || count(*) || ' editions, the last is number ' || max(edition) FROM paper_signatures GROUP BY code HAVING count(*) <> max(edition)`,
	},
	{
		"the newest edition of a signed letter says whether it was revoked, and of an amended one that it was amended", "SELECT count(DISTINCT code) FROM paper_signatures",
		`WITH newest AS (SELECT DISTINCT ON (code) code, state FROM paper_signatures ORDER BY code, edition DESC)
SELECT n.code || ': its letter is ' || l.state || ', its signature says ' || n.state FROM newest n JOIN letters l ON l.code = n.code WHERE (l.state = 'revoked') <> (n.state = 'revoked')
UNION ALL SELECT n.code || ': a later amendment holds, its signature says ' || n.state FROM newest n JOIN amendments m ON m.code = n.code
WHERE n.state = 'valid' AND EXISTS (SELECT FROM amendments x JOIN paper_signatures s ON s.code = x.code WHERE x.award_id = m.award_id AND x.terms_number > m.terms_number)`,
	},
	{
		"a letter that was sent is signed where its house signs", "SELECT count(*) FROM letters WHERE sent_at IS NOT NULL",
		`SELECT l.code FROM letters l WHERE l.document_id IS NOT NULL AND l.sent_at >= (SELECT min(valid_from) FROM signing_keys) AND NOT EXISTS (SELECT FROM paper_signatures s WHERE s.code = l.code)`,
	},
}

// ExamineSignatures verifies every signature with its key and compares the record with the columns beside it.
func (db *DB) ExamineSignatures(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every signature verifies with its key"}
	s := Signatures{db}
	keys, err := s.Keys(ctx)
	if err != nil {
		return f, err
	}
	code, edition := "", 0
	for {
		some, err := query[*signing.Signature](ctx, db, `SELECT `+signatureColumns+` FROM paper_signatures s WHERE (s.code, s.edition) > ($1, $2) ORDER BY s.code, s.edition LIMIT 2000`, code, edition)
		if err != nil || len(some) == 0 {
			return f, err
		}
		for _, x := range some {
			f.Looked++
			code, edition = x.Code, x.Edition
			if why := unsound(x, keys); why != "" && len(f.Off) < mostOff {
				f.Off = append(f.Off, fmt.Sprintf("%s edition %d: %s", x.Code, x.Edition, why))
			}
		}
	}
}

func unsound(x *signing.Signature, keys []*signing.Public) string {
	r, err := x.Envelope().Open(keys)
	if err != nil {
		return err.Error()
	}
	same, err := r.Canonical()
	if err != nil || !bytes.Equal(same, x.Record) {
		return "its record is not in the canonical form"
	}
	if r.Code != x.Code || r.Edition != x.Edition || r.Award != x.Award || r.Kind != x.Kind || r.State() != x.State || !r.SignedAt.Equal(x.SignedAt) {
		return "the columns beside its record say something else"
	}
	return ""
}
