package review_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestWhoKnowsTheCountryReadsAndThePlanSaysWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(2)
	h.exec(`UPDATE organizations SET country = 'KE' WHERE name = 'Museo 2'`)
	for i, country := range []string{"KE", "PE"} {
		in := review.SetSkillsInput{Panel: b.panel.ID, Person: b.members[i], Skills: []assignment.Skill{{Kind: review.CountryTopic, Value: country, Level: 100}}}
		if _, err := b.review.SetSkills(b.reader(i), in); err != nil {
			t.Fatal(err)
		}
	}
	one, seed := 1, 42
	plan, err := b.review.AssignEvenly(b.asOfficer(), review.AssignEvenlyInput{Panel: b.panel.ID, PerApplication: &one, Seed: &seed})
	if err != nil || len(plan.Assigned) != 2 || plan.Seed != seed {
		t.Fatalf("%+v, %v", plan, err)
	}
	for _, a := range plan.Assigned {
		if (a.Application == h.apps[1]) != (a.Reviewer == b.members[0]) {
			t.Error("a member reads of a country the other one knows")
		}
	}
	ask := func(reviewer ident.Person) (*review.Explanation, error) {
		return b.review.ExplainAssignment(b.asOfficer(), review.ExplainAssignmentInput{Panel: b.panel.ID, Application: h.apps[1], Reviewer: reviewer})
	}
	why, err := ask(b.members[0])
	if err != nil || why.Reason != assignment.Given || !why.Assigned || why.Fit != 300 || why.Margin == nil || len(why.HandOvers) != 2 {
		t.Errorf("why her: %+v, %v", why, err)
	}
	why, err = ask(b.members[1])
	if err != nil || why.Reason != assignment.Fit || why.Assigned || why.Fit != 0 {
		t.Errorf("why not him: %+v, %v", why, err)
	}
	_, err = ask(h.grants)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger to the panel: %v", err)
	}
	_, err = b.review.ExplainAssignment(b.reader(1), review.ExplainAssignmentInput{Panel: b.panel.ID, Application: h.apps[1], Reviewer: b.members[1]})
	if err == nil {
		t.Error("a member asks what only the office may")
	}
	h.exec(`INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES ($1, $2, $3, 'family', 'recorded', now())`, ident.NewConflict(), h.officer, h.apps[0])
	_, err = ask(b.members[0])
	want(t, err, "conflicted")
}

func TestSkillsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newHouse(t, 1).bench(2)
	set := func(skills ...assignment.Skill) error {
		_, err := b.review.SetSkills(b.asOfficer(), review.SetSkillsInput{Panel: b.panel.ID, Person: b.members[1], Skills: skills})
		return err
	}
	good := assignment.Skill{Kind: review.LanguageTopic, Value: "es", Level: 80}
	for code, skills := range map[string][]assignment.Skill{
		"bad_kind":     {{Kind: "shoe size", Value: "42", Level: 1}},
		"required":     {{Kind: review.ThemeTopic, Value: " ", Level: 1}},
		"out_of_range": {{Kind: review.ThemeTopic, Value: "water", Level: 101}},
		"twice":        {good, good},
	} {
		want(t, set(skills...), code)
	}
	if err := set(good); err != nil {
		t.Fatal(err)
	}
	_, err := b.review.SetSkills(b.reader(0), review.SetSkillsInput{Panel: b.panel.ID, Person: b.members[1]})
	if err == nil {
		got, _ := b.review.Panel(b.asOfficer(), b.panel.ID)
		t.Errorf("one member wrote another's skills: %+v", got.Members)
	}
}
