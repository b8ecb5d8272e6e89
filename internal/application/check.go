package application

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Check is one thing submitting verifies, shown all along with the figures used.
type Check struct {
	Path    string // what to mend, as inputs are named: answers.abstract, budget, partnership
	Outcome partnership.Outcome
	Code    string // stable, for catalogs
	Message string
	Facts   []partnership.Fact
}

// Blocks tells whether submitting is refused for it; what the records leave open the office decides later.
func (c Check) Blocks() bool { return c.Outcome == partnership.False }

// Proposed is everything the checks look at.
type Proposed struct {
	Detail      *Detail
	Cycle       *program.Detail
	Form        *form.Definition
	Sheet       *budget.Sheet
	Files       []Attached
	Eligibility *partnership.Eligibility
	Now         time.Time
}

// Checks are all that submitting will verify, in the order of the form.
func Checks(p Proposed) []Check {
	out := []Check{p.deadline(), p.confirmed(), p.abstract(), p.theme()}
	out = append(out, p.answers()...)
	out = append(out, p.lines(), p.limits(), p.costShare())
	out = append(out, p.findings()...)
	out = append(out, p.signature()...)
	return append(out, p.eligible()...)
}

// Blocking are the checks that stand in the way.
func Blocking(checks []Check) []Check {
	var out []Check
	for _, c := range checks {
		if c.Blocks() {
			out = append(out, c)
		}
	}
	return out
}

func outcome(ok bool) partnership.Outcome {
	if ok {
		return partnership.True
	}
	return partnership.False
}

// open refuses an instant at which nothing is taken; a returned application has a deadline of its own.
func (p Proposed) open() error {
	d := p.Detail
	if d.State == ReturnedOnce && d.ReturnedUntil != nil {
		x, _ := p.Cycle.Deadline(program.ProposalPhase)
		x.At, x.Grace = *d.ReturnedUntil, 0
		return extended(x, valueOf(d.ExtendedUntil)).Check(p.Now)
	}
	err := p.Cycle.CheckOpen(program.ProposalPhase, p.Now)
	if fault.Is(err, fault.DeadlinePassed) && d.ExtendedUntil != nil {
		x, _ := p.Cycle.Deadline(program.ProposalPhase)
		return extended(x, *d.ExtendedUntil).Check(p.Now)
	}
	return err
}

func (p Proposed) deadline() Check {
	c := Check{Path: "deadline", Code: "in_time", Outcome: partnership.True, Message: "Proposals are taken now."}
	x, ok := p.Cycle.Deadline(program.ProposalPhase)
	if ok {
		x = extended(x, valueOf(p.Detail.ExtendedUntil))
		at := x.At.In(x.Location())
		c.Facts = []partnership.Fact{{Name: "deadline", Value: at.Format(time.RFC3339)}}
		c.Message = "The deadline is " + at.Format("2 January 2006 15:04:05 MST") + "."
	}
	if err := p.open(); err != nil {
		c.Outcome, c.Message, c.Code = partnership.False, err.Error(), "deadline_passed"
		if !fault.Is(err, fault.DeadlinePassed) {
			c.Code = "not_open"
		}
	}
	return c
}

func (p Proposed) confirmed() Check {
	var missing []string
	for _, m := range p.Detail.Partners.Museums {
		if m.Member.ConfirmedAt == nil {
			missing = append(missing, m.Organization.Name)
		}
	}
	c := Check{Path: "partnership", Code: "partners_confirmed", Outcome: outcome(len(missing) == 0), Message: "Every museum has confirmed."}
	if len(missing) > 0 {
		c.Code = "partners_unconfirmed"
		c.Message = "Not confirmed yet: " + strings.Join(missing, "; ") + "."
		c.Facts = []partnership.Fact{{Name: "museums", Value: strings.Join(missing, "; ")}}
	}
	return c
}

func (p Proposed) abstract() Check {
	words := form.Words(p.Detail.Abstract)
	c := Check{Path: "answers." + form.AbstractKey, Code: "abstract_words", Outcome: partnership.True}
	c.Facts = []partnership.Fact{{Name: "words", Value: strconv.Itoa(words)}}
	c.Message = fmt.Sprintf("The abstract has %s.", form.Counted(words))
	_, q, ok := p.Form.Find(form.AbstractKey)
	if !ok || (q.MinWords == 0 && q.MaxWords == 0) {
		return c
	}
	c.Outcome = outcome(words >= q.MinWords && (q.MaxWords == 0 || words <= q.MaxWords))
	c.Message = fmt.Sprintf("The abstract has %s; it needs %d to %d.", form.Counted(words), q.MinWords, q.MaxWords)
	c.Facts = append(c.Facts, partnership.Fact{Name: "min", Value: strconv.Itoa(q.MinWords)}, partnership.Fact{Name: "max", Value: strconv.Itoa(q.MaxWords)})
	return c
}

func (p Proposed) theme() Check {
	c := Check{Path: "theme", Code: "theme_named", Outcome: outcome(p.Cycle.CheckTheme(p.Detail.Theme)), Message: "The theme follows the cycle's rule."}
	c.Facts = []partnership.Fact{{Name: "rule", Value: string(p.Cycle.ThemeRule)}}
	if c.Blocks() {
		c.Code, c.Message = "theme_needed", "Choose one of the cycle's themes."
	}
	return c
}

