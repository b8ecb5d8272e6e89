package sample

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// intents tells three statements of intent: one that waits for the office, one with feedback and a call
// to choose, one whose museums are invited.
func (t *telling) intents(c *program.Detail) error {
	old := decidedPairs()
	pairs := []pair{{old[7].us, old[8].abroad}, {old[8].us, old[9].abroad}, {old[9].us, old[7].abroad}}
	titles := []string{"The Market at Six in the Morning", "Songs for a Short Winter", "A Bridge Counted Twice"}
	for i, ask := range []int64{72_000, 90_000, 66_500} {
		p := &proposal{
			pair: pairs[i], topic: topics()[7+i], title: titles[i], requested: ask, share: ask / 2, lead: pairs[i].us.slug(), partner: pairs[i].abroad.slug(),
		}
		d, err := t.intend(c, p, 20-3*i)
		if err == nil && i > 0 {
			err = t.advise(d, 9-3*i, i == 2)
		}
		if err != nil {
			return fmt.Errorf("state %s: %w", p.title, err)
		}
	}
	return nil
}

// intend makes a partnership and hands its statement in.
func (t *telling) intend(c *program.Detail, p *proposal, ago int) (*statement.Detail, error) {
	if err := t.agree(c, p, ago); err != nil {
		return nil, err
	}
	t.ago(ago-3, 10)
	d, err := t.o.Statement.Start(t.as(p.lead), statement.StartInput{Partnership: p.partnership})
	if err != nil {
		return nil, err
	}
	definition := form.MuseumsConnectStatement()
	answers := p.intent()
	for _, by := range []string{p.lead, p.partner} {
		in := response.SaveInput{Subject: d.ID.String()}
		for _, s := range definition.Sections {
			if (s.Owner == form.ByPartner) != (by == p.partner) {
				continue
			}
			for _, q := range s.Questions {
				if text := answers[q.Key]; text != "" && text != d.Answers[q.Key] {
					in.Answers = append(in.Answers, response.AnswerInput{Key: q.Key, Text: text, Saw: response.Stamp(d.Answers[q.Key])})
				}
			}
		}
		t.pass(90)
		if _, err := t.o.Response.Save(t.as(by), in); err != nil {
			return nil, err
		}
	}
	t.ago(ago-5, 15)
	return t.o.Statement.Submit(t.as(p.lead), statement.SubmitInput{Statement: d.ID})
}

// intent is what a pair answers to the statement's form.
func (p *proposal) intent() form.Answers {
	whole := p.answers(p.topic, p.title)
	speaks := func(h host) string {
		b, _ := json.Marshal(map[string]string{"given": h.given, "family": h.family, "title": "Project coordinator", "email": h.email(), "phone": h.phone()})
		return string(b)
	}
	return form.Answers{
		form.TitleKey: p.title, "requested_funds": itoa(int(p.requested)), "offered_share": itoa(int(p.share)), "profiles_submitted": "yes",
		"lead_coordinator": speaks(p.us), "partner_coordinator": speaks(p.abroad), "lead_primary": whole["community_us"], "partner_primary": whole["partner_community"],
		"concept": whole["concept"], "activities": whole["activities"], "travel": whole["travel"], "outcomes": whole["outputs"],
	}
}

// advise answers a statement section by section and offers times to speak, or invites its museums.
func (t *telling) advise(d *statement.Detail, ago int, invite bool) error {
	t.ago(ago, 11)
	words := []statement.SectionWords{
		{Section: "description", Words: strings.Join([]string{
			"The need is clear, and the two communities meet as equals. Say in the proposal how participants were asked before the plan was made.",
			"The second journey comes late: a visa takes eight weeks, so please begin in the first quarter.",
		}, "\n\n")},
		{Section: "", Words: "A strong beginning. Think about who keeps the work going once the award has ended."},
	}
	_, err := t.o.Statement.WriteFeedback(t.as("officer"), statement.WriteFeedbackInput{Statement: d.ID, Sections: words})
	if err != nil {
		return err
	}
	if _, err = t.o.Statement.SendFeedback(t.as("officer"), statement.SendFeedbackInput{Statement: d.ID}); err != nil {
		return err
	}
	if invite {
		_, err = t.o.Statement.Invite(t.as("officer"), statement.InviteInput{Statement: d.ID, Words: "We look forward to reading more."})
		return err
	}
	at := t.endOf(3).Add(time.Second)
	times := []time.Time{at.Add(9 * time.Hour), at.Add(15 * time.Hour), at.Add(34 * time.Hour)}
	_, err = t.o.Statement.OfferCall(t.as("officer"), statement.OfferCallInput{Statement: d.ID, Times: slices.Clip(times), Minutes: 45, Place: "https://meet.example.org/museums-connect"})
	return errors.Join(err, t.err)
}
