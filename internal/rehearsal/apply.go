package rehearsal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// pair is a made-up partnership on its way through the cycle.
type pair struct {
	us, abroad    ident.Organization
	lead, partner ident.Person
	partnership   ident.Partnership
	member        ident.Member // abroad
	application   ident.Application
	profiles      [2]ident.Profile // of the two museums
	statement     ident.Statement
}

// meet makes the partnerships.
func (p *play) meet() error {
	return p.stage(scene{act: Pair, by: auth.Coordinator, do: func(context.Context) (int, error) {
		for i, x := range p.pairs {
			if err := p.agree(i, x); err != nil {
				return i, err
			}
		}
		return len(p.pairs), nil
	}})
}

func (p *play) agree(i int, x *pair) error {
	lead, err := p.as(x.lead)
	if err != nil {
		return err
	}
	d, err := p.o.Partnership.Propose(lead, partnership.ProposeInput{
		Cycle: p.copy.ID, Title: "Rehearsal " + number(i+1), Lead: x.us, LeadPart: "Leads the project and reports to the program.",
		Partners: []partnership.PartnerInput{{Organization: x.abroad, Part: "Leads the work in its own community."}},
	})
	if err != nil {
		return err
	}
	x.partnership = d.ID
	for _, m := range d.Museums {
		if m.Member.Side == partnership.NonUS {
			x.member = m.Member.ID
		}
	}
	partner, err := p.as(x.partner)
	if err != nil {
		return err
	}
	_, err = p.o.Partnership.Confirm(partner, partnership.ConfirmInput{Partnership: d.ID, Organization: x.abroad, Words: "We take part."})
	return err
}

// write makes the drafts and answers every question of the form.
func (p *play) write() error {
	return p.stage(scene{act: Write, by: auth.Coordinator, do: func(context.Context) (int, error) {
		f, err := p.o.Form.Form(p.ctx, p.copy.ProposalForm)
		if err != nil {
			return 0, err
		}
		for i, x := range p.pairs {
			if err := p.draft(x, &f.Definition); err != nil {
				return i, err
			}
		}
		return len(p.pairs), nil
	}})
}

func (p *play) draft(x *pair, d *form.Definition) error {
	lead, err := p.as(x.lead)
	if err != nil {
		return err
	}
	a, err := p.o.Application.StartProposal(lead, application.StartInput{Partnership: x.partnership})
	if err != nil {
		return err
	}
	x.application = a.ID
	if theme, ok := p.theme(); ok {
		if _, err := p.o.Application.SaveAnswers(lead, application.SaveAnswersInput{Application: a.ID, Theme: &theme}); err != nil {
			return err
		}
	}
	if err := p.answer(x, d); err != nil {
		return err
	}
	return p.budget(lead, x)
}

// theme is one that satisfies the cycle's rule.
func (p *play) theme() (ident.Theme, bool) {
	for _, t := range p.copy.Themes {
		if p.copy.ThemeRule != program.MasterAndOther || !t.Master {
			return t.ID, true
		}
	}
	return ident.Theme{}, false
}

// answer keeps a sample answer to each question, by the side that owns its section.
func (p *play) answer(x *pair, d *form.Definition) error {
	sample := d.Sample()
	for side, who := range map[bool]ident.Person{false: x.lead, true: x.partner} {
		var list []application.AnswerInput
		for _, key := range slices.Sorted(maps.Keys(sample)) {
			s, _, ok := d.Find(key)
			if ok && sample[key] != "" && (s.Owner == form.ByPartner) == side {
				list = append(list, application.AnswerInput{Key: key, Text: sample[key]})
			}
		}
		ctx, err := p.as(who)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			if _, err := p.o.Application.SaveAnswers(ctx, application.SaveAnswersInput{Application: x.application, Answers: list}); err != nil {
				return err
			}
		}
		if err := p.attach(ctx, x.application.String(), d, func(s *form.Section) bool { return (s.Owner == form.ByPartner) == side }); err != nil {
			return err
		}
	}
	return nil
}

