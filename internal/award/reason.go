package award

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// DeclineReason is one entry of the list a cycle declines by: a code that never changes and what it is called.
type DeclineReason struct {
	Code  DeclineCode  `json:"code"`
	Title program.Text `json:"title"` // in each of the letters' languages
}

// English is the title in English.
func (r *DeclineReason) English() string { return r.Title["en"] }

// Spanish is the title in Spanish.
func (r *DeclineReason) Spanish() string { return r.Title["es"] }

// Chinese is the title in Simplified Chinese.
func (r *DeclineReason) Chinese() string { return r.Title["zh-Hans"] }

// Needed tells whether the house writes the code itself, so that no list is without it.
func (r *DeclineReason) Needed() bool {
	return slices.Contains([]DeclineCode{FundsExhausted, TooFewReviews, NotEligible, Withdrew}, r.Code)
}

// ShippedReasons are the list of a cycle that wrote none of its own; their words are never changed, only added to.
func ShippedReasons() []*DeclineReason {
	in := func(c DeclineCode, en, es, zh string) *DeclineReason {
		return &DeclineReason{Code: c, Title: program.Text{"en": en, "es": es, "zh-Hans": zh}}
	}
	return []*DeclineReason{
		in(MeritBelowLine, "Merit below the line", "Mérito por debajo de la línea", "评分低于资助线"),
		in(FundsExhausted, "Funds exhausted", "Fondos agotados", "资金用尽"),
		in(BudgetUnfit, "Budget", "Presupuesto", "预算"),
		in(NotEligible, "Eligibility", "Admisibilidad", "资格"),
		in(TooFewReviews, "Too few counted reviews", "Muy pocas evaluaciones contadas", "有效评审过少"),
		in(LawOrPolicy, "Law or policy", "Ley o política", "法律或政策"),
		in(PortfolioBalance, "Balance of the portfolio", "Equilibrio de la cartera", "资助组合的平衡"),
		in(Withdrew, "Withdrawn", "Retirada", "已撤回"),
	}
}

// List is what the cycle declines by, in the order lists show it.
func (r *DecisionRule) List() []*DeclineReason {
	if len(r.Reasons) > 0 {
		return r.Reasons
	}
	return ShippedReasons()
}

func reasonOf(list []*DeclineReason, c DeclineCode) *DeclineReason {
	i := slices.IndexFunc(list, func(r *DeclineReason) bool { return r.Code == c })
	if i < 0 {
		return nil
	}
	return list[i]
}

// SetDeclineReasonsInput writes the whole list a cycle declines by, in its order.
type SetDeclineReasonsInput struct {
	Cycle           ident.Cycle
	Reasons         []DeclineReasonInput
	Reason          string // why it changes, for the record
	ExpectedVersion *int   // of the decision rule
}

// DeclineReasonInput is one entry of the list; a code is lower-case letters, digits and underscores.
type DeclineReasonInput struct {
	Code    DeclineCode
	English string
	Spanish string
	Chinese string
}

// The bounds of a list; our choice.
const (
	mostReasons  = 40
	longestTitle = 120
)

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// SetDeclineReasons writes the list before the cycle's slate leaves the draft. A code in use keeps its words, and
// what the house writes itself stays in every list. Who is bound to an application of the cycle cannot.
func (s *Service) SetDeclineReasons(ctx context.Context, in SetDeclineReasonsInput) (*DecisionRule, error) {
	var out *DecisionRule
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f := auth.Scope(ctx, auth.ViewSlate)
		c, err := s.Store.CycleForUpdate(ctx, in.Cycle, f)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.SetReasons, auth.Target{Program: c.Program}); err != nil {
			return err
		}
		if err := s.unbound(ctx, c.ID); err != nil {
			return err
		}
		if err := s.undecided(ctx, c.ID, f); err != nil {
			return err
		}
		if out, err = s.Store.DecisionRule(ctx, c.ID); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, out.Version); err != nil {
			return err
		}
		used, err := s.Store.DeclineCounts(ctx, c.ID)
		if err != nil {
			return err
		}
		was := out.List()
		if out.Reasons, err = listed(in.Reasons, was, used); err != nil {
			return err
		}
		for code := range out.Sentences {
			if reasonOf(out.Reasons, code) == nil {
				delete(out.Sentences, code)
			}
		}
		out.SetBy, out.SetAt = auth.Who(ctx).Person, s.now()
		if err := s.Store.KeepDecisionRule(ctx, out); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "slate.reasons", c.ID, strings.TrimSpace(in.Reason), map[string]any{"was": was, "now": out.Reasons})
	})
	return out, err
}

// undecided refuses once the cycle's slate has left the draft.
func (s *Service) undecided(ctx context.Context, c ident.Cycle, f auth.Filter) error {
	sl, err := s.Store.SlateOfCycle(ctx, c, f)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil && sl.State != SlateDraft {
		return fault.New(fault.Conflict, "reasons_fixed", "The list does not change while a slate is on its way.").With("state", string(sl.State))
	}
	return err
}

// listed is the list as it was given, once nothing it may not lose or reword is touched.
func listed(given []DeclineReasonInput, was []*DeclineReason, used []*DeclineCount) ([]*DeclineReason, error) {
	var check fault.Check
	check.That(len(given) <= mostReasons, "reasons", "too_many", "A list has at most %d reasons.", mostReasons)
	out := make([]*DeclineReason, 0, len(given))
	for _, x := range given {
		at := "reasons." + string(x.Code)
		check.That(codeShape.MatchString(string(x.Code)), at, "bad_code", "A code is 2 to 40 lower-case letters, digits and underscores, and begins with a letter.")
		check.That(reasonOf(out, x.Code) == nil, at, "twice", "The code %s is in the list twice.", x.Code)
		r := &DeclineReason{Code: x.Code, Title: program.Text{}}
		for lang, words := range map[string]string{"en": x.English, "es": x.Spanish, "zh-Hans": x.Chinese} {
			words = strings.TrimSpace(words)
			check.That(words != "", at, "languages_missing", "A reason is written in each of the letters' languages.")
			check.That(utf8.RuneCountInString(words) <= longestTitle, at, "too_long", "A reason has at most %d characters.", longestTitle)
			r.Title[lang] = words
		}
		out = append(out, r)
	}
	for _, old := range was {
		now, inUse := reasonOf(out, old.Code), slices.ContainsFunc(used, func(n *DeclineCount) bool { return n.Code == old.Code })
		check.That(now != nil || !old.Needed(), "reasons."+string(old.Code), "needed", "The house writes this code itself; it stays in the list.")
		check.That(now != nil || !inUse, "reasons."+string(old.Code), "in_use", "Something was declined for this reason already; it stays in the list.")
		check.That(now == nil || !inUse || sameWords(now.Title, old.Title), "reasons."+string(old.Code), "frozen", "Something was declined for this reason already; its words stay.")
	}
	return out, check.Err()
}

func sameWords(a, b program.Text) bool {
	for _, lang := range Locales() {
		if a[lang] != b[lang] {
			return false
		}
	}
	return true
}
