package form_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func en(s string) map[string]string { return map[string]string{"en": s} }

// ruled is a form with a question of every kind that rules read.
func ruled() *form.Definition {
	q := func(key string, kind form.Kind) form.Question {
		return form.Question{Key: key, Kind: kind, Label: en(key)}
	}
	mood := q("mood", form.Choice)
	mood.Options = []form.Option{{Key: "calm", Label: en("Calm")}, {Key: "wild", Label: en("Wild")}}
	tags := q("tags", form.Several)
	tags.Options = []form.Option{{Key: "a", Label: en("A")}, {Key: "b", Label: en("B")}}
	staff := q("staff", form.Table)
	staff.Columns = []form.Column{{Key: "name", Kind: form.ShortText, Label: en("Name"), Required: true}, {Key: "pay", Kind: form.Money, Label: en("Pay")}}
	staff.MaxRows = 5
	extra := q("extra", form.LongText)
	extra.Required = true
	return &form.Definition{Sections: []form.Section{{
		Key: "one", Title: en("One"), Owner: form.Shared, Questions: []form.Question{
			q("story", form.RichText), q("heads", form.Number), q("cost", form.Money), q("on", form.Day), mood, tags, q("sure", form.YesNo),
			q("land", form.Country), q("home", form.State), q("lead", form.Contact), q("museum", form.Organization), q("cvs", form.File), staff,
			q("model", form.Outcomes), extra,
		},
	}}}
}

// with sets the condition of the last question and a rule on the first.
func with(when, rule string) *form.Definition {
	d := ruled()
	last := len(d.Sections[0].Questions) - 1
	d.Sections[0].Questions[last].When = when
	if rule != "" {
		d.Sections[0].Questions[0].Rules = []form.Rule{{Expr: rule, Code: "odd", Message: map[string]string{"en": "That is odd.", "es": "Es raro."}}}
	}
	return d
}

func TestConditionsReadTypedAnswers(t *testing.T) {
	t.Parallel()
	a := form.Answers{
		"story": "one two three", "heads": "12.5", "cost": "50000.01", "on": "2027-03-31", "mood": "calm", "tags": "a,b", "sure": "yes",
		"land": "KE", "home": "MN", "lead": `{"given":"Amina","email":"a@example.org"}`, "staff": `[{"name":"A","pay":"10.10"},{},{"name":"B","pay":"20.20"}]`,
	}
	in := form.Context{LeadCountry: "US", PartnerCountries: []string{"KE", "BR"}, CycleYear: 2015, Requested: money.Dollars(80_000), CostShare: money.Dollars(40_000), AwardedBefore: true}
	for expr, want := range map[string]bool{
		`words(story) == 3`:                                    true,
		`heads > 12.4 && heads < 12.6`:                         true,
		`cost > money(50000)`:                                  true,
		`cost == money("50000.01")`:                            true,
		`cost == money(50000.01)`:                              true,
		`on >= date("2027-03-31") && on < date("2027-04-01")`:  true,
		`mood == "wild"`:                                       false,
		`"b" in tags && count(tags) == 2`:                      true,
		`sure && filled(sure)`:                                 true,
		`land in partner_countries && home == "MN"`:            true,
		`lead["given"] == "Amina" && lead["phone"] == ""`:      true,
		`filled(museum)`:                                       false,
		`count(cvs) == 0`:                                      true,
		`count(staff) == 2`:                                    true,
		`sum(staff.map(r, money(r["pay"]))) == money("30.30")`: true,
		`sum(staff.map(r, number(r["pay"]))) > 30.0`:           true,
		`staff.exists(r, r["name"] == "B")`:                    true,
		`count(model) == 0`:                                    true,
		`cycle_year == 2015 && awarded_before`:                 true,
		`cost_share * 2 >= requested`:                          true,
		`lead_country != "US"`:                                 false,
	} {
		t.Run(expr, func(t *testing.T) {
			t.Parallel()
			d := with(expr, "")
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
			if got := d.Shown(a, in)["extra"]; got != want {
				t.Errorf("shown %t, want %t", got, want)
			}
		})
	}
}

func TestExpressionsAreRefusedAtPublishingWithTheirPath(t *testing.T) {
	t.Parallel()
	const when, rule = "sections.0.questions.14.when", "sections.0.questions.0.rules.0.expr"
	for name, c := range map[string]struct {
		when, rule string
		path, code string
		says       string
	}{
		"a number compared with text":      {when: `heads == "12"`, path: when, code: "bad_expression", says: "no matching overload"},
		"an unknown question":              {when: `salary > 3.0`, path: when, code: "bad_expression", says: "undeclared reference"},
		"not a condition":                  {when: `words(story)`, path: when, code: "bad_expression", says: "true or false"},
		"broken syntax":                    {rule: `story ==`, path: rule, code: "bad_expression", says: "Syntax error"},
		"a column that is not there":       {rule: `staff.all(r, r["nmae"] != "")`, path: rule, code: "bad_expression", says: "nmae"},
		"filled of a calculation":          {rule: `filled(heads + 1.0)`, path: rule, code: "bad_expression", says: "key of a question"},
		"a condition on its own answer":    {when: `filled(extra)`, path: when, code: "when_cycle", says: "extra"},
		"an expression as long as a novel": {rule: `story == "` + strings.Repeat("x", 3000) + `"`, path: rule, code: "bad_expression", says: "characters"},
		"parentheses without end":          {rule: strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300), path: rule, code: "bad_expression", says: "recursion"},
		"a bomb of nested lists": {
			rule: bomb(6), path: rule, code: "bad_expression", says: "cost",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := with(c.when, c.rule).Validate()
			var f *fault.Error
			if f, _ = err.(*fault.Error); f == nil || len(f.Fields) == 0 {
				t.Fatalf("not refused: %v", err)
			}
			if one := f.Fields[0]; one.Path != c.path || one.Code != c.code || !strings.Contains(one.Message, c.says) {
				t.Errorf("refused %s %s %q", one.Path, one.Code, one.Message)
			}
		})
	}
}

