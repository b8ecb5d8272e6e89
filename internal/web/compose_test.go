package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestAnOfficerComposesACallFromPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("officer")
	b.opens("/office").says(t, "Programs and calls")
	list := b.opens("/office/programs")
	list.says(t, "Museums Connect", "New cycle")
	live := h.live()
	begin := list.link(t, programURL(live.Program)+"/cycles/new")
	b.opens(begin).says(t, "Copy", live.Title)
	made := b.does(strings.TrimSuffix(begin, "/new"), "from", live.ID.String(), "year", "2099", "title", "Museums Connect 2099")
	cycle := strings.TrimSuffix(made.link(t, composeURL(composedCycle(t, h).ID)+"/frame"), "/frame")
	for _, x := range []struct {
		name string
		does func(*testing.T, *house, string)
	}{
		{"a copy has everything but money, moved by whole years", copyHasEverythingButMoney},
		{"phases are typed on the clock of the program", phasesAreTyped},
		{"themes fit their rule or are a check that fails", themesFitTheirRule},
		{"weights that do not sum to 100 stop publishing", weightsStopPublishing},
		{"a rubric is seen as its readers will before it is kept", rubricPreviewed},
		{"figures that make no sense are refused where they stand", figuresRefused},
		{"an eligibility rule is switched off with its reason", eligibilitySwitched},
		{"money beyond the funder's award is a check that fails", moneyBeyondTheAward},
		{"a rehearsal shows the whole cycle", rehearsalShowsTheCycle},
		{"the director publishes and what is said is fixed", directorPublishes},
	} {
		t.Run(x.name, func(t *testing.T) { x.does(t, h.in(t), cycle) })
	}
}

// composedCycle is the draft as it is kept.
func composedCycle(t *testing.T, h *house) *program.Detail {
	t.Helper()
	for _, c := range must(h.Program.Calls(h.as("director").context()))(t) {
		if c.Year == 2099 {
			return must(h.Program.Cycle(h.as("director").context(), c.ID))(t)
		}
	}
	t.Fatal("no draft")
	return nil
}

func copyHasEverythingButMoney(t *testing.T, h *house, at string) {
	d, live := composedCycle(t, h), h.live()
	if d.State != program.Draft || d.AppropriationMinor != 0 || !d.FunderAward.IsZero() {
		t.Errorf("a copy is %s with %s", d.State, d.Appropriation())
	}
	if len(d.Phases) != len(live.Phases) || len(d.Themes) != len(live.Themes) || len(d.Criteria) != len(live.Criteria) || d.ProposalForm != live.ProposalForm {
		t.Error("something was not copied")
	}
	was, now := live.Phases[0].ClosesAt.In(zoneOf(live.Zone)), d.Phases[0].ClosesAt.In(zoneOf(d.Zone))
	if now.Year()-was.Year() != 2099-live.Year || now.Format("01-02 15:04:05") != was.Format("01-02 15:04:05") {
		t.Errorf("%s became %s", was, now)
	}
	h.as("officer").opens(at).says(t, "Before publishing", "The weights sum to 100", "Phases and deadlines")
	if a := h.as("").get("/calls/" + d.ID.String()); a.status != http.StatusNotFound {
		t.Errorf("the public is answered %d", a.status)
	}
	for _, role := range []string{"applicant", "reviewer", "finance", "auditor", "admin"} {
		if a := h.as(role).get(at); a.status != http.StatusNotFound {
			t.Errorf("%s is answered %d", role, a.status)
		}
	}
}

func phasesAreTyped(t *testing.T, h *house, at string) {
	b := h.as("officer")
	b.refused(http.StatusUnprocessableEntity, at+"/phases", "phases.statement.on", "on", "phases.statement.opensAt", "2098-12-01T09:00",
		"phases.statement.closesAt", "soon", "phases.statement.graceSeconds", "60").holds(t, "Give a date and a time.", `value="soon"`)
	b.does(at+"/phases",
		"phases.profile_alone.on", "on", "phases.profile_alone.opensAt", "2098-09-01T09:00", "phases.profile_alone.closesAt", "2098-11-07T23:59:59", "phases.profile_alone.graceSeconds", "60",
		"phases.proposal.on", "on", "phases.proposal.opensAt", "2098-12-01T09:00", "phases.proposal.closesAt", "2099-04-07T23:59:59", "phases.proposal.graceSeconds", "120",
		"profileRollover", "on")
	d := composedCycle(t, h)
	p := d.Phase(program.ProposalPhase)
	if len(d.Phases) != 2 || !d.ProfileRollover || p == nil || p.GraceSeconds != 120 {
		t.Fatalf("%d phases, rollover %v", len(d.Phases), d.ProfileRollover)
	}
	if got := p.ClosesAt.Format("2006-01-02 15:04:05"); got != "2099-04-08 03:59:59" {
		t.Errorf("23:59:59 in New York in April is %s in UTC", got)
	}
	b.opens(at).says(t, "Every phase has its form")
	b.does(at+"/forms", "profile", d.ProposalForm.String(), "statement", "", "proposal", d.ProposalForm.String())
	if got := composedCycle(t, h); got.ProfileForm != d.ProposalForm || !got.StatementForm.IsZero() {
		t.Error("the forms were not kept")
	}
}

