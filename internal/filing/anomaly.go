package filing

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Code is what looks odd about a report.
type Code string

// The codes, those about money first.
const (
	BurnAhead  Code = "burn_ahead"  // far more of the grant spent than time is over
	BurnBehind Code = "burn_behind" // far less
	Jump       Code = "jump"        // a period's spending per day, against the period before
	TotalOff   Code = "total_off"   // the total is not the last total and this period
	OverBudget Code = "over_budget"
	BooksOff   Code = "books_off"    // not what was recorded
	ReceiptOff Code = "receipts_off" // the receipts do not sum to the period
	CopiedLast Code = "copied_last"  // text of the report before
	CopiedFrom Code = "copied_from"  // text of another award's report
)

// Anomaly is one thing an officer should look at, with the figures it was made from.
type Anomaly struct {
	Code     Code
	Category budget.Category // of the line; empty where it is about all
	Funding  string          // grant or share; empty where it is about neither
	Question string          // key, of copied text
	Award    string          // number of the award the text comes from
	Percent  int             // what is: of the grant, or of the text
	Against  int             // what it is held against: of the time
	Minor    int64           // what is, in minor units
	Expected int64           // what it is held against
}

// Key names the anomaly in the answers to it: letters, digits and points.
func (a *Anomaly) Key() string {
	parts := []string{string(a.Code)}
	for _, x := range []string{string(a.Category), a.Funding, a.Question} {
		if x != "" {
			parts = append(parts, x)
		}
	}
	return strings.Join(parts, ".")
}

// The bounds beyond which something is told.
const (
	burnPoints = 25      // percentage points between money and time
	jumpTimes  = 2.0     // spending per day, more or less
	jumpLeast  = 100_000 // minor units; smaller differences jump nobody
	copyShare  = 50      // percent of a text's runs of words
	copyWords  = 30      // shorter texts are like each other anyway
	runWords   = 5
	mostOthers = 60
)

// Anomalies are what looks odd about the version that waits for a decision, for whoever decides; none while nothing waits.
func (s *Service) Anomalies(ctx context.Context, id ident.Filing) ([]*Anomaly, error) {
	d, err := s.Store.Filing(ctx, see(ctx), id)
	if err != nil {
		return nil, err
	}
	f, err := s.Awards.Running(ctx, d.Award, false)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ReviewFiling, f.Target()) {
		return nil, fault.Missing("report")
	}
	return s.anomalies(ctx, f, d)
}

func (s *Service) anomalies(ctx context.Context, f *agreement.File, d *Detail) ([]*Anomaly, error) {
	if d.Round == 0 || d.Round == d.DecidedRound {
		return nil, nil
	}
	v, err := s.Store.Content(ctx, d.ID, d.Round)
	if err != nil {
		return nil, err
	}
	c, err := v.Read()
	if err != nil {
		return nil, err
	}
	last, err := s.before(ctx, &d.Filing)
	if err != nil {
		return nil, err
	}
	out := figures(c, last, f.Current())
	recorded, err := s.Store.Records(ctx, f.Award, c.From, c.To)
	if err != nil {
		return nil, err
	}
	out = append(out, recorded.against(c)...)
	others, err := s.Store.Others(ctx, &d.Filing, mostOthers)
	if err != nil {
		return nil, err
	}
	var read []*Content
	for _, o := range others {
		x, err := o.Read()
		if err != nil {
			return nil, err
		}
		read = append(read, x)
	}
	return append(out, copied(c, last, read)...), nil
}

// figures are the anomalies of a financial report by itself and against the one before.
func figures(c, last *Content, t *agreement.Terms) []*Anomaly {
	if len(c.Lines) == 0 {
		return nil
	}
	var out []*Anomaly
	var grant, was Column
	for _, l := range c.Lines {
		before := last.line(l.Category)
		if before == nil {
			before = &Line{}
		}
		grant = grant.Plus(l.Grant)
		was = was.Plus(before.Grant)
		for _, x := range []struct {
			funding   string
			now, last Column
		}{{"grant", l.Grant, before.Grant}, {"share", l.Share, before.Share}} {
			if want := x.last.Total + x.now.Now; !c.Final && x.now.Total != want {
				out = append(out, &Anomaly{Code: TotalOff, Category: l.Category, Funding: x.funding, Minor: x.now.Total, Expected: want})
			}
			if x.funding == "grant" && x.now.Left() < 0 {
				out = append(out, &Anomaly{Code: OverBudget, Category: l.Category, Funding: x.funding, Minor: x.now.Total, Expected: x.now.Approved})
			}
		}
	}
	if a := receipts(c); a != nil {
		out = append(out, a)
	}
	if !c.Final {
		out = append(burn(c, grant, t), out...)
	}
	if a := jump(c, last, grant.Now, was.Now); a != nil {
		out = append(out, a)
	}
	return out
}

