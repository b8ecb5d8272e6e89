package agreement

import (
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Piece is one thing an award needs before it is official, there or missing.
type Piece struct {
	Code     string // stable: letter, endorsement, uei, exclusions, budget, terms.*, disclosure, signature.*
	Subject  string // the museum it is about; empty for the award itself
	There    bool
	Facts    []ruleset.Fact    // the figures it was decided by
	Findings []ruleset.Finding // what is wrong with it, where rules name that
}

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
// the award, the terms, the data set of 2 CFR 200.332(b) and both signatures.
func Pieces(f *File, today calendar.Date) []Piece {
	out := []Piece{{Code: "letter", There: f.LetterSent}}
	for _, m := range f.Museums {
		if m.Abroad {
			out = append(out, Piece{Code: "endorsement", Subject: m.Name, There: m.Endorsement == "endorsed", Facts: facts("state", m.Endorsement, "post", m.Post)})
		}
	}
	lead := f.Lead()
	_, sound := ruleset.UEI(lead.UEI)
	out = append(out, Piece{Code: "uei", Subject: lead.Name, There: sound, Facts: facts("uei", lead.UEI)})
	for _, m := range f.Museums {
		out = append(out, exclusion(m, today))
	}
	out = append(out, Piece{
		Code: "budget", There: f.Budgeted == f.Amount,
		Facts: facts("budget", f.Budgeted.Decimal(), "award", f.Amount.Decimal()),
	})
	out = append(out, terms(f)...)
	for _, s := range []Side{Museum, Administrator} {
		p := Piece{Code: "signature." + string(s)}
		if g := f.Signed(s); g != nil {
			p.There, p.Facts = true, facts("name", g.Name, "title", g.Title)
		}
		out = append(out, p)
	}
	return out
}

func facts(pairs ...string) []ruleset.Fact {
	var out []ruleset.Fact
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ruleset.Fact{Name: pairs[i], Value: pairs[i+1]})
		}
	}
	return out
}

func exclusion(m *Party, today calendar.Date) Piece {
	p := Piece{Code: "exclusions", Subject: m.Name, Facts: facts("checked", m.CheckedOn.String(), "result", m.Result)}
	var look *ruleset.Screening
	if !m.CheckedOn.IsZero() {
		look = &ruleset.Screening{On: m.CheckedOn, Clear: m.Result == "clear"}
	}
	p.Findings = ruleset.Excluded(look, today)
	p.There = len(p.Findings) == 0
	return p
}

// disclosed is the data set of 2 CFR 200.332(b) as the agreement would name it, with what it misses or contradicts.
func disclosed(f *File) Piece {
	p := Piece{Code: "disclosure", Facts: facts("fain", f.Funder.Number, "listing", f.Funder.Listing)}
	p.Findings = f.disclosure().Missing()
	p.There = len(p.Findings) == 0
	return p
}

func (f *File) disclosure() federalform.Disclosure {
	a, lead := f.Agreement, f.Lead()
	if a == nil {
		a = &Agreement{}
	}
	d := federalform.Disclosure{
		Name: lead.Name, UEI: lead.UEI, FAIN: f.Funder.Number, FederalAwardOn: a.FunderAwardedOn,
		Start: a.StartsOn, End: a.EndsOn, BudgetStart: a.StartsOn, BudgetEnd: a.EndsOn,
		ThisAction: f.Amount, Obligated: f.Amount, Committed: f.Amount, Description: a.Description, Agency: f.Funder.Funder, PassThrough: f.Administrator,
		OfficialName: a.ContactName, OfficialEmail: a.ContactEmail, ListingNumber: f.Funder.Listing, ListingTitle: a.ListingTitle,
		ByListing: []federalform.Source{{Key: f.Funder.Number, Label: f.Funder.Listing, Amount: f.Amount}},
		Rate:      budget.NoRate, Requirements: a.Requirements, RecordsAccess: a.Access, CloseoutTerms: a.Closeout,
	}
	if f.Agreement != nil {
		d.Research = &a.Research
	}
	if f.Indirect.Minor > 0 {
		d.Rate, d.RateShare = f.Rate, f.RateShare
	}
	return d
}

// terms are what an agreement says beside the disclosures, each by itself.
func terms(f *File) []Piece {
	a := f.Agreement
	if a == nil {
		a = &Agreement{}
	}
	list := []struct {
		code, value string
		asked       bool
	}{
		{"payee", a.Payee, true},
		{"payment", string(a.Payment), true},
		{"tickets", a.Tickets, f.Funder.Federal},
		{"rule_set", a.RuleSet, f.Funder.Federal},
		{"period", period(a.StartsOn, a.EndsOn), !f.Funder.Federal},
		{"description", a.Description, !f.Funder.Federal},
		{"access", a.Access, !f.Funder.Federal},
		{"closeout", a.Closeout, !f.Funder.Federal},
	}
	var out []Piece
	for _, t := range list {
		if t.asked {
			out = append(out, Piece{Code: "terms." + t.code, There: t.value != "", Facts: facts("value", clip(t.value))})
		}
	}
	if f.Funder.Federal {
		out = append(out, disclosed(f))
	}
	return out
}

func period(from, to calendar.Date) string {
	if from.IsZero() || to.IsZero() {
		return ""
	}
	return from.String() + "/" + to.String()
}

func clip(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return s
}
