package amendment

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// Store keeps amendments and the people awards name; what is hidden is not found.
type Store interface {
	Amendment(ctx context.Context, id ident.Amendment, v award.Visible) (*Row, error)
	Amendments(ctx context.Context, f Filter, v award.Visible, c page.Cut) ([]*Row, error)
	CountAmendments(ctx context.Context, f Filter, v award.Visible) (int, error)
	// Numbered are all amendments of an award, oldest first, also those of others' drafts.
	Numbered(ctx context.Context, id ident.Award) ([]*Amendment, error)
	AddAmendment(ctx context.Context, a *Amendment) error
	// KeepAmendment writes an amendment under its version.
	KeepAmendment(ctx context.Context, a *Amendment, expected int) error
	AddStep(ctx context.Context, s *Step) error
	KeyPersons(ctx context.Context, id ident.Award) ([]*KeyPerson, error)
	AddKeyPersons(ctx context.Context, all []*KeyPerson) error
	EndKeyPerson(ctx context.Context, k *KeyPerson) error
	// Directors are who coordinates for each museum of an award, as who it names first.
	Directors(ctx context.Context, id ident.Award) ([]*KeyPerson, error)
	Bounds(ctx context.Context, id ident.Cycle) (*Bounds, error)
	// Museum is a museum as the gates of an award see it; none of that id is not found.
	Museum(ctx context.Context, id ident.Organization) (*agreement.Party, error)
	Join(ctx context.Context, id ident.Award, m *agreement.Party, part string) error
	Leave(ctx context.Context, id ident.Award, m ident.Organization, on calendar.Date) error
	Verification(ctx context.Context, code string) (*Verification, error)
}

// Printer draws the letter of an amendment.
type Printer interface {
	Amendment(ctx context.Context, l *Letter) ([]byte, error)
}

// Service is what museums and the office do to change an award in force.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Awards  *agreement.Service
	Book    ledger.Book
	Vault   document.Vault
	Printer Printer
	Signing *signing.Service
	// Duties are the shifts a new period makes to the reports an award owes as they are kept; nil plans them from the rules.
	Duties func(ctx context.Context, f *agreement.File, s duty.Span) ([]duty.Shift, error)
	// Applied are told of new terms in the transaction that makes them.
	Applied []func(ctx context.Context, id ident.Award) error
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

func see(ctx context.Context) award.Visible {
	return award.Visible{Told: auth.Scope(ctx, auth.ViewAmendment), Untold: auth.Scope(ctx, auth.PrepareAgreement)}
}

// change is an amendment with all that decides what it does.
type change struct {
	row     *Row
	file    *agreement.File
	all     []*Amendment
	applied []*Amendment
	people  []*KeyPerson
	joins   *agreement.Party // the museum that joins
	undone  int              // number of the terms that a counter-amendment takes back
}

// load reads an amendment with its award; lock keeps others from the award until the transaction ends.
func (s *Service) load(ctx context.Context, id ident.Amendment, lock bool) (*change, error) {
	row, err := s.Store.Amendment(ctx, id, see(ctx))
	if err != nil {
		return nil, err
	}
	c := &change{row: row}
	if c.file, err = s.Awards.Running(ctx, row.Award, lock); err != nil {
		return nil, err
	}
	if lock { // what was read before the lock may have changed
		if c.row, err = s.Store.Amendment(ctx, id, see(ctx)); err != nil {
			return nil, err
		}
	}
	return c, s.around(ctx, c)
}

func (s *Service) around(ctx context.Context, c *change) error {
	var err error
	if c.all, err = s.Store.Numbered(ctx, c.file.Award); err != nil {
		return err
	}
	for _, a := range c.all {
		if a.State == Applied {
			c.applied = append(c.applied, a)
		}
	}
	if c.people, err = s.Store.KeyPersons(ctx, c.file.Award); err != nil {
		return err
	}
	if c.row.Counter() {
		of := byID(c.all, c.row.Undoes)
		c.undone = *of.TermsNumber
	}
	if d := c.row.Delta.Partner; d != nil && !d.Joins.IsZero() {
		c.joins, err = s.Store.Museum(ctx, d.Joins)
	}
	return err
}