func themesFitTheirRule(t *testing.T, h *house, at string) {
	b := h.as("officer")
	b.does(at+"/themes", "rule", "master_and_one", "themes.0.en", "Youth", "themes.1.en", "Water", "themes.1.place", "2")
	if checkOf(t, h, "themes").Passed {
		t.Error("a rule with a master theme is met without one")
	}
	b.does(at+"/themes", "rule", "master_and_one", "themes.0.en", "Water", "themes.0.place", "2", "themes.1.en", "Youth", "themes.1.es", "Juventud", "themes.1.place", "1", "master", "1")
	d := composedCycle(t, h)
	if !checkOf(t, h, "themes").Passed || len(d.Themes) != 2 || d.Themes[0].Title["es"] != "Juventud" || !d.Themes[0].Master {
		t.Errorf("kept %d themes, the first %v", len(d.Themes), d.Themes[0])
	}
	b.refused(http.StatusUnprocessableEntity, at+"/themes", "rule", "none", "themes.0.en", "Water", "themes.4.en", "water").says(t, "has this theme already")
}

func checkOf(t *testing.T, h *house, code string) program.Check {
	t.Helper()
	for _, c := range must(h.Program.Checks(h.as("officer").context(), composedCycle(t, h).ID))(t) {
		if c.Code == code {
			return c
		}
	}
	t.Fatalf("no check %s", code)
	return program.Check{}
}

func weightsStopPublishing(t *testing.T, h *house, at string) {
	b := h.as("officer")
	b.does(at+"/criteria", "criteria.0.titleEn", "Project concept", "criteria.0.weight", "60", "criteria.0.tieBreak", "1",
		"criteria.0.anchorsEn", "Poor\nFair\nGood\nVery good\nExcellent", "criteria.1.titleEn", "Community", "criteria.1.weight", "30")
	if checkOf(t, h, "weights_sum").Passed {
		t.Error("90 is taken for 100")
	}
	h.as("director").refused(http.StatusUnprocessableEntity, strings.TrimSuffix(at, "/compose")+"/publish").says(t, "sum to 90")
	b.refused(http.StatusUnprocessableEntity, at+"/criteria", "criteria.0.titleEn", "Project concept", "criteria.0.weight", "a lot")
	b.does(at+"/criteria", "criteria.0.titleEn", "Project concept", "criteria.0.weight", "60", "criteria.0.tieBreak", "1",
		"criteria.0.anchorsEn", "Poor\nFair\nGood\nVery good\nExcellent", "criteria.1.titleEn", "Community", "criteria.1.weight", "40", "criteria.1.tieBreak", "2")
	d := composedCycle(t, h)
	if len(d.Criteria) != 2 || d.Criteria[0].Key != "project_concept" || len(d.Criteria[0].Anchors) != 5 || d.Criteria[0].Anchors[4]["en"] != "Excellent" {
		t.Errorf("kept %+v", d.Criteria[0])
	}
}

