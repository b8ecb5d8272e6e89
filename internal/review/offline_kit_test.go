package review_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// scores is a kit's file as a kit saves it.
type scores struct {
	Format  string     `json:"format"`
	Form    string     `json:"form"`
	SavedAt string     `json:"savedAt"`
	Reviews []*written `json:"reviews"`
}

type written struct {
	Assignment     string    `json:"assignment"`
	Number         string    `json:"number"`
	Seal           string    `json:"seal"`
	HandIn         bool      `json:"handIn"`
	Recommendation string    `json:"recommendation,omitempty"`
	Overall        string    `json:"overall,omitempty"`
	Scores         []*marked `json:"scores"`
}

type marked struct {
	Criterion string `json:"criterion"`
	Key       string `json:"key"`
	Mark      string `json:"mark,omitempty"`
	Comment   string `json:"comment"`
}

func (f *scores) text() string {
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func (f *scores) in() review.ImportOfflineInput { return review.ImportOfflineInput{Text: f.text()} }

// kit takes a kit along and is its file with every criterion of every review given the mark.
func (b *bench) kit(ctx context.Context, mark, words string) *scores {
	b.t.Helper()
	made, err := b.review.MakeOfflineForm(ctx, review.MakeOfflineFormInput{Locale: "en"})
	if err != nil {
		b.t.Fatal(err)
	}
	k, err := b.review.OfflineKit(ctx, made.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	out := &scores{Format: review.KitFormat, Form: made.ID.String(), SavedAt: "2027-01-02T03:04:05Z"}
	for _, sh := range k.Sheets {
		w := &written{Assignment: sh.Assignment.ID.String(), Number: sh.Number, Seal: k.Seal(sh.Assignment.ID), Recommendation: "fund", Overall: "Yes."}
		for _, l := range sh.Lines {
			w.Scores = append(w.Scores, &marked{l.Criterion.String(), l.Key, mark, words})
		}
		out.Reviews = append(out.Reviews, w)
	}
	return out
}

const rightToLeft = "\"Clear\" </script><script>alert(1)</script> 👩🏽‍🔬 مرحبا 中文 — :: end"

func TestAKitBringsScoresBackAsTheyWereTypedAndStayADraft(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(2)
	mine := b.assign()[0]
	ctx := b.ready(0, mine...)
	f := b.kit(ctx, "4.5", rightToLeft+strings.Repeat(" and more", 6))
	check, err := b.review.CheckOfflineForm(ctx, review.OfflineInput{Text: f.text()})
	if err != nil || len(check.Changes) != 8 || check.Kept || len(check.HandIns) != 0 {
		t.Fatalf("%+v, %v", check, err)
	}
	for turn, want := range []struct{ changes, same int }{{8, 0}, {0, 8}} {
		out, err := b.review.ImportOfflineForm(ctx, f.in())
		if err != nil || len(out.Changes) != want.changes || out.Same != want.same || !out.Kept {
			t.Fatalf("turn %d: %+v, %v", turn, out, err)
		}
	}
	form, err := ident.Parse[ident.OfflineFormKind](f.Form)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.review.OfflineReceipt(ctx, form)
	if err != nil || len(r.Sheets) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, sh := range r.Sheets {
		for _, l := range sh.Lines {
			if *l.HalfPoints != 9 || l.Comment != f.Reviews[0].Scores[0].Comment || l.At == nil {
				t.Errorf("read back %+v", l)
			}
		}
		if sh.Review.State != review.Drafted || sh.Review.Overall != "Yes." {
			t.Errorf("the review is %s", sh.Review.State)
		}
	}
	if n := b.number(`SELECT count(*) FROM scores`); n != 6 {
		t.Errorf("%d versions are kept", n)
	}
	stranger := b.reader(1)
	for _, err := range []error{second(b.review.CheckOfflineForm(stranger, review.OfflineInput{Text: f.text()})), second(b.review.OfflineKit(stranger, form)), second(b.review.OfflineReceipt(stranger, form))} {
		want(t, err, "not_found")
	}
}

func TestAKitHandsInWhatItAsksAndOnlyWhatIsWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	b := h.bench(1)
	mine := b.assign()[0]
	ctx := b.ready(0, mine...)
	f := b.kit(ctx, "4", comment)
	f.Reviews[0].HandIn, f.Reviews[1].HandIn = true, true
	f.Reviews[1].Scores[2].Comment = "Too short."
	check, err := b.review.CheckOfflineForm(ctx, review.OfflineInput{Text: f.text()})
	if err != nil || len(check.HandIns) != 2 || len(check.HandIns[0].Gaps) != 0 || len(check.HandIns[1].Gaps) != 1 || check.HandIns[1].Gaps[0].Path != "scores.budget" {
		t.Fatalf("%+v, %v", check, err)
	}
	draft := f.in()
	draft.KeepDrafts = true
	if out, err := b.review.ImportOfflineForm(ctx, draft); err != nil || out.HandIns[0].Done {
		t.Fatalf("%+v, %v", out, err)
	}
	out, err := b.review.ImportOfflineForm(ctx, f.in())
	if err != nil || !out.HandIns[0].Done || out.HandIns[1].Done || len(out.HandIns[1].Gaps) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	for i, want := range []review.State{review.Submitted, review.Drafted, review.Drafted} {
		if sh, err := b.review.MyReview(ctx, mine[i]); err != nil || sh.Review.State != want {
			t.Errorf("review %d: %+v, %v", i, sh.Review, err)
		}
	}
	out, err = b.review.ImportOfflineForm(ctx, f.in())
	if err != nil || len(out.Refused) != 1 || out.Refused[0].Reason != review.OfflineHandedIn || out.Refused[0].Number != "MC-2027-001" || len(out.Changes) != 0 {
		t.Errorf("the same again: %+v, %v", out, err)
	}
}

func TestAKitTellsReviewByReviewWhatTakesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 4)
	b := h.bench(2)
	mine := b.assign()[0]
	ctx := b.ready(0, mine...)
	f := b.kit(ctx, "3", comment)
	if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[0], Person: b.members[0], Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	b.submit(ctx, mine[1], 6)
	told := func(f *scores, want string) {
		t.Helper()
		out, err := b.review.CheckOfflineForm(ctx, review.OfflineInput{Text: f.text()})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range out.Refused {
			got = append(got, r.Number+" "+string(r.Reason))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("told %q, want %q", got, want)
		}
		for _, c := range out.Changes {
			if c.Assignment == mine[0] || c.Title == "Exchange 1" {
				t.Errorf("%+v is told of what its reader is bound to", c)
			}
		}
	}
	told(f, "MC-2027-001 gone, MC-2027-002 handed_in")
	if out, err := b.review.ImportOfflineForm(ctx, f.in()); err != nil || len(out.Changes) != 8 || len(out.Refused) != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	id, err := ident.Parse[ident.OfflineFormKind](f.Form)
	if err != nil {
		t.Fatal(err)
	}
	if k, err := b.review.OfflineKit(ctx, id); err != nil || len(k.Sheets) != 2 || k.Sheets[0].Title != "Exchange 3" || k.Sheets[0].Lines[0].HalfPoints != nil {
		t.Errorf("the kit drawn again has %+v, %v", k, err)
	}
	if r, err := b.review.OfflineReceipt(ctx, id); err != nil || len(r.Sheets) != 3 {
		t.Errorf("the receipt reads back %+v, %v", r, err)
	}
	older := *f
	older.Form = ident.NewOfflineForm().String() // as if criteria were others when it was made: the seals are of other ones
	parsed, err := ident.Parse[ident.OfflineFormKind](older.Form)
	if err != nil {
		t.Fatal(err)
	}
	b.exec(`INSERT INTO offline_forms SELECT $2, person_id, made_at, kept FROM offline_forms WHERE id = $1`, id, parsed)
	told(&older, "MC-2027-001 gone, MC-2027-002 handed_in, MC-2027-003 rubric_changed, MC-2027-004 rubric_changed")
	if _, err := b.review.ClosePreliminary(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
		t.Fatal(err)
	}
	told(f, "MC-2027-001 gone, MC-2027-002 handed_in, MC-2027-003 closed, MC-2027-004 closed")
	_, err = b.review.OfflineKit(ctx, id)
	want(t, err, "nothing_to_take")
}

