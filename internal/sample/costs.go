package sample

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// costs writes a whole budget with the rate of the lead's indirect costs.
func (t *telling) costs(p *proposal, lines []budget.LineInput) error {
	if _, err := t.o.Budget.Replace(t.as(p.lead), budget.ReplaceInput{Application: p.id, Lines: lines}); err != nil {
		return err
	}
	lead := t.museums[p.us.name].ID
	_, err := t.o.Budget.SetRate(t.as(p.lead), budget.SetRateInput{Application: p.id, Organization: lead, Kind: budget.DeMinimis})
	return err
}

// begunCosts is a budget half written: one line priced in shillings, and the narrative of the travel.
func (t *telling) begunCosts(p *proposal, lines []budget.LineInput) error {
	abroad := &lines[2] // the bus in Nairobi: 152 dollars a day
	abroad.Rate, abroad.Currency, abroad.Exchange = "19684", "KES", "129.5"
	abroad.ExchangeOn, abroad.ExchangeSource = calendar.Of(t.clock.Now(), time.UTC).AddDays(-3), "Central Bank of Kenya, mean rate"
	if err := t.costs(p, lines); err != nil {
		return err
	}
	_, err := t.o.Budget.SaveNote(t.as(p.partner), budget.SaveNoteInput{
		Application: p.id, Category: budget.Travel,
		Words: "Fares are this season's quotes of two agencies. The bus is hired in Nairobi and paid in shillings; we will know the final price when the route is fixed.",
	})
	return err
}
