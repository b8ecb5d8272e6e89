package main

import (
	"testing"
)

// locks ends scoring and freezes the ranking twice: the same inputs have the same hash.
func (p *panelTale) locks(t *testing.T) {
	t.Helper()
	p.do(chairs, `mutation($input: MovePanelInput!) { lockPanel`+moves, input("panel", p.panel))
	task := p.queue(reads)[0].at("id").text()
	line := p.do(reads, sheetQuery, map[string]any{"id": task}).at("myReview")
	if line.at("writable").v != false {
		t.Error("the rubric of a locked panel says that scores are taken")
	}
	if _, code := p.try(reads, saveScore, input("assignment", task, "criterion", line.at("lines.0.criterion").text(), "halfPoints", 10, "comment", because)); code != "CONFLICT" {
		t.Errorf("a score after the lock is answered with %q", code)
	}
	const freeze = `mutation($input: FreezeRankingInput!) { freezeRanking(input: $input) { ranking { id sha256 places { place counted rawMilli normalizedMilli application { id } } } } }`
	if _, code := p.try(decides, freeze, input("panel", p.panel, "method", "raw")); code != "FORBIDDEN" {
		t.Errorf("an officer who freezes the ranking is answered with %q", code)
	}
	first := p.do(grants, freeze, input("panel", p.panel, "method", "raw")).at("freezeRanking.ranking")
	again := p.do(grants, freeze, input("panel", p.panel, "method", "raw")).at("freezeRanking.ranking")
	if first.at("sha256").text() != again.at("sha256").text() {
		t.Errorf("the same inputs have the hashes %s and %s", first.at("sha256").text(), again.at("sha256").text())
	}
	other := p.do(grants, freeze, input("panel", p.panel, "method", "normalized")).at("freezeRanking.ranking")
	if other.at("sha256").text() == first.at("sha256").text() {
		t.Error("another method has the same hash")
	}
	last := 1 << 30
	for _, place := range other.at("places").list() {
		if place.at("counted").text() != "3" {
			t.Errorf("%v has not three counted reviews", place.v)
		}
		if n := int(place.at("normalizedMilli").v.(float64)); n > last {
			t.Errorf("a score of %d stands below %d", n, last)
		} else {
			last = n
		}
	}
	p.ranking = other.at("id").text()
}

// draws asks the funding line: money for three, and the last place by hand for a written reason.
func (p *panelTale) draws(t *testing.T) {
	t.Helper()
	places := p.do(decides, `query($id: ID!) { ranking(id: $id) { places { place application { id } } } }`, map[string]any{"id": p.ranking}).at("ranking.places").list()
	favored := places[len(places)-1].at("application.id").text()
	const save = `mutation($input: SaveScenarioInput!) { saveLineScenario(input: $input) { scenario { id available { amount } result { feasible optimal committedMinor leftMinor awards { application } } } } }`
	by := map[string]any{"kind": "must_fund", "application": favored}
	if _, code := p.try(decides, save, input("ranking", p.ranking, "name", "With the last", "rules", []any{by})); code != "BAD_USER_INPUT" {
		t.Errorf("a choice by hand without a reason is answered with %q", code)
	}
	by["reason"] = "The only one of its region, which the program must reach."
	x := p.do(decides, save, input("ranking", p.ranking, "name", "With the last", "available", "200000", "objective", "rank", "rules", []any{by})).at("saveLineScenario.scenario")
	p.scenario = x.at("id").text()
	if x.at("result.feasible").v != true || x.at("result.optimal").v != true || len(x.at("result.awards").list()) != 3 {
		t.Errorf("the line is answered with %v", x.v)
	}
	c := p.do(decides, `query($id: ID!) { compareLineScenario(id: $id, draws: 50, seed: 3) { changed draws costs { rule pointsMilli } lines { place funded walked fundedDraws } departures { passedPlace favoredPlace } } }`,
		map[string]any{"id": p.scenario}).at("compareLineScenario")
	if len(c.at("costs").list()) == 0 || len(c.at("departures").list()) == 0 || c.at("departures.0.favoredPlace").text() != "6" || c.at("draws").text() != "50" {
		t.Errorf("the comparison says %v", c.v)
	}
	for _, who := range []string{chairs, reads, susan} {
		if _, code := p.try(who, `query($id: ID!) { lineScenario(id: $id) { name } }`, map[string]any{"id": p.scenario}); code != "NOT_FOUND" {
			t.Errorf("%s, who asks for the funding line, is answered with %q", who, code)
		}
	}
}