// Plus adds two columns.
func (c Column) Plus(o Column) Column {
	return Column{c.Approved + o.Approved, c.Now + o.Now, c.Total + o.Total}
}

// burn holds the share of the grant that is spent against the share of the time that is over.
func burn(c *Content, grant Column, t *agreement.Terms) []*Anomaly {
	if grant.Approved <= 0 {
		return nil
	}
	spent := int(math.Round(100 * float64(grant.Total) / float64(grant.Approved)))
	over := int(math.Round(100 * float64(days(t.StartsOn, c.To)) / float64(days(t.StartsOn, t.EndsOn))))
	a := &Anomaly{Percent: spent, Against: over, Minor: grant.Total, Expected: grant.Approved}
	switch {
	case spent-over > burnPoints:
		a.Code = BurnAhead
	case over-spent > burnPoints:
		a.Code = BurnBehind
	default:
		return nil
	}
	return []*Anomaly{a}
}

// days counts from one day to another, both in it.
func days(from, to calendar.Date) int { return from.DaysTo(to) + 1 }

// jump holds a period's spending per day against that of the period before.
func jump(c, last *Content, now, was int64) *Anomaly {
	if last == nil || was <= 0 || c.Final {
		return nil
	}
	perDay, before := float64(now)/float64(days(c.From, c.To)), float64(was)/float64(days(last.From, last.To))
	if diff := now - was; diff < jumpLeast && diff > -jumpLeast || perDay <= before*jumpTimes && perDay*jumpTimes >= before {
		return nil
	}
	return &Anomaly{Code: Jump, Minor: now, Expected: was}
}

// receipts holds what the list of receipts sums to against what was spent of the grant in the period.
func receipts(c *Content) *Anomaly {
	q := form.Question{Key: form.ReportReceipts, Kind: form.Table}
	rows, _ := q.Rows(c.answers(duty.Financial)[form.ReportReceipts])
	var sum, spent int64
	listed := false
	for _, r := range rows {
		if r["funding"] != "grant" {
			continue
		}
		listed = true
		sum += minor(r["amount"], c.Currency)
	}
	for _, l := range c.Lines {
		if l.Category != budget.Indirect { // a rate has no receipts
			spent += l.Grant.Now
		}
	}
	if !listed || sum == spent {
		return nil
	}
	return &Anomaly{Code: ReceiptOff, Funding: "grant", Minor: sum, Expected: spent}
}

// copied are the narrative texts that were in the report before, or in another award's.
func copied(c, last *Content, others []*Content) []*Anomaly {
	var out []*Anomaly
	answers := c.answers(duty.Narrative)
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		if key == form.ReportPlanned { // it is the last report's own words by design
			continue
		}
		runs := runsOf(answers[key])
		if len(runs) == 0 {
			continue
		}
		if share := sharedWith(runs, last.answers(duty.Narrative)); share >= copyShare {
			out = append(out, &Anomaly{Code: CopiedLast, Question: key, Percent: share})
		}
		var most int
		var from string
		for _, o := range others {
			if share := sharedWith(runs, o.answers(duty.Narrative)); share > most {
				most, from = share, o.Award
			}
		}
		if most >= copyShare {
			out = append(out, &Anomaly{Code: CopiedFrom, Question: key, Percent: most, Award: from})
		}
	}
	return out
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// characters are the letters of a text that is written without spaces, one by one.
func characters(text string) []string {
	var out []string
	for _, r := range text {
		if unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) {
			out = append(out, string(r))
		}
	}
	return out
}

// runsOf are the runs of five words in a text; none of a text too short to compare, or of a table.
func runsOf(text string) map[string]bool {
	if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{") {
		return nil
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !letter(r) })
	if len(words) < copyWords {
		words = characters(text)
	}
	if len(words) < copyWords {
		return nil
	}
	out := map[string]bool{}
	for i := 0; i+runWords <= len(words); i++ {
		out[strings.Join(words[i:i+runWords], " ")] = true
	}
	return out
}

// sharedWith is how many percent of the runs stand in some answer of another report.
func sharedWith(runs map[string]bool, answers form.Answers) int {
	most := 0
	for _, text := range answers {
		there := runsOf(text)
		shared := 0
		for run := range runs {
			if there[run] {
				shared++
			}
		}
		most = max(most, 100*shared/len(runs))
	}
	return most
}
