package sample

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// reports tells what the two awards in force reported: the first handed in what was due, one accepted and the next
// returned; of the second the oldest is overdue and the next was given more time.
func (t *telling) reports(c *program.Detail) error {
	list, err := t.o.Award.Awards(t.as("grants"), award.Filter{Cycle: c.ID}, page.First(10))
	if err != nil {
		return err
	}
	slices.SortFunc(list.Nodes, func(a, b *award.Row) int { return strings.Compare(a.Number, b.Number) })
	for nth, w := range list.Nodes[:min(2, len(list.Nodes))] {
		rows, err := t.o.Filing.Filings(t.as("officer"), filing.Filter{Award: w.ID}, page.First(20))
		if err != nil {
			return err
		}
		past := slices.DeleteFunc(rows.Nodes, func(r *filing.Row) bool { return !t.over(r.To.AddDays(6)) })
		for i, r := range past {
			if nth == 0 {
				err = t.report(w, r, i)
			} else {
				err = t.late(r, i)
			}
			if err != nil {
				return err
			}
		}
	}
	return t.reminded(list.Nodes)
}

// over tells whether a day is over in the telling.
func (t *telling) over(d calendar.Date) bool { return calendar.Of(t.now, time.UTC).After(d) }

// morning sets the clock to nine o'clock of a day.
func (t *telling) morning(d calendar.Date) {
	t.ago(d.DaysTo(calendar.Of(t.now, time.UTC)), 9)
}

// late leaves the oldest report as it is and grants the next ones a date that is still to come.
func (t *telling) late(r *filing.Row, nth int) error {
	if nth == 0 {
		return nil
	}
	t.morning(r.To.AddDays(5))
	_, err := t.o.Filing.Extend(t.as("grants"), filing.ExtendInput{
		Filing: r.ID, Until: calendar.Of(t.now, time.UTC).AddDays(12), Reason: "The museum moved house and its books are in boxes.",
	})
	return err
}

// report hands one report in; the first is accepted, the next returned, those after them wait to be read.
func (t *telling) report(w *award.Row, r *filing.Row, nth int) error {
	official := t.as("director of " + w.LeadName)
	t.morning(r.To.AddDays(2))
	d, err := t.o.Filing.Begin(official, filing.BeginInput{Filing: r.ID})
	if err != nil {
		return err
	}
	f, err := t.o.Agreement.Running(official, w.ID, false)
	if err != nil {
		return err
	}
	for _, p := range d.Written {
		t.pass(35)
		if err := t.answered(official, f.Current(), p, nth); err != nil {
			return err
		}
	}
	t.morning(r.To.AddDays(4))
	in := filing.SubmitInput{Filing: r.ID, Name: auth.Who(official).Name, Title: "Executive director", Certified: true}
	if _, err = t.o.Filing.Submit(official, in); err != nil || nth > 1 {
		return err
	}
	t.morning(r.To.AddDays(6))
	if _, err := t.o.Filing.TakeUp(t.as("officer"), filing.TakeUpInput{Filing: r.ID}); err != nil {
		return err
	}
	if nth == 1 {
		_, err = t.o.Filing.Return(t.as("officer"), filing.ReturnInput{
			Filing: r.ID, Reason: "Please say how many people came, and what the second workshop was about.",
			Sections: []filing.Note{{Section: "narrative.people", Words: "The audience is a round number: how was it counted?"}, {Section: "narrative.activities", Words: "The second workshop is only named."}},
		})
		return err
	}
	odd, err := t.o.Filing.Anomalies(t.as("officer"), r.ID)
	if err != nil {
		return err
	}
	accept := filing.AcceptInput{Filing: r.ID, Words: "A good beginning. Thank you for the photographs."}
	for _, a := range odd {
		accept.Answers = append(accept.Answers, filing.Note{Anomaly: a.Key(), Words: "Explained on the telephone: the first journey was paid early."})
	}
	_, err = t.o.Filing.Accept(t.as("officer"), accept)
	return err
}

