package sample

import (
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (w *bulk) cycleID(c *bulkCycle) int { return c.year - bulkFirst }

func (w *bulk) applicationTables() []postgres.Table {
	return []postgres.Table{
		table("partnerships", w.n, func(l *line, i int) {
			a := w.application(i)
			l.id(w.id(aPartnership, i)).id(w.id(aCycle, w.cycleID(a.cycle))).text(a.title).text("eligible").id(w.id(anApplicant, a.lead)).time(a.created).end()
		}, "id", "cycle_id", "title", "state", "created_by", "created_at"),
		table("partnership_members", w.n, w.members,
			"id", "partnership_id", "organization_id", "side", "lead", "confirmed_by", "confirmed_at", "confirmed_words", "part"),
		table("applications", w.n, w.applicationRow,
			"id", "cycle_id", "number", "kind", "partnership_id", "lead_organization_id", "form_id", "theme_id", "title", "abstract", "state",
			"requested_minor", "cost_share_minor", "review_count", "review_mean_milli", "created_by", "created_at", "updated_at",
			"submitted_by", "submitted_at", "checked_by", "checked_at"),
		table("responses", w.n, func(l *line, i int) {
			a := w.application(i)
			l.id(w.id(anApplication, i)).text("proposal").id(w.id(aForm, 0)).text(jsonOf(w.answers(i, &a))).bool(true).time(a.submitted).end()
		}, "id", "kind", "form_id", "answers", "frozen", "updated_at"),
		table("application_numbers", len(w.live()), func(l *line, i int) {
			c := &w.cycles[w.live()[i]]
			l.id(w.id(aCycle, w.live()[i])).int(int64(c.last - c.first)).end()
		}, "cycle_id", "last"),
		table("budget_lines", w.n, w.budget,
			"id", "application_id", "ordinal", "category", "item", "organization_id", "side", "funding", "description", "unit", "quantity_milli", "rate_minor", "amount_minor", "justification"),
	}
}

func (w *bulk) members(l *line, i int) {
	a := w.facts(i)
	l.id(w.id(aMember, 2*i)).id(w.id(aPartnership, i)).id(w.id(aUSMuseum, a.lead)).text("us").bool(true).
		id(w.id(anApplicant, a.lead)).time(a.created).text("").text("Leads and reports.").end()
	l.id(w.id(aMember, 2*i+1)).id(w.id(aPartnership, i)).id(w.id(aMuseumAbroad, a.partner)).text("non_us").bool(false).
		id(w.id(aPartner, a.partner)).time(a.created.Add(48 * time.Hour)).text("We take part.").text("Runs the workshops at home.").end()
}

func (w *bulk) applicationRow(l *line, i int) {
	a := w.application(i)
	n, mean := a.counted()
	c := w.cycleID(a.cycle)
	l.id(w.id(anApplication, i)).id(w.id(aCycle, c)).text(a.number).text("proposal").id(w.id(aPartnership, i)).id(w.id(aUSMuseum, a.lead)).
		id(w.id(aForm, 0)).id(w.id(aTheme, c*100+a.theme)).text(a.title).text(a.abstract).text(w.decided[i].state()).
		int(a.requested).int(a.share).int(int64(n)).int(int64(mean)).id(w.id(anApplicant, a.lead)).time(a.created).time(a.cycle.closes).
		id(w.id(anApplicant, a.lead)).time(a.submitted).id(w.id(aStaff, bulkOfficer)).time(a.cycle.closes.Add(72 * time.Hour)).end()
}

// answers are the parts reviewers read first, in the order of the form's keys.
func (w *bulk) answers(i int, a *bulkApp) map[string]string {
	r, fill := w.draw(aSubmission, -1-i), w.filler(i)
	parts := abstractParts()
	two := func(j, k int) string {
		return capital(saying(r, parts[j], fill)) + " " + capital(saying(r, parts[k], fill))
	}
	return map[string]string{
		"title": a.title, "abstract": a.abstract, "audiences": "youth,underserved", "travel_reciprocal": "yes",
		"concept": two(0, 1), "activities": two(1, 2), "outputs": two(3, 4), "outcome_model": bulkOutcome(two(4, 3)), "afterwards": capital(saying(r, parts[3], fill)),
	}
}

// bulkOutcome is an outcome model of one row.
func bulkOutcome(text string) string {
	return (&form.Question{Kind: form.Outcomes}).Join([]form.Row{{"outcome": text, "measured": "both", "timing": "At the end"}})
}

func (w *bulk) budget(l *line, i int) {
	a := w.facts(i)
	for n, b := range w.lines(i, a.requested, a.share) {
		bearer := w.id(aUSMuseum, a.lead)
		if b.side == "non_us" {
			bearer = w.id(aMuseumAbroad, a.partner)
		}
		l.id(w.id(aBudgetLine, 16*i+n)).id(w.id(anApplication, i)).int(int64(n + 1)).text(b.category).text(string(itemOf(b))).id(bearer).text(b.side).text(b.funding).text(b.description).text(b.unit).
			int(b.quantity * 1000).int(b.rate).int(b.amount).text("Priced by this year's quotes.").end()
	}
}

// itemOf is the row of the budget a line is in.
func itemOf(b bulkLine) budget.Item {
	if b.category == string(budget.Travel) && b.side == "non_us" {
		return budget.TravelToUS
	}
	for _, k := range budget.Kinds() {
		if string(k.Category) == b.category {
			return k.Item
		}
	}
	return budget.OtherDirect
}
