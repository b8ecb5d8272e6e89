package interest

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// mostSteps bounds how far up a museum's parents are followed.
const mostSteps = 8

// above are an organization's parents, the nearest first.
func (n *net) above(id ident.Organization) []Museum {
	var out []Museum
	for len(out) < mostSteps && !id.IsZero() {
		i := slices.IndexFunc(n.Parents, func(x Parent) bool { return x.Of == id })
		if i < 0 {
			break
		}
		out = append(out, n.Parents[i].Parent)
		id = n.Parents[i].Parent.ID
	}
	return out
}

// family are the paths by way of who owns or runs a partner museum: a tie to the parent, to a part of the partner, or
// to another part of the same parent. They bind to the proposal as the tie does, and to no other.
func (n *net) family(who *Someone, p *Proposal, add func(Kind, ...Step)) {
	for _, t := range who.Ties {
		if t.ToPerson() || !n.counts(t) {
			continue
		}
		own := n.above(t.Museum)
		for _, m := range p.Museums {
			if t.at(m) {
				continue // bound by the museum itself
			}
			if middle, ok := related(t, own, m, n.above(m.ID)); ok {
				path := append([]Step{{Is: Relation(t.Bond), To: tiedTo(t, n.above(m.ID)), Until: t.Until}}, middle...)
				add(Kind(t.Bond), append(path, Step{Is: PartnerIn, To: p.Number})...)
			}
		}
	}
}

// related is how a tie's organization leads to a partner museum, by the shortest way up and down.
func related(t Tie, own []Museum, m Museum, above []Museum) ([]Step, bool) {
	if slices.ContainsFunc(above, t.at) {
		return []Step{{Is: ParentOf, To: m.Name}}, true
	}
	for _, up := range own {
		if up.ID == m.ID {
			return []Step{{Is: PartOf, To: m.Name}}, true
		}
		if slices.ContainsFunc(above, func(x Museum) bool { return x.ID == up.ID }) {
			return []Step{{Is: PartOf, To: up.Name}, {Is: ParentOf, To: m.Name}}, true
		}
	}
	return nil, false
}

// tiedTo is what the tie's organization is called: by the register where it is a parent there, else as it was typed.
func tiedTo(t Tie, above []Museum) string {
	if i := slices.IndexFunc(above, t.at); i >= 0 {
		return above[i].Name
	}
	return t.Name
}
