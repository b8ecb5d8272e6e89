package review

import (
	"bytes"
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// FreezeRanking computes and keeps the order of a locked panel; the panel is then ranked.
// Frozen again without a change it answers the ranking there is. A grants manager with a conflict
// in the panel is FORBIDDEN: who may not see an application does not rank it.
func (s *Service) FreezeRanking(ctx context.Context, in FreezeRankingInput) (*Ranking, error) {
	var id ident.Ranking
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, in.Panel, auth.FreezeRanking)
		if err != nil {
			return err
		}
		m, err := in.Method.Of(f.ReviewKind)
		if err != nil {
			return err
		}
		to, err := f.State.After("FreezeRanking")
		if err != nil {
			return err
		}
		r, err := s.compute(ctx, f, m)
		if err != nil {
			return err
		}
		last, err := s.Store.LastRanking(ctx, f.ID, m)
		if err != nil {
			return err
		}
		if last != nil && bytes.Equal(last.SHA256, r.SHA256) {
			id = last.ID
			return nil
		}
		id = r.ID
		return s.keepRanking(ctx, f, r, to)
	})
	if err != nil {
		return nil, err
	}
	return s.Ranking(ctx, id)
}

// Known tells whether there is such a method.
func (m Method) Known() bool {
	return slices.Contains([]Method{Raw, Normalized, PassShare, RecommendShare, Unscored}, m)
}

// Of is the method by which reviews of a kind are ordered: raw or normalized where they are scored; other kinds
// have one method each, which whoever asks for raw or normalized gets under its own name.
func (m Method) Of(k program.ReviewKind) (Method, error) {
	only := map[program.ReviewKind]Method{program.PassFail: PassShare, program.RecommendOnly: RecommendShare, program.CommentOnly: Unscored}[k]
	switch {
	case !m.Known(), only == "" && m != Raw && m != Normalized, only != "" && m != Raw && m != Normalized && m != only:
		return m, fault.BadField("method", "bad_method", "There is no such method.")
	case only != "":
		return only, nil
	}
	return m, nil
}

// kindOf is the kind as inputs keep it: empty for the usual one, so that what was frozen before keeps its hash.
func kindOf(k program.ReviewKind) program.ReviewKind {
	if k == program.Scored {
		return ""
	}
	return k
}

