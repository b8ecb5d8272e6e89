package filing_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an official award, from August 2027 to July 2028, whose reports are planned.
type world struct {
	*pgtest.Running
	t       *testing.T
	s       *filing.Service
	awards  *agreement.Service
	answers *response.Service
	forms   *form.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := unplanned(t)
	w.plan()
	return w
}

// unplanned is the award before its reports are planned.
func unplanned(t *testing.T) *world {
	t.Helper()
	w := &world{Running: pgtest.Official(t), t: t}
	blobs, err := blob.Open(t.TempDir())
	ok(t, err)
	d := w.Desk()
	w.forms = &form.Service{Desk: d, Store: postgres.Forms{DB: w.DB}}
	w.awards = &agreement.Service{Desk: d, Store: postgres.Agreements{DB: w.DB}, Book: w.Book}
	w.answers = &response.Service{
		Desk: d, Store: postgres.Responses{DB: w.DB}, Forms: w.forms, Uploads: postgres.Uploads{DB: w.DB}, Vault: postgres.Documents{DB: w.DB, Blobs: blobs}, Finders: map[string]response.Finder{},
	}
	w.s = &filing.Service{Desk: d, Store: postgres.Filings{DB: w.DB}, Awards: w.awards, Forms: w.forms, Answers: w.answers}
	w.answers.Finders["flp"] = w.s
	for _, in := range []form.DraftInput{
		{Key: form.ReportKey, Title: form.ReportTitle(), Definition: form.MuseumsConnectReport()},
		{Key: form.FinalReportKey, Title: form.FinalReportTitle(), Definition: form.MuseumsConnectFinalReport()},
		{Key: form.FinancialReportKey, Title: form.FinancialReportTitle(), Definition: form.MuseumsConnectFinancialReport()},
	} {
		f, err := w.forms.Draft(auth.As(w.ctx(), auth.System("test")), in)
		ok(t, err)
		_, err = w.forms.Publish(auth.As(w.ctx(), auth.System("test")), form.PublishInput{Form: f.ID})
		ok(t, err)
	}
	w.SQL(`INSERT INTO role_grants (id, person_id, role, granted_by, granted_at) SELECT md5('g' || p)::uuid, md5(p)::uuid, r, md5('funder')::uuid, now()
FROM (VALUES ('officer', 'program_officer'), ('grants', 'grants_manager'), ('director', 'program_director')) x (p, r)`)
	return w
}

func (w *world) plan() {
	w.t.Helper()
	f, err := w.awards.Running(w.grants(), w.Award, false)
	ok(w.t, err)
	ok(w.t, w.s.Desk.Tx(w.grants(), func(ctx context.Context) error { return w.s.Plan(ctx, f) }))
}

func (w *world) ctx() context.Context      { return pgtest.Context(w.t) }
func (w *world) officer() context.Context  { return w.Staff("officer", auth.Officer) }
func (w *world) grants() context.Context   { return w.Staff("grants", auth.Grants) }
func (w *world) director() context.Context { return w.Staff("director", auth.Director) }
func (w *world) coordinator() context.Context {
	return w.Museum("coordinator1", auth.Coordinator, "us1")
}
func (w *world) official() context.Context { return w.Museum("official1", auth.Official, "us1") }

func (w *world) partner() context.Context {
	return w.Museum("partner1", auth.PartnerCoordinator, "abroad1")
}

func (w *world) system() context.Context { return auth.As(w.ctx(), auth.System("timetable")) }

// on sets the clock to noon, in New York, of a day.
func (w *world) on(d calendar.Date) {
	z, err := time.LoadLocation("America/New_York")
	ok(w.t, err)
	w.Clock.Set(time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, z))
}

// reports are the award's reports, by date.
func (w *world) reports() []*filing.Row {
	w.t.Helper()
	list, err := w.s.Filings(w.officer(), filing.Filter{Award: w.Award}, page.First(50))
	ok(w.t, err)
	return list.Nodes
}

// first is the first quarter's report on the day after its period, begun by the museum.
func (w *world) first() *filing.Detail {
	w.t.Helper()
	r := w.reports()[0]
	w.on(r.To.AddDays(1))
	d, err := w.s.Begin(w.coordinator(), filing.BeginInput{Filing: r.ID})
	ok(w.t, err)
	return d
}

// lines are the figures of a financial report, by category: grant now, grant total, share now, share total.
func lines(rows ...[5]string) string {
	out := []map[string]string{}
	for _, r := range rows {
		out = append(out, map[string]string{"category": r[0], "grant_now": r[1], "grant_total": r[2], "share_now": r[3], "share_total": r[4]})
	}
	raw, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// write answers all that a report must say.
func (w *world) write(d *filing.Detail, figures string, mark string) {
	w.t.Helper()
	say := func(part duty.Part, who context.Context, answers map[string]string) {
		in := response.SaveInput{Subject: d.PartOf(part).ID.String()}
		for key, text := range answers {
			in.Answers = append(in.Answers, response.AnswerInput{Key: key, Text: text})
		}
		_, err := w.answers.Save(who, in)
		ok(w.t, err)
	}
	say(duty.Narrative, w.coordinator(), map[string]string{
		"activities": "Two workshops were held " + mark, "audience": "340", "outcomes": "People know each other " + mark, "changes": "None " + mark, "next_quarter": "A trip " + mark,
	})
	say(duty.Narrative, w.partner(), map[string]string{"partner_words": "A good quarter " + mark})
	say(duty.Financial, w.coordinator(), map[string]string{"lines": figures})
}

// handedIn is the first report, submitted.
func (w *world) handedIn() *filing.Detail {
	w.t.Helper()
	d := w.first()
	w.write(d, quarter, "in autumn")
	return w.submit(d.ID)
}

var quarter = lines([5]string{"travel", "12000.00", "12000.00", "0.00", "0.00"}, [5]string{"personnel", "0.00", "0.00", "5000.00", "5000.00"})

func (w *world) submit(id ident.Filing) *filing.Detail {
	w.t.Helper()
	d, err := w.s.Submit(w.official(), filing.SubmitInput{Filing: id, Name: "Odette Example", Title: "Director", Certified: true})
	ok(w.t, err)
	return d
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
