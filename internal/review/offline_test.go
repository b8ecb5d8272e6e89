package review_test

import (
	"context"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// takesAlong makes a reader's form and fills in what stands between the named line and the next.
func (b *bench) takesAlong(ctx context.Context) string {
	b.t.Helper()
	f, err := b.review.MakeOfflineForm(ctx, review.MakeOfflineFormInput{Locale: "en"})
	if err != nil {
		b.t.Fatal(err)
	}
	return f.Text
}

// filledIn writes text below a line of one review of a form, in place of what stands there.
func filledIn(t *testing.T, form string, of ident.Assignment, line, text string) string {
	t.Helper()
	var out []string
	within, below, done := false, false, false
	for l := range strings.SplitSeq(form, "\n") {
		switch {
		case strings.HasPrefix(l, "::#"):
		case strings.HasPrefix(l, ":: "):
			if below && !done {
				out, done = append(out, text), true
			}
			within = within && !strings.HasPrefix(l, ":: review ") || l == ":: review "+of.String()
			below = within && l == ":: "+line
		case below:
			continue
		}
		out = append(out, l)
	}
	if !done {
		t.Fatalf("the form has no line %q of %s", line, of)
	}
	return strings.Join(out, "\n")
}

func TestAReviewIsWrittenWithoutALineAndBroughtBackOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	b := h.bench(2)
	tasks := b.assign()
	mine := tasks[0]
	ctx := b.ready(0, mine[0], mine[1])
	text := b.takesAlong(ctx)
	if !strings.Contains(text, "Exchange 1") || strings.Contains(text, "Exchange 3") || strings.Contains(text, "Reader") {
		t.Fatalf("the form has what is not declared, or names somebody:\n%s", text)
	}
	check, err := b.review.CheckOfflineForm(ctx, review.OfflineInput{Text: text})
	if err != nil || len(check.Changes)+check.Same+len(check.Refused) != 0 {
		t.Fatalf("an untouched form changes something: %+v, %v", check, err)
	}
	said := "\"Clear\" — :: not a line of the form\n:: nor this 👍🏽 مرحبا\n" + comment
	text = filledIn(t, text, mine[0], "score community", "4.5")
	text = filledIn(t, text, mine[0], "comment community", strings.ReplaceAll(said, "\n::", "\n\\::"))
	text = filledIn(t, text, mine[0], "recommendation", "fund")
	text = filledIn(t, text, mine[1], "score outcomes", "2")
	in := review.ImportOfflineInput{Text: text}
	for turn, want := range []struct{ changes, same int }{{3, 0}, {0, 3}} {
		out, err := b.review.ImportOfflineForm(ctx, in)
		if err != nil || len(out.Changes) != want.changes || out.Same != want.same || !out.Kept {
			t.Fatalf("turn %d: %+v, %v", turn, out, err)
		}
	}
	sh, err := b.review.MyReview(ctx, mine[0])
	if err != nil || *sh.Lines[0].HalfPoints != 9 || sh.Lines[0].Comment != strings.TrimSpace(said) || sh.Review.Recommendation != review.Fund {
		t.Fatalf("kept %+v, %v", sh.Lines[0], err)
	}
	if n := b.number(`SELECT count(*) FROM scores`); n != 2 {
		t.Errorf("%d versions are kept", n)
	}
	stranger := b.ready(1, tasks[1]...)
	_, err = b.review.CheckOfflineForm(stranger, review.OfflineInput{Text: text})
	want(t, err, "not_found")
	_, err = b.review.MakeOfflineForm(b.asOfficer(), review.MakeOfflineFormInput{})
	if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Conflict) {
		t.Errorf("an officer takes along: %v", err)
	}
}

