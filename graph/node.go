package graph

import (
	"context"
	"reflect"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// nodeTypes are the GraphQL names of the Go types that node answers with.
func nodeTypes() map[reflect.Type]string {
	return map[reflect.Type]string{
		reflect.TypeFor[*people.Person](): "Person", reflect.TypeFor[*people.Organization](): "Organization",
		reflect.TypeFor[*fund.Funder](): "Funder", reflect.TypeFor[*fund.FunderAward](): "FunderAward",
		reflect.TypeFor[*program.Program](): "Program", reflect.TypeFor[*program.Detail](): "Cycle",
		reflect.TypeFor[*form.Form](): "Form", reflect.TypeFor[*partnership.Detail](): "Partnership",
		reflect.TypeFor[*application.Detail](): "Application", reflect.TypeFor[*review.Panel](): "Panel",
		reflect.TypeFor[*review.Assignment](): "Assignment", reflect.TypeFor[*award.Row](): "Award",
		reflect.TypeFor[*statement.Detail](): "Statement", reflect.TypeFor[*profile.Detail](): "Profile",
		reflect.TypeFor[*matching.Meeting](): "Introduction", reflect.TypeFor[*award.Scenario](): "LineScenario",
	}
}

// Node finds what an id says it is; an unknown prefix is not found.
func (q query) Node(ctx context.Context, id string) (contract.Node, error) {
	o, b := q.r.office, batchesOf(ctx)
	switch ident.Prefix(id) {
	case "per":
		return present(by(ctx, id, b.people.load))
	case "org":
		return present(by(ctx, id, b.museums.load))
	case "fnr":
		return present(by(ctx, id, b.funders.load))
	case "fwd":
		return present(by(ctx, id, b.funderAwards.load))
	case "prg":
		return present(by(ctx, id, b.programs.load))
	case "frm":
		return present(by(ctx, id, b.forms.load))
	case "pnl":
		return present(by(ctx, id, b.panels.load))
	case "asg":
		return present(by(ctx, id, b.assignments.load))
	case "cyc":
		return present(by(ctx, id, o.Program.Cycle))
	case "pps":
		return present(by(ctx, id, o.Partnership.Partnership))
	case "app":
		return present(by(ctx, id, o.Application.Application))
	case "awd":
		return present(by(ctx, id, o.Award.Award))
	case "trp":
		return present(by(ctx, id, o.Travel.Trip))
	case "sip":
		return present(by(ctx, id, o.Statement.Statement))
	case "pro":
		return present(by(ctx, id, o.Profile.Profile))
	case "itr":
		return present(by(ctx, id, o.Matching.Introduction))
	case "lsc":
		return present(by(ctx, id, o.Award.Scenario))
	}
	return nil, fault.Missing("thing")
}

// present is the thing read, or NOT_FOUND: a nil pointer in an interface would be neither.
func present[T any](x *T, err error) (contract.Node, error) {
	if err != nil {
		return nil, err
	}
	if x == nil {
		return nil, fault.Missing("thing")
	}
	return x, nil
}

// mostNodes is the largest number of things asked for by their ids at once.
const mostNodes = 100

// Nodes are several things in the order asked for; those that are read in batches are one statement for each kind.
func (q query) Nodes(ctx context.Context, ids []string) ([]contract.Node, error) {
	if len(ids) > mostNodes {
		return nil, fault.BadField("ids", "too_many", "Ask for at most %d things at once.", mostNodes)
	}
	w := wanted{}
	noting := context.WithValue(ctx, wantedKey{}, w)
	for _, id := range ids {
		switch ident.Prefix(id) {
		case "cyc", "pps", "app", "awd", "trp", "sip", "pro", "itr", "lsc":
		default:
			_, _ = q.Node(noting, id)
		}
	}
	for _, wish := range w {
		if err := wish.fulfil(ctx); err != nil {
			return nil, err
		}
	}
	out := make([]contract.Node, len(ids))
	for i, id := range ids {
		n, err := q.Node(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		out[i] = n
	}
	return out, nil
}
