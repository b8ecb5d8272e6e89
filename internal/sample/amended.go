package sample

import (
	"cmp"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// amendments tells what changed since the awards of the cycle before became official: the work of the second was
// extended without cost, and a revision of its budget is being read.
func (t *telling) amendments(c *program.Detail) error {
	list, err := t.inOrder(c)
	if err != nil || len(list) < 2 {
		return err
	}
	w := list[1]
	t.ago(64, 10)
	ends := c.ProjectEndsOn.AddMonths(2).MonthEnd()
	r, err := t.amends(w, amendment.Extend, "The partner's gallery reopens two months later than planned; the joint exhibition moves with it.", amendment.DeltaInput{EndsOn: ends})
	if err != nil {
		return err
	}
	t.ago(61, 15)
	if _, err := t.o.Amendment.Move(t.as("officer"), amendment.MoveInput{Amendment: r.ID, Verb: amendment.Review}); err != nil {
		return err
	}
	t.ago(58, 11)
	if _, err := t.o.Amendment.Move(t.as("grants"), amendment.MoveInput{Amendment: r.ID, Verb: amendment.Approve}); err != nil {
		return err
	}
	p, err := t.o.Amendment.Preview(t.as("grants"), r.ID)
	if err != nil {
		return err
	}
	if _, err := t.o.Amendment.Apply(t.as("grants"), amendment.ApplyInput{Amendment: r.ID, Hash: p.Hash}); err != nil {
		return err
	}
	return t.rebudgets(w, p)
}

// rebudgets asks for a tenth of the largest category for the next one, and the officer reads it.
func (t *telling) rebudgets(w *award.Row, p *amendment.Preview) error {
	lines := slices.Clone(p.Then.Lines)
	slices.SortStableFunc(lines, func(a, b *agreement.TermLine) int { return cmp.Compare(b.GrantMinor, a.GrantMinor) })
	from, to := lines[0], lines[1]
	moved := from.GrantMinor / 10
	text := func(minor int64) string { return money.New(minor, p.Currency).Decimal() }
	t.ago(12, 14)
	r, err := t.amends(w, amendment.Rebudget, "Fares fell since the proposal was written; what is left pays for printing in two languages.", amendment.DeltaInput{
		Lines: []amendment.MovedInput{{Category: from.Category, Grant: text(-moved)}, {Category: to.Category, Grant: text(moved)}},
	})
	if err != nil {
		return err
	}
	t.ago(9, 9)
	_, err = t.o.Amendment.Move(t.as("officer"), amendment.MoveInput{Amendment: r.ID, Verb: amendment.Review})
	return err
}

// amends asks for an amendment and hands it in under the name of the museum's director.
func (t *telling) amends(w *award.Row, k amendment.Kind, why string, d amendment.DeltaInput) (*amendment.Row, error) {
	official := t.as("director of " + w.LeadName)
	f, err := t.o.Agreement.Running(official, w.ID, false)
	if err != nil {
		return nil, err
	}
	on, now := calendar.Of(t.clock.Now(), time.UTC), f.Current()
	if !now.Covers(on) {
		on = now.StartsOn
	}
	r, err := t.o.Amendment.Begin(official, amendment.BeginInput{Award: w.ID, Kind: k, EffectiveOn: on, Reason: why, Delta: d})
	if err != nil {
		return nil, err
	}
	return t.o.Amendment.Submit(official, amendment.SubmitInput{Amendment: r.ID, Name: auth.Who(official).Name, Title: "Executive director"})
}
