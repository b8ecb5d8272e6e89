package review_test

import (
	"context"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (b *bench) phase(k review.PhaseKind, r review.PhaseRules) {
	b.t.Helper()
	in := review.SetPhaseInput{Panel: b.panel.ID, Kind: k, Reads: r.Reads, Others: r.Others, Names: r.Names, Reason: "So the panel agreed."}
	if _, err := b.review.SetPhase(b.asOfficer(), in); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) seen(ctx context.Context, a ident.Application) []*review.Review {
	b.t.Helper()
	list, err := b.review.ReviewsOf(ctx, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func TestThePhaseSaysWhenOthersReviewsShow(t *testing.T) {
	t.Parallel()
	b := newHouse(t, 2).bench(3)
	all := b.assign()
	one, two := b.ready(1, all[1]...), b.ready(2, all[2][0])
	b.submit(one, all[1][0], 8)
	b.submit(two, all[2][0], 6)
	app := b.apps[0]

	if n := len(b.seen(one, app)); n != 2 {
		t.Errorf("after one's own there are %d reviews", n)
	}
	b.phase(review.PreliminaryPhase, review.PhaseRules{Reads: review.AssignedOnly, Others: review.Never, Names: true})
	if got := b.seen(one, app); len(got) != 1 || got[0].Reviewer != b.members[1] {
		t.Errorf("where others never show there are %d reviews", len(got))
	}
	b.phase(review.PreliminaryPhase, review.PhaseRules{Reads: review.AssignedOnly, Others: review.AfterOwn})
	for _, r := range b.seen(one, app) {
		if own := r.Assignment == all[1][0]; own == r.Reviewer.IsZero() {
			t.Errorf("without names, own %v has reviewer %q", own, r.Reviewer)
		}
	}
	for _, r := range b.seen(b.asOfficer(), app) {
		if r.Reviewer.IsZero() {
			t.Error("the office lost a reviewer's name")
		}
	}
	_, err := b.review.ReviewsOf(two, b.apps[1])
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("an application not declared upon shows: %v", err)
	}
}

func TestWhereAllIsReadEachReadsWhatTheyDeclaredFreeOf(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	if _, err := b.review.Assign(b.asOfficer(), review.AssignInput{Panel: b.panel.ID, Pairs: []review.Pairing{
		{Application: b.apps[0], Reviewer: b.members[1]}, {Application: b.apps[1], Reviewer: b.members[2]},
	}}); err != nil {
		t.Fatal(err)
	}
	me := b.ready(1)
	rules := review.PhaseRules{Reads: review.WholePanel, Others: review.Always, Names: true}
	b.phase(review.PreliminaryPhase, rules)
	b.ready(2, b.assignment(`SELECT id FROM assignments WHERE application_id = $1`, b.apps[1]))
	b.submit(b.reader(2), b.assignment(`SELECT id FROM assignments WHERE application_id = $1`, b.apps[1]), 8)

	titles, err := b.review.PanelTitles(me, b.panel.ID)
	if err != nil || len(titles) != 2 {
		t.Fatalf("%d titles, %v", len(titles), err)
	}
	_, err = b.review.ReviewsOf(me, b.apps[1])
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("before the declaration: %v", err)
	}
	declare := func(k review.ConflictKind) []*review.PanelTitle {
		left, err := b.review.DeclareForPanel(me, review.DeclareForPanelInput{Panel: b.panel.ID, Declarations: []review.TitleDeclaration{{Application: b.apps[1], Kind: k}}})
		if err != nil {
			t.Fatal(err)
		}
		return left
	}
	declare("")
	if n := len(b.seen(me, b.apps[1])); n != 1 {
		t.Errorf("free of conflict one reads %d reviews", n)
	}
	if left := declare(review.Board); len(left) != 1 || left[0].Application != b.apps[0] {
		t.Errorf("the bound title is still there: %v", left)
	}
	_, err = b.review.ReviewsOf(me, b.apps[1])
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("after the conflict: %v", err)
	}
	_, err = b.review.DeclareForPanel(me, review.DeclareForPanelInput{Panel: b.panel.ID, Declarations: []review.TitleDeclaration{{Application: b.apps[1]}}})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("a bound application can be declared upon: %v", err)
	}
}

// assignment is the one assignment a statement answers.
func (b *bench) assignment(text string, args ...any) (id ident.Assignment) {
	b.t.Helper()
	if err := b.DB.Pool.QueryRow(b.ctx, text, args...).Scan(&id); err != nil {
		b.t.Fatal(err)
	}
	return id
}

