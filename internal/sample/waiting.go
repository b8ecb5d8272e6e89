package sample

import (
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// signPair are the museums whose proposal is whole and waits for the signature of the official one can be.
func signPair() pair {
	return pair{
		host{"Prairie Museum of Letters", "", "", "Lincoln", "NE", "US", 40.81, -96.70, people.Museum, "Miriam", "Castellanos", "en", "Ngozi OKAFOR"},
		host{"Museum of the Written Word", "Museo de la Palabra Escrita", "es", "Antigua Guatemala", "", "GT", 14.56, -90.73, people.Museum, "Lucía", "Xicay", "es", "Otto PELLECER"},
	}
}

// signature tells a proposal up to the moment in which only the authorized official is missing.
func (t *telling) signature(c *program.Detail) error {
	pair := signPair()
	p := &proposal{pair: pair, topic: topics()[3], title: "Letters That Took the Long Way", requested: 71_400, share: 37_000, lead: pair.us.slug(), partner: pair.abroad.slug()}
	if err := t.agree(c, p, 26); err != nil {
		return err
	}
	t.ago(17, 9)
	if err := t.o.People.Store.AddMembership(t.ctx, &people.Membership{
		ID: ident.NewMembership(), Person: t.people["official"], Organization: t.museums[pair.us.name].ID, Role: auth.Official, Title: "Executive director",
	}); err != nil {
		return err
	}
	t.ago(8, 13)
	if err := t.start(c, p); err != nil {
		return err
	}
	if err := t.write(p, p.answers(p.topic, p.title)); err != nil {
		return err
	}
	if err := t.enclose(p); err != nil {
		return err
	}
	t.pass(50)
	if err := t.costs(p, p.budget(p.topic, p.requested, p.share)); err != nil {
		return err
	}
	t.ago(1, 16)
	_, err := t.o.Application.AskSignature(t.as(p.lead), application.AskSignatureInput{
		Application: p.id, Note: "All sections are written and the budget is balanced. Please read the summary and sign before Friday.",
	})
	return err
}

// nextCall is the call of the year after, which an officer composes from the one of these days: its money and dates are not settled yet.
func (t *telling) nextCall(c *program.Detail) error {
	t.ago(2, 11)
	year := t.liveYear() + 1
	d, err := t.o.Program.ComposeCycle(t.as("officer"), program.ComposeCycleInput{Program: t.program, From: &c.ID, Year: year, Title: "Museums Connect " + itoa(year)})
	if err != nil {
		return err
	}
	t.pass(30)
	var themes []program.ThemeInput
	for _, x := range d.Themes {
		themes = append(themes, program.ThemeInput{En: x.Title["en"], Es: x.Title["es"], Zh: x.Title["zh-Hans"], Master: x.Master})
	}
	_, err = t.o.Program.SetThemes(t.as("officer"), program.SetThemesInput{Cycle: d.ID, Rule: d.ThemeRule, Themes: themes[:4]})
	return err
}
