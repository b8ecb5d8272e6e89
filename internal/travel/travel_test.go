package travel_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/seal"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type world struct {
	*pgtest.Running
	t     *testing.T
	s     *travel.Service
	store postgres.Travels
}

func newWorld(t *testing.T) *world {
	t.Helper()
	r := pgtest.Official(t)
	blobs, err := blob.Open(t.TempDir())
	ok(t, err)
	ring, err := seal.Read(seal.Line("first"))
	ok(t, err)
	w := &world{Running: r, t: t, store: postgres.Travels{DB: r.DB}}
	w.s = &travel.Service{
		Desk: r.Desk(), Store: w.store, Vault: postgres.Documents{DB: r.DB, Blobs: blobs}, Seal: ring,
		Awards: &agreement.Service{Desk: r.Desk(), Store: postgres.Agreements{DB: r.DB}, Book: r.Book},
	}
	w.at(calendar.On(2027, 8, 2))
	return w
}

func (w *world) at(d calendar.Date) { w.Clock.Set(d.Time().Add(12 * time.Hour)) }

func (w *world) coordinator() context.Context {
	return w.Museum("coordinator1", auth.Coordinator, "us1")
}

func (w *world) partner() context.Context {
	return w.Museum("partner1", auth.PartnerCoordinator, "abroad1")
}
func (w *world) officer() context.Context { return w.Staff("officer", auth.Officer) }

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

func visit() travel.TripInput {
	return travel.TripInput{
		From: "Lima", To: "Denver", StartsOn: calendar.On(2027, 10, 10), EndsOn: calendar.On(2027, 10, 20), Purpose: "The partner's staff install the show.",
		Direction: exchange.ToUS, Method: ruleset.ActualCost, Federal: true,
	}
}

// visiting is an approved and booked trip to the United States with one traveler of the partner.
func (w *world) visiting() (*travel.Detail, ident.Traveler) {
	w.t.Helper()
	d, err := w.s.PlanTrip(w.coordinator(), travel.PlanInput{Award: w.Award, TripInput: visit()})
	ok(w.t, err)
	d, err = w.s.AddTraveler(w.partner(), travel.AddTravelerInput{Trip: d.ID, Organization: pgtest.ID[ident.Organization]("abroad1")})
	ok(w.t, err)
	who := d.Travelers[0].ID
	w.move(w.officer(), d.ID, travel.Approve)
	return w.move(w.coordinator(), d.ID, travel.Book), who
}

func (w *world) move(ctx context.Context, id ident.Trip, v travel.Verb) *travel.Detail {
	w.t.Helper()
	d, err := w.s.MoveTrip(ctx, travel.MoveInput{Trip: id, Verb: v})
	ok(w.t, err)
	return d
}

func data(who ident.Traveler) travel.SaveInput {
	no := false
	return travel.SaveInput{
		Traveler: who, Surname: "Quispe Mamani", Given: "rosa", Gender: exchange.Female, BornOn: calendar.On(1990, 4, 3), BirthCity: "Cusco", BirthCountry: "PE", Citizenship: "pe", Residence: "PE",
		PassportNumber: "PE1234567", PassportExpires: calendar.On(2031, 1, 1), Email: "rosa@example.org", Phone: "+51 1 555", Address: "Calle 1, Lima", Emergency: "Her brother", Employer: "Museo",
		PositionCode: "210", Position: "Curator", Site: "US Museum 1", Sponsor: "ECA", ProgramNumber: "G-1-00001", FormPurpose: "begin", From: calendar.On(2027, 10, 10), To: calendar.On(2027, 10, 20),
		Category: "specialist", SubjectCode: "30.1401", SupportSource: "ECA", Support: "2500.00", ResponsibleOfficer: "Ro Officer", PreviousJ: &no,
	}
}

func policy(who ident.Traveler) travel.InsureInput {
	return travel.InsureInput{
		Traveler: who, Policy: "POL-77", From: calendar.On(2027, 10, 1), To: calendar.On(2027, 10, 31),
		Medical: "100000", Evacuation: "50000", Repatriation: "25000", Deductible: "500",
	}
}

