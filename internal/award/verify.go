package award

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Verification is all that anyone who holds a code learns of a letter.
type Verification struct {
	Kind         Decision      `bun:"decision"`
	Program      string        `bun:"program"`
	Year         int           `bun:"year"`
	Organization string        `bun:"organization"`
	Date         calendar.Date `bun:"date"`
	SHA256       []byte        `bun:"sha256"`
	State        LetterState   `bun:"state"` // sent or revoked
}

// Hash is the SHA-256 of the letter as sent, in hexadecimal.
func (v *Verification) Hash() string { return hex.EncodeToString(v.SHA256) }

// Word is the decision as a letter may put it: an award stays provisional until its agreement.
func (v *Verification) Word() string {
	if v.Kind == ToAward {
		return "provisional award"
	}
	return string(v.Kind)
}

// Verify answers anyone who types a letter's code; a letter that has not left is not there.
func (s *Service) Verify(ctx context.Context, typed string) (*Verification, error) {
	code, err := ParseCode(typed)
	if err != nil {
		return nil, err
	}
	return s.Store.Verification(ctx, code)
}

// Letter is one letter; museums see theirs once it was sent.
func (s *Service) Letter(ctx context.Context, id ident.Letter) (*Letter, error) {
	return s.Store.Letter(ctx, id, visible(ctx, auth.ViewLetter))
}

// LetterRow is a letter as lists show it.
type LetterRow struct {
	ID          ident.Letter      `bun:"id"`
	Cycle       ident.Cycle       `bun:"cycle_id"`
	Application ident.Application `bun:"application_id"`
	Number      string            `bun:"number"`
	Title       string            `bun:"title"`
	Decision    Decision          `bun:"decision"`
	Addressee   string            `bun:"addressee"`
	Recipient   string            `bun:"recipient"`
	Locale      string            `bun:"locale"`
	State       LetterState       `bun:"state"`
	Code        string            `bun:"code"`
	Document    ident.Document    `bun:"document_id"`
	PreparedAt  time.Time         `bun:"prepared_at"`
	SentAt      *time.Time        `bun:"sent_at"`
}

// LetterFilter narrows a list of letters.
type LetterFilter struct {
	Cycle       ident.Cycle
	Application ident.Application
	State       LetterState
	Decision    Decision
}

// Letters are the letters the viewer may see, by application number.
func (s *Service) Letters(ctx context.Context, f LetterFilter, a page.Args) (*page.Connection[*LetterRow], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	v := visible(ctx, auth.ViewLetter)
	rows, err := s.Store.Letters(ctx, f, v, cut)
	if err != nil {
		return nil, err
	}
	key := func(r *LetterRow) []string { return []string{r.Number, r.ID.UUID().String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.CountLetters(ctx, f, v) }), nil
}

// LetterProgress counts a cycle's letters by state, for staff who wait for them.
func (s *Service) LetterProgress(ctx context.Context, c ident.Cycle) (*LetterProgress, error) {
	if auth.Scope(ctx, auth.ViewSlate).Nothing() {
		return nil, fault.Missing("cycle")
	}
	if _, err := s.Store.SlateOfCycle(ctx, c, auth.Scope(ctx, auth.ViewSlate)); err != nil {
		return nil, err
	}
	p, err := s.Store.LetterCounts(ctx, c)
	return &p, err
}

// VerifyFile answers who holds a letter's file: the hash must be that of a letter as it was sent.
func (s *Service) VerifyFile(ctx context.Context, sha256 []byte) (*Verification, error) {
	return s.Store.VerificationOfFile(ctx, sha256)
}
