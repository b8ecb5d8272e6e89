package web

import (
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// legend names a criterion with what it weighs.
func (d reading) legend(p view.Page, l *review.SheetLine) string {
	title := l.Title.In(p.Locale())
	switch {
	case l.Kind == program.ByPassing || l.Kind == program.ByComment:
		return p.T("review.criterion.kind", "title", title, "kind", p.Choice("review.criterion.kind", string(l.Kind)))
	case l.Bonus:
		return p.T("review.criterion.bonus", "title", title, "weight", l.Weight)
	}
	return p.T("review.criterion", "title", title, "weight", l.Weight)
}

// score is the scale of a criterion with what was typed or is kept.
func (d reading) score(p view.Page, l *review.SheetLine) view.Score {
	kept := ""
	if l.HalfPoints != nil {
		kept = halves(*l.HalfPoints)
	}
	return view.Score{
		Name: "scores." + l.Key, Label: d.legend(p, l), Hint: l.Meaning.In(p.Locale()), Value: d.value("scores."+l.Key, kept), Halves: d.sheet.HalfPoints,
		Lowest: d.sheet.ScaleLowest, Highest: d.sheet.ScaleHighest, Anchors: anchorsFor(p, d.sheet.Rubric, l.Anchors),
	}
}

// anchorsFor are what the whole points of a scale mean: the cycle's own words, or the usual ones where the scale is from 1 to 5.
func anchorsFor(p view.Page, r review.Rubric, own []program.Text) []string {
	usual := r.ScaleLowest == 1 && r.ScaleHighest == 5
	if len(own) == 0 && !usual {
		return nil
	}
	out := make([]string, r.ScaleHighest-r.ScaleLowest+1)
	for i := range out {
		if i < len(own) {
			out[i] = own[i].In(p.Locale())
		}
		if out[i] == "" && usual {
			out[i] = p.Choice("review.anchor", strconv.Itoa(i+1))
		}
	}
	return out
}

// commentHint says how long a comment is where a criterion asks for another length than the cycle.
func (d reading) commentHint(p view.Page, l *review.SheetLine) string {
	if l.Least == nil || *l.Least == d.sheet.CommentMinChars {
		return ""
	}
	return p.N("review.comment.least", *l.Least)
}

func passes(p view.Page) []view.Option {
	var out []view.Option
	for _, x := range []string{"pass", "fail"} {
		out = append(out, view.Option{Value: x, Label: p.Choice("review.pass", x)})
	}
	return out
}

// passText is the kept mark of a criterion that is passed or not, as the form writes it.
func passText(l *review.SheetLine) string {
	switch {
	case l.HalfPoints == nil:
		return ""
	case *l.HalfPoints == review.Passed:
		return "pass"
	}
	return "fail"
}

// markTyped reads a mark: points, a pass, or nothing but the comment; which one fits the criterion the service says.
func markTyped(text string) (half int, ok bool) {
	switch text {
	case "pass":
		return review.Passed, true
	case "fail", "comment":
		return 0, true
	}
	return halfPoints(text)
}

// markText is a criterion's title with the mark it was given, if it takes one.
func markText(p view.Page, l *review.SheetLine, half int) string {
	title := l.Title.In(p.Locale())
	switch l.Kind {
	case program.ByComment:
		return title
	case program.ByPassing:
		word := "fail"
		if half == review.Passed {
			word = "pass"
		}
		return title + ": " + p.Choice("review.pass", word)
	}
	return title + ": " + p.Decimal(float64(half)/2, half%2)
}

// kept says what the server has of a criterion, read back from where it is kept.
func (d reading) kept(p view.Page, l *review.SheetLine) string {
	switch {
	case l.HalfPoints == nil || l.At == nil:
		return p.T("review.unscored")
	case l.Kind == program.ByComment:
		return p.T("review.kept.words", "chars", len([]rune(l.Comment)), "at", p.Clock(l.At.In(p.Zone())))
	case l.Kind == program.ByPassing:
		return p.T("review.kept", "score", p.Choice("review.pass", passText(l)), "chars", len([]rune(l.Comment)), "at", p.Clock(l.At.In(p.Zone())))
	}
	return p.T("review.kept", "score", p.Decimal(float64(*l.HalfPoints)/2, *l.HalfPoints%2), "chars", len([]rune(l.Comment)), "at", p.Clock(l.At.In(p.Zone())))
}
