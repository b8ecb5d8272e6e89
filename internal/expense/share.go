package expense

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// ClaimInput is a piece of cost share as a museum claims it, new or claimed before.
type ClaimInput struct {
	Contribution     ident.Contribution // zero for a new one
	Award            ident.Award
	Museum           ident.Organization
	Donor            string
	Side             partnership.Side
	Funding          budget.Funding
	Category         budget.Category
	GivenOn          calendar.Date
	Valuation        ruleset.Valuation
	Description      string
	Quantity         string // decimal, at most three places; hours, days, pieces
	Unit             string // decimal value of one
	Currency         string // of the unit; empty is the award's
	Rate             string
	RateOn           calendar.Date
	RateSource       string
	Declared         []string
	OtherAward       string
	PaidByGovernment bool
	Statute          string
	ExpectedVersion  *int
}

// ClaimContribution writes down a piece of cost share; one that was rejected or verified stays as it is.
func (s *Service) ClaimContribution(ctx context.Context, in ClaimInput) (*Contribution, error) {
	var c *Contribution
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		old, err := s.claimed(ctx, &in)
		if err != nil {
			return err
		}
		f, err := s.running(ctx, in.Award, auth.RecordExpense, in.Museum)
		if err != nil {
			return err
		}
		if _, err := museumOf(f, in.Museum); err != nil {
			return err
		}
		if c, err = given(f, in); err != nil {
			return err
		}
		c.ClaimedBy, c.ClaimedAt, c.State, c.Version, c.Evidence = auth.Who(ctx).Person, s.now(), Claimed, 1, []string{}
		if old == nil {
			c.ID = ident.NewContribution()
			err = s.Store.AddContribution(ctx, c)
		} else {
			c.ID, c.Version, c.Evidence, c.Document, c.Reference, c.Certifier, c.Reason = old.ID, old.Version, old.Evidence, old.Document, old.Reference, old.Certifier, old.Reason
			c.ClaimedAt, c.DecidedBy, c.DecidedAt, c.EvidencedBy, c.EvidencedAt = old.ClaimedAt, old.DecidedBy, old.DecidedAt, old.EvidencedBy, old.EvidencedAt
			err = s.Store.KeepContribution(ctx, c, c.Version)
		}
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "contribution.claim", c.ID, "", map[string]any{"award": f.Number, "worth": c.Worth(), "funding": c.Funding, "side": c.Side})
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// claimed is the contribution that is claimed anew; only one in its first state is.
func (s *Service) claimed(ctx context.Context, in *ClaimInput) (*Contribution, error) {
	if in.Contribution.IsZero() {
		return nil, nil
	}
	old, err := s.Store.Contribution(ctx, in.Contribution, seen(ctx))
	if err != nil {
		return nil, err
	}
	if old.State != Claimed {
		return nil, fault.New(fault.Conflict, "wrong_state", "You cannot claim this contribution now: it is %s.", old.State).With("state", string(old.State))
	}
	in.Award, in.Museum = old.Award, old.Museum
	return old, fault.Expected(in.ExpectedVersion, old.Version)
}