func TestAVisitorTravelsOnlyWithVisaAndInsurance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, who := w.visiting()
	codes := func() []string { return ruleset.Codes(w.trip(d.ID).Barriers()) }
	if got := codes(); !slices.Equal(got, []string{"trip_no_visa", "insurance_none", "trip_no_consent", "trip_passport"}) {
		t.Errorf("at first it is barred by %v", got)
	}
	_, err := w.s.MoveTrip(w.officer(), travel.MoveInput{Trip: d.ID, Verb: travel.Clear})
	refused(t, err, fault.Conflict, "trip_no_visa")
	w.move(w.partner(), d.ID, travel.AwaitVisas)
	_, err = w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	short := policy(who)
	short.Medical = "99999.99"
	_, err = w.s.InsureTraveler(w.partner(), short)
	ok(t, err)
	if got := codes(); !slices.Equal(got, []string{"trip_no_visa", "insurance_medical"}) {
		t.Errorf("with data and too little insurance it is barred by %v", got)
	}
	_, err = w.s.InsureTraveler(w.partner(), policy(who))
	ok(t, err)
	w.visa(who, "N-0012345678")
	if got := codes(); len(got) > 0 {
		t.Errorf("with all of it, it is barred by %v", got)
	}
	_, err = w.s.MoveTrip(w.coordinator(), travel.MoveInput{Trip: d.ID, Verb: travel.Clear})
	refused(t, err, fault.Forbidden, "forbidden")
	d = w.move(w.officer(), d.ID, travel.Clear)
	_, err = w.s.InsureTraveler(w.partner(), policy(who))
	refused(t, err, fault.Conflict, "wrong_state")
	_, err = w.s.MoveTrip(w.coordinator(), travel.MoveInput{Trip: d.ID, Verb: travel.Travel})
	refused(t, err, fault.Conflict, "not_begun")
	w.at(calendar.On(2027, 10, 10))
	w.step(w.partner(), who, travel.Enter, "")
	w.move(w.coordinator(), d.ID, travel.Travel)
	d = w.trip(d.ID)
	if by := d.Travelers[0].Visa.ValidateBy(); by != calendar.On(2027, 11, 9) {
		t.Errorf("the arrival is validated by %s", by)
	}
	_, err = w.s.ValidateArrival(w.officer(), travel.ValidateInput{Traveler: who, On: calendar.On(2027, 10, 10)})
	ok(t, err)
	_, err = w.s.MoveTrip(w.coordinator(), travel.MoveInput{Trip: d.ID, Verb: travel.Reconcile, Grant: "1,2"})
	refused(t, err, fault.Invalid, "bad_amount")
	d, err = w.s.MoveTrip(w.coordinator(), travel.MoveInput{Trip: d.ID, Verb: travel.Reconcile, Grant: "3120.50", Share: "400"})
	ok(t, err)
	went, err := w.s.Journeys(w.officer(), []ident.Award{w.Award}, calendar.On(2027, 10, 1), calendar.On(2027, 12, 31))
	ok(t, err)
	if len(went) != 1 || went[0].Row.Staff != 1 || went[0].Row.Visitors != 1 || went[0].Row.Grant.Decimal() != "3120.50" || !went[0].Row.FlyAmerica {
		t.Errorf("Table C has %+v", went)
	}
}

// visa takes a case from its data to the visa.
func (w *world) visa(who ident.Traveler, sevis string) {
	w.t.Helper()
	w.step(w.officer(), who, travel.SendForm, "")
	w.step(w.officer(), who, travel.IssueForm, sevis)
	w.step(w.partner(), who, travel.HoldInterview, "")
	w.step(w.partner(), who, travel.IssueVisa, "K7654321")
}

func (w *world) step(ctx context.Context, who ident.Traveler, v travel.VisaVerb, number string) {
	w.t.Helper()
	_, err := w.s.MoveVisa(ctx, travel.MoveVisaInput{Traveler: who, Verb: v, Number: number})
	ok(w.t, err)
}

