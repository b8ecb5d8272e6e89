package amendment

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// Letter is everything the letter of an amendment says; each part is typed and there.
type Letter struct {
	Name          string // award and number of the amendment
	Award         string
	Title         string
	Program       string
	Administrator string
	Museum        string // to whom
	Kind          Kind
	Counter       bool
	Reason        string
	Funder        string // the reference of the funder's answer, where it decided
	Date          calendar.Date
	Now, Then     *agreement.Terms
	Currency      money.Currency
	Delta         Delta
	Code          string
	Content       []byte // canonical JSON of all above
}

// Cash is an amount of the letter.
func (l *Letter) Cash(minor int64) money.Money { return money.New(minor, l.Currency) }

// record is what is signed of the letter.
func (l *Letter) record() signing.Record {
	return signing.Record{
		Code: l.Code, Kind: signing.AmendmentLetter, Number: l.Name, Award: l.Award, Program: l.Program, Issuer: l.Administrator, Parties: []string{l.Museum},
		Amounts: []signing.Amount{signing.Sum("award", l.Cash(l.Then.GrantMinor)), signing.Sum("cost_share", l.Cash(l.Then.ShareMinor))},
		Dates: []signing.Day{
			{Name: "effective_on", On: l.Then.EffectiveOn}, {Name: "starts_on", On: l.Then.StartsOn}, {Name: "ends_on", On: l.Then.EndsOn},
		},
		Issued: l.Date,
	}
}

// letter gathers what the letter says; a missing part is an error before anything is drawn.
func (c *change) letter(p *Preview, at time.Time) (*Letter, error) {
	f, a := c.file, &c.row.Amendment
	l := &Letter{
		Name: c.row.Name(), Award: f.Number, Title: f.Title, Program: f.ProgramName, Administrator: f.Administrator, Museum: f.Lead().Name, Kind: a.Kind, Counter: a.Counter(),
		Reason: a.Reason, Funder: a.AnswerReference, Date: calendar.Of(at, time.UTC), Now: p.Now, Then: p.Then, Currency: p.Currency, Delta: a.Delta, Code: *a.Code,
	}
	for name, value := range map[string]string{"award": l.Award, "title": l.Title, "program": l.Program, "administrator": l.Administrator, "museum": l.Museum, "reason": l.Reason, "code": l.Code} {
		if value == "" {
			return nil, fault.New(fault.Conflict, "letter_incomplete", "The letter misses its %s.", name).With("field", name)
		}
	}
	var lines []any
	for _, cat := range budget.Categories() {
		was, will := p.Now.Line(cat), p.Then.Line(cat)
		if was.GrantMinor != will.GrantMinor || was.ShareMinor != will.ShareMinor {
			lines = append(lines, map[string]any{
				"category": string(cat), "grantWas": l.Cash(was.GrantMinor).Decimal(), "grant": l.Cash(will.GrantMinor).Decimal(),
				"shareWas": l.Cash(was.ShareMinor).Decimal(), "share": l.Cash(will.ShareMinor).Decimal(),
			})
		}
	}
	raw, err := json.Marshal(map[string]any{
		"amendment": l.Name, "award": l.Award, "title": l.Title, "program": l.Program, "administrator": l.Administrator, "museum": l.Museum, "kind": string(l.Kind), "takesBack": l.Counter,
		"reason": l.Reason, "funderReference": l.Funder, "date": l.Date.String(), "effectiveOn": p.Then.EffectiveOn.String(), "currency": string(l.Currency),
		"grantWas": l.Cash(p.Now.GrantMinor).Decimal(), "grant": l.Cash(p.Then.GrantMinor).Decimal(), "shareWas": l.Cash(p.Now.ShareMinor).Decimal(), "share": l.Cash(p.Then.ShareMinor).Decimal(),
		"startsOn": p.Then.StartsOn.String(), "endedOn": p.Now.EndsOn.String(), "endsOn": p.Then.EndsOn.String(), "lines": lines, "delta": l.Delta, "terms": p.Then.Number,
		"code": award.CodeText(l.Code),
	})
	if err != nil {
		return nil, fmt.Errorf("write amendment: %w", err)
	}
	l.Content, err = application.Canonical(raw)
	return l, err
}
