package award

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// DecisionRule is how a cycle decides: the steps its slate takes and what follows them.
type DecisionRule struct {
	Cycle          ident.Cycle                  `bun:"cycle_id,pk"`
	Recommendation bool                         `bun:"recommendation"` // the panel recommends the slate before it is proposed
	Concurrence    bool                         `bun:"concurrence"`    // the funder concurs before anything is given or told
	HoldMinutes    int                          `bun:"hold_minutes"`   // between the release of letters and their leaving
	MinorityDays   int                          `bun:"minority_days"`  // after the panel's lock, for minority reports
	Complaints     string                       `bun:"complaints"`     // where a complaint about procedure goes; empty is the office
	Sentences      map[DeclineCode]program.Text `bun:"sentences,type:jsonb"`
	Reasons        []*DeclineReason             `bun:"reasons,type:jsonb"` // of declining; none is the list the house ships
	Version        int                          `bun:"version"`
	SetBy          ident.Person                 `bun:"set_by"`
	SetAt          time.Time                    `bun:"set_at"`
}

// The rule of a cycle that has not written its own; our choice.
const (
	defaultHold     = 60
	defaultMinority = 7
	longestHold     = 7 * 24 * 60
	longestMinority = 90
)

// DefaultRule is how a cycle decides until its director says otherwise; its version is 0.
func DefaultRule(c ident.Cycle) *DecisionRule {
	return &DecisionRule{Cycle: c, HoldMinutes: defaultHold, MinorityDays: defaultMinority, Sentences: map[DeclineCode]program.Text{}, Reasons: []*DeclineReason{}}
}

// Hold is how long released letters wait before they leave.
func (r *DecisionRule) Hold() time.Duration { return time.Duration(r.HoldMinutes) * time.Minute }

// DecisionRule is how a cycle decides, for staff of its program.
func (s *Service) DecisionRule(ctx context.Context, c ident.Cycle) (*DecisionRule, error) {
	if _, err := s.Store.CycleSeen(ctx, c, auth.Scope(ctx, auth.ViewSlate)); err != nil {
		return nil, err
	}
	return s.Store.DecisionRule(ctx, c)
}

// CodeSentence is what a letter of decline says for a coded reason, in the letters' languages; empty says nothing.
type CodeSentence struct {
	Code    DeclineCode
	English string
	Spanish string
	Chinese string
}

// Spoken are the sentences of the rule, in the order of the codes.
func (r *DecisionRule) Spoken() []CodeSentence {
	out := []CodeSentence{}
	for _, x := range r.List() {
		if t := r.Sentences[x.Code]; len(t) > 0 {
			out = append(out, CodeSentence{Code: x.Code, English: t["en"], Spanish: t["es"], Chinese: t["zh-Hans"]})
		}
	}
	return out
}

// SetDecisionRuleInput writes how a cycle decides; absent parts stay as they are.
type SetDecisionRuleInput struct {
	Cycle           ident.Cycle
	Recommendation  *bool
	Concurrence     *bool
	HoldMinutes     *int // 0 to a week; 0 sends at once
	MinorityDays    *int // 0 to 90
	Complaints      *string
	Sentences       []CodeSentence // replaces those of the codes named
	Reason          string
	ExpectedVersion *int
}

// SetDecisionRule writes how a cycle decides; the steps of its slate are fixed once it has left the draft.
func (s *Service) SetDecisionRule(ctx context.Context, in SetDecisionRuleInput) (*DecisionRule, error) {
	var out *DecisionRule
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.Store.CycleForUpdate(ctx, in.Cycle, auth.Scope(ctx, auth.ViewSlate))
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.SetDecision, auth.Target{Program: c.Program}); err != nil {
			return err
		}
		if out, err = s.Store.DecisionRule(ctx, c.ID); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, out.Version); err != nil {
			return err
		}
		was := *out
		if err := out.take(in); err != nil {
			return err
		}
		out.SetBy, out.SetAt = auth.Who(ctx).Person, s.now()
		if err := s.Store.KeepDecisionRule(ctx, out); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "slate.rule", c.ID, strings.TrimSpace(in.Reason), map[string]any{
			"was": map[string]any{"recommendation": was.Recommendation, "concurrence": was.Concurrence, "holdMinutes": was.HoldMinutes, "minorityDays": was.MinorityDays},
			"now": map[string]any{"recommendation": out.Recommendation, "concurrence": out.Concurrence, "holdMinutes": out.HoldMinutes, "minorityDays": out.MinorityDays},
		})
	})
	return out, err
}

func (r *DecisionRule) take(in SetDecisionRuleInput) error {
	var check fault.Check
	set(&r.Recommendation, in.Recommendation)
	set(&r.Concurrence, in.Concurrence)
	set(&r.HoldMinutes, in.HoldMinutes)
	set(&r.MinorityDays, in.MinorityDays)
	set(&r.Complaints, in.Complaints)
	r.Complaints = strings.TrimSpace(r.Complaints)
	check.That(r.HoldMinutes >= 0 && r.HoldMinutes <= longestHold, "holdMinutes", "out_of_range", "Letters are held 0 to %d minutes.", longestHold)
	check.That(r.MinorityDays >= 0 && r.MinorityDays <= longestMinority, "minorityDays", "out_of_range", "Minority reports are taken for 0 to %d days.", longestMinority)
	check.That(len(r.Complaints) <= 500, "complaints", "too_long", "An address has at most 500 characters.")
	sentences := map[DeclineCode]program.Text{}
	for c, t := range r.Sentences {
		sentences[c] = t
	}
	for _, x := range in.Sentences {
		check.That(reasonOf(r.List(), x.Code) != nil, "sentences", "bad_code", "There is no code %q.", string(x.Code))
		t := program.Text{}
		for lang, words := range map[string]string{"en": x.English, "es": x.Spanish, "zh-Hans": x.Chinese} {
			if words = strings.TrimSpace(words); words != "" {
				check.That(len(words) <= 1000, "sentences", "too_long", "A sentence has at most 1,000 characters.")
				t[lang] = words
			}
		}
		delete(sentences, x.Code)
		if len(t) > 0 {
			check.That(len(t) == len(Locales()), "sentences", "languages_missing", "A sentence is written in each of the letters' languages.")
			sentences[x.Code] = t
		}
	}
	r.Sentences = sentences
	return check.Err()
}

func set[T any](into *T, given *T) {
	if given != nil {
		*into = *given
	}
}
