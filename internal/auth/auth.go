// Package auth says who acts, what each role may do, and what each may see.
package auth

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Role is one of the field's standard roles.
type Role string

// The roles: at a museum, on a panel, on the staff of a program, or alone.
const (
	Coordinator        Role = "applicant_coordinator"
	Official           Role = "authorized_official"
	PartnerCoordinator Role = "partner_coordinator"
	FiscalAgent        Role = "fiscal_agent"
	EmbassyOfficer     Role = "embassy_officer"
	MuseumStaff        Role = "staff" // works at a museum and does nothing for it here
	Trustee            Role = "board" // sits on a museum's board
	Reviewer           Role = "reviewer"
	Chair              Role = "panel_chair"
	Officer            Role = "program_officer"
	Grants             Role = "grants_manager"
	Director           Role = "program_director"
	Finance            Role = "finance"
	FunderReader       Role = "funder_ro"
	Fellow             Role = "fellow"
	Referee            Role = "fellow_referee"
	Auditor            Role = "auditor"
	Admin              Role = "admin"
)

// Staff tells whether the role belongs to the administering organization.
func (r Role) Staff() bool {
	return slices.Contains([]Role{Officer, Grants, Director, Finance, Auditor, Admin}, r)
}

// Grant is a role somewhere: at an organization, in a program, on a panel, or everywhere.
type Grant struct {
	Role         Role
	Organization ident.Organization
	Program      ident.Program
	Panel        ident.Panel
}

// Actor is who does something: a person with roles, or the system itself.
type Actor struct {
	Person       ident.Person
	Name         string
	Email        string
	Locale       string
	Zone         string
	Grants       []Grant
	SecondFactor bool     // has proved a second factor in this session
	Scopes       []string // of a token; empty for a browser session
	Via          string   // web, api, cli, job
	system       bool
}

// System is the product acting by itself, such as a job on the timetable.
func System(name string) Actor { return Actor{Name: name, Via: "job", system: true} }

// IsSystem tells whether no person acts.
func (a Actor) IsSystem() bool { return a.system }

// SignedIn tells whether somebody is known to act.
func (a Actor) SignedIn() bool { return a.system || !a.Person.IsZero() }

// Has tells whether the actor holds the role anywhere, for navigation only.
func (a Actor) Has(r ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return slices.Contains(r, g.Role) })
}

// Organizations are the museums where the actor holds one of the roles.
func (a Actor) Organizations(r ...Role) []ident.Organization {
	var out []ident.Organization
	for _, g := range a.Grants {
		if !g.Organization.IsZero() && (len(r) == 0 || slices.Contains(r, g.Role)) && !slices.Contains(out, g.Organization) {
			out = append(out, g.Organization)
		}
	}
	return out
}

type actorKey struct{}

// As puts the actor into the context that every statement and use case carries.
func As(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// Who is the actor of the context; nobody when none was put there.
func Who(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// Target is what a use case acts on, as far as permission hangs on it.
type Target struct {
	Organizations []ident.Organization // museums the thing belongs to
	Program       ident.Program
	Panel         ident.Panel
	Person        ident.Person   // whose own thing it is
	Not           []ident.Person // who did the step before (segregation of duties)
}

// Require refuses unless the actor may do this to the target.
// Nobody signed in is UNAUTHENTICATED; a missing right, a token's scope, a
// missing second factor, one's own museum or one's own earlier step is FORBIDDEN.
func Require(ctx context.Context, p Permission, t Target) error {
	a := Who(ctx)
	if a.system {
		return nil
	}
	if !a.SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	if len(a.Scopes) > 0 && !slices.Contains(a.Scopes, "all") && !slices.Contains(a.Scopes, p.Area()) && !slices.Contains(a.Scopes, string(p)) {
		return fault.New(fault.Forbidden, "token_scope", "This token may not %s.", p)
	}
	g, ok := a.granted(p, t)
	if !ok {
		return fault.New(fault.Forbidden, "forbidden", "Your roles do not allow this (%s).", p)
	}
	if g.Role.Staff() {
		for _, o := range a.Organizations() {
			if slices.Contains(t.Organizations, o) {
				return fault.New(fault.Forbidden, "own_organization", "Nobody acts on their own organization's affairs.")
			}
		}
	}
	if slices.Contains(t.Not, a.Person) {
		return fault.New(fault.Forbidden, "same_person", "This step needs another person than the step before.")
	}
	return nil
}

// May tells whether Require would let the actor, for showing a button.
func May(ctx context.Context, p Permission, t Target) bool { return Require(ctx, p, t) == nil }

func (a Actor) granted(p Permission, t Target) (Grant, bool) {
	rule := Policy[p]
	if rule.Own && !t.Person.IsZero() && t.Person == a.Person {
		return Grant{}, true
	}
	for _, g := range a.Grants {
		if slices.Contains(rule.Roles, g.Role) && g.covers(t) {
			return g, true
		}
	}
	return Grant{}, false
}

func (g Grant) covers(t Target) bool {
	switch {
	case !g.Organization.IsZero():
		return slices.Contains(t.Organizations, g.Organization)
	case !g.Panel.IsZero():
		return g.Panel == t.Panel
	case !g.Program.IsZero():
		return g.Program == t.Program || t.Program.IsZero()
	}
	return g.Role.Staff() || g.Role == FunderReader || g.Role == Fellow
}

// Filter is what an actor may see of a kind of record; stores turn it into SQL.
type Filter struct {
	Everything    bool
	Programs      []ident.Program
	Organizations []ident.Organization
	Panels        []ident.Panel
	Person        ident.Person // own records, and what is assigned to this person
}

// Nothing tells whether the filter lets nothing through.
func (f Filter) Nothing() bool {
	return !f.Everything && len(f.Programs)+len(f.Organizations)+len(f.Panels) == 0 && f.Person.IsZero()
}

// Scope is what of a list the actor may see; nobody sees nothing.
func Scope(ctx context.Context, p Permission) Filter {
	a := Who(ctx)
	if a.system {
		return Filter{Everything: true}
	}
	var f Filter
	if !a.SignedIn() {
		return f
	}
	if len(a.Scopes) > 0 && !slices.Contains(a.Scopes, "all") && !slices.Contains(a.Scopes, p.Area()) && !slices.Contains(a.Scopes, string(p)) {
		return f
	}
	rule := Policy[p]
	if rule.Own {
		f.Person = a.Person
	}
	for _, g := range a.Grants {
		if !slices.Contains(rule.Roles, g.Role) {
			continue
		}
		switch {
		case !g.Organization.IsZero():
			f.Organizations = append(f.Organizations, g.Organization)
		case !g.Panel.IsZero():
			f.Panels = append(f.Panels, g.Panel)
		case !g.Program.IsZero():
			f.Programs = append(f.Programs, g.Program)
		default:
			f.Everything = true
		}
	}
	return f
}