// bomb counts to ten in so many nested loops.
func bomb(deep int) string {
	expr := "true"
	for i := range deep {
		expr = fmt.Sprintf("[0,1,2,3,4,5,6,7,8,9].all(x%d, %s)", i, expr)
	}
	return expr
}

func TestConditionsInACircleAreRefused(t *testing.T) {
	t.Parallel()
	d := ruled()
	q := d.Sections[0].Questions
	q[0].When, q[1].When, q[4].When = `heads > 1.0`, `mood == "calm"`, `filled(story)`
	if err := d.Validate(); !fault.HasCode(err, "when_cycle") {
		t.Errorf("a circle of three passed: %v", err)
	}
	s := ruled()
	s.Sections[0].When = `filled(story)`
	if err := s.Validate(); !fault.HasCode(err, "when_cycle") {
		t.Errorf("a section asked by its own question passed: %v", err)
	}
}

func TestHiddenAnswersNeitherCountNorLead(t *testing.T) {
	t.Parallel()
	d := ruled()
	q := d.Sections[0].Questions
	q[6].When = `mood == "wild"` // sure
	q[14].When = `sure`          // extra, required
	a := form.Answers{"mood": "calm", "sure": "yes", "extra": "kept all the same"}
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	shown := d.Shown(a, form.Context{})
	if shown["sure"] || shown["extra"] {
		t.Errorf("a hidden answer still leads: %v", shown)
	}
	if got := codes(form.Check(d, form.Answers{"mood": "calm"}, true, form.Context{})); strings.Contains(got, "extra") {
		t.Errorf("a hidden question was required: %s", got)
	}
	a["mood"] = "wild"
	delete(a, "extra")
	if got := codes(form.Check(d, a, true, form.Context{})); got != "answers.extra:required" {
		t.Errorf("refused %q", got)
	}
	asked := d.Asked(form.Answers{"mood": "calm"}, form.Context{})
	if _, _, found := asked.Find("extra"); found {
		t.Error("a hidden question would be printed")
	}
}

func TestRulesSpeakInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	d := with("", `!filled(mood) || words(story) > 2`)
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	got := form.Check(d, form.Answers{"story": "one two", "mood": "calm"}, false, form.Context{})
	if codes(got) != "answers.story:odd" {
		t.Fatalf("refused %q", codes(got))
	}
	if words := d.RuleMessage(got[0], "es"); words != "Es raro." {
		t.Errorf("said %q", words)
	}
	if got := form.Check(d, form.Answers{"story": "one two three", "mood": "calm", "extra": "x"}, true, form.Context{}); len(got) > 0 {
		t.Errorf("refused %q", codes(got))
	}
}

func TestUncompiledAndBrokenDefinitionsAnswerAlike(t *testing.T) {
	t.Parallel()
	d := with(`mood == "wild"`, "")
	if d.Shown(form.Answers{}, form.Context{})["extra"] {
		t.Error("a definition not yet compiled hides nothing")
	}
	broken := with(`moood == "wild"`, `nothing`)
	if !broken.Shown(form.Answers{}, form.Context{})["extra"] {
		t.Error("what cannot be decided is asked")
	}
	if got := codes(form.Check(broken, form.Answers{"story": "x"}, false, form.Context{})); got != "answers.story:rule_unchecked" {
		t.Errorf("refused %q", got)
	}
}

func TestCompiledDefinitionIsReadByMany(t *testing.T) {
	t.Parallel()
	d := with(`mood == "wild"`, `words(story) > 2`)
	if err := d.Compile(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			mood := []string{"calm", "wild"}[i%2]
			if got := d.Shown(form.Answers{"mood": mood}, form.Context{})["extra"]; got != (mood == "wild") {
				t.Errorf("%s: shown %t", mood, got)
			}
		})
	}
	wg.Wait()
}

func TestReservedNamesAreNoKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"requested", "in", "string", "awarded_before"} {
		d := ruled()
		d.Sections[0].Questions[0].Key = key
		if err := d.Validate(); !fault.HasCode(err, "key_reserved") {
			t.Errorf("%s: %v", key, err)
		}
	}
}