func TestAKitThatWasTamperedWithIsRefusedWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	b := h.bench(2)
	tasks := b.assign()
	ctx := b.ready(0, tasks[0][0], tasks[0][1])
	other := b.ready(1, tasks[1]...)
	theirs := b.kit(other, "2", comment)
	for name, c := range map[string]struct {
		change func(f *scores)
		code   string
	}{
		"another assignment of one's own that is not in the kit": {func(f *scores) { f.Reviews[0].Assignment = tasks[0][2].String() }, "not_in_kit"},
		"somebody else's assignment":                             {func(f *scores) { f.Reviews[0].Assignment = tasks[1][0].String() }, "not_in_kit"},
		"two proposals swapped": {func(f *scores) {
			f.Reviews[0].Assignment, f.Reviews[1].Assignment = f.Reviews[1].Assignment, f.Reviews[0].Assignment
		}, "broken_seal"},
		"a seal made up":              {func(f *scores) { f.Reviews[0].Seal = strings.Repeat("0", 64) }, "broken_seal"},
		"no seal":                     {func(f *scores) { f.Reviews[0].Seal = "" }, "broken_seal"},
		"another criterion":           {func(f *scores) { f.Reviews[0].Scores[0].Criterion = ident.NewCriterion().String() }, "not_in_kit"},
		"two criteria swapped":        {func(f *scores) { f.Reviews[0].Scores[0].Key, f.Reviews[0].Scores[1].Key = "outcomes", "community" }, "not_in_kit"},
		"a criterion nobody asks":     {func(f *scores) { f.Reviews[0].Scores[0].Key = "charm" }, "not_in_kit"},
		"no criterion":                {func(f *scores) { f.Reviews[0].Scores[0].Criterion = "" }, "not_in_kit"},
		"a criterion twice":           {func(f *scores) { f.Reviews[0].Scores[1] = f.Reviews[0].Scores[0] }, "line_twice"},
		"a review twice":              {func(f *scores) { f.Reviews[1] = f.Reviews[0] }, "line_twice"},
		"a review of another's kit":   {func(f *scores) { f.Reviews[0] = theirs.Reviews[0] }, "not_in_kit"},
		"the kit of somebody else":    {func(f *scores) { *f = *theirs }, "not_found"},
		"a kit that was never made":   {func(f *scores) { f.Form = ident.NewOfflineForm().String() }, "not_found"},
		"a kit without a name":        {func(f *scores) { f.Form = "" }, "no_kit"},
		"a later format":              {func(f *scores) { f.Format = "vitrine-offline/2" }, "kit_format"},
		"a score above the scale":     {func(f *scores) { f.Reviews[0].Scores[0].Mark = "6" }, "out_of_range"},
		"a score below the scale":     {func(f *scores) { f.Reviews[0].Scores[0].Mark = "0" }, "out_of_range"},
		"a score that is no number":   {func(f *scores) { f.Reviews[0].Scores[0].Mark = "NaN" }, "bad_mark"},
		"a pass where points are due": {func(f *scores) { f.Reviews[0].Scores[0].Mark = "pass" }, "bad_mark"},
		"no such recommendation":      {func(f *scores) { f.Reviews[0].Recommendation = "perhaps" }, "bad_recommendation"},
		"a NUL in a comment":          {func(f *scores) { f.Reviews[0].Scores[0].Comment = "a\x00b" }, "bad_text"},
		"a comment nobody reads":      {func(f *scores) { f.Reviews[0].Scores[0].Comment = strings.Repeat("語", 20001) }, "too_long"},
	} {
		f := b.kit(ctx, "4", comment)
		c.change(f)
		_, err := b.review.ImportOfflineForm(ctx, f.in())
		if !fault.HasCode(err, c.code) {
			t.Errorf("%s is answered %v", name, err)
		}
	}
	if n := b.number(`SELECT count(*) FROM scores`); n != 0 {
		t.Errorf("%d scores are kept of what was refused", n)
	}
}