func rubricPreviewed(t *testing.T, h *house, at string) {
	b := h.as("officer")
	before := composedCycle(t, h)
	label := "\"Concept\" & <b>co</b> 🏛️ مرحبا"
	rubric := []string{
		"reviewKind", "scored", "scaleLowest", "0", "scaleHighest", "3", "commentMinChars", "20",
		"criteria.0.titleEn", label, "criteria.0.weight", "100", "criteria.0.anchorsEn", "None\n\n\"Much\"\nAll 👍🏽",
		"criteria.1.titleEn", "Legal", "criteria.1.kind", "pass_fail", "criteria.2.titleEn", "Reach", "criteria.2.weight", "5", "criteria.2.bonus", "on", "criteria.2.commentMinChars", "0",
	}
	a := b.send(http.MethodPost, at+"/criteria", values(append(rubric, "do", "preview")...))
	if a.status != http.StatusOK || composedCycle(t, h).Version != before.Version {
		t.Fatalf("a preview answers %d", a.status)
	}
	_, shown, _ := strings.Cut(a.body, `id="preview"`)
	answer{body: shown}.says(t, label+" (100 points)", "All 👍🏽", "Legal (pass or fail)", "Reach (bonus, up to 5 points apart)", "at least 20 characters")
	for _, gone := range []string{"Whether to fund", "Inadequate", `value="0.5"`, `value="4"`} {
		if strings.Contains(shown, gone) {
			t.Errorf("the preview has %q", gone)
		}
	}
	b.refused(http.StatusUnprocessableEntity, at+"/criteria", append(rubric, "do", "preview", "criteria.3.titleEn", "Legal", "criteria.3.kind", "comment", "criteria.3.weight", "3")...).
		says(t, "The cycle has this criterion already.", "Only a criterion with points has a weight.", "cannot be shown yet")
	b.does(at+"/criteria", rubric...)
	d := composedCycle(t, h)
	if k := d.Criteria[0]; k.Title["en"] != label || len(k.Anchors) != 4 || k.Anchors[1]["en"] != "" || k.Anchors[3]["en"] != "All 👍🏽" || d.ScaleHighest != 3 || !d.OverallSkipped || d.HalfPoints || !d.Criteria[2].Bonus || *d.Criteria[2].Least != 0 {
		t.Errorf("kept %+v of %+v", k, d.Cycle)
	}
	if checkOf(t, h, "anchors").Passed {
		t.Error("an anchor left empty between others is taken for all of them")
	}
	b.opens(at+"/criteria").says(t, label+" (100 points)")
	b.does(at+"/criteria", "reviewKind", "scored", "scaleLowest", "1", "scaleHighest", "5", "halfPoints", "on", "overallAsked", "on", "commentMinChars", "50",
		"criteria.0.titleEn", "Project concept", "criteria.0.weight", "60", "criteria.0.tieBreak", "1", "criteria.1.titleEn", "Community", "criteria.1.weight", "40", "criteria.1.tieBreak", "2")
}

func figuresRefused(t *testing.T, h *house, at string) {
	b := h.as("officer")
	good := []string{
		"yearsOpenMin", "2", "reapplyGapYears", "3", "currency", "USD", "awardMin", "20000", "awardMax", "60000", "costSharePercent", "33.33",
		"reviewsNeeded", "3", "halfPoints", "on", "commentMinChars", "50", "conflictMonths", "24", "returnsAllowed", "on",
	}
	for field, bad := range map[string]string{"awardMin": "70000", "awardMax": "lots", "costSharePercent": "1001", "reviewsNeeded": "0", "currency": "dollars", "yearsOpenMin": "-2"} {
		form := append([]string(nil), good...)
		for i := 0; i < len(form); i += 2 {
			if form[i] == field {
				form[i+1] = bad
			}
		}
		b.refused(http.StatusUnprocessableEntity, at+"/rules", form...).holds(t, `value="`+bad+`"`)
	}
	b.does(at+"/rules", append(good, "signatureRequired", "on")...)
	if !composedCycle(t, h).SignatureRequired {
		t.Error("the signature is not asked for")
	}
	b.does(at+"/rules", good...)
	if d := composedCycle(t, h); d.SignatureRequired || d.CostShare != 3_333 || d.AwardMinMinor != 20_000_00 || d.ReturnsBarred {
		t.Errorf("kept %d, %s, %v", d.CostShare, d.AwardMin(), d.ReturnsBarred)
	}
	b.refused(http.StatusConflict, at+"/rules", append(good, "version", "1")...).says(t, "Someone else changed this")
}

