package partnership

import (
	"context"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// SetPartsInput is who does what and has which share of the money; museums not named keep theirs.
type SetPartsInput struct {
	Partnership     ident.Partnership
	Parts           []PartInput
	ExpectedVersion *int
}

// PartInput is one museum's part: its work in words, its shares as decimal amounts in the cycle's currency.
type PartInput struct {
	Organization ident.Organization
	Part         string
	Grant        string
	CostShare    string
}

// SetParts writes the parts of the work and the shares of grant and cost share. The lead writes all of them, a partner
// the words of its own; a museum whose terms another changed is asked to confirm again.
func (s *Service) SetParts(ctx context.Context, in SetPartsInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.changeable(ctx, in.Partnership, in.ExpectedVersion); err != nil {
			return err
		}
		cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
		if err != nil {
			return err
		}
		changed, err := s.setParts(ctx, d, in, cycle.Currency)
		if err != nil || len(changed) == 0 {
			return err
		}
		for _, org := range changed {
			m := d.Museum(org)
			if err := s.Store.KeepPart(ctx, m.Member); err != nil {
				return err
			}
			if err := s.note(ctx, d, PartsChanged, m, m.Member.Part); err != nil {
				return err
			}
		}
		if err := s.askAgain(ctx, d, changed); err != nil {
			return err
		}
		if err := s.Store.KeepState(ctx, &d.Partnership); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.set_parts", d.ID, "", map[string]any{"museums": len(changed)}); err != nil {
			return err
		}
		return s.tell(ctx, "partnership.parts", &d.Partnership, map[string]any{}, changed)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// setParts puts the new terms on the members and answers whose changed.
func (s *Service) setParts(ctx context.Context, d *Detail, in SetPartsInput, cur money.Currency) ([]ident.Organization, error) {
	lead := auth.May(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{d.Lead().Organization}})
	var c fault.Check
	var changed []ident.Organization
	for i, p := range in.Parts {
		m := d.Museum(p.Organization)
		if m == nil {
			return nil, fault.Missing("member")
		}
		at := fmt.Sprintf("parts.%d.", i)
		now := *m.Member
		now.Part = strings.TrimSpace(p.Part)
		c.That(len(now.Part) <= mostWords, at+"part", "too_long", "At most %d characters.", mostWords)
		if lead {
			now.GrantMinor = share(&c, at+"grant", p.Grant, cur)
			now.ShareMinor = share(&c, at+"costShare", p.CostShare, cur)
		}
		if now == *m.Member {
			continue
		}
		if !lead {
			if err := s.speaks(ctx, m); err != nil {
				return nil, err
			}
		}
		*m.Member = now
		changed = append(changed, p.Organization)
	}
	return changed, c.Err()
}

// share reads an amount of money; nothing typed is none.
func share(c *fault.Check, path, text string, cur money.Currency) int64 {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	m, err := money.Parse(text, cur)
	c.That(err == nil, path, "bad_amount", "This is not an amount such as 42500.00.")
	c.That(err != nil || m.Minor >= 0, path, "negative", "A share is not below zero.")
	return m.Minor
}

// Shares are the sums of the planned shares of all members, in the cycle's currency.
func (d *Detail) Shares() (grant, costShare int64) {
	for _, m := range d.Members {
		grant, costShare = grant+m.GrantMinor, costShare+m.ShareMinor
	}
	return grant, costShare
}