func (w *world) trip(id ident.Trip) *travel.Detail {
	w.t.Helper()
	d, err := w.s.Trip(w.officer(), id)
	ok(w.t, err)
	return d
}

func TestAFormThatLacksABoxIsNotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, who := w.visiting()
	in := data(who)
	in.SubjectCode, in.PreviousJ = "", nil
	d, err := w.s.SaveTraveler(w.partner(), in)
	ok(t, err)
	if got := d.Travelers[0].Missing; !slices.Equal(got, []string{"subject_code", "previous_j"}) {
		t.Errorf("it says %v is missing", got)
	}
	_, err = w.s.MoveVisa(w.officer(), travel.MoveVisaInput{Traveler: who, Verb: travel.SendForm})
	refused(t, err, fault.Conflict, "ds2019_subject_code")
	_, err = w.s.ExportForms(w.officer(), travel.ExportInput{Trip: d.ID, Purpose: "To send to ECA"})
	refused(t, err, fault.Conflict, "no_forms")
	one := 1
	in = data(who)
	in.ExpectedVersion = &one
	_, err = w.s.SaveTraveler(w.partner(), in)
	ok(t, err)
	_, err = w.s.SaveTraveler(w.partner(), in)
	refused(t, err, fault.Conflict, "version")
	w.step(w.officer(), who, travel.SendForm, "")
	_, err = w.s.MoveVisa(w.officer(), travel.MoveVisaInput{Traveler: who, Verb: travel.IssueForm, Number: "12345"})
	refused(t, err, fault.Invalid, "bad_sevis")
	_, err = w.s.MoveVisa(w.officer(), travel.MoveVisaInput{Traveler: who, Verb: travel.ReturnForm})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.MoveVisa(w.partner(), travel.MoveVisaInput{Traveler: who, Verb: travel.IssueForm, Number: "N0012345678"})
	refused(t, err, fault.Forbidden, "forbidden")
	rows, err := w.s.ExportForms(w.officer(), travel.ExportInput{Trip: d.ID, Purpose: "To send to ECA"})
	ok(t, err)
	if len(rows) != 1 || len(rows[0]) != len(travel.FormHead()) || rows[0][0] != "QUISPE MAMANI" || rows[0][1] != "ROSA" {
		t.Errorf("the sheet has %v", rows)
	}
	looks, err := w.s.Looks(w.Staff("auditor", auth.Auditor), who, page.First(10))
	ok(t, err)
	if len(looks.Nodes) != 1 || looks.Nodes[0].What != travel.LookForm || looks.Nodes[0].Purpose != "To send to ECA" {
		t.Errorf("the looks are %+v", looks.Nodes)
	}
}

func TestNobodyLooksWithoutAWordAndEachLookIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, who := w.visiting()
	_, err := w.s.ReadTraveler(w.officer(), travel.ReadInput{Traveler: who, Purpose: "Visa support"})
	refused(t, err, fault.NotFound, "no_particulars")
	_, err = w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	_, err = w.s.ReadTraveler(w.officer(), travel.ReadInput{Traveler: who, Purpose: " x "})
	refused(t, err, fault.Invalid, "no_purpose")
	for name, ctx := range map[string]context.Context{
		"the other museum": w.coordinator(), "a director": w.Staff("director", auth.Director), "finance": w.Staff("finance", auth.Finance), "an auditor": w.Staff("auditor", auth.Auditor),
	} {
		if o, err := w.s.ReadTraveler(ctx, travel.ReadInput{Traveler: who, Purpose: "Curiosity"}); !fault.Is(err, fault.Forbidden) || o != nil {
			t.Errorf("%s reads %v, %v", name, o, err)
		}
	}
	if _, err := w.s.ReadTraveler(w.Museum("coordinator2", auth.Coordinator, "us2"), travel.ReadInput{Traveler: who, Purpose: "Curiosity"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger is answered with %v", err)
	}
	o, err := w.s.ReadTraveler(w.officer(), travel.ReadInput{Traveler: who, Purpose: "Visa support"})
	ok(t, err)
	if o.Particulars.Surname != "QUISPE MAMANI" || o.Particulars.PassportNumber != "PE1234567" || o.Version != 1 {
		t.Errorf("opened %#v", o.Particulars.DS2019)
	}
	if said := fmt.Sprintf("%v %+v %#v", *o.Particulars, *o.Particulars, *o.Particulars); strings.Contains(said, "QUISPE") {
		t.Errorf("it prints as %s", said)
	}
	looks, err := w.s.Looks(w.officer(), who, page.First(10))
	ok(t, err)
	if len(looks.Nodes) != 1 || looks.Nodes[0].Person != pgtest.ID[ident.Person]("officer") {
		t.Errorf("the looks are %+v", looks.Nodes)
	}
	if err := w.Try(`DELETE FROM traveler_looks`); err == nil {
		t.Error("a look can be taken back")
	}
}

