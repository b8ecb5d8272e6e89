package payment

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Books is what the ledger says of one award, in minor units of its currency.
type Books struct {
	ObligatedMinor int64 `bun:"obligated_minor"` // still owed: not released yet
	CashMinor      int64 `bun:"cash_minor"`      // paid and not spent; below nothing where the museum spent its own
	FederalMinor   int64 `bun:"federal_minor"`   // accepted outlays of grant money
	ShareMinor     int64 `bun:"share_minor"`     // verified cost share, cash and in kind
	IncomeMinor    int64 `bun:"income_minor"`    // program income not used yet
}

// Card is a request with its award, the form as it stands and what keeps it from each step.
type Card struct {
	*Request
	File  *agreement.File
	Form  *federalform.SF270
	Owed  []string // reports that are due and not accepted, in words
	Payee *Payee   // of the lead; nil before finance said which vendor it is
	books Books
	other []*Request // of the same award
}

// zero is nothing in the award's currency.
func (c *Card) zero() money.Money { return money.New(0, c.Currency) }

// Title is how people name the request: award and number.
func (c *Card) Title() string { return c.File.Number + "-" + strconv.Itoa(c.Number) }

// AwardNumber is the number of the award.
func (c *Card) AwardNumber() string { return c.File.Number }

// Months is the grant money planned for each month of the quarter.
func (c *Card) Months() []money.Money {
	p := c.Planned()
	return p[:]
}

// Needs is what each month needs beyond the cash on hand: line 11j.
func (c *Card) Needs() []money.Money {
	m := c.Form.Facts.Months
	return m[:]
}

// Lines are the lines of the form, 11 of its one project and 12 of an advance.
func (c *Card) Lines() []federalform.Line {
	var out []federalform.Line
	for _, s := range c.Form.Columns {
		out = append(out, s...)
	}
	return append(out, c.Form.Advance...)
}

// PaidBefore is what of the award was paid by requests before this one.
func (c *Card) PaidBefore() money.Money {
	sum := c.zero()
	for _, r := range c.other {
		if r.State == Paid && r.Number < c.Number {
			sum = sum.Add(r.Amount())
		}
	}
	return sum
}

// Frozen tells whether the form is as it was certified, and follows the books no more.
func (c *Card) Frozen() bool { return c.Content != nil }

// facts are the facts of SF-270 as of now: what was spent by the books, what was asked for before, what is planned.
func (c *Card) facts() federalform.Facts270 {
	m := func(minor int64) money.Money { return money.New(minor, c.Currency) }
	b := c.books
	col := federalform.Column270{
		Name: c.File.Title, Income: m(b.IncomeMinor), Estimated: c.zero(), NonFederal: m(b.ShareMinor + c.ShareMinor),
		Outlays: []federalform.Source{{Key: "federal", Label: "Grant money spent", Amount: m(b.FederalMinor)}, {Key: "share", Label: "Cost share", Amount: m(b.ShareMinor)}},
	}
	before := c.zero()
	for _, r := range c.other {
		if r.State.asked() {
			col.Previous = append(col.Previous, federalform.Source{Key: r.ID.String(), Label: fmt.Sprintf("Request %d", r.Number), Amount: r.Amount()})
			before = before.Add(r.Amount())
		}
	}
	if back := c.refunded(); back > 0 {
		col.Previous = append(col.Previous, federalform.Source{Key: "refund", Label: "Given back", Amount: m(-back)})
		before = before.Sub(m(back))
	}
	f := federalform.Facts270{
		Currency: c.Currency, Kind: c.Kind, Final: c.Final, Basis: federalform.Cash, Number: c.Number, From: c.FromOn, To: c.ToOn,
		Months: [3]money.Money{c.zero(), c.zero(), c.zero()}, Outlays: c.zero(), OnHand: c.zero(),
	}
	if c.Kind == federalform.Advance {
		for _, p := range c.Planned() {
			f.Outlays = f.Outlays.Add(p)
		}
		f.OnHand = before.Add(col.Income).Sub(m(b.FederalMinor))
		f.Months = needed(c.Planned(), f.OnHand)
		col.Estimated = f.Outlays.Add(c.Share())
	}
	f.Columns = []federalform.Column270{col}
	return f
}

// refunded is what the museum paid back of what it was paid: the book's cash and spending fall short of it by that.
func (c *Card) refunded() int64 {
	sum := -c.books.CashMinor - c.books.FederalMinor
	for _, r := range append(slices.Clone(c.other), c.Request) {
		if r.State.out() {
			sum += r.AmountMinor
		}
	}
	return sum
}

