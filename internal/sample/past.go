package sample

import (
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// moved is a deadline of the past that was published twice.
type moved struct {
	kind     program.PhaseKind
	from, to calendar.Date
}

// pastCycle is what is on record of a cycle; absent parts are not.
type pastCycle struct {
	year     int
	phases   map[program.PhaseKind]calendar.Date // the day each closed
	moves    []moved
	themes   []string
	master   bool
	starts   calendar.Date
	renewals bool
}

func pastCycles() []pastCycle {
	on := calendar.On
	out := []pastCycle{}
	for year := 2008; year <= 2012; year++ {
		out = append(out, pastCycle{year: year, renewals: year == 2011})
	}
	return append(out,
		pastCycle{
			year: 2013, starts: on(2013, time.August, 1),
			phases: map[program.PhaseKind]calendar.Date{
				program.ProfileAlone: on(2013, time.January, 14), program.ProfileWithPartner: on(2013, time.January, 14),
				program.StatementPhase: on(2013, time.January, 31), program.ProposalPhase: on(2013, time.April, 8),
			},
			themes: []string{
				"Addressing Community Challenges", "Adapting to Changing Demographics", "Promoting Disability Rights and Engagement",
				"Investing in Green Practices", "Developing Amateur Experts",
			},
		},
		pastCycle{year: 2014, starts: on(2014, time.August, 1)},
		pastCycle{
			year: 2015, starts: on(2015, time.August, 1),
			phases: map[program.PhaseKind]calendar.Date{
				program.ProfileAlone: on(2014, time.November, 7), program.ProfileWithPartner: on(2015, time.January, 13),
				program.StatementPhase: on(2015, time.January, 20), program.ProposalPhase: on(2015, time.April, 7),
			},
			moves: []moved{{program.ProfileAlone, on(2014, time.October, 31), on(2014, time.November, 7)}},
			themes: []string{
				"Empowering Women and Girls", "Strengthen Civil Society and Social Inclusion", "Environmental Sustainability",
				"Youth Engagement and Leadership Development", "Social Innovation and Entrepreneurship", "Other",
			},
		},
		pastCycle{
			year: 2016, master: true,
			phases: map[program.PhaseKind]calendar.Date{
				program.ProfileAlone: on(2016, time.January, 4), program.ProfileWithPartner: on(2016, time.February, 29),
				program.StatementPhase: on(2016, time.March, 10), program.ProposalPhase: on(2016, time.May, 2),
			},
			moves: []moved{{program.ProposalPhase, on(2016, time.April, 15), on(2016, time.May, 2)}},
			themes: []string{
				"Youth Engagement and Social Inclusion", "Empowering Women and Girls", "Environmental Sustainability", "Countering Extremism",
				"Expanding Access to Quality Education", "Economic Empowerment and Entrepreneurship",
			},
		})
}

// past writes the cycles and partnerships of public record; no use case makes what was over before the product was.
func (t *telling) past() error {
	cycles := map[int]*program.Detail{}
	for _, p := range pastCycles() {
		d, err := t.pastCycle(p)
		if err != nil {
			return fmt.Errorf("tell cycle %d: %w", p.year, err)
		}
		cycles[p.year] = d
	}
	museums := pastMuseums()
	given := map[int]int{}
	for _, p := range pastProjects() {
		given[p.year]++
		if err := t.pastProject(p, cycles[p.year], museums, given[p.year]); err != nil {
			return fmt.Errorf("tell %s: %w", p.title, err)
		}
	}
	return nil
}

func (t *telling) pastCycle(p pastCycle) (*program.Detail, error) {
	c := program.Cycle{
		ID: ident.NewCycle(), Program: t.program, Year: p.year, Title: "Museums Connect " + itoa(p.year), State: program.Closed, Zone: zone, Currency: money.USD,
		AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00, CostShare: 5_000, YearsOpenMin: 2, ReapplyGapYears: 3, RenewalsAllowed: p.renewals,
		ThemeRule: program.ThemesFree, ReviewsNeeded: 3, HalfPoints: true, CommentMinChars: 50, ConflictMonths: 24, ProjectStartsOn: p.starts, Version: 1,
	}
	if !p.starts.IsZero() {
		c.ProjectEndsOn = p.starts.AddYears(1).AddDays(-1)
	}
	if p.master {
		c.ThemeRule = program.MasterAndOther
	}
	d := &program.Detail{Cycle: c}
	for i, title := range p.themes {
		d.Themes = append(d.Themes, &program.Theme{ID: ident.NewTheme(), Cycle: c.ID, Title: program.Text{"en": title}, Master: p.master && i == 0, Ordinal: i + 1})
	}
	for _, k := range []program.PhaseKind{program.ProfileAlone, program.ProfileWithPartner, program.StatementPhase, program.ProposalPhase} {
		day, known := p.phases[k]
		if !known {
			continue
		}
		// When a phase opened is not on record; the first of July before stands for it.
		d.Phases = append(d.Phases, &program.Phase{
			ID: ident.NewPhase(), Cycle: c.ID, Kind: k, OpensAt: time.Date(p.year-1, time.July, 1, 13, 0, 0, 0, time.UTC), ClosesAt: calendar.EndOfDay(day, zone).At,
		})
	}
	if err := t.o.Program.Store.AddCycle(t.ctx, d); err != nil {
		return nil, err
	}
	for _, m := range p.moves {
		ph := d.Phase(m.kind)
		was := calendar.EndOfDay(m.from, zone).At
		change := &program.DeadlineChange{
			Phase: ph.ID, ClosesWas: was, ClosesNow: calendar.EndOfDay(m.to, zone).At, At: was.AddDate(0, 0, -7),
			Reason: "Two notices named two days; the later one held. Who moved it, and why, is not on record.",
		}
		if err := t.o.Program.Store.KeepDeadline(t.ctx, ph, change); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (t *telling) pastProject(p project, c *program.Detail, museums map[string]museum, n int) error {
	at := time.Date(p.year, time.July, 1, 16, 0, 0, 0, time.UTC)
	t.clock.Set(at)
	x := &partnership.Partnership{ID: ident.NewPartnership(), Cycle: c.ID, Title: p.title, State: partnership.Eligible, Version: 1, CreatedAt: at}
	for i, key := range append([]string{p.us}, p.partners...) {
		m, ok := museums[key]
		if !ok {
			return fmt.Errorf("no museum %s", key)
		}
		h := host{name: m.name, city: m.city, state: m.state, lat: m.lat, lon: m.lon, kind: m.kind}
		if err := h.country.UnmarshalText([]byte(m.country)); err != nil {
			return err
		}
		o, err := t.museum(h)
		if err != nil {
			return err
		}
		x.Members = append(x.Members, &partnership.Member{
			ID: ident.NewMember(), Partnership: x.ID, Organization: o.ID, Side: h.side(), Lead: i == 0, ConfirmedAt: &at, ConfirmedWords: "By the program's public record.",
		})
	}
	if err := t.o.Partnership.Store.AddPartnership(t.ctx, x); err != nil {
		return err
	}
	a := &award.Award{
		ID: ident.NewAward(), Number: fmt.Sprintf("MC-%d-A%02d", p.year, n), Cycle: c.ID, Partnership: x.ID, Kind: award.New, Title: p.title, Subject: p.subject,
		Currency: money.USD, StartsOn: c.ProjectStartsOn, EndsOn: c.ProjectEndsOn, State: award.Closed, Version: 1,
	}
	if p.renewal {
		a.Kind = award.Renewal
	}
	if p.dollars > 0 {
		minor := p.dollars * 100
		a.AmountMinor = &minor
	}
	return t.o.Award.Store.AddAwards(t.ctx, []*award.Award{a})
}
