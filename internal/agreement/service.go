package agreement

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// Store keeps agreements; an award that is hidden or untold is not found.
type Store interface {
	// File reads an award with all around its agreement; lock keeps others from it until the transaction ends.
	File(ctx context.Context, id ident.Award, v award.Visible, lock bool) (*File, error)
	AddAgreement(ctx context.Context, a *Agreement) error
	// KeepAgreement writes the agreement under its version.
	KeepAgreement(ctx context.Context, a *Agreement, expected int) error
	// KeepState moves the award under its own version.
	KeepState(ctx context.Context, f *File) error
	AddSignature(ctx context.Context, g *Signature) error
	TakeBack(ctx context.Context, id ident.Agreement, at time.Time) error
	// AddTerms keeps new terms with their lines.
	AddTerms(ctx context.Context, t *Terms) error
	AddReport(ctx context.Context, r *Report) error
	KeepReport(ctx context.Context, r *Report) error
	AddAssessment(ctx context.Context, a *Assessment) error
	AddCondition(ctx context.Context, c *Condition) error
	KeepCondition(ctx context.Context, c *Condition) error
	// Hands are the people with a role at one of the museums.
	Hands(ctx context.Context, role auth.Role, museums []ident.Organization) ([]ident.Person, error)
}

// Printer draws what was signed.
type Printer interface {
	// Agreement is the PDF of an agreement with the signatures under it.
	Agreement(ctx context.Context, f *File) ([]byte, error)
}

// Service is what the office and a museum do with the agreement of an award.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Book    ledger.Book
	Vault   document.Vault
	Printer Printer
	Signing *signing.Service
	// Officially are what follows in the same transaction when an award becomes official, such as the plan of its reports.
	Officially []func(ctx context.Context, f *File) error
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

// see is what of awards the actor sees: museums what they were told, staff also what has not left the office.
func see(ctx context.Context) award.Visible {
	return award.Visible{Told: auth.Scope(ctx, auth.ViewAgreement), Untold: auth.Scope(ctx, auth.PrepareAgreement)}
}

// Agreement is an award with its agreement and what still keeps it from being official; risk is the office's alone.
func (s *Service) Agreement(ctx context.Context, id ident.Award) (*File, error) {
	f, err := s.Store.File(ctx, id, see(ctx), false)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.AssessRisk, f.Target()) {
		f.Risk = nil
	}
	return f, nil
}

// Pieces are what the award needs to be official as of today in UTC, or needed on the day it became so.
func (s *Service) Pieces(f *File) []Piece {
	if f.Agreement != nil && f.Agreement.OfficialAt != nil {
		return Pieces(f, calendar.Of(*f.Agreement.OfficialAt, time.UTC))
	}
	return Pieces(f, s.today())
}

// change loads an award under lock, asks whether the actor may, checks the version and lets do change it.
func (s *Service) change(ctx context.Context, id ident.Award, p auth.Permission, expected *int, do func(context.Context, *File) error) (*File, error) {
	var f *File
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if f, err = s.Store.File(ctx, id, see(ctx), true); err != nil {
			return err
		}
		target := f.Target()
		if ofMuseum(p) {
			target = auth.Target{Organizations: []ident.Organization{f.Lead().Organization}}
		}
		if err := auth.Require(ctx, p, target); err != nil {
			return err
		}
		if f.Agreement != nil {
			if err := fault.Expected(expected, f.Agreement.Version); err != nil {
				return err
			}
		}
		return do(ctx, f)
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ofMuseum tells the permissions that the lead museum has for its own award.
func ofMuseum(p auth.Permission) bool { return p == auth.AnswerAgreement || p == auth.SignAgreement }

// opened refuses an award without an agreement, and then what the table of moves does not have.
func opened(f *File, verb string) error {
	if f.Agreement == nil {
		return fault.New(fault.Conflict, "not_opened", "Nobody has opened the agreement of this award yet.")
	}
	_, err := step(f.State, verb)
	return err
}

// unissued refuses to change what is out to be signed.
func unissued(f *File) error {
	if f.Agreement.IssuedAt != nil {
		return fault.New(fault.Conflict, "issued", "It is out to be signed. Withdraw it first, with a reason.")
	}
	return nil
}

// move takes the award to where the verb leads.
func (s *Service) move(ctx context.Context, f *File, verb string) error {
	to, err := step(f.State, verb)
	if err != nil || to == f.State {
		return err
	}
	f.State = to
	return s.Store.KeepState(ctx, f)
}

// tell sends word to those with a role at the lead museum.
func (s *Service) tell(ctx context.Context, f *File, template string, data map[string]any, roles ...auth.Role) error {
	var to []ident.Person
	for _, r := range roles {
		found, err := s.Store.Hands(ctx, r, []ident.Organization{f.Lead().Organization})
		if err != nil {
			return err
		}
		to = append(to, found...)
	}
	if len(to) == 0 {
		return nil
	}
	data["Number"], data["Title"], data["Program"] = f.Number, f.Title, f.ProgramName
	return s.Desk.Outbox.Tell(ctx, template, f.Award.String(), data, to...)
}

// plain trims words and refuses control characters and what is too long.
func plain(c *fault.Check, path, text string, most int) string {
	text = strings.TrimSpace(text)
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}
