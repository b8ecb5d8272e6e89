package review_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestAConflictFoundLateVoidsTheReviewAndRecuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(4)
	tasks := b.assign()
	for i := range b.members {
		b.submit(b.ready(i, tasks[i]...), tasks[i][0], 4+i)
	}
	mean := func() int {
		return h.number(`SELECT review_count * 1000000 + review_mean_milli FROM applications WHERE id = $1`, h.apps[0])
	}
	if mean() != 4*1000000+43750 {
		t.Fatalf("before: %d", mean())
	}
	in := review.RecordConflictInput{Application: h.apps[0], Person: b.members[3], Kind: review.Financial, Note: "sells them cases"}
	c, err := h.review.RecordConflict(h.asOfficer(), in)
	if err != nil {
		t.Fatal(err)
	}
	if mean() != 3*1000000+37500 {
		t.Errorf("after: %d", mean())
	}
	again, err := h.review.RecordConflict(h.asOfficer(), in)
	if err != nil || again.ID != c.ID {
		t.Errorf("recorded twice: %v, %v", again, err)
	}
	if n := h.number(`SELECT count(*) FROM reviews WHERE state = 'voided' AND base_milli = 62500`); n != 1 {
		t.Error("the voided review was not kept as it was")
	}
	if n := h.number(`SELECT count(*) FROM assignments WHERE state = 'recused'`); n != 1 {
		t.Errorf("%d are recused", n)
	}
	if n := h.number(`SELECT count(*) FROM messages WHERE template = 'review.recused' AND person_id = $1`, h.officer); n != 1 {
		t.Errorf("the officer heard of it %d times", n)
	}
	for name, ctx := range map[string]ident.Person{"who has it": b.members[3], "who recorded it": h.officer} {
		_, err := h.review.LiftConflict(h.as(ctx, auth.Grant{Role: auth.Officer, Program: h.program}), review.LiftConflictInput{Conflict: c.ID, Reason: "over"})
		if err == nil {
			t.Errorf("%s lifted it", name)
		}
	}
	second := h.as(h.person("Second Officer"), auth.Grant{Role: auth.Officer, Program: h.program})
	_, err = h.review.LiftConflict(second, review.LiftConflictInput{Conflict: c.ID})
	want(t, err, "required")
	if _, err = h.review.LiftConflict(second, review.LiftConflictInput{Conflict: c.ID, Reason: "sold the shares"}); err != nil {
		t.Fatal(err)
	}
	if mean() != 3*1000000+37500 {
		t.Error("lifting brought a voided review back")
	}
	list, err := h.review.Assign(h.asOfficer(), review.AssignInput{Panel: b.panel.ID, Pairs: []review.Pairing{{Application: h.apps[0], Reviewer: b.members[3]}}})
	if err != nil || len(list) != 1 {
		t.Errorf("assigned anew after lifting: %v, %v", list, err)
	}
}

func TestWhoHasAConflictMeetsNothingOfTheApplication(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(4)
	tasks := b.assign()
	for i := range b.members {
		ctx := b.ready(i, tasks[i]...)
		b.submit(ctx, tasks[i][0], 4+i)
		b.submit(ctx, tasks[i][1], 9-i)
	}
	own, err := h.review.ReviewsOf(b.reader(0), h.apps[0])
	if err != nil || len(own) != 4 {
		t.Fatalf("the chair reads %d reviews, %v", len(own), err)
	}
	hidden := own[0]
	director := h.person("Dora Director")
	asDirector := h.as(director, auth.Grant{Role: auth.Director, Program: h.program})
	for _, p := range []ident.Person{b.members[0], director} {
		if _, err := h.review.RecordConflict(h.asOfficer(), review.RecordConflictInput{Application: h.apps[0], Person: p, Kind: review.Family}); err != nil {
			t.Fatal(err)
		}
	}
	chair := b.reader(0)
	for name, err := range map[string]error{
		"own assignment": second(h.review.Assignment(chair, tasks[0][0])), "another's assignment": second(h.review.Assignment(chair, tasks[1][0])),
		"own review": second(h.review.MyReview(chair, tasks[0][0])), "reviews, chair": second(h.review.ReviewsOf(chair, h.apps[0])),
		"reviews, director": second(h.review.ReviewsOf(asDirector, h.apps[0])), "conflicts": second(h.review.ConflictsOf(chair, h.apps[0])),
		"conflicts, director": second(h.review.ConflictsOf(asDirector, h.apps[0])),
		"reopening":           second(h.review.ReopenReview(chair, review.ReopenReviewInput{Review: hidden.ID, Reason: "x"})),
		"scoring":             second(h.review.SaveScore(chair, review.SaveScoreInput{Assignment: tasks[0][0], Criterion: h.criteria[0], HalfPoints: 4})),
		"submitting":          second(h.review.SubmitReview(chair, review.SubmitReviewInput{Assignment: tasks[0][0]})),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s is answered with %v", name, err)
		}
	}
	list, err := h.review.Assignments(asDirector, review.AssignmentFilter{Panel: b.panel.ID}, page.First(100))
	if n, _ := list.TotalCount(asDirector); err != nil || len(list.Nodes) != 4 || n != 4 {
		t.Errorf("the director's list has %d of %d, %v", len(list.Nodes), n, err)
	}
	p, err := h.review.PanelProgress(asDirector, b.panel.ID)
	if err != nil || p.Applications != 1 || p.Reviewers[1].Submitted != 1 {
		t.Errorf("progress counts what is hidden: %+v, %v", p, err)
	}
}

