package sample

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// found are the profiles of the applicant and the partner one can be, who found each other and look for nobody more.
func found() []told {
	own := ownPair()
	return []told{
		{
			host: own.us, tags: "en,so", tongues: "English, Somali", collection: "Tools, pay books and photographs of those who work along the river.",
			audience: "Night workers' families and the schools of the city.", themes: "youth", project: "exhibition,youth_program", country: "KE",
			idea: "Children of night workers show their city who keeps it running. We look for a museum in a city that sleeps as little as ours.", end: profile.Listed, key: "applicant", partner: own.abroad.name,
		},
		{
			host: own.abroad, tags: "en,sw", tongues: "English, Swahili", collection: "The things of daily life in the quarters of Nairobi.",
			audience: "Pupils, market women and drivers.", themes: "youth", project: "media,youth_program", country: "US",
			idea: "Our evenings are loud and our museum is dark by five. We would like to open it to those who work while others sleep.", end: profile.Listed, key: "partner", partner: own.us.name,
		},
	}
}

// courtyards asks the applicant's museum and waits for an answer.
func courtyards() told {
	return told{
		host: host{"Tbilisi Museum of Courtyards", "ეზოების მუზეუმი", "ka", "Tbilisi", "", "GE", 41.69, 44.80, people.Museum, "Nino", "Kapanadze", "en", "Giorgi BERIDZE"},
		tags: "ka,en", tongues: "Georgian, English", collection: "Balconies, stairs and the recorded quarrels of a hundred courtyards.", audience: "Neighbors of the old town.",
		themes: "women", project: "media", country: "US", idea: "Women of the old courtyards tell who mended what, and for whom.", end: profile.Listed,
	}
}

// meet tells how the applicant's museum and its partner found each other, and who asks for the applicant now.
func (t *telling) meet(c *program.Detail) error {
	mine := map[string]ident.Profile{}
	for i, x := range append(found(), courtyards()) {
		days := []int{75, 74, 9}[i]
		if err := t.profile(c, x, days); err != nil {
			return fmt.Errorf("describe %s: %w", x.name, err)
		}
		p, err := t.o.Profile.ProfileOf(t.as(x.by()), c.ID, t.museums[x.name].ID)
		if err != nil {
			return err
		}
		mine[x.by()] = p.ID
	}
	t.ago(60, 10)
	m, err := t.o.Matching.Ask(t.as("applicant"), matching.AskInput{
		Asker: mine["applicant"], Asked: mine["partner"], Words: "You write that your museum is dark by five. Ours too, and the people we speak of come off shift at six. Shall we talk?",
	})
	if err != nil {
		return err
	}
	t.ago(58, 7)
	if _, err := t.o.Matching.Accept(t.as("partner"), matching.AcceptInput{Introduction: m.ID}); err != nil {
		return err
	}
	for i, words := range []string{
		"With pleasure. Our drivers' children have been asking for years why nobody draws a map of the night. Could we call on Thursday, at four here and eight in the morning with you?",
		"Thursday it is. Before that: how many young people could you bring together by January, and who would look after them at night?",
		"Sixteen, with two teachers and an aunt who drives a night bus. Her route would be the first line on the map.",
	} {
		t.pass(900 + 400*i)
		if _, err := t.o.Matching.Write(t.as([]string{"partner", "applicant"}[i%2]), matching.WriteInput{Introduction: m.ID, Text: words}); err != nil {
			return err
		}
	}
	t.ago(3, 9)
	_, err = t.o.Matching.Ask(t.as(courtyards().by()), matching.AskInput{
		Asker: mine[courtyards().by()], Asked: mine["applicant"], Words: "The women of our courtyards keep a night of their own. Would your map have room for Tbilisi next year?",
	})
	return err
}