func TestAScoreChangedMeanwhileIsChosenAndOneBadLineKeepsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(1)
	mine := b.assign()[0]
	ctx := b.ready(0, mine...)
	save := func(a ident.Assignment, k, half int, words string) {
		t.Helper()
		if _, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: a, Criterion: b.criteria[k], HalfPoints: half, Comment: words}); err != nil {
			t.Fatal(err)
		}
	}
	save(mine[0], 0, 6, "First words.")
	form := b.takesAlong(ctx)
	save(mine[0], 0, 8, "Words of the page.")
	save(mine[0], 1, 8, "Only on the page.") // untouched in the form: no conflict
	text := filledIn(t, form, mine[0], "score community", "2")
	text = filledIn(t, text, mine[1], "score budget", "5")
	check, err := b.review.CheckOfflineForm(ctx, review.OfflineInput{Text: text})
	if err != nil || len(check.Changes) != 2 || !check.Changes[0].Conflict || check.Changes[1].Conflict {
		t.Fatalf("%+v, %v", check, err)
	}
	if x := check.Changes[0]; *x.Mine.HalfPoints != 4 || *x.Kept.HalfPoints != 8 || x.Kept.Text != "Words of the page." || x.Mine.Text != "First words." {
		t.Errorf("shown %+v", x)
	}
	before := b.number(`SELECT count(*) FROM scores`)
	_, err = b.review.ImportOfflineForm(ctx, review.ImportOfflineInput{Text: text})
	want(t, err, "choose_one")
	for _, bad := range []string{"9", "5.5", "excellent"} {
		_, err = b.review.ImportOfflineForm(ctx, review.ImportOfflineInput{Text: filledIn(t, text, mine[1], "score outcomes", bad), Choices: []review.OfflineChoice{{Assignment: mine[0], Part: "community", Form: true}}})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is answered %v", bad, err)
		}
	}
	_, err = b.review.ImportOfflineForm(ctx, review.ImportOfflineInput{Text: filledIn(t, form, mine[1], "comment outcomes", "Words without a score.")})
	want(t, err, "unscored")
	if n := b.number(`SELECT count(*) FROM scores`); n != before {
		t.Fatalf("a refused form kept %d scores", n-before)
	}
	out, err := b.review.ImportOfflineForm(ctx, review.ImportOfflineInput{Text: text, Choices: []review.OfflineChoice{{Assignment: mine[0], Part: "community"}}})
	if err != nil || len(out.Changes) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	sh, err := b.review.MyReview(ctx, mine[0])
	if err != nil || *sh.Lines[0].HalfPoints != 8 || *sh.Lines[1].HalfPoints != 8 {
		t.Errorf("what was to stay went: %v", err)
	}
	if out, err = b.review.ImportOfflineForm(ctx, review.ImportOfflineInput{Text: text, Choices: []review.OfflineChoice{{Assignment: mine[0], Part: "community", Form: true}}}); err != nil || len(out.Changes) != 1 || out.Same != 1 {
		t.Errorf("the form's word: %+v, %v", out, err)
	}
}

func TestAReviewSomebodyWasRecusedFromTakesNothingAndDoesNotSayWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	b := h.bench(2)
	mine := b.assign()[0]
	ctx := b.ready(0, mine...)
	text := b.takesAlong(ctx)
	for i, a := range mine {
		text = filledIn(t, text, a, "score budget", []string{"3", "4", "5"}[i])
	}
	if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[0], Person: b.members[0], Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	b.submit(ctx, mine[1], 6) // handed in: closed as well
	for range 2 {
		out, err := b.review.ImportOfflineForm(ctx, review.ImportOfflineInput{Text: text})
		if err != nil || len(out.Refused) != 2 || len(out.Changes)+out.Same != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		if out.Refused[0].Reason != review.OfflineGone || out.Refused[1].Reason != review.OfflineHandedIn {
			t.Errorf("told %+v, %+v", out.Refused[0], out.Refused[1])
		}
		for _, x := range out.Changes {
			if x.Assignment != mine[2] {
				t.Errorf("%s changed", x.Title)
			}
		}
	}
	if n := b.number(`SELECT count(*) FROM reviews WHERE application_id = $1 AND reviewer_id = $2`, b.apps[0], b.members[0]); n != 0 {
		t.Error("a form began a review of what its reader is bound to")
	}
	if again := b.takesAlong(ctx); strings.Contains(again, "Exchange 1") || strings.Contains(again, mine[0].String()) {
		t.Error("a new form has what its reader is bound to")
	}
}