// needed is what each month needs beyond the cash on hand, which is used up first; what the museum is owed is needed at
// once. The months sum to the plan less what is on hand.
func needed(planned [3]money.Money, onHand money.Money) [3]money.Money {
	out, left := planned, onHand
	for i := range out {
		use := left
		if out[i].Less(use) && i < len(out)-1 {
			use = out[i]
		}
		out[i], left = out[i].Sub(use), left.Sub(use)
	}
	return out
}

// derive makes the form: from the books in a draft, from what was certified afterwards.
func (c *Card) derive() error {
	f := c.facts()
	if c.Frozen() {
		var kept content
		if err := json.Unmarshal(c.Content, &kept); err != nil {
			return fmt.Errorf("read certified request: %w", err)
		}
		f = kept.Facts
	}
	c.Form = federalform.DeriveSF270(f)
	if !c.Frozen() {
		c.AmountMinor = c.Form.Requested().Minor
	}
	return nil
}

// Position is how the award stands beside this request: what is promised elsewhere is as good as paid.
func (c *Card) Position() federalform.Position {
	p := federalform.Position{
		Obligated: money.New(c.File.Current().GrantMinor, c.Currency), Suspended: c.File.State == award.Suspended,
		Need: c.Form.Facts.Outlays, Outstanding: c.Form.Facts.OnHand, Blocking: c.Owed,
	}
	p.Paid = p.Obligated.Sub(money.New(c.books.ObligatedMinor, c.Currency))
	if first := c.agreed(); !first.IsZero() {
		p.Need = first
	}
	for _, r := range c.other {
		if r.State.asked() && !r.State.out() && r.State != Returned {
			p.Paid = p.Paid.Add(r.Amount())
		}
	}
	if c.State.out() { // its own money is not beside it
		p.Paid = p.Paid.Sub(c.Amount())
	}
	return p
}

// agreed is the need for the first quarter that the agreement names; nothing for other quarters or where it names none.
func (c *Card) agreed() money.Money {
	a := c.File.Agreement
	if c.Kind != federalform.Advance || a == nil || a.FirstNeedMinor == 0 || quarter(c.FromOn) != quarter(c.File.Terms[0].StartsOn) {
		return c.zero()
	}
	return a.FirstNeed()
}

// quarter is the first day of the federal quarter a day is in.
func quarter(d calendar.Date) calendar.Date { return d.QuarterEnd().AddDays(1).AddMonths(-3) }

// content is what an official certifies, in words that stay readable without this program.
type content struct {
	Award     string                  `json:"award"`
	Title     string                  `json:"title"`
	Museum    string                  `json:"museum"`
	Payee     string                  `json:"payee"`
	FAIN      string                  `json:"fain"`
	Request   int                     `json:"request"`
	Final     bool                    `json:"final"`
	Note      string                  `json:"note"`
	Requested string                  `json:"requested"`
	Certifies string                  `json:"certifies"`
	Facts     federalform.Facts270    `json:"facts"`
	Lines     []certifiedLine         `json:"lines"`
	Period    [2]calendar.Date        `json:"period"`
	Kind      federalform.PaymentKind `json:"kind"`
}

type certifiedLine struct {
	No    string `json:"no"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Certification is what is certified with a request (SF-270, box 13), in the form's own words.
const Certification = "I certify that to the best of my knowledge and belief the data on this request are correct, that all outlays were made in accordance with the grant conditions, and that payment is due and has not been previously requested."

// write is the canonical JSON of what is certified.
func (c *Card) write() ([]byte, error) {
	x := content{
		Award: c.File.Number, Title: c.File.Title, Museum: c.File.Lead().Name, Payee: c.PayeeName(), FAIN: c.File.Funder.Number,
		Request: c.Number, Final: c.Final, Note: c.Note, Requested: c.Amount().String(), Certifies: Certification, Facts: c.Form.Facts,
		Period: [2]calendar.Date{c.FromOn, c.ToOn}, Kind: c.Kind,
	}
	for _, s := range []federalform.Sheet{c.Form.Total, c.Form.Advance} {
		for _, l := range s {
			x.Lines = append(x.Lines, certifiedLine{l.No, l.Name, l.Value.String()})
		}
	}
	raw, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	return application.Canonical(raw)
}

// PayeeName is who is paid, as the agreement says; the lead museum where it says nothing.
func (c *Card) PayeeName() string {
	if a := c.File.Agreement; a != nil && a.Payee != "" {
		return a.Payee
	}
	return c.File.Lead().Name
}
