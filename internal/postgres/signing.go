package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// Signatures keeps the public keys of the house and the signed records of its papers.
type Signatures struct{ *DB }

var signingFaults = map[string]faultOf{
	"signing_keys_kept":            {fault.Conflict, "append_only", "A key that signed is kept, and ends once.", ""},
	"paper_signatures_append_only": {fault.Conflict, "append_only", "A signature stays as it was made.", ""},
	"paper_signatures_pkey":        {fault.Conflict, "version", "Somebody changed this paper meanwhile. Read it again.", ""},
}

const (
	signingKey     = `SELECT fingerprint, public, valid_from, valid_until FROM signing_keys`
	signingCurrent = signingKey + ` WHERE valid_until IS NULL FOR SHARE`
	signingAll     = signingKey + ` ORDER BY valid_from DESC, fingerprint`
	signingAdd     = `INSERT INTO signing_keys (fingerprint, public, valid_from) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	signingEnd     = `UPDATE signing_keys SET valid_until = $2 WHERE fingerprint = $1 AND valid_until IS NULL`

	signatureColumns = `s.code, s.edition, s.award_number, s.kind, s.state, s.record, s.key, s.signature, s.signed_at`
	// A letter that has not left says nothing to who guesses its code.
	signatureEditions = `SELECT ` + signatureColumns + ` FROM paper_signatures s WHERE s.code = $1
	AND NOT EXISTS (SELECT FROM letters l WHERE l.code = s.code AND l.sent_at IS NULL) ORDER BY s.edition`
	signatureNewest   = `SELECT ` + signatureColumns + ` FROM paper_signatures s WHERE s.code = $1 ORDER BY s.edition DESC LIMIT 1`
	signatureStanding = `SELECT ` + signatureColumns + ` FROM paper_signatures s WHERE s.award_number = $1 AND s.award_number <> '' AND s.state <> 'revoked'
	AND NOT EXISTS (SELECT FROM paper_signatures n WHERE n.code = s.code AND n.edition > s.edition) ORDER BY s.code`
)

// CurrentKey is the key that signs now; it does not end before the transaction does.
func (s Signatures) CurrentKey(ctx context.Context) (*signing.Public, error) {
	return first[signing.Public](ctx, s.DB, signingCurrent)
}

// AddKey keeps a key that signs from now on; where another was a moment faster, that one stays.
func (s Signatures) AddKey(ctx context.Context, k *signing.Public) error {
	_, err := s.exec(ctx, signingAdd, k.Fingerprint, k.Bytes, k.From)
	return err
}

// EndKey ends the key in use.
func (s Signatures) EndKey(ctx context.Context, fingerprint string, at time.Time) error {
	_, err := s.exec(ctx, signingEnd, fingerprint, at)
	return err
}

// Keys are all keys that ever signed, the newest first.
func (s Signatures) Keys(ctx context.Context) ([]*signing.Public, error) {
	return query[*signing.Public](ctx, s.DB, signingAll)
}

// AddSignature keeps an edition of a record; two at once of one paper are CONFLICT.
func (s Signatures) AddSignature(ctx context.Context, x *signing.Signature) error {
	return s.insert(ctx, "paper_signatures", x)
}

// Editions are the editions of a paper that has left, the first first.
func (s Signatures) Editions(ctx context.Context, code string) ([]*signing.Signature, error) {
	return query[*signing.Signature](ctx, s.DB, signatureEditions, code)
}

// NewestOf is the newest edition of a code; nil where there is none.
func (s Signatures) NewestOf(ctx context.Context, code string) (*signing.Signature, error) {
	return first[signing.Signature](ctx, s.DB, signatureNewest, code)
}

// Standing are the newest editions of the papers of an award that were not revoked.
func (s Signatures) Standing(ctx context.Context, award string) ([]*signing.Signature, error) {
	return query[*signing.Signature](ctx, s.DB, signatureStanding, award)
}

// first is the one row of a statement, or nil.
func first[T any](ctx context.Context, db *DB, text string, args ...any) (*T, error) {
	rows, err := query[*T](ctx, db, text, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

var _ signing.Store = Signatures{}

// SignedFile is the file of a signed paper with the record it should carry.
type SignedFile struct {
	Code     string         `bun:"code"`
	Document ident.Document `bun:"document_id"`
	Record   []byte         `bun:"record"`
}

const signedFiles = `SELECT s.code, x.document_id, s.record FROM paper_signatures s JOIN (
	SELECT code, document_id FROM letters WHERE document_id IS NOT NULL
	UNION ALL SELECT code, document_id FROM amendments WHERE document_id IS NOT NULL) x ON x.code = s.code WHERE s.edition = 1 ORDER BY s.code`

// Files are the files of signed letters, for the doctor.
func (s Signatures) Files(ctx context.Context) ([]*SignedFile, error) {
	return query[*SignedFile](ctx, s.DB, signedFiles)
}
