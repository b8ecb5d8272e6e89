package report_test

import (
	"context"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/paper"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// quarter is an award in force with records of two quarters: what happened before October 2027 is not new in the second.
const quarter = `SET session_replication_role = replica;
INSERT INTO participants (id, award_id, row_number, mark, country, gender, role, side, age_band, joined_on, added_by, added_at)
SELECT md5('par' || i)::uuid, md5('award1')::uuid, i, sha256(i::text::bytea), CASE WHEN i < 4 THEN 'US' ELSE 'FR' END, (ARRAY['female', 'male', 'undisclosed'])[1 + i % 3], 'community',
	CASE WHEN i < 4 THEN 'us' ELSE 'non_us' END, '13_17', CASE WHEN i < 3 THEN '2027-09-01' ELSE '2027-11-01' END::date, md5('coordinator1')::uuid, now() FROM generate_series(1, 5) i;
INSERT INTO expenses (id, award_id, organization_id, spent_on, category, description, paid_minor, paid_currency, amount_minor, currency, state, recorded_by, recorded_at, submitted_by, submitted_at, decided_by, decided_at)
SELECT md5('exp' || i)::uuid, md5('award1')::uuid, md5('us1')::uuid, ('2027-0' || 8 + i || '-15')::date, 'travel', 'Flights', 100000, 'USD', 100000, 'USD', CASE i WHEN 0 THEN 'submitted' ELSE 'accepted' END,
	md5('coordinator1')::uuid, now(), md5('coordinator1')::uuid, now(), md5('officer')::uuid, now() FROM generate_series(0, 1) i;
INSERT INTO expenses (id, award_id, organization_id, spent_on, category, description, paid_minor, paid_currency, amount_minor, currency, state, recorded_by, recorded_at, submitted_by, submitted_at, decided_by, decided_at)
VALUES (md5('exp9')::uuid, md5('award1')::uuid, md5('us1')::uuid, '2027-11-15', 'supplies', 'Paper', 5005, 'USD', 5005, 'USD', 'accepted', md5('coordinator1')::uuid, now(), md5('coordinator1')::uuid, now(), md5('officer')::uuid, now());
INSERT INTO audience_counts (id, award_id, reach, place, counted_on, contacts, method, recorded_by, recorded_at)
VALUES (md5('aud1')::uuid, md5('award1')::uuid, 'attendance', 'us', '2027-11-02', 140, 'counted', md5('coordinator1')::uuid, now()), (md5('aud2')::uuid, md5('award1')::uuid, 'attendance', 'us', '2027-09-02', 77, 'counted', md5('coordinator1')::uuid, now());
SET session_replication_role = origin;`

type running struct {
	*pgtest.Running
	s     *report.Service
	cycle ident.Cycle
}

func newRunning(t *testing.T) *running {
	t.Helper()
	w := &running{Running: pgtest.Official(t), cycle: pgtest.ID[ident.Cycle]("cycle")}
	w.SQL(quarter)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Set(time.Date(2028, 1, 10, 9, 0, 0, 0, time.UTC))
	w.s = &report.Service{Desk: w.Desk(), Store: postgres.Reports{DB: w.DB}, Vault: postgres.Documents{DB: w.DB, Blobs: blobs}, Printer: paper.Press{}}
	return w
}

func (w *running) officer() context.Context  { return w.Staff("officer", auth.Officer) }
func (w *running) grants() context.Context   { return w.Staff("grants", auth.Grants) }
func (w *running) director() context.Context { return w.Staff("director", auth.Director) }
func (w *running) funder() context.Context   { return w.Staff("funder", auth.FunderReader) }

func TestAQuarterIsReportedToItsFunder(t *testing.T) {
	t.Parallel()
	w := newRunning(t)
	_, err := w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly, Through: calendar.On(2027, 11, 30)})
	refused(t, err, fault.Invalid, "not_quarter")
	_, err = w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly, Through: calendar.On(2028, 6, 30)})
	refused(t, err, fault.Invalid, "quarter_ahead")
	_, err = w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Final})
	refused(t, err, fault.Conflict, "report.not_due")
	r := must[*report.Report](t)(w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly}))
	if r.From != calendar.On(2027, 10, 1) || r.Through != calendar.On(2027, 12, 31) {
		t.Errorf("it covers %s to %s", r.From, r.Through)
	}
	for _, x := range []struct {
		key, part string
		want      int64
	}{
		{"participants", "", 5}, {"participants_new", "", 3}, {"b_country", "US/us/female", 1}, {"participants_by_gender", "undisclosed", 2},
		{"f_spent", "travel", 100_000}, {"f_spent", "supplies", 5005}, {"f_period", "supplies", 5005}, {"f_balance", "travel", 5_900_000}, {"audience", "attendance/us", 140}, {"a_spent", "", 105_005},
		{"a_elapsed", "", 153},
	} {
		i := slices.IndexFunc(r.Figures, func(f *report.Figure) bool { return f.Key == x.key && f.Part == x.part })
		if i < 0 || r.Figures[i].Value != x.want {
			t.Errorf("%s %s is not %d", x.key, x.part, x.want)
		}
	}
	w.frozenAndSent(t, r)
}

