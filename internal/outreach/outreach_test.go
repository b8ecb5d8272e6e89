package outreach_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an award in force whose project runs since ten weeks.
type world struct {
	*pgtest.Running
	t *testing.T
	s *outreach.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Running: pgtest.Official(t), t: t}
	w.Clock.Set(time.Date(2027, 10, 12, 15, 0, 0, 0, time.UTC))
	awards := &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.Book}
	w.s = &outreach.Service{Desk: w.Desk(), Store: postgres.Outreach{DB: w.DB}, Awards: awards, Seal: pgtest.Ring(), Mark: func(about, text string) []byte {
		sum := sha256.Sum256([]byte(about + "|" + text))
		return sum[:]
	}}
	return w
}

func postgresOutreach(w *world) postgres.Outreach { return postgres.Outreach{DB: w.DB} }

func (w *world) coordinator() context.Context {
	return w.Museum("coordinator1", auth.Coordinator, "us1")
}

func (w *world) partner() context.Context {
	return w.Museum("partner1", auth.PartnerCoordinator, "abroad1")
}
func (w *world) officer() context.Context { return w.Staff("officer", auth.Officer) }

func (w *world) paste(rows string) *outreach.PasteOutcome {
	w.t.Helper()
	out, err := w.s.PasteParticipants(w.coordinator(), outreach.PasteInput{Award: w.Award, Rows: rows})
	ok(w.t, err)
	return out
}

func (w *world) tables() *outreach.AwardTables {
	w.t.Helper()
	t, err := w.s.Tables(w.officer(), outreach.TablesInput{Award: w.Award, From: calendar.On(2027, 10, 1)})
	ok(w.t, err)
	return t
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, k fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, k) || !fault.HasCode(err, code) {
		t.Errorf("answered with %v, want %s %s", err, k, code)
	}
}

const rowOf = "%s\t%s\tMA\tfemale\tcommunity\tnon_us\t%s\n"

func TestTenThousandRowsWithThirtySevenBadOnes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bad := []string{
		"\t2009\tMA\tfemale\tcommunity\tnon_us\t2027-09-01", "Nobody %d\t2009\tXX\tfemale\tcommunity\tnon_us\t2027-09-01",
		"Nobody %d\t1850\tMA\tfemale\tcommunity\tnon_us\t2027-09-01", "Nobody %d\t2009\tMA\tfemale\tking\tnon_us\t2027-09-01",
		"Nobody %d\t2009\tMA\tfemale\tcommunity\tnon_us\t2027-07-31", "Nobody %d\t2009\tMA\tfemale\tcommunity\tnon_us\tsoon",
		"Nobody %d\t2009\tMA\tperhaps\tcommunity\tnon_us\t2027-09-01",
	}
	var text strings.Builder
	text.WriteString(strings.Join(exchange.Columns(), "\t") + "\n")
	for i := range 10_000 {
		if i%270 == 100 {
			row := bad[i/270%len(bad)]
			if strings.Contains(row, "%d") {
				row = fmt.Sprintf(row, i)
			}
			text.WriteString(row + "\n")
			continue
		}
		fmt.Fprintf(&text, rowOf, fmt.Sprintf("Amina Example %d", i), "2009", "2027-09-01")
	}
	seen, err := w.s.PreviewPaste(w.coordinator(), outreach.PasteInput{Award: w.Award, Rows: text.String()})
	ok(t, err)
	if n := w.tables().Participants.All.Total; n != 0 {
		t.Fatalf("a preview kept %d", n)
	}
	out := w.paste(text.String())
	if out.Loaded != 9963 || len(out.Bad) != 37 || len(out.Same) != 0 || out.Paste.Loaded != 9963 || out.Paste.Refused != 37 {
		t.Fatalf("%d loaded, %d bad, %d the same", out.Loaded, len(out.Bad), len(out.Same))
	}
	if seen.Loaded != out.Loaded || !reflect.DeepEqual(seen.Bad, out.Bad) {
		t.Error("the preview said something else than the paste did")
	}
	for i, b := range out.Bad {
		if len(b.Why) == 0 || (i > 0 && b.Number <= out.Bad[i-1].Number) || b.Number != 101+270*i {
			t.Errorf("row %d of the refused is number %d with %v", i, b.Number, b.Why)
		}
	}
	all, err := w.s.Participants(w.officer(), w.Award, page.First(100))
	ok(t, err)
	total, err := all.TotalCount(w.officer())
	ok(t, err)
	if total != 9963 || !all.PageInfo.HasNextPage {
		t.Errorf("%d are listed", total)
	}
	if again := w.paste(text.String()); again.Loaded != 0 || len(again.Same) != 9963 || again.Paste != nil {
		t.Errorf("pasted again, %d are loaded and %d the same", again.Loaded, len(again.Same))
	}
	undone, err := w.s.UndoPaste(w.coordinator(), outreach.UndoPasteInput{Paste: out.Paste.ID})
	ok(t, err)
	if undone.UndoneAt == nil || w.tables().Participants.All.Total != 0 {
		t.Error("an undone list still counts")
	}
	_, err = w.s.UndoPaste(w.coordinator(), outreach.UndoPasteInput{Paste: out.Paste.ID})
	refused(t, err, fault.Conflict, "undone")
	if back := w.paste(text.String()); back.Loaded != 9963 {
		t.Errorf("after it was undone, %d are loaded", back.Loaded)
	}
}

func TestNoNameAndNoBirthYearIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.paste(fmt.Sprintf(rowOf, "Zubaida Hapaxlegomenon", "2011", "2027-09-01"))
	ok(t, w.Try(`DO $$
DECLARE r record; n bigint;
BEGIN
	FOR r IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' LOOP
		EXECUTE format('SELECT count(*) FROM %I x WHERE to_jsonb(x)::text ILIKE ''%%hapaxlegomenon%%''', r.table_name) INTO n;
		IF n > 0 THEN RAISE EXCEPTION 'the name is in %', r.table_name; END IF;
	END LOOP;
END $$`))
}

func TestSomebodyCountsOnceInAnAward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.paste(fmt.Sprintf(rowOf, "Núñez, María-José", "2009", "2027-09-01"))
	out := w.paste(fmt.Sprintf(rowOf, "maria jose NUNEZ", "2009", "2027-10-02") + fmt.Sprintf(rowOf, "Maria Jose Nunez (P-2)", "2009", "2027-10-02"))
	if out.Loaded != 1 || len(out.Same) != 1 {
		t.Fatalf("%d loaded, %d the same", out.Loaded, len(out.Same))
	}
	b := w.tables().Participants
	if b.All.Total != 2 || b.New.Total != 1 || b.All.AbroadFemale != 2 || len(b.Reconcile()) > 0 {
		t.Errorf("%+v %v", b, b.Reconcile())
	}
}

// TestTheTableIsThatOfTheRules holds the statement against the rules it repeats, on people drawn at random.
func TestTheTableIsThatOfTheRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // the same people each time
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	var all []exchange.Participant
	var text strings.Builder
	for i := range 400 {
		born := ""
		p := exchange.Participant{
			Name: fmt.Sprintf("Somebody %d", i), Country: place.Country(pick("MA", "US", "KE")), Gender: exchange.Gender(pick("female", "male", "other", "undisclosed")),
			Role: exchange.Role(pick("community", "mentor", "educator", "museum_staff")), Side: partnership.Side(pick("us", "non_us")), JoinedOn: calendar.On(2027, 8, 1).AddDays(r.IntN(72)),
		}
		if r.IntN(4) > 0 {
			p.BirthYear = 1950 + r.IntN(70)
			born = fmt.Sprint(p.BirthYear)
		}
		all = append(all, p)
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s,%s,%s\n", p.Name, born, p.Country, p.Gender, p.Role, p.Side, p.JoinedOn)
	}
	if out := w.paste(text.String()); out.Loaded != 400 {
		t.Fatalf("%+v", out.Bad)
	}
	from, through := calendar.On(2027, 9, 1), calendar.On(2027, 9, 30)
	got, err := w.s.Tables(w.officer(), outreach.TablesInput{Award: w.Award, From: from, Through: through})
	ok(t, err)
	want := exchange.Participants(all, from, through)
	if !reflect.DeepEqual(got.Participants, want) {
		t.Errorf("got  %+v\nwant %+v", got.Participants, want)
	}
	if wrong := got.Participants.Reconcile(); len(wrong) > 0 {
		t.Error(wrong)
	}
	for _, f := range []struct {
		by, part, column string
		n                int
	}{{"all", "", "", want.All.Total}, {"new", "", "us_female", want.New.USFemale}, {"country", want.Countries[0].Part, "abroad_other", want.Countries[0].AbroadOther}, {"age", "18_24", "", want.Ages[2].Total}, {"role", "mentor", "us_male", want.Roles[1].USMale}} {
		ids, err := w.s.Behind(w.officer(), outreach.BehindInput{Award: w.Award, From: from, Through: through, Table: "participants", By: f.by, Part: f.part, Column: f.column})
		ok(t, err)
		if len(ids) != f.n {
			t.Errorf("%d rows are behind %d of %s %s %s", len(ids), f.n, f.by, f.part, f.column)
		}
	}
}

func TestWhatWasKnownStaysKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.paste(fmt.Sprintf(rowOf, "Amina One", "2009", "2027-09-01"))
	then := w.Clock.Now()
	w.Clock.Set(then.Add(time.Hour))
	_, err := w.s.UndoPaste(w.coordinator(), outreach.UndoPasteInput{Paste: out.Paste.ID})
	ok(t, err)
	a := outreach.Asked{Awards: []ident.Award{w.Award}, From: calendar.On(2027, 8, 1), Through: calendar.On(2028, 7, 31)}
	for _, c := range []struct {
		at   time.Time
		want int
	}{{then.Add(-time.Second), 0}, {then, 1}, {then.Add(2 * time.Hour), 0}, {time.Time{}, 0}} {
		a.KnownAt = c.at
		b, err := w.s.ParticipantTables(w.officer(), a)
		ok(t, err)
		if b[0].All.Total != c.want {
			t.Errorf("at %s %d were known, want %d", c.at, b[0].All.Total, c.want)
		}
	}
	for _, text := range []string{"DELETE FROM participants", "UPDATE participants SET country = 'US'", "UPDATE participants SET removed_at = NULL, removed_by = NULL"} {
		if w.Try(text) == nil {
			t.Errorf("%s: done", text)
		}
	}
}

func TestWhoMayEnterAndWhoMayNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := outreach.PasteInput{Award: w.Award, Rows: fmt.Sprintf(rowOf, "Amina One", "2009", "2027-09-01")}
	_, err := w.s.PasteParticipants(w.officer(), in)
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer entered participants: %v", err)
	}
	_, err = w.s.PasteParticipants(w.Museum("coordinator2", auth.Coordinator, "us2"), in)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum learned of the award: %v", err)
	}
	out, err := w.s.PasteParticipants(w.partner(), in)
	ok(t, err)
	_, err = w.s.UndoPaste(w.Museum("coordinator2", auth.Coordinator, "us2"), outreach.UndoPasteInput{Paste: out.Paste.ID})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum took a list back: %v", err)
	}
	all, err := w.s.Participants(w.partner(), w.Award, page.First(10))
	ok(t, err)
	_, err = w.s.RemoveParticipant(w.coordinator(), outreach.RemoveParticipantInput{Participant: all.Nodes[0].ID, Reason: " "})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.RemoveParticipant(w.coordinator(), outreach.RemoveParticipantInput{Participant: all.Nodes[0].ID, Reason: "Came only once, to another project."})
	ok(t, err)
	_, err = w.s.RemoveParticipant(w.coordinator(), outreach.RemoveParticipantInput{Participant: all.Nodes[0].ID, Reason: "Again."})
	refused(t, err, fault.Conflict, "taken_off")
	w.SQL(`SET session_replication_role = replica; UPDATE awards SET state = 'closed'; SET session_replication_role = origin`)
	_, err = w.s.PasteParticipants(w.coordinator(), in)
	refused(t, err, fault.Conflict, "award_closed")
}

func pgContext(t *testing.T) context.Context {
	t.Helper()
	return pgtest.Context(t)
}
