package review_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
	register "github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// state is where a reviewer's reading of an application is.
func (b *bench) state(reader, app int) (state string) {
	b.t.Helper()
	if err := b.DB.Pool.QueryRow(b.ctx, `SELECT state FROM assignments WHERE reviewer_id = $1 AND application_id = $2 ORDER BY id DESC LIMIT 1`, b.members[reader], b.apps[app]).Scan(&state); err != nil {
		b.t.Fatal(err)
	}
	return state
}

func TestADeclaredTieVoidsTheReviewHandedInAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	tasks := b.assign()
	me := b.ready(1, tasks[1]...)
	b.submit(me, tasks[1][0], 8)
	b.submit(me, tasks[1][1], 6)
	b.score(b.ready(2, tasks[2]...), tasks[2][0], 7)
	a, err := h.review.DeclareAffiliation(me, review.DeclareAffiliationInput{Bond: interest.Board, Organization: h.museums[0], Since: calendar.On(2020, 1, 1)})
	if err != nil || a.OrganizationName != "Museum 1" {
		t.Fatalf("%+v, %v", a, err)
	}
	if s := b.state(1, 0); s != "recused" {
		t.Errorf("the reading is %s", s)
	}
	if s := b.state(1, 1); s != "submitted" {
		t.Errorf("the other reading is %s", s)
	}
	if n := h.number(`SELECT count(*)::int FROM reviews WHERE reviewer_id = $1 AND application_id = $2 AND state = 'voided'`, b.members[1], h.apps[0]); n != 1 {
		t.Errorf("%d reviews are kept as void", n)
	}
	if n := h.number(`SELECT review_count FROM applications WHERE id = $1`, h.apps[0]); n != 0 {
		t.Errorf("%d reviews count", n)
	}
	for template, who := range map[string]ident.Person{"review.recused": h.officer, "review.reading_ended": b.members[1]} {
		if n := h.number(`SELECT count(*)::int FROM messages WHERE template = $1 AND person_id = $2`, template, who); n != 1 {
			t.Errorf("%d messages of %s", n, template)
		}
	}
	if _, err := h.review.SaveScore(me, review.SaveScoreInput{Assignment: tasks[1][0], Criterion: h.criteria[0], HalfPoints: 8, Comment: comment}); err == nil {
		t.Error("a conflicted reviewer scores")
	}
	if err := h.try(`UPDATE assignments SET state = 'reading' WHERE reviewer_id = $1 AND application_id = $2`, b.members[1], h.apps[0]); err == nil {
		t.Error("an ended reading came alive again")
	}
	if err := h.try(`INSERT INTO call_ups (panel_id, application_id, called_by, at) VALUES ($1, $2, $3, now())`, b.panel.ID, h.apps[0], b.members[1]); err == nil {
		t.Error("who is bound called it up")
	}
	list, err := h.review.ConflictsOf(h.asOfficer(), h.apps[0])
	if err != nil || len(list) != 1 || list[0].Kind != review.Board || list[0].Note != "on the board of Museum 1 - partner in MC-2027-001" || len(list[0].Path) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	if chair, err := h.review.ConflictsOf(b.ready(0, tasks[0]...), h.apps[0]); err != nil || len(chair) != 1 || chair[0].Path != nil || chair[0].Note != "" {
		t.Errorf("the chair reads %+v, %v", chair, err)
	}
}

