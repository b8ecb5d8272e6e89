package web

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func TestEveryValueShownHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	var states, areas []string
	for _, m := range application.Moves() {
		for _, st := range []application.State{m.From, m.To} {
			states = append(states, shownState(st, ""))
		}
	}
	for _, d := range []award.Decision{award.ToAward, award.ToAlternate, award.ToDecline} {
		states = append(states, shownState(application.Awarded, d))
	}
	for p := range auth.Policy {
		areas = append(areas, p.Area())
	}
	rules := make([]partnership.Rule, 0, 16)
	reasons := []string{}
	for _, r := range partnership.Judge(partnership.Case{}).Rules {
		rules = append(rules, r.Rule)
		if !r.Judged {
			reasons = append(reasons, r.Code)
		}
	}
	families := map[catalog.Key][]string{
		"applicant.state": states, "applicant.rule": texts(rules...), "applicant.reason": reasons,
		"applicant.partnership": texts(partnership.Proposed, partnership.Confirmed, partnership.Eligible, partnership.Ineligible, partnership.Dissolved),
		"applicant.category":    texts(budget.Categories()...), "applicant.funding": texts(budget.Fundings()...),
		"applicant.side": texts(partnership.US, partnership.NonUS), "applicant.side.short": texts(partnership.US, partnership.NonUS),
		"applicant.endorse": append(texts(partnership.EndorsementRequested, partnership.SentToPost, partnership.Endorsed, partnership.EndorsementDeclined, partnership.EndorsementExpired), "none"),
		"public.kind":       texts(people.Kinds()...), "public.discipline": people.Disciplines(),
		"public.decision": texts(award.ToAward, award.ToAlternate, award.ToDecline), "public.awardkind": texts(award.New, award.Renewal, award.Supplement),
		"public.phase":     texts(program.ProfileAlone, program.ProfileWithPartner, program.StatementPhase, program.ProposalPhase, program.FellowshipPhase),
		"public.cycle":     texts(program.Draft, program.Published, program.ProfilesOpen, program.SIPOpen, program.ProposalsOpen, program.InReview, program.SlateState, program.Announced, program.Active, program.Closed),
		"public.themerule": texts(program.ThemesFree, program.AtLeastOne, program.MasterAndOther),
		"budget.item":      items(), "budget.ratekind": texts(budget.RateKinds()...), "budget.ratekind.hint": texts(budget.RateKinds()...),
		"budget.base.part": texts(budget.GrantPart, budget.WholePart),
		"account.demo":     demoRoles(), "account.scope": append(areas, "all"),
	}
	for family, values := range families {
		for _, lack := range catalog.Lacking(family, values...) {
			t.Error(lack)
		}
	}
}

func TestApplicantsReadTheirOwnLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.draftOf(t)
	b := h.as("applicant")
	want := map[string]string{"es": "Un requisito no se cumple", "zh-Hans": "有一项要求不符合"}
	for lang, words := range want {
		b.opens(partnershipURL(d.Partnership)+"?lang="+lang).says(t, words)
		for _, page := range []string{"/applicant", path, path + "/submit", path + "/budget", path + "/sections/community", path + "/withdraw", "/account"} {
			a := b.opens(page + "?lang=" + lang)
			for _, key := range []string{"applicant.", "account.", "public.", "_true", "_false", "_unknown"} {
				if seen := plainText(a.body); strings.Contains(seen, " "+key) || strings.HasPrefix(key, "_") && strings.Contains(seen, key) {
					t.Errorf("%s in %s shows %s", page, lang, key)
				}
			}
		}
	}
}

func items() []string {
	var out []string
	for _, k := range budget.Kinds() {
		out = append(out, string(k.Item))
	}
	return out
}