func TestNothingPersonalStandsInTheDatabaseInClear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, who := w.visiting()
	_, err := w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	_, err = w.s.InsureTraveler(w.partner(), policy(who))
	ok(t, err)
	_, err = w.s.GiveConsent(w.partner(), travel.ConsentInput{Traveler: who, File: []byte("%PDF-1.7 signed by Inti Quispe")})
	ok(t, err)
	w.visa(who, "N0012345678")
	_, err = w.s.ReadTraveler(w.officer(), travel.ReadInput{Traveler: who, Purpose: "Visa support"})
	ok(t, err)
	var dump bytes.Buffer
	for _, table := range []string{"trips", "travelers", "traveler_secrets", "traveler_looks", "visa_cases", "audit_events", "messages", "documents", "river_job"} {
		rows, err := w.DB.Pool.Query(pgtest.Context(t), `SELECT row_to_json(x)::text || coalesce((SELECT string_agg(encode(s.sealed, 'escape'), '') FROM traveler_secrets s), '') FROM `+table+` x`)
		ok(t, err)
		for rows.Next() {
			var text string
			ok(t, rows.Scan(&text))
			dump.WriteString(text)
		}
		ok(t, rows.Err())
	}
	for _, word := range []string{"QUISPE", "Quispe", "ROSA", "PE1234567", "1990-04-03", "Cusco", "rosa@", "POL-77", "0012345678", "K7654321", "Calle 1"} {
		if strings.Contains(dump.String(), word) {
			t.Errorf("the database has %q in clear", word)
		}
	}
	if !strings.Contains(dump.String(), d.ID.UUID().String()) {
		t.Error("the dump has not even the trip")
	}
}

func TestAMinorGoesWithTheConsentOfAGuardian(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := visit()
	in.Direction, in.From, in.To = exchange.ToPartner, "Denver", "Lima"
	d, err := w.s.PlanTrip(w.coordinator(), travel.PlanInput{Award: w.Award, TripInput: in})
	ok(t, err)
	d, err = w.s.AddTraveler(w.coordinator(), travel.AddTravelerInput{Trip: d.ID, Organization: pgtest.ID[ident.Organization]("us1"), Community: true})
	ok(t, err)
	young := data(d.Travelers[0].ID)
	young.Citizenship, young.BornOn = "US", calendar.On(2009, 10, 11) // 18 the day after the trip begins
	d, err = w.s.SaveTraveler(w.coordinator(), young)
	ok(t, err)
	if x := d.Travelers[0]; !x.Minor || x.AgeBand != exchange.Youth && x.AgeBand != exchange.Teens || x.Visa != nil {
		t.Errorf("the traveler is %+v", x)
	}
	later := in
	later.StartsOn = calendar.On(2027, 10, 11)
	d, err = w.s.ChangeTrip(w.coordinator(), travel.ChangeInput{Trip: d.ID, TripInput: later})
	ok(t, err)
	if w.trip(d.ID).Travelers[0].Minor {
		t.Error("18 on the day, and still a minor")
	}
	d, err = w.s.ChangeTrip(w.coordinator(), travel.ChangeInput{Trip: d.ID, TripInput: in})
	ok(t, err)
	w.move(w.officer(), d.ID, travel.Approve)
	w.move(w.coordinator(), d.ID, travel.Book)
	_, err = w.s.MoveTrip(w.officer(), travel.MoveInput{Trip: d.ID, Verb: travel.Clear})
	refused(t, err, fault.Conflict, "trip_no_consent")
	if err := w.Try(`UPDATE trips SET state = 'cleared'`); err == nil {
		t.Error("the database clears a minor without consent")
	}
	_, err = w.s.GiveConsent(w.coordinator(), travel.ConsentInput{Traveler: young.Traveler, File: []byte("no PDF")})
	refused(t, err, fault.Invalid, "bad_file")
	_, err = w.s.GiveConsent(w.coordinator(), travel.ConsentInput{Traveler: young.Traveler, File: []byte("%PDF-1.7 yes")})
	ok(t, err)
	w.move(w.officer(), d.ID, travel.Clear)
	file, err := w.s.OpenConsent(w.officer(), travel.ReadInput{Traveler: young.Traveler, Purpose: "Check of the consent"})
	if err != nil || string(file) != "%PDF-1.7 yes" {
		t.Errorf("the consent opens as %q, %v", file, err)
	}
}

