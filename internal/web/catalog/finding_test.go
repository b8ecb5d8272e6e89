package catalog

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// codesOfFindings are the codes that the packages of rules give their findings, as their sources write them.
func codesOfFindings(t *testing.T) map[string]string {
	t.Helper()
	first := regexp.MustCompile(`(?:\b(?:deny|warn|stop|refuse)\(|Code: |f\.Code, [a-zA-Z., ]*= )"([a-z0-9_]+)"`)
	lacks := regexp.MustCompile(`\blacks\([^\n]*?, "([a-z0-9_]+)", `)
	piece := regexp.MustCompile(`\b(?:said\(|lacks\([^\n]*?, )"([a-z0-9_]+)",`)
	added := regexp.MustCompile(`\badd\([A-Za-z]+, [A-Za-z]+, "([a-z0-9_]+)"`)
	row := regexp.MustCompile(`\{"((?:insurance|form_table)_[a-z]+)"`)
	families := map[string]string{"disclosure.go": "disclosure_", "ffata.go": "ffata_", "visa.go": "ds2019_"}
	codes := map[string]string{}
	for _, dir := range []string{"ruleset", "federalform", "exchange", "expense"} {
		files, err := filepath.Glob(filepath.Join("../..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if dir != "ruleset" && !strings.Contains(string(text), "ruleset.Finding") && !strings.Contains(string(text), "deny(") {
				continue // it refuses inputs and finds nothing
			}
			prefix := families[filepath.Base(file)]
			for _, p := range []*regexp.Regexp{first, added, row} {
				for _, m := range p.FindAllStringSubmatch(string(text), -1) {
					if !strings.HasSuffix(m[1], "_") { // a family's beginning
						codes[m[1]] = file
					}
				}
			}
			named := lacks
			if prefix != "" {
				named = piece
			}
			for _, m := range named.FindAllStringSubmatch(string(text), -1) {
				codes[prefix+m[1]] = file
			}
		}
	}
	for _, r := range ruleset.CostRules() {
		codes["cost_"+r.Key] = "costrule.go"
	}
	return codes
}

func TestEveryFindingOfARuleHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	codes := codesOfFindings(t)
	for code, file := range codes {
		for _, l := range Languages() {
			if !For(l.Tag).Has(Key("finding." + code)) {
				t.Errorf("%s: %s has no words for %s (finding.json)", file, l.Tag, code)
			}
		}
	}
	for key := range load()[English].messages {
		if code, is := strings.CutPrefix(string(key), "finding."); is && codes[code] == "" {
			t.Errorf("no rule finds %s", code)
		}
	}
}

