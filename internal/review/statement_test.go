package review_test

import (
	"context"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func publish(h *house, whole bool, words string) *review.ConfidentialityStatement {
	h.t.Helper()
	x, err := h.review.PublishStatement(h.asOfficer(), review.PublishStatementInput{
		Cycle: h.cycle, WholeProgram: whole, En: words, Es: words + " (es)", Zh: words + " (zh)", Reason: "The lawyers asked.",
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return x
}

func TestWhatIsSignedIsAVersionAndANewOneIsSignedAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(3)
	tasks := b.assign()
	first, err := b.review.StatementFor(b.reader(1), b.panel.ID)
	if err != nil || first.Version != 1 || !first.ID.IsZero() {
		t.Fatalf("before anybody signed: %+v, %v", first, err)
	}
	me := b.ready(1, tasks[1]...)
	b.submit(me, tasks[1][0], 8)
	list, err := b.review.Signatures(h.asOfficer(), b.panel.ID)
	if err != nil || len(list) != 1 || list[0].Hash() != first.Hash() || list[0].Version != 1 || !list[0].InForce || !list[0].SignedAt.Equal(h.Clock.Now()) {
		t.Fatalf("signed: %+v, %v", list, err)
	}
	h.Clock.Set(h.Clock.Now().Add(time.Hour))
	newer := publish(h, true, "Tell nobody at all.")
	if newer.Version != 2 || newer.Hash() == first.Hash() {
		t.Errorf("the next is version %d", newer.Version)
	}
	closed := map[string]error{
		"one's own review":  second(b.review.MyReview(me, tasks[1][0])),
		"declaring":         second(b.review.DeclareConflicts(me, review.DeclareConflictsInput{Declarations: []review.Declaration{{Assignment: tasks[1][0]}}})),
		"reviews of it":     second(b.review.ReviewsOf(me, b.apps[0])),
		"signing old words": second(b.review.SignConfidentiality(me, review.SignConfidentialityInput{Panel: b.panel.ID, SHA256: first.Hash()})),
	}
	for what, code := range map[string]string{"one's own review": "sign_first", "declaring": "sign_first", "reviews of it": "not_found", "signing old words": "statement_changed"} {
		if !fault.HasCode(closed[what], code) {
			t.Errorf("%s before signing anew: %v, want %s", what, closed[what], code)
		}
	}
	if q := h.queue(me); q[0].Step != review.SignStep || q[0].Title != "" {
		t.Errorf("the queue shows %+v", q[0])
	}
	waiting, err := b.review.MyUnsigned(me)
	if err != nil || len(waiting) != 1 || !waiting[0].Anew || waiting[0].Statement.Hash() != newer.Hash() || waiting[0].Statement.Words.In("es") != "Tell nobody at all. (es)" {
		t.Fatalf("waits: %+v, %v", waiting, err)
	}
	if n := h.number(`SELECT count(*) FROM messages WHERE template = 'review.statement_changed'`); n != 1 {
		t.Errorf("%d are told to sign again; one had signed", n)
	}
	if _, err := b.review.SignConfidentiality(me, review.SignConfidentialityInput{Panel: b.panel.ID, SHA256: newer.Hash()}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.review.MyReview(me, tasks[1][0]); err != nil {
		t.Errorf("after signing anew: %v", err)
	}
	if list, err = b.review.Signatures(h.asOfficer(), b.panel.ID); err != nil || len(list) != 2 || !list[0].InForce || list[1].InForce || list[1].Hash() != first.Hash() {
		t.Errorf("both signatures stay: %+v, %v", list, err)
	}
	if err := h.try(`UPDATE confidentiality_statements SET words = '{}'`); err == nil {
		t.Error("a version was changed")
	}
}

func TestACycleCanHaveWordsOfItsOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(2)
	signed(b, 0)
	own := publish(h, false, "For this cycle.")
	if own.Version != 1 || own.Cycle != h.cycle {
		t.Errorf("the cycle's own begin at %d", own.Version)
	}
	signed(b, 0)
	publish(h, true, "For every other cycle.")
	if waiting, err := b.review.MyUnsigned(b.reader(0)); err != nil || len(waiting) != 0 {
		t.Errorf("words of the program ask a cycle with its own again: %v, %v", waiting, err)
	}
	all, err := b.review.Statements(h.asOfficer(), h.cycle)
	if err != nil || len(all) != 3 || all[0].Hash() != own.Hash() || all[0].Signed != 1 || all[1].Version != 2 || all[2].Version != 1 || all[2].Signed != 1 {
		t.Errorf("versions: %+v, %v", all, err)
	}
	again := review.PublishStatementInput{Cycle: h.cycle, En: "For this cycle.", Es: "For this cycle. (es)", Zh: "For this cycle. (zh)", Reason: "Again."}
	want(t, second(b.review.PublishStatement(h.asOfficer(), again)), "same_words")
	want(t, second(b.review.PublishStatement(h.asOfficer(), review.PublishStatementInput{Cycle: h.cycle, En: "x"})), "required")
	for who, ctx := range map[string]context.Context{"a member": b.reader(1), "the chair": b.reader(0)} {
		if _, err := b.review.Statements(ctx, h.cycle); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s reads every version: %v", who, err)
		}
		if _, err := b.review.Signatures(ctx, b.panel.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s reads who signed: %v", who, err)
		}
		again.En = "Mine."
		want(t, second(b.review.PublishStatement(ctx, again)), "forbidden")
	}
}
