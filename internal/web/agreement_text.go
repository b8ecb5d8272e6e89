package web

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// first and last are the period as agreed so far, or as the cycle has it.
func (d deal) first() calendar.Date {
	if d.Agreement == nil {
		return d.begins
	}
	return d.Agreement.StartsOn
}

func (d deal) last() calendar.Date {
	if d.Agreement == nil {
		return d.ends
	}
	return d.Agreement.EndsOn
}

// within says what period the funder's award leaves.
func (d deal) within(p view.Page) string {
	if d.Funder.Starts.IsZero() || d.Funder.Ends.IsZero() {
		return ""
	}
	return p.T("agreement.within", "from", p.Date(d.Funder.Starts), "to", p.Date(d.Funder.Ends))
}

// dealSteps are the way from the letter to official, with how far it is.
func dealSteps(p view.Page, d deal) []view.Step {
	done := []bool{d.LetterSent, d.Agreement != nil, d.out() || d.official(), d.Signed(agreement.Museum) != nil, d.Signed(agreement.Administrator) != nil, d.official()}
	var out []view.Step
	for i, key := range []string{"letter", "opened", "out", "museum", "office", "official"} {
		state := "next"
		if done[i] {
			state = "done"
		} else if i == 0 || done[i-1] {
			state = "current"
		}
		out = append(out, view.Step{Title: p.Choice("agreement.step", key), State: state})
	}
	return out
}

func (d deal) official() bool { return d.Agreement != nil && d.Agreement.OfficialAt != nil }

func needsText(p view.Page, d deal) string {
	if d.official() {
		return p.T("agreement.is_official", "day", p.Date(calendar.Of(*d.Agreement.OfficialAt, time.UTC)))
	}
	if n := len(agreement.Missing(d.pieces)); n > 0 {
		return p.N("agreement.missing", n)
	}
	return p.T("agreement.whole")
}

func paymentOptions(p view.Page) []view.Option {
	return []view.Option{
		{Value: string(agreement.Advance), Label: p.T("agreement.payment.advance"), Hint: p.T("agreement.payment.advance.hint")},
		{Value: string(agreement.Reimbursement), Label: p.T("agreement.payment.reimbursement"), Hint: p.T("agreement.payment.reimbursement.hint")},
	}
}

func firstNeed(a *agreement.Agreement) string {
	if a.FirstNeedMinor == 0 {
		return ""
	}
	return a.FirstNeed().Decimal()
}

// termFacts are the short terms of an agreement.
func termFacts(p view.Page, d deal) []view.Fact {
	a := d.Agreement
	out := []view.Fact{
		{Term: p.T("award.amount"), Value: view.Cash(p, d.Amount)},
		{Term: p.T("award.share"), Value: view.Cash(p, d.CostShare)},
		{Term: p.T("award.period"), Value: view.Text(p.T("award.period.of", "from", p.Date(a.StartsOn), "to", p.Date(a.EndsOn)))},
		{Term: p.T("agreement.payee"), Value: saidOr(p, a.Payee)},
		{Term: p.T("agreement.payment"), Value: view.Text(p.Choice("agreement.payment", string(a.Payment)))},
	}
	if a.FirstNeedMinor > 0 {
		out = append(out, view.Fact{Term: p.T("agreement.need"), Value: view.Cash(p, a.FirstNeed())})
	}
	out = append(out,
		view.Fact{Term: p.T("agreement.funder"), Value: view.Name(d.Funder.Funder, "")},
		view.Fact{Term: p.T("agreement.contact"), Value: saidOr(p, contactOf(a))},
	)
	if d.Funder.Federal {
		out = append(out,
			view.Fact{Term: p.T("agreement.fain"), Value: codeLine(d.Funder.Number)},
			view.Fact{Term: p.T("agreement.awarded"), Value: maybeDay(p, a.FunderAwardedOn)},
			view.Fact{Term: p.T("agreement.listing"), Value: saidOr(p, d.Funder.Listing+" "+a.ListingTitle)},
			view.Fact{Term: p.T("agreement.rules"), Value: codeLine(a.RuleSet)},
			view.Fact{Term: p.T("agreement.uei"), Value: saidOr(p, d.Lead().UEI)},
		)
	}
	return out
}

