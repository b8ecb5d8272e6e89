package people_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func TestTheDirectoryPagesByNameWithoutSkipsOrRepeats(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, ctx := s.person(t, "ann")
	names := []string{"Álamo Museum", "Alamo Museum", "Ballroom", "Zoo of Albany", "ähnlich", "Musée Bé", "Same", "Same", "Same"}
	for i, n := range names {
		in := museum(n)
		if i >= 6 {
			in.City = []string{"Troy", "Ithaca", "Utica"}[i-6]
		}
		if n == "Ballroom" {
			in.Country, in.State, in.Kind = "MX", "", people.CulturalCenter
		}
		if _, err := s.people.AddOrganization(ctx, in); err != nil && !fault.HasCode(err, "duplicate_organization") {
			t.Fatal(err)
		}
	}
	whole, err := s.people.Organizations(s.ctx, people.Filter{}, page.First(50))
	if err != nil || len(whole.Nodes) != 8 {
		t.Fatalf("%d, %v", len(whole.Nodes), err)
	}
	two, paged := 2, []ident.Organization{}
	for a := page.First(two); ; {
		p, err := s.people.Organizations(s.ctx, people.Filter{}, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Nodes {
			paged = append(paged, o.ID)
		}
		if !p.PageInfo.HasNextPage {
			break
		}
		a = page.Args{First: &two, After: p.PageInfo.EndCursor}
	}
	for i, o := range whole.Nodes {
		if len(paged) != len(whole.Nodes) || paged[i] != o.ID {
			t.Fatalf("paged %v, whole differs at %d", paged, i)
		}
	}
	last, err := s.people.Organizations(s.ctx, people.Filter{}, page.Args{Last: &two})
	if err != nil || len(last.Nodes) != 2 || last.Nodes[1].ID != whole.Nodes[7].ID || !last.PageInfo.HasPreviousPage {
		t.Errorf("the last two: %+v, %v", last, err)
	}
	back, err := s.people.Organizations(s.ctx, people.Filter{}, page.Args{Last: &two, Before: last.PageInfo.StartCursor})
	if err != nil || len(back.Nodes) != 2 || back.Nodes[1].ID != whole.Nodes[5].ID {
		t.Errorf("the two before: %+v, %v", back, err)
	}
	for name, c := range map[string]struct {
		f    people.Filter
		want int
	}{
		"an accent is no matter":           {people.Filter{Text: "musee be"}, 1},
		"an accent typed is no matter":     {people.Filter{Text: "ÁLAMO"}, 1},
		"a word begins":                    {people.Filter{Text: "alb zoo"}, 1},
		"the city is searched":             {people.Filter{Text: "ithaca"}, 1},
		"nothing has it":                   {people.Filter{Text: "nothing here"}, 0},
		"operators are text":               {people.Filter{Text: "zoo | !('"}, 1},
		"a country":                        {people.Filter{Country: "MX"}, 1},
		"a state":                          {people.Filter{State: "NY"}, 7},
		"a state and a word":               {people.Filter{Country: "US", State: "NY", Text: "same"}, 3},
		"a kind":                           {people.Filter{Kind: people.CulturalCenter}, 1},
		"a discipline nobody has":          {people.Filter{Discipline: "art"}, 0},
		"punctuation alone finds all":      {people.Filter{Text: "-- ''"}, 8},
		"a state abroad is empty":          {people.Filter{Country: "MX", State: "NY"}, 0},
		"country with words":               {people.Filter{Country: "MX", Text: "ball"}, 1},
		"text Postgres cannot hold is not": {people.Filter{Text: "zoo\x00"}, 1},
	} {
		p, err := s.people.Organizations(s.ctx, c.f, page.First(50))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n, err := p.TotalCount(s.ctx)
		if len(p.Nodes) != c.want || n != c.want || err != nil {
			t.Errorf("%s: %d shown, %d counted, want %d (%v)", name, len(p.Nodes), n, c.want, err)
		}
	}
	if _, err := s.people.Organizations(s.ctx, people.Filter{Country: "XX", Kind: "x"}, page.First(1)); !fault.HasCode(err, "bad_country") {
		t.Errorf("an unknown country was answered with %v", err)
	}
	bad := page.Cursor("a", "per_x")
	if _, err := s.people.Organizations(s.ctx, people.Filter{}, page.Args{First: &two, After: &bad}); !fault.HasCode(err, "bad_cursor") {
		t.Errorf("a foreign cursor was answered with %v", err)
	}
}
