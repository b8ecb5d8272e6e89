package interest

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Find answers every path between the people and the proposals; for each pair the strongest comes first.
// The same facts give the same answer in the same order.
func Find(f Facts) []Edge {
	n := newNet(f)
	var out []Edge
	for i := range f.Proposals {
		p := &f.Proposals[i]
		hits := n.read(p)
		for w := range f.People {
			who := &f.People[w]
			add := func(kind Kind, path ...Step) {
				out = append(out, Edge{Person: who.ID, Application: p.ID, Kind: kind, Path: path})
			}
			n.direct(who, p, hits[w], add)
			n.past(who, p, add)
			n.mail(who, p, add)
			n.through(w, p, hits, add)
		}
	}
	return sorted(out)
}

// net is the facts made ready for looking things up.
type net struct {
	Facts
	since  calendar.Date
	seek   *seeker
	kin    [][]kin // of each of the people
	number int     // of the next name to look for
}

// kin is somebody a person is tied to: one on record, or a typed name alone.
type kin struct {
	tie  Tie
	who  *Someone
	name string
	seen int // the number their name is looked for by
}

func newNet(f Facts) *net {
	n := &net{Facts: f, since: calendar.Date{}, seek: newSeeker(), number: len(f.People)}
	t := f.On.Time().AddDate(0, -f.Months, 0)
	n.since = calendar.On(t.Year(), t.Month(), t.Day())
	for i, p := range f.People {
		n.seek.name(i, p.Given, p.Family)
		n.seek.address(i, p.Email)
	}
	n.kin = make([][]kin, len(f.People))
	for i := range f.People {
		n.kin[i] = n.kinOf(&f.People[i])
	}
	return n
}

// counts tells whether a bond holds now or ended within the window.
func (n *net) counts(t Tie) bool { return t.Until.IsZero() || !t.Until.Before(n.since) }

// now tells whether a bond holds today.
func (n *net) now(t Tie) bool { return t.Until.IsZero() || !t.Until.Before(n.On) }

// kinOf are those the person is tied to, and those who declared a tie to the person.
func (n *net) kinOf(p *Someone) []kin {
	var out []kin
	add := func(t Tie, who *Someone, name string) {
		k := kin{tie: t, who: who, name: name, seen: n.number}
		if who != nil {
			n.seek.name(k.seen, who.Given, who.Family)
			n.seek.address(k.seen, who.Email)
		} else {
			n.seek.typed(k.seen, name)
			n.seek.address(k.seen, t.Email)
		}
		n.number++
		out = append(out, k)
	}
	all := slices.Concat(n.People, n.Others)
	for _, t := range p.Ties {
		if !t.ToPerson() || !n.counts(t) {
			continue
		}
		found := false
		for i := range all {
			if all[i].ID != p.ID && t.means(&all[i]) {
				add(t, &all[i], all[i].Name())
				found = true
			}
		}
		if !found {
			add(t, nil, t.Name)
		}
	}
	for i := range all {
		for _, t := range all[i].Ties {
			if all[i].ID != p.ID && t.ToPerson() && n.counts(t) && t.means(p) {
				add(t, &all[i], all[i].Name())
			}
		}
	}
	return out
}

// means tells whether a typed name or address is this person's.
func (t Tie) means(p *Someone) bool {
	if t.Email != "" {
		return t.Email == p.Email
	}
	return sameName(t.Name, p.Given+" "+p.Family)
}

// at tells whether a tie is to the museum.
func (t Tie) at(m Museum) bool {
	if t.ToPerson() {
		return false
	}
	if !t.Museum.IsZero() {
		return t.Museum == m.ID
	}
	key := people.NameKey(t.Name)
	return key != "" && key == people.NameKey(m.Name)
}

// found is where a proposal's texts hold something, by what is looked for.
type found map[int][]place

type place struct {
	how   Relation
	where string
}

func (n *net) read(p *Proposal) found {
	out := found{}
	for _, t := range p.Texts {
		for _, h := range n.seek.seek(t.Words) {
			out[h.who] = append(out[h.who], place{h.how, t.Where})
		}
	}
	return out
}

// direct are the paths of a person's own roles, deeds, words and name.
func (n *net) direct(who *Someone, p *Proposal, at []place, add func(Kind, ...Step)) {
	for _, h := range p.Hands {
		if h.Person == who.ID && !who.ID.IsZero() {
			add(OwnProposal, Step{Is: h.Did, To: p.Number})
		}
	}
	n.works(who, p, add)
	n.family(who, p, add)
	for _, e := range p.Endorsers {
		if e.Email != "" && e.Email == who.Email || sameName(e.Name, who.Given+" "+who.Family) {
			add(Endorsed, Step{Is: Spoke, To: p.Number, Where: e.Post})
		}
	}
	for _, x := range at {
		add(Named, Step{Is: x.how, To: p.Number, Where: x.where})
	}
}

// works are the paths by way of a partner museum; who is there now has their own proposal in the cycle.
func (n *net) works(who *Someone, p *Proposal, add func(Kind, ...Step)) {
	for _, t := range who.Ties {
		for _, m := range p.Museums {
			if !n.counts(t) || !t.at(m) {
				continue
			}
			kind := Kind(t.Bond)
			if t.Bond == Employment && n.now(t) {
				kind = OwnProposal
			}
			add(kind, Step{Is: Relation(t.Bond), To: m.Name, Until: t.Until}, Step{Is: PartnerIn, To: p.Number})
		}
	}
}

// past are the paths by way of a museum that was partner of a partner.
func (n *net) past(who *Someone, p *Proposal, add func(Kind, ...Step)) {
	for _, t := range who.Ties {
		if !n.counts(t) || t.Bond != Employment && t.Bond != Board {
			continue
		}
		for _, x := range n.Past {
			if x.Ended.Before(n.since) {
				continue
			}
			i := slices.IndexFunc(x.Museums, t.at)
			if i < 0 {
				continue
			}
			for _, m := range p.Museums {
				other := !t.at(m) && slices.ContainsFunc(x.Museums, func(y Museum) bool { return y.ID == m.ID })
				if other {
					add(PastPartner, Step{Is: Relation(t.Bond), To: x.Museums[i].Name, Until: t.Until},
						Step{Is: PartnerOf, To: m.Name, Where: x.Number, Until: x.Ended}, Step{Is: PartnerIn, To: p.Number})
				}
			}
		}
	}
}

// mail is the path of an address at a partner museum.
func (n *net) mail(who *Someone, p *Proposal, add func(Kind, ...Step)) {
	d := Institution(who.Email)
	for _, m := range p.Museums {
		if d != "" && d == m.Domain {
			add(Kind(Employment), Step{Is: MailOf, To: m.Name}, Step{Is: PartnerIn, To: p.Number})
		}
	}
}

// through are the paths by way of somebody the person is tied to.
func (n *net) through(w int, p *Proposal, hits found, add func(Kind, ...Step)) {
	for _, k := range n.kin[w] {
		first := Step{Is: Relation(k.tie.Bond), To: k.name, Until: k.tie.Until}
		on := func(_ Kind, path ...Step) { add(Kind(k.tie.Bond), append([]Step{first}, path...)...) }
		who := k.who
		if who == nil {
			who = &Someone{ID: ident.Person{}, Given: k.name, Email: k.tie.Email}
		}
		at := slices.DeleteFunc(slices.Clone(hits[k.seen]), func(x place) bool { return x.how == DomainIn })
		n.direct(who, p, at, on)
	}
}
