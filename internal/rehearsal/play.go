package rehearsal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// play is one run of the copy.
type play struct {
	ctx      context.Context // of the transaction, as the system
	o        *office.Office
	clock    *clock
	real     *program.Detail // the cycle that is rehearsed
	copy     *program.Detail // what is played
	timeline *Timeline

	staff   map[auth.Role][]ident.Person // the program's own people
	names   map[ident.Person]string      // of the staff
	cast    map[ident.Person]auth.Role   // made-up people
	pairs   []*pair
	readers []ident.Person // the panel, its chair first
	panel   ident.Panel
	slate   ident.Slate
	tasks   []*review.Assignment
	last    ident.Message // the last one accounted for
}

// stop ends the play at a step that was refused; the timeline has the reason.
type stop struct{ act Act }

// Error names the step.
func (s *stop) Error() string { return "rehearsal stopped at " + string(s.act) }

// scene is one step: what, by whom, and how.
type scene struct {
	act Act
	by  auth.Role
	do  func(ctx context.Context) (count int, err error)
	due []Due
}

// stage plays a scene and writes it into the timeline; a refusal ends the play.
func (p *play) stage(s scene) error {
	who, count, err := p.act(s)
	if err != nil {
		p.timeline.Failed = &Failure{At: p.clock.Now(), Act: s.act, By: s.by, Reason: err}
		return &stop{s.act}
	}
	step := Step{At: p.clock.Now(), Act: s.act, By: s.by, Who: p.names[who], Count: count, Due: s.due}
	if step.Told, err = p.told(); err != nil {
		return err
	}
	c, err := p.o.Program.Cycle(p.ctx, p.copy.ID)
	if err != nil {
		return err
	}
	p.copy, step.State = c, c.State
	p.timeline.Steps = append(p.timeline.Steps, step)
	return nil
}

// act does a scene as each holder of its role in turn, until one is not kept from it by their own part in the matter.
func (p *play) act(s scene) (ident.Person, int, error) {
	if !s.by.Staff() {
		n, err := s.do(p.ctx)
		return ident.Person{}, n, err
	}
	refused := fault.New(fault.Forbidden, "nobody_holds_role", "Nobody holds the role %s in this program.", s.by).With("role", string(s.by))
	var last error = refused
	for _, who := range p.staff[s.by] {
		ctx, err := p.as(who)
		if err != nil {
			return who, 0, err
		}
		n, err := s.do(ctx)
		if err == nil {
			return who, n, nil
		}
		last = err
		if !fault.HasCode(err, "same_person") && !fault.HasCode(err, "own_organization") {
			break
		}
	}
	return ident.Person{}, 0, last
}

// as is the context in which a person acts, with every role they hold at that moment.
func (p *play) as(who ident.Person) (context.Context, error) {
	a, err := p.o.Account.Store.Actor(p.ctx, who)
	if err != nil {
		return nil, fmt.Errorf("act as %s: %w", who, err)
	}
	a.Via, a.SecondFactor = "rehearsal", true
	return auth.As(p.ctx, a), nil
}

// told are the messages queued since the last step, by template and by who gets them.
func (p *play) told() ([]Told, error) {
	list, err := p.o.Messages.OfTransaction(p.ctx, p.last)
	if err != nil {
		return nil, err
	}
	var out []Told
	for _, m := range list {
		p.last = m.ID
		t := Told{Template: m.Template, Role: p.cast[m.Person], Who: p.names[m.Person], People: 1}
		i := slices.IndexFunc(out, func(o Told) bool { return o.Template == t.Template && o.Role == t.Role && o.Who == t.Who })
		if i >= 0 {
			out[i].People++
			continue
		}
		out = append(out, t)
	}
	return out, nil
}

// run plays the whole cycle.
func (p *play) run() error {
	if err := p.begin(); err != nil {
		return err
	}
	for _, part := range []func() error{p.publish, p.call, p.papers, p.reading, p.decision, p.end} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// pass lets days go by, to ten in the morning where the office is.
func (p *play) pass(days int) {
	z := calendar.Deadline{Zone: p.copy.Zone}.Location()
	y, m, d := p.clock.Now().In(z).AddDate(0, 0, days).Date()
	p.clock.to(time.Date(y, m, d, 10, 0, 0, 0, z))
}

// publish gives the copy to the public.
func (p *play) publish() error {
	var due []Due
	for _, x := range p.copy.Phases {
		due = append(due, Due{string(x.Kind), x.ClosesAt})
	}
	return p.stage(scene{act: Publish, by: auth.Director, due: due, do: func(ctx context.Context) (int, error) {
		_, err := p.o.Program.Publish(ctx, program.PublishInput{Cycle: p.copy.ID})
		return 1, err
	}})
}

// moment is something that happens at an instant of the call.
type moment struct {
	at time.Time
	do func() error
}

// call plays the phases by the clock, with the museums' work inside each.
func (p *play) call() error {
	var list []moment
	for _, x := range p.copy.Phases {
		list = append(list, moment{x.OpensAt, func() error { return p.opens(x) }}, moment{x.ClosesAt.Add(time.Duration(x.GraceSeconds)*time.Second + time.Second), func() error { return p.closes(x) }})
	}
	final := p.copy.Phase(program.ProposalPhase)
	if final == nil {
		return p.people()
	}
	long := final.ClosesAt.Sub(final.OpensAt)
	list = append(list, p.before(final)...)
	list = append(list, moment{final.OpensAt.Add(long / 2), p.write},
		moment{final.ClosesAt.Add(-long / 20), p.handIn}, moment{final.ClosesAt.Add(time.Duration(final.GraceSeconds)*time.Second + 2*time.Second), p.tooLate})
	slices.SortStableFunc(list, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, m := range list {
		p.clock.to(m.at)
		if err := m.do(); err != nil {
			return err
		}
	}
	return nil
}

// people ends the play of a program to which persons apply.
func (p *play) people() error {
	return p.stage(scene{act: HandIn, by: auth.Fellow, do: func(context.Context) (int, error) {
		return 0, fault.New(fault.Conflict, "persons_not_played", "Only applications of partnerships are played; this program takes those of persons.")
	}})
}

func (p *play) opens(x *program.Phase) error {
	return p.stage(scene{act: PhaseOpens, due: []Due{{string(x.Kind), x.ClosesAt}}, do: func(ctx context.Context) (int, error) {
		_, err := p.o.Program.OpenPhase(ctx, p.copy.ID)
		return 1, err
	}})
}

// closes holds that nothing more is taken once a phase is over.
func (p *play) closes(x *program.Phase) error {
	return p.stage(scene{act: PhaseCloses, do: func(context.Context) (int, error) {
		if err := p.copy.CheckOpen(x.Kind, p.clock.Now()); !fault.Is(err, fault.DeadlinePassed) {
			return 0, fault.New(fault.Conflict, "still_open", "The phase %s still takes work after its deadline.", x.Kind)
		}
		return 1, nil
	}})
}
