package review

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// OfflineInput is a form that came back as text, or the scores file of a kit.
type OfflineInput struct {
	Text string
}

// ImportOfflineInput keeps what a form says; where both the form and what is saved changed, somebody chose.
type ImportOfflineInput struct {
	Text       string
	Choices    []OfflineChoice
	KeepDrafts bool // hands in nothing, whatever a kit asks
}

// OfflineChoice says which of two changes of one part stands.
type OfflineChoice struct {
	Assignment ident.Assignment
	Part       string // the key of a criterion; empty is the overall word
	Form       bool   // what the form says; else what is saved stays
}

// OfflineChange is one part that a form changes, with what is saved beside it.
type OfflineChange struct {
	Assignment ident.Assignment
	Number     string
	Title      string
	Part       string // the key of a criterion; empty is the overall word
	Criterion  *SheetLine
	Line       int // of the form; 0 in a kit's file
	at         spot
	Conflict   bool // what is saved changed too since the form was made
	Mine       OfflineValue
	Kept       OfflineValue
}

// OfflineValue is a mark with its comment, or the overall word with its words.
type OfflineValue struct {
	HalfPoints     *int
	Recommendation Recommendation
	Text           string
}

// OfflineCheck is what a form would change, or has changed.
type OfflineCheck struct {
	Form    ident.OfflineForm
	Changes []*OfflineChange
	Same    int              // parts that are saved as the form has them
	Waiting []*OfflineChange // comments of a kit without a score: kept with one, and with none not at all
	Refused []*OfflineRefusal
	HandIns []*OfflineHandIn
	Kept    bool // the changes are saved
}

// HandedIn is how many reviews were handed in.
func (out *OfflineCheck) HandedIn() (n int) {
	for _, h := range out.HandIns {
		if h.Done {
			n++
		}
	}
	return n
}

// Ready is how many reviews a kit asks to hand in and that lack nothing.
func (out *OfflineCheck) Ready() (n int) {
	for _, h := range out.HandIns {
		if len(h.Gaps) == 0 {
			n++
		}
	}
	return n
}

// OfflineRefusal is a review that takes nothing from a form now.
type OfflineRefusal struct {
	Assignment ident.Assignment
	Number     string // of the application; as the file has it where the review is no longer the actor's
	Line       int    // of the form; 0 in a kit's file
	Reason     OfflineReason
}

// OfflineReason is why a review takes nothing from a form.
type OfflineReason string

// The reasons; one that was taken away and one somebody was recused from read alike.
const (
	OfflineGone     OfflineReason = "gone"
	OfflineHandedIn OfflineReason = "handed_in"
	OfflineClosed   OfflineReason = "closed"
	OfflineRubric   OfflineReason = "rubric_changed"
)

// OfflineHandIn is a review that a kit asks to hand in.
type OfflineHandIn struct {
	Assignment ident.Assignment
	Number     string
	Title      string
	Gaps       []fault.Field // what is missing; it stays a draft
	Done       bool          // it is handed in
}

// CheckOfflineForm tells what a form of the actor's own would change, and keeps nothing.
func (s *Service) CheckOfflineForm(ctx context.Context, in OfflineInput) (*OfflineCheck, error) {
	f, form, err := s.offline(ctx, in.Text)
	if err != nil {
		return nil, err
	}
	return s.compare(ctx, f, form)
}

// ImportOfflineForm keeps what a form of the actor's own says: all of it or, where one part cannot be, nothing.
// A review that takes nothing now is left out alone. The same form again changes nothing.
func (s *Service) ImportOfflineForm(ctx context.Context, in ImportOfflineInput) (*OfflineCheck, error) {
	f, form, err := s.offline(ctx, in.Text)
	if err != nil {
		return nil, err
	}
	var out *OfflineCheck
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		for _, r := range inOrder(f.Reviews) { // locked first, so that nothing moves between comparing and keeping
			if _, err := s.openTask(ctx, r.Assignment); err != nil && !closedTo(err) {
				return err
			}
		}
		if out, err = s.compare(ctx, f, form); err != nil {
			return err
		}
		if err := out.choose(in.Choices); err != nil {
			return err
		}
		for _, c := range out.Changes {
			if err := s.keepOffline(ctx, c); err != nil {
				return err
			}
		}
		if err := s.handInOffline(ctx, out.HandIns, in.KeepDrafts); err != nil {
			return err
		}
		out.Kept = true
		return s.Desk.Log.Record(ctx, "review.bring_back", form.ID, "", map[string]any{"changes": len(out.Changes), "same": out.Same, "refused": len(out.Refused)})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// inOrder are the reviews by id: whoever locks several does so in one order.
func inOrder(list []*filledReview) []*filledReview {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b *filledReview) int { return compareIDs(a.Assignment, b.Assignment) })
	return out
}