func contactOf(a *agreement.Agreement) string {
	if a.ContactName == "" || a.ContactEmail == "" {
		return a.ContactName + a.ContactEmail
	}
	return a.ContactName + ", " + a.ContactEmail
}

// termParts are the long terms of an agreement.
func termParts(p view.Page, d deal) []view.Fact {
	a := d.Agreement
	var out []view.Fact
	for _, x := range []struct{ title, text string }{
		{p.T("agreement.description"), a.Description},
		{p.T("agreement.requirements"), a.Requirements},
		{p.T("agreement.access"), a.Access},
		{p.T("agreement.closeout"), a.Closeout},
		{p.T("agreement.tickets"), a.Tickets},
	} {
		if x.text != "" {
			out = append(out, view.Fact{Term: x.title, Value: view.Prose(x.text, "")})
		}
	}
	return out
}

func saidOr(p view.Page, text string) templ.Component {
	if text == "" {
		return view.Quiet(p.T("agreement.unsaid"))
	}
	return view.Name(text, "")
}

func maybeDay(p view.Page, day calendar.Date) templ.Component {
	if day.IsZero() {
		return view.Quiet(p.T("agreement.unsaid"))
	}
	return view.Date(p, day)
}

// handFacts say who signed for which side, when and how surely.
func handFacts(p view.Page, d deal, g *agreement.Signature) []view.Fact {
	side := d.Administrator
	if g.Side == agreement.Museum {
		side = d.Lead().Name
	}
	out := []view.Fact{
		{Term: p.T("agreement.side"), Value: view.Name(side, "")},
		{Term: p.T("agreement.signer"), Value: view.Name(g.Name, "")},
		{Term: p.T("agreement.signer.title"), Value: view.Name(g.Title, "")},
		{Term: p.T("sign.at"), Value: view.Moment(p, g.SignedAt, nil)},
	}
	if g.Proved {
		out = append(out, view.Fact{Term: p.T("agreement.proved"), Value: view.Text(p.T("agreement.proved.yes"))})
	}
	if g.Copied() {
		out = append(out, view.Fact{Term: p.T("agreement.copy"), Value: view.Link(d.Number+"-agreement.pdf", d.url("copies/"+g.ID.String()+".pdf"))})
	}
	return out
}

func riskFacts(p view.Page, a *agreement.Assessment) []view.Fact {
	tone := view.Good
	switch a.Level {
	case agreement.Medium:
		tone = view.Waiting
	case agreement.High:
		tone = view.Bad
	}
	out := []view.Fact{
		{Term: p.T("agreement.risk.level"), Value: badge(p.Choice("agreement.level", string(a.Level)), tone)},
		{Term: p.T("agreement.risk.points"), Value: view.Text(strconv.Itoa(a.Points))},
	}
	for _, f := range a.Factors {
		out = append(out, view.Fact{Term: p.T("agreement.risk.found"), Value: view.Text(p.Choice("agreement.factor", string(f)))})
	}
	out = append(out, view.Fact{Term: p.T("agreement.risk.why"), Value: view.Prose(a.Why, "")})
	if a.Plan != "" {
		out = append(out, view.Fact{Term: p.T("agreement.risk.plan"), Value: view.Prose(a.Plan, "")})
	}
	return append(out, view.Fact{Term: p.T("agreement.risk.at"), Value: view.Moment(p, a.AssessedAt, nil)})
}

// factorOptions are the factors of risk with the points each adds.
func factorOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, f := range agreement.Factors() {
		out = append(out, view.Option{Value: string(f.Factor), Label: p.Choice("agreement.factor", string(f.Factor)), Hint: p.N("agreement.points", f.Points)})
	}
	return out
}

// hasAgreement tells whether an award has a page of its agreement: it came of a proposal, and was not turned down.
func (d oneAward) hasAgreement() bool {
	return hasPages(&d.Award)
}
