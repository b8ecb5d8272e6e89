package paper

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// criteria are names of criteria and panels as programs give them; the pictures in them are in no typeface.
func criteria() []string {
	return []string{
		`"Community" & 'partners' <both>`, "“Reach” 🎭 for all 👩🏽‍🎨", "أثر المشروع في المجتمع (40%)", "השפעה על הקהילה", "Охват — 影响力, Đánh giá",
	}
}

const pictures = "🎭👩🏽🎨😀🏛"

// found tells of each word that does not stand as it was typed in what was read, and of each sign that is there less often
// than it was typed: what reads a document as text sets the signs of a line with two directions where they are seen.
func found(t *testing.T, file []byte, texts ...string) {
	t.Helper()
	got := string(shown(read(t, file), ""))
	typed := map[rune]int{}
	for _, text := range texts {
		words := strings.FieldsFunc(text, unicode.IsSpace)
		for _, word := range words {
			for _, piece := range strings.FieldsFunc(string(shown(word, pictures)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }) {
				if !strings.Contains(got, piece) {
					t.Errorf("%q of %q is not found in\n%s", piece, text, got)
				}
			}
		}
		for _, r := range shown(text, pictures) {
			typed[r]++
		}
	}
	for r, n := range typed {
		if here := strings.Count(got, string(r)); here < n {
			t.Errorf("%q is found %d times and was typed %d times", r, here, n)
		}
	}
}

func TestEveryCharacterOfALabelIsFoundInAFeedbackLetter(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"en", "es", "zh-Hans"} {
		c := award.LetterContent{
			Kind: award.ToDecline, Locale: locale, Date: calendar.On(2027, time.March, 1), Code: "7HX2-M0QD-93KT", VerifyURL: "https://grants.example.org/verify/7HX2M0QD93KT",
			Program: "Museums Connect", Administrator: "American Alliance of Museums", Funder: "U.S. Department of State", Year: 2027, Number: "MC-2027-014", Title: "Youth & <Mars> 🎨",
			Organization: "متحف البحرين الوطني", Address: []string{"1601 NASA Parkway"}, Coordinator: "Ana Ruiz", Partners: []string{"Cité de l'espace"}, Requested: money.Dollars(90_000), CostShare: money.Dollars(45_000),
			Amount: money.Money{Currency: money.USD}, Received: 41, Funded: 7, Available: money.Dollars(600_000), Reviews: 3, Discussed: true,
			NextCycle: 2028, RequestBy: calendar.On(2027, time.March, 31), ContactEmail: "connect@example.org", ContactPhone: "+1 202 555 0100", SignedBy: "Dana Lee",
		}
		texts := criteria()
		for i, label := range criteria() {
			said := []string{"The plan is “sound” 😀 & <clear>. " + label, "تعمل المتاحف مع المدارس منذ ثلاثين عامًا."}
			texts = append(texts, said...)
			c.Comments = append(c.Comments, award.CriterionComment{Criterion: label, Strengths: said[:1], Weaknesses: said[1:], Comments: []string{strings.Repeat("word ", i+1)}})
		}
		file, err := Press{}.Letter(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		found(t, file, append(texts, c.Title)...)
	}
}

func TestEveryCharacterOfALabelIsFoundInMinutes(t *testing.T) {
	t.Parallel()
	r := Record{Locale: "en", Title: "Minutes of “Panel A” 🎭", About: "לוח א", Number: "MC-2027-A", Made: time.Date(2027, time.March, 1, 15, 0, 0, 0, time.UTC)}
	texts := []string{r.About}
	for _, label := range criteria() {
		p := RecordPart{Heading: label, Facts: []pdf.Fact{{Label: label, Value: label + " — 4.5"}}, Lines: []string{"Moved: “" + label + "” 😀", "قال العضو: نوصي بالتمويل."}}
		r.Parts = append(r.Parts, p)
		texts = append(texts, label, p.Facts[0].Value, p.Lines[0], p.Lines[1])
	}
	file, err := Press{}.Record(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	found(t, file, texts...)
}
