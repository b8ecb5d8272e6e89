package review

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func said(s string) *string { return &s }

// fileOf is what a kit saves of sheets that nobody touched.
func fileOf(form *OfflineForm, sheets []*Sheet) string {
	out := kitFile{Format: KitFormat, Form: form.ID.String()}
	for i, sh := range sheets {
		kept := form.Kept[i]
		r := kitReview{Assignment: kept.Assignment.String(), Number: sh.Number, Seal: kept.Seal, Recommendation: said(string(kept.Recommendation)), Overall: said(kept.Overall)}
		for j, l := range sh.Lines {
			k := kitScore{Criterion: l.Criterion.String(), Key: l.Key, Comment: said(kept.Lines[j].Comment)}
			if l.Kind != program.ByComment {
				k.Mark = said(kept.Lines[j].mark(l.Kind))
			}
			r.Scores = append(r.Scores, k)
		}
		out.Reviews = append(out.Reviews, r)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func TestAKitThatComesBackAsItWentChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sheets := []*Sheet{drawnSheet(t), drawnSheet(t)}
		form := &OfflineForm{ID: ident.NewOfflineForm()}
		for _, sh := range sheets {
			kept := sh.offline()
			kept.Seal = sh.seal(form.ID)
			form.Kept = append(form.Kept, kept)
		}
		text := fileOf(form, sheets)
		f, err := parseOffline(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		var c fault.Check
		out := &OfflineCheck{}
		for i, r := range f.Reviews {
			if !r.fits(&c, form.review(r.Assignment)) {
				t.Fatalf("%v\n%s", c.Err(), text)
			}
			out.compare(&c, r, form.review(r.Assignment), sheets[i])
		}
		if err := c.Err(); err != nil || !f.Kit || len(f.Reviews) != 2 || len(out.Changes) != 0 || out.Same != 0 {
			t.Fatalf("%v; %d changes, first %+v\n%s", err, len(out.Changes), out.Changes, text)
		}
	})
}

func TestASealIsOfOneFormOneProposalAndItsCriteria(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sh, form := drawnSheet(t), ident.NewOfflineForm()
		seal := sh.seal(form)
		if sh.seal(ident.NewOfflineForm()) == seal {
			t.Fatal("another form has the same seal")
		}
		for name, change := range map[string]func(){
			"proposal": func() { sh.Assignment.Application = ident.NewApplication() }, "assignment": func() { sh.Assignment.ID = ident.NewAssignment() },
			"scale": func() { sh.ScaleHighest++ }, "halves": func() { sh.HalfPoints = !sh.HalfPoints }, "weight": func() { sh.Lines[0].Weight++ },
			"criterion": func() { sh.Lines[1].Criterion = ident.NewCriterion() }, "order": func() { sh.Lines[0], sh.Lines[1] = sh.Lines[1], sh.Lines[0] },
		} {
			was := sh.seal(form)
			if change(); sh.seal(form) == was {
				t.Fatalf("another %s has the same seal", name)
			}
		}
	})
}

func TestAFileThatIsNoKitsIsSaidSo(t *testing.T) {
	t.Parallel()
	off, one := ident.NewOfflineForm().String(), `{"assignment":"`+ident.NewAssignment().String()+`","number":"MC-1","seal":"x","handIn":false,"scores":[]}`
	head := `{"format":"vitrine-offline/1","form":"` + off + `","savedAt":"","reviews":[`
	for name, c := range map[string]struct{ text, path, code string }{
		"a file that is cut":          {head + one, "text", "bad_kit"},
		"a file cut within a word":    {head[:20], "text", "bad_kit"},
		"two files in one":            {head + one + "]}" + head + "]}", "text", "bad_kit"},
		"another JSON":                {`{"name":"package"}`, "text", "kit_format"},
		"JSON of another shape":       {`{"format":["vitrine-offline/1"]}`, "text", "bad_kit"},
		"a later format":              {strings.Replace(head, "/1", "/2", 1) + "]}", "text", "kit_format"},
		"a part nobody knows":         {head + strings.Replace(one, `"seal"`, `"boost":1,"seal"`, 1) + "]}", "text", "bad_kit"},
		"a mark that is a number":     {head + strings.Replace(one, `[]`, `[{"criterion":"","key":"a","mark":5,"comment":""}]`, 1) + "]}", "text", "bad_kit"},
		"no kit named":                {strings.Replace(head, off, "", 1) + "]}", "text", "no_kit"},
		"a kit by another kind of id": {strings.Replace(head, off, ident.NewPerson().String(), 1) + "]}", "text", "no_kit"},
		"a review by no id":           {head + strings.Replace(one, "asg_", "off_", 1) + "]}", "reviews.MC-1", "bad_review_line"},
		"a number that is no number":  {head + strings.Replace(strings.Replace(one, "asg_", "off_", 1), "MC-1", "<b>.x", 1) + "]}", "reviews.1", "bad_review_line"},
		"fifty megabytes":             {head + strings.Repeat(" ", 50<<20), "text", "too_long"},
		"brackets without end":        {`{"format":` + strings.Repeat("[", 200_000), "text", "bad_kit"},
		"bytes that are not text":     {head + "\xff]}", "text", "bad_text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseOffline(c.text)
			var f *fault.Error
			if !errors.As(err, &f) || len(f.Fields) == 0 || f.Fields[0].Path != c.path || f.Fields[0].Code != c.code {
				t.Errorf("answered %v, want %s at %s", err, c.code, c.path)
			}
		})
	}
}

func FuzzKitFile(f *testing.F) {
	one := &Sheet{Assignment: Assignment{ID: ident.NewAssignment()}, Number: "MC-2027-001", Lines: []*SheetLine{{Criterion: ident.NewCriterion(), Key: "merit", Kind: program.ByPoints}}}
	form := &OfflineForm{ID: ident.NewOfflineForm(), Kept: []OfflineReview{one.offline()}}
	f.Add(fileOf(form, []*Sheet{one}))
	f.Add(`{"format":"vitrine-offline/1","form":"","savedAt":"","reviews":[{"scores":[{"mark":"\ud800","key":"a.b"}]}]}`)
	f.Add("{")
	f.Fuzz(func(t *testing.T, text string) {
		out, err := parseKit(text)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("answered %v", err)
			}
			return
		}
		for _, r := range out.Reviews {
			if !strings.HasPrefix(r.Path, "reviews.") || r.Assignment.IsZero() {
				t.Fatalf("a review at %q of %q", r.Path, r.Assignment)
			}
			for name, p := range r.Parts {
				if !strings.HasPrefix(p.Path, r.Path) || p.Text != carried(p.Text) || strings.ContainsRune(p.Text, 0) || name == "" {
					t.Fatalf("%q stands at %q", name, p.Path)
				}
			}
		}
	})
}
