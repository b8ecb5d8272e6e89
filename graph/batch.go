package graph

import (
	"context"
	"slices"
	"sync"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// batches hold what one response has read by id: each thing once, as the viewer may see it.
type batches struct {
	// turn lets one statement run at a time: the fields of a change share one connection.
	turn         sync.Mutex
	people       *shelf[ident.PersonKind, *people.Person]
	museums      *shelf[ident.OrganizationKind, *people.Organization]
	funders      *shelf[ident.FunderKind, *fund.Funder]
	funderAwards *shelf[ident.FunderAwardKind, *fund.FunderAward]
	programs     *shelf[ident.ProgramKind, *program.Program]
	cycles       *shelf[ident.CycleKind, *program.Cycle]
	forms        *shelf[ident.FormKind, *form.Form]
	partnerships *shelf[ident.PartnershipKind, *partnership.Partnership]
	applications *shelf[ident.ApplicationKind, *application.Row]
	panels       *shelf[ident.PanelKind, *review.Panel]
	assignments  *shelf[ident.AssignmentKind, *review.Assignment]
	awards       *shelf[ident.AwardKind, *award.Award]
	profiles     *shelf[ident.ProfileKind, *profile.Profile]
	sites        *shelf[ident.SiteKind, *people.Site]
	rules        *shelf[ident.CycleKind, *rulesOf]
}

func newBatches(o *office.Office) *batches {
	b := &batches{}
	b.people = reading(b, o.People.PeopleByID, func(x *people.Person) ident.Person { return x.ID })
	b.museums = reading(b, o.People.OrganizationsByID, func(x *people.Organization) ident.Organization { return x.ID })
	b.funders = reading(b, o.Fund.FundersByID, func(x *fund.Funder) ident.Funder { return x.ID })
	b.funderAwards = reading(b, o.Fund.FunderAwardsByID, func(x *fund.FunderAward) ident.FunderAward { return x.ID })
	b.programs = reading(b, o.Program.ProgramsByID, func(x *program.Program) ident.Program { return x.ID })
	b.cycles = reading(b, o.Program.CyclesByID, func(x *program.Cycle) ident.Cycle { return x.ID })
	b.forms = reading(b, o.Form.FormsByID, func(x *form.Form) ident.Form { return x.ID })
	b.partnerships = reading(b, o.Partnership.PartnershipsByID, func(x *partnership.Partnership) ident.Partnership { return x.ID })
	b.applications = reading(b, o.Application.RowsByID, func(x *application.Row) ident.Application { return x.ID })
	b.panels = reading(b, o.Review.PanelsByID, func(x *review.Panel) ident.Panel { return x.ID })
	b.assignments = reading(b, o.Review.AssignmentsByID, func(x *review.Assignment) ident.Assignment { return x.ID })
	b.awards = reading(b, o.Award.AwardsByID, func(x *award.Award) ident.Award { return x.ID })
	b.profiles = reading(b, o.Profile.ProfilesByID, func(x *profile.Profile) ident.Profile { return x.ID })
	b.sites = reading(b, o.People.SitesByID, func(x *people.Site) ident.Site { return x.ID })
	b.rules = reading(b, eachCycle(o), func(x *rulesOf) ident.Cycle { return x.cycle })
	return b
}

type (
	batchesKey struct{}
	wantedKey  struct{}
)

func batchesOf(ctx context.Context) *batches { return ctx.Value(batchesKey{}).(*batches) }

// wanted gathers the ids that the references of a list ask for, by the shelf that reads them.
type wanted map[any]wish

type wish interface{ fulfil(context.Context) error }

type ids[K ident.Kind, V any] struct {
	shelf *shelf[K, V]
	list  []ident.ID[K]
}

func (x *ids[K, V]) fulfil(ctx context.Context) error { return x.shelf.fetch(ctx, x.list) }

// shelf reads things of one kind by their ids, each once in a response; what is hidden is nil.
type shelf[K ident.Kind, V any] struct {
	turn  *sync.Mutex
	read  func(context.Context, []ident.ID[K]) ([]V, error)
	id    func(V) ident.ID[K]
	mu    sync.Mutex
	known map[ident.ID[K]]V
}

func reading[K ident.Kind, V any](b *batches, read func(context.Context, []ident.ID[K]) ([]V, error), id func(V) ident.ID[K]) *shelf[K, V] {
	return &shelf[K, V]{turn: &b.turn, read: read, id: id, known: map[ident.ID[K]]V{}}
}

// load is the thing of an id, nil when there is none to see. While a list is prepared it only notes the id.
func (s *shelf[K, V]) load(ctx context.Context, id ident.ID[K]) (V, error) {
	v, ok := s.get(id)
	if ok || id.IsZero() {
		return v, nil
	}
	if w, ok := ctx.Value(wantedKey{}).(wanted); ok {
		s.want(w, id)
		return v, nil
	}
	err := s.fetch(ctx, []ident.ID[K]{id})
	v, _ = s.get(id)
	return v, err
}

func (s *shelf[K, V]) get(id ident.ID[K]) (V, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.known[id]
	return v, ok
}

// want adds an id to what one statement will read.
func (s *shelf[K, V]) want(w wanted, id ident.ID[K]) {
	x, ok := w[s].(*ids[K, V])
	if !ok {
		x = &ids[K, V]{shelf: s}
		w[s] = x
	}
	x.list = append(x.list, id)
}

// fetch reads the ids that are not known yet, in one statement; those that do not come back are hidden.
func (s *shelf[K, V]) fetch(ctx context.Context, ids []ident.ID[K]) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	missing := make([]ident.ID[K], 0, len(ids))
	for _, id := range ids {
		if _, ok := s.get(id); !ok && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := s.read(ctx, missing)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var hidden V
	for _, id := range missing {
		s.known[id] = hidden
	}
	for _, v := range found {
		s.known[s.id(v)] = v
	}
	return nil
}
