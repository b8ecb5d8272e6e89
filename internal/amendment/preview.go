package amendment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Preview is everything an amendment would do, computed from what is in force now and kept nowhere.
type Preview struct {
	Amendment ident.Amendment
	Now       *agreement.Terms
	Then      *agreement.Terms
	Currency  money.Currency
	Approvals []ruleset.Approval      // prior approval it needs, with the figures
	Barred    []ruleset.Finding       // what it cannot be made for, whoever approves
	Transfer  *ruleset.Transfer       // held against the limit; nil where the award is under no federal rules
	Asked     money.Ratio             // cost share the call asks for, of the grant
	Least     money.Money             // cost share that the grant would ask for
	Most      money.Money             // the largest award of the call
	Free      money.Money             // of the cycle, not promised to anybody
	Paid      money.Money             // paid, or spent and owed
	Unpaid    money.Money             // what could still be taken back
	Shifts    []duty.Shift            // reports that move
	Report    *ruleset.SubawardReport // the duty it brings to report the subaward
	Funder    []string                // triggers that are the funder's to approve
	Hash      string                  // of what would be in force; apply says it back
}

// Grant is the grant in force and as it would be.
func (p *Preview) Grant() (was, will money.Money) {
	return money.New(p.Now.GrantMinor, p.Currency), money.New(p.Then.GrantMinor, p.Currency)
}

// Share is the cost share in force and as it would be.
func (p *Preview) Share() (was, will money.Money) {
	return money.New(p.Now.ShareMinor, p.Currency), money.New(p.Then.ShareMinor, p.Currency)
}

// Bounds are what the call asks of an award.
type Bounds struct {
	MostMinor int64       `bun:"most_minor"`
	Share     money.Ratio `bun:"share_bp"`
}

// Preview computes what an amendment does as of today in UTC; what was applied shows what it did.
func (s *Service) Preview(ctx context.Context, id ident.Amendment) (*Preview, error) {
	var out *Preview
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.load(ctx, id, false)
		if err != nil {
			return err
		}
		out, err = s.preview(ctx, c)
		return err
	})
	return out, err
}

// preview lays the delta over what is in force: terms, money, rules, reports.
func (s *Service) preview(ctx context.Context, c *change) (*Preview, error) {
	f, a := c.file, &c.row.Amendment
	cur := f.Currency()
	p := &Preview{Amendment: a.ID, Now: f.Current(), Currency: cur}
	var err error
	if p.Unpaid, err = s.Book.Balance(ctx, ledger.ObligatedTo(f.Award), cur); err != nil {
		return nil, err
	}
	cash, err := s.Book.Balance(ctx, ledger.CashOf(f.Award), cur)
	if err != nil {
		return nil, err
	}
	if cash.Minor < 0 { // spent and accepted ahead of the payment: that much cannot be taken back
		p.Unpaid = p.Unpaid.Add(cash)
	}
	if p.Free, err = s.Book.Balance(ctx, ledger.FreeOf(f.Cycle), cur); err != nil {
		return nil, err
	}
	b, err := s.Store.Bounds(ctx, f.Cycle)
	if err != nil {
		return nil, err
	}
	p.Paid, p.Asked, p.Most = money.New(f.Current().GrantMinor, cur).Sub(p.Unpaid), b.Share, money.New(b.MostMinor, cur)
	var below []string
	switch {
	case a.State == Applied:
		p.Now, p.Then = f.Terms[*a.TermsNumber-2], f.Terms[*a.TermsNumber-1]
	case a.Counter():
		p.Then = restored(p.Now, f.Terms[c.undone-2], a)
	default:
		p.Then, below = amended(p.Now, a, p.Unpaid)
	}
	p.Least = p.Asked.AtLeast(money.New(p.Then.GrantMinor, cur))
	if err := s.shifts(ctx, p, c); err != nil {
		return nil, err
	}
	if a.State != Applied {
		p.bound(c, below)
		s.rules(p, c)
		p.Barred = append(p.Barred, s.joining(c)...)
	}
	p.Hash, err = p.sum(a)
	return p, err
}

// bound holds what would be in force against what the call, the cycle's money and the funder's award allow.
func (p *Preview) bound(c *change, below []string) {
	was, will := p.Grant()
	_, share := p.Share()
	us, abroad := c.sides()
	x := ruleset.Bounds{
		Before: was, After: will, Share: share, Ratio: p.Asked, Most: p.Most, Free: p.Free, Paid: p.Paid, Below: below,
		End: p.Then.EndsOn, FunderEnd: c.file.Funder.Ends, US: us, Abroad: abroad,
	}
	if c.row.Delta.Termination != nil {
		x.Ratio = 0 // the share of what was paid is answered for at closeout
	}
	p.Barred = x.Barred()
}

