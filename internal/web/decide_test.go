package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestTheSlateTakesTheStepsItsCycleAsksFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.live()
	rule, slate := cycleURL(c.ID)+"/decision", cycleURL(c.ID)+"/slate"
	h.as("officer").opens(rule).says(t, "How this cycle decides", "Minutes that released letters are held", "Reasons for declining")
	director, officer, funder := h.as("director"), h.as("officer"), h.as("funder")
	director.refused(http.StatusUnprocessableEntity, rule, "holdMinutes", "soon", "minorityDays", "7").says(t, "A whole number.")
	director.refused(http.StatusUnprocessableEntity, rule, "holdMinutes", "60", "minorityDays", "7", "budget.en", "Too dear.").says(t, "in each of the letters")
	director.does(rule, "holdMinutes", "90", "minorityDays", "5", "complaints", "complaints@example.org", "recommendation", "on", "concurrence", "on").says(t, "The rule is kept.")
	officer.refused(http.StatusForbidden, rule, "holdMinutes", "1", "minorityDays", "5")
	h.ranks(h.reads(c.ID))
	officer.does(slate, "alternates", "1").says(t, "Recommend…", "Coded reasons", "Funds exhausted")
	officer.refused(http.StatusConflict, slate+"/propose").says(t, "the panel recommends the slate first")
	officer.does(slate+"/recommend", "recommend.note", "Of one mind.").says(t, "The slate is recommended.", "Of one mind.", "Propose to the director…")
	officer.does(slate+"/propose", "note", "In rank order.").says(t, "The slate is with the director.")
	id := oneID[ident.SlateKind](t, h, `SELECT id FROM slates WHERE state = 'proposed'`)
	if a := funder.get("/slates/" + id); a.status != http.StatusNotFound {
		t.Errorf("the funder reads a slate before it is approved: %d", a.status)
	}
	director.opens(slate).says(t, "the funder is asked first")
	director.does(slate+"/approve").says(t, "The slate waits for the funder")
	director.refused(http.StatusForbidden, slate+"/propose")
	h.as("grants").refused(http.StatusUnprocessableEntity, slate+"/concurrence", "concurrence.answer", "concurred", "concurrence.reference", " ").says(t, "Name the document")
	funder.opens("/slates").says(t, "Waits for you", c.Title)
	funder.opens("/slates/"+id).says(t, "Nothing is given and nobody is told before you answer", "Concur…", "Decline to concur…")
	funder.refused(http.StatusUnprocessableEntity, "/slates/"+id, "answer", "declined", "reason", "").says(t, "Say why.")
	funder.does("/slates/"+id, "answer", "concurred").says(t, "is free.", "Concurred")
	officer.opens(slate).says(t, "What the funder answered", "Concurred", "Funder's concurrence:")
	if a := officer.get("/slates/" + id); a.status != http.StatusSeeOther {
		t.Errorf("the office is not led to its own page: %d", a.status)
	}
	for _, role := range []string{"applicant", "reviewer", "officer"} {
		if a := h.as(role).get("/slates"); a.status != http.StatusNotFound {
			t.Errorf("the funder's slates answer %s with %d", role, a.status)
		}
	}
}

func TestTheChairRecommendsTheSlateOnTheirOwnPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.live()
	rule, slate, reasons := cycleURL(c.ID)+"/decision", cycleURL(c.ID)+"/slate", cycleURL(c.ID)+"/reasons"
	h.as("director").does(rule, "holdMinutes", "60", "minorityDays", "7", "recommendation", "on")
	officer, chair := h.as("officer"), h.as("chair")
	officer.opens(reasons).says(t, "Reasons for declining", "Funds exhausted", "Add a reason")
	officer.refused(http.StatusUnprocessableEntity, reasons, "new.code", "Unsafe site", "new.en", "Unsafe", "new.es", "Inseguro", "new.zh-Hans", "不安全").says(t, "lower-case letters")
	officer.refused(http.StatusUnprocessableEntity, reasons, "new.code", "site_unsafe", "new.en", "Unsafe")
	officer.does(reasons, "new.code", "site_unsafe", "new.en", "The site is not safe", "new.es", "El sitio no es seguro", "new.zh-Hans", "场地不安全", "remove.portfolio", "on").says(t, "The list is kept.", "The site is not safe")
	if a := officer.send(http.MethodPost, reasons, values("new.code", "Unsafe site")); !strings.Contains(a.body, `value="Unsafe site"`) {
		t.Error("what was typed is gone")
	}
	if a := officer.opens(reasons); strings.Contains(a.body, "Balance of the portfolio") {
		t.Error("a reason taken off the list is still there")
	}
	panel := h.reads(c.ID)
	url := panelSlateURL(panel.ID)
	h.ranks(panel)
	chair.opens(url).says(t, "No slate is drafted yet")
	chair.refused(http.StatusNotFound, url)
	officer.does(slate, "alternates", "1").says(t, "The site is not safe", "Recommend…")
	chair.opens("/reviews").says(t, "a slate waits for the panel's recommendation")
	chair.opens("/reviews/panels/"+panel.ID.String()).says(t, "Slate of the panel")
	page := chair.opens(url)
	page.says(t, "Noted by the panel", "Not discussed", "Recommend…", "The ranking it follows", "Too few counted reviews")
	for _, role := range []string{"applicant", "reviewer", "funder", "grants"} {
		if a := h.as(role).get(url); a.status != http.StatusNotFound {
			t.Errorf("the panel's slate answers %s with %d", role, a.status)
		}
	}
	chair.refused(http.StatusConflict, url, "version", "99")
	chair.does(url, "note", "The panel was divided on place two.").says(t, "The slate is recommended.", "Recommended by", "The panel was divided on place two.")
	if a := chair.opens(url); strings.Contains(a.body, "Recommend…") {
		t.Error("a recommended slate is asked for once more")
	}
	officer.opens("/office").says(t, "slate")
	officer.opens(slate).says(t, "Recommended by", "The panel was divided on place two.", "Propose to the director…")
	officer.refused(http.StatusConflict, reasons, "new.code", "x_y", "new.en", "a", "new.es", "b", "new.zh-Hans", "c").says(t, "while a slate is on its way")
	officer.does(slate+"/propose", "note", "As the panel says.")
	chair.opens(url).says(t, "The slate has gone on")
}

