package amendment

import (
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// DeltaInput is what an amendment is to change; the part of its kind is read, any other is refused.
type DeltaInput struct {
	Lines        []MovedInput       // of a supplement or a rebudget: what each category gains or loses
	SupportOut   string             // participant support that leaves its category, as decimal text; empty is none
	EndsOn       calendar.Date      // of an extension or a termination: the new last day
	OnlyToSpend  bool               // of an extension: no work is left, money is
	KeyPerson    ident.KeyPerson    // who leaves, or whose part changes
	Leaves       bool               // they leave the award
	AwayFrom     calendar.Date      // they are away
	AwayTo       calendar.Date      // the last day of it
	Effort       int                // theirs from now on, in basis points of full time; nought is as before
	Name         string             // of who comes
	Role         KeyRole            // of who comes
	Organization ident.Organization // whose they are
	NewEffort    int                // of who comes, in basis points of full time
	Changes      string             // what changes of scope or objective
	Description  string             // of the project from then on
	MuseumLeaves ident.Organization
	MuseumJoins  ident.Organization
	Part         string // what the museum that joins does
}

// MovedInput is what one category gains, as decimal text; below zero is what it loses.
type MovedInput struct {
	Category budget.Category
	Grant    string
	Share    string
}

// read makes the delta of a kind; what is missing or senseless is named by its field.
func (in DeltaInput) read(k Kind, f *agreement.File, people []*KeyPerson) (Delta, error) {
	var c fault.Check
	var d Delta
	switch k {
	case Supplement, Rebudget:
		d.Money = in.money(&c, k, f.Currency())
	case Extend:
		d.Extension = &Extension{EndsOn: in.EndsOn, OnlyToSpend: in.OnlyToSpend}
		c.That(!in.EndsOn.IsZero(), "endsOn", "required", "Say when the work ends.")
	case ChangePerson:
		d.Person = in.person(&c, f, people)
	case ChangeScope:
		d.Scope = &Scope{Changes: plain(&c, "changes", in.Changes, 4000), Description: plain(&c, "description", in.Description, 4000)}
		c.That(d.Scope.Changes != "", "changes", "required", "Say what changes.")
		c.That(d.Scope.Description != "", "description", "required", "Say what the project is from then on.")
	case ChangeMuseum:
		d.Partner = in.partner(&c, f)
	case Terminate:
		d.Termination = &Termination{EndsOn: in.EndsOn}
		now := f.Current()
		c.That(!in.EndsOn.IsZero(), "endsOn", "required", "Say when the work ends.")
		c.That(in.EndsOn.IsZero() || (in.EndsOn.After(now.StartsOn) && !in.EndsOn.After(now.EndsOn)), "endsOn", "out_of_range", "The work ends between %s and %s.", now.StartsOn.AddDays(1), now.EndsOn)
	default:
		c.Refuse("kind", "bad_choice", "Choose what changes.")
	}
	return d, c.Err()
}

func (in DeltaInput) money(c *fault.Check, k Kind, cur money.Currency) *Money {
	out := &Money{Currency: cur, Lines: []*Moved{}}
	var grant, share int64
	for i, l := range in.Lines {
		at := "lines." + itoa(i+1)
		c.That(slices.Contains(budget.Categories(), l.Category), at+".category", "bad_choice", "%q is no category of the budget.", l.Category)
		c.That(!slices.ContainsFunc(out.Lines, func(m *Moved) bool { return m.Category == l.Category }), at+".category", "twice", "A category is named once.")
		m := &Moved{Category: l.Category, Grant: amount(c, at+".grant", l.Grant, cur), Share: amount(c, at+".share", l.Share, cur)}
		if k == Supplement {
			c.That(m.Grant >= 0, at+".grant", "negative", "A supplement takes nothing away.")
			c.That(m.Share >= 0, at+".share", "negative", "A supplement takes nothing away.")
		}
		if m.Grant != 0 || m.Share != 0 {
			out.Lines = append(out.Lines, m)
		}
		grant, share = grant+m.Grant, share+m.Share
	}
	out.SupportOut = amount(c, "supportOut", in.SupportOut, cur)
	c.That(out.SupportOut >= 0, "supportOut", "negative", "Say how much leaves the category.")
	switch {
	case k == Supplement:
		c.That(grant > 0, "lines", "no_money", "Say which categories get more money.")
	case len(out.Lines) == 0:
		c.Refuse("lines", "no_money", "Say which categories gain and which lose.")
	default:
		c.That(grant == 0, "lines", "unbalanced", "What categories gain of the grant, others lose; it is off by %s.", money.New(grant, cur))
	}
	form := budget.Categories()
	slices.SortFunc(out.Lines, func(a, b *Moved) int { return slices.Index(form, a.Category) - slices.Index(form, b.Category) })
	return out
}

func amount(c *fault.Check, path, text string, cur money.Currency) int64 {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	m, err := money.Parse(text, cur)
	c.That(err == nil, path, "bad_amount", "It is an amount such as 1250.00, or -1250.00.")
	return m.Minor
}

func (in DeltaInput) person(c *fault.Check, f *agreement.File, people []*KeyPerson) *Person {
	p := &Person{
		Who: in.KeyPerson, Leaves: in.Leaves, AwayFrom: in.AwayFrom, AwayTo: in.AwayTo, Effort: money.Ratio(in.Effort), Name: plain(c, "name", in.Name, 200), Role: in.Role,
		Organization: in.Organization, NewEffort: money.Ratio(in.NewEffort),
	}
	i := slices.IndexFunc(people, func(k *KeyPerson) bool { return k.ID == in.KeyPerson && k.EndedOn.IsZero() })
	if in.KeyPerson.IsZero() {
		c.That(p.Name != "", "name", "required", "Say who leaves, or who comes.")
		c.That(!p.Leaves && p.AwayFrom.IsZero() && p.Effort == 0, "keyPerson", "required", "Say whom it is about.")
	} else if i < 0 {
		c.Refuse("keyPerson", "not_named", "The award does not name them, or no longer.")
	} else {
		p.Was = people[i].Name
		c.That(p.Leaves || !p.AwayFrom.IsZero() || p.Effort > 0, "keyPerson", "no_change", "Say whether they leave, are away, or give the work less of their time.")
		c.That(p.Effort >= 0 && p.Effort <= 10_000, "effort", "out_of_range", "At most 100%%.")
		c.That(p.Effort == 0 || people[i].Effort > 0, "effort", "no_base", "The award does not say how much of their time they give.")
	}
	c.That(p.AwayFrom.IsZero() == p.AwayTo.IsZero() && !p.AwayTo.Before(p.AwayFrom), "awayTo", "away_backwards", "Say from when to when they are away.")
	if p.Name != "" {
		c.That(p.Role == ProjectDirector || p.Role == KeyStaff, "role", "bad_choice", "Say what they do in the award.")
		c.That(slices.Contains(f.Organizations(), p.Organization), "organization", "not_member", "They work for a museum of the award.")
		c.That(p.NewEffort >= 0 && p.NewEffort <= 10_000, "newEffort", "out_of_range", "At most 100%%.")
	}
	return p
}

func (in DeltaInput) partner(c *fault.Check, f *agreement.File) *Partner {
	p := &Partner{Leaves: in.MuseumLeaves, Joins: in.MuseumJoins, Part: plain(c, "part", in.Part, 2000)}
	c.That(!p.Leaves.IsZero() || !p.Joins.IsZero(), "museumLeaves", "required", "Say which museum leaves, or which joins.")
	i := slices.IndexFunc(f.Museums, func(m *agreement.Party) bool { return m.Organization == p.Leaves })
	switch {
	case p.Leaves.IsZero():
	case i < 0:
		c.Refuse("museumLeaves", "not_member", "It is no museum of this award.")
	case f.Museums[i].Lead:
		c.Refuse("museumLeaves", "lead_stays", "The lead museum stays; end the award instead.")
	default:
		p.LeavesName = f.Museums[i].Name
	}
	c.That(!slices.Contains(f.Organizations(), p.Joins), "museumJoins", "museum_twice", "It is a museum of this award already.")
	c.That(p.Joins.IsZero() || p.Part != "", "part", "required", "Say what it does in the project.")
	return p
}

// plain trims words and refuses control characters and what is too long.
func plain(c *fault.Check, path, text string, most int) string {
	text = strings.TrimSpace(text)
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}
