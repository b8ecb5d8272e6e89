package web

import (
	"regexp"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func verdict(o partnership.Outcome) string {
	switch o {
	case partnership.True:
		return "yes"
	case partnership.False:
		return "no"
	}
	return "unknown"
}

// rulesOf are the eligibility rules in the reader's language, those that records decide first.
func rulesOf(p view.Page, e *partnership.Eligibility) []view.Rule {
	var out, judged []view.Rule
	for _, r := range e.Rules {
		one := view.Rule{Title: p.Choice("applicant.rule", string(r.Rule)), Verdict: verdict(r.Outcome), Why: ruleWhy(p, r)}
		if r.Judged {
			judged = append(judged, one)
		} else {
			out = append(out, one)
		}
	}
	return append(out, judged...)
}

// ruleWhy is why a rule came out as it did: the service's own figures to English readers, the catalog's words to others.
func ruleWhy(p view.Page, r partnership.RuleResult) string {
	why := reasonWords(p, r.Code, r.Reason, r.Facts)
	if r.Judged {
		why = p.T("applicant.judged")
	}
	if r.Exception != nil {
		why += " " + p.T("applicant.exception", "reason", r.Exception.Reason)
	}
	return why
}

// reasonWords fills the catalog's words for a code with its figures; where they have none,
// English readers keep the fuller sentence the reason came with.
func reasonWords(p view.Page, code, english string, facts []partnership.Fact) string {
	text := p.Choice("applicant.reason", code)
	if text == code || (p.Locale() == catalog.English && english != "" && !strings.Contains(text, "{")) {
		return asRead(p, english)
	}
	for _, f := range facts {
		text = strings.ReplaceAll(text, "{"+f.Name+"}", factText(p, code, f))
	}
	return asRead(p, text)
}

// figure is a day or an amount as the services write them into a sentence.
var figure = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b|-?\b\d+\.\d{2} [A-Z]{3}\b`)

// asRead writes the days and amounts in a sentence of a service as its reader writes them.
func asRead(p view.Page, sentence string) string {
	return figure.ReplaceAllStringFunc(sentence, func(word string) string {
		amount, currency, isMoney := strings.Cut(word, " ")
		if isMoney {
			if m, err := money.Parse(amount, money.Currency(currency)); err == nil {
				return p.Money(m)
			}
		} else if d, err := calendar.Parse(word); err == nil {
			return p.Date(d)
		}
		return word
	})
}

// factText writes one figure of a reason as the reader writes it.
func factText(p view.Page, code string, f partnership.Fact) string {
	name := f.Name
	if strings.HasPrefix(code, "request_") { // its limits are amounts; those of words are not
		name = "requested"
	}
	switch name {
	case "deadline":
		if t, err := time.Parse(time.RFC3339, f.Value); err == nil {
			return p.DateTime(t)
		}
	case "requested", "required", "offered", "missing", "total":
		if m, err := money.Parse(f.Value, money.USD); err == nil {
			return p.Money(m)
		}
	}
	return f.Value
}

// checkLine is one thing submitting verifies, with the place to mend it.
type checkLine struct {
	view.Rule
	URL string
}

// checkLines are the checks of a proposal, what stands in the way first; missing answers are one line a section.
func checkLines(p view.Page, d *application.Detail, f *form.Definition, checks []application.Check) []checkLine {
	var bad, rest []checkLine
	missing := map[string]int{}
	for _, c := range checks {
		if section := missingIn(f, c); section != nil {
			missing[section.Key]++
			continue
		}
		refused := fault.Field{Path: c.Path, Code: c.Code, Message: c.Message}
		why := reasonWords(p, c.Code, c.Message, c.Facts)
		if _, ok := form.KeyOf(c.Path); ok && c.Facts == nil { // an answer is refused in the words its field has
			why = asRead(p, answerFault(p, f, refused))
		}
		one := checkLine{view.Rule{Title: checkTitle(p, f, c), Verdict: verdict(c.Outcome), Why: why}, mendURL(d, f, c.Path)}
		if c.Blocks() {
			bad = append(bad, one)
		} else {
			rest = append(rest, one)
		}
	}
	for _, section := range f.Sections {
		if n := missing[section.Key]; n > 0 {
			why := p.N("applicant.checks.missing", n)
			url := applicationURL(d.ID) + "/sections/" + section.Key
			bad = append(bad, checkLine{view.Rule{Title: inWords(section.Title, p.Locale()), Verdict: "no", Why: why}, url})
		}
	}
	return append(bad, rest...)
}

// missingIn is the section of an answer that is not there yet; nil when the check is about something else.
func missingIn(f *form.Definition, c application.Check) *form.Section {
	key, ok := form.KeyOf(c.Path)
	if !ok || c.Code != "required" {
		return nil
	}
	section, _, _ := f.Find(key)
	return section
}

// checkTitle names a check by its question, its rule or its part of the proposal.
func checkTitle(p view.Page, f *form.Definition, c application.Check) string {
	if key, ok := form.KeyOf(c.Path); ok {
		if _, q, found := f.Find(key); found {
			return inWords(q.Label, p.Locale())
		}
	}
	if rule, ok := strings.CutPrefix(c.Path, "eligibility."); ok {
		return p.Choice("applicant.rule", rule)
	}
	return p.Choice("applicant.check", c.Code)
}

// mendURL is the page where a check can be mended; empty where no page of ours can.
func mendURL(d *application.Detail, f *form.Definition, path string) string {
	base := applicationURL(d.ID)
	if key, ok := form.KeyOf(path); ok {
		if section, _, found := f.Find(key); found {
			return base + "/sections/" + section.Key + "#" + anchorOf(path)
		}
	}
	switch {
	case path == "theme":
		if section, _, found := f.Find(form.TitleKey); found {
			return base + "/sections/" + section.Key + "#f-theme"
		}
	case path == "signature":
		return base + "/sign"
	case path == "budget":
		return base + "/budget"
	case path == "partnership", strings.HasPrefix(path, "eligibility."):
		return partnershipURL(d.Partnership)
	}
	return ""
}
