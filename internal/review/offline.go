package review

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// OfflineForm is what a reviewer had saved of their own open reviews when they took the form along.
type OfflineForm struct {
	ID     ident.OfflineForm `bun:"id,pk"`
	Person ident.Person      `bun:"person_id"`
	MadeAt time.Time         `bun:"made_at"`
	Kept   []OfflineReview   `bun:"kept,type:jsonb"`
}

// OfflineReview is what was saved of one review when the form was made.
type OfflineReview struct {
	Assignment     ident.Assignment `json:"assignment"`
	Seal           string           `json:"seal"` // of what it scores, by which criteria
	Recommendation Recommendation   `json:"recommendation"`
	Overall        string           `json:"overall"`
	Lines          []OfflineLine    `json:"lines"`
}

// OfflineLine is what was saved of one criterion when the form was made.
type OfflineLine struct {
	Criterion  ident.Criterion `json:"criterion"`
	Key        string          `json:"key"`
	Version    int             `json:"version"`
	HalfPoints *int            `json:"half"` // nil while nothing was written
	Comment    string          `json:"comment"`
}

// MakeOfflineFormInput takes the actor's own open reviews along as plain text, its explanations in a language.
type MakeOfflineFormInput struct {
	Locale string
}

// OfflineText is a form made: text in UTF-8 that says how it is filled in. Its id leads to the same reviews as a kit.
type OfflineText struct {
	ID      ident.OfflineForm
	Text    string
	Reviews int
}

// MakeOfflineForm writes the form of every review the actor may write now; what they are bound to is in none.
// CONFLICT where there is nothing to take along.
func (s *Service) MakeOfflineForm(ctx context.Context, in MakeOfflineFormInput) (*OfflineText, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.WriteReview, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	sheets, err := s.openSheets(ctx)
	if err != nil {
		return nil, err
	}
	if len(sheets) == 0 {
		return nil, fault.New(fault.Conflict, "nothing_to_take", "No review of yours is open for scores now.")
	}
	f := &OfflineForm{ID: ident.NewOfflineForm(), Person: me, MadeAt: s.Desk.Now()}
	for _, sh := range sheets {
		kept := sh.offline()
		kept.Seal = sh.seal(f.ID)
		f.Kept = append(f.Kept, kept)
	}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddOfflineForm(ctx, f); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.take_along", f.ID, "", map[string]any{"reviews": len(f.Kept)})
	})
	if err != nil {
		return nil, err
	}
	return &OfflineText{ID: f.ID, Text: offlineText(f.ID, sheets, in.Locale), Reviews: len(sheets)}, nil
}

// openSheets are the actor's own reviews that take scores now, in reading order.
func (s *Service) openSheets(ctx context.Context) ([]*Sheet, error) {
	var out []*Sheet
	args := page.First(page.Most)
	for {
		q, err := s.Queue(ctx, args)
		if err != nil {
			return nil, err
		}
		for _, r := range q.Nodes {
			if r.Step != ReadStep && r.Step != ScoreStep {
				continue
			}
			sh, err := s.MyReview(ctx, r.ID)
			if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
				continue // bound to it since the queue was read
			}
			if err != nil {
				return nil, err
			}
			if sh.Writable {
				out = append(out, sh)
			}
		}
		if !q.PageInfo.HasNextPage {
			return out, nil
		}
		args.After = q.PageInfo.EndCursor
	}
}

// offline is what is saved of a sheet now.
func (sh *Sheet) offline() OfflineReview {
	out := OfflineReview{Assignment: sh.Assignment.ID}
	if sh.Review != nil {
		out.Recommendation, out.Overall = sh.Review.Recommendation, sh.Review.Overall
	}
	for _, l := range sh.Lines {
		out.Lines = append(out.Lines, OfflineLine{Criterion: l.Criterion, Key: l.Key, Version: l.Version, HalfPoints: l.HalfPoints, Comment: l.Comment})
	}
	return out
}

func (r *OfflineReview) line(key string) *OfflineLine {
	i := slices.IndexFunc(r.Lines, func(l OfflineLine) bool { return l.Key == key })
	if i < 0 {
		return nil
	}
	return &r.Lines[i]
}

func (f *OfflineForm) review(id ident.Assignment) *OfflineReview {
	i := slices.IndexFunc(f.Kept, func(r OfflineReview) bool { return r.Assignment == id })
	if i < 0 {
		return nil
	}
	return &f.Kept[i]
}

// alike compares texts as a form carries them: line ends and blanks around do not count.
func alike(a, b string) bool { return carried(a) == carried(b) }

func carried(s string) string { return strings.TrimSpace(lineEnds.ReplaceAllString(s, "\n")) }

var lineEnds = regexp.MustCompile(`\r+\n`)
