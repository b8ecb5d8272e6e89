package program_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is a program with a public cycle of 2027 and a draft of 2028, which takes profiles that come late in 2027.
type world struct {
	*pgtest.World
	t                        *testing.T
	programs                 *program.Service
	program                  ident.Program
	now, next                *program.Detail
	officer, director, other context.Context
	writers                  drafters
}

// drafters are people who hold drafts of another kind.
type drafters []ident.Person

// Drafters are all of them, whatever the cycle.
func (d *drafters) Drafters(context.Context, ident.Cycle) ([]ident.Person, error) { return *d, nil }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, program: ident.NewProgram()}
	w.programs = &program.Service{Desk: w.Desk(), Store: postgres.Programs{DB: w.DB}, Book: postgres.Ledger{DB: w.DB}, Drafters: []program.DraftSource{&w.writers}}
	funder := ident.NewFunder()
	w.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'state', 'Department of State', true)`, funder.UUID())
	sys := auth.As(pgtest.Context(t), auth.System("test"))
	w.must(w.programs.Store.AddProgram(sys, &program.Program{ID: w.program, Key: "museums_connect", Name: "Museums Connect", Administrator: "Alliance", Funder: funder, Summary: program.Text{"en": "Together"}}))
	w.officer, w.director = w.person("Officer", auth.Officer, w.program), w.person("Director", auth.Director, w.program)
	w.other = w.person("Other", auth.Director, ident.NewProgram())
	w.now, w.next = w.cycle(sys, 2027), w.cycle(sys, 2028)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	_, err := w.DB.Pool.Exec(context.Background(), text, args...)
	w.must(err)
}

func (w *world) person(name string, role auth.Role, in ident.Program) context.Context {
	id := ident.NewPerson()
	w.exec(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, lower($2) || '@example.org', $2, now())`, id.UUID(), name)
	if in == w.program {
		w.exec(`INSERT INTO role_grants (id, person_id, role, program_id, granted_at) VALUES (gen_random_uuid(), $1, $2, $3, now())`, id.UUID(), string(role), in.UUID())
	}
	return auth.As(pgtest.Context(w.t), auth.Actor{Person: id, Name: name, Grants: []auth.Grant{{Role: role, Program: in}}})
}

// cycle is a draft whose profiles close on 1 March and whose proposals close on 7 April of its year.
func (w *world) cycle(ctx context.Context, year int) *program.Detail {
	w.t.Helper()
	d, err := w.programs.ComposeCycle(ctx, program.ComposeCycleInput{Program: w.program, Year: year, Title: "Museums Connect"})
	w.must(err)
	y := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")
	_, err = w.programs.SetPhases(ctx, program.SetPhasesInput{Cycle: d.ID, ProfileRollover: true, Phases: []program.PhaseInput{
		{Kind: program.ProfileAlone, OpensAt: y + "-01-05T09:00", ClosesAt: y + "-03-01T23:59:59", GraceSeconds: 60},
		{Kind: program.ProposalPhase, OpensAt: y + "-02-01T09:00", ClosesAt: y + "-04-07T23:59:59"},
	}})
	w.must(err)
	form := ident.NewForm()
	w.exec(`INSERT INTO forms (id, key, version, title, definition, published_at) VALUES ($1, $2, 1, '{"en":"Form"}', '{}', now())`, form.UUID(), "form"+y)
	_, err = w.programs.SetForms(ctx, program.SetFormsInput{Cycle: d.ID, Profile: &form, Proposal: &form})
	w.must(err)
	d, err = w.programs.SetCriteria(ctx, program.SetCriteriaInput{Cycle: d.ID, Criteria: []program.CriterionInput{{Key: "concept", TitleEn: "Concept", Weight: 100}}})
	w.must(err)
	return d
}

func (w *world) publish() {
	w.t.Helper()
	_, err := w.programs.Publish(w.director, program.PublishInput{Cycle: w.now.ID})
	w.must(err)
}