func eligibilitySwitched(t *testing.T, h *house, at string) {
	b := h.as("officer")
	b.opens(at+"/eligibility").says(t, "E16 · The lead has a Unique Entity ID", "Every call has this rule.")
	form := []string{"E16", "Signed up for later."}
	for _, r := range partnership.AllRules() {
		if r != partnership.EmbassyWord && r != partnership.UEIGiven {
			form = append(form, string(r)+".holds", "on")
		}
	}
	b.refused(http.StatusUnprocessableEntity, at+"/eligibility", form...).holds(t, `value="Signed up for later."`)
	b.does(at+"/eligibility", append(form, "E6", "No endorsements this year.")...).says(t, "2 rules are off")
	b.opens(at+"/eligibility").holds(t, `value="No endorsements this year."`)
	b.refused(http.StatusConflict, at+"/eligibility", append(form, "E6", "Another officer's words.", "version", "1")...).says(t, "Someone else changed this")
	b.opens(at+"/eligibility").holds(t, `value="No endorsements this year."`)
	off := 0
	for _, x := range must(h.Partnership.CycleRules(b.context(), composedCycle(t, h).ID))(t) {
		if !x.Holds {
			off++
		}
	}
	if off != 2 {
		t.Errorf("%d rules are kept as off", off)
	}
}

func moneyBeyondTheAward(t *testing.T, h *house, at string) {
	b, award := h.as("officer"), h.live().FunderAward.String()
	b.does(at+"/money", "funderAward", award, "appropriation", "9000000.00", "adminReserve", "0")
	if checkOf(t, h, "money_within").Passed {
		t.Error("more than the award has is within it")
	}
	b.does(at+"/money", "funderAward", award, "appropriation", "200000.00", "adminReserve", "10000.00")
	if !checkOf(t, h, "money_within").Passed {
		t.Error("what the award has left is not within it")
	}
	b.does(at+"/frame", "title", "Museums Connect 2099", "year", "2099", "zone", "America/New_York", "projectStartsOn", "2099-08-01", "projectEndsOn", "2100-07-31")
	b.refused(http.StatusUnprocessableEntity, at+"/frame", "title", "x", "year", "2099", "zone", "Mars/Olympus")
}

func rehearsalShowsTheCycle(t *testing.T, h *house, at string) {
	b := h.as("officer")
	page := strings.TrimSuffix(at, "/compose") + "/rehearsal"
	b.opens(page).says(t, "Nothing is kept")
	a := b.send(http.MethodPost, page, nil)
	if a.status != http.StatusOK {
		t.Fatalf("the rehearsal answers %d", a.status)
	}
	a.says(t, "The cycle reaches its end", "The slate is approved", "Helen Marsh", "A late proposal is refused", "people (Museum profiles)")
}

func directorPublishes(t *testing.T, h *house, at string) {
	board := strings.TrimSuffix(at, "/compose")
	if a := h.as("officer").send(http.MethodPost, board+"/publish", nil); a.status != http.StatusForbidden {
		t.Errorf("an officer publishes: %d", a.status)
	}
	h.as("director").opens(at).says(t, "Publish")
	h.as("director").does(board + "/publish")
	b := h.as("officer")
	b.opens(at).says(t, "This call is public")
	b.opens(at+"/themes").holds(t, " disabled>")
	b.refused(http.StatusConflict, at+"/eligibility")
	b.refused(http.StatusConflict, at+"/themes", "rule", "none")
	b.refused(http.StatusConflict, board+"/drop")
	h.as("").opens("/calls/"+composedCycle(t, h).ID.String()).says(t, "Water", "Project concept")
}

func TestAnOfficerMakesAProgramOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("officer")
	funder := must(h.Fund.Funders(b.context()))(t)[0].ID.String()
	b.refused(http.StatusUnprocessableEntity, "/office/programs", "key", "A B", "name", "", "funder", funder).says(t, "lower-case")
	b.does("/office/programs", "from", h.live().Program.String(), "key", "small_museums", "name", "Small Museums", "administrator", "The Alliance",
		"funder", funder, "applicant", "partnership", "summaryEn", "For small museums.").holds(t, `value="Small Museums"`)
	b.opens("/office/programs").says(t, "Small Museums")
	b.refused(http.StatusConflict, "/office/programs", "key", "small_museums", "name", "Again", "administrator", "The Alliance",
		"funder", funder, "applicant", "person", "summaryEn", "Twice.")
	h.as("director").opens("/office/programs").says(t, "Small Museums")
	for _, role := range []string{"applicant", "finance", "admin"} {
		if a := h.as(role).get("/office/programs"); a.status != http.StatusNotFound {
			t.Errorf("%s is answered %d", role, a.status)
		}
	}
}

// holds looks for text in the page as it is written.
func (a answer) holds(t *testing.T, texts ...string) {
	t.Helper()
	for _, x := range texts {
		if !strings.Contains(a.body, x) {
			t.Errorf("the page does not hold %q:\n%s", x, plainText(a.body))
		}
	}
}
