package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// version is the review's as read; empty before the first score.
func (d reading) version() string {
	if d.sheet.Review == nil {
		return ""
	}
	return strconv.Itoa(d.sheet.Review.Version)
}

func (d reading) recommendation() review.Recommendation {
	if d.sheet.Review == nil {
		return ""
	}
	return d.sheet.Review.Recommendation
}

func (d reading) overall() string {
	if d.sheet.Review == nil {
		return ""
	}
	return d.sheet.Review.Overall
}

func recommendations(p view.Page) []view.Option {
	return worded(p, "review.recommendation", []review.Recommendation{review.Fund, review.FundIfMoney, review.DoNotFund})
}

// gapText names what is missing by the criterion's own title, in the reader's language.
func gapText(p view.Page, d reading, g fault.Field) string {
	key, isScore := strings.CutPrefix(g.Path, "scores.")
	if !isScore {
		return p.T("review.gap.recommendation")
	}
	for _, l := range d.sheet.Lines {
		if l.Key != key {
			continue
		}
		if g.Code == "unscored" {
			return p.T("review.gap.score", "title", l.Title.In(p.Locale()))
		}
		return p.T("review.gap.comment", "title", l.Title.In(p.Locale()), "least", d.sheet.LeastComment(l))
	}
	return g.Message
}

func scoreOf(r *review.Review, c ident.Criterion) *review.Score {
	for _, k := range r.Scores {
		if k.Criterion == c {
			return k
		}
	}
	return nil
}

func reviewFacts(p view.Page, r *review.Review) []view.Fact {
	var out []view.Fact
	if r.BaseMilli != nil {
		out = append(out, view.Fact{Term: p.T("review.base"), Value: view.Text(points(p, *r.BaseMilli))})
	}
	if r.BonusMilli != nil {
		out = append(out, view.Fact{Term: p.T("review.bonus"), Value: view.Text(points(p, *r.BonusMilli))})
	}
	if r.Recommendation != "" {
		out = append(out, view.Fact{Term: p.T("review.recommendation.ask"), Value: view.Text(p.Choice("review.recommendation", string(r.Recommendation)))})
	}
	if r.SubmittedAt != nil {
		out = append(out, view.Fact{Term: p.T("review.submitted"), Value: view.Moment(p, *r.SubmittedAt, nil)})
	}
	return out
}

// timeLeft says how long a reviewer has, in whole days, or hours on the last two.
func timeLeft(p view.Page, due, now time.Time) string {
	left := due.Sub(now)
	switch {
	case left <= 0:
		return p.T("review.left.none")
	case left < 48*time.Hour:
		return p.N("review.left.hours", int(left/time.Hour))
	}
	return p.N("review.left.days", int(left/(24*time.Hour)))
}
