package award

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// DeclineCode is why an application is not funded, as statistics count it; a letter never shows the code itself.
type DeclineCode string

// The codes of the list the house ships; a cycle may write its own. A declined application has one or more before its slate is proposed.
const (
	MeritBelowLine   DeclineCode = "merit_below_line"
	FundsExhausted   DeclineCode = "funds_exhausted"
	BudgetUnfit      DeclineCode = "budget"
	NotEligible      DeclineCode = "eligibility"
	TooFewReviews    DeclineCode = "too_few_reviews"
	LawOrPolicy      DeclineCode = "law_or_policy"
	PortfolioBalance DeclineCode = "portfolio"
	Withdrew         DeclineCode = "withdrawn"
)

func checkCodes(in EditSlateLineInput, list []*DeclineReason, check *fault.Check) {
	for _, c := range in.Codes {
		check.That(reasonOf(list, c) != nil, "codes", "bad_code", "There is no code %q.", string(c))
	}
	check.That(in.Decision == ToDecline || len(in.Codes) == 0, "codes", "not_declined", "Only a declined proposal has codes of decline.")
}

// codesAfter are a line's codes once the decision is written, each once, in the order of the list.
func codesAfter(l *SlateLine, in EditSlateLineInput, list []*DeclineReason) []DeclineCode {
	given := in.Codes
	switch {
	case in.Decision != ToDecline:
		given = nil
	case len(given) == 0 && l.Decision == ToDecline:
		given = l.Codes
	}
	out := []DeclineCode{}
	for _, r := range list {
		if slices.Contains(given, r.Code) {
			out = append(out, r.Code)
		}
	}
	return out
}

// coded refuses a slate that declines without saying why in a code.
func (sl *Slate) coded() error {
	var check fault.Check
	for _, l := range ordered(sl.Lines) {
		check.That(l.Decision != ToDecline || len(l.Codes) > 0, "lines."+l.ID.String()+".codes", "code_missing", "Place %s is declined without a coded reason.", placeText(l))
	}
	return check.Err()
}

// DeclineCount is how many applications of a cycle were not funded for one coded reason.
type DeclineCount struct {
	Code         DeclineCode    `bun:"code"`
	Applications int            `bun:"applications"`
	Reason       *DeclineReason `bun:"-"` // what the code stands for in the cycle
}

// DeclineStatistics counts a cycle's declined, ineligible and withdrawn applications by coded reason, the most
// frequent first; one with two codes counts under each. What the viewer is bound to is not counted.
func (s *Service) DeclineStatistics(ctx context.Context, c ident.Cycle) ([]*DeclineCount, error) {
	rule, err := s.DecisionRule(ctx, c)
	if err != nil {
		return nil, err
	}
	counts, err := s.Store.DeclineCounts(ctx, c)
	for _, n := range counts {
		if n.Reason = reasonOf(rule.List(), n.Code); n.Reason == nil {
			n.Reason = &DeclineReason{Code: n.Code, Title: program.Text{"en": string(n.Code)}} // of records taken in from elsewhere
		}
	}
	return counts, err
}
