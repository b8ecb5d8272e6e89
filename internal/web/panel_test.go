package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// committee is the panel of the live cycle that still reads.
func (h *house) committee() *review.Panel {
	h.t.Helper()
	all, err := h.Review.Panels(h.as("officer").context(), h.live().ID)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range all {
		if p.State == review.Reading {
			return p
		}
	}
	h.t.Fatal("no panel reads")
	return nil
}

func TestAnOfficerSetsAPhaseAndMembersReadItInWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel := h.committee()
	desk, officer := "/office/panels/"+panel.ID.String(), h.as("officer")
	officer.opens(desk).says(t, "What members see, phase by phase", "what is assigned to them")
	rules := []string{"kind", "preliminary", "version", "1", "reads.preliminary", "all", "others.preliminary", "after_own"}
	officer.refused(http.StatusUnprocessableEntity, desk+"/phases", append(rules, "reason.preliminary", "")...).says(t, "Say why the rules of the phase change.")
	officer.does(desk+"/phases", append(rules, "reason.preliminary", "The panel asked to read all.")...).says(t, "the members are told", "The rules changed once", "The panel asked to read all.")
	officer.refused(http.StatusConflict, desk+"/phases", append(rules, "names.preliminary", "on", "reason.preliminary", "Again.")...)

	b := h.as("reviewer")
	me := auth.Who(b.context()).Person
	if _, err := h.Review.RemoveMember(officer.context(), review.RemoveMemberInput{Panel: panel.ID, Person: me, Reason: "Reads all instead."}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Review.AddMember(officer.context(), review.AddMemberInput{Panel: panel.ID, Person: me}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Review.SignConfidentiality(b.context(), review.SignConfidentialityInput{Panel: panel.ID}); err != nil {
		t.Fatal(err)
	}
	seat := seatURL(panel.ID)
	b.opens("/reviews").says(t, "Panels you sit on", panel.Name)
	b.opens(seat).says(t, "You read all of the panel", "Who wrote a review is hidden from you", "All that the panel reads", "The panel asked to read all.")
	titles, err := h.Review.PanelTitles(b.context(), panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	var free, bound *review.PanelTitle
	for _, x := range titles {
		switch {
		case x.Assigned || x.DeclaredAt != nil:
		case free == nil:
			free = x
		case bound == nil:
			bound = x
		}
	}
	if free == nil || bound == nil {
		t.Fatal("the reviewer reads all that there is")
	}
	shut := "/reviews/panels/" + panel.ID.String() + "/applications/"
	if a := b.get(shut + free.Application.String()); a.status != http.StatusNotFound {
		t.Errorf("before the declaration the reviews answer %d", a.status)
	}
	b.refused(http.StatusUnprocessableEntity, seat[:len(seat)-len("member")]+"declare", "kind."+free.Application.String(), "")
	b.refused(http.StatusUnprocessableEntity, seat[:len(seat)-len("member")]+"declare", "kind."+bound.Application.String(), "other").says(t, "Say what binds you.")
	after := b.does(seat[:len(seat)-len("member")]+"declare", "kind."+free.Application.String(), "none", "kind."+bound.Application.String(), "family")
	after.says(t, "2 declarations are kept.", free.Title)
	if strings.Contains(after.body, bound.Title) {
		t.Error("the bound title still shows")
	}
	b.opens(shut + free.Application.String())
	if a := b.get(shut + bound.Application.String()); a.status != http.StatusNotFound {
		t.Errorf("the bound proposal's reviews answer %d", a.status)
	}
	if a := h.as("applicant").get(seat); a.status != http.StatusNotFound {
		t.Errorf("an applicant's look answers %d", a.status)
	}
}

// other is a member who is not the reviewer one can be, nor the chair.
func other(h *house, panel *review.Panel) *review.PanelMember {
	for _, m := range panel.Members {
		if !m.Chair && m.LeftAt == nil && m.Person != auth.Who(h.as("reviewer").context()).Person {
			return m
		}
	}
	h.t.Fatal("there is no other member")
	return nil
}

func TestThePictureOfAnAssignmentTellsWhyAndWhyNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel, officer := h.committee(), h.as("officer")
	desk := "/office/panels/" + panel.ID.String()
	skills := skillsURL(panel.ID, other(h, panel).Person)
	officer.refused(http.StatusUnprocessableEntity, skills, "topic.0", "country:KE", "level.0", "101").says(t, "A level is between 1 and 100 percent.")
	officer.does(skills, "topic.0", "country:KE", "level.0", "80", "topic.1", "", "level.1", "100").says(t, "What the member knows is kept.")
	officer.opens(desk+"/matrix").says(t, "Who carries how much", "Kenya (80%)", other(h, panel).Name)
	rows, err := officer.h.Review.Assignments(officer.context(), review.AssignmentFilter{Panel: panel.ID}, page.First(1))
	if err != nil {
		t.Fatal(err)
	}
	pair := desk + "/matrix?application=" + rows.Nodes[0].Application.String() + "&reviewer=" + rows.Nodes[0].Reviewer.String()
	if body := officer.opens(pair).body; !strings.Contains(body, `id="why"`) {
		t.Error("the page does not answer why")
	}
	if a := h.as("applicant").get(desk + "/matrix"); a.status != http.StatusNotFound {
		t.Errorf("an applicant's look answers %d", a.status)
	}
	if a := h.as("reviewer").get(skills); a.status != http.StatusNotFound {
		t.Errorf("another member's look at the skills answers %d", a.status)
	}
}

func TestAChairTriagesDiscussesAndMembersScoreAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel, chair := h.committee(), h.as("chair")
	run := "/reviews/panels/" + panel.ID.String()
	chair.does(run+"/close", "version", strconv.Itoa(panel.Version))
	items, err := h.Review.Agenda(h.as("reviewer").context(), panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out *review.AgendaItem
	for _, x := range items {
		if !x.Discussed {
			out = x
		}
	}
	if out != nil {
		h.as("reviewer").does(run+"/call-up", "application", out.Application.String(), "from", "member", "reason."+out.Application.String(), "New ground.").says(t, "The proposal is called up.", "New ground.")
		chair.opens(run).says(t, "New ground.", "Called up by")
	}
	chair.does(run+"/discussion").says(t, "The discussion is open.")
	h.as("reviewer").opens(seatURL(panel.ID)).says(t, "Now: Discussion", "What the panel talks about")
	chair.does(run+"/rescoring").says(t, "Members may score anew.")
	c, err := h.Review.Assignments(chair.context(), review.AssignmentFilter{Panel: panel.ID, State: review.SubmittedIt}, page.First(100))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range c.Nodes {
		if x.Reviewer != auth.Who(h.as("reviewer").context()).Person {
			continue
		}
		b := h.as("reviewer")
		b.refused(http.StatusUnprocessableEntity, reviewURL(x.ID)+"/rescore", "reason", " ").says(t, "Say what changed your mind.")
		b.does(reviewURL(x.ID)+"/rescore", "reason", "The chair showed what I had missed.").says(t, "Your review is open again.")
		return
	}
	t.Fatal("the member handed in nothing")
}
