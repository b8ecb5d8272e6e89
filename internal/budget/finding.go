package budget

import (
	"fmt"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// Weight says what a finding means for handing the proposal in.
type Weight string

// The weights of findings.
const (
	Stops  Weight = "stops"  // nothing is handed in with it
	Opens  Weight = "opens"  // the office settles it
	Advice Weight = "advice" // good to know, never a bar
)

// Finding is one thing somebody should know of a budget, with the figures used.
type Finding struct {
	Code    string
	Weight  Weight
	Line    int // ordinal of the line it is about; 0 is the whole
	Message string
	Facts   []Fact
}

// Fact is one figure of a finding.
type Fact struct{ Name, Value string }

// Findings are all there is to say of a budget, what stops it first.
func (s *Sheet) Findings() []Finding {
	found := append(s.rates(), s.classes()...)
	found = append(found, s.travel()...)
	var out []Finding
	for _, w := range []Weight{Stops, Opens, Advice} {
		for _, f := range found {
			if f.Weight == w {
				out = append(out, f)
			}
		}
	}
	return out
}

// rates holds indirect costs against rate times base (invariant 10).
func (s *Sheet) rates() []Finding {
	if !s.Rules.Known() {
		return nil
	}
	var out []Finding
	if rest := s.nobodys(); !rest.IsZero() {
		out = append(out, Finding{
			Code: "indirect_nobody", Weight: Stops, Facts: []Fact{{"charged", rest.String()}},
			Message: fmt.Sprintf("%s of indirect costs are of no museum; say which one charges them.", rest),
		})
	}
	for _, l := range s.Limits() {
		facts := []Fact{
			{"museum", l.Museum.Name},
			{"base", l.Base.Counted.String()},
			{"rate", percent(l.allowed(s.Rules))},
			{"most", l.Most.String()},
			{"charged", l.Charged.String()},
			{"part", string(l.Funding)},
		}
		switch {
		case !l.Over().IsZero():
			out = append(out, Finding{Code: "indirect_over", Weight: Stops, Facts: append(facts, Fact{"over", l.Over().String()}), Message: fmt.Sprintf(
				"%s charges %s of indirect costs; %s%% of its base of %s is %s.", l.Museum.Name, l.Charged, percent(l.allowed(s.Rules)), l.Base.Counted, l.Most)})
		case l.Rate == nil && !l.Charged.IsZero() && l.Funding == WholePart:
			out = append(out, Finding{
				Code: "indirect_unstated", Weight: Opens, Facts: facts,
				Message: l.Museum.Name + " charges indirect costs and has not said by which rate.",
			})
		}
	}
	return out
}

// percent writes basis points as percent.
func percent(r money.Ratio) string { return decimal(int64(r), 2) }

// classes holds equipment and supplies against the price from which a lasting thing is equipment.
func (s *Sheet) classes() []Finding {
	var out []Finding
	for _, l := range s.Lines {
		level := s.level(l)
		if level == 0 || l.Category != Equipment && l.Category != Supplies {
			continue
		}
		unit := money.New(l.unitMinor(), l.Currency)
		facts := []Fact{{"line", strconv.Itoa(l.Ordinal)}, {"what", l.Description}, {"unit", unit.String()}, {"level", money.New(level, l.Currency).String()}}
		switch {
		case l.Category == Equipment && unit.Minor < level:
			out = append(out, Finding{
				Code: "equipment_below", Weight: Stops, Line: l.Ordinal, Facts: facts,
				Message: fmt.Sprintf("%s costs %s apiece; below %s it is supplies.", l.Description, unit, money.New(level, l.Currency)),
			})
		case l.Category == Supplies && unit.Minor >= level:
			out = append(out, Finding{
				Code: "supplies_above", Weight: Opens, Line: l.Ordinal, Facts: facts,
				Message: fmt.Sprintf("%s costs %s apiece; if it lasts longer than a year it is equipment.", l.Description, unit),
			})
		}
	}
	return out
}

// level is the lesser of the museum's own level and the rule set's.
func (s *Sheet) level(l *Line) int64 {
	level := s.Rules.EquipmentMinor
	if r := s.RateOf(s.bearer(l)); r != nil && r.CapitalizationMinor > 0 && (level == 0 || r.CapitalizationMinor < level) {
		level = r.CapitalizationMinor
	}
	return level
}

// travel says how far a third of the budget for travel is; it is favored, never asked.
func (s *Sheet) travel() []Finding {
	b := s.Table()
	total, spent := b.Total.Total, money.New(0, s.Currency)
	for _, r := range b.Rows {
		if r.Category == Travel {
			spent = r.Total
		}
	}
	if total.IsZero() {
		return nil
	}
	third := money.New((total.Minor+2)/3, s.Currency)
	f := Finding{Code: "travel_third", Weight: Advice, Facts: []Fact{{"travel", spent.String()}, {"third", third.String()}, {"share", percent(money.Ratio(spent.Minor * 10_000 / total.Minor))}}}
	f.Message = fmt.Sprintf("%s is for travel; about a third of the whole, %s, is usual.", spent, third)
	return []Finding{f}
}
