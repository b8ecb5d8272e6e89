package report

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// ffr begins the keys of the figures that are lines of SF-425.
const ffr = "ffr_"

// Federal is the funder's award that pays for a report's cycle; nil in a report of a cycle that none pays for.
type Federal struct {
	ID        string        `json:"id"` // public
	Agency    string        `json:"agency"`
	Number    string        `json:"number"` // FAIN
	Title     string        `json:"title"`
	Listing   string        `json:"listing"`
	Recipient string        `json:"recipient"`
	From      calendar.Date `json:"from"`
	To        calendar.Date `json:"to"`
	// Fell is why cumulative lines are below those of the report before; empty where none is.
	Fell string `json:"fell,omitempty"`
}

// Remarks425 are line 12: what the house has no record of, and why cumulative lines fell.
func (f *Federal) Remarks425() string {
	words := "10a: money is drawn as it is paid to museums, and what they send back is given back. " +
		"10e and 10f are of subawards; the recipient's own costs, and so line 11, are not kept in these records. " +
		"Indirect costs of museums are part of 10e."
	if f.Fell != "" {
		words += " Lines that fell: " + f.Fell
	}
	return words
}

// lines425 are the lines of the form that are counted from records, with how each is.
func lines425() []measure {
	whole := func(no, formula string) measure { return measure{ffr + no, MinorUSD, formula, nil} }
	return []measure{
		whole("10a", "drawn from the funder: what was paid to museums of all cycles under the funder's award, less what they sent back"),
		whole("10b", "paid to museums of all cycles under the funder's award, less what they sent back"),
		whole("10d", "the funder's award"),
		whole("10e", "accepted federal spending of all awards under the funder's award, cumulative"),
		whole("10f", "obligated to museums and neither spent nor accounted for"),
		whole("10i", "cost share of the terms in force of all awards under the funder's award"),
		whole("10j", "verified cost share, cash and in kind"),
		whole("10l", "program income earned"),
		whole("10m", "program income used, deducted from total costs"),
		whole("10n", "program income used by the addition alternative, which these awards do not have"),
	}
}

// computed425 are the lines that the form makes of others.
func computed425() (out []compound) {
	for _, l := range federalform.Lines425(federalform.Deduction) {
		if !l.Computed() {
			continue
		}
		c := compound{key: ffr + l.No, formula: l.Text()}
		for _, t := range l.Formula {
			c.of = append(c.of, term{ffr + t.Line, t.Minus})
		}
		out = append(out, c)
	}
	return out
}

// SF425 is the Federal Financial Report of the whole funder award from the figures of a report with their rows; nil where the
// report has none, as that of a cycle.
func (s *Snapshot) SF425(figures []*Figure) *federalform.SF425 {
	if s.Federal == nil || s.Period == nil {
		return nil
	}
	f := federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{}, Remarks: s.Federal.Remarks425()}
	for _, x := range figures {
		no, line := strings.CutPrefix(x.Key, ffr)
		if !line || derived(x.Key) {
			continue
		}
		for _, r := range x.Rows {
			f.Rows[no] = append(f.Rows[no], federalform.Source{Key: r.Subject, Label: r.Label, Amount: money.Cents(r.Value)})
		}
	}
	h := federalform.Header{
		Agency: s.Federal.Agency, Number: s.Federal.Number, Recipient: s.Federal.Recipient, Kind: federalform.Quarterly, Basis: federalform.Cash,
		From: s.Federal.From, To: s.Federal.To, Through: s.Period.Through,
	}
	if s.Kind == Final {
		h.Kind = federalform.Final
	}
	return federalform.DeriveSF425(h, f)
}

// check425 refuses to freeze a form whose lines contradict each other, or whose cumulative lines fell without a reason.
// What the header lacks is filled in where the form is handed in.
func check425(now, before *federalform.SF425, fell string) error {
	if now == nil {
		return nil
	}
	var corrections []federalform.Correction
	if before != nil && fell != "" {
		for _, no := range federalform.Cumulative() {
			if was, is := before.Lines.Value(no), now.Lines.Value(no); is.Less(was) {
				corrections = append(corrections, federalform.Correction{Line: no, Amount: was.Sub(is), Reason: fell})
			}
		}
	}
	var check fault.Check
	for _, x := range now.Check(before, corrections) {
		if x.Effect != ruleset.Deny || !strings.HasPrefix(x.At, "10") {
			continue
		}
		check.That(false, "sf425."+x.At, x.Code, "%s", x.Message)
	}
	return refusal(&check, "report.sf425", "The Federal Financial Report does not add up, so the report cannot be frozen.")
}

// form425 is the form as a table: a line of the form in each row.
func form425(figures []*Figure) *Table {
	t := &Table{Letter: "SF-425", Key: "sf425", Columns: []string{"amount"}}
	for _, l := range federalform.Lines425(federalform.Deduction) {
		for _, f := range family(figures, ffr+l.No) {
			t.Rows = append(t.Rows, &Line{Subject: l.No, Label: l.No + " " + l.Name, Cells: []Cell{{Figure: f, Unit: f.Unit, Value: f.Value}}})
		}
	}
	return t
}

// settle425 checks the form against the report before, and keeps the reason why lines fell with it.
func (s *Service) settle425(ctx context.Context, r *Report, fell string) error {
	if r.Snapshot.Federal == nil {
		return nil
	}
	var before *federalform.SF425
	was, err := s.Before(ctx, r.ID)
	switch {
	case err == nil:
		if was.Figures, err = s.Store.Figures(ctx, was.ID, true); err != nil {
			return err
		}
		before = was.Snapshot.SF425(was.Figures)
	case !fault.Is(err, fault.NotFound):
		return err
	}
	fell = strings.TrimSpace(fell)
	if utf8.RuneCountInString(fell) > 1000 {
		return fault.BadField("correction", "too_long", "The text has at most 1,000 characters.")
	}
	r.Snapshot.Federal.Fell = fell
	return check425(r.Snapshot.SF425(r.Figures), before, fell)
}