func TestTheOtherOnesRoleVoidsTheReviewOfWhoIsTiedToThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(1)
	tasks := b.assign()
	me := b.ready(0, tasks[0]...)
	b.score(me, tasks[0][0], 8)
	h.person("Tomás Núñez")
	tomas := h.person("Tomás Ibáñez")
	if _, err := h.review.DeclareAffiliation(me, review.DeclareAffiliationInput{Bond: interest.Family, Name: "IBANEZ, Tomas"}); err != nil {
		t.Fatal(err)
	}
	if s := b.state(0, 0); s != "draft" {
		t.Fatalf("the reading is %s before anything binds", s)
	}
	office := &register.Service{Desk: h.Desk(), Store: postgres.People{DB: h.DB}, Bonds: h.review}
	if _, err := office.AddMembership(h.asOfficer(), register.AddMembershipInput{Person: tomas, Organization: h.museums[0], Role: "staff", Title: "Curator"}); err != nil {
		t.Fatal(err)
	}
	if s := b.state(0, 0); s != "recused" {
		t.Errorf("the reading is %s", s)
	}
	g, err := h.review.ConflictGraph(h.asOfficer(), b.panel.ID)
	if err != nil || len(g.Edges) != 1 || g.Edges[0].Words != "family of Tomás Ibáñez - works at Museum 1 - partner in MC-2027-001" || g.Edges[0].Conflict.IsZero() || g.Edges[0].Lifted {
		t.Fatalf("%+v, %v", g, err)
	}
	if _, err := h.review.ConflictGraph(me, b.panel.ID); err == nil {
		t.Error("the reviewer sees the picture")
	}
}

func TestALiftedPathBindsNoMoreButANewOneDoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(1)
	me := b.as(b.members[0])
	at := func(in review.DeclareAffiliationInput) *review.Affiliation {
		a, err := h.review.DeclareAffiliation(me, in)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := at(review.DeclareAffiliationInput{Bond: interest.PaidWork, Organization: h.museums[0]})
	list, err := h.review.ConflictsOf(h.asOfficer(), h.apps[0])
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if _, err := h.review.WithdrawAffiliation(me, review.WithdrawAffiliationInput{Affiliation: first.ID}); err != nil {
		t.Fatal(err)
	}
	if n := h.number(`SELECT count(*)::int FROM conflicts WHERE lifted_at IS NULL`); n != 1 {
		t.Error("whoever declared it lifted it by taking it back")
	}
	at(review.DeclareAffiliationInput{Bond: interest.PaidWork, Name: "museum 1"})
	if _, err := h.review.LiftConflict(h.asOfficer(), review.LiftConflictInput{Conflict: list[0].ID, Reason: "one lecture for which nothing was paid"}); err != nil {
		t.Fatal(err)
	}
	if found, err := h.review.DetectConflicts(h.asOfficer(), b.panel.ID); err != nil || len(found) != 0 {
		t.Errorf("found again: %+v, %v", found, err)
	}
	at(review.DeclareAffiliationInput{Bond: interest.Board, Organization: h.museums[0]})
	if n := h.number(`SELECT count(*)::int FROM conflicts WHERE lifted_at IS NULL AND kind = 'board'`); n != 1 {
		t.Errorf("a new path binds %d times", n)
	}
	g, err := h.review.ConflictGraph(h.asOfficer(), b.panel.ID)
	if err != nil || len(g.Edges) != 2 || g.Edges[0].Lifted || !g.Edges[1].Lifted {
		t.Errorf("%+v, %v", g.Edges, err)
	}
}

func TestAStrictCycleKeepsPeopleOfApplicantsOffItsPanels(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	h.exec(`UPDATE cycles SET conflict_strict = true`)
	b := h.bench(2)
	tasks := b.assign()
	me := b.ready(1, tasks[1]...)
	b.submit(me, tasks[1][1], 8)
	if _, err := h.review.DeclareAffiliation(me, review.DeclareAffiliationInput{Bond: interest.Employment, Organization: h.museums[0]}); err != nil {
		t.Fatal(err)
	}
	if n := h.number(`SELECT count(*)::int FROM panel_members WHERE person_id = $1 AND left_at IS NOT NULL`, b.members[1]); n != 1 {
		t.Error("the member still sits on the panel")
	}
	_, err := h.review.AddMember(h.asOfficer(), review.AddMemberInput{Panel: b.panel.ID, Person: b.members[1]})
	want(t, err, "barred")
	c, err := h.review.Candidate(h.asOfficer(), review.CandidateInput{Panel: b.panel.ID, Person: b.members[1]})
	if err != nil || !c.Barred || c.Bound != 1 || c.Of != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	h.exec(`UPDATE cycles SET conflict_strict = false`)
	if _, err := h.review.AddMember(h.asOfficer(), review.AddMemberInput{Panel: b.panel.ID, Person: b.members[1]}); err != nil {
		t.Error(err)
	}
}