func second[T any](_ T, err error) error { return err }

// Two worlds that differ only in how the hidden application scored look the same to who may not see it.
func TestRankingsTellNothingOfAHiddenApplication(t *testing.T) {
	t.Parallel()
	see := func(half int) (string, string) {
		h := newHouse(t, 2)
		b := h.bench(4)
		tasks := b.assign()
		for i := range b.members {
			ctx := b.ready(i, tasks[i]...)
			b.submit(ctx, tasks[i][0], half)
			b.submit(ctx, tasks[i][1], 4+i)
		}
		b.lock()
		r, err := h.review.FreezeRanking(h.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Normalized})
		if err != nil {
			t.Fatal(err)
		}
		director := h.person("Dora Director")
		ctx := h.as(director, auth.Grant{Role: auth.Director, Program: h.program})
		if _, err := h.review.RecordConflict(h.asOfficer(), review.RecordConflictInput{Application: h.apps[0], Person: director, Kind: review.Family}); err != nil {
			t.Fatal(err)
		}
		seen, err := h.review.Ranking(ctx, r.ID)
		if err != nil || len(seen.Places) != 1 || *seen.Places[0].Place != 1 || strings.Contains(string(seen.Inputs), h.apps[0].String()) {
			t.Fatalf("%+v, %v", seen, err)
		}
		draft, err := h.review.DraftRanking(ctx, b.panel.ID, review.Normalized)
		if err != nil || len(draft.Places) != 1 {
			t.Fatalf("%+v, %v", draft, err)
		}
		list, err := h.review.Rankings(ctx, h.cycle)
		if err != nil || len(list) != 1 || list[0].PanelMeanMilli != nil || list[0].SHA256 != nil {
			t.Fatalf("%+v, %v", list, err)
		}
		mask := func(r *review.Ranking) string {
			p := r.Places[0]
			b, _ := json.Marshal([]any{r.PanelMeanMilli, r.PanelSDMilli, p.Place, p.Counted, p.RawMilli, p.NormalizedMilli, p.ZMicro, p.Why, p.Title})
			return string(b)
		}
		whole, _ := h.review.Ranking(h.asGrants(), r.ID)
		return mask(seen) + mask(draft), mask(whole)
	}
	low, lowWhole := see(3)
	high, highWhole := see(10)
	if low != high {
		t.Errorf("the hidden scores show:\n%s\n%s", low, high)
	}
	if lowWhole == highWhole {
		t.Error("the two worlds do not differ at all")
	}
}

func TestWhoHasAConflictDoesNotRank(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(3)
	tasks := b.assign()
	for i := range b.members {
		b.submit(b.ready(i, tasks[i]...), tasks[i][0], 8)
	}
	b.lock()
	if _, err := h.review.RecordConflict(h.asOfficer(), review.RecordConflictInput{Application: h.apps[0], Person: h.grants, Kind: review.Board}); err != nil {
		t.Fatal(err)
	}
	_, err := h.review.FreezeRanking(h.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Raw})
	want(t, err, "conflicted")
}

func TestConflictsAreReadFromTheRecords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		role, until string
		kind        review.ConflictKind
	}{
		"who works there has their own proposal in the cycle": {"staff", "", review.OwnProposal},
		"who sits on the board is bound":                      {"board", "", review.Board},
		"who left a year ago is still bound":                  {"staff", "2026-02-10", review.Employment},
		"who left three years ago is free":                    {"staff", "2024-02-10", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, 2)
			b := h.bench(1)
			var until any
			if c.until != "" {
				until = c.until
			}
			h.exec(`INSERT INTO memberships (id, person_id, organization_id, role, until) VALUES ($1, $2, $3, $4, $5::text::date)`, ident.NewMembership(), b.members[0], h.museums[1], c.role, until)
			found, err := h.review.DetectConflicts(h.asOfficer(), b.panel.ID)
			if c.kind == "" {
				if err != nil || len(found) != 0 {
					t.Errorf("%+v, %v", found, err)
				}
				return
			}
			if err != nil || len(found) != 1 || found[0].Kind != c.kind || found[0].Application != h.apps[1] || found[0].Source != review.Detected || !strings.Contains(found[0].Note, "Museum 2") {
				t.Fatalf("%+v, %v", found, err)
			}
			if again, err := h.review.DetectConflicts(h.asOfficer(), b.panel.ID); err != nil || len(again) != 0 {
				t.Errorf("found again: %+v, %v", again, err)
			}
			if _, err := h.review.LiftConflict(h.asOfficer(), review.LiftConflictInput{Conflict: found[0].ID, Reason: "another museum of that name"}); err != nil {
				t.Fatal(err)
			}
			if again, err := h.review.DetectConflicts(h.asOfficer(), b.panel.ID); err != nil || len(again) != 0 {
				t.Errorf("a lifted conflict was found again: %+v, %v", again, err)
			}
			all, err := h.review.ConflictsOf(h.asOfficer(), h.apps[1])
			if err != nil || len(all) != 1 || all[0].LiftedReason == "" {
				t.Errorf("%+v, %v", all, err)
			}
		})
	}
}
