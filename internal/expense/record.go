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
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// SaveInput is an expense as a museum writes it down, new or drafted before.
type SaveInput struct {
	Expense         ident.Expense // zero for a new one
	Award           ident.Award
	Museum          ident.Organization // whose cost it is
	SpentOn         calendar.Date
	Category        budget.Category
	Description     string
	Amount          string // decimal, as on the receipt
	Currency        string // of the receipt; empty is the award's
	Rate            string // decimal units of that currency for one of the award's; empty where they are one
	RateOn          calendar.Date
	RateSource      string // who published the rate
	Declared        []string
	Excluded        ruleset.Exclusion // why it is no part of the base of indirect costs
	Vendor          string
	ReceiptNumber   string
	ReceiptLine     int
	Trip            string
	Method          ruleset.TravelMethod
	Segments        []ruleset.Segment
	FileName        string
	File            []byte // the receipt: a PDF, PNG or JPEG of at most 10 MB; empty keeps the one there is
	ExpectedVersion *int
}

// SaveExpense writes down a draft, or an expense that came back. What can never be allowed (a day outside the period, a
// rate of zero, a receipt that is claimed already, a category without money) is refused here; everything else the rules
// find is told with it and stops it when it is submitted.
func (s *Service) SaveExpense(ctx context.Context, in SaveInput) (*Expense, error) {
	var e *Expense
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, old, err := s.toSave(ctx, &in)
		if err != nil {
			return err
		}
		if e, err = read(f, in); err != nil {
			return err
		}
		if e.Document, err = s.receipted(ctx, f, e, in, old); err != nil {
			return err
		}
		if err := s.judge(ctx, f, e); err != nil {
			return err
		}
		if err := denied(atOnce(e.Findings)); err != nil {
			return err
		}
		if old == nil {
			e.ID, e.RecordedBy, e.RecordedAt, e.State, e.Version = ident.NewExpense(), auth.Who(ctx).Person, s.now(), Draft, 1
			err = s.Store.AddExpenses(ctx, []*Expense{e})
		} else {
			e.RecordedBy, e.RecordedAt, e.State, e.Version = auth.Who(ctx).Person, old.RecordedAt, old.State, old.Version
			e.SubmittedBy, e.SubmittedAt, e.DecidedBy, e.DecidedAt, e.Reason = old.SubmittedBy, old.SubmittedAt, old.DecidedBy, old.DecidedAt, old.Reason
			err = s.Store.KeepExpense(ctx, e, e.Version)
		}
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "expense.save", e.ID, "", map[string]any{"award": f.Number, "amount": e.Amount(), "category": e.Category})
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// toSave loads the award, and the expense where it was drafted before: it stays its award's and its museum's.
func (s *Service) toSave(ctx context.Context, in *SaveInput) (*agreement.File, *Expense, error) {
	var old *Expense
	if !in.Expense.IsZero() {
		var err error
		if old, err = s.Store.Expense(ctx, in.Expense, seen(ctx)); err != nil {
			return nil, nil, err
		}
		in.Award, in.Museum = old.Award, old.Museum
	}
	f, err := s.running(ctx, in.Award, auth.RecordExpense, in.Museum)
	if err != nil {
		return nil, nil, err
	}
	if _, err := museumOf(f, in.Museum); err != nil {
		return nil, nil, err
	}
	if old != nil {
		if _, err := Moves().Step(string(old.State), "edit"); err != nil {
			return nil, nil, err
		}
		if err := fault.Expected(in.ExpectedVersion, old.Version); err != nil {
			return nil, nil, err
		}
	}
	return f, old, nil
}

// judge keeps with an expense what the rules say of it now.
func (s *Service) judge(ctx context.Context, f *agreement.File, e *Expense) error {
	h, err := s.Store.Held(ctx, e.Award, e.Evidence)
	if err != nil {
		return err
	}
	e.Findings = Judge(f, h, e, s.today())
	return nil
}

// atOnce are the findings that no later act of the museum can mend.
func atOnce(found []ruleset.Finding) []ruleset.Finding {
	later := func(f ruleset.Finding) bool {
		return f.Code == "expense_no_evidence" || f.Code == "expense_over_award" || f.Code == "indirect_above_cap" || f.At != "" || strings.HasPrefix(f.Code, "cost_")
	}
	return slices.DeleteFunc(slices.Clone(found), later)
}