// given checks what was typed and computes the worth: quantity times unit, converted by the dated rate.
func given(f *agreement.File, in ClaimInput) (*Contribution, error) {
	var k fault.Check
	m, _ := museumOf(f, in.Museum)
	c := &Contribution{
		Award: f.Award, Number: f.Number, Museum: in.Museum, Side: in.Side, Funding: in.Funding, Category: in.Category, GivenOn: in.GivenOn, Valuation: in.Valuation,
		Currency: f.Currency(), RateOn: in.RateOn, PaidByGovernment: in.PaidByGovernment, Declared: []string{}, Evidence: []string{},
	}
	if m != nil {
		c.MuseumName = m.Name
	}
	c.Donor, c.Description = plain(&k, "donor", in.Donor, 200), plain(&k, "description", in.Description, 1000)
	k.That(c.Donor != "", "donor", "required", "Say who gives it.")
	k.That(c.Description != "", "description", "required", "Say what it is.")
	c.RateSource, c.OtherAward, c.Statute = plain(&k, "rateSource", in.RateSource, 200), plain(&k, "otherAward", in.OtherAward, 100), plain(&k, "statute", in.Statute, 200)
	k.That(in.Side == partnership.US || in.Side == partnership.NonUS, "side", "bad_choice", "It is given on the US side or abroad.")
	k.That(in.Funding == budget.Cash || in.Funding == budget.InKind, "funding", "bad_choice", "It is cash or in kind.")
	k.That(slices.Contains(budget.Categories(), in.Category), "category", "bad_choice", "There is no such category.")
	k.That(slices.Contains(ruleset.Valuations(), in.Valuation), "valuation", "bad_choice", "There is no such way to value it.")
	k.That(!in.GivenOn.IsZero(), "givenOn", "required", "Say when it was given.")
	for _, d := range in.Declared {
		k.That(slices.ContainsFunc(ruleset.CostRules(), func(r ruleset.CostRule) bool { return r.Key == d }), "declared", "bad_choice", "There is no such kind of cost.")
		c.Declared = append(c.Declared, d)
	}
	worth(&k, c, in)
	return c, k.Err()
}

func worth(k *fault.Check, c *Contribution, in ClaimInput) {
	x := conversion(k, in.Unit, in.Currency, in.Rate, c.Currency)
	c.UnitMinor, c.UnitCurrency, c.RateMicro = x.Paid.Minor, x.Paid.Currency, x.RateMicro
	q, ok := Micro(in.Quantity)
	k.That(ok && q > 0 && q%1000 == 0 && q/1000 <= 1_000_000_000, "quantity", "bad_quantity", "It is a number above zero, such as 12.5, with at most three decimals.")
	c.QuantityMilli = q / 1000
	amount, err := c.Unit().Times(c.QuantityMilli)
	k.That(err == nil && amount.Minor <= money.Max, "unit", "too_large", "Quantity times unit is larger than any form takes.")
	c.AmountMinor, c.WorthMinor = amount.Minor, amount.Minor
	if c.UnitCurrency == c.Currency {
		c.RateOn, c.RateSource = calendar.Date{}, ""
		return
	}
	k.That(!c.RateOn.IsZero(), "rateOn", "required", "Say of which day the rate is.")
	k.That(c.RateSource != "", "rateSource", "required", "Say who published the rate.")
	if into, ok := (ruleset.Conversion{Paid: amount, RateMicro: c.RateMicro, On: c.RateOn, Source: c.RateSource}).Into(c.Currency); ok {
		c.WorthMinor = into.Minor
	}
	k.That(c.WorthMinor > 0 || len(k.Fields()) > 0, "unit", "bad_amount", "It is less than the smallest coin of the award's currency.")
}

// EvidenceInput shows what a contribution is shown by, and who certifies it.
type EvidenceInput struct {
	Contribution    ident.Contribution
	Reference       string // the number of the time sheet, receipt or appraisal
	Certifier       string
	FileName        string
	File            []byte
	ExpectedVersion *int
}

// EvidenceContribution hands a claim to the office with its evidence; evidence that is claimed already is refused.
func (s *Service) EvidenceContribution(ctx context.Context, in EvidenceInput) (*Contribution, error) {
	return s.shareStep(ctx, in.Contribution, "evidence", auth.RecordExpense, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, c *Contribution) error {
		var k fault.Check
		c.Reference, c.Certifier = plain(&k, "reference", in.Reference, 100), plain(&k, "certifier", in.Certifier, 200)
		k.That(c.Certifier != "", "certifier", "required", "Name who certifies it.")
		k.That(c.Reference != "" || len(in.File) > 0 || !c.Document.IsZero(), "reference", "required", "Give the number of the record that shows it, or the record itself.")
		if err := k.Err(); err != nil {
			return err
		}
		if err := s.shown(ctx, f, c, in); err != nil {
			return err
		}
		h, err := s.Store.Held(ctx, c.Award, c.Evidence)
		if err != nil {
			return err
		}
		for _, t := range judgeShare(f, h, c, s.today()).Tests {
			// What the claim itself says is the verifier's to weigh; a day or a receipt that cannot be is refused now.
			if err := denied(slices.DeleteFunc(slices.Clone(t.Finding), func(x ruleset.Finding) bool { return !strings.HasPrefix(x.Code, "expense_") })); err != nil {
				return err
			}
		}
		now := s.now()
		c.EvidencedBy, c.EvidencedAt = auth.Who(ctx).Person, &now
		return s.keepShare(ctx, c, "contribution.evidence", "", map[string]any{"reference": c.Reference, "certifier": c.Certifier, "document": c.Document})
	})
}

