package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// oneID is the public id that a statement answers.
func oneID[K ident.Kind](t *testing.T, h *house, text string) string {
	t.Helper()
	var id ident.ID[K]
	if err := h.world.DB.Pool.QueryRow(t.Context(), text).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id.String()
}

func TestThePagesOfTheFundingLine(t *testing.T) {
	t.Parallel()
	h := newHouse(t).in(t)
	ranking := oneID[ident.RankingKind](t, h, `SELECT id FROM rankings ORDER BY frozen_at DESC LIMIT 1`)
	panel := oneID[ident.PanelKind](t, h, `SELECT panel_id FROM rankings ORDER BY frozen_at DESC LIMIT 1`)
	b, page := h.as("officer"), "/office/rankings/"+ranking+"/line"
	b.opens("/office/rankings/"+ranking).says(t, "Funding line", "Model, 95 %")
	kept := b.opens(page)
	kept.says(t, "One to a state, two to a country", "Select and save")
	b.opens(kept.link(t, "/office/scenarios/")+"?draws=1000").says(t, "in 1,000 draws")
	if a := b.get(kept.link(t, "/office/scenarios/") + "?draws=100000"); a.status == http.StatusOK {
		t.Error("a hundred thousand draws are drawn")
	}
	b.opens(kept.link(t, "/office/scenarios/")).says(t, "Draw 1,000 times", "Proven: no allowed selection is better", "What each rule costs", "At most 1 for each state", "As the money moves", "Firmness")
	b.refused(http.StatusUnprocessableEntity, page, "name", " ", "each.state", "many").says(t, "A whole number.")
	b.refused(http.StatusUnprocessableEntity, page, "name", "By hand", "hand.0.kind", "must_fund", "hand.0.reason", "The embassy asks.").says(t, "Choose one.", "Everything you entered is still here.")
	b.does(page, "name", "The best only", "objective", "rank", "available", "200000", "partialPercent", "80").says(t, "The best only", "From 80 % of the request", "$200,000")
	b.opens("/office/panels/"+panel+"/calibration").says(t, "Leniency of each reviewer", "Krippendorff", "Susan Delacroix", "Who is best read once more")
	for _, role := range []string{"applicant", "reviewer", "funder", "chair"} {
		if a := h.as(role).get(page); a.status != http.StatusNotFound {
			t.Errorf("the funding line answers %s with %d", role, a.status)
		}
	}
	if a := h.as("reviewer").get("/office/panels/" + panel + "/calibration"); a.status != http.StatusNotFound || strings.Contains(a.body, "Susan") {
		t.Errorf("the calibration answers a reviewer with %d", a.status)
	}
}
