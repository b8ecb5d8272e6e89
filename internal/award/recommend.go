package award

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// RecommendStore reads who speaks for a panel, and its slate.
type RecommendStore interface {
	// SlateOfPanel is a slate made of the ranking of one of the panels, locked.
	SlateOfPanel(ctx context.Context, id ident.Slate, panels []ident.Panel) (*Slate, error)
	PanelOfRanking(ctx context.Context, id ident.Ranking) (ident.Panel, error)
	// Acting are the panels that a person speaks for as the deputy of their last meeting, because the chair is bound
	// to something in the cycle or there is none.
	Acting(ctx context.Context, who ident.Person) ([]ident.Panel, error)
	// PanelHead is a panel by name with its cycle, and its slate if one was made of its ranking.
	PanelHead(ctx context.Context, id ident.Panel) (*PanelHead, error)
	// PanelsAsked are those of the panels whose drafted slate waits for a recommendation.
	PanelsAsked(ctx context.Context, panels []ident.Panel) ([]ident.Panel, error)
}

// PanelHead is a panel as its slate's page names it.
type PanelHead struct {
	Panel ident.Panel `bun:"id"`
	Cycle ident.Cycle `bun:"cycle_id"`
	Name  string      `bun:"name"`
	Slate ident.Slate `bun:"slate_id"` // zero before one was drafted
}

// PanelSlate is a slate as whoever speaks for the panel has it before them.
type PanelSlate struct {
	PanelHead
	Asked   bool       // the cycle asks for the panel's recommendation
	Bound   bool       // the viewer has a conflict of interest in the cycle: another person takes this step
	Deputy  bool       // the viewer speaks in the chair's place
	State   SlateState // empty before a slate was drafted
	Slate   *SlateView // while it is a draft or recommended; none for who is bound
	Mayable bool       // the step can be taken now
}

// PanelSlate is the slate made of a panel's ranking, for the panel's chair, or for the deputy of its last meeting where
// the chair is bound to something in the cycle. For anybody else the panel is NOT_FOUND.
func (s *Service) PanelSlate(ctx context.Context, id ident.Panel) (*PanelSlate, error) {
	f := auth.Scope(ctx, auth.RecommendSlate)
	deputy, err := s.speaksFor(ctx, id, f)
	if err != nil {
		return nil, err
	}
	head, err := s.Store.PanelHead(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &PanelSlate{PanelHead: *head, Deputy: deputy}
	rule, err := s.Store.DecisionRule(ctx, head.Cycle)
	if err != nil {
		return nil, err
	}
	out.Asked = rule.Recommendation
	n, err := s.Store.ConflictsIn(ctx, head.Cycle)
	if err != nil {
		return nil, err
	}
	if out.Bound = n > 0; out.Bound || head.Slate.IsZero() {
		out.Slate, out.PanelHead.Slate = nil, ident.Slate{}
		return out, nil
	}
	sl, err := s.Store.Slate(ctx, head.Slate, auth.Filter{Everything: true}, false)
	if err != nil {
		return nil, err
	}
	if out.State = sl.State; sl.State != SlateDraft && sl.State != SlateRecommended {
		return out, nil // the office has it, and nobody is told before the letters
	}
	if out.Slate, err = s.view(ctx, sl); err != nil {
		return nil, err
	}
	out.Mayable = out.Asked && sl.State == SlateDraft
	return out, nil
}

// SlatesWaiting are the slates of panels that wait for the reader's recommendation; of other panels it says nothing.
func (s *Service) SlatesWaiting(ctx context.Context, panels []ident.Panel) (out []*PanelSlate, err error) {
	asked, err := s.Store.PanelsAsked(ctx, panels)
	for _, id := range asked {
		found, err := s.PanelSlate(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil && found.Mayable {
			out = append(out, found)
		}
	}
	return out, err
}

// speaksFor refuses, as if the panel were not there, whoever neither chairs it nor acts for its chair.
func (s *Service) speaksFor(ctx context.Context, id ident.Panel, f auth.Filter) (deputy bool, err error) {
	if slices.Contains(f.Panels, id) {
		return false, nil
	}
	if !f.Person.IsZero() {
		acting, err := s.Store.Acting(ctx, f.Person)
		if err != nil {
			return false, err
		}
		if slices.Contains(acting, id) {
			return true, nil
		}
	}
	return false, fault.Missing("panel")
}

// RecommendSlateInput says that the panel stands behind a draft slate.
type RecommendSlateInput struct {
	Slate           ident.Slate
	Note            string
	ExpectedVersion *int
}

// RecommendSlate records the panel's recommendation, by its chair, by the deputy of its last meeting where the chair is
// bound to something in the cycle, or by the officer; the decisions are fixed from then on. Who is bound cannot.
func (s *Service) RecommendSlate(ctx context.Context, in RecommendSlateInput) (*Slate, error) {
	var out *Slate
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		sl, t, err := s.recommendable(ctx, in.Slate)
		if err != nil {
			return err
		}
		c, err := s.Store.CycleForUpdate(ctx, sl.Cycle, auth.Filter{Everything: true})
		if err != nil {
			return err
		}
		if t.Person.IsZero() {
			t.Program = c.Program
		}
		if err := auth.Require(ctx, auth.RecommendSlate, t); err != nil {
			return err
		}
		if err := s.unbound(ctx, c.ID); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, sl.Version); err != nil {
			return err
		}
		if err := step(SlateMoves(), "slate", string(sl.State), "recommend"); err != nil {
			return err
		}
		note := strings.TrimSpace(in.Note)
		if len(note) > 4000 {
			return fault.BadField("note", "too_long", "A note has at most 4,000 characters.")
		}
		now := s.now()
		sl.State, sl.RecommendedBy, sl.RecommendedAt, sl.Note = SlateRecommended, auth.Who(ctx).Person, &now, note
		if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
			return err
		}
		out = sl
		return s.Desk.Log.Record(ctx, "slate.recommend", sl.ID, sl.Note, map[string]any{"committed": Committed(sl.Lines, c.Currency)})
	})
	return out, err
}

// recommendable locks a slate for staff, for the chair of its panel or for who acts in the chair's place.
func (s *Service) recommendable(ctx context.Context, id ident.Slate) (*Slate, auth.Target, error) {
	f := auth.Scope(ctx, auth.RecommendSlate)
	sl, err := s.Store.Slate(ctx, id, f, true)
	panels := slices.Clone(f.Panels)
	if fault.Is(err, fault.NotFound) && !f.Person.IsZero() {
		var acting []ident.Panel
		if acting, err = s.Store.Acting(ctx, f.Person); err != nil {
			return nil, auth.Target{}, err
		}
		panels = append(panels, acting...)
		sl, err = s.Store.SlateOfPanel(ctx, id, panels)
	}
	if err != nil {
		return nil, auth.Target{}, err
	}
	panel, err := s.Store.PanelOfRanking(ctx, sl.Ranking)
	if err != nil {
		return nil, auth.Target{}, err
	}
	if slices.Contains(panels, panel) && !slices.Contains(f.Panels, panel) {
		return sl, auth.Target{Person: f.Person}, nil
	}
	museums, err := s.Store.Museums(ctx, sl.ID)
	return sl, auth.Target{Panel: panel, Organizations: museums}, err
}
