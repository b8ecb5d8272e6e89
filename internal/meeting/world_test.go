package meeting_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is a panel in discussion: five members, of whom the first chairs, four applications that everybody has scored.
type house struct {
	*pgtest.World
	t       testing.TB
	ctx     context.Context
	room    *meeting.Service
	review  *review.Service
	program ident.Program
	cycle   ident.Cycle
	panel   ident.Panel
	apps    []ident.Application
	members []ident.Person
	officer ident.Person
}

func services(w *pgtest.World) (*meeting.Service, *review.Service) {
	rev := &review.Service{Desk: w.Desk(), Store: postgres.Reviews{DB: w.DB}}
	store := postgres.Meetings{DB: w.DB}
	return &meeting.Service{Desk: w.Desk(), Store: store, Agenda: store, Reviews: rev}, rev
}

func newHouse(t testing.TB) *house {
	w := pgtest.New(t)
	h := &house{World: w, t: t, ctx: pgtest.Context(t), program: ident.NewProgram(), cycle: ident.NewCycle(), panel: ident.NewPanel()}
	h.room, h.review = services(w)
	funder, form, at := ident.NewFunder(), ident.NewForm(), pgtest.Today
	h.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'state', 'State', true)`, funder)
	h.exec(`INSERT INTO programs (id, key, name, administrator, funder_id) VALUES ($1, 'mc', 'Museums Connect', 'AAM', $2)`, h.program, funder)
	h.exec(`INSERT INTO forms (id, key, version, title, definition) VALUES ($1, 'p', 1, '{}', '{}')`, form)
	h.exec(`INSERT INTO cycles (id, program_id, year, title, state) VALUES ($1, $2, 2027, 'Museums Connect 2027', 'review')`, h.cycle, h.program)
	h.exec(`INSERT INTO criteria (id, cycle_id, key, title, meaning, weight, ordinal) VALUES (gen_random_uuid(), $1, 'community', '{"en": "Community"}', '{}', 100, 0)`, h.cycle)
	h.exec(`UPDATE cycles SET review_opened_at = $2 WHERE id = $1`, h.cycle, at)
	h.officer = h.person("Olga Officer")
	h.exec(`INSERT INTO panels (id, cycle_id, name, state, formed_at) VALUES ($1, $2, 'Panel A', 'reading', $3)`, h.panel, h.cycle, at)
	for i, name := range []string{"Clara Chair", "Ana Abe", "Ben Brook", "Cem Celik", "Dua Diop"} {
		h.members = append(h.members, h.person(name))
		h.exec(`INSERT INTO panel_members (id, panel_id, person_id, chair, confidentiality_at) VALUES (gen_random_uuid(), $1, $2, $3, $4)`, h.panel, h.members[i], i == 0, at)
	}
	for n := range 4 {
		h.application(n+1, form)
	}
	h.exec(`UPDATE panels SET state = 'discussion' WHERE id = $1`, h.panel)
	return h
}

// application is read by everybody but the last member; the first is the best.
func (h *house) application(n int, form ident.Form) {
	museum, together, app := ident.NewOrganization(), ident.NewPartnership(), ident.NewApplication()
	h.exec(`INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, $2, lower($2), 'US', $3)`, museum, fmt.Sprintf("Museum %d", n), pgtest.Today)
	h.exec(`INSERT INTO partnerships (id, cycle_id, created_at) VALUES ($1, $2, $3)`, together, h.cycle, pgtest.Today)
	h.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead) VALUES (gen_random_uuid(), $1, $2, 'us', true)`, together, museum)
	h.exec(`INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, title, state, requested_minor, created_at, updated_at, submitted_at)
		VALUES ($1, $2, $3, 'proposal', $4, $5, $6, $7, 'in_review', 5000000, $8, $8, $8)`,
		app, h.cycle, fmt.Sprintf("MC-2027-%03d", n), together, museum, form, fmt.Sprintf("Exchange %d", n), pgtest.Today)
	h.apps = append(h.apps, app)
	for _, m := range h.members[:4] {
		a, r := ident.NewAssignment(), ident.NewReview()
		h.exec(`INSERT INTO assignments (id, panel_id, application_id, reviewer_id, state, assigned_at, cleared_at) VALUES ($1, $2, $3, $4, 'draft', $5, $5)`, a, h.panel, app, m, pgtest.Today)
		h.exec(`INSERT INTO reviews (id, assignment_id, application_id, panel_id, reviewer_id, recommendation, started_at) VALUES ($1, $2, $3, $4, $5, 'fund', $6)`,
			r, a, app, h.panel, m, pgtest.Today)
		h.exec(`INSERT INTO scores (review_id, criterion_id, version, half_points, comment, at) SELECT $1, id, 1, $2, repeat('Good. ', 20), $3 FROM criteria`, r, 10-2*(n-1), pgtest.Today)
		h.exec(`UPDATE reviews SET state = 'submitted', submitted_at = $2, base_milli = $3 WHERE id = $1`, r, pgtest.Today, 100*125*(8-2*(n-1)))
		h.exec(`UPDATE assignments SET state = 'submitted' WHERE id = $1`, a)
	}
}

