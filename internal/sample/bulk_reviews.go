package sample

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (w *bulk) reviewTables() []postgres.Table {
	live, phases := w.live(), review.PhaseKinds() // no trigger runs while a world is loaded
	promise := review.StandardStatement(ident.From[ident.ProgramKind](w.id(aProgram, 0)))
	words := jsonOf(promise.Words)
	return []postgres.Table{
		table("panels", len(live), func(l *line, i int) {
			c := &w.cycles[live[i]]
			l.id(w.id(aPanel, live[i])).id(w.id(aCycle, live[i])).text("Panel " + itoa(c.year))
			if c.review {
				l.text("reading").id(w.id(aStaff, bulkOfficer)).time(c.closes).null().null()
			} else {
				l.text("ranked").id(w.id(aStaff, bulkOfficer)).time(c.closes).id(w.id(aReviewer, 0)).time(c.panelMet)
			}
			l.time(c.panelMet.AddDate(0, 0, -14)).end()
		}, "id", "cycle_id", "name", "state", "formed_by", "formed_at", "locked_by", "locked_at", "due_at"),
		table("panel_phases", len(live)*len(phases), func(l *line, i int) {
			l.id(w.id(aPanel, live[i/len(phases)])).text(string(phases[i%len(phases)])).end()
		}, "panel_id", "kind"),
		table("panel_members", len(live)*w.readers, func(l *line, i int) {
			c, k := live[i/w.readers], i%w.readers
			l.id(w.id(aPanelMember, i)).id(w.id(aPanel, c)).id(w.id(aReviewer, k)).bool(k == 0).time(w.cycles[c].closes.AddDate(0, 0, 5)).end()
		}, "id", "panel_id", "person_id", "chair", "confidentiality_at"),
		table("confidentiality_statements", 1, func(l *line, _ int) {
			l.id(w.id(aPromise, 0)).id(w.id(aProgram, 0)).int(1).text(words).bytes(promise.SHA256).time(w.born()).end()
		}, "id", "program_id", "version", "words", "sha256", "published_at"),
		table("confidentiality_signatures", len(live)*w.readers, func(l *line, i int) {
			l.id(w.id(aPanelMember, i)).id(w.id(aPromise, 0)).bytes(promise.SHA256).text("en").time(w.cycles[live[i/w.readers]].closes.AddDate(0, 0, 5)).end()
		}, "member_id", "statement_id", "sha256", "locale", "signed_at"),
		table("assignments", w.n*bulkReviews, w.assignment,
			"id", "panel_id", "application_id", "reviewer_id", "state", "reading_order", "assigned_by", "assigned_at", "cleared_at"),
		table("reviews", w.n*bulkReviews, w.review,
			"id", "assignment_id", "application_id", "panel_id", "reviewer_id", "state", "base_milli", "tie1_half", "tie2_half", "recommendation", "overall", "started_at", "submitted_at"),
		table("scores", w.n*bulkReviews, w.scores, "review_id", "criterion_id", "version", "half_points", "comment", "at"),
	}
}

func (w *bulk) assignment(l *line, i int) {
	app, n := i/bulkReviews, i%bulkReviews
	a := w.facts(app)
	v := a.reviews[n]
	state := "locked"
	switch {
	case !v.counted:
		state = "draft"
	case a.cycle.review:
		state = "submitted"
	}
	l.id(w.id(anAssignment, i)).id(w.id(aPanel, w.cycleID(a.cycle))).id(w.id(anApplication, app)).id(w.id(aReviewer, v.reader)).text(state).
		int(int64((app-a.cycle.first)*bulkReviews/w.readers + 1)).id(w.id(aStaff, bulkOfficer)).time(a.cycle.closes.AddDate(0, 0, 4)).time(a.cycle.closes.AddDate(0, 0, 6)).end()
}

func (w *bulk) review(l *line, i int) {
	app, n := i/bulkReviews, i%bulkReviews
	a := w.facts(app)
	v := a.reviews[n]
	l.id(w.id(aReview, i)).id(w.id(anAssignment, i)).id(w.id(anApplication, app)).id(w.id(aPanel, w.cycleID(a.cycle))).id(w.id(aReviewer, v.reader))
	if !v.counted {
		l.text("draft").null().null().null().text("").text("").time(v.began).null().end()
		return
	}
	state := "locked"
	if a.cycle.review {
		state = "submitted"
	}
	l.text(state).int(int64(v.base)).int(int64(v.half[0])).int(int64(v.half[2])).text(recommend(v.base)).text("Read with interest; my words are beside each criterion.").time(v.began).time(v.at).end()
}

// recommend follows the score, as reviewers mostly do.
func recommend(base int) string {
	switch {
	case base >= 68_000:
		return "fund"
	case base >= 50_000:
		return "fund_if_money"
	}
	return "do_not_fund"
}

func (w *bulk) scores(l *line, i int) {
	app, n := i/bulkReviews, i%bulkReviews
	a := w.facts(app)
	v := a.reviews[n]
	words := commentWords()
	c := w.cycleID(a.cycle)
	for k, half := range v.half {
		at := v.began.Add(time.Duration(k*9) * time.Minute)
		l.id(w.id(aReview, i)).id(w.id(aCriterion, c*100+k)).int(1).int(int64(half)).text(words[(i*5+k*3)%len(words)]).time(at).end()
	}
}
