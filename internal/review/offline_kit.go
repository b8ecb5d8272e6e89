package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// KitFormat is the format of the scores file that a kit saves; a file of another one is refused.
const KitFormat = "vitrine-offline/1"

// OfflineKit is a form with what its reviews score, to be drawn as one page that needs no line.
type OfflineKit struct {
	Form   *OfflineForm
	Sheets []*Sheet // those that still take scores, with what was saved when the form was made
}

// Seal is the hash a review of the kit carries, so that a file cannot bring another proposal or other criteria.
func (k *OfflineKit) Seal(id ident.Assignment) string {
	if r := k.Form.review(id); r != nil {
		return r.Seal
	}
	return ""
}

// OfflineKit is the actor's own form with the reviews of it that take scores now; what they are bound to is in none.
// CONFLICT where none of them does any more.
func (s *Service) OfflineKit(ctx context.Context, id ident.OfflineForm) (*OfflineKit, error) {
	form, err := s.ownForm(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &OfflineKit{Form: form}
	err = s.eachOwn(ctx, form, func(base *OfflineReview, sh *Sheet) {
		if sh.Writable && sh.seal(form.ID) == base.Seal {
			sh.restore(base)
			out.Sheets = append(out.Sheets, sh)
		}
	})
	if err != nil {
		return nil, err
	}
	if len(out.Sheets) == 0 {
		return nil, fault.New(fault.Conflict, "nothing_to_take", "No review of yours is open for scores now.")
	}
	return out, nil
}

// OfflineReceipt is what is kept now of the reviews of a form, read back from where it is kept.
type OfflineReceipt struct {
	ID     ident.OfflineForm
	MadeAt time.Time
	Sheets []*Sheet // those the reviewer may still read
}

// OfflineReceipt reads back what is kept of the reviews of the actor's own form, in the form's order.
func (s *Service) OfflineReceipt(ctx context.Context, id ident.OfflineForm) (*OfflineReceipt, error) {
	form, err := s.ownForm(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &OfflineReceipt{ID: form.ID, MadeAt: form.MadeAt}
	err = s.eachOwn(ctx, form, func(_ *OfflineReview, sh *Sheet) { out.Sheets = append(out.Sheets, sh) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ownForm is the actor's own form; anybody else's is NOT_FOUND.
func (s *Service) ownForm(ctx context.Context, id ident.OfflineForm) (*OfflineForm, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.WriteReview, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	return s.Store.OfflineForm(ctx, id, me)
}

// eachOwn reads the reviews of a form as they are now, without those the actor no longer has.
func (s *Service) eachOwn(ctx context.Context, form *OfflineForm, take func(*OfflineReview, *Sheet)) error {
	for i := range form.Kept {
		sh, err := s.MyReview(ctx, form.Kept[i].Assignment)
		if err != nil && !closedTo(err) {
			return err
		}
		if err == nil {
			take(&form.Kept[i], sh)
		}
	}
	return nil
}

// seal is the hash of what a review of a form scores: which proposal, by which criteria, on which scale.
func (sh *Sheet) seal(form ident.OfflineForm) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\n%s\n%s\n%s\n", KitFormat, form, sh.Assignment.ID, sh.Assignment.Application)
	_, _ = fmt.Fprintf(h, "%s %d %d %t %t\n", sh.ReviewKind, sh.ScaleLowest, sh.ScaleHighest, sh.HalfPoints, sh.OverallSkipped)
	for _, l := range sh.Lines {
		_, _ = fmt.Fprintf(h, "%s %q %s %t %d %d\n", l.Criterion, l.Key, l.Kind, l.Bonus, l.Weight, sh.LeastComment(l))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// restore puts what was saved when the form was made in place of what is saved now.
func (sh *Sheet) restore(base *OfflineReview) {
	for _, l := range sh.Lines {
		l.HalfPoints, l.Comment = nil, ""
		if was := base.line(l.Key); was != nil {
			l.HalfPoints, l.Comment = was.HalfPoints, was.Comment
		}
	}
	r := Review{}
	if sh.Review != nil {
		r = *sh.Review
	}
	r.Recommendation, r.Overall = base.Recommendation, base.Overall
	sh.Review = &r
}