func (h *house) exec(text string, args ...any) {
	h.t.Helper()
	if _, err := h.DB.Pool.Exec(h.ctx, text, args...); err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
}

func (h *house) person(name string) ident.Person {
	id := ident.NewPerson()
	given, family, _ := strings.Cut(name, " ")
	h.exec(`INSERT INTO people (id, email, given_name, family_name, created_at) VALUES ($1, $2, $3, $4, $5)`,
		id, strings.ToLower(given+"."+family)+"@example.org", given, family, pgtest.Today)
	return id
}

// as is a member by their place on the panel; the first chairs.
func (h *house) as(i int) context.Context {
	grants := []auth.Grant{{Role: auth.Reviewer, Panel: h.panel}}
	if i == 0 {
		grants = append(grants, auth.Grant{Role: auth.Chair, Panel: h.panel})
	}
	return auth.As(h.ctx, auth.Actor{Person: h.members[i], Grants: grants})
}

func (h *house) asOfficer() context.Context {
	return auth.As(h.ctx, auth.Actor{Person: h.officer, Grants: []auth.Grant{{Role: auth.Officer, Program: h.program}}})
}

// bind records a conflict of a member with an application.
func (h *house) bind(i int, app ident.Application) {
	h.t.Helper()
	if _, err := h.review.RecordConflict(h.asOfficer(), review.RecordConflictInput{Application: app, Person: h.members[i], Kind: review.Board, Note: "On the board."}); err != nil {
		h.t.Fatal(err)
	}
}

// ok is the room after something that must work.
func (h *house) ok(r *meeting.Room, err error) *meeting.Room {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// refused checks what a refusal is.
func (h *house) refused(err error, k fault.Kind, code string) {
	h.t.Helper()
	if !fault.Is(err, k) || (code != "" && !fault.HasCode(err, code)) {
		h.t.Errorf("answered with %v; want %s %s", err, k, code)
	}
}

// open opens a meeting by preliminary order with every member joined, and the first item's id.
func (h *house) open(in meeting.OpenMeetingInput) *meeting.Room {
	h.t.Helper()
	in.Panel = h.panel
	if in.Order == "" {
		in.Order = meeting.ByPreliminary
	}
	h.ok(h.room.OpenMeeting(h.as(0), in))
	for i := range h.members {
		h.ok(h.room.JoinMeeting(h.as(i), meeting.RoomInput{Panel: h.panel}))
	}
	return h.ok(h.room.Room(h.asOfficer(), h.panel))
}

func (h *house) on(i ident.MeetingItem) meeting.ItemInput {
	return meeting.ItemInput{Panel: h.panel, Item: i}
}
