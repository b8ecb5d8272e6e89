package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// open tells whether a row of the queue may be written now.
func (q queue) open() bool {
	return slices.ContainsFunc(q.rows, func(r *review.QueueRow) bool { return r.Step == review.ReadStep || r.Step == review.ScoreStep })
}

// offlineView is a form that came back, and what it would change.
type offlineView struct {
	text  string
	check *review.OfflineCheck // nil while none came
	again
}

func (s *Site) offlinePage(w http.ResponseWriter, r *http.Request) error {
	return s.drawOffline(w, r, offlineView{})
}

func (s *Site) drawOffline(w http.ResponseWriter, r *http.Request, v offlineView) error {
	if err := need(r.Context(), auth.WriteReview); err != nil {
		return err
	}
	p := s.page(r, "offline.title")
	p.Lead = p.T("offline.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, v.again, func(p view.Page) templ.Component { return offlineContent(p, v) })
}

// takeAlong sends the form as a file whose name tells nothing of what is in it.
func (s *Site) takeAlong(w http.ResponseWriter, r *http.Request) error {
	f, err := s.Review.MakeOfflineForm(r.Context(), review.MakeOfflineFormInput{Locale: s.page(r, "offline.title").Locale()})
	if fault.Is(err, fault.Conflict) {
		return s.drawOffline(w, r, offlineView{again: after(r, err)})
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="review-form.txt"`)
	h.Set("Cache-Control", "private, no-store")
	_, err = w.Write([]byte(f.Text))
	return err
}

func (s *Site) checkOffline(w http.ResponseWriter, r *http.Request) error {
	text, err := fileOrText(w, r, "text")
	if err != nil {
		return s.drawOffline(w, r, offlineView{again: after(r, err)})
	}
	return s.drawChecked(w, r, text, nil)
}

// drawChecked shows what a form would change, with the refusal of keeping it where there is one.
func (s *Site) drawChecked(w http.ResponseWriter, r *http.Request, text string, refusal error) error {
	v := offlineView{text: text, again: after(r, refusal)}
	check, err := s.Review.CheckOfflineForm(r.Context(), review.OfflineInput{Text: text})
	if k := fault.KindOf(err); err != nil && (k == fault.Internal || k == fault.Unauthenticated) {
		return err
	}
	if fault.Is(err, fault.NotFound) {
		v.err = fault.BadField("text", "foreign_form", "This form or kit is not one of yours.")
	} else if err != nil {
		v.err = err
	} else {
		v.check = check
	}
	return s.drawOffline(w, r, v)
}

func (s *Site) importOffline(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.drawOffline(w, r, offlineView{again: after(r, err)})
	}
	in := review.ImportOfflineInput{Text: r.PostForm.Get("text"), Choices: offlineChoices(r.PostForm), KeepDrafts: r.PostForm.Get("hand_in") != "on"}
	done, err := s.Review.ImportOfflineForm(r.Context(), in)
	if k := fault.KindOf(err); err != nil && (k == fault.Internal || k == fault.Unauthenticated) {
		return err
	}
	if err != nil {
		return s.drawChecked(w, r, in.Text, err)
	}
	p := s.page(r, "offline.title")
	words := p.N("offline.done", len(done.Changes))
	if n := done.HandedIn(); n > 0 {
		words += " " + p.N("offline.done.handed", n)
	}
	return s.goTo(w, r, offlineURL(done.Form, "/receipt"), words)
}

// offlineChoices are the changes somebody chose between, by assignment and criterion.
func offlineChoices(q url.Values) []review.OfflineChoice {
	var out []review.OfflineChoice
	for name := range q {
		rest, ok := strings.CutPrefix(name, "choice.")
		id, part, _ := strings.Cut(rest, ".")
		var c review.OfflineChoice
		if !ok || c.Assignment.UnmarshalText([]byte(id)) != nil || q.Get(name) == "" {
			continue
		}
		c.Part, c.Form = part, q.Get(name) == "form"
		out = append(out, c)
	}
	return out
}

func choiceName(x *review.OfflineChange) string {
	return "choice." + x.Assignment.String() + "." + x.Part
}

// offlineErrors are what is wrong with a form, by its own lines, or with a kit's file, by proposal and criterion.
func offlineErrors(p view.Page) []refusedRow {
	var out []refusedRow
	for _, e := range p.Errors {
		at := "f-" + strings.ReplaceAll(e.Field, ".", "-")
		if n, ok := strings.CutPrefix(e.Field, "lines."); ok {
			out = append(out, refusedRow{p.T("offline.line", "line", n), at, e.Text})
		} else if item, ok := strings.CutPrefix(e.Field, "reviews."); ok {
			out = append(out, refusedRow{p.T("offline.item", "item", strings.ReplaceAll(item, ".", ", ")), at, e.Text})
		}
	}
	return out
}

// offlineFrom names the file a change comes from.
func offlineFrom(p view.Page, x *review.OfflineChange) string {
	if x.Line == 0 {
		return p.T("offline.mine.kit")
	}
	return p.T("offline.mine", "line", x.Line)
}

// handIn tells whether handing in stands chosen: it is what the kit asks until somebody says otherwise.
func (v offlineView) handIn() string {
	if v.typed.Has("text") && v.typed.Get("hand_in") != "on" && v.err != nil {
		return ""
	}
	return "on"
}

// closedName names a review that takes nothing from a file.
func closedName(p view.Page, x *review.OfflineRefusal) string {
	if x.Line == 0 {
		return x.Number
	}
	return p.T("offline.closed.line", "line", x.Line, "number", x.Number)
}

// offlineReceipt reads back what is kept of the reviews of a form.
func (s *Site) offlineReceipt(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OfflineFormKind](r, "form")
	if err != nil {
		return err
	}
	x, err := s.Review.OfflineReceipt(r.Context(), id)
	if err != nil {
		return err
	}
	p := s.page(r, "offline.receipt")
	p.Lead = p.T("offline.receipt.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}, {Label: p.T("offline.title"), URL: "/reviews/offline"}}
	return s.show(w, r, http.StatusOK, p, receiptOfForm(p, x))
}

// receiptState says whether a review is handed in.
func receiptState(p view.Page, sh *review.Sheet) string {
	switch {
	case sh.Review == nil:
		return p.T("offline.receipt.empty")
	case sh.Review.State == review.Drafted:
		return p.T("offline.receipt.draft")
	}
	return p.T("offline.receipt.handed")
}

// offlineTitle names the part that changes.
func offlineTitle(p view.Page, x *review.OfflineChange) string {
	if x.Criterion == nil {
		return p.T("review.overall")
	}
	return x.Criterion.Title.In(p.Locale())
}

// offlineMark is a value's mark in the reader's words; nothing written has none.
func offlineMark(p view.Page, x *review.OfflineChange, v review.OfflineValue) string {
	switch {
	case x.Criterion == nil && v.Recommendation != "":
		return p.Choice("review.recommendation", string(v.Recommendation))
	case x.Criterion == nil || v.HalfPoints == nil || x.Criterion.Kind == program.ByComment:
		return ""
	case x.Criterion.Kind == program.ByPassing && *v.HalfPoints == review.Passed:
		return p.Choice("review.pass", "pass")
	case x.Criterion.Kind == program.ByPassing:
		return p.Choice("review.pass", "fail")
	}
	return p.Decimal(float64(*v.HalfPoints)/2, *v.HalfPoints%2)
}

func chars(s string) int { return utf8.RuneCountInString(s) }

func offlineChoiceOptions(p view.Page) []view.Option {
	return []view.Option{{Value: "form", Label: p.T("offline.take.form")}, {Value: "kept", Label: p.T("offline.take.kept")}}
}
