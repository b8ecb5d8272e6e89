package program_test

import (
	"slices"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

var checkedAt = time.Date(2027, time.February, 10, 15, 0, 0, 0, time.UTC)

// sound is a draft that nothing stands in the way of, with the ground it stands on.
func sound() (*program.Detail, program.Ground) {
	form, funder := ident.NewForm(), ident.NewFunder()
	d := &program.Detail{
		Cycle: program.Cycle{
			ID: ident.NewCycle(), Title: "Museums Connect 2028", Year: 2028, State: program.Draft, Zone: "America/New_York", FunderAward: ident.NewFunderAward(),
			AppropriationMinor: 500_000_00, AdminReserveMinor: 40_000_00, Currency: money.USD, AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00,
			ThemeRule: program.AtLeastOne, ProposalForm: form, ProfileForm: form, ProjectStartsOn: calendar.On(2028, time.August, 1),
		},
		Of: &program.Program{Applicant: program.ByPartnership, Funder: funder},
	}
	day := func(n int) time.Time { return checkedAt.AddDate(0, 0, n) }
	d.Phases = []*program.Phase{
		{Kind: program.ProfileAlone, OpensAt: day(1), ClosesAt: day(30)}, {Kind: program.ProposalPhase, OpensAt: day(31), ClosesAt: day(90)},
	}
	d.Themes = []*program.Theme{{Title: program.Text{"en": "Water", "es": "Agua", "zh-Hans": "水"}}}
	d.Criteria = []*program.Criterion{{Title: program.Text{"en": "Concept", "es": "Concepto", "zh-Hans": "构想"}, Weight: 60, TieBreak: 1}, {Title: program.Text{}, Weight: 40}}
	g := program.Ground{
		Now: checkedAt, Forms: map[ident.Form]program.FormState{form: {ID: form, Version: 2, Title: program.Text{"en": "Proposal"}, Published: true}},
		Available: money.Dollars(600_000), Funder: funder, Lives: []program.Life{program.CycleLife()},
		Staff: map[auth.Role]int{auth.Officer: 1, auth.Grants: 1, auth.Director: 1},
	}
	return d, g
}

func TestChecksBeforePublishing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*program.Detail, *program.Ground)
		fails []string
	}{
		"nothing is wrong": {func(*program.Detail, *program.Ground) {}, nil},
		"no title":         {func(d *program.Detail, _ *program.Ground) { d.Title = " " }, []string{"title"}},
		"no phases at all": {func(d *program.Detail, _ *program.Ground) { d.Phases = nil }, []string{"phases"}},
		"a program of persons has no phase for their applications": {func(d *program.Detail, _ *program.Ground) { d.Of.Applicant = program.ByPerson }, []string{"phases"}},
		"profiles close after proposals":                           {func(d *program.Detail, _ *program.Ground) { d.Phases[0].ClosesAt = checkedAt.AddDate(0, 0, 91) }, []string{"phases_order"}},
		"a deadline is past": {func(d *program.Detail, _ *program.Ground) {
			d.Phases[0].OpensAt, d.Phases[0].ClosesAt = checkedAt.AddDate(0, 0, -9), checkedAt
		}, []string{"phases_ahead"}},
		"projects begin before proposals are in": {func(d *program.Detail, _ *program.Ground) { d.ProjectStartsOn = calendar.On(2027, time.March, 1) }, []string{"project_dates"}},
		"a phase has no form":                    {func(d *program.Detail, _ *program.Ground) { d.ProfileForm = ident.Form{} }, []string{"forms_chosen"}},
		"a form is a draft": {func(d *program.Detail, g *program.Ground) {
			x := g.Forms[d.ProposalForm]
			x.Published = false
			g.Forms[d.ProposalForm] = x
		}, []string{"forms_published"}},
		"a form's rules do not type-check": {func(d *program.Detail, g *program.Ground) {
			x := g.Forms[d.ProposalForm]
			x.Problem = "undeclared reference to 'budgt'"
			g.Forms[d.ProposalForm] = x
		}, []string{"forms_typed"}},
		"a theme is asked for and there is none":        {func(d *program.Detail, _ *program.Ground) { d.Themes = nil }, []string{"themes"}},
		"a master theme is asked for and there is none": {func(d *program.Detail, _ *program.Ground) { d.ThemeRule = program.MasterAndOther }, []string{"themes"}},
		"a master theme has no other beside it": {func(d *program.Detail, _ *program.Ground) {
			d.ThemeRule, d.Themes[0].Master = program.MasterAndOther, true
		}, []string{"themes"}},
		"a master theme where none is asked for": {func(d *program.Detail, _ *program.Ground) { d.Themes[0].Master = true }, []string{"themes"}},
		"weights sum to 99":                      {func(d *program.Detail, _ *program.Ground) { d.Criteria[1].Weight = 39 }, []string{"weights_sum"}},
		"two criteria break ties first":          {func(d *program.Detail, _ *program.Ground) { d.Criteria[1].TieBreak = 1 }, []string{"tie_breaks"}},
		"only some scores are explained": {func(d *program.Detail, _ *program.Ground) {
			d.Criteria[0].Anchors = []program.Text{{"en": "Poor"}, {}, {}, {}, {}}
		}, []string{"anchors"}},
		"the smallest award is above the largest": {func(d *program.Detail, _ *program.Ground) { d.AwardMinMinor = 100_000_01 }, []string{"award_limits"}},
		"the money does not reach for one award":  {func(d *program.Detail, _ *program.Ground) { d.AppropriationMinor = 139_999_99 }, []string{"award_fits"}},
		"money without a source":                  {func(d *program.Detail, _ *program.Ground) { d.FunderAward = ident.FunderAward{} }, []string{"money_source"}},
		"a cent more than the award has left":     {func(_ *program.Detail, g *program.Ground) { g.Available = money.Cents(499_999_99) }, []string{"money_within"}},
		"an award in another currency":            {func(_ *program.Detail, g *program.Ground) { g.Available = money.New(900_000_00, "EUR") }, []string{"money_within"}},
		"another funder's award":                  {func(_ *program.Detail, g *program.Ground) { g.Funder = ident.NewFunder() }, []string{"money_funder"}},
		"nobody sends letters":                    {func(_ *program.Detail, g *program.Ground) { delete(g.Staff, auth.Grants) }, []string{"dead_ends"}},
		"a program without any staff":             {func(_ *program.Detail, g *program.Ground) { g.Staff = nil }, []string{"owners", "dead_ends"}},
		"a path nobody can leave":                 {func(_ *program.Detail, g *program.Ground) { g.Lives = append(g.Lives, trap()) }, []string{"dead_ends"}},
		"a cycle that is not paid for yet lacks no money": {func(d *program.Detail, _ *program.Ground) {
			d.AppropriationMinor, d.AdminReserveMinor, d.FunderAward = 0, 0, ident.FunderAward{}
		}, nil},
		"a theme in one language only is advice, no refusal": {func(d *program.Detail, _ *program.Ground) { d.Themes[0].Title = program.Text{"en": "Water"} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, g := sound()
			c.spoil(d, &g)
			var fails []string
			list := d.Checks(g)
			for _, x := range list {
				if !x.Passed && !x.Advice {
					fails = append(fails, x.Code)
				}
				if x.Message == "" || !slices.Contains(program.Parts(), x.Part) {
					t.Errorf("%s has no words or no part", x.Code)
				}
			}
			if !slices.Equal(fails, c.fails) {
				t.Errorf("fails %v, want %v", fails, c.fails)
			}
			err := program.Unready(list)
			if (err != nil) != (len(c.fails) > 0) {
				t.Errorf("publishing is refused: %v", err)
			}
			for _, code := range c.fails {
				if !fault.HasCode(err, code) {
					t.Errorf("the refusal does not name %s: %v", code, err)
				}
			}
		})
	}
}