func (s *Service) compute(ctx context.Context, f *File, m Method) (*Ranking, error) {
	hidden, err := s.Store.Hidden(ctx, f.Cycle, auth.Who(ctx).Person)
	if err != nil {
		return nil, err
	}
	in, err := s.Store.Inputs(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(in.Entries, func(e Entry) bool { return slices.Contains(hidden, e.Application) }) {
		return nil, fault.New(fault.Forbidden, "conflicted", "You have a conflict of interest in this panel; another grants manager ranks it.")
	}
	in.Needed, in.Kind = f.ReviewsNeeded, kindOf(f.ReviewKind)
	r, err := Rank(in, m)
	if err != nil {
		return nil, err
	}
	r.ID, r.Cycle, r.Panel, r.FrozenBy, r.FrozenAt = ident.NewRanking(), f.Cycle, f.ID, auth.Who(ctx).Person, s.Desk.Now()
	for _, p := range r.Places {
		p.Ranking = r.ID
	}
	return r, nil
}

func (s *Service) keepRanking(ctx context.Context, f *File, r *Ranking, to PanelState) error {
	if err := s.Store.AddRanking(ctx, r); err != nil {
		return err
	}
	if f.State != to {
		f.State = to
		if err := s.Store.KeepPanel(ctx, &f.Panel); err != nil {
			return err
		}
	}
	return s.Desk.Log.Record(ctx, "review.freeze_ranking", f.ID, "", map[string]any{"ranking": r.ID, "method": r.Method, "sha256": r.SHA256})
}

// DraftRanking is the order as the scores stand, kept nowhere and without a hash. What the viewer has a conflict with is left
// out as if it were not there; who has not handed in their own reviews is FORBIDDEN while the panel reads.
func (s *Service) DraftRanking(ctx context.Context, id ident.Panel, m Method) (*Ranking, error) {
	view := sight(ctx, auth.ViewRanking)
	p, err := s.Store.PanelFile(ctx, id, view)
	if err != nil {
		return nil, err
	}
	if m, err = m.Of(p.ReviewKind); err != nil {
		return nil, err
	}
	if err := s.ownFirst(ctx, p, view.Viewer); err != nil {
		return nil, err
	}
	hidden, err := s.Store.Hidden(ctx, p.Cycle, view.Viewer)
	if err != nil {
		return nil, err
	}
	in, err := s.Store.Inputs(ctx, id)
	if err != nil {
		return nil, err
	}
	in = in.Without(hidden).Ordered()
	in.Needed, in.Kind = max(p.ReviewsNeeded, fewest), kindOf(p.ReviewKind)
	r := arrange(in, m)
	r.Cycle, r.Panel = p.Cycle, id
	return r, r.model(in)
}

// ownFirst refuses a look at others' scores to who has reviews of their own to hand in while the panel reads.
func (s *Service) ownFirst(ctx context.Context, p *File, viewer ident.Person) error {
	if p.State == Locked || p.State == Ranked {
		return nil
	}
	n, err := s.Store.OwnUnsubmitted(ctx, p.ID, viewer)
	if err == nil && n > 0 {
		return fault.New(fault.Forbidden, "own_first", "Hand in your own reviews before you see others' scores.").With("left", n)
	}
	return err
}

// Ranking is a frozen order. For a viewer with a conflict it is computed again from its inputs without
// what they may not see, so that neither a gap nor a mean gives it away; its hash is then of those inputs.
func (s *Service) Ranking(ctx context.Context, id ident.Ranking) (*Ranking, error) {
	view := sight(ctx, auth.ViewRanking)
	r, err := s.Store.Ranking(ctx, id, view)
	if err != nil {
		return nil, err
	}
	hidden, err := s.Store.Hidden(ctx, r.Cycle, view.Viewer)
	if err != nil {
		return nil, err
	}
	if len(hidden) > 0 {
		if r, err = r.without(hidden); err != nil {
			return nil, err
		}
	}
	in, err := ReadInputs(r.Inputs)
	if err != nil {
		return nil, err
	}
	if err := r.model(in); err != nil {
		return nil, err
	}
	return r, s.Store.NamePlaces(ctx, r.Places)
}

func (r *Ranking) without(hidden []ident.Application) (*Ranking, error) {
	in, err := ReadInputs(r.Inputs)
	if err != nil {
		return nil, err
	}
	out, err := Rank(in.Without(hidden), r.Method)
	if err != nil {
		return nil, err
	}
	out.ID, out.Cycle, out.Panel, out.FrozenBy, out.FrozenAt = r.ID, r.Cycle, r.Panel, r.FrozenBy, r.FrozenAt
	for _, p := range out.Places {
		p.Ranking = r.ID
	}
	return out, nil
}

// Verify computes the ranking again from its kept inputs and tells whether places and hash agree.
func (r *Ranking) Verify() (bool, error) {
	in, err := ReadInputs(r.Inputs)
	if err != nil {
		return false, err
	}
	again, err := Rank(in, r.Method)
	if err != nil || !bytes.Equal(again.SHA256, r.SHA256) || len(again.Places) != len(r.Places) {
		return false, err
	}
	for i, p := range again.Places {
		q := r.Places[i]
		if p.Application != q.Application || !same(p.Place, q.Place) || !same(p.RawMilli, q.RawMilli) || !same(p.NormalizedMilli, q.NormalizedMilli) || !same(p.ZMicro, q.ZMicro) || !same(p.BonusMilli, q.BonusMilli) {
			return false, nil
		}
	}
	return true, nil
}

func same[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Rankings are the frozen orders of a cycle, newest first, without places and inputs.
// A viewer with a conflict in the cycle gets them without means and hash too.
func (s *Service) Rankings(ctx context.Context, c ident.Cycle) ([]*Ranking, error) {
	return s.Store.Rankings(ctx, c, sight(ctx, auth.ViewRanking))
}
