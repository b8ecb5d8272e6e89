package review

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// hostile are texts that a careless form would take for its own lines, and all that labels may hold.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"::", "\\::", "::#", ":: end", ":: score a", "\n", "\r\n", "\r", "\\", " ", "\u2028", "مرحبا", "👍🏽", `"`, "=", "\ufeff", "\v"}),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.ReplaceAll(strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), ""), "\x00", "")
	})
}

func drawnSheet(t *rapid.T) *Sheet {
	sh := &Sheet{
		Assignment: Assignment{ID: ident.NewAssignment()}, Number: hostile().Draw(t, "number"), Title: hostile().Draw(t, "title"), LeadName: hostile().Draw(t, "lead"),
		Rubric: Rubric{ReviewKind: program.Scored, ScaleLowest: rapid.IntRange(0, 3).Draw(t, "lowest"), ScaleHighest: 7, HalfPoints: true}, Writable: true,
	}
	for i, kind := range []program.CriterionKind{program.ByPoints, program.ByPassing, program.ByComment} {
		l := &SheetLine{
			Criterion: ident.NewCriterion(), Key: []string{"merit", "legal", "words"}[i], Kind: kind, Weight: 50,
			Title: program.Text{"en": hostile().Draw(t, "label")}, Meaning: program.Text{"en": hostile().Draw(t, "meaning")},
		}
		for range sh.ScaleHighest - sh.ScaleLowest + 1 {
			l.Anchors = append(l.Anchors, program.Text{"en": hostile().Draw(t, "anchor")})
		}
		if rapid.Bool().Draw(t, "scored") {
			half := map[program.CriterionKind]int{program.ByPoints: rapid.IntRange(2*sh.ScaleLowest, 14).Draw(t, "half"), program.ByPassing: rapid.SampledFrom([]int{0, Passed}).Draw(t, "pass")}[kind]
			at := time.Unix(0, 0)
			l.HalfPoints, l.Comment, l.Version, l.At = &half, hostile().Draw(t, "comment"), 1, &at
		}
		sh.Lines = append(sh.Lines, l)
	}
	if rapid.Bool().Draw(t, "begun") {
		sh.Review = &Review{Recommendation: rapid.SampledFrom([]Recommendation{"", Fund, FundIfMoney, DoNotFund}).Draw(t, "word"), Overall: hostile().Draw(t, "overall")}
	}
	return sh
}

func TestAFormThatComesBackAsItWentChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sheets := []*Sheet{drawnSheet(t), drawnSheet(t)}
		form := &OfflineForm{ID: ident.NewOfflineForm()}
		for _, sh := range sheets {
			form.Kept = append(form.Kept, sh.offline())
		}
		text := offlineText(form.ID, sheets, rapid.SampledFrom([]string{"en", "es", "zh-Hans"}).Draw(t, "locale"))
		if rapid.Bool().Draw(t, "edited on Windows") {
			text = "\ufeff" + strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		}
		f, err := parseOffline(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		var c fault.Check
		out := &OfflineCheck{}
		for i, r := range f.Reviews {
			out.compare(&c, r, form.review(r.Assignment), sheets[i])
		}
		if err := c.Err(); err != nil || len(f.Reviews) != 2 || len(out.Changes) != 0 || out.Same != 0 {
			t.Fatalf("%v; %d changes, first %+v\n%s", err, len(out.Changes), out.Changes, text)
		}
	})
}

func TestALineThatCannotBeIsNamedByItsNumber(t *testing.T) {
	t.Parallel()
	head := ":: form " + ident.NewOfflineForm().String() + "\n"
	one := ":: review " + ident.NewAssignment().String() + "\n"
	for name, c := range map[string]struct{ text, path, code string }{
		"nothing at all":               {"", "lines.1", "no_form"},
		"another file":                 {"Dear all,\n", "lines.1", "stray_line"},
		"a form that is cut":           {head + one + ":: overall\nGood", "lines.4", "form_cut"},
		"a line of no review":          {head + ":: overall\nGood\n:: end\n", "lines.2", "stray_line"},
		"a line behind the end":        {head + ":: end\n" + one, "lines.3", "stray_line"},
		"a line nobody knows":          {head + one + ":: mark x\n:: end\n", "lines.3", "unknown_line"},
		"a line without what it is of": {head + one + ":: score\n:: end\n", "lines.3", "unknown_line"},
		"a part twice":                 {head + one + ":: overall\n:: overall\n:: end\n", "lines.4", "line_twice"},
		"a review twice":               {head + one + one + ":: end\n", "lines.3", "line_twice"},
		"two forms in one":             {head + head + ":: end\n", "lines.2", "bad_form_line"},
		"a form by another kind of id": {":: form " + ident.NewPerson().String() + "\n:: end\n", "lines.1", "bad_form_line"},
		"a review by no id":            {head + ":: review 7\n:: end\n", "lines.2", "bad_review_line"},
		"bytes that are not text":      {head + one + ":: overall\n\xff\n:: end\n", "text", "bad_text"},
		"a NUL":                        {head + "\x00:: end\n", "text", "bad_text"},
		"more than anybody writes":     {head + strings.Repeat("x", mostOffline), "text", "too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseOffline(c.text)
			var f *fault.Error
			if !errors.As(err, &f) || len(f.Fields) == 0 {
				t.Fatalf("answered %v", err)
			}
			for _, x := range f.Fields {
				if x.Path == c.path && x.Code == c.code {
					return
				}
			}
			t.Errorf("answered %+v, want %s at %s", f.Fields, c.code, c.path)
		})
	}
}

func TestMarksAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"4": 8, " 4.5 ": 9, "4,5": 9, "4.0": 8, "0": 0, "10": 20, "0.50": 1, "": -1, "x": -2, "4.7": -2, "-1": -2, "11": -2, "1e3": -2, "4.5.5": -2, "٤": -2, "NaN": -2} {
		half, ok := markOf(program.ByPoints, text)
		if got := -1; !ok && want != -2 || ok && (half == nil) != (want == got) || half != nil && ok && *half != want {
			t.Errorf("%q is read as %v, %t", text, half, ok)
		}
	}
	for text, want := range map[string]bool{"pass": true, "Fail": true, "yes": false, "2": false} {
		if _, ok := markOf(program.ByPassing, text); ok != want {
			t.Errorf("%q passes: %t", text, ok)
		}
	}
}

func FuzzOfflineForm(f *testing.F) {
	f.Add(":: form " + ident.NewOfflineForm().String() + "\n:: review " + ident.NewAssignment().String() + "\n:: score a\n4\n:: comment a\nWords\n:: end\n")
	f.Add(":: end")
	f.Fuzz(func(t *testing.T, text string) {
		out, err := parseOffline(text)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("answered %v", err)
			}
			return
		}
		for _, r := range out.Reviews {
			for name, p := range r.Parts {
				if p.Line < r.Line || p.Text != carried(p.Text) || name == "" {
					t.Fatalf("%s stands at %d", name, p.Line)
				}
			}
		}
	})
}
