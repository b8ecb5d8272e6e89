package paper

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// awkward are answers as people type them; each is found again on paper, character by character.
func awkward() map[string]string {
	return map[string]string{
		"arabic":   "متحف البحرين الوطني يعمل مع المدارس منذ ثلاثين عامًا",
		"chinese":  "中国国家博物馆与社区一起策划展览，参与者四十人。",
		"mixed":    "The team of 故宫博物院 met in Kyiv (Київ), Αθήνα and Đà Nẵng.",
		"emoji":    "We are happy 😀 and 🎨🏛 too.",
		"markdown": "# Plan\n\n- **first** step\n- _second_ step\n\n> said [here](https://example.org/a?b=c&d=%20)\n\n| a | b |\n|---|---|\n| 1 | 2 |",
		"code":     "<script>alert(\"x\")</script> & =HYPERLINK(1) {{.}} %s \\n 'quoted' “typeset” €5 ½ × ÷",
		"endless":  strings.Repeat("Museumspädagogik", 40),
		"long":     strings.Repeat("Every word of a long answer stays where it was typed. ", 300),
		"lines":    "one\n\n\ntwo\tthree\r\nfour",
	}
}

func sampleBooklet(locale string) *application.Booklet {
	at := time.Date(2027, time.March, 1, 15, 0, 0, 0, time.UTC)
	lead, abroad := ident.NewOrganization(), ident.NewOrganization()
	d := &application.Detail{CycleTitle: "Museums Connect 2027", Zone: "America/New_York", Answers: form.Answers{}}
	d.Number, d.Title, d.Currency, d.UpdatedAt = "MC-2027-001", "Two Rivers, Один берег", money.USD, at
	d.Partners = &partnership.Detail{}
	for i, o := range []*people.Organization{
		{ID: lead, Name: "Lead Museum", Country: "US", State: "MN", City: "Minneapolis"},
		{ID: abroad, Name: "Bahrain National Museum", NameLocal: "متحف البحرين الوطني", Country: "BH", City: "Manama"},
	} {
		d.Partners.Museums = append(d.Partners.Museums, partnership.Museum{Organization: o, Member: &partnership.Member{Organization: o.ID, Lead: i == 0, Part: "Films & words"}})
	}
	d.Partners.Museums[1].Site = "Bahrain Fort"
	def := &form.Definition{Sections: []form.Section{{Key: "all", Title: map[string]string{"en": "All answers", "es": "Todas las respuestas"}}}}
	for key, text := range awkward() {
		d.Answers[key] = text
	}
	for _, key := range []string{"arabic", "chinese", "mixed", "emoji", "markdown", "code", "endless", "long", "lines"} {
		def.Sections[0].Questions = append(def.Sections[0].Questions, form.Question{Key: key, Kind: form.LongText, Label: map[string]string{"en": "Question " + key}})
	}
	x := &budget.Sheet{Currency: money.USD, CostShare: 5_000, Program: "Museums Connect", Listing: "19.415", Museums: []budget.Museum{
		{Organization: lead, Name: "Lead Museum", Side: partnership.US, Lead: true}, {Organization: abroad, Name: "Bahrain National Museum", Side: partnership.NonUS},
	}}
	lines, err := budget.Lines([]budget.LineInput{
		{Item: budget.Salaries, Organization: lead, Funding: budget.Grant, Description: "Director", Quantity: "1", Rate: "60000", Justification: "Half a year."},
		{
			Item: budget.TravelToUS, Organization: abroad, Funding: budget.InKind, Description: "رحلات", Quantity: "2", Rate: "1250.505", Currency: "BHD",
			Exchange: "0.376", ExchangeOn: calendar.On(2027, time.February, 1), ExchangeSource: "Central Bank of Bahrain",
		},
	}, x.Frame(calendar.Date{}))
	if err != nil {
		panic(err)
	}
	x.Lines, d.Lines = lines, lines
	x.Notes = []*budget.Note{{Category: budget.Personnel, Words: "One director, by payroll records."}}
	return &application.Booklet{Locale: locale, Detail: d, Form: def, Sheet: x, Made: at, Files: []application.Attached{
		{Question: map[string]string{"en": "Letters"}, Name: "lettre d’appui.pdf", Size: 12345, SHA256: strings.Repeat("ab", 32)},
	}}
}

// read is the text of a document as another program reads it.
func read(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("NOT TESTED: pdftotext is not installed, so the booklet was not read from outside")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// shown are the characters a reader looks for: composed, without spaces, direction marks and joiners; what no
// typeface has is its number in brackets.
func shown(s string, missing string) []rune {
	var out []rune
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
		case strings.ContainsRune(missing, r):
			out = append(out, []rune(fmt.Sprintf("[U+%04X]", r))...)
		default:
			out = append(out, r)
		}
	}
	return out
}

// inOrder tells how many characters of a text follow one another in what was read.
func inOrder(text, in []rune) int {
	n := 0
	for _, r := range in {
		if n < len(text) && r == text[n] {
			n++
		}
	}
	return n
}

func TestEveryCharacterTypedIsFoundInTheBooklet(t *testing.T) {
	t.Parallel()
	b := sampleBooklet("en")
	file, err := Press{}.Booklet(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	got := string(shown(read(t, file), ""))
	for key, text := range awkward() {
		_, rest, found := strings.Cut(got, "Question"+key)
		own, _, _ := strings.Cut(rest, "Question")
		want := shown(text, "😀🎨🏛")
		if n := inOrder(want, []rune(own)); !found || n != len(want) {
			t.Errorf("%s: after %d of %d characters, %q is not found in\n%s", key, n, len(want), string(want[min(n, len(want)):min(n+20, len(want))]), own)
		}
	}
	for _, text := range []string{
		b.Detail.Title, "Bahrain National Museum (Bahrain Fort)", "متحف البحرين الوطني", "Half a year.", "One director, by payroll records.", "lettre d’appui.pdf", "رحلات",
		"÷ 0.376 (2027-02-01, Central Bank of Bahrain)", "6c Travel", "Page 1 of", strings.Repeat("ab", 32), "6651.62",
	} {
		want := shown(text, "")
		if n := inOrder(want, []rune(got)); n != len(want) {
			t.Errorf("the booklet lacks %q after %d characters in\n%s", text, n, got)
		}
	}
}

func TestTheSameProposalGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	b := sampleBooklet("es")
	one, err := Press{}.Booklet(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Press{}.Booklet(context.Background(), b)
	if err != nil || !bytes.Equal(one, two) {
		t.Fatalf("drawn twice it differs, %v", err)
	}
	b.Detail.Answers["lines"] += "!"
	if other, err := (Press{}).Booklet(context.Background(), b); err != nil || bytes.Equal(one, other) {
		t.Fatalf("a changed answer changes nothing, %v", err)
	}
}

func TestEveryLanguageHasEveryWordOfTheBooklet(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"en", "es", "zh-Hans"} {
		w := bookletWordsFor(locale)
		for _, c := range append(budget.Categories(), "construction") {
			if w.classes[c] == "" {
				t.Errorf("%s has no word for %s", locale, c)
			}
		}
		for _, f := range budget.Fundings() {
			if w.payers[f] == "" {
				t.Errorf("%s has no word for %s", locale, f)
			}
		}
		for _, k := range budget.RateKinds() {
			if w.rates[k] == "" {
				t.Errorf("%s has no word for %s", locale, k)
			}
		}
		file, err := Press{}.Booklet(context.Background(), sampleBooklet(locale))
		if err != nil || len(file) == 0 {
			t.Errorf("%s: %v", locale, err)
		}
	}
}