func TestAFlightOnTheGrantIsOfAUSCarrierOrExcepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, _ := w.visiting()
	in := travel.FlightInput{Trip: d.ID, From: "lim", To: "IAH", FliesOn: calendar.On(2027, 10, 10), Designator: "LA", FlightNumber: "2480", OperatorOf: "CL"}
	bad := in
	bad.From, bad.Designator, bad.FlightNumber, bad.FliesOn = "Lima", "LATAM", "x", calendar.On(2027, 10, 9)
	_, err := w.s.AddFlight(w.coordinator(), bad)
	for _, code := range []string{"bad_airport", "bad_airline", "bad_flight", "outside_trip"} {
		refused(t, err, fault.Invalid, code)
	}
	d, err = w.s.AddFlight(w.coordinator(), in)
	ok(t, err)
	seg := d.Segments[0].ID
	has := func(code string) bool { return slices.Contains(ruleset.Codes(w.trip(d.ID).Barriers()), code) }
	if !has("fly_foreign") {
		t.Error("a foreign carrier passes")
	}
	except := travel.ExceptionInput{Trip: d.ID, Segment: seg, Exception: ruleset.MuchLonger, Minutes: 420, MinutesUSFlag: 800}
	_, err = w.s.ExceptFlight(w.coordinator(), except)
	ok(t, err)
	if !has("fly_no_document") {
		t.Error("an exception passes without its evidence")
	}
	except.File = []byte("%PDF-1.7 fares")
	d, err = w.s.ExceptFlight(w.coordinator(), except)
	ok(t, err)
	if has("fly_no_document") || has("fly_foreign") || has("fly_exception_fails") {
		t.Errorf("with evidence it is barred by %v", ruleset.Codes(w.trip(d.ID).Barriers()))
	}
	if doc, err := w.s.Evidence(w.Staff("auditor", auth.Auditor), d.ID, seg); err != nil || doc.Size == 0 {
		t.Errorf("the evidence is %v, %v", doc, err)
	}
	_, err = w.s.RemoveFlight(w.coordinator(), travel.RemoveFlightInput{Trip: d.ID, Segment: seg})
	ok(t, err)
	if len(w.trip(d.ID).Segments) != 0 {
		t.Error("the flight is still there")
	}
}

func TestAProjectTravelsBothWaysOrIsExcused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.visiting()
	o, err := w.s.Outline(w.officer(), w.Award)
	ok(t, err)
	if found := o.OneWay(); len(found) != 1 || found[0].Fact("direction") != string(exchange.ToPartner) {
		t.Errorf("one way is told as %v", found)
	}
	_, err = w.s.WaiveDirection(w.coordinator(), travel.WaiveInput{Award: w.Award, Reason: "No visas."})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.WaiveDirection(w.officer(), travel.WaiveInput{Award: w.Award})
	refused(t, err, fault.Invalid, "required")
	o, err = w.s.WaiveDirection(w.officer(), travel.WaiveInput{Award: w.Award, Reason: "The embassy advises against it."})
	ok(t, err)
	if len(o.OneWay()) > 0 {
		t.Error("a waiver changes nothing")
	}
}

