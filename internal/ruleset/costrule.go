package ruleset

import (
	"slices"
	"strings"
	"unicode"
)

// CostRule is one kind of cost that is not allowed, or not without more.
type CostRule struct {
	Key     string   // what a cost is declared as, such as alcohol
	Section string   // where the rule stands
	Effect  Effect   // for a cost declared as such
	Words   []string // beginnings of words that suggest it in a description; they only ever warn
	Message string   // for people, English
}

// CostRules are the restricted costs of 2 CFR 200 subpart E and of the program, as data; a program
// may hand in more.
func CostRules() []CostRule {
	return []CostRule{
		{"telecom", "2 CFR 200.216", Deny, []string{"huawei", "zte", "hikvision", "dahua", "hytera"}, "Equipment and services of the prohibited telecommunications makers are never allowable."},
		{"advertising", "2 CFR 200.421", Ask, []string{"advert", "billboard", "publicity"}, "Advertising and public relations are allowable only for the purposes of the award."},
		{"alcohol", "2 CFR 200.423", Deny, []string{"alcohol", "wine", "beer", "liquor", "champagne", "cocktail"}, "Alcoholic beverages are not allowable."},
		{"alumni", "2 CFR 200.424", Deny, []string{"alumni"}, "Alumni activities are not allowable."},
		{"bad_debt", "2 CFR 200.426", Deny, []string{"write-off", "uncollectible"}, "Bad debts are not allowable."},
		{"donation", "2 CFR 200.434", Deny, []string{"donation to", "contribution to"}, "Contributions and donations by the recipient are not allowable."},
		{"entertainment", "2 CFR 200.438", Ask, []string{"entertainment", "concert ticket", "theater ticket", "prize"}, "Entertainment and prizes are allowable only with a programmatic purpose, in the approved budget or with approval."},
		{"capital", "2 CFR 200.439", Ask, []string{"furniture", "vehicle"}, "General-purpose equipment and capital expenditures need approval."},
		{"exchange_loss", "2 CFR 200.440", Warn, []string{"exchange loss", "currency loss"}, "Losses from exchange rates are allowable within the award and never add federal money without approval."},
		{"fine", "2 CFR 200.441", Deny, []string{"penalty", "traffic ticket"}, "Fines and penalties are not allowable."},
		{"fund_raising", "2 CFR 200.442", Ask, []string{"fundrais", "fund-rais", "fund rais", "gala dinner"}, "Fund raising is not allowable, but for its exceptions, which need approval."},
		{"personal", "2 CFR 200.445", Deny, []string{"personal use", "souvenir"}, "Goods and services for personal use are not allowable."},
		{"interest", "2 CFR 200.449", Ask, []string{"interest on", "finance charge", "late fee"}, "Interest is not allowable, but for its exceptions, which need approval."},
		{"lobbying", "2 CFR 200.450", Deny, []string{"lobby"}, "Lobbying is not allowable."},
		{"other_award_loss", "2 CFR 200.451", Deny, []string{"overrun of", "deficit of"}, "Losses on other awards are not allowable."},
		{"club", "2 CFR 200.454", Deny, []string{"country club", "social club", "golf"}, "Memberships in social and country clubs are not allowable."},
		{"selling", "2 CFR 200.467", Deny, []string{"marketing of"}, "Selling and marketing of products are not allowable."},
		{"construction", "program", Deny, []string{"construction", "renovation"}, "The program does not fund construction."},
		{"residency", "program", Deny, []string{"artist residenc", "artist in residence", "artist-in-residence"}, "The program does not fund artist residencies."},
		{"object_exchange", "program", Deny, []string{"object loan", "loan of objects"}, "The program does not fund exchanges of objects."},
		{"staff_training", "program", Ask, []string{"staff training"}, "The program does not fund projects whose main purpose is training staff."},
	}
}

// JudgeCost holds a cost against rules: what it is declared as takes the rule's effect, unless that is
// approval and it was given; what its description only suggests is a warning for a person to settle.
func JudgeCost(rules []CostRule, declared []string, description string, approved []string) []Finding {
	var out []Finding
	text := plainWords(description)
	for _, r := range rules {
		switch {
		case slices.Contains(declared, r.Key):
			if r.Effect == Ask && slices.Contains(approved, r.Key) {
				continue
			}
			out = append(out, Finding{Code: "cost_" + r.Key, Effect: r.Effect, Section: r.Section, Message: r.Message, Facts: []Fact{{"declared", r.Key}}})
		case slices.Contains(approved, r.Key):
		default:
			if word, ok := suggests(r.Words, text); ok {
				out = append(out, Finding{
					Code: "cost_suggested", Effect: Warn, Section: r.Section, Message: "The description says \"" + word + "\". " + r.Message,
					Facts: []Fact{{"word", word}, {"rule", r.Key}},
				})
			}
		}
	}
	return out
}

// suggests finds the first beginning that a word of the text has; text is as plainWords makes it.
func suggests(beginnings []string, text string) (string, bool) {
	for _, b := range beginnings {
		if strings.Contains(text, plainWords(b)) {
			return b, true
		}
	}
	return "", false
}

// plainWords is a text in lower case with one space before each word, so that a search for a beginning
// never hits the middle of a word.
func plainWords(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteByte(' ')
		b.WriteString(w)
	}
	return b.String()
}