// trap is a life with a state that leads nowhere.
func trap() program.Life {
	return program.Life{Name: "trap", Start: "in", Ends: []string{"out"}, Steps: []program.LifeStep{{From: "in", To: "pit", Verb: "fall"}, {From: "in", To: "out", Verb: "leave"}}}
}

func TestAStateNobodyOwnsSaysWhoIsMissing(t *testing.T) {
	t.Parallel()
	got := program.CycleLife().Unowned(map[auth.Role]int{auth.Officer: 2, auth.Grants: 1})
	var lines []string
	for _, u := range got {
		lines = append(lines, u.String())
	}
	want := []string{"cycle.draft:program_director", "cycle.active:program_director"}
	if !slices.Equal(lines, want) {
		t.Errorf("without a director: %v, want %v", lines, want)
	}
	stuck := program.CycleLife().DeadEnds(map[auth.Role]int{auth.Director: 1, auth.Officer: 1})
	if len(stuck) != 1 || stuck[0].String() != "cycle.slate:grants_manager" {
		t.Errorf("without a grants manager: %v", stuck)
	}
	if ends := program.CycleLife().DeadEnds(map[auth.Role]int{auth.Director: 1, auth.Officer: 1, auth.Grants: 1}); len(ends) > 0 {
		t.Errorf("with all staff there are dead ends: %v", ends)
	}
}
