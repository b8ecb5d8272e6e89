package sample

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// found are the profiles of two museums that found each other and look for nobody more.
func found() []told {
	own := signPair()
	return []told{
		{
			host: own.us, tags: "en,es", tongues: "English, Spanish", collection: "Letters that settlers, nurses and students sent home, and those that came back.",
			audience: "Schools of the plains and families who came from Central America.", themes: "youth", project: "exhibition,youth_program", country: "GT",
			idea: "Young people open letters that took months to arrive and answer them. We look for a museum whose city received some of ours.", end: profile.Listed, partner: own.abroad.name,
		},
		{
			host: own.abroad, tags: "es,en", tongues: "Spanish, English", collection: "Notebooks, presses and the letters of three earthquakes.",
			audience: "Pupils of the valley and the scribes of the market.", themes: "youth", project: "media,youth_program", country: "US",
			idea: "The scribes of our market still write for those who cannot. Their grandchildren want to know where the letters went.", end: profile.Listed, partner: own.us.name,
		},
	}
}

// courtyards asks a museum that has found its partner already, and waits for an answer.
func courtyards() told {
	return told{
		host: host{"Tbilisi Museum of Courtyards", "ეზოების მუზეუმი", "ka", "Tbilisi", "", "GE", 41.69, 44.80, people.Museum, "Nino", "Kapanadze", "en", "Giorgi BERIDZE"},
		tags: "ka,en", tongues: "Georgian, English", collection: "Balconies, stairs and the recorded quarrels of a hundred courtyards.", audience: "Neighbors of the old town.",
		themes: "women", project: "media", country: "US", idea: "Women of the old courtyards tell who mended what, and for whom.", end: profile.Listed,
	}
}

// meet tells how the museums whose proposal waits for its signature found each other, and who else asks for one of them.
func (t *telling) meet(c *program.Detail) error {
	us, abroad := signPair().us.slug(), signPair().abroad.slug()
	mine := map[string]ident.Profile{}
	for i, x := range append(found(), courtyards()) {
		days := []int{75, 74, 9}[i]
		if err := t.profile(c, x, days); err != nil {
			return fmt.Errorf("describe %s: %w", x.name, err)
		}
		p, err := t.o.Profile.ProfileOf(t.as(x.slug()), c.ID, t.museums[x.name].ID)
		if err != nil {
			return err
		}
		mine[x.slug()] = p.ID
	}
	t.ago(60, 10)
	m, err := t.o.Matching.Ask(t.as(us), matching.AskInput{
		Asker: mine[us], Asked: mine[abroad], Words: "We keep forty letters stamped in Antigua, and nobody here can say who wrote them. May we show you?",
	})
	if err != nil {
		return err
	}
	t.ago(58, 7)
	if _, err := t.o.Matching.Accept(t.as(abroad), matching.AcceptInput{Introduction: m.ID}); err != nil {
		return err
	}
	for i, words := range []string{
		"With pleasure. Our market scribes know each other's hands across generations. Could we call on Thursday, at nine here and nine with you?",
		"Thursday it is. Before that: how many young people could you bring together by January, and who would read with them?",
		"Sixteen, with two teachers and an old scribe who still owns her mother's ink. Her table would be the first thing in the exhibition.",
	} {
		t.pass(900 + 400*i)
		if _, err := t.o.Matching.Write(t.as([]string{abroad, us}[i%2]), matching.WriteInput{Introduction: m.ID, Text: words}); err != nil {
			return err
		}
	}
	t.ago(3, 9)
	_, err = t.o.Matching.Ask(t.as(courtyards().slug()), matching.AskInput{
		Asker: mine[courtyards().slug()], Asked: mine[us], Words: "The women of our courtyards wrote to sons all over the world. Would your letters have room for Tbilisi next year?",
	})
	return err
}