// earlier is how often the period was extended before, without what was taken back.
func (c *change) earlier() int {
	n := 0
	for _, a := range c.applied {
		undone := slices.ContainsFunc(c.applied, func(x *Amendment) bool { return x.Undoes == a.ID })
		if a.Kind == Extend && !a.Counter() && !undone && a.ID != c.row.ID {
			n++
		}
	}
	return n
}

// sides count the museums the award would have in the United States and abroad.
func (c *change) sides() (us, abroad int) {
	d := c.row.Delta.Partner
	count := func(m *agreement.Party) {
		if m.Abroad {
			abroad++
		} else {
			us++
		}
	}
	for _, m := range c.file.Museums {
		if d == nil || c.row.Counter() || m.Organization != d.Leaves {
			count(m)
		}
	}
	if d != nil && c.joins != nil && !c.row.Counter() {
		count(c.joins)
	}
	return us, abroad
}

// person adds what changes about a named person to the facts that rules look at.
func (c *change) person(x *ruleset.Change) {
	d := c.row.Delta.Person
	if d.Who.IsZero() {
		return
	}
	if d.Leaves {
		x.KeyPersons = []string{d.Was}
	}
	for _, k := range c.people {
		if k.ID != d.Who || k.Role != ProjectDirector || d.Leaves {
			continue
		}
		if !d.AwayFrom.IsZero() {
			x.Away = &ruleset.Away{From: d.AwayFrom, To: d.AwayTo}
		}
		if d.Effort > 0 {
			x.Effort = &ruleset.Effort{Before: k.Effort, After: d.Effort}
		}
	}
}

// takes checks a verb against the table, the people of its steps and the version that was read.
func (s *Service) takes(ctx context.Context, c *change, verb string, expected *int) (lifecycle.Move, error) {
	if err := c.may(ctx, permission(verb)); err != nil {
		return lifecycle.Move{}, err
	}
	if err := fault.Expected(expected, c.row.Version); err != nil {
		return lifecycle.Move{}, err
	}
	table := ruleset.AmendmentMoves()
	m, err := table.Step(string(c.row.State), verb)
	if err != nil {
		return m, err
	}
	var log []lifecycle.Act
	for _, x := range c.row.Log {
		log = append(log, lifecycle.Act{Verb: x.Verb, Person: x.By})
	}
	return m, table.Parted(log, verb, auth.Who(ctx).Person)
}

// permission is what a verb of the table asks for.
func permission(verb string) auth.Permission {
	switch verb {
	case "begin", "change", "withdraw":
		return auth.DraftAmendment
	case "submit":
		return auth.SubmitAmendment
	case "return", "review", "record_approval", "record_rejection":
		return auth.ReviewAmendment
	}
	return auth.DecideAmendment
}

// keep writes the amendment in its new state with the step that led there, and records it.
func (s *Service) keep(ctx context.Context, c *change, m lifecycle.Move, reason string) error {
	a := &c.row.Amendment
	from := a.State
	a.State = State(m.To)
	if err := s.Store.KeepAmendment(ctx, a, a.Version); err != nil {
		return err
	}
	return s.took(ctx, c, m.Verb, from, reason)
}

func (s *Service) took(ctx context.Context, c *change, verb string, from State, reason string) error {
	a := &c.row.Amendment
	x := &Step{Amendment: a.ID, Ordinal: len(c.row.Log) + 1, Verb: verb, From: from, To: a.State, By: auth.Who(ctx).Person, At: s.now(), Reason: reason}
	if err := s.Store.AddStep(ctx, x); err != nil {
		return err
	}
	c.row.Log = append(c.row.Log, x)
	return s.Desk.Log.Record(ctx, "amendment."+verb, a.ID, reason, map[string]any{"award": c.file.Number, "number": a.Number, "kind": a.Kind, "from": from, "to": a.State})
}

// tell sends word to those with a role at the lead museum.
func (s *Service) tell(ctx context.Context, c *change, template string, data map[string]any, roles ...auth.Role) error {
	var to []ident.Person
	for _, r := range roles {
		found, err := s.Awards.Store.Hands(ctx, r, []ident.Organization{c.file.Lead().Organization})
		if err != nil {
			return err
		}
		to = append(to, found...)
	}
	if len(to) == 0 {
		return nil
	}
	data["Number"], data["Title"], data["Program"] = c.row.Name(), c.file.Title, c.file.ProgramName
	return s.Desk.Outbox.Tell(ctx, template, c.row.ID.String(), data, to...)
}
