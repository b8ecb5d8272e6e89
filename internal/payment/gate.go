package payment

import (
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Gate is one thing that must hold before money leaves, with the figures that decide it.
type Gate struct {
	Code     string // formulas, obligation, need, award, reports, conditions, vendor
	Open     bool
	Findings []ruleset.Finding
	Lines    []string // conditions in force; they are weighed, and hold nothing up by themselves
}

// of are the findings of SF-270 that each gate answers for.
var needFindings = []string{"sf270_cash_need", "sf270_above_need", "sf270_months"}

// Gates are what must hold before this request is paid, in the order in which they are asked.
func (c *Card) Gates() []Gate {
	var formulas, obligation, need, reports []ruleset.Finding
	for _, f := range c.Form.Check(c.Position()) {
		switch {
		case f.Code == "sf270_above_obligation":
			obligation = append(obligation, f)
		case f.Code == "sf270_report_owed":
			reports = append(reports, f)
		case f.Code == "sf270_suspended":
		case slices.Contains(needFindings, f.Code):
			need = append(need, f)
		default:
			formulas = append(formulas, f)
		}
	}
	gate := func(code string, wrong []ruleset.Finding) Gate {
		return Gate{Code: code, Open: len(wrong) == 0, Findings: wrong}
	}
	out := []Gate{gate("formulas", formulas)}
	if len(c.Form.Advance) > 0 {
		out = append(out, gate("need", need))
	}
	out = append(out, gate("obligation", obligation), Gate{Code: "award", Open: c.runs()}, gate("reports", reports))
	if lines := c.File.InForce(); len(lines) > 0 {
		out = append(out, Gate{Code: "conditions", Open: true, Lines: lines})
	}
	return append(out, Gate{Code: "vendor", Open: c.Payee != nil})
}

// runs tells whether money may leave for the award: it is official and neither suspended nor over.
func (c *Card) runs() bool {
	return slices.Contains([]award.State{award.Official, award.Active, award.PeriodEnded, award.Closing}, c.File.State)
}

// asked are the gates each step asks.
func gatesOf(verb string) []string {
	switch verb {
	case "certify", "submit":
		return []string{"formulas", "need", "obligation", "award"}
	case "check", "approve", "retry":
		return []string{"formulas", "obligation", "award", "reports"}
	case "release":
		return []string{"obligation", "award", "reports", "vendor"}
	}
	return nil
}

// Shut are the gates that keep the request from a step.
func (c *Card) Shut(verb string) []Gate {
	asks := gatesOf(verb)
	return slices.DeleteFunc(c.Gates(), func(g Gate) bool { return g.Open || !slices.Contains(asks, g.Code) })
}

// pass refuses a step with every gate that is shut, each by its name and figures.
func (c *Card) pass(verb string) error {
	shut := c.Shut(verb)
	if len(shut) == 0 {
		return nil
	}
	first := shut[0]
	switch first.Code {
	case "award":
		return fault.New(fault.Conflict, "award_stopped", "Nothing is paid on this award now: it is %s.", c.File.State).With("state", string(c.File.State))
	case "vendor":
		return fault.New(fault.Conflict, "no_vendor", "Say first by which number the bank knows %s.", c.PayeeName())
	}
	var check fault.Check
	for _, g := range shut {
		for _, f := range g.Findings {
			check.Refuse(f.At, f.Code, "%s", f.Message)
		}
	}
	if err := check.Err(); err != nil {
		return err
	}
	return fault.New(fault.Conflict, "not_ready", "Something it needs is still missing.")
}

// Gated tells the codes of refusals that a shut gate explains with its figures.
func Gated(code string) bool {
	return strings.HasPrefix(code, "sf270_") || strings.HasPrefix(code, "form_")
}