// budget asks for an amount between the cycle's limits, with just the cost share that is required.
func (p *play) budget(lead context.Context, x *pair) error {
	asked := money.New((p.copy.AwardMinMinor+p.copy.AwardMaxMinor)/2, p.copy.Currency)
	share := p.copy.CostShare.AtLeast(asked)
	lines := []budget.LineInput{line(partnership.US, "grant", asked)}
	if !share.IsZero() {
		lines = append(lines, line(partnership.US, "in_kind", share))
	}
	_, err := p.o.Budget.Replace(lead, budget.ReplaceInput{Application: x.application, Lines: lines})
	return err
}

func line(side partnership.Side, funding budget.Funding, m money.Money) budget.LineInput {
	return budget.LineInput{
		Category: "supplies", Side: side, Funding: funding, Description: "Materials", Unit: "set", Quantity: "1", Rate: m.Decimal(), Justification: "For the rehearsal.",
	}
}

// onTime are the partnerships that hand in before the deadline; the last one does not.
func (p *play) onTime() []*pair { return p.pairs[:len(p.pairs)-1] }

func (p *play) handIn() error {
	return p.stage(scene{act: HandIn, by: auth.Coordinator, do: func(context.Context) (int, error) {
		for i, x := range p.onTime() {
			if err := p.submit(x); err != nil {
				return i, err
			}
		}
		return len(p.onTime()), nil
	}})
}

func (p *play) submit(x *pair) error {
	lead, err := p.as(x.lead)
	if err != nil {
		return err
	}
	_, err = p.o.Application.Submit(lead, application.SubmitInput{Application: x.application})
	return sampleRefused(err)
}

// fields are the refused inputs of an error, with what is wrong with each.
func fields(err error) string {
	var out []string
	for _, f := range faults(err) {
		out = append(out, fmt.Sprintf("%s (%s)", f.Path, f.Message))
	}
	return strings.Join(out, "; ")
}

// tooLate holds that what comes after the deadline and its grace is refused, and the draft stays.
func (p *play) tooLate() error {
	return p.stage(scene{act: TooLate, by: auth.Coordinator, do: func(context.Context) (int, error) {
		err := p.submit(p.pairs[len(p.pairs)-1])
		if err == nil {
			return 0, fault.New(fault.Conflict, "late_taken", "A proposal was taken after the deadline.")
		}
		if !fault.Is(err, fault.DeadlinePassed) {
			return 0, err
		}
		return 1, nil
	}})
}

// papers plays the technical check: one proposal is sent back once where the cycle lets it.
func (p *play) papers() error {
	p.pass(2)
	if !p.copy.ReturnsBarred {
		if err := p.sendBack(); err != nil {
			return err
		}
	}
	p.pass(1)
	err := p.stage(scene{act: CheckPapers, by: auth.Officer, do: func(ctx context.Context) (int, error) {
		for i, x := range p.onTime() {
			if _, err := p.o.Application.TakeUp(ctx, application.TakeUpInput{Application: x.application}); err != nil {
				return i, err
			}
			in := application.FindInput{Application: x.application, Note: "Settled in the rehearsal."}
			if _, err := p.o.Application.MarkEligible(ctx, in); err != nil {
				return i, err
			}
		}
		return len(p.onTime()), nil
	}})
	if err != nil {
		return err
	}
	p.pass(1)
	return p.stage(scene{act: Endorse, by: auth.Officer, do: func(ctx context.Context) (int, error) {
		for i, x := range p.onTime() {
			for _, state := range []partnership.EndorsementState{partnership.SentToPost, partnership.Endorsed} {
				in := partnership.EndorseInput{Member: x.member, Post: "The embassy of the rehearsal", State: state}
				if _, err := p.o.Partnership.Endorse(ctx, in); err != nil {
					return i, err
				}
			}
		}
		return len(p.onTime()), nil
	}})
}

func (p *play) sendBack() error {
	x, until := p.pairs[0], p.clock.Now().AddDate(0, 0, 7)
	err := p.stage(scene{act: SendBack, by: auth.Officer, due: []Due{{"returned", until}}, do: func(ctx context.Context) (int, error) {
		_, err := p.o.Application.Return(ctx, application.ReturnInput{Application: x.application, Missing: "A letter of support.", Until: until})
		return 1, err
	}})
	if err != nil {
		return err
	}
	p.pass(2)
	return p.stage(scene{act: HandInAgain, by: auth.Coordinator, do: func(context.Context) (int, error) { return 1, p.submit(x) }})
}