func TestComposing(t *testing.T) {
	t.Parallel()
	for name, does := range map[string]func(*testing.T, *world){
		"an officer edits a draft and does not publish it": func(t *testing.T, w *world) {
			if _, err := w.programs.SetThemes(w.officer, program.SetThemesInput{Cycle: w.now.ID, Rule: program.AtLeastOne, Themes: []program.ThemeInput{{En: "Water"}}}); err != nil {
				t.Error(err)
			}
			if _, err := w.programs.Publish(w.officer, program.PublishInput{Cycle: w.now.ID}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("an officer publishes: %v", err)
			}
		},
		"another program's director sees no draft": func(t *testing.T, w *world) {
			if _, err := w.programs.Checks(w.other, w.now.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("checks: %v", err)
			}
			if _, err := w.programs.DropCycle(w.other, program.DropCycleInput{Cycle: w.now.ID}); !fault.Is(err, fault.NotFound) {
				t.Errorf("drop: %v", err)
			}
		},
		"what is public is fixed": func(t *testing.T, w *world) {
			w.publish()
			for verb, err := range map[string]error{
				"themes":   second(w.programs.SetThemes(w.director, program.SetThemesInput{Cycle: w.now.ID, Rule: program.ThemesFree})),
				"phases":   second(w.programs.SetPhases(w.director, program.SetPhasesInput{Cycle: w.now.ID})),
				"criteria": second(w.programs.SetCriteria(w.director, program.SetCriteriaInput{Cycle: w.now.ID})),
				"forms":    second(w.programs.SetForms(w.director, program.SetFormsInput{Cycle: w.now.ID})),
				"drop":     second(w.programs.DropCycle(w.director, program.DropCycleInput{Cycle: w.now.ID})),
			} {
				if !fault.HasCode(err, "cycle_fixed") {
					t.Errorf("%s of a public cycle: %v", verb, err)
				}
			}
		},
		"two who edit at once take turns": func(t *testing.T, w *world) {
			read := w.now.Version
			in := program.SetFrameInput{Cycle: w.now.ID, Title: "First", Year: 2027, Zone: "America/New_York", ExpectedVersion: &read}
			if _, err := w.programs.SetFrame(w.officer, in); err != nil {
				t.Fatal(err)
			}
			in.Title = "Second"
			if _, err := w.programs.SetFrame(w.director, in); !fault.HasCode(err, "version") {
				t.Errorf("a stale edit: %v", err)
			}
		},
		"a new zone keeps the local time of the deadlines": func(t *testing.T, w *world) {
			d, err := w.programs.SetFrame(w.officer, program.SetFrameInput{Cycle: w.now.ID, Title: "Nairobi", Year: 2027, Zone: "Africa/Nairobi"})
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Phase(program.ProposalPhase).ClosesAt.Format(time.RFC3339); got != "2027-04-07T20:59:59Z" {
				t.Errorf("23:59:59 in Nairobi is %s", got)
			}
		},
		"a second cycle of a year is refused": func(t *testing.T, w *world) {
			_, err := w.programs.ComposeCycle(w.officer, program.ComposeCycleInput{Program: w.program, Year: 2028, Title: "Again"})
			if !fault.HasCode(err, "cycle_taken") {
				t.Errorf("a second 2028: %v", err)
			}
		},
		"a dropped draft is gone": func(t *testing.T, w *world) {
			if _, err := w.programs.DropCycle(w.officer, program.DropCycleInput{Cycle: w.next.ID}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.programs.Cycle(w.director, w.next.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("it is still there: %v", err)
			}
		},
		"a program takes the staff of its model along": func(t *testing.T, w *world) {
			p, err := w.programs.ComposeProgram(w.officer, program.ComposeProgramInput{
				From: &w.program, Key: "small_museums", Name: "Small Museums", Administrator: "Alliance", Funder: w.funder(), Applicant: program.ByPartnership, SummaryEn: "Small",
			})
			if err != nil {
				t.Fatal(err)
			}
			staff, err := w.programs.Store.Staff(w.officer, p.ID)
			if err != nil || len(staff) != 2 {
				t.Errorf("%d roles came along: %v", len(staff), err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			does(t, w)
		})
	}
}

func second(_ *program.Detail, err error) error { return err }

func (w *world) funder() ident.Funder {
	found, err := w.programs.Programs(w.officer)
	w.must(err)
	return found[0].Funder
}

func TestALateProfileRollsIntoTheNextCycleWhereTheCycleSaysSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at       string
		nextOpen bool // the next cycle is public
		want     int  // the year it counts for; 0 refuses
		kind     fault.Kind
	}{
		"in time it counts for this cycle":                     {"2027-02-20T12:00:00Z", true, 2027, ""},
		"within the grace it still does":                       {"2027-03-02T05:00:30Z", true, 2027, ""},
		"after the grace it counts for the next":               {"2027-03-02T05:01:01Z", true, 2028, ""},
		"where the next is not public yet the lateness stands": {"2027-03-02T05:01:01Z", false, 0, fault.DeadlinePassed},
		"before the phase opens nothing rolls":                 {"2027-01-01T12:00:00Z", true, 0, fault.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			at, err := time.Parse(time.RFC3339, c.at)
			w.must(err)
			w.publish()
			if c.nextOpen {
				_, err := w.programs.Publish(w.director, program.PublishInput{Cycle: w.next.ID})
				w.must(err)
			}
			w.Clock.Set(at)
			got, err := w.programs.ProfileCycle(pgtest.Context(t), w.now.ID)
			switch {
			case c.want == 0 && !fault.Is(err, c.kind):
				t.Errorf("answers %v, want %s", err, c.kind)
			case c.want != 0 && (err != nil || got.Year != c.want):
				t.Errorf("counts for %v: %v", got, err)
			}
		})
	}
}

