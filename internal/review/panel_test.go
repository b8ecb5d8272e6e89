package review_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func want(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.HasCode(err, code) {
		t.Errorf("answered %v, want %s", err, code)
	}
}

func TestAPanelFromFormingToRanked(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	tasks := b.assign()
	if p, err := h.review.Panel(h.asOfficer(), b.panel.ID); err != nil || p.State != review.Reading || len(p.Members) != 3 || !p.Members[0].Chair {
		t.Fatalf("after assigning: %+v, %v", p, err)
	}
	if n := h.number(`SELECT count(*) FROM applications WHERE state = 'in_review'`); n != 2 {
		t.Errorf("%d applications are in review", n)
	}
	if again := b.assign(); again[0] != nil {
		t.Errorf("assigning twice made %v", again)
	}
	for i := range b.members {
		ctx := b.ready(i, tasks[i]...)
		b.submit(ctx, tasks[i][0], 6)
		b.submit(ctx, tasks[i][1], 6+i)
	}
	if _, err := h.review.FreezeRanking(h.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Raw}); !fault.HasCode(err, "state") {
		t.Errorf("an open panel was ranked: %v", err)
	}
	b.lock()
	r, err := h.review.FreezeRanking(h.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Raw})
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Places[0]; p.Application != h.apps[1] || *p.Place != 1 || p.Counted != 3 || *p.RawMilli != 62500 || p.Title != "Exchange 2" || p.LeadName != "Museum 2" {
		t.Errorf("first is %+v", p)
	}
	if ok, err := r.Verify(); !ok || err != nil {
		t.Errorf("the frozen ranking does not verify: %v", err)
	}
	again, err := h.review.FreezeRanking(h.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Raw})
	if err != nil || again.ID != r.ID {
		t.Errorf("frozen twice gave another ranking: %v", err)
	}
	if list, err := h.review.Rankings(h.asOfficer(), h.cycle); err != nil || len(list) != 1 || list[0].PanelMeanMilli == nil {
		t.Errorf("rankings: %v, %v", list, err)
	}
	if p, _ := h.review.Panel(h.asGrants(), b.panel.ID); p.State != review.Ranked {
		t.Errorf("the panel is %s", p.State)
	}
	if n := h.number(`SELECT count(*) FROM applications WHERE review_count = 3 AND review_mean_milli IN (50000, 62500)`); n != 2 {
		t.Errorf("%d applications have count and mean in step", n)
	}
}

func TestARankingNeedsThreeCountedReviews(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(3)
	tasks := b.assign()
	for i := range 2 {
		b.submit(b.ready(i, tasks[i]...), tasks[i][0], 8)
	}
	b.ready(2, tasks[2]...)
	b.lock()
	r, err := h.review.FreezeRanking(h.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Normalized})
	if err != nil || r.Places[0].Place != nil || r.Places[0].Counted != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	err = h.try(`INSERT INTO ranking_places (ranking_id, application_id, place, counted) SELECT id, $1, 1, 2 FROM rankings`, h.apps[0])
	if err == nil {
		t.Error("the database kept a place with two reviews")
	}
}

func TestWhoMayFormAPanelAndSitOnIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	reader := h.person("Rita Reader")
	h.exec(`INSERT INTO role_grants (id, person_id, role, program_id, granted_at) VALUES ($1, $2, 'program_officer', $3, now())`, ident.NewRoleGrant(), h.officer, h.program)
	in := review.FormPanelInput{Cycle: h.cycle, Name: "A", Members: []ident.Person{reader, h.officer, ident.NewPerson(), reader}}
	_, err := h.review.FormPanel(h.asOfficer(), in)
	for _, code := range []string{"staff", "not_found", "twice"} {
		want(t, err, code)
	}
	in.Members = []ident.Person{reader}
	_, err = h.review.FormPanel(h.as(reader), in)
	want(t, err, "forbidden")
	_, err = h.review.FormPanel(h.as(h.officer, auth.Grant{Role: auth.Officer, Program: ident.NewProgram()}), in)
	want(t, err, "forbidden")
	p, err := h.review.FormPanel(h.asOfficer(), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.try(`INSERT INTO panel_members (id, panel_id, person_id) VALUES ($1, $2, $3)`, ident.NewPanelMember(), p.ID, h.officer); err == nil {
		t.Error("the database put staff on a panel")
	}
	if _, err := h.review.Panel(h.as(reader), p.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger saw the panel: %v", err)
	}
	_, err = h.review.RemoveMember(h.asOfficer(), review.RemoveMemberInput{Panel: p.ID, Person: reader})
	want(t, err, "required")
	if p, err = h.review.RemoveMember(h.asOfficer(), review.RemoveMemberInput{Panel: p.ID, Person: reader, Reason: "ill"}); err != nil || len(p.Members) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = h.review.AddMember(h.asOfficer(), review.AddMemberInput{Panel: p.ID, Person: reader, Chair: true}); err != nil || !p.Members[0].Chair {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAssignRefusesPairByPairAndKeepsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	one := 1
	own, other := h.person("Own Museum"), h.person("Free Reader")
	h.exec(`INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, 'staff')`, ident.NewMembership(), own, h.museums[0])
	p, err := h.review.FormPanel(h.asOfficer(), review.FormPanelInput{Cycle: h.cycle, Name: "A", Members: []ident.Person{own, other}, LoadLimit: &one})
	if err != nil {
		t.Fatal(err)
	}
	h.exec(`UPDATE applications SET state = 'ineligible' WHERE id = $1`, h.apps[2])
	_, err = h.review.Assign(h.asOfficer(), review.AssignInput{Panel: p.ID, Pairs: []review.Pairing{
		{Application: h.apps[0], Reviewer: own},
		{Application: h.apps[0], Reviewer: other},
		{Application: h.apps[1], Reviewer: other},
		{Application: h.apps[2], Reviewer: own},
		{Application: h.apps[1], Reviewer: h.grants},
		{Application: ident.NewApplication(), Reviewer: other},
	}})
	for _, code := range []string{"conflicted", "over_load", "not_eligible", "not_member", "not_found"} {
		want(t, err, code)
	}
	if n := h.number(`SELECT count(*) FROM assignments`); n != 0 {
		t.Errorf("%d assignments were kept of a refused list", n)
	}
	plan, err := h.review.AssignEvenly(h.asOfficer(), review.AssignEvenlyInput{Panel: p.ID, PerApplication: &one})
	if err != nil || len(plan.Assigned) != 2 || len(plan.Short) != 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	for _, a := range plan.Assigned {
		if a.Application == h.apps[0] && a.Reviewer == own {
			t.Error("somebody was given their own museum's application")
		}
	}
	two := 2
	plan, err = h.review.AssignEvenly(h.asOfficer(), review.AssignEvenlyInput{Panel: p.ID, PerApplication: &two})
	if err != nil || len(plan.Assigned) != 0 || len(plan.Short) != 2 || plan.Short[0].Why != "of 2 panel members 1 have a conflict and 0 are at their limit" {
		t.Errorf("%+v, %v", plan, err)
	}
}

func TestTheQueueIsOneStatementAndShowsNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	b := h.bench(2)
	tasks := b.assign()
	ctx, statements := postgres.Counting(b.reader(1))
	rows := h.queue(ctx)
	if statements() != 1 {
		t.Errorf("the queue took %d statements", statements())
	}
	for _, r := range rows {
		if r.Step != review.SignStep || r.Title != "" || !r.Application.IsZero() || len(r.Partners) > 0 {
			t.Errorf("before signing it shows %+v", r)
		}
	}
	_, err := h.review.DeclareConflicts(ctx, review.DeclareConflictsInput{Declarations: []review.Declaration{{Assignment: tasks[1][0]}}})
	want(t, err, "sign_first")
	ctx = b.ready(1, tasks[1][0])
	_, err = h.review.DeclareConflicts(ctx, review.DeclareConflictsInput{Declarations: []review.Declaration{{Assignment: tasks[1][1], Kind: review.Family, Note: "my sister"}}})
	if err != nil {
		t.Fatal(err)
	}
	by := map[ident.Assignment]*review.QueueRow{}
	for _, r := range h.queue(ctx) {
		by[r.ID] = r
	}
	if r := by[tasks[1][0]]; r.Step != review.ReadStep || r.Title != "Exchange 1" || r.LeadName != "Museum 1" || len(r.Partners) != 1 || r.Partners[0].Country != "PE" || r.Criteria != 3 {
		t.Errorf("a cleared row is %+v", r)
	}
	if r := by[tasks[1][1]]; r.Step != review.RecusedStep || r.Number != "" || !r.Application.IsZero() || r.LeadName != "" || len(r.Partners) > 0 {
		t.Errorf("a recused row is %+v", r)
	}
	if r := by[tasks[1][2]]; r.Step != review.DeclareStep || r.Title != "Exchange 3" {
		t.Errorf("an undeclared row is %+v", r)
	}
	_, err = h.review.MyReview(ctx, tasks[1][2])
	want(t, err, "declare_first")
	first, err := h.review.Queue(ctx, page.First(2))
	if err != nil || !first.PageInfo.HasNextPage {
		t.Fatal(err)
	}
	two := 2
	rest, err := h.review.Queue(ctx, page.Args{First: &two, After: first.PageInfo.EndCursor})
	if err != nil || len(rest.Nodes) != 1 || rest.PageInfo.HasNextPage {
		t.Errorf("the second page: %+v, %v", rest, err)
	}
	back, err := h.review.Queue(ctx, page.Args{Last: &two, Before: rest.PageInfo.StartCursor})
	if err != nil || len(back.Nodes) != 2 || back.Nodes[0].ID != first.Nodes[0].ID {
		t.Errorf("the page before: %+v, %v", back, err)
	}
	if n, err := first.TotalCount(ctx); n != 3 || err != nil {
		t.Errorf("the queue counts %d, %v", n, err)
	}
	if q := h.queue(h.as(h.grants)); len(q) != 0 {
		t.Error("somebody without assignments has a queue")
	}
}