// found are findings of every package, with their figures.
func found() []ruleset.Finding {
	rules := ruleset.Known().Sets()[1]
	day := func(y int) calendar.Date { return calendar.On(y, 8, 1) }
	books := ruleset.Books{Start: day(2026), End: day(2027), Asked: day(2028), Currency: money.USD, Rules: ruleset.CostRules(), TripMethods: map[string]ruleset.TravelMethod{"T1": ruleset.PerDiem}}
	out := books.Expense(ruleset.Expense{
		On: day(2027).AddDays(1), Description: "wine", Declared: []string{"fine"}, Amount: money.Cents(5), Trip: "T1", Method: ruleset.ActualCost, Federal: true,
		Paid: &ruleset.Conversion{Paid: money.New(700, "MXN"), RateMicro: 18_000_000, On: day(2026), Source: "Treasury"}, Segments: []ruleset.Segment{{From: "MEX", To: "IAH", Designator: "AM"}, {Exception: "x", Designator: "AM"}, {Exception: ruleset.ShortFlight, Document: "d", Designator: "AM"}},
	})
	out = append(out, books.Expense(ruleset.Expense{On: day(2025)})...)
	out = append(out, (ruleset.Agreement{UEI: "O", Award: money.Dollars(5), BudgetApproved: true, On: day(2027), Screening: &ruleset.Screening{On: day(2026), Clear: true}}).Missing()...)
	_, more := rules.Indirect(ruleset.Elected{Kind: "de_minimis", Rate: 2_000}, ruleset.Base{Counted: money.Dollars(100)}, money.Dollars(50), day(2026))
	out = append(out, more...)
	over := rules.Transfer(rules.TransferTerms(), money.Dollars(10), []ruleset.Planned{{Category: "travel", Amount: money.Dollars(10)}}, []ruleset.Planned{{Category: "travel", Amount: money.Dollars(20)}})
	for _, a := range rules.Approvals(ruleset.Change{
		Scope: "x", KeyPersons: []string{"Ana"}, Away: &ruleset.Away{From: day(2026), To: day(2027)}, Effort: &ruleset.Effort{Before: 5_000, After: 1_000}, SupportOut: money.Dollars(1), Subawards: []string{"y"},
		Costs: ruleset.JudgeCost(ruleset.CostRules(), []string{"entertainment"}, "", nil), Share: &ruleset.Amounts{Before: money.Dollars(2), After: money.Dollars(1)}, Federal: &ruleset.Amounts{Before: money.Dollars(1), After: money.Dollars(2)},
		Period: [2]calendar.Date{day(2026), day(2027)}, Extension: &ruleset.Extension{End: day(2029), AskedOn: day(2026)}, Transfer: &over,
	}) {
		out = append(out, a.Finding)
	}
	judged := books.Contribution(ruleset.Contribution{On: day(2026), Unit: money.Dollars(3), Amount: money.Dollars(2), Worth: money.Dollars(9), OtherFederalAward: "NEH-1", PaidByGovernment: true}, true)
	out = append(out, judged.Value...)
	for _, x := range judged.Tests {
		out = append(out, x.Finding...)
	}
	out = append(out, rules.LeftOver([]ruleset.Thing{{Key: "EQ1", Value: money.Dollars(20_000)}}, money.Dollars(20_000))...)
	short, _ := ruleset.ShareTerms{Ratio: 5_000}.Required(money.Dollars(80), money.Dollars(80)).Short(money.Dollars(1))
	out = append(out, short)
	rows := map[string][]federalform.Source{"10b": {{Key: "a", Amount: money.Dollars(9)}}, "10e": {{Key: "a", Amount: money.Dollars(9)}}, "10f": {{Key: "a", Amount: money.Dollars(-9)}}, "10m": {{Key: "a", Amount: money.Dollars(9)}}, "10n": {{Key: "a", Amount: money.Dollars(9)}}, "10i": {{Key: "a", Amount: money.Dollars(9)}}}
	first := federalform.DeriveSF425(federalform.Header{Kind: federalform.Final}, federalform.Facts425{Currency: money.USD, Rows: rows})
	next := federalform.DeriveSF425(federalform.Header{Kind: federalform.Final}, federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{"10f": rows["10b"], "10i": rows["10b"]}, Indirect: []federalform.IndirectRow{{Base: money.Dollars(5), From: day(2027), To: day(2026), Federal: money.Dollars(9)}}})
	next.Lines[2].Value, next.Lines[5].Sources = money.Dollars(77), append(next.Lines[5].Sources, rows["10b"]...)
	next.Indirect[0].Charged = money.Dollars(1)
	out = append(append(out, first.Check(nil, nil)...), next.Check(first, nil)...)
	spent := []federalform.Spent{{On: day(2026), Category: "travel", Funding: "grant", Amount: money.Dollars(3)}, {On: day(2026), Category: "travel", Funding: "cash", Amount: money.Dollars(3)}}
	out = append(out, federalform.MoneyOf(nil, nil, spent, day(2026), day(2027), money.USD).Ties(first)...)
	request := federalform.DeriveSF270(federalform.Facts270{Currency: money.USD, Kind: federalform.Advance, Columns: []federalform.Column270{{Estimated: money.Dollars(50)}}})
	out = append(out, request.Check(federalform.Position{Obligated: money.Dollars(1), Paid: money.Dollars(0), Need: money.Dollars(0), Outstanding: money.Dollars(0), Suspended: true, Blocking: []string{"Q1"}})...)
	out = append(append(out, (federalform.Disclosure{Name: "A", RegisteredName: "B", ThisAction: money.Dollars(4)}).Missing()...), (federalform.FFATA{ExecutivePay: true}).Missing()...)
	out = append(append(out, (federalform.PPR{Indicators: make([]federalform.IndicatorRow, 2)}).Check()...), (exchange.DS2019{Given: "x"}).Missing()...)
	trip := exchange.Trip{Direction: exchange.ToUS, From: day(2026), To: day(2027), Federal: true, Travelers: []exchange.Traveler{{Side: "non_us", Insurance: &exchange.Insurance{Policy: "P", Deductible: money.Dollars(501)}}}}
	return append(append(out, trip.Warnings(exchange.InsuranceLimits(), day(2026))...), exchange.OneWay(nil, "")...)
}

func TestWhatRulesNameByKeyHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	keys := map[Key][]string{}
	for _, x := range (ruleset.Books{}).Contribution(ruleset.Contribution{}, true).Tests {
		keys["rule.share_test"] = append(keys["rule.share_test"], x.Key)
	}
	for _, h := range duty.Holidays(2027) {
		keys["rule.holiday"] = append(keys["rule.holiday"], h.Key)
	}
	for _, r := range duty.Ladder() {
		keys["rule.rung"] = append(keys["rule.rung"], r.Key)
	}
	for _, r := range exchange.CountingRules() {
		keys["rule.counting"] = append(keys["rule.counting"], r.Key)
		if got := For(English).Choice("rule.counting", r.Key); got != r.Text {
			t.Errorf("%s is said %q and %q", r.Key, r.Text, got)
		}
	}
	keys["rule.ppr"] = federalform.Questions()
	for _, x := range ruleset.FlyExceptions() {
		keys["rule.fly"] = append(keys["rule.fly"], string(x))
	}
	for i := range 10 {
		keys["rule.trigger"] = append(keys["rule.trigger"], fmt.Sprintf("PA%d", i+1))
	}
	n := 0
	for family, values := range keys {
		n += len(values)
		for _, lack := range Lacking(family, values...) {
			t.Error(lack)
		}
	}
	said := 0
	for key := range load()[English].messages {
		if strings.HasPrefix(string(key), "rule.") {
			said++
		}
	}
	if said != n {
		t.Errorf("%d keys have words and rules name %d", said, n)
	}
}

func TestFindingsSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range found() {
		seen[f.Code] = true
		english := For("en").Finding(f)
		for _, l := range Languages() {
			text := For(l.Tag).Finding(f)
			if text == "" || strings.Contains(text, "{{") || l.Tag != English && (text == english || text == f.Message) {
				t.Errorf("%s in %s: %q", f.Code, l.Tag, text)
			}
		}
	}
	if len(seen) < 120 {
		t.Errorf("only %d kinds of findings were tried", len(seen))
	}
	over := ruleset.Finding{Code: "sf270_above_obligation", Message: "m", Facts: []ruleset.Fact{{Name: "requested", Value: "1234.50 USD"}, {Name: "left", Value: "3.00 USD"}}}
	if got := For("es").Finding(over); !strings.Contains(got, "1.234,50") && !strings.Contains(got, "1234,50") {
		t.Errorf("an amount is written %q", got)
	}
	over.Facts = over.Facts[:1]
	if got := For("es").Finding(over); got != "m" {
		t.Errorf("a finding without its figure says %q", got)
	}
	if got := For("es").Finding(ruleset.Finding{Code: "unheard_of", Message: "m"}); got != "m" {
		t.Errorf("a finding without words says %q", got)
	}
}
