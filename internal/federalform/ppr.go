package federalform

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// PPR is the performance progress report: its cover, the program indicators of page B and the
// questions of page F.
type PPR struct {
	Header      Header // its basis is asked of money reports only
	Frequency   string // box 9, as the award says it
	Narrative   string // box 10
	Attachments []string
	Certified   Certification
	Indicators  []IndicatorRow
	Questions   []Question
}

// IndicatorRow is one row of SF-PPR-B.
type IndicatorRow struct {
	Label       string // activity number or label, such as B-01
	Activity    string
	Indicator   string // or status
	Explanation string
}

// Reply is an answer on SF-PPR-F.
type Reply string

// The replies.
const (
	ReplyYes           Reply = "yes"
	ReplyNo            Reply = "no"
	ReplyNotApplicable Reply = "na"
)

// Question is one question on management or subawards of SF-PPR-F.
type Question struct {
	Key         string
	Reply       Reply
	Explanation string
}

// Questions are those of SF-PPR-F by key; words are at rule.ppr.
func Questions() []string {
	return []string{
		"staff_changes", "policies_changed", "audit_findings_open", "subawards_made", "subrecipients_monitored", "subrecipients_late",
		"problems_reported", "property_acquired",
	}
}

// Label reads a label of page B: one letter or more, a hyphen, a number from 1 of at least two digits.
func Label(s string) (page string, number int, ok bool) {
	page, digits, found := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-")
	if !found || page == "" || len(page) > 4 || strings.Trim(page, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", 0, false
	}
	if len(digits) < 2 || len(digits) > 4 || strings.Trim(digits, "0123456789") != "" {
		return "", 0, false
	}
	n, err := strconv.Atoi(digits)
	return page, n, err == nil && n > 0
}

// Check names what the report misses: a box of the cover, a row half filled, a label used twice, a
// question without reply, a no without its explanation.
func (p PPR) Check() []ruleset.Finding {
	h := p.Header
	h.Basis = Accrual // the cover has no box for it
	out := h.Check()
	lacks := func(ok bool, code, at, message string) {
		if !ok {
			out = append(out, deny(code, at, message))
		}
	}
	lacks(p.Frequency != "", "ppr_no_frequency", "9", "The report does not say how often it is due.")
	lacks(strings.TrimSpace(p.Narrative) != "", "ppr_no_narrative", "10", "The report has no narrative.")
	out = append(out, p.Certified.Check()...)
	seen := map[string]bool{}
	for i, r := range p.Indicators {
		at := fmt.Sprintf("B.%d", i+1)
		page, n, ok := Label(r.Label)
		lacks(ok, "ppr_bad_label", at, "A label looks like B-01.")
		key := fmt.Sprintf("%s-%d", page, n)
		lacks(!ok || !seen[key], "ppr_label_twice", at, "The label is used twice.")
		seen[key] = true
		lacks(r.Activity != "" && r.Indicator != "", "ppr_row_half", at, "The row has no activity or no indicator.")
	}
	for _, q := range Questions() {
		out = append(out, p.question(q)...)
	}
	return out
}

func (p PPR) question(key string) []ruleset.Finding {
	at := "F." + key
	for _, q := range p.Questions {
		if q.Key != key {
			continue
		}
		switch {
		case q.Reply == ReplyNo && strings.TrimSpace(q.Explanation) == "":
			return []ruleset.Finding{deny("ppr_unexplained", at, "A no is explained.")}
		case q.Reply == ReplyYes || q.Reply == ReplyNo || q.Reply == ReplyNotApplicable:
			return nil
		}
	}
	return []ruleset.Finding{deny("ppr_unanswered", at, "The question has no reply.")}
}
