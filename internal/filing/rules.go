package filing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// FormKeys are the forms a program's reports answer, by their keys.
type FormKeys struct {
	Narrative string `json:"narrative"`
	Final     string `json:"final"` // the narrative of the final report
	Financial string `json:"financial"`
}

// StandardForms are the forms of Museums Connect.
func StandardForms() FormKeys {
	return FormKeys{Narrative: form.ReportKey, Final: form.FinalReportKey, Financial: form.FinancialReportKey}
}

func (k FormKeys) of(p duty.Part, final bool) string {
	switch {
	case p == duty.Financial:
		return k.Financial
	case final:
		return k.Final
	}
	return k.Narrative
}

// RuleSet are the rules by which the awards of a cycle report; each change adds a number.
type RuleSet struct {
	Cycle  ident.Cycle  `bun:"cycle_id,pk"`
	Number int          `bun:"number,pk"` // nought where nobody set any and 2 CFR 200 alone speaks
	Rules  []duty.Rule  `bun:"rules,type:jsonb"`
	Forms  FormKeys     `bun:"forms,type:jsonb"`
	Reason string       `bun:"reason"`
	SetBy  ident.Person `bun:"set_by"`
	SetAt  time.Time    `bun:"set_at"`
}

// museums are the rules of what museums owe under a version of 2 CFR 200.
func museums(set *ruleset.Set) []duty.Rule {
	return slices.DeleteFunc(duty.Standard(set), func(r duty.Rule) bool { return r.Debtor != duty.Museum })
}

// rulesOf are the rules an award reports by: its cycle's, or those of the rule set its agreement names.
func (s *Service) rulesOf(ctx context.Context, f *agreement.File) (*RuleSet, error) {
	r, err := s.Store.RuleSet(ctx, f.Cycle)
	if err != nil || r != nil {
		return r, err
	}
	return standard(f.Cycle, f.Agreement.RuleSet)
}

func standard(cycle ident.Cycle, key string) (*RuleSet, error) {
	set, known := ruleset.Known().Named(key)
	if !known {
		return nil, fault.New(fault.Conflict, "unknown_rules", "The agreement names no version of 2 CFR 200 that is kept here.").With("ruleSet", key)
	}
	return &RuleSet{Cycle: cycle, Rules: museums(set), Forms: StandardForms()}, nil
}

// Cycle is what the rules of reports depend on of a cycle.
type Cycle struct {
	ID      ident.Cycle   `bun:"id"`
	Title   string        `bun:"title"`
	Program ident.Program `bun:"program_id"`
	RuleSet string        `bun:"rule_set"` // of the funder's award behind it; empty where there is none
}

// Rules are the rules a cycle's awards report by, for the office; without any set, those of the version of 2 CFR 200
// that the funder's award is under, or else of today's.
func (s *Service) Rules(ctx context.Context, id ident.Cycle) (*RuleSet, error) {
	return s.rules(ctx, id, auth.ViewDueRules)
}

func (s *Service) rules(ctx context.Context, id ident.Cycle, p auth.Permission) (*RuleSet, error) {
	c, err := s.Store.Cycle(ctx, id)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ViewDueRules, auth.Target{Program: c.Program}) {
		return nil, fault.Missing("cycle")
	}
	if err := auth.Require(ctx, p, auth.Target{Program: c.Program}); err != nil {
		return nil, err
	}
	r, err := s.Store.RuleSet(ctx, id)
	if err != nil || r != nil {
		return r, err
	}
	if c.RuleSet == "" {
		now, _ := fund.InForce(calendar.Of(s.Desk.Now(), time.UTC))
		c.RuleSet = now.Key
	}
	return standard(id, c.RuleSet)
}

// RuleInput is one rule as an officer writes it; the final report's rule is counted from the award's end.
type RuleInput struct {
	Key     string
	Parts   []duty.Part
	Every   duty.Every
	Anchor  duty.Anchor
	Days    int // calendar days after the period's last day
	Months  int // instead: the last business day so many months later
	WithEnd bool
}

// SetRulesInput changes the rules of a cycle from now on.
type SetRulesInput struct {
	Cycle          ident.Cycle
	Rules          []RuleInput
	Forms          FormKeys // empty ones stay
	Reason         string
	ExpectedNumber *int
}

// mostRules is how many rules a cycle has; more is no calendar any more.
const mostRules = 12