func TestOfficersSeeWhoReadsWhatInOneStatement(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	tasks := b.assign()
	b.submit(b.ready(1, tasks[1]...), tasks[1][0], 7)
	ctx, statements := postgres.Counting(h.asOfficer())
	list, err := h.review.Assignments(ctx, review.AssignmentFilter{Panel: b.panel.ID, Reviewer: b.members[1]}, page.First(10))
	if err != nil || statements() != 1 || len(list.Nodes) != 2 || list.Nodes[0].ReviewerName != "Reader R1" || list.Nodes[0].Number != "MC-2027-001" {
		t.Errorf("%+v, %v in %d statements", list, err, statements())
	}
	if n, err := list.TotalCount(ctx); n != 2 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
	one := 1
	last, err := h.review.Assignments(ctx, review.AssignmentFilter{Panel: b.panel.ID}, page.Args{Last: &one})
	if err != nil || len(last.Nodes) != 1 || last.Nodes[0].Number != "MC-2027-002" {
		t.Errorf("%+v, %v", last, err)
	}
	p, err := h.review.PanelProgress(h.asOfficer(), b.panel.ID)
	if err != nil || p.Applications != 2 || p.Enough != 0 || p.Needed != 3 || len(p.Reviewers) != 3 || p.Reviewers[1].Submitted != 1 || p.Reviewers[1].Assigned != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := h.review.PanelProgress(b.reader(1), b.panel.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a reader saw everyone's progress: %v", err)
	}
	if a, err := h.review.Assignment(b.reader(1), tasks[1][1]); err != nil || a.State != review.Cleared {
		t.Errorf("own assignment: %+v, %v", a, err)
	}
	if _, err := h.review.Assignment(b.reader(1), tasks[2][1]); !fault.Is(err, fault.NotFound) {
		t.Errorf("a reader saw another's assignment: %v", err)
	}
}
