package sample

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// proposal is one proposal of the telling, from partnership to submission.
type proposal struct {
	pair
	topic            topic
	title            string
	requested, share int64 // dollars
	lead, partner    string
	id               ident.Application
	partnership      ident.Partnership
	abroadMember     ident.Member
}

// proposals pair the museums with their topics and what they ask for.
func proposals(pairs []pair, edition int, dollars []int64) []*proposal {
	out := make([]*proposal, len(pairs))
	for i, p := range pairs {
		t := topics()[i]
		out[i] = &proposal{
			pair: p, topic: t, title: t.titles[edition], requested: dollars[i], share: dollars[i]/2 + dollars[i]*int64(i%4)/20,
			lead: p.us.slug(), partner: p.abroad.slug(),
		}
	}
	return out
}

// agree makes the partnership: the lead proposes, and the partner confirms two days later.
func (t *telling) agree(c *program.Detail, p *proposal, ago int) error {
	t.ago(ago, 9+t.r.Float64()*8)
	if err := t.speaker(p.us, p.lead); err != nil {
		return err
	}
	if err := t.speaker(p.abroad, p.partner); err != nil {
		return err
	}
	d, err := t.ask(c, p)
	if err != nil {
		return err
	}
	p.partnership, p.abroadMember = d.ID, d.Museums[1].Member.ID
	t.ago(ago-2, 5+t.r.Float64()*6)
	_, err = t.o.Partnership.Confirm(t.as(p.partner), partnership.ConfirmInput{
		Partnership: d.ID, Organization: t.museums[p.abroad.name].ID, Words: fmt.Sprintf("%s takes part and will carry its half of the work.", p.abroad.name),
	})
	return err
}

func (t *telling) ask(c *program.Detail, p *proposal) (*partnership.Detail, error) {
	return t.o.Partnership.Propose(t.as(p.lead), partnership.ProposeInput{
		Cycle: c.ID, Title: p.title, Lead: t.museums[p.us.name].ID, LeadPart: "Leads the project, teaches in " + p.us.city + ", reports to the program.",
		Partners: []partnership.PartnerInput{{Organization: t.museums[p.abroad.name].ID, Part: "Leads the work in " + p.abroad.city + " and decides on its budget lines."}},
	})
}

// start makes the draft and its theme.
func (t *telling) start(c *program.Detail, p *proposal) error {
	d, err := t.o.Application.StartProposal(t.as(p.lead), application.StartInput{Partnership: p.partnership})
	if err != nil {
		return err
	}
	p.id = d.ID
	theme := c.Themes[p.topic.theme].ID
	_, err = t.o.Application.SaveAnswers(t.as(p.lead), application.SaveAnswersInput{Application: p.id, Theme: &theme})
	return err
}

// write keeps answers as their owners: the partner's own section by the partner, the rest by the lead.
func (t *telling) write(p *proposal, answers form.Answers) error {
	definition := form.MuseumsConnectProposal()
	sides := map[string][]application.AnswerInput{}
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		s, _, ok := definition.Find(key)
		if !ok {
			return fmt.Errorf("the form does not ask %s", key)
		}
		by := p.lead
		if s.Owner == form.ByPartner {
			by = p.partner
		}
		sides[by] = append(sides[by], application.AnswerInput{Key: key, Text: answers[key]})
	}
	for _, by := range []string{p.lead, p.partner} {
		if len(sides[by]) == 0 {
			continue
		}
		t.pass(40 + t.r.IntN(200))
		if _, err := t.o.Application.SaveAnswers(t.as(by), application.SaveAnswersInput{Application: p.id, Answers: sides[by]}); err != nil {
			return err
		}
	}
	return nil
}

// submit tells one proposal from its draft to its receipt.
func (t *telling) submit(c *program.Detail, p *proposal, begun, handed int) error {
	t.ago(begun, 10+t.r.Float64()*6)
	if err := t.start(c, p); err != nil {
		return err
	}
	if err := t.write(p, p.answers(p.topic, p.title)); err != nil {
		return err
	}
	if err := t.enclose(p); err != nil {
		return err
	}
	t.pass(90)
	if err := t.costs(p, p.budget(p.topic, p.requested, p.share)); err != nil {
		return err
	}
	t.ago(handed, 11+t.r.Float64()*9)
	_, err := t.o.Application.Submit(t.as(p.lead), application.SubmitInput{Application: p.id})
	return err
}

// check is the officer's: taken up, and found eligible.
func (t *telling) check(p *proposal, ago int) error {
	t.ago(ago, 9+t.r.Float64()*7)
	if _, err := t.o.Application.TakeUp(t.as("officer"), application.TakeUpInput{Application: p.id}); err != nil {
		return err
	}
	t.pass(35)
	_, err := t.o.Application.MarkEligible(t.as("officer"), application.FindInput{Application: p.id, Note: "Papers complete; both museums known to the embassies."})
	return err
}

// endorse records the embassy's word on the museum abroad.
func (t *telling) endorse(p *proposal, ago int) error {
	t.ago(ago, 15)
	post := "U.S. Embassy, " + p.abroad.country.Name("en")
	for _, state := range []partnership.EndorsementState{partnership.SentToPost, partnership.Endorsed} {
		if _, err := t.o.Partnership.Endorse(t.as("officer"), partnership.EndorseInput{Member: p.abroadMember, Post: post, State: state}); err != nil {
			return err
		}
		t.pass(60)
	}
	return nil
}

// askPost sends the nearest post a link, which it has not answered; the address is nobody's.
func (t *telling) askPost(p *proposal, ago int) error {
	t.ago(ago, 11)
	posts, err := t.o.Partnership.Posts(t.as("officer"))
	if err != nil {
		return err
	}
	nearest := partnership.Nearest(posts, t.museums[p.abroad.name])[0]
	_, err = t.o.Partnership.SendEndorsement(t.as("officer"), partnership.SendEndorsementInput{
		Member: p.abroadMember, Post: nearest.ID, Email: "post@example.org", Note: "The travel is planned for February; a word before January would help.",
	})
	return err
}