func TestTripsAreRefusedWhereTheyCannotBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := visit()
	in.StartsOn = calendar.On(2027, 7, 31)
	_, err := w.s.PlanTrip(w.coordinator(), travel.PlanInput{Award: w.Award, TripInput: in})
	refused(t, err, fault.Invalid, "outside_award")
	_, err = w.s.PlanTrip(w.officer(), travel.PlanInput{Award: w.Award, TripInput: visit()})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.PlanTrip(w.Museum("coordinator2", auth.Coordinator, "us2"), travel.PlanInput{Award: w.Award, TripInput: visit()})
	refused(t, err, fault.NotFound, "not_found")
	d, who := w.visiting()
	_, err = w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	_, err = w.s.AddTraveler(w.coordinator(), travel.AddTravelerInput{Trip: d.ID, Organization: pgtest.ID[ident.Organization]("us2")})
	refused(t, err, fault.Invalid, "bad_choice")
	_, err = w.s.MoveTrip(w.coordinator(), travel.MoveInput{Trip: d.ID, Verb: travel.Cancel})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.MoveTrip(w.coordinator(), travel.MoveInput{Trip: d.ID, Verb: travel.Cancel, Reason: "The show is put off."})
	ok(t, err)
	if x, err := w.store.Secret(pgtest.Context(t), who, travel.Personal); err != nil || x != nil {
		t.Errorf("of a cancelled trip %v is kept, %v", x, err)
	}
	_, err = w.s.SaveTraveler(w.partner(), data(who))
	refused(t, err, fault.Conflict, "erased")
	w.SQL(`SET session_replication_role = replica; UPDATE awards SET state = 'closed'; SET session_replication_role = origin`)
	_, err = w.s.PlanTrip(w.coordinator(), travel.PlanInput{Award: w.Award, TripInput: visit()})
	refused(t, err, fault.Conflict, "award_over")
}

func TestSomebodyLeavesATripAndIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, who := w.visiting()
	_, err := w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	_, err = w.s.LeaveTrip(w.partner(), travel.LeaveInput{Traveler: who, Reason: "Ill."})
	ok(t, err)
	d = w.trip(d.ID)
	x := d.Travelers[0]
	if x.LeftAt == nil || x.ErasedAt == nil || x.Visa.State != exchange.VisaWithdrawn || len(d.Going()) != 0 || x.Country != "PE" || x.AgeBand != exchange.Middle {
		t.Errorf("who left is kept as %+v", x)
	}
	if n := len(ruleset.Codes(d.Barriers())); n != 1 {
		t.Errorf("a trip nobody goes on has %d barriers", n)
	}
}

func TestPersonalDataGoesWithTheRecordsOfItsAward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, who := w.visiting()
	_, err := w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	system := auth.As(pgtest.Context(t), auth.System("test"))
	w.SQL(`INSERT INTO retentions (application_id, subject, ground, since, keep_until, set_at)
SELECT application_id, 'app', 'final_report', '2028-11-01', '2031-11-01', now() FROM awards`)
	count := func(dry bool) int {
		n, err := w.s.EraseTravelers(system, dry)
		ok(t, err)
		return n
	}
	w.at(calendar.On(2031, 11, 1))
	if n := count(false); n != 0 {
		t.Errorf("on the last day %d are erased", n)
	}
	w.at(calendar.On(2031, 11, 2))
	if n := count(true); n != 1 {
		t.Errorf("a dry run counts %d", n)
	}
	if x, err := w.store.Secret(system, who, travel.Personal); err != nil || x == nil {
		t.Fatalf("a dry run leaves %v, %v", x, err)
	}
	if n := count(false) + count(false); n != 1 {
		t.Errorf("%d are erased", n)
	}
	if x, err := w.store.Secret(system, who, travel.Personal); err != nil || x != nil {
		t.Errorf("%v is left, %v", x, err)
	}
	_, err = w.s.EraseTravelers(w.officer(), false)
	refused(t, err, fault.Forbidden, "forbidden")
}

func TestKeysAreReplacedAndALostOneIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, who := w.visiting()
	old, added := seal.Line("old"), seal.Line("new")
	ring := func(lines string) *seal.Ring {
		r, err := seal.Read(lines)
		ok(t, err)
		return r
	}
	w.s.Seal = ring(old)
	_, err := w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	system := auth.As(pgtest.Context(t), auth.System("test"))
	w.s.Seal = ring(added + old)
	if n, err := w.s.Rekey(system); n != 1 || err != nil {
		t.Errorf("%d are moved, %v", n, err)
	}
	if n, err := w.s.Rekey(system); n != 0 || err != nil {
		t.Errorf("a second time %d are moved, %v", n, err)
	}
	read := travel.ReadInput{Traveler: who, Purpose: "Visa support"}
	w.s.Seal = ring(added)
	_, err = w.s.ReadTraveler(w.officer(), read)
	ok(t, err)
	w.s.Seal = ring(old)
	_, err = w.s.ReadTraveler(w.officer(), read)
	refused(t, err, fault.Conflict, "key_missing")
	w.s.Seal = nil
	_, err = w.s.ReadTraveler(w.officer(), read)
	refused(t, err, fault.Conflict, "no_key")
	_, err = w.s.SaveTraveler(w.partner(), data(who))
	refused(t, err, fault.Conflict, "no_key")
	_, err = w.s.Rekey(w.officer())
	refused(t, err, fault.Forbidden, "forbidden")
}

func TestSwappedRowsDoNotOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, one := w.visiting()
	d, err := w.s.AddTraveler(w.partner(), travel.AddTravelerInput{Trip: d.ID, Organization: pgtest.ID[ident.Organization]("abroad1")})
	ok(t, err)
	two := d.Travelers[1].ID
	for _, who := range []ident.Traveler{one, two} {
		_, err = w.s.SaveTraveler(w.partner(), data(who))
		ok(t, err)
	}
	w.SQL(`UPDATE traveler_secrets s SET sealed = o.sealed FROM traveler_secrets o WHERE o.traveler_id <> s.traveler_id`)
	_, err = w.s.ReadTraveler(w.officer(), travel.ReadInput{Traveler: one, Purpose: "Visa support"})
	if fault.KindOf(err) != fault.Internal || strings.Contains(err.Error(), "QUISPE") {
		t.Errorf("swapped rows answer with %v", err)
	}
	all, err := w.store.Secrets(pgtest.Context(t))
	ok(t, err)
	if off := w.s.Unopened(all); len(off) != 2 {
		t.Errorf("the doctor finds %v", off)
	}
}

func TestTheBoardShowsWhatIsLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, who := w.visiting()
	rows := func() []*travel.VisaRow {
		c, err := w.s.Visas(w.officer(), travel.VisaFilter{}, page.First(10))
		ok(t, err)
		return c.Nodes
	}
	w.at(calendar.On(2027, 8, 15)) // 56 days before
	if r := rows(); len(r) != 1 || r[0].Late(calendar.Of(w.Clock.Now(), time.UTC)) || r[0].SendBy() != calendar.On(2027, 8, 15) {
		t.Errorf("56 days before, the board has %+v", r)
	}
	w.at(calendar.On(2027, 8, 16))
	if r := rows(); !r[0].Late(calendar.Of(w.Clock.Now(), time.UTC)) {
		t.Error("55 days before, nothing is late")
	}
	_, err := w.s.SaveTraveler(w.partner(), data(who))
	ok(t, err)
	w.visa(who, "N0012345678")
	if r := rows(); r[0].Late(calendar.Of(w.Clock.Now(), time.UTC)) || r[0].State != exchange.VisaIssued {
		t.Errorf("with a visa, the board has %+v", r[0])
	}
	for _, ctx := range []context.Context{w.coordinator(), w.Staff("finance", auth.Finance)} {
		if c, err := w.s.Visas(ctx, travel.VisaFilter{}, page.First(10)); err != nil || len(c.Nodes) > 0 {
			t.Errorf("somebody else's board has %v, %v", c, err)
		}
	}
}