func TestAChairBoundToTheCycleIsBlockedFromItsSlate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.live()
	h.as("director").does(cycleURL(c.ID)+"/decision", "holdMinutes", "60", "minorityDays", "7", "recommendation", "on")
	panel := h.reads(c.ID)
	url := panelSlateURL(panel.ID)
	h.ranks(panel)
	h.as("officer").does(cycleURL(c.ID)+"/slate", "alternates", "1")
	sl := must(h.Award.SlateOf(h.as("officer").context(), c.ID))(t)
	chair := h.as("chair")
	if _, err := h.DB.Pool.Exec(t.Context(), `INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES (gen_random_uuid(), $1, $2, 'other', 'declared', now())`,
		auth.Who(chair.context()).Person, sl.Rows[0].Application); err != nil {
		t.Fatal(err)
	}
	page := chair.opens(url)
	page.says(t, "Another person takes this step")
	for _, r := range sl.Rows {
		if strings.Contains(page.body, r.Number) || strings.Contains(page.body, r.Title) {
			t.Errorf("who is bound reads of %s", r.Number)
		}
	}
	chair.refused(http.StatusForbidden, url, "note", "All the same.")
	if a := chair.opens("/reviews"); strings.Contains(a.body, "a slate waits") {
		t.Error("who is bound is asked to recommend")
	}
	h.as("officer").does(cycleURL(c.ID)+"/slate/recommend", "recommend.note", "For the panel.").says(t, "The slate is recommended.")
}

func TestCommentsAreEditedAndReleasedOnTheirPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.live()
	h.ranks(h.reads(c.ID))
	h.as("officer").does(cycleURL(c.ID)+"/slate", "alternates", "1")
	list := h.as("officer").opens(cycleURL(c.ID) + "/comments")
	list.says(t, "Reviewers' comments in letters", "To be released")
	at := oneID[ident.ApplicationKind](t, h, `SELECT l.application_id FROM slate_lines l JOIN reviews r ON r.application_id = l.application_id AND r.state IN ('submitted', 'locked')
WHERE l.decision <> 'award' ORDER BY l.application_id LIMIT 1`)
	url := "/office/applications/" + at + "/comments"
	review := oneID[ident.ReviewKind](t, h, `SELECT r.id FROM slate_lines l JOIN reviews r ON r.application_id = l.application_id AND r.state IN ('submitted', 'locked')
WHERE l.decision <> 'award' ORDER BY l.application_id, r.id LIMIT 1`)
	criterion := oneID[ident.CriterionKind](t, h, `SELECT s.criterion_id FROM slate_lines l JOIN reviews r ON r.application_id = l.application_id AND r.state IN ('submitted', 'locked')
JOIN scores s ON s.review_id = r.id WHERE l.decision <> 'award' AND s.comment <> '' ORDER BY l.application_id, r.id, s.criterion_id LIMIT 1`)
	officer, end := h.as("officer"), "."+review+"."+criterion
	officer.opens(url).says(t, "By criterion, without names", "Edit…")
	officer.refused(http.StatusUnprocessableEntity, url, "review", review, "criterion", criterion, "text"+end, "Shorter.", "grounds"+end, "tone", "reason"+end, "").says(t, "Say why.")
	officer.does(url, "review", review, "criterion", criterion, "text"+end, "The plan is short of time.", "nature"+end, "weakness", "grounds"+end, "tone", "reason"+end, "It was harsh.").
		says(t, "another person releases it", "Waits for a second person", "It was harsh.", "The plan is short of time.")
	officer.refused(http.StatusForbidden, url+"/release")
	h.as("director").opens(url).says(t, "Release 1 edit…")
	h.as("director").does(url+"/release").says(t, "Released by Helen Marsh")
	for _, role := range []string{"applicant", "reviewer", "funder"} {
		if a := h.as(role).get(url); a.status != http.StatusNotFound {
			t.Errorf("comments are shown to %s with %d", role, a.status)
		}
	}
}

func TestAMemberFilesAMinorityReportOnItsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.live()
	p := h.reads(c.ID)
	url := "/reviews/panels/" + p.ID.String() + "/minority"
	b := h.as("reviewer")
	b.opens(url).says(t, "Minority report", "applicants never do")
	b.refused(http.StatusUnprocessableEntity, url, "text", " ").says(t, "Everything you entered is still here.")
	b.does(url, "text", "The second place was read in haste.").says(t, "Your report is filed.", "read in haste")
	for _, role := range []string{"applicant", "officer", "funder"} {
		if a := h.as(role).get(url); a.status != http.StatusNotFound {
			t.Errorf("another's reports answer %s with %d", role, a.status)
		}
	}
	h.ranks(p)
	h.as("officer").does(cycleURL(c.ID)+"/slate", "alternates", "1").says(t, "Minority reports (1)", "read in haste")
}