// answered writes a part of a report; the system stands in for the partner's own section.
func (t *telling) answered(official context.Context, terms *agreement.Terms, p *filing.PartAnswers, nth int) error {
	quarter := []string{"autumn", "winter", "spring", "summer"}[nth%4]
	answers := form.Answers{
		"activities": "In " + quarter + " the two museums held two workshops with forty young people, first in the galleries and then in the neighborhood, and began to record what their families remember of the river.",
		"audience":   "340", "outcomes": "Of thirty-one participants who answered our questions, twenty-seven now know somebody in the other country by name.",
		"changes": "One workshop moved by two weeks because of a storm; nothing else changed.", form.ReportNext: "The first journey, and a day on which both groups cook together over a video call.",
		"partner_words":         "Our group met every Saturday and wrote letters to the other museum.",
		form.ReportParticipants: `[{"group":"Young people of the neighborhood","people":"22","side":"us"},{"group":"Students","people":"18","side":"abroad"}]`,
	}
	if p.Part.Part == duty.Financial {
		answers = form.Answers{form.ReportLines: figuresOf(terms, p.Answers[form.ReportLines], nth)}
	}
	f, err := t.o.Form.Form(official, p.Form)
	if err != nil {
		return err
	}
	in, theirs := response.SaveInput{Subject: p.ID.String()}, response.SaveInput{Subject: p.ID.String()}
	for _, s := range f.Definition.Sections {
		for _, q := range s.Questions {
			text, was := answers[q.Key], p.Answers[q.Key]
			if text == "" || text == was {
				continue
			}
			x := response.AnswerInput{Key: q.Key, Text: text, Saw: response.Stamp(was)}
			if s.Owner == form.ByPartner {
				theirs.Answers = append(theirs.Answers, x)
			} else {
				in.Answers = append(in.Answers, x)
			}
		}
	}
	_, err = t.o.Response.Save(official, in)
	if len(theirs.Answers) > 0 {
		_, more := t.o.Response.Save(t.ctx, theirs)
		err = errors.Join(err, more)
	}
	return err
}

// figuresOf spends a part of what is approved in every category, where the house has booked nothing itself.
func figuresOf(terms *agreement.Terms, known string, nth int) string {
	var rows []map[string]string
	if json.Unmarshal([]byte(known), &rows) != nil {
		return known
	}
	for _, r := range rows {
		line := terms.Line(budget.Category(r["category"]))
		for kind, approved := range map[string]int64{"grant": line.GrantMinor, "share": line.ShareMinor} {
			total, err := money.Parse(cmp.Or(r[kind+"_total"], "0.00"), money.USD)
			if now, bad := money.Parse(cmp.Or(r[kind+"_now"], "0.00"), money.USD); err != nil || bad != nil || !now.IsZero() || total.Minor > 0 && nth == 0 {
				continue
			}
			now := money.New(approved*int64(14+4*nth)/10_000*100, money.USD)
			r[kind+"_now"], r[kind+"_total"] = now.Decimal(), total.Add(now).Decimal()
		}
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return known
	}
	return string(raw)
}

// reminded lets the timetable come round on the days on which rungs of the ladder were reached.
func (t *telling) reminded(awards []*award.Row) error {
	seen := map[calendar.Date]bool{}
	var days []calendar.Date
	for _, w := range awards[:min(2, len(awards))] {
		rows, err := t.o.Filing.Filings(t.as("officer"), filing.Filter{Award: w.ID}, page.First(20))
		if err != nil {
			return err
		}
		for _, r := range rows.Nodes {
			for _, rung := range duty.Ladder() {
				if d := r.By().AddDays(rung.Days); !r.State.Handed() && !r.By().IsZero() && t.over(d) && !seen[d] {
					seen[d] = true
					days = append(days, d)
				}
			}
		}
	}
	slices.SortFunc(days, func(a, b calendar.Date) int { return strings.Compare(a.String(), b.String()) })
	for _, d := range days {
		t.morning(d)
		if _, err := t.o.Filing.TendDue(t.ctx); err != nil {
			return err
		}
	}
	return nil
}
