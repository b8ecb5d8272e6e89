package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// reading is a proposal beside the rubric of one reviewer.
type reading struct {
	sheet  *review.Sheet
	doc    proposal
	panel  *review.Panel
	others []*review.Review // handed in by others, once one's own is
	gaps   []fault.Field
	now    time.Time
	again
}

func (s *Site) readReview(w http.ResponseWriter, r *http.Request) error {
	return s.drawReading(w, r, again{})
}

func (s *Site) drawReading(w http.ResponseWriter, r *http.Request, a again) error {
	id, err := param[ident.AssignmentKind](r, "assignment")
	if err != nil {
		return err
	}
	d, err := s.reading(r.Context(), id)
	if fault.HasCode(err, "declare_first") && a.err == nil {
		return s.goTo(w, r, "/reviews/conflicts#"+id.String(), "")
	}
	if fault.HasCode(err, "sign_first") {
		return s.goTo(w, r, "/reviews", "")
	}
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "review.read")
	p.Title, p.Eyebrow, p.Wide = d.sheet.Title, d.sheet.Number, true
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return readingPage(p, d) })
}

func (s *Site) reading(ctx context.Context, id ident.Assignment) (d reading, err error) {
	if d.sheet, err = s.Review.MyReview(ctx, id); err != nil {
		return d, err
	}
	if d.doc, err = s.proposal(ctx, d.sheet.Assignment.Application); err != nil {
		return d, err
	}
	if d.panel, err = s.Review.Panel(ctx, d.sheet.Assignment.Panel); err != nil {
		return d, err
	}
	d.gaps, d.now = d.sheet.Gaps(), s.Now()
	if d.sheet.Writable {
		return d, nil
	}
	all, err := s.Review.ReviewsOf(ctx, d.sheet.Assignment.Application)
	d.others = slices.DeleteFunc(all, func(o *review.Review) bool {
		return o.Reviewer == d.sheet.Assignment.Reviewer || o.State == review.Superseded || o.State == review.Voided
	})
	return d, err
}

// url is the address of a part of the reading page.
func (d reading) url(part string) string { return reviewURL(d.sheet.Assignment.ID) + part }

// halves writes half points as the scale has them: 7 is 3.5.
func halves(n int) string {
	if n%2 == 0 {
		return strconv.Itoa(n / 2)
	}
	return strconv.Itoa(n/2) + ".5"
}

func halfPoints(text string) (int, bool) {
	whole, half, _ := strings.Cut(text, ".")
	n, ok := number(whole)
	if !ok || n > 100 || (half != "" && half != "0" && half != "5") {
		return 0, false
	}
	if half == "5" {
		return 2*n + 1, true
	}
	return 2 * n, true
}

// points is a base score in thousandths as people read it: 71,250 is 71.3.
func points(p view.Page, milli int) string { return p.Decimal(float64(milli)/1000, 1) }

// keeping runs one saving of the reading page, for the script or for the browser.
func (s *Site) keeping(w http.ResponseWriter, r *http.Request, save func(context.Context, ident.Assignment, url.Values) (version int, at string, err error)) error {
	id, err := param[ident.AssignmentKind](r, "assignment")
	if err != nil {
		return err
	}
	if quietly(r) {
		if err := parse(w, r); err != nil {
			return unsaved(w, err)
		}
		version, _, err := save(r.Context(), id, r.PostForm)
		if err != nil {
			return unsaved(w, err)
		}
		return saved(w, strconv.Itoa(version))
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, at, err := save(r.Context(), id, q)
		return reviewURL(id) + at, s.page(r, "review.read").T("review.saved"), err
	}, func(a again) error { return s.drawReading(w, r, a) })
}

func (s *Site) saveScore(w http.ResponseWriter, r *http.Request) error {
	criterion, err := param[ident.CriterionKind](r, "criterion")
	if err != nil {
		return err
	}
	return s.keeping(w, r, func(ctx context.Context, id ident.Assignment, q url.Values) (int, string, error) {
		key := q.Get("key")
		half, ok := markTyped(q.Get("scores." + key))
		if !ok {
			return 0, "", fault.BadField("scores."+key, "unscored", "Choose a score first; the comment is kept with it.")
		}
		kept, err := s.Review.SaveScore(ctx, review.SaveScoreInput{
			Assignment: id, Criterion: criterion, HalfPoints: half, Comment: q.Get("comments." + key), ExpectedVersion: versionOf(q),
		})
		if err != nil {
			return 0, "", renamed(err, func(path string) string {
				if path == "comment" {
					return "comments." + key
				}
				return "scores." + key
			})
		}
		return kept.Version, "#" + criterion.String(), nil
	})
}

func (s *Site) saveOverall(w http.ResponseWriter, r *http.Request) error {
	return s.keeping(w, r, func(ctx context.Context, id ident.Assignment, q url.Values) (int, string, error) {
		kept, err := s.Review.SaveOverall(ctx, review.SaveOverallInput{
			Assignment: id, Recommendation: review.Recommendation(q.Get("recommendation")), Overall: q.Get("overall"), ExpectedVersion: versionOf(q),
		})
		if err != nil {
			return 0, "", err
		}
		return kept.Version, "#overall", nil
	})
}

func (s *Site) submitReview(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AssignmentKind](r, "assignment")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		done, err := s.Review.SubmitReview(r.Context(), review.SubmitReviewInput{Assignment: id})
		if err != nil {
			return "", "", err
		}
		p := s.page(r, "review.read")
		if done.BaseMilli == nil {
			return reviewURL(id), p.T("review.handed.in.words"), nil
		}
		return reviewURL(id), p.T("review.handed.in", "points", points(p, *done.BaseMilli)), nil
	}, func(a again) error { return s.drawReading(w, r, a) })
}

func (s *Site) lateConflict(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AssignmentKind](r, "assignment")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		if q.Get("kind") == "" {
			return "", "", fault.BadField("kind", "required", "Say what binds you.")
		}
		_, err := s.Review.DeclareConflicts(r.Context(), review.DeclareConflictsInput{Declarations: []review.Declaration{
			{Assignment: id, Kind: review.ConflictKind(q.Get("kind")), Note: q.Get("note")},
		}})
		return "/reviews", s.page(r, "review.queue").T("review.recused"), renamed(err, func(path string) string {
			return path[strings.LastIndexByte(path, '.')+1:]
		})
	}, func(a again) error { return s.drawReading(w, r, a) })
}
