package agreement

import (
	"fmt"
	"regexp"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// exclusionDays is how old the last look at the exclusions list may be when an award becomes official.
const exclusionDays = 30

// ueiShape is a Unique Entity Identifier: twelve letters and digits without O and I.
var ueiShape = regexp.MustCompile(`^[0-9A-HJ-NP-Z]{12}$`)

// Piece is one thing an award needs before it is official, there or missing.
type Piece struct {
	Code    string // stable: letter, endorsement, uei, exclusions, budget, disclosure.*, signature.*
	Subject string // the museum it is about; empty for the award itself
	There   bool
	Facts   []Fact // the figures it was decided by
}

// Fact is a named figure or word behind a piece.
type Fact struct{ Name, Value string }

// Missing are the pieces that are not there.
func Missing(all []Piece) []Piece {
	var out []Piece
	for _, p := range all {
		if !p.There {
			out = append(out, p)
		}
	}
	return out
}

// Pieces are all an award needs on a day to be official: the letter sent, each foreign museum endorsed, the
// payee's UEI (2 CFR 25), every museum clear of exclusions within 30 days (2 CFR 180.300), the budget that equals
// the award, the disclosures of 2 CFR 200.332(b)(1) and both signatures.
func Pieces(f *File, today calendar.Date) []Piece {
	out := []Piece{{Code: "letter", There: f.LetterSent}}
	for _, m := range f.Museums {
		if m.Abroad {
			out = append(out, Piece{Code: "endorsement", Subject: m.Name, There: m.Endorsement == "endorsed", Facts: facts("state", m.Endorsement, "post", m.Post)})
		}
	}
	lead := f.Lead()
	out = append(out, Piece{Code: "uei", Subject: lead.Name, There: ueiShape.MatchString(lead.UEI), Facts: facts("uei", lead.UEI)})
	for _, m := range f.Museums {
		out = append(out, exclusion(m, today))
	}
	out = append(out, Piece{
		Code: "budget", There: f.Budgeted == f.Amount,
		Facts: facts("budget", f.Budgeted.Decimal(), "award", f.Amount.Decimal()),
	})
	out = append(out, disclosures(f)...)
	for _, s := range []Side{Museum, Administrator} {
		p := Piece{Code: "signature." + string(s)}
		if g := f.Signed(s); g != nil {
			p.There, p.Facts = true, facts("name", g.Name, "title", g.Title)
		}
		out = append(out, p)
	}
	return out
}

func facts(pairs ...string) []Fact {
	var out []Fact
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Fact{pairs[i], pairs[i+1]})
		}
	}
	return out
}

func exclusion(m *Party, today calendar.Date) Piece {
	p := Piece{Code: "exclusions", Subject: m.Name, Facts: facts("checked", m.CheckedOn.String(), "result", m.Result)}
	if m.CheckedOn.IsZero() {
		return p
	}
	age := int(today.Time().Sub(m.CheckedOn.Time()).Hours() / 24)
	p.Facts = append(p.Facts, Fact{"days", fmt.Sprint(age)})
	p.There = m.Result == "clear" && age <= exclusionDays && age >= 0
	return p
}

// disclosures are the data 2 CFR 200.332(b)(1) asks a subaward to name, each by itself.
func disclosures(f *File) []Piece {
	a := f.Agreement
	if a == nil {
		a = &Agreement{}
	}
	lead := f.Lead()
	list := []struct {
		code  string
		value string
		bare  bool // asked of every award, also one without federal money
	}{
		{"name", lead.Name, true},
		{"period", period(a.StartsOn, a.EndsOn), true},
		{"obligated", amount(f.Amount.Minor, f.Amount.Decimal()), true},
		{"description", a.Description, true},
		{"administrator", f.Administrator, true},
		{"access", a.Access, true},
		{"closeout", a.Closeout, true},
		{"payee", a.Payee, true},
		{"payment", string(a.Payment), true},
		{"fain", f.Funder.Number, false},
		{"federal_award_date", a.FunderAwardedOn.String(), false},
		{"agency", f.Funder.Funder, false},
		{"listing", both(f.Funder.Listing, a.ListingTitle), false},
		{"requirements", a.Requirements, false},
		{"rule_set", a.RuleSet, false},
		{"tickets", a.Tickets, false},
	}
	var out []Piece
	for _, d := range list {
		if d.bare || f.Funder.Federal {
			out = append(out, Piece{Code: "disclosure." + d.code, There: d.value != "", Facts: facts("value", clip(d.value))})
		}
	}
	return out
}

func period(from, to calendar.Date) string {
	if from.IsZero() || to.IsZero() {
		return ""
	}
	return from.String() + "/" + to.String()
}

func amount(minor int64, text string) string {
	if minor <= 0 {
		return ""
	}
	return text
}

func both(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	return a + " " + b
}

func clip(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return s
}
