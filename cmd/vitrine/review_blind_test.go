package main

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ofProposal is all that the API answers about one proposal, of which who is bound to it or reads nothing must hear nothing.
var ofProposal = []string{
	`application(id: $id) { id number title }`, `node(id: $id) { id }`, `nodes(ids: [$id]) { id }`, `reviews(application: $id) { id baseMilli overall }`,
	`conflicts(application: $id) { kind }`, `response(subject: $id) { version }`, `remarks(subject: $id) { words }`, `answerHistory(subject: $id, first: 20) { nodes { now } totalCount }`,
	`answerFiles(subject: $id) { name }`, `applicationChecks(application: $id) { path }`, `budgetSheet(application: $id) { lines { description } }`, `present(subject: $id) { section }`,
	`assignments(filter: {application: $id}, first: 50) { nodes { id } totalCount }`, `letters(filter: {application: $id}, first: 50) { nodes { id } totalCount }`,
	`awards(filter: {application: $id}, first: 50) { nodes { id } totalCount }`,
}

// ofPanel is all that the API answers about a panel.
var ofPanel = []string{
	`panelSlate(panel: $id) { slate { rows { number title } } }`,
	`panel(id: $id) { name state members { name } }`, `node(id: $id) { id }`, `panelPhases(panel: $id) { current }`, `panelTitles(panel: $id) { id number title leadName }`,
	`panelAgenda(panel: $id) { number title leadName place counted preliminaryMilli application { id } calledUp { reason by { name } } recused { name } }`,
	`panelConflicts(panel: $id) { kind application { id number title } }`, `panelProgress(panel: $id) { applications enough }`,
	`panelRoom(panel: $id) { mustLeave agenda { application number title lead } current { number title } seats { name presence } events { number kind by person words item { number title } } cursor }`,
	`panelMinutes(panel: $id) { sha256 items { number title lead notes recused motions { words } } corrections { words } }`,
	`calibration(panel: $id) { scores proposals { number title application { id } } }`, `myCalibration(panel: $id) { readings meanMilli leniencyMilli }`, `readingAdvice(panel: $id, places: 3) { readings { number title } }`,
	`draftRanking(panel: $id, method: raw) { places { number title leadName application { id } } }`, `assignments(filter: {panel: $id}, first: 50) { nodes { number title application { id } } totalCount }`,
}

// lists is what members of a panel are shown without asking for one thing.
var lists = []string{
	`{ reviewQueue(first: 100) { nodes { id step number title leadName application { id number } } totalCount } }`, `{ applications(first: 100) { nodes { id number title } totalCount } }`,
	`{ awards(first: 100) { nodes { number title application { id } } totalCount } }`, `{ notices { id template subject } }`,
}

// blind asks, as those who must not know, everything about the proposals and the panel: who is bound to a proposal is
// answered byte by byte as if it did not exist, and finds no word of it in anything else; who is not of the panel is
// answered as if there were no panel.
func (p *panelTale) blind(t *testing.T, after string) {
	t.Helper()
	for _, hidden := range []struct{ who, application string }{{susan, p.known}, {amadou, p.declared}, {susan, p.late}, {haruka, p.apps[0]}, {"partner@example.org", p.apps[0]}, {"fellow@example.org", p.apps[0]}} {
		if hidden.application == "" {
			continue
		}
		p.same(t, after, hidden.who, hidden.application, ident.NewApplication().String(), ofProposal)
		for _, query := range lists {
			p.silent(t, after, hidden.who, hidden.application, query, nil)
		}
		if hidden.who != susan && hidden.who != amadou {
			continue
		}
		for _, field := range ofPanel {
			p.silent(t, after, hidden.who, hidden.application, `query($id: ID!) { `+field+` }`, map[string]any{"id": p.panel})
		}
		for _, field := range []string{`ranking(id: $id) { places { number title application { id } } }`, `lineScenarios(ranking: $id) { rules { application } result { awards { application } } }`} {
			if p.ranking != "" {
				p.silent(t, after, hidden.who, hidden.application, `query($id: ID!) { `+field+` }`, map[string]any{"id": p.ranking})
			}
		}
	}
	if p.late != "" {
		p.same(t, after, susan, p.lateTask, ident.NewAssignment().String(), []string{`myReview(assignment: $id) { title number leadName lines { halfPoints comment } }`})
		p.silent(t, after, susan, p.late, `query($id: ID!) { assignment(id: $id) { state endedReason application { id number title } } node(id: $id) { id } }`, map[string]any{"id": p.lateTask})
	}
	for _, who := range []string{haruka, p.lead, "applicant@example.org", "fellow@example.org", ""} {
		p.same(t, after, who, p.panel, ident.NewPanel().String(), ofPanel)
		if p.ranking != "" {
			p.same(t, after, who, p.ranking, ident.NewRanking().String(), []string{`ranking(id: $id) { sha256 }`, `lineScenarios(ranking: $id) { name }`})
		}
		if p.scenario != "" {
			p.same(t, after, who, p.scenario, ident.NewLineScenario().String(), []string{`lineScenario(id: $id) { name }`, `compareLineScenario(id: $id) { draws }`, `node(id: $id) { id }`})
		}
	}
}

// same holds that an id is answered as one that nothing has.
func (p *panelTale) same(t *testing.T, after, who, id, nothing string, fields []string) {
	t.Helper()
	for _, field := range fields {
		query := `query($id: ID!) { ` + field + ` }`
		is, would := p.answer(who, query, map[string]any{"id": id}), p.answer(who, query, map[string]any{"id": nothing})
		if is != would || strings.Contains(is, "GRAPHQL_VALIDATION_FAILED") || strings.Contains(is, `"INTERNAL"`) {
			t.Errorf("after %s %q asks %s:\n%s\nand of nothing:\n%s", after, who, field, is, would)
		}
	}
}

// silent holds that an answer has no word of a proposal.
func (p *panelTale) silent(t *testing.T, after, who, application, query string, variables map[string]any) {
	t.Helper()
	got := p.answer(who, query, variables)
	if strings.Contains(got, "GRAPHQL_VALIDATION_FAILED") || strings.Contains(got, `"INTERNAL"`) {
		t.Errorf("%s is answered with %s", query, got)
	}
	for _, word := range []string{application, p.of[application].at("number").text(), p.of[application].at("title").text()} {
		if strings.Contains(got, word) {
			t.Errorf("after %s %s reads %q in the answer to %s:\n%s", after, who, word, query, got)
		}
	}
}
