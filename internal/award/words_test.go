package award

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
)

var update = flag.Bool("update", false, "rewrite golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

func letter(k Decision, locale string) LetterContent {
	c := LetterContent{
		Kind: k, Locale: locale, Date: calendar.On(2027, time.March, 1), Code: "7HX2-M0QD-93KT", VerifyURL: "https://grants.example.org/verify/7HX2M0QD93KT",
		Program: "Museums Connect", Administrator: "American Alliance of Museums", Funder: "U.S. Department of State", Year: 2027,
		Number: "MC-2027-014", Title: "Youth & <Mars>", Organization: "Space Center Houston", Address: []string{"1601 NASA Parkway", "Houston, TX 77058"},
		Coordinator: "Ana Ruiz", Partners: []string{"Cité de l'espace", "Science Centre Singapore"}, Requested: money.Dollars(90_000), CostShare: money.Dollars(45_000),
		Amount: money.Money{Currency: money.USD}, Received: 41, Funded: 7, Available: money.Dollars(600_000), Reviews: 3, Discussed: true,
		NextCycle: 2028, RequestBy: calendar.On(2027, time.March, 31), ContactEmail: "connect@example.org", ContactPhone: "+1 202 555 0100", SignedBy: "Dana Lee",
	}
	if k == ToAward {
		c.Amount, c.AwardNumber, c.NextCycle = money.Dollars(85_000), "MC-2027-A03", 2030
		c.StartsOn, c.EndsOn = calendar.On(2027, time.August, 1), calendar.On(2028, time.July, 31)
		return c
	}
	c.Comments = []CriterionComment{
		{Criterion: "Community", Comments: []string{"Strong.\n# not a heading {{.Code}}", "@comments"}},
		{Criterion: "Budget", Comments: []string{"- Not a list"}},
	}
	return c
}

func TestLettersSayWhatTheyDid(t *testing.T) {
	t.Parallel()
	for _, locale := range Locales() {
		var b strings.Builder
		for _, k := range []Decision{ToAward, ToAlternate, ToDecline} {
			c := letter(k, locale)
			text, err := c.Text()
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "=== %s\n%s\n%s\n%s\n%s\n", k, text.Date, strings.Join(text.To, " | "), text.Subject, text.Greeting)
			for _, x := range text.Blocks {
				fmt.Fprintf(&b, "[%s] %s %q\n", x.Heading, x.Text, x.Items)
			}
			fmt.Fprintf(&b, "%s\n%s\n%s\n%s\n", text.Closing, strings.Join(text.Signature, " | "), text.About, text.Verify)
		}
		golden(t, "letters."+locale+".golden", b.String())
	}
}

func TestAnAwardLetterSaysProvisionalAndNothingElseAwards(t *testing.T) {
	t.Parallel()
	provisional := map[string]string{"en": "provisional", "es": "provisional", "zh-Hans": "暂定"}
	for _, locale := range Locales() {
		for _, k := range []Decision{ToAward, ToAlternate, ToDecline} {
			c := letter(k, locale)
			text, err := c.Text()
			if err != nil {
				t.Fatal(err)
			}
			said := fmt.Sprintf("%+v", text)
			if got := strings.Contains(said, provisional[locale]); got != (k == ToAward) {
				t.Errorf("%s %s says provisional: %v", locale, k, got)
			}
			if strings.Contains(said, "<no value>") {
				t.Errorf("%s %s has a gap: %s", locale, k, said)
			}
		}
	}
}

func TestALetterWithAnythingLeftUnsaidIsRefused(t *testing.T) {
	t.Parallel()
	for field, clear := range map[string]func(*LetterContent){
		"partners":    func(c *LetterContent) { c.Partners = nil },
		"coordinator": func(c *LetterContent) { c.Coordinator = " " },
		"awardNumber": func(c *LetterContent) { c.AwardNumber = "" },
		"amount":      func(c *LetterContent) { c.Amount.Minor = 0 },
		"startsOn":    func(c *LetterContent) { c.EndsOn = calendar.Date{} },
		"verifyUrl":   func(c *LetterContent) { c.VerifyURL = "/verify/X" },
		"signedBy":    func(c *LetterContent) { c.SignedBy = "" },
	} {
		c := letter(ToAward, "en")
		var check fault.Check
		if c.Check("letters.x", &check); check.Err() != nil {
			t.Fatalf("a whole letter was refused: %v", check.Err())
		}
		clear(&c)
		c.Check("letters.x", &check)
		if f := check.Fields(); len(f) != 1 || f[0].Path != "letters.x."+field {
			t.Errorf("without %s the letter was answered with %v", field, f)
		}
	}
	declined := letter(ToDecline, "en")
	declined.Comments = nil
	var check fault.Check
	if declined.Check("letters.x", &check); !fault.HasCode(check.Err(), "missing") {
		t.Error("a declination without the reviewers' comments was let through")
	}
}

func TestWhenAMuseumMayApplyAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		decision   Decision
		last, want int
	}{
		"a 2012 awardee can next apply in 2015":              {ToAward, 0, 2015},
		"a declined museum may apply to the next cycle":      {ToDecline, 0, 2013},
		"a declined museum with a past award waits its gap":  {ToDecline, 2011, 2014},
		"a past award long ago holds nobody back":            {ToAlternate, 2008, 2013},
		"an awardee waits from this award, not the last one": {ToAward, 2008, 2015},
	} {
		f := LetterFacts{Decision: test.decision, Year: 2012, GapYears: 3, LastAwardYear: test.last}
		if got := f.nextCycle(); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}

func TestTheMovesAreThese(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, life := range []struct {
		name  string
		moves []Move
	}{{"slate", SlateMoves()}, {"award", AwardMoves()}, {"letter", LetterMoves()}, {"release", ReleaseMoves()}} {
		for _, m := range life.moves {
			fmt.Fprintf(&b, "%s: %s -> %s: %s (%s)\n", life.name, m.From, m.To, m.Verb, m.Permission)
		}
	}
	golden(t, "states.golden", b.String())
}