// closedTo tells whether a review takes nothing from its reviewer now, whatever the reason.
func closedTo(err error) bool {
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Forbidden)
}

func (s *Service) offline(ctx context.Context, text string) (*filled, *OfflineForm, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.WriteReview, auth.Target{Person: me}); err != nil {
		return nil, nil, err
	}
	f, err := parseOffline(text)
	if err != nil {
		return nil, nil, err
	}
	form, err := s.Store.OfflineForm(ctx, f.Form, me)
	return f, form, err
}

func (s *Service) compare(ctx context.Context, f *filled, form *OfflineForm) (*OfflineCheck, error) {
	out := &OfflineCheck{Form: form.ID}
	var c fault.Check
	for _, r := range f.Reviews {
		base := form.review(r.Assignment)
		if f.Kit && !r.fits(&c, base) {
			continue
		}
		sh, err := s.MyReview(ctx, r.Assignment)
		if err != nil && !closedTo(err) {
			return nil, err
		}
		if err != nil || base == nil {
			out.Refused = append(out.Refused, &OfflineRefusal{r.Assignment, r.Number, r.Line, OfflineGone})
			continue
		}
		if why := sh.refuses(form.ID, base); why != "" {
			out.Refused = append(out.Refused, &OfflineRefusal{r.Assignment, sh.Number, r.Line, why})
			continue
		}
		first := len(out.Changes)
		out.compare(&c, r, base, sh)
		if r.HandIn {
			sh.take(out.Changes[first:])
			out.HandIns = append(out.HandIns, &OfflineHandIn{Assignment: r.Assignment, Number: sh.Number, Title: sh.Title, Gaps: sh.Gaps()})
		}
	}
	return out, c.Err()
}

// refuses is why a review takes nothing from a form; empty when it does.
func (sh *Sheet) refuses(form ident.OfflineForm, base *OfflineReview) OfflineReason {
	switch {
	case !sh.Writable && sh.Review != nil && (sh.Review.State == Submitted || sh.Review.State == LockedReview):
		return OfflineHandedIn
	case !sh.Writable:
		return OfflineClosed
	case sh.seal(form) != base.Seal:
		return OfflineRubric
	}
	return ""
}

// take puts what a form says on the sheet, to see what would still be missing.
func (sh *Sheet) take(list []*OfflineChange) {
	for _, x := range list {
		if x.Criterion != nil {
			x.Criterion.HalfPoints, x.Criterion.Comment = x.Mine.HalfPoints, x.Mine.Text
			continue
		}
		r := Review{}
		if sh.Review != nil {
			r = *sh.Review
		}
		r.Recommendation, r.Overall = x.Mine.Recommendation, x.Mine.Text
		sh.Review = &r
	}
}

// handInOffline hands in what a kit asks to and is whole; what lacks something stays a draft and says what.
func (s *Service) handInOffline(ctx context.Context, list []*OfflineHandIn, drafts bool) error {
	for _, h := range list {
		sh, err := s.MyReview(ctx, h.Assignment)
		if err != nil {
			return err
		}
		if h.Gaps = sh.Gaps(); drafts || len(h.Gaps) > 0 {
			continue
		}
		if _, err := s.SubmitReview(ctx, SubmitReviewInput{Assignment: h.Assignment}); err != nil {
			return err
		}
		h.Done = true
	}
	return nil
}

func (out *OfflineCheck) compare(c *fault.Check, r *filledReview, base *OfflineReview, sh *Sheet) {
	now := sh.offline()
	asked := map[string]bool{"recommendation": sh.OverallAsked(), "overall": true}
	for _, l := range sh.Lines {
		asked["score "+l.Key], asked["comment "+l.Key] = l.Kind != program.ByComment, true
		was, is := base.line(l.Key), now.line(l.Key)
		if was == nil {
			was = &OfflineLine{}
		}
		out.criterion(c, r, sh, l, was, is)
	}
	for name, p := range r.Parts {
		c.That(asked[name], p.field(), "unknown_line", "The form has no such line.")
	}
	out.overall(c, r, sh, base, &now)
}

