package review

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Pairing is one application for one reviewer to read.
type Pairing struct {
	Application ident.Application `bun:"application_id"`
	Reviewer    ident.Person      `bun:"reviewer_id"`
}

// Wanting is an application that wants readers, who reads it already and what one should know to read it.
type Wanting struct {
	Application ident.Application
	Number      string
	Have        []ident.Person
	Topics      []assignment.Topic
}

// Reader is a panel member with the load carried already, the most they take (nil is no limit) and what they know.
type Reader struct {
	Person ident.Person
	Load   int
	Limit  *int
	Skills []assignment.Skill
}

// Shortfall names an application that could not be given enough readers, and why.
type Shortfall struct {
	Application ident.Application
	Number      string
	Have        int
	Wanted      int
	Barred      int // members with a conflict
	Full        int // members free to read it who are at their limit
	Why         string
}

// The fit of a member to an application by kind of topic, in points of a full match.
const (
	ThemeTopic      = "theme"
	CountryTopic    = "country"
	DisciplineTopic = "discipline"
	LanguageTopic   = "language"
)

// Scale is what each kind of topic counts; one country, discipline or language known is enough.
func Scale() []assignment.Kind {
	return []assignment.Kind{
		{Code: ThemeTopic, Points: 400},
		{Code: CountryTopic, Points: 300, Any: true},
		{Code: DisciplineTopic, Points: 200, Any: true},
		{Code: LanguageTopic, Points: 100, Any: true},
	}
}

// Problem is what the exact assignment is asked: n readers each, of which three are guaranteed before any fourth
// (domain rules 8.3); who reads an application already stays, and nobody is given what they are barred from.
func Problem(apps []Wanting, readers []Reader, n int, seed uint64, barred func(Pairing) bool) assignment.Problem {
	out := assignment.Problem{Scale: Scale(), Seed: seed}
	fixed := map[ident.Person]int{}
	for _, a := range apps {
		p := assignment.Proposal{ID: a.Application.String(), Minimum: min(n, fewest), Target: n, Topics: a.Topics}
		for _, h := range a.Have {
			if slices.ContainsFunc(readers, func(r Reader) bool { return r.Person == h }) {
				fixed[h]++
				out.Fixed = append(out.Fixed, assignment.Pair{Proposal: p.ID, Reviewer: h.String()})
			} else {
				p.Have++
			}
		}
		for _, r := range readers {
			if !slices.Contains(a.Have, r.Person) && barred(Pairing{a.Application, r.Person}) {
				out.Bars = append(out.Bars, assignment.Bar{Pair: assignment.Pair{Proposal: p.ID, Reviewer: r.Person.String()}, Codes: []string{"conflicted"}})
			}
		}
		out.Proposals = append(out.Proposals, p)
	}
	for _, r := range readers {
		x := assignment.Reviewer{ID: r.Person.String(), Carried: max(r.Load-fixed[r.Person], 0), Skills: r.Skills}
		if r.Limit != nil {
			most := max(*r.Limit, x.Carried+fixed[r.Person]) // a limit lowered since takes nothing away
			x.Most = &most
		}
		out.Reviewers = append(out.Reviewers, x)
	}
	return out
}

// Deal solves the problem: the new pairs reviewer by reviewer, each in a reading order of their own drawn from
// the seed so that no application is early everywhere, and what falls short of its readers.
func Deal(in assignment.Problem, apps []Wanting) (*assignment.Plan, []Pairing, []Shortfall, error) {
	plan, err := assignment.Solve(in)
	if err != nil {
		return nil, nil, nil, err
	}
	shelves, stands := plan.Shelves(), map[assignment.Pair]bool{}
	for _, f := range in.Fixed {
		stands[f] = true
		i := slices.IndexFunc(shelves, func(s assignment.Shelf) bool { return s.Reviewer == f.Reviewer })
		shelves[i].Placed = append(shelves[i].Placed, f.Proposal)
		slices.Sort(shelves[i].Placed)
	}
	orders, err := assignment.Arrange(in.Seed, shelves)
	if err != nil {
		return nil, nil, nil, err
	}
	var pairs []Pairing
	for _, o := range orders.By {
		for _, id := range o.Proposals {
			if stands[assignment.Pair{Proposal: id, Reviewer: o.Reviewer}] {
				continue
			}
			p, err := pairing(id, o.Reviewer)
			if err != nil {
				return nil, nil, nil, err
			}
			pairs = append(pairs, p)
		}
	}
	return plan, pairs, shortOf(plan, apps), nil
}

func pairing(proposal, reviewer string) (Pairing, error) {
	a, err := ident.Parse[ident.ApplicationKind](proposal)
	if err != nil {
		return Pairing{}, err
	}
	r, err := ident.Parse[ident.PersonKind](reviewer)
	return Pairing{a, r}, err
}

// shortOf names by application what is below its target, once each.
func shortOf(plan *assignment.Plan, apps []Wanting) []Shortfall {
	lacking := map[string]assignment.Short{}
	for _, g := range plan.Gaps {
		for _, s := range g.Short {
			if had, twice := lacking[s.Proposal]; !twice || s.Wanted > had.Wanted {
				lacking[s.Proposal] = s
			}
		}
	}
	var out []Shortfall
	for _, a := range apps {
		if s, short := lacking[a.Application.String()]; short {
			out = append(out, Shortfall{a.Application, a.Number, s.Have, s.Wanted, len(s.Barred), len(s.Full), fmt.Sprintf(
				"of %d panel members %d have a conflict and %d are at their limit", len(plan.Loads), len(s.Barred), len(s.Full))})
		}
	}
	slices.SortFunc(out, func(x, y Shortfall) int {
		return cmp.Or(byNumber(x.Number, y.Number), compareIDs(x.Application, y.Application))
	})
	return out
}
