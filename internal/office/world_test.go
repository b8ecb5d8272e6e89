package office_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the sample world with a second panel.
type house struct {
	*office.Office
	t     *testing.T
	ctx   context.Context
	world *pgtest.World
	blobs *blob.Folder
}

func newHouse(t *testing.T) *house {
	t.Helper()
	w := pgtest.New(t)
	clock := sample.NewClock(w.Clock.Now)
	w.DB.Now = clock.Now
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	h := openHouse(t, w, blobs)
	if _, err := sample.Demo(h.ctx, h.Office, clock, func(string) {}); err != nil {
		t.Fatal(err)
	}
	h.otherPanel()
	return h
}

func openHouse(t *testing.T, w *pgtest.World, blobs *blob.Folder) *house {
	o := office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true, BaseURL: "https://vitrine.example.org"})
	return &house{Office: o, t: t, ctx: pgtest.Context(t), world: w, blobs: blobs}
}

// twin is another world with the same records.
func (h *house) twin(t *testing.T) *house { return openHouse(t, h.world.Clone(t), h.blobs) }

// otherPanel gives the live cycle a panel with a chair and a reader of its own, who have nothing to read.
func (h *house) otherPanel() {
	h.t.Helper()
	var members []ident.Person
	for _, key := range []string{"otherchair", "otherreader"} {
		p := ident.NewPerson()
		h.sql(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, $2, $3, $4)`, p.UUID(), key+"@example.org", key, pgtest.Today)
		members = append(members, p)
	}
	in := review.FormPanelInput{Cycle: ident.From[ident.CycleKind](h.id(liveCycle)), Name: "Panel B", Members: members, Chair: members[0]}
	if _, err := h.Review.FormPanel(h.as("officer"), in); err != nil {
		h.t.Fatal(err)
	}
}

// as is somebody with every role they hold, by the part of their address before the at sign; nobody for an empty one.
func (h *house) as(key string) context.Context {
	h.t.Helper()
	if key == "" {
		return h.ctx
	}
	return auth.As(h.ctx, h.actor(key))
}

// actor is somebody with every role they hold; a museum's coordinator is named by a statement that answers the person's id.
func (h *house) actor(key string) auth.Actor {
	h.t.Helper()
	if !strings.HasPrefix(key, "SELECT") {
		key = `SELECT id FROM people WHERE email = '` + key + `@example.org'`
	}
	a, err := h.Account.Actor(h.ctx, ident.From[ident.PersonKind](h.id(key)), true, "web")
	if err != nil {
		h.t.Fatalf("%s: %v", key, err)
	}
	return a
}

// sql changes something past every guard of the database: a hidden fact is what it is, however it came about.
func (h *house) sql(text string, args ...any) {
	h.t.Helper()
	c, err := h.DB.Pool.Acquire(h.ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Release()
	if _, err := c.Exec(h.ctx, `SET session_replication_role = replica`); err != nil {
		h.t.Fatal(err)
	}
	tag, err := c.Exec(h.ctx, text, args...)
	if err != nil || tag.RowsAffected() == 0 {
		h.t.Fatalf("%s: %d rows, %v", text, tag.RowsAffected(), err)
	}
	if _, err := c.Exec(h.ctx, `SET session_replication_role = origin`); err != nil {
		h.t.Fatal(err)
	}
}

// all are the ids a statement answers; none fails.
func (h *house) all(text string) []uuid.UUID {
	h.t.Helper()
	out := h.any(text)
	if len(out) == 0 {
		h.t.Fatalf("%s: no ids", text)
	}
	return out
}

// any are the ids a statement answers, if any.
func (h *house) any(text string) []uuid.UUID {
	h.t.Helper()
	rows, err := h.DB.Pool.Query(h.ctx, text)
	if err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	var out []uuid.UUID
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			h.t.Fatal(err)
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
	return out
}

func (h *house) id(text string) uuid.UUID { return h.all(text)[0] }

const (
	liveCycle = `SELECT id FROM cycles WHERE title = 'Museums Connect 2027'`
	livePanel = `SELECT p.id FROM panels p JOIN cycles c ON c.id = p.cycle_id WHERE c.title = 'Museums Connect 2027' AND p.name LIKE 'Selection committee%'`
)

// decide takes the live cycle to an approved slate with its letters drawn and held.
func (h *house) decide() {
	h.t.Helper()
	check := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	panel, cycle := ident.From[ident.PanelKind](h.id(livePanel)), ident.From[ident.CycleKind](h.id(liveCycle))
	for _, step := range []func(context.Context, review.MovePanelInput) (*review.Panel, error){h.Review.ClosePreliminary, h.Review.LockPanel} {
		_, err := step(h.as("chair"), review.MovePanelInput{Panel: panel})
		check(err)
	}
	_, err := h.Review.FreezeRanking(h.as("grants"), review.FreezeRankingInput{Panel: panel, Method: review.Normalized})
	check(err)
	slate, err := h.Award.DraftSlate(h.as("officer"), award.DraftSlateInput{Cycle: cycle})
	check(err)
	_, err = h.Award.ProposeSlate(h.as("officer"), award.ProposeSlateInput{Slate: slate.ID})
	check(err)
	_, err = h.Award.ApproveSlate(h.as("director"), award.ApproveSlateInput{Slate: slate.ID})
	check(err)
	_, err = h.Award.PrepareLetters(h.as("officer"), award.PrepareLettersInput{Cycle: cycle})
	check(err)
	check(h.Award.DrawLetters(auth.As(h.ctx, auth.System("test")), award.DrawBatch{Cycle: cycle}))
}
