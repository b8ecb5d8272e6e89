package response

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Party is a museum that writes, with the side it writes for.
type Party struct {
	Organization ident.Organization
	Lead         bool
}

// Subject is what the answers belong to, as its own area describes it: who writes what, and whether it is open.
type Subject struct {
	ID      ident.Response
	Kind    Kind
	Name    string // its public id, such as app_01jd...
	Title   string // what its people call it
	Path    string // of its page, such as /applications/app_01jd..., where messages lead
	Area    string // the audit log's word for it, such as application
	Form    ident.Form
	Write   auth.Permission // what writing takes
	Target  auth.Target
	Parties []Party // the museums that write; none leaves every section to whoever holds the permission
	Closed  error   // why nothing is taken now: late, or handed in; nil while it is open
	Kept    *Kept   // what became of a Keep; nil where none was given
	Copies  bool    // the actor gets files as copies without metadata
}

// Finder reads a subject of one area by its public id, scoped: what the actor may not see is not found. A Keep is
// written in the same statement, before anybody asked whether the actor may write; the caller's transaction undoes it.
type Finder interface {
	Subject(ctx context.Context, id string, k *Keep) (*Subject, error)
}

// Open refuses whoever may write no section at all, and everybody once the subject is closed.
func (x *Subject) Open(ctx context.Context) error {
	if err := auth.Require(ctx, x.Write, x.Target); err != nil {
		return err
	}
	return x.Closed
}

// Owns refuses a section of the other side of the partnership.
func (x *Subject) Owns(ctx context.Context, section *form.Section) error {
	who := auth.Who(ctx)
	if section.Owner == form.Shared || who.IsSystem() || len(x.Parties) == 0 {
		return nil
	}
	mine := who.Organizations(auth.Coordinator, auth.Official, auth.PartnerCoordinator)
	for _, p := range x.Parties {
		if p.Lead == (section.Owner == form.ByLead) && slices.Contains(mine, p.Organization) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "section_owner", "This section is written by the %s.", section.Owner).
		With("section", section.Key).With("owner", string(section.Owner))
}

// MayWrite tells whether the actor may write a section now, for showing it open or shut.
func (x *Subject) MayWrite(ctx context.Context, section *form.Section) bool {
	return x.Open(ctx) == nil && x.Owns(ctx, section) == nil
}

// Within tells whether the actor is one of those who write together: they alone see history, remarks and presence.
func (x *Subject) Within(ctx context.Context) bool {
	who := auth.Who(ctx)
	if who.IsSystem() || (!x.Target.Person.IsZero() && x.Target.Person == who.Person) {
		return true
	}
	mine := who.Organizations(auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent)
	return slices.ContainsFunc(x.organizations(), func(o ident.Organization) bool { return slices.Contains(mine, o) })
}

func (x *Subject) organizations() []ident.Organization {
	out := slices.Clone(x.Target.Organizations)
	for _, p := range x.Parties {
		if !slices.Contains(out, p.Organization) {
			out = append(out, p.Organization)
		}
	}
	return out
}

// within finds a subject for one of those who write it; to others its making is not there.
func (s *Service) within(ctx context.Context, id string) (*Subject, error) {
	x, err := s.Subject(ctx, id)
	if err != nil {
		return nil, err
	}
	if !x.Within(ctx) {
		return nil, fault.Missing("subject")
	}
	return x, nil
}