// shown keeps the evidence and says by which keys it is known.
func (s *Service) shown(ctx context.Context, f *agreement.File, c *Contribution, in EvidenceInput) error {
	id, sum, err := s.file(ctx, f, in.FileName, in.File)
	if err != nil {
		return err
	}
	if id.IsZero() && !c.Document.IsZero() {
		d, err := s.Vault.Document(ctx, c.Document)
		if err != nil {
			return err
		}
		id, sum = c.Document, hex.EncodeToString(d.SHA256)
	}
	c.Document = id
	c.Evidence = keys(ruleset.Receipt{Vendor: c.Donor, Number: c.Reference, On: c.GivenOn, Amount: c.Amount(), SHA256: sum}.Evidence())
	return nil
}

// JudgeContribution holds a contribution against the seven tests as of today.
func (s *Service) JudgeContribution(ctx context.Context, id ident.Contribution) (*ruleset.Judged, error) {
	c, err := s.Contribution(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := s.Awards.Running(ctx, c.Award, false)
	if err != nil {
		return nil, err
	}
	h, err := s.Store.Held(ctx, c.Award, c.Evidence)
	if err != nil {
		return nil, err
	}
	j := judgeShare(f, h, c, s.today())
	return &j, nil
}

// judgeShare holds a contribution against the seven tests; what the approved budget has no share for is not budgeted.
func judgeShare(f *agreement.File, h Held, c *Contribution, today calendar.Date) ruleset.Judged {
	x := ruleset.Contribution{
		Key: c.ID.String(), Donor: c.Donor, Side: c.Side, Funding: c.Funding, Category: c.Category, On: c.GivenOn, Valuation: c.Valuation, QuantityMilli: c.QuantityMilli,
		Unit: c.Unit(), Amount: c.Amount(), Worth: c.Worth(), Declared: c.Declared, Description: c.Description, Evidence: evidence(c.Evidence), Certifier: c.Certifier,
		OtherFederalAward: c.OtherAward, PaidByGovernment: c.PaidByGovernment, StatuteAllows: c.Statute != "", StatuteCitation: c.Statute,
		InBudget: f.Current().Line(c.Category).ShareMinor > 0, NecessaryReasonable: c.Necessary, Conforms: c.Conforms,
		ApprovedIndirect: slices.ContainsFunc(h.Approvals, func(a *Approval) bool { return a.Kind == UnrecoveredIndirect }),
	}
	if c.UnitCurrency != c.Currency {
		x.Conversion = &ruleset.Conversion{Paid: c.Unit(), RateMicro: c.RateMicro, On: c.RateOn, Source: c.RateSource}
	}
	return books(f, h, today).Contribution(x, true)
}

// failing are the words of every test that does not hold.
func failing(j ruleset.Judged) []ruleset.Finding {
	out := slices.Clone(j.Value)
	for _, t := range j.Tests {
		if t.Answer != ruleset.Yes {
			out = append(out, t.Finding...)
		}
	}
	return out
}

func shareField(f ruleset.Finding) string {
	switch {
	case f.Code == "share_judged_no" || f.Code == "share_not_judged":
		return f.Fact("test")
	case strings.HasPrefix(f.Code, "expense_"):
		return fieldOf(f)
	}
	return "contribution"
}
