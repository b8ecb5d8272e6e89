package form_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func shipped() map[string]form.Definition {
	return map[string]form.Definition{
		form.ProfileKey: form.MuseumsConnectProfile(), form.StatementKey: form.MuseumsConnectStatement(), form.MuseumsConnectKey: form.MuseumsConnectProposal(),
		form.ReportKey: form.MuseumsConnectReport(), form.FinalReportKey: form.MuseumsConnectFinalReport(), form.FinancialReportKey: form.MuseumsConnectFinancialReport(),
	}
}

func TestShippedFormsSayEverythingInThreeLanguages(t *testing.T) {
	t.Parallel()
	for key, d := range shipped() {
		if err := d.Validate(); err != nil {
			t.Errorf("%s: %v", key, err)
		}
		whole := func(at string, m map[string]string) {
			for _, l := range []string{"en", "es", "zh-Hans"} {
				if m != nil && m[l] == "" {
					t.Errorf("%s: %s has no words in %s", key, at, l)
				}
			}
		}
		for _, s := range d.Sections {
			whole(s.Key, s.Title)
			for _, q := range s.Questions {
				whole(q.Key, q.Label)
				whole(q.Key, q.Help)
				for _, o := range q.Options {
					whole(q.Key+"."+o.Key, o.Label)
				}
				for _, c := range q.Cells() {
					whole(q.Key+"."+c.Key, c.Label)
				}
				for _, r := range q.Rules {
					whole(q.Key+"."+r.Code, r.Message)
				}
			}
		}
	}
}

func TestShippedFormsTakeTheirOwnSamples(t *testing.T) {
	t.Parallel()
	for key, d := range shipped() {
		a := d.Sample()
		for _, s := range d.Sections {
			for _, q := range s.Questions {
				if q.Kind == form.File && q.Required {
					a[q.Key] = ident.NewDocument().String()
				}
			}
		}
		if got := codes(form.Check(&d, a, true, form.Context{})); got != "" {
			t.Errorf("%s: %s", key, got)
		}
	}
}

func TestShippedFormsAskWhatTheAnswersCallFor(t *testing.T) {
	t.Parallel()
	profile, statement, proposal := form.MuseumsConnectProfile(), form.MuseumsConnectStatement(), form.MuseumsConnectProposal()
	for name, c := range map[string]struct {
		d    *form.Definition
		a    form.Answers
		in   form.Context
		key  string
		want bool
	}{
		"E9 is asked of those awarded before":            {&proposal, nil, form.Context{AwardedBefore: true}, "new_project", true},
		"and of nobody else":                             {&proposal, nil, form.Context{}, "new_project", false},
		"one-way travel is explained":                    {&proposal, form.Answers{"travel_reciprocal": "no"}, form.Context{}, "travel_one_way", true},
		"travel not answered asks for nothing":           {&proposal, nil, form.Context{}, "travel_one_way", false},
		"who seeks a partner says which":                 {&profile, form.Answers{"seeks_partner": "yes"}, form.Context{}, "sought", true},
		"who has one names it":                           {&profile, form.Answers{"seeks_partner": "no"}, form.Context{}, "partner", true},
		"past awards are listed where there are any":     {&profile, form.Answers{"had_award": "no"}, form.Context{}, "past_awards", false},
		"E9 is asked in the statement too":               {&statement, nil, form.Context{AwardedBefore: true}, "new_project", true},
		"another theme is named when other is the theme": {&profile, form.Answers{"themes": "women,other"}, form.Context{}, "theme_other", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.d.Shown(c.a, c.in)[c.key]; got != c.want {
				t.Errorf("%s shown %t", c.key, got)
			}
		})
	}
}

func TestRulesOfTheProgramHold(t *testing.T) {
	t.Parallel()
	statement, profile := form.MuseumsConnectStatement(), form.MuseumsConnectProfile()
	for name, c := range map[string]struct {
		d    *form.Definition
		a    form.Answers
		in   form.Context
		want string
	}{
		"half the request is enough":       {&statement, form.Answers{"requested_funds": "85000", "offered_share": "42500"}, form.Context{}, ""},
		"a cent less is not":               {&statement, form.Answers{"requested_funds": "85000", "offered_share": "42499.99"}, form.Context{}, "answers.offered_share:cost_share_short"},
		"2012 may apply in 2015":           {&profile, form.Answers{"had_award": "yes", "past_awards": `[{"year":"2012","title":"T","partner":"P"}]`}, form.Context{CycleYear: 2015}, ""},
		"2013 may not":                     {&profile, form.Answers{"had_award": "yes", "past_awards": `[{"year":"2013","title":"T","partner":"P"}]`}, form.Context{CycleYear: 2015}, "answers.past_awards:award_gap"},
		"a partner of nowhere and no kind": {&profile, form.Answers{"seeks_partner": "yes", "sought": `[{"why":"Rivers"}]`}, form.Context{}, "answers.sought:country_or_type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := codes(form.Check(c.d, c.a, false, c.in)); got != c.want {
				t.Errorf("refused %q, want %q", got, c.want)
			}
		})
	}
	if form.Check(&statement, form.Answers{}, true, form.Context{Requested: money.Dollars(1)}) == nil {
		t.Error("an empty statement is complete")
	}
}
