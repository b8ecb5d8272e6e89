package statement

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

type formSection = form.Section

// Written is what writing a statement depends on, read in one narrow statement that can write its answers too.
type Written struct {
	ID           ident.Statement `bun:"id"`
	Title        string          `bun:"title"`
	State        State           `bun:"state"`
	Form         ident.Form      `bun:"form_id"`
	CycleState   program.State   `bun:"cycle_state"`
	Zone         string          `bun:"zone"`
	OpensAt      *time.Time      `bun:"opens_at"` // of the phase; nil where the cycle has none
	ClosesAt     *time.Time      `bun:"closes_at"`
	GraceSeconds int             `bun:"grace_seconds"`
	Members      []WrittenMember `bun:"members,type:jsonb"`
	Kept         *response.Kept  `bun:"kept,type:jsonb"`
}

// WrittenMember is a museum of the partnership, as far as writing depends on it.
type WrittenMember struct {
	Organization string `json:"organization"` // a bare UUID
	Lead         bool   `json:"lead"`
}

// Subject describes a statement to whoever keeps its answers: who writes which section, and until when. With a Keep its
// answers are written in the same statement; whoever gave it undoes what the subject then refuses.
func (s *Service) Subject(ctx context.Context, id string, k *response.Keep) (*response.Subject, error) {
	sip, err := ident.Parse[ident.StatementKind](id)
	if err != nil {
		return nil, fault.Missing("statement")
	}
	w, err := s.Store.Written(ctx, auth.Scope(ctx, auth.ViewStatement), sip, k)
	if err != nil {
		return nil, err
	}
	x := &response.Subject{
		ID: response.Of(w.ID), Kind: response.Statement, Name: w.ID.String(), Title: w.Title, Area: "statement",
		Form: w.Form, Write: auth.EditStatement, Closed: w.closed(s.Desk.Now()), Kept: w.Kept,
	}
	for _, m := range w.Members {
		var o ident.Organization
		if err := o.Scan(m.Organization); err != nil {
			return nil, err
		}
		x.Parties = append(x.Parties, response.Party{Organization: o, Lead: m.Lead})
		x.Target.Organizations = append(x.Target.Organizations, o)
	}
	return x, nil
}

// closed is why nothing is written now: handed in, late, or not open yet.
func (w *Written) closed(now time.Time) error {
	if !(&Statement{State: w.State}).Writable() {
		return fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.").With("state", string(w.State))
	}
	cycle := &program.Detail{Cycle: program.Cycle{State: w.CycleState, Zone: w.Zone}}
	if w.OpensAt != nil && w.ClosesAt != nil {
		cycle.Phases = []*program.Phase{{Kind: program.StatementPhase, OpensAt: *w.OpensAt, ClosesAt: *w.ClosesAt, GraceSeconds: w.GraceSeconds}}
	}
	return cycle.CheckOpen(program.StatementPhase, now)
}