func TestAPhaseChangesWithAReasonEveryMemberIsTold(t *testing.T) {
	t.Parallel()
	b := newHouse(t, 1).bench(3)
	in := review.SetPhaseInput{Panel: b.panel.ID, Kind: review.DiscussionPhase, Reads: review.WholePanel, Others: review.Always}
	_, err := b.review.SetPhase(b.asOfficer(), in)
	want(t, err, "required")
	in.Others = "sometimes"
	_, err = b.review.SetPhase(b.asOfficer(), in)
	want(t, err, "bad_others")
	in.Others, in.Reason = review.Always, "The panel asked to read all."
	_, err = b.review.SetPhase(b.reader(1), in)
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("a member changed a phase: %v", err)
	}
	for range 2 { // the second time changes nothing
		if _, err := b.review.SetPhase(b.asOfficer(), in); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.review.PhasesOf(b.reader(1), b.panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	kinds := make([]review.PhaseKind, len(got.List))
	for i, p := range got.List {
		kinds[i] = p.Kind
	}
	if !slices.Equal(kinds, review.PhaseKinds()) || got.Current != review.PreliminaryPhase {
		t.Errorf("phases %v, current %s", kinds, got.Current)
	}
	if len(got.Changes) != 1 || got.Changes[0].Becomes != (review.PhaseRules{Reads: review.WholePanel, Others: review.Always}) || got.Changes[0].By != b.officer {
		t.Errorf("changes %+v", got.Changes)
	}
	if n := b.number(`SELECT count(*) FROM messages WHERE template = 'review.phase_changed'`); n != 3 {
		t.Errorf("%d members told", n)
	}
	stale := 1
	in.Names, in.ExpectedVersion = true, &stale
	_, err = b.review.SetPhase(b.asOfficer(), in)
	want(t, err, "version")
}

func TestTheLowerHalfIsDiscussedWhenSomebodyCallsItUp(t *testing.T) {
	t.Parallel()
	b := newHouse(t, 3).bench(3)
	all := b.assign()
	for i := range b.members {
		ctx := b.ready(i, all[i]...)
		for j, half := range []int{4, 10, 6} {
			b.submit(ctx, all[i][j], half)
		}
	}
	_, err := b.review.Agenda(b.reader(1), b.panel.ID)
	want(t, err, "state")
	if _, err := b.review.ClosePreliminary(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
		t.Fatal(err)
	}
	agenda := func(ctx context.Context) (out []bool) {
		items, err := b.review.Agenda(ctx, b.panel.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range items {
			out = append(out, a.Discussed)
		}
		return out
	}
	if got := agenda(b.reader(1)); !slices.Equal(got, []bool{true, true, false}) {
		t.Errorf("the better half is %v", got)
	}
	if _, err := b.review.CallUp(b.reader(2), review.CallUpInput{Panel: b.panel.ID, Application: b.apps[0], Reason: "New ground."}); err != nil {
		t.Fatal(err)
	}
	if got := agenda(b.asOfficer()); !slices.Equal(got, []bool{true, true, true}) {
		t.Errorf("called up, %v", got)
	}
	outsider := b.as(b.person("Otto Other"), auth.Grant{Role: auth.Auditor, Program: b.program})
	_, err = b.review.CallUp(outsider, review.CallUpInput{Panel: b.panel.ID, Application: b.apps[0]})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("an auditor called up: %v", err)
	}
	if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[0], Person: b.members[2], Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[1], Person: b.members[2], Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	left, err := b.review.Agenda(b.reader(2), b.panel.ID)
	if err != nil || len(left) != 1 || left[0].Place != 1 {
		t.Errorf("a bound member sees %d items, places from %d: a gap tells where the best stands", len(left), left[0].Place)
	}
	items, err := b.review.Agenda(b.reader(0), b.panel.ID)
	if err != nil || !slices.Equal(items[2].Recused, []ident.Person{b.members[2]}) {
		t.Errorf("the chair sees recused %v, %v", items[2].Recused, err)
	}
}

// TestWhatOneIsBoundToCannotBeSeenInWhoIsDiscussed gives a bound proposal the best and the worst mean: whoever is bound to
// it sees the same of the others, and none as discussed that is not.
func TestWhatOneIsBoundToCannotBeSeenInWhoIsDiscussed(t *testing.T) {
	t.Parallel()
	for _, half := range []int{10, 2} {
		b := newHouse(t, 4).bench(3)
		all := b.assign()
		for i := range b.members {
			ctx := b.ready(i, all[i]...)
			for j, h := range []int{half, 8, 6, 4} {
				b.submit(ctx, all[i][j], h)
			}
		}
		if _, err := b.review.ClosePreliminary(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[0], Person: b.members[2], Kind: review.Family}); err != nil {
			t.Fatal(err)
		}
		items, err := b.review.Agenda(b.reader(2), b.panel.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []bool
		for _, a := range items {
			got = append(got, a.Discussed)
		}
		if !slices.Equal(got, []bool{true, false, false}) {
			t.Errorf("with a mean of %d half points to the bound one, the others are discussed %v", half, got)
		}
		whole, err := b.review.Agenda(b.reader(0), b.panel.ID)
		if err != nil || len(whole) != 4 || !whole[0].Discussed || !whole[1].Discussed {
			t.Errorf("to the chair: %d items, %v", len(whole), err)
		}
	}
}