// sum is the hash of what would be in force and for what it was asked.
func (p *Preview) sum(a *Amendment) (string, error) {
	raw, err := json.Marshal(map[string]any{"amendment": a.ID, "version": a.Version, "now": p.Now, "then": p.Then, "delta": a.Delta})
	if err != nil {
		return "", fmt.Errorf("hash preview: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// set are the rules the award is under; nil where its funder is not the federal government.
func set(f *agreement.File) *ruleset.Set {
	if f.Agreement == nil || !f.Funder.Federal {
		return nil
	}
	s, _ := ruleset.Known().Named(f.Agreement.RuleSet)
	return s
}

// rules names the approvals it needs with their figures, and the duty to report the subaward.
func (s *Service) rules(p *Preview, c *change) {
	f, a, rules := c.file, &c.row.Amendment, set(c.file)
	if rules == nil {
		return
	}
	was, will := p.Grant()
	shareWas, shareWill := p.Share()
	x := ruleset.Change{Period: [2]calendar.Date{p.Now.StartsOn, p.Now.EndsOn}, Federal: &ruleset.Amounts{Before: was, After: will}, Share: &ruleset.Amounts{Before: shareWas, After: shareWill}}
	d := a.Delta
	switch {
	case a.Counter() || d.Termination != nil:
		x = ruleset.Change{Federal: x.Federal}
	case d.Money != nil:
		t := rules.Transfer(rules.TransferTerms(), will, planned(base(f, c.applied), p.Currency), planned(p.Then, p.Currency))
		if a.Kind == Rebudget {
			x.Transfer = &t
		}
		p.Transfer, x.SupportOut = &t, d.Money.Support()
	case d.Extension != nil:
		asked := a.SubmittedOn
		if asked.IsZero() || a.State == Draft {
			asked = s.today()
		}
		x.Extension = &ruleset.Extension{End: d.Extension.EndsOn, AskedOn: asked, Earlier: c.earlier(), OnlyToSpend: d.Extension.OnlyToSpend}
	case d.Person != nil:
		c.person(&x)
	case d.Scope != nil:
		x.Scope = d.Scope.Changes
	case d.Partner != nil && !d.Partner.Joins.IsZero():
		x.Subawards = []string{d.Partner.JoinsName + ": " + d.Partner.Part}
	case d.Partner != nil:
		x.Scope = d.Partner.LeavesName + " leaves."
	}
	for _, found := range rules.Approvals(x) {
		if found.Way == ruleset.Refuse {
			p.Barred = append(p.Barred, found.Finding)
			continue
		}
		p.Approvals = append(p.Approvals, found)
		if slices.Contains(fundersOwn(), found.Trigger) && !slices.Contains(p.Funder, string(found.Trigger)) {
			p.Funder = append(p.Funder, string(found.Trigger))
		}
	}
	p.Report = subawardReport(rules, f, p, c.row.Name(), s.today())
}

// fundersOwn are the triggers the administrator does not approve by itself: the funder chose the project and its museums.
func fundersOwn() []ruleset.Trigger {
	return []ruleset.Trigger{ruleset.ScopeChanged, ruleset.SubawardAdded}
}

// subawardReport is the duty that this amendment brings: the one by which the award reached the figure (2 CFR 170).
func subawardReport(rules *ruleset.Set, f *agreement.File, p *Preview, name string, today calendar.Date) *ruleset.SubawardReport {
	if f.Report != nil || p.Currency != money.USD {
		return nil
	}
	var actions []ruleset.Obligation
	before := int64(0)
	for _, t := range f.Terms[:p.Then.Number-1] {
		actions = append(actions, ruleset.Obligation{Action: f.Number, On: calendar.Of(t.RecordedAt, time.UTC), Amount: money.Cents(t.GrantMinor - before)})
		before = t.GrantMinor
	}
	actions = append(actions, ruleset.Obligation{Action: name, On: today, Amount: money.Cents(p.Then.GrantMinor - before)})
	if r, reached := rules.SubawardReport(actions); reached && r.Action == name {
		return &r
	}
	return nil
}

// shifts are the reports that a new period moves.
func (s *Service) shifts(ctx context.Context, p *Preview, c *change) error {
	rules := set(c.file)
	if rules == nil || (p.Now.StartsOn == p.Then.StartsOn && p.Now.EndsOn == p.Then.EndsOn) {
		return nil
	}
	before, after := duty.Span{Start: p.Now.StartsOn, End: p.Now.EndsOn}, duty.Span{Start: p.Then.StartsOn, End: p.Then.EndsOn}
	if s.Duties != nil && c.row.State != Applied {
		var err error
		p.Shifts, err = s.Duties(ctx, c.file, after)
		return err
	}
	due := ofMuseum(duty.Standard(rules))
	var owed []duty.Owed
	for _, d := range duty.Plan(due, before) {
		owed = append(owed, duty.Owed{Due: d, State: duty.Scheduled})
	}
	p.Shifts = duty.Replan(owed, due, after)
	return nil
}

func ofMuseum(all []duty.Rule) []duty.Rule {
	return slices.DeleteFunc(all, func(r duty.Rule) bool { return r.Debtor != duty.Museum })
}

// joining is what is wrong with the museum that joins: every museum is clear of exclusions (invariant 21).
func (s *Service) joining(c *change) []ruleset.Finding {
	if c.row.Delta.Partner == nil || c.row.Delta.Partner.Joins.IsZero() || c.row.Counter() || c.row.State == Applied || c.joins == nil {
		return nil
	}
	var look *ruleset.Screening
	if !c.joins.CheckedOn.IsZero() {
		look = &ruleset.Screening{On: c.joins.CheckedOn, Clear: c.joins.Result == "clear"}
	}
	return ruleset.Excluded(look, s.today())
}

// may asks the table who takes a verb, in the part of the house it is for.
func (c *change) may(ctx context.Context, p auth.Permission) error {
	return auth.Require(ctx, p, auth.Target{Program: c.file.Program, Organizations: []ident.Organization{c.file.Lead().Organization}})
}