// TestThePictureHoldsNothingOfWhatItsViewerIsBoundTo compares two worlds in which an officer with a conflict looks at a panel.
func TestThePictureHoldsNothingOfWhatItsViewerIsBoundTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(1)
	if _, err := h.review.DeclareAffiliation(b.as(b.members[0]), review.DeclareAffiliationInput{Bond: interest.Board, Organization: h.museums[1]}); err != nil {
		t.Fatal(err)
	}
	other := h.person("Other Officer")
	if _, err := h.review.RecordConflict(h.as(other, auth.Grant{Role: auth.Officer, Program: h.program}), review.RecordConflictInput{Application: h.apps[1], Person: h.officer, Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	g, err := h.review.ConflictGraph(h.asOfficer(), b.panel.ID)
	if err != nil || len(g.Edges) != 0 || len(g.Proposals) != 1 {
		t.Errorf("%+v, %v", g, err)
	}
	c, err := h.review.Candidate(h.asOfficer(), review.CandidateInput{Panel: b.panel.ID, Person: b.members[0]})
	if err != nil || c.Bound != 0 || c.Of != 1 || len(c.Edges) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if whole, err := h.review.ConflictGraph(h.as(other, auth.Grant{Role: auth.Officer, Program: h.program}), b.panel.ID); err != nil || len(whole.Edges) != 1 || len(whole.Proposals) != 2 {
		t.Errorf("%+v, %v", whole, err)
	}
}

func TestATieIsRefusedWithTheFieldToBlame(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	me := h.as(h.person("Ana Ruiz"))
	for name, c := range map[string]struct {
		in   review.DeclareAffiliationInput
		code string
	}{
		"a tie there is not":           {review.DeclareAffiliationInput{Bond: "friend", Name: "Museo X"}, "bad_bond"},
		"to nobody":                    {review.DeclareAffiliationInput{Bond: interest.Family, Name: " "}, "required"},
		"to no organization":           {review.DeclareAffiliationInput{Bond: interest.Board}, "required"},
		"to one the register lacks":    {review.DeclareAffiliationInput{Bond: interest.Board, Organization: ident.NewOrganization()}, "not_found"},
		"an address of an institution": {review.DeclareAffiliationInput{Bond: interest.Board, Name: "Museo X", Email: "a@museo.pe"}, "to_organization"},
		"no address":                   {review.DeclareAffiliationInput{Bond: interest.Family, Email: "my husband"}, "bad_email"},
		"over before it began":         {review.DeclareAffiliationInput{Bond: interest.Board, Name: "Museo X", Since: calendar.On(2026, 2, 2), Until: calendar.On(2026, 2, 1)}, "before_start"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.review.DeclareAffiliation(me, c.in)
			want(t, err, c.code)
		})
	}
	a, err := h.review.DeclareAffiliation(me, review.DeclareAffiliationInput{Bond: interest.CoAuthor, Name: "Zoë O'Hara", Email: " Zoe@Example.org "})
	if err != nil || a.Email != "zoe@example.org" {
		t.Fatalf("%+v, %v", a, err)
	}
	other := h.as(h.person("Bo Other"))
	_, err = h.review.EndAffiliation(other, review.EndAffiliationInput{Affiliation: a.ID, Until: calendar.On(2026, 2, 1)})
	want(t, err, "not_found")
	if mine, err := h.review.MyAffiliations(other); err != nil || len(mine) != 0 {
		t.Errorf("%+v, %v", mine, err)
	}
	if a, err = h.review.EndAffiliation(me, review.EndAffiliationInput{Affiliation: a.ID, Until: calendar.On(2026, 2, 1)}); err != nil || a.Until != calendar.On(2026, 2, 1) {
		t.Errorf("%+v, %v", a, err)
	}
}
