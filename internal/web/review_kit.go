package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/static"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// kit is a reviewer's proposals with their rubrics, as one file.
type kit struct {
	*review.OfflineKit
	reviews []kitReview
	data    string // for the script
}

// kitReview is one proposal of a kit beside what is asked of its reviewer.
type kitReview struct {
	reading
	budget budgetView
	seal   string
}

func (x kitReview) id() string { return x.sheet.Assignment.ID.String() }

// scale is a criterion's scale under a name that no other proposal of the kit has.
func (x kitReview) scale(p view.Page, l *review.SheetLine) view.Score {
	out := x.score(p, l)
	out.Name = x.id() + ".mark." + l.Key
	return out
}

func offlineURL(id ident.OfflineForm, part string) string {
	return "/reviews/offline/" + id.String() + part
}

// makeKit makes a form and leads to its file.
func (s *Site) makeKit(w http.ResponseWriter, r *http.Request) error {
	f, err := s.Review.MakeOfflineForm(r.Context(), review.MakeOfflineFormInput{Locale: s.page(r, "offline.title").Locale()})
	if fault.Is(err, fault.Conflict) {
		return s.drawOffline(w, r, offlineView{again: after(r, err)})
	}
	if err != nil {
		return err
	}
	return s.goTo(w, r, offlineURL(f.ID, "/kit.html"), "")
}

// kitFile sends the kit as a file to keep, never as a page of the site; its name tells nothing of what is in it.
func (s *Site) kitFile(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.WriteReview); err != nil {
		return err
	}
	id, err := param[ident.OfflineFormKind](r, "form")
	if err != nil {
		return err
	}
	k, err := s.kit(r.Context(), id)
	if fault.Is(err, fault.Conflict) {
		return s.drawOffline(w, r, offlineView{again: after(r, err)})
	}
	if err != nil {
		return err
	}
	p := s.page(r, "kit.title")
	p.Lead, p.Notice = p.T("kit.lead"), nil
	if k.data, err = kitData(p, k); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := kitDocument(p, k).Render(r.Context(), &out); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="review-kit.html"`)
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	_, err = out.WriteTo(w)
	return err
}

// kit reads the proposals of a form as their reviewer may read them now; one that closed meanwhile is left out.
func (s *Site) kit(ctx context.Context, id ident.OfflineForm) (kit, error) {
	found, err := s.Review.OfflineKit(ctx, id)
	if err != nil {
		return kit{}, err
	}
	out, panels := kit{OfflineKit: found}, map[ident.Panel]*review.Panel{}
	for _, sh := range found.Sheets {
		x := kitReview{reading: reading{sheet: sh}, seal: found.Seal(sh.Assignment.ID)}
		if x.doc, err = s.proposal(ctx, sh.Assignment.Application); fault.Is(err, fault.NotFound) {
			continue // bound to it since the form was read
		} else if err != nil {
			return kit{}, err
		}
		x.doc.Help = x.doc.Help.unlinked()
		x.budget.proposal = x.doc
		if x.budget.Sheet, err = s.Budget.Sheet(ctx, sh.Assignment.Application); err != nil {
			return kit{}, err
		}
		if panels[sh.Assignment.Panel] == nil {
			if panels[sh.Assignment.Panel], err = s.Review.Panel(ctx, sh.Assignment.Panel); err != nil {
				return kit{}, err
			}
		}
		x.panel = panels[sh.Assignment.Panel]
		out.reviews = append(out.reviews, x)
	}
	if len(out.reviews) == 0 {
		return kit{}, fault.New(fault.Conflict, "nothing_to_take", "No review of yours is open for scores now.")
	}
	return out, nil
}

// unlinked are the same names and files without the ways to them, which a file on a disk cannot go.
func (h answerHelp) unlinked() answerHelp {
	h.Flat = true
	files := map[string]view.File{}
	for id, f := range h.Files {
		f.URL = ""
		files[id] = f
	}
	h.Files = files
	return h
}

func kitDay(p view.Page, t time.Time) calendar.Date { return calendar.Of(t, p.Zone()) }

func kitStyle() string  { return static.Text("app.css") + static.Text("kit.css") }
func kitScript() string { return static.Text("kit.js") }

// kitPolicy lets the kit's own style and script run and nothing else: what museums wrote never does.
func kitPolicy() string {
	return "default-src 'none'; style-src " + hashOf(kitStyle()) + "; script-src " + hashOf(kitScript()) +
		"; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// kitLine is what the script knows of a criterion; the mark and the comment are those saved when the kit was made.
type kitLine struct {
	Criterion string `json:"criterion"`
	Key       string `json:"key"`
	Scored    bool   `json:"scored"`
	Least     int    `json:"least"`
	Mark      string `json:"mark"`
	Comment   string `json:"comment"`
	Unscored  string `json:"unscored"`
	Short     string `json:"short"`
}

// kitTask is what the script knows of a review.
type kitTask struct {
	Assignment     string    `json:"assignment"`
	Number         string    `json:"number"`
	Seal           string    `json:"seal"`
	Asked          bool      `json:"asked"`
	Recommendation string    `json:"recommendation"`
	Overall        string    `json:"overall"`
	Lines          []kitLine `json:"lines"`
}

// kitData is what the script works with, as JSON in which nothing can end the element it stands in.
func kitData(p view.Page, k kit) (string, error) {
	out := struct {
		Format  string            `json:"format"`
		Form    string            `json:"form"`
		Words   map[string]string `json:"words"`
		Reviews []kitTask         `json:"reviews"`
	}{review.KitFormat, k.Form.ID.String(), kitWords(p), nil}
	for _, x := range k.reviews {
		out.Reviews = append(out.Reviews, x.task(p))
	}
	raw, err := json.Marshal(out) // escapes <, > and &
	return string(raw), err
}

func (x kitReview) task(p view.Page) kitTask {
	t := kitTask{
		Assignment: x.id(), Number: x.sheet.Number, Seal: x.seal, Asked: x.sheet.OverallAsked(),
		Recommendation: string(x.recommendation()), Overall: x.overall(),
	}
	for _, l := range x.sheet.Lines {
		title := l.Title.In(p.Locale())
		k := kitLine{
			Criterion: l.Criterion.String(), Key: l.Key, Scored: l.Kind != program.ByComment, Least: x.sheet.LeastComment(l), Comment: l.Comment,
			Unscored: p.T("review.gap.score", "title", title), Short: p.T("review.gap.comment", "title", title, "least", x.sheet.LeastComment(l)),
		}
		switch l.Kind {
		case program.ByPassing:
			k.Mark = passText(l)
		case program.ByComment:
		default:
			k.Mark = x.score(p, l).Value
		}
		t.Lines = append(t.Lines, k)
	}
	return t
}

// kitWords are what the script says, with its own places in braces.
func kitWords(p view.Page) map[string]string {
	return map[string]string{
		"recommendation": p.T("review.gap.recommendation"),
		"lacks":          p.T("kit.lacks", "n", "{n}"), "whole": p.T("kit.whole"),
		"missing": p.T("kit.missing", "n", "{n}"), "complete": p.T("kit.complete"),
		"chars": p.T("kit.chars", "n", "{n}", "least", "{least}"),
		"ready": p.T("kit.ready"), "kept": p.T("kit.kept", "at", "{at}"), "unkept": p.T("kit.unkept"),
		"restored": p.T("kit.restored"), "loaded": p.T("kit.loaded"), "foreign": p.T("kit.foreign"),
		"saved": p.T("kit.saved", "n", "{n}", "file", "{file}", "at", "{at}"), "empty": p.T("kit.saved.nothing", "file", "{file}"),
	}
}