// read checks what was typed; the result has no id, state or findings yet.
func read(f *agreement.File, in SaveInput) (*Expense, error) {
	var c fault.Check
	m, _ := museumOf(f, in.Museum)
	e := &Expense{
		ID: in.Expense, Award: f.Award, Number: f.Number, Museum: in.Museum, SpentOn: in.SpentOn, Category: in.Category, Currency: f.Currency(),
		RateOn: in.RateOn, Declared: []string{}, Excluded: in.Excluded, ReceiptLine: in.ReceiptLine, Method: in.Method, Segments: in.Segments, Evidence: []string{},
	}
	if m != nil {
		e.MuseumName = m.Name
	}
	c.That(!in.SpentOn.IsZero(), "spentOn", "required", "Say when it was spent.")
	c.That(slices.Contains(budget.Categories(), in.Category), "category", "bad_choice", "There is no such category.")
	e.Description, e.Vendor = plain(&c, "description", in.Description, 1000), plain(&c, "vendor", in.Vendor, 200)
	c.That(e.Description != "", "description", "required", "Say what it was for.")
	e.ReceiptNumber, e.RateSource, e.Trip = plain(&c, "receiptNumber", in.ReceiptNumber, 100), plain(&c, "rateSource", in.RateSource, 200), plain(&c, "trip", in.Trip, 100)
	c.That(in.ReceiptLine >= 0 && in.ReceiptLine <= 1000, "receiptLine", "out_of_range", "A line of a receipt is between 0 and 1,000.")
	c.That(len(in.Segments) <= 20, "segments", "too_many", "At most 20 flights.")
	c.That(in.Method == "" || slices.Contains([]ruleset.TravelMethod{ruleset.ActualCost, ruleset.PerDiem, ruleset.MixedCost}, in.Method), "method", "bad_choice", "It is actual cost, per diem or a mix.")
	c.That(slices.Contains(Exclusions(), in.Excluded), "excluded", "bad_choice", "There is no such exclusion.")
	for _, k := range in.Declared {
		c.That(slices.ContainsFunc(ruleset.CostRules(), func(r ruleset.CostRule) bool { return r.Key == k }), "declared", "bad_choice", "There is no such kind of cost.")
		e.Declared = append(e.Declared, k)
	}
	paid(&c, e, in.Amount, in.Currency, in.Rate)
	return e, c.Err()
}

// Exclusions are the reasons a cost can be said to be no part of the base of indirect costs; the others follow by themselves.
func Exclusions() []ruleset.Exclusion {
	return []ruleset.Exclusion{ruleset.NotExcluded, ruleset.ParticipantSupport, ruleset.Rent, ruleset.Tuition, ruleset.Scholarship, ruleset.PatientCare, ruleset.Capital, ruleset.EquipmentCost}
}

// paid reads the price as paid and converts it by the dated rate, so that recomputing gives the same figure.
func paid(c *fault.Check, e *Expense, amount, currency, rate string) {
	x := conversion(c, amount, currency, rate, e.Currency)
	e.PaidMinor, e.PaidCurrency, e.RateMicro, e.AmountMinor = x.Paid.Minor, x.Paid.Currency, x.RateMicro, x.Paid.Minor
	if x.Paid.Currency == e.Currency {
		e.RateOn, e.RateSource = calendar.Date{}, ""
		return
	}
	c.That(!e.RateOn.IsZero(), "rateOn", "required", "Say of which day the rate is.")
	c.That(e.RateSource != "", "rateSource", "required", "Say who published the rate.")
	if into, ok := x.Into(e.Currency); ok {
		e.AmountMinor = into.Minor
		c.That(into.Minor > 0, "amount", "bad_amount", "It is less than the smallest coin of the award's currency.")
	}
}

// conversion reads an amount with its currency and rate; a rate that is not above zero is refused.
func conversion(c *fault.Check, amount, currency, rate string, own money.Currency) ruleset.Conversion {
	cur := money.Currency(strings.ToUpper(strings.TrimSpace(currency)))
	if cur == "" {
		cur = own
	}
	x := ruleset.Conversion{Paid: money.New(0, cur)}
	if !cur.Valid() {
		c.Refuse("currency", "bad_currency", "There is no such currency.")
		return x
	}
	m, err := money.Parse(strings.TrimSpace(amount), cur)
	c.That(err == nil && m.Minor > 0 && m.Minor <= money.Max, "amount", "bad_amount", "It is an amount above zero, such as 1250.00.")
	x.Paid.Minor = m.Minor
	if cur == own {
		return x
	}
	micro, ok := Micro(rate)
	c.That(ok && micro > 0, "rate", "bad_rate", "The exchange rate is above zero, such as 17.2345, with at most six decimals.")
	x.RateMicro = micro
	return x
}

// Micro reads a decimal rate in millionths; false for what is no number or has more than six decimals.
func Micro(text string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.TrimSpace(text), ".")
	if len(part) > 6 || len(whole) > 9 || whole == "" {
		return 0, false
	}
	var n int64
	for _, r := range whole + part + strings.Repeat("0", 6-len(part)) {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int64(r-'0')
	}
	return n, true
}

// receipted keeps the receipt where one came and says by which keys its line is known.
func (s *Service) receipted(ctx context.Context, f *agreement.File, e *Expense, in SaveInput, old *Expense) (ident.Document, error) {
	id, sum, err := s.file(ctx, f, in.FileName, in.File)
	if err != nil {
		return id, err
	}
	r := ruleset.Receipt{Vendor: e.Vendor, Number: e.ReceiptNumber, Line: e.ReceiptLine, On: e.SpentOn, Amount: e.Paid(), SHA256: sum}
	if id.IsZero() && old != nil && !old.Document.IsZero() {
		d, err := s.Vault.Document(ctx, old.Document)
		if err != nil {
			return id, err
		}
		id, r.SHA256 = old.Document, hex.EncodeToString(d.SHA256)
	}
	if e.Category != budget.Indirect {
		e.Evidence = keys(r.Evidence())
	}
	return id, nil
}
