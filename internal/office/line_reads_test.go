package office_test

import (
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// advices ask of every panel who is best read once more.
func advices(h *house) []call {
	var out []call
	for _, id := range h.all(`SELECT id FROM panels`) {
		out = append(out, call{review.AdviseInput{Panel: ident.From[ident.PanelKind](id), Places: 2}})
	}
	return out
}

// comparisons ask for every saved funding line with a few draws.
func comparisons(h *house) []call {
	draws := 5
	var out []call
	for _, id := range h.all(`SELECT id FROM line_scenarios`) {
		out = append(out, call{award.CompareScenarioInput{Scenario: ident.From[ident.LineScenarioKind](id), Draws: &draws, Seed: 1}})
	}
	return out
}