// rules checks what was written, rule by rule.
func (in SetRulesInput) rules(was *RuleSet) ([]duty.Rule, error) {
	var c fault.Check
	c.That(len(in.Rules) > 0 && len(in.Rules) <= mostRules, "rules", "bad_count", "There are between one and %d rules.", mostRules)
	final := 0
	out := make([]duty.Rule, len(in.Rules))
	for i, x := range in.Rules {
		r := duty.Rule{
			Key: strings.TrimSpace(x.Key), Debtor: duty.Museum, Parts: x.Parts, Every: x.Every, Anchor: x.Anchor, Days: x.Days, Months: x.Months, WithEnd: x.WithEnd, Source: "program",
		}
		at := slices.IndexFunc(was.Rules, func(o duty.Rule) bool { return o.Key == r.Key })
		if at >= 0 && was.Rules[at].Days == r.Days && was.Rules[at].Months == r.Months {
			r.Source = was.Rules[at].Source
		}
		path := fmt.Sprintf("rules.%d", i)
		c.That(ruleKey(r.Key), path+".key", "bad_key", "A key has small letters, digits and underscores, at most 40.")
		c.That(!slices.ContainsFunc(out[:i], func(o duty.Rule) bool { return o.Key == r.Key }), path+".key", "doubled", "Another rule has this key.")
		c.That(len(r.Parts) > 0 && !slices.ContainsFunc(r.Parts, func(p duty.Part) bool { return p != duty.Narrative && p != duty.Financial }), path+".parts", "bad_choice", "A report has a narrative part, a financial part, or both.")
		c.That(r.Days >= 0 && r.Days <= 365 && r.Months >= 0 && r.Months <= 12, path+".days", "out_of_range", "It is due within a year: up to 365 days or 12 months.")
		if ruleKey(r.Key) && len(r.Parts) > 0 {
			for _, wrong := range r.Check() {
				c.Refuse(path, "unsound", "%s", wrong)
			}
		}
		if r.Anchor == duty.AwardEnd {
			final++
		}
		out[i] = r
	}
	c.That(final == 1, "rules", "one_final", "There is one final report, counted from the end of the award.")
	return out, c.Err()
}

func ruleKey(key string) bool {
	return key != "" && len(key) <= 40 && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// forms are the keys that were chosen; each names a form that is published.
func (s *Service) forms(ctx context.Context, in, was FormKeys) (FormKeys, error) {
	var c fault.Check
	for path, k := range map[string]struct {
		to *string
		in string
	}{"forms.narrative": {&was.Narrative, in.Narrative}, "forms.final": {&was.Final, in.Final}, "forms.financial": {&was.Financial, in.Financial}} {
		if k.in == "" || k.in == *k.to {
			continue
		}
		*k.to = k.in
		if _, err := s.Store.FormOf(ctx, k.in); fault.Is(err, fault.NotFound) {
			c.Refuse(path, "no_form", "No published form has this key.")
		} else if err != nil {
			return was, err
		}
	}
	return was, c.Err()
}

// AwardShift is what a change does to the reports of one award.
type AwardShift struct {
	Award  ident.Award
	Number string
	Title  string
	Shifts []duty.Shift
}

// RulesChange is what new rules would do, award by award.
type RulesChange struct {
	Before, After *RuleSet
	Awards        []*AwardShift
}

// PreviewRules shows every due date of a cycle before and after a change of its rules; nothing is kept.
func (s *Service) PreviewRules(ctx context.Context, in SetRulesInput) (*RulesChange, error) {
	return s.rulesChange(ctx, in, false)
}

// SetRules changes by which rules a cycle's awards report and moves what is not settled; the first dates are kept.
func (s *Service) SetRules(ctx context.Context, in SetRulesInput) (*RulesChange, error) {
	var out *RulesChange
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		out, err = s.rulesChange(ctx, in, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) rulesChange(ctx context.Context, in SetRulesInput, keep bool) (*RulesChange, error) {
	was, err := s.rules(ctx, in.Cycle, auth.SetDueRules)
	if err != nil {
		return nil, err
	}
	if err := fault.Expected(in.ExpectedNumber, was.Number); err != nil {
		return nil, err
	}
	all, err := s.Store.Awards(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	next := &RuleSet{Cycle: in.Cycle, Number: was.Number + 1, SetBy: auth.Who(ctx).Person, SetAt: s.now()}
	if next.Rules, err = in.rules(was); err != nil {
		return nil, err
	}
	if next.Forms, err = s.forms(ctx, in.Forms, was.Forms); err != nil {
		return nil, err
	}
	if keep {
		var c fault.Check
		if next.Reason = given(&c, "reason", in.Reason, 2000, "Say why."); c.Err() != nil {
			return nil, c.Err()
		}
		if err := s.Store.AddRuleSet(ctx, next); err != nil {
			return nil, err
		}
	}
	out := &RulesChange{Before: was, After: next}
	for _, id := range all {
		f, err := s.Awards.Running(ctx, id, keep)
		if err != nil {
			return nil, err
		}
		shifts, err := s.replan(ctx, f, next, keep, next.Reason)
		if err != nil {
			return nil, err
		}
		out.Awards = append(out.Awards, &AwardShift{Award: f.Award, Number: f.Number, Title: f.Title, Shifts: shifts})
	}
	if !keep {
		return out, nil
	}
	return out, s.Desk.Log.Record(ctx, "filing.set_rules", in.Cycle, next.Reason, map[string]any{"number": next.Number, "awards": len(all)})
}
