package expense

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Store keeps expenses and contributions; what the filter does not let be seen is not found.
type Store interface {
	// AddExpenses keeps new expenses with the claims on their evidence.
	AddExpenses(ctx context.Context, all []*Expense) error
	// KeepExpense writes an expense under its version, and its claims as long as it lives.
	KeepExpense(ctx context.Context, e *Expense, expected int) error
	Expense(ctx context.Context, id ident.Expense, seen auth.Filter) (*Expense, error)
	Expenses(ctx context.Context, f Filter, seen auth.Filter, c page.Cut) ([]*Expense, error)
	CountExpenses(ctx context.Context, f Filter, seen auth.Filter) (int, error)
	AddContribution(ctx context.Context, c *Contribution) error
	KeepContribution(ctx context.Context, c *Contribution, expected int) error
	Contribution(ctx context.Context, id ident.Contribution, seen auth.Filter) (*Contribution, error)
	Contributions(ctx context.Context, f ShareFilter, seen auth.Filter, c page.Cut) ([]*Contribution, error)
	CountContributions(ctx context.Context, f ShareFilter, seen auth.Filter) (int, error)
	// Held is what costs with this evidence are held against on an award; claims of other awards come without their names.
	Held(ctx context.Context, award ident.Award, evidence []string) (Held, error)
	AddApproval(ctx context.Context, a *Approval) error
	Approvals(ctx context.Context, award ident.Award) ([]*Approval, error)
	// Balances are the accounts of an award: what each holds through a month, and what moved in the months of a period.
	Balances(ctx context.Context, award ident.Award, from, through calendar.Date) ([]*Balance, error)
	Postings(ctx context.Context, f PostingFilter, c page.Cut) ([]*Posting, error)
	CountPostings(ctx context.Context, f PostingFilter) (int, error)
	// Earned is the interest earned on an award in a calendar year.
	Earned(ctx context.Context, award ident.Award, year int) (int64, error)
	// Lines425 is what the ledger says of an award, or of all awards of a funder award, through a day.
	Lines425(ctx context.Context, award ident.Award, funder ident.FunderAward, through calendar.Date) ([]*Line425, error)
}

// Awards tells of awards that are official or were.
type Awards interface {
	Running(ctx context.Context, id ident.Award, lock bool) (*agreement.File, error)
}

// Service is what museums and the office do with the spending of an award.
type Service struct {
	Desk   desk.Desk
	Store  Store
	Awards Awards
	Book   ledger.Book
	Vault  document.Vault
}

// Most is how many expenses are brought in at once.
const Most = 500

// mostFile is the largest receipt, in bytes.
const mostFile = 10 << 20

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

func seen(ctx context.Context) auth.Filter { return auth.Scope(ctx, auth.ViewExpenses) }

// running loads an award whose money may move, under lock, for somebody who may do it for one of its museums.
func (s *Service) running(ctx context.Context, id ident.Award, p auth.Permission, museum ident.Organization) (*agreement.File, error) {
	f, err := s.Awards.Running(ctx, id, true)
	if err != nil {
		return nil, err
	}
	if err := open(f); err != nil {
		return nil, err
	}
	return f, s.mayFor(ctx, f, p, museum)
}

// mayFor asks whether the actor may act for a museum of the award: its own people, and the lead's for every museum;
// the office acts for the award.
func (s *Service) mayFor(ctx context.Context, f *agreement.File, p auth.Permission, museum ident.Organization) error {
	if p != auth.RecordExpense {
		return auth.Require(ctx, p, f.Target())
	}
	return auth.Require(ctx, p, auth.Target{Organizations: []ident.Organization{museum, f.Lead().Organization}})
}

// museumOf is a museum of the award; one that is none of its museums is refused.
func museumOf(f *agreement.File, id ident.Organization) (*agreement.Party, error) {
	for _, m := range f.Museums {
		if m.Organization == id {
			return m, nil
		}
	}
	return nil, fault.BadField("museum", "not_of_award", "This museum is no part of the award.")
}

// file keeps a receipt as it came, a PDF or a picture; nothing in, nothing out.
func (s *Service) file(ctx context.Context, f *agreement.File, name string, raw []byte) (ident.Document, string, error) {
	if len(raw) == 0 {
		return ident.Document{}, "", nil
	}
	if len(raw) > mostFile {
		return ident.Document{}, "", fault.BadField("file", "too_large", "At most 10 MB.")
	}
	media := ""
	for _, k := range []struct{ begins, media string }{{"%PDF-", "application/pdf"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"\xff\xd8\xff", "image/jpeg"}} {
		if bytes.HasPrefix(raw, []byte(k.begins)) {
			media = k.media
		}
	}
	if media == "" {
		return ident.Document{}, "", fault.BadField("file", "bad_file", "A receipt is a PDF, a PNG or a JPEG.")
	}
	if name = strings.TrimSpace(name); name == "" || len(name) > 200 {
		name = f.Number + "-receipt"
	}
	d, err := s.Vault.File(ctx, document.Evidence, name, media, f.Award.String(), bytes.NewReader(raw))
	if err != nil {
		return ident.Document{}, "", err
	}
	sum := sha256.Sum256(raw)
	return d.ID, hex.EncodeToString(sum[:]), nil
}

// plain trims words and refuses control characters and what is too long.
func plain(c *fault.Check, path, text string, most int) string {
	text = strings.TrimSpace(text)
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}

// why is a reason somebody has to give.
func why(text string) (string, error) {
	var c fault.Check
	text = plain(&c, "reason", text, 2000)
	c.That(text != "", "reason", "required", "Say why.")
	return text, c.Err()
}

// denied refuses everything the rules deny, each by its code at the field it is about.
func denied(found []ruleset.Finding) error {
	var c fault.Check
	for _, f := range found {
		if f.Effect == ruleset.Deny {
			c.Refuse(fieldOf(f), f.Code, "%s", f.Message)
		}
	}
	return c.Err()
}

// fieldOf is the input a finding is about.
func fieldOf(f ruleset.Finding) string {
	switch f.Code {
	case "expense_no_day", "expense_in_future", "expense_after_period", "expense_before_period":
		return "spentOn"
	case "expense_not_budgeted", "indirect_no_rate", "indirect_of_lead":
		return "category"
	case "expense_no_rate":
		return "rate"
	case "expense_rate_unsaid", "expense_rate_future":
		return "rateOn"
	case "expense_no_evidence", "expense_claimed_twice":
		return "receiptNumber"
	case "expense_no_method", "expense_other_method":
		return "method"
	}
	if strings.HasPrefix(f.At, "segments") {
		return f.At
	}
	if strings.HasPrefix(f.Code, "cost_") {
		return "declared"
	}
	return "amount"
}