func (p Proposed) answers() []Check {
	var out []Check
	for _, f := range form.Check(p.Form, p.Detail.Answers, true, p.Context()) {
		if f.Path != "answers."+form.AbstractKey || f.Code == "bad_text" {
			out = append(out, Check{Path: f.Path, Code: f.Code, Outcome: partnership.False, Message: f.Message})
		}
	}
	if len(out) == 0 {
		out = append(out, Check{Path: "answers", Code: "answers_complete", Outcome: partnership.True, Message: "Every question is answered within its limits."})
	}
	return out
}

// lines holds the kept totals against the lines, so that a sum that went wrong is found before it is frozen.
func (p Proposed) lines() Check {
	b := p.Detail.Budget()
	c := Check{Path: "budget", Code: "budget_adds_up", Outcome: partnership.True, Message: fmt.Sprintf("%d lines sum to %s.", len(p.Detail.Lines), b.Total.Total)}
	c.Facts = []partnership.Fact{{Name: "lines", Value: strconv.Itoa(len(p.Detail.Lines))}, {Name: "total", Value: b.Total.Total.Decimal()}}
	switch {
	case len(p.Detail.Lines) == 0:
		c.Code, c.Outcome, c.Message = "budget_empty", partnership.False, "The budget has no lines yet."
	case b.Requested() != p.Detail.Requested() || b.CostShare() != p.Detail.CostShare():
		c.Code, c.Outcome = "does_not_add_up", partnership.False
		c.Message = fmt.Sprintf("The lines sum to %s and %s, the totals say %s and %s.", b.Requested(), b.CostShare(), p.Detail.Requested(), p.Detail.CostShare())
	}
	return c
}

func (p Proposed) limits() Check {
	asked, least, most := p.Detail.Requested(), p.Cycle.AwardMin(), p.Cycle.AwardMax()
	ok := !asked.Less(least) && !most.Less(asked)
	c := Check{Path: "budget", Code: "request_within_limits", Outcome: outcome(ok)}
	c.Message = fmt.Sprintf("%s requested; the cycle gives %s to %s.", asked, least, most)
	c.Facts = []partnership.Fact{{Name: "requested", Value: asked.Decimal()}, {Name: "min", Value: least.Decimal()}, {Name: "max", Value: most.Decimal()}}
	if !ok {
		c.Code = "request_outside_limits"
	}
	return c
}

func (p Proposed) costShare() Check {
	m := budget.MeterOf(p.Detail.Requested(), p.Detail.CostShare(), p.Cycle.CostShare)
	c := Check{Path: "budget", Code: "cost_share_enough", Outcome: outcome(m.Enough())}
	c.Message = fmt.Sprintf("Cost share %s of the %s required.", m.Offered, m.Required)
	c.Facts = []partnership.Fact{{Name: "required", Value: m.Required.Decimal()}, {Name: "offered", Value: m.Offered.Decimal()}, {Name: "missing", Value: m.Missing.Decimal()}}
	if !m.Enough() {
		c.Code = "cost_share_missing"
		c.Message = fmt.Sprintf("Cost share %s of the %s required; %s is missing.", m.Offered, m.Required, m.Missing)
	}
	return c
}

// findings repeats what the budget says of itself: what stops it, what the office settles, and advice.
func (p Proposed) findings() []Check {
	var out []Check
	for _, f := range p.Sheet.Findings() {
		c := Check{Path: "budget", Code: f.Code, Outcome: partnership.True, Message: f.Message}
		switch f.Weight {
		case budget.Stops:
			c.Outcome = partnership.False
		case budget.Opens:
			c.Outcome = partnership.Unknown
		}
		for _, x := range f.Facts {
			c.Facts = append(c.Facts, partnership.Fact{Name: x.Name, Value: x.Value})
		}
		out = append(out, c)
	}
	return out
}

// eligible repeats the rules of the partnership; cost share has a check of its own above.
func (p Proposed) eligible() []Check {
	var out []Check
	for _, r := range p.Eligibility.Rules {
		if r.Judged || r.Rule == partnership.CostShare {
			continue
		}
		c := Check{Path: "eligibility." + string(r.Rule), Code: r.Code, Outcome: r.Outcome, Message: r.Reason, Facts: r.Facts}
		if r.Passes() && r.Outcome == partnership.False {
			c.Outcome, c.Code = partnership.True, "exception"
			c.Message += " Exception: " + r.Exception.Reason
		}
		out = append(out, c)
	}
	return out
}

// refusal is what submitting answers when checks block, each named by its path.
func refusal(blocking []Check) error {
	e := fault.New(fault.Invalid, "not_ready", "The proposal is not ready to submit: %d things to mend.", len(blocking))
	if len(blocking) == 1 {
		e.Message = "The proposal is not ready to submit: one thing to mend."
	}
	for _, c := range blocking {
		e.Fields = append(e.Fields, fault.Field{Path: c.Path, Code: c.Code, Message: c.Message})
	}
	return e
}