func (out *OfflineCheck) criterion(c *fault.Check, r *filledReview, sh *Sheet, l *SheetLine, was, is *OfflineLine) {
	score, comment := r.Parts["score "+l.Key], r.Parts["comment "+l.Key]
	mine, at := OfflineValue{HalfPoints: was.HalfPoints, Text: was.Comment}, r.spot
	if comment != nil {
		mine.Text, at = comment.Text, comment.spot
	}
	if score != nil {
		half, ok := markOf(l.Kind, score.Text)
		at = score.spot
		c.That(ok, at.field(), "bad_mark", "This is no mark of the criterion.")
		if half != nil {
			on := l.Kind == program.ByPassing || (*half >= 2*sh.ScaleLowest && *half <= 2*sh.ScaleHighest)
			c.That(on, at.field(), "out_of_range", "A score is between %d and %d.", sh.ScaleLowest, sh.ScaleHighest)
			c.That(sh.HalfPoints || *half%2 == 0, at.field(), "whole_points", "This cycle is scored in whole points.")
			mine.HalfPoints = half
		}
	}
	touched := !same(mine.HalfPoints, was.HalfPoints) || !alike(mine.Text, was.Comment)
	if !touched {
		return
	}
	if l.Kind == program.ByComment && mine.HalfPoints == nil {
		mine.HalfPoints = new(int)
	}
	if mine.HalfPoints == nil && r.Criteria != nil {
		out.Waiting = append(out.Waiting, &OfflineChange{Assignment: r.Assignment, Number: sh.Number, Title: sh.Title, Part: l.Key, Criterion: l, at: at, Mine: mine})
		return
	}
	c.That(mine.HalfPoints != nil, at.field(), "unscored", "Choose a score first; the comment is kept with it.")
	if same(mine.HalfPoints, is.HalfPoints) && alike(mine.Text, is.Comment) {
		out.Same++
		return
	}
	out.Changes = append(out.Changes, &OfflineChange{
		Assignment: r.Assignment, Number: sh.Number, Title: sh.Title, Part: l.Key, Criterion: l, Line: at.Line, at: at, Mine: mine,
		Kept:     OfflineValue{HalfPoints: is.HalfPoints, Text: is.Comment},
		Conflict: !same(is.HalfPoints, was.HalfPoints) || !alike(is.Comment, was.Comment),
	})
}

func (out *OfflineCheck) overall(c *fault.Check, r *filledReview, sh *Sheet, was, is *OfflineReview) {
	mine, at := OfflineValue{Recommendation: was.Recommendation, Text: was.Overall}, r.spot
	if p := r.Parts["overall"]; p != nil {
		mine.Text, at = p.Text, p.spot
	}
	if p := r.Parts["recommendation"]; p != nil {
		mine.Recommendation, at = Recommendation(p.Text), p.spot
		c.That(p.Text == "" || mine.Recommendation.Known(), at.field(), "bad_recommendation", "There is no such recommendation.")
	}
	if mine.Recommendation == was.Recommendation && alike(mine.Text, was.Overall) {
		return
	}
	if mine.Recommendation == is.Recommendation && alike(mine.Text, is.Overall) {
		out.Same++
		return
	}
	out.Changes = append(out.Changes, &OfflineChange{
		Assignment: r.Assignment, Number: sh.Number, Title: sh.Title, Line: at.Line, at: at, Mine: mine,
		Kept:     OfflineValue{Recommendation: is.Recommendation, Text: is.Overall},
		Conflict: is.Recommendation != was.Recommendation || !alike(is.Overall, was.Overall),
	})
}

// choose leaves the changes that stand; a conflict nobody chose in is CONFLICT and keeps nothing.
func (out *OfflineCheck) choose(choices []OfflineChoice) error {
	var c fault.Check
	out.Changes = slices.DeleteFunc(out.Changes, func(x *OfflineChange) bool {
		if !x.Conflict {
			return false
		}
		i := slices.IndexFunc(choices, func(o OfflineChoice) bool { return o.Assignment == x.Assignment && o.Part == x.Part })
		c.That(i >= 0, x.at.field(), "choose_one", "What is saved changed since the form was made: choose which stands.")
		return i >= 0 && !choices[i].Form
	})
	return c.Err()
}

func (s *Service) keepOffline(ctx context.Context, x *OfflineChange) (err error) {
	if x.Criterion != nil {
		_, err = s.SaveScore(ctx, SaveScoreInput{Assignment: x.Assignment, Criterion: x.Criterion.Criterion, HalfPoints: *x.Mine.HalfPoints, Comment: x.Mine.Text})
		return err
	}
	_, err = s.SaveOverall(ctx, SaveOverallInput{Assignment: x.Assignment, Recommendation: x.Mine.Recommendation, Overall: x.Mine.Text})
	return err
}