func TestACommentWithoutAScoreWaitsAndTheRestIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(1)
	ctx := b.ready(0, b.assign()[0]...)
	f := b.kit(ctx, "4", comment)
	f.Reviews[0].Scores[1].Mark, f.Reviews[0].HandIn = "", true
	out, err := b.review.ImportOfflineForm(ctx, f.in())
	if err != nil || len(out.Waiting) != 1 || out.Waiting[0].Part != "outcomes" || out.Waiting[0].Mine.Text != strings.TrimSpace(comment) || len(out.Changes) != 3 || out.HandIns[0].Done {
		t.Fatalf("%+v, %v", out, err)
	}
	if n := b.number(`SELECT count(*) FROM scores`); n != 2 {
		t.Errorf("%d scores are kept", n)
	}
}

func TestWholePointsAreHeldInAKit(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	h.exec(`ALTER TABLE cycles DISABLE TRIGGER USER`)
	h.exec(`UPDATE cycles SET half_points = false`)
	b := h.bench(1)
	ctx := b.ready(0, b.assign()[0]...)
	_, err := b.review.ImportOfflineForm(ctx, b.kit(ctx, "4.5", comment).in())
	if !fault.HasCode(err, "whole_points") {
		t.Errorf("answered %v", err)
	}
}

func TestTheSameKitTwiceAtOnceIsKeptOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(1)
	ctx := b.ready(0, b.assign()[0]...)
	f := b.kit(ctx, "4", comment)
	f.Reviews[0].HandIn = true
	var all sync.WaitGroup
	outs, errs := make([]*review.OfflineCheck, 4), make([]error, 4)
	for i := range outs {
		all.Go(func() { outs[i], errs[i] = b.review.ImportOfflineForm(ctx, f.in()) })
	}
	all.Wait()
	changes := 0
	for i, out := range outs {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		changes += len(out.Changes)
	}
	if changes != 8 || b.number(`SELECT count(*) FROM scores`) != 6 || b.number(`SELECT count(*) FROM reviews WHERE state = 'submitted'`) != 1 {
		t.Errorf("%d changes, %d scores", changes, b.number(`SELECT count(*) FROM scores`))
	}
}