func (w *running) frozenAndSent(t *testing.T, r *report.Report) {
	t.Helper()
	text := report.WriteSectionInput{Report: r.ID, Key: report.Summary, Text: "Two **museums** began."}
	must[*report.Report](t)(w.s.WriteSection(w.officer(), text))
	nobody := 0
	text.ExpectedVersion = &nobody
	_, err := w.s.WriteSection(w.officer(), text)
	refused(t, err, fault.Conflict, "version")
	text.Key = report.Lessons
	_, err = w.s.WriteSection(w.officer(), text)
	refused(t, err, fault.Invalid, "bad_choice")
	w.SQL(`SET session_replication_role = replica; UPDATE expenses SET amount_minor = 5006, paid_minor = 5006 WHERE id = md5('exp9')::uuid; SET session_replication_role = origin`)
	_, err = w.s.Freeze(w.grants(), report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Conflict, "report.stale")
	r = must[*report.Report](t)(w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly}))
	r = must[*report.Report](t)(w.s.Freeze(w.grants(), report.FreezeInput{Report: r.ID}))
	_, err = w.s.WriteSection(w.officer(), report.WriteSectionInput{Report: r.ID, Key: report.Problems, Text: "None."})
	refused(t, err, fault.Conflict, "report.frozen")
	if err := w.Try(`UPDATE report_sections SET text = 'other'`); err == nil {
		t.Error("frozen text was changed")
	}
	data := must[[]byte](t)(w.s.Data(w.officer(), r.ID))
	if sum := sha256.Sum256(data); !slices.Equal(sum[:], r.SHA256) {
		t.Error("the data is not what the hash is of")
	}
	w.SQL(`SET session_replication_role = replica; DELETE FROM participants; SET session_replication_role = origin`)
	if again := must[[]byte](t)(w.s.Data(w.officer(), r.ID)); string(again) != string(data) {
		t.Error("a frozen report changed with its records")
	}
	_, err = w.s.Report(w.funder(), r.ID)
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.Send(w.grants(), report.SendReportInput{Report: r.ID})
	refused(t, err, fault.Conflict, "wrong_state")
	_, err = w.s.Review(w.officer(), report.ReviewReportInput{Report: r.ID})
	refused(t, err, fault.Forbidden, "forbidden")
	must[*report.Report](t)(w.s.Review(w.director(), report.ReviewReportInput{Report: r.ID}))
	must[*report.Report](t)(w.s.Send(w.grants(), report.SendReportInput{Report: r.ID}))
	if x := must[*report.Report](t)(w.s.Report(w.funder(), r.ID)); x.State != report.Sent {
		t.Errorf("the funder reads a report that is %s", x.State)
	}
	_, err = w.s.RecordAnswer(w.grants(), report.AnswerReportInput{Report: r.ID})
	refused(t, err, fault.Invalid, "required")
	must[*report.Report](t)(w.s.RecordAnswer(w.grants(), report.AnswerReportInput{Report: r.ID, Words: "Why so few trips?"}))
	must[*report.Report](t)(w.s.Send(w.grants(), report.SendReportInput{Report: r.ID}))
	if x := must[*report.Report](t)(w.s.RecordAnswer(w.grants(), report.AnswerReportInput{Report: r.ID, Accepted: true})); x.State != report.Accepted {
		t.Errorf("an accepted report is %s", x.State)
	}
	w.nextQuarter(t, r)
}

func TestAQuarterThatRunsIsWrittenButNotFrozen(t *testing.T) {
	t.Parallel()
	w := newRunning(t)
	r := must[*report.Report](t)(w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly, Through: calendar.On(2028, 3, 31)}))
	read := r.Version
	must[*report.Report](t)(w.s.WriteSection(w.officer(), report.WriteSectionInput{Report: r.ID, Key: report.Summary, Text: "So far so good."}))
	if again := must[*report.Report](t)(w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly})); again.ID != r.ID || again.Through != calendar.On(2028, 3, 31) {
		t.Errorf("assembled again it covers the days through %s", again.Through)
	}
	_, err := w.s.Freeze(w.grants(), report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Conflict, "report.not_over")
	w.Clock.Set(time.Date(2028, 4, 1, 9, 0, 0, 0, time.UTC))
	_, err = w.s.Freeze(w.grants(), report.FreezeInput{Report: r.ID, ExpectedVersion: &read})
	refused(t, err, fault.Conflict, "version")
	must[*report.Report](t)(w.s.Freeze(w.grants(), report.FreezeInput{Report: r.ID}))
}

func (w *running) nextQuarter(t *testing.T, first *report.Report) {
	t.Helper()
	_, err := w.s.Changed(w.officer(), first.ID)
	refused(t, err, fault.NotFound, "not_found")
	w.Clock.Set(time.Date(2028, 4, 10, 9, 0, 0, 0, time.UTC))
	second := must[*report.Report](t)(w.s.Assemble(w.officer(), report.AssembleInput{Cycle: w.cycle, Kind: report.Quarterly}))
	if second.Number != 2 || second.Through != calendar.On(2028, 3, 31) {
		t.Errorf("the next is number %d through %s", second.Number, second.Through)
	}
	changes := must[[]*report.Change](t)(w.s.Changed(w.officer(), second.ID))
	i := slices.IndexFunc(changes, func(c *report.Change) bool { return c.Key == "participants" })
	if i < 0 || *changes[i].Before != 5 || *changes[i].After != 0 {
		t.Errorf("that participants went is not among %d changes", len(changes))
	}
}
