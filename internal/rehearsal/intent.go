package rehearsal

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// before is what museums and the office do ahead of the proposals: profiles, partnerships, statements and what is said of them.
func (p *play) before(final *program.Phase) []moment {
	part := func(x *program.Phase, n int) time.Time {
		return x.OpensAt.Add(x.ClosesAt.Sub(x.OpensAt) * time.Duration(n) / 8)
	}
	var list []moment
	met := final
	if x := p.profiles(); x != nil {
		list = append(list, moment{part(x, 4), p.describe}, moment{part(x, 6), p.list})
	}
	if x := p.copy.Phase(program.StatementPhase); x != nil && !p.copy.StatementForm.IsZero() {
		list = append(list, moment{part(x, 4), p.intend}, moment{part(x, 6), p.advise})
		if x.OpensAt.Before(final.OpensAt) {
			met = x
		}
	}
	return append(list, moment{part(met, 1), p.meet})
}

// profiles is the phase in which museums describe themselves; nil where the cycle has none.
func (p *play) profiles() *program.Phase {
	if p.copy.ProfileForm.IsZero() {
		return nil
	}
	if x := p.copy.Phase(program.ProfileAlone); x != nil {
		return x
	}
	return p.copy.Phase(program.ProfileWithPartner)
}

// describe makes and hands in a profile of every museum.
func (p *play) describe() error {
	return p.stage(scene{act: Describe, by: auth.Coordinator, do: func(context.Context) (n int, err error) {
		f, err := p.o.Form.Form(p.ctx, p.copy.ProfileForm)
		if err != nil {
			return 0, err
		}
		for _, x := range p.pairs {
			for _, m := range []struct {
				museum ident.Organization
				by     ident.Person
				to     *ident.Profile
			}{{x.us, x.lead, &x.profiles[0]}, {x.abroad, x.partner, &x.profiles[1]}} {
				if *m.to, err = p.profile(m.museum, m.by, &f.Definition); err != nil {
					return n, err
				}
				n++
			}
		}
		return n, nil
	}})
}

func (p *play) profile(museum ident.Organization, by ident.Person, d *form.Definition) (ident.Profile, error) {
	ctx, err := p.as(by)
	if err != nil {
		return ident.Profile{}, err
	}
	begun, err := p.o.Profile.Start(ctx, profile.StartInput{Cycle: p.copy.ID, Organization: museum})
	if err != nil {
		return ident.Profile{}, err
	}
	all := func(*form.Section) bool { return true }
	if err := p.respond(ctx, begun.ID.String(), d, begun.Answers, all); err != nil {
		return ident.Profile{}, err
	}
	_, err = p.o.Profile.Submit(ctx, profile.SubmitInput{Profile: begun.ID})
	return begun.ID, sampleRefused(err)
}

// list lets the office put the profiles into the directory.
func (p *play) list() error {
	return p.stage(scene{act: ListProfiles, by: auth.Officer, do: func(ctx context.Context) (n int, err error) {
		for _, x := range p.pairs {
			for _, id := range x.profiles {
				if _, err := p.o.Profile.List(ctx, profile.ListOneInput{Profile: id}); err != nil {
					return n, err
				}
				n++
			}
		}
		return n, nil
	}})
}

// intend makes and hands in a statement of intent of every partnership.
func (p *play) intend() error {
	return p.stage(scene{act: Intend, by: auth.Coordinator, do: func(context.Context) (int, error) {
		f, err := p.o.Form.Form(p.ctx, p.copy.StatementForm)
		if err != nil {
			return 0, err
		}
		for i, x := range p.pairs {
			if err := p.state(x, &f.Definition); err != nil {
				return i, err
			}
		}
		return len(p.pairs), nil
	}})
}

func (p *play) state(x *pair, d *form.Definition) error {
	lead, err := p.as(x.lead)
	if err != nil {
		return err
	}
	partner, err := p.as(x.partner)
	if err != nil {
		return err
	}
	begun, err := p.o.Statement.Start(lead, statement.StartInput{Partnership: x.partnership})
	if err != nil {
		return err
	}
	x.statement = begun.ID
	of := func(abroad bool) func(*form.Section) bool {
		return func(s *form.Section) bool { return (s.Owner == form.ByPartner) == abroad }
	}
	if err := p.respond(lead, begun.ID.String(), d, begun.Answers, of(false)); err != nil {
		return err
	}
	if err := p.respond(partner, begun.ID.String(), d, begun.Answers, of(true)); err != nil {
		return err
	}
	_, err = p.o.Statement.Submit(lead, statement.SubmitInput{Statement: begun.ID})
	return sampleRefused(err)
}

// advise lets the office answer every statement and invite its museums.
func (p *play) advise() error {
	return p.stage(scene{act: Advise, by: auth.Officer, do: func(ctx context.Context) (int, error) {
		for i, x := range p.pairs {
			words := []statement.SectionWords{{Words: "Settled in the rehearsal."}}
			if _, err := p.o.Statement.WriteFeedback(ctx, statement.WriteFeedbackInput{Statement: x.statement, Sections: words}); err != nil {
				return i, err
			}
			if _, err := p.o.Statement.SendFeedback(ctx, statement.SendFeedbackInput{Statement: x.statement}); err != nil {
				return i, err
			}
			if _, err := p.o.Statement.Invite(ctx, statement.InviteInput{Statement: x.statement, Words: "Please go on."}); err != nil {
				return i, err
			}
		}
		return len(p.pairs), nil
	}})
}

// respond keeps a sample answer to each question of the sections, over what stands there.
func (p *play) respond(ctx context.Context, subject string, d *form.Definition, there form.Answers, of func(*form.Section) bool) error {
	sample, in := d.Sample(), response.SaveInput{Subject: subject}
	for _, key := range slices.Sorted(maps.Keys(sample)) {
		s, _, ok := d.Find(key)
		if ok && of(s) && sample[key] != "" && sample[key] != there[key] {
			in.Answers = append(in.Answers, response.AnswerInput{Key: key, Text: sample[key], Saw: response.Stamp(there[key])})
		}
	}
	if len(in.Answers) > 0 {
		if _, err := p.o.Response.Save(ctx, in); err != nil {
			return err
		}
	}
	return p.attach(ctx, subject, d, of)
}

// attach gives a sample file to each question of the sections that has to have one.
func (p *play) attach(ctx context.Context, subject string, d *form.Definition, of func(*form.Section) bool) error {
	for i := range d.Sections {
		if !of(&d.Sections[i]) {
			continue
		}
		for _, q := range d.Sections[i].Questions {
			if q.Kind != form.File || !q.Required {
				continue
			}
			name, content, err := q.SampleFile()
			if err != nil {
				return err
			}
			in := response.AttachInput{Subject: subject, Key: q.Key, Name: name, Size: int64(len(content)), Bytes: bytes.NewReader(content)}
			if _, err := p.o.Response.Attach(ctx, in); err != nil {
				return err
			}
		}
	}
	return nil
}

// sampleRefused names the answers that the form's own checks refuse.
func sampleRefused(err error) error {
	if named := fields(err); named != "" {
		return fault.New(fault.Invalid, "sample_refused", "Sample answers to the form are refused: %s.", named).With("fields", named)
	}
	return err
}