func TestAMovedDeadlineIsKeptAndToldToEverybodyWithADraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish()
	w.writers = drafters{auth.Who(w.officer).Person, auth.Who(w.other).Person, auth.Who(w.officer).Person}
	w.profiled("Begun", "draft")
	w.profiled("Sent", "submitted")
	w.profiled("Back", "returned")
	phase := w.now.Phase(program.ProposalPhase)
	to := phase.ClosesAt.AddDate(0, 0, 7)
	in := program.MoveDeadlineInput{Phase: phase.ID, ClosesAt: to, Reason: "A storm closed the offices."}
	if _, err := w.programs.MoveDeadline(w.officer, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer moves a deadline: %v", err)
	}
	if _, err := w.programs.MoveDeadline(w.director, in); err != nil {
		t.Fatal(err)
	}
	d, err := w.programs.Cycle(pgtest.Context(t), w.now.ID)
	if err != nil || len(d.Deadlines) != 1 {
		t.Fatalf("%d moves are kept: %v", len(d.Deadlines), err)
	}
	m := d.Deadlines[0]
	if !m.ClosesWas.Equal(phase.ClosesAt) || !m.ClosesNow.Equal(to) || m.ChangedBy != auth.Who(w.director).Person || m.Reason != in.Reason || !m.At.Equal(w.Clock.Now()) {
		t.Errorf("kept %+v", m)
	}
	var told []string
	rows, err := w.DB.Pool.Query(context.Background(), `SELECT email FROM messages WHERE template = 'program.deadline_moved' ORDER BY email`)
	w.must(err)
	defer rows.Close()
	for rows.Next() {
		var email string
		w.must(rows.Scan(&email))
		told = append(told, email)
	}
	if !slices.Equal(told, []string{"back@example.org", "begun@example.org", "officer@example.org", "other@example.org"}) {
		t.Errorf("told %v", told)
	}
}

// profiled is a museum of one coordinator with a profile in the cycle of 2027.
func (w *world) profiled(name, state string) {
	w.t.Helper()
	who, museum := auth.Who(w.person(name, auth.Officer, ident.NewProgram())).Person, ident.NewOrganization()
	w.exec(`INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, $2, lower($2), 'US', now())`, museum.UUID(), "Museum of "+name)
	w.exec(`INSERT INTO memberships (id, person_id, organization_id, role) VALUES (gen_random_uuid(), $1, $2, 'applicant_coordinator')`, who.UUID(), museum.UUID())
	form := ident.NewForm()
	w.exec(`INSERT INTO forms (id, key, version, title, definition, published_at) VALUES ($1, $2, 1, '{}', '{}', now())`, form.UUID(), "profile_"+state)
	w.exec(`INSERT INTO profiles (id, cycle_id, organization_id, form_id, state, created_at, submitted_at, words)
		VALUES (gen_random_uuid(), $1, $2, $3, $4, now(), CASE WHEN $4 = 'draft' THEN NULL ELSE now() END, 'See the idea.')`, w.now.ID.UUID(), museum.UUID(), form.UUID(), state)
}
