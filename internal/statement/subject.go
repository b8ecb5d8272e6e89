package statement

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

type formSection = form.Section

// Subject describes a statement to whoever keeps its answers: who writes which section, and until when.
func (s *Service) Subject(ctx context.Context, id string) (*response.Subject, error) {
	sip, err := ident.Parse[ident.StatementKind](id)
	if err != nil {
		return nil, fault.Missing("statement")
	}
	d, err := s.Statement(ctx, sip)
	if err != nil {
		return nil, err
	}
	x := &response.Subject{
		ID: response.Of(d.ID), Kind: response.Statement, Name: d.ID.String(), Title: d.Title, Area: "statement",
		Form: d.Form, Write: auth.EditStatement, Target: auth.Target{Organizations: d.Partners.Organizations()},
	}
	for _, m := range d.Partners.Members {
		x.Parties = append(x.Parties, response.Party{Organization: m.Organization, Lead: m.Lead})
	}
	if !d.Writable() {
		x.Closed = fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.").With("state", string(d.State))
		return x, nil
	}
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return nil, err
	}
	x.Closed = cycle.CheckOpen(program.StatementPhase, s.Desk.Now())
	return x, nil
}
