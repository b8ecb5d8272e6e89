package outreach_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func (w *world) workshop() outreach.ActivityInput {
	return outreach.ActivityInput{Award: w.Award, Kind: outreach.Workshop, Title: "Weaving stories", City: "Rabat", Country: "MA", StartsOn: calendar.On(2027, 10, 10), EndsOn: calendar.On(2027, 10, 11)}
}

func (w *world) planned(in outreach.ActivityInput) *outreach.Activity {
	w.t.Helper()
	a, err := w.s.PlanActivity(w.partner(), in)
	ok(w.t, err)
	return a
}

func (w *world) door(a *outreach.Activity) string {
	w.t.Helper()
	code, err := w.s.DoorCode(w.partner(), a.ID)
	ok(w.t, err)
	return code
}

func TestWhatHostsCountBecomesTheAudience(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.planned(w.workshop())
	code, nobody := w.door(a), pgContext(t)
	entry := uuid.NewString()
	for range 3 { // a phone without signal sends again
		d, err := w.s.CheckIn(nobody, outreach.CheckInInput{Code: code, Entry: entry, Arrived: 12})
		ok(t, err)
		if d.Arrived != 12 {
			t.Fatalf("sent again, %d have come", d.Arrived)
		}
	}
	_, err := w.s.CheckIn(nobody, outreach.CheckInInput{Code: code, Entry: uuid.NewString(), Arrived: -13})
	refused(t, err, fault.Invalid, "out_of_range")
	d, err := w.s.CheckIn(nobody, outreach.CheckInInput{Code: code, Entry: uuid.NewString(), Arrived: -2})
	ok(t, err)
	if d.Arrived != 10 {
		t.Errorf("%d have come", d.Arrived)
	}
	for _, bad := range []outreach.CheckInInput{{Code: code, Entry: "x", Arrived: 1}, {Code: code, Entry: uuid.NewString()}, {Code: code, Entry: uuid.NewString(), Arrived: 501}} {
		if _, err := w.s.CheckIn(nobody, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	_, err = w.s.CheckIn(nobody, outreach.CheckInInput{Code: "AAAA", Entry: uuid.NewString(), Arrived: 1})
	refused(t, err, fault.NotFound, "not_found")
	other := w.planned(w.workshop())
	_, err = w.s.CheckIn(nobody, outreach.CheckInInput{Code: w.door(other), Entry: entry, Arrived: 1})
	refused(t, err, fault.Conflict, "bad_entry")
	_, err = w.s.HoldActivity(w.coordinator(), outreach.HoldActivityInput{Award: w.Award, Activity: a.ID})
	ok(t, err)
	_, err = w.s.CheckIn(nobody, outreach.CheckInInput{Code: code, Entry: uuid.NewString(), Arrived: 1})
	refused(t, err, fault.Conflict, "door_closed")
	reach := w.tables().Reach
	if reach[0].Abroad != 1 || reach[0].Total != 1 || reach[1].Abroad != 10 || reach[1].Total != 10 {
		t.Errorf("%+v", reach)
	}
	ids, err := w.s.Behind(w.officer(), outreach.BehindInput{Award: w.Award, Table: "reach", By: "public_programs", Column: "partner_country"})
	ok(t, err)
	if len(ids) != 1 || ids[0] != a.ID.String() {
		t.Errorf("behind the programs are %v", ids)
	}
}

func TestManyHostsCountAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.planned(w.workshop())
	code, nobody := w.door(a), pgContext(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := w.s.CheckIn(nobody, outreach.CheckInInput{Code: code, Entry: uuid.NewString(), Arrived: 3}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	d, err := w.s.Door(nobody, code)
	ok(t, err)
	if d.Arrived != 60 || !d.Open() {
		t.Errorf("%d have come", d.Arrived)
	}
}

func TestAnActivityTakesItsSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.workshop()
	in.StartsOn, in.EndsOn = calendar.On(2027, 7, 30), calendar.Date{}
	_, err := w.s.PlanActivity(w.partner(), in)
	refused(t, err, fault.Invalid, "outside_award")
	in = w.workshop()
	in.City = ""
	_, err = w.s.PlanActivity(w.partner(), in)
	refused(t, err, fault.Invalid, "required")
	in = w.workshop()
	in.StartsOn, in.EndsOn = calendar.On(2027, 11, 3), calendar.Date{}
	a := w.planned(in)
	_, err = w.s.HoldActivity(w.partner(), outreach.HoldActivityInput{Award: w.Award, Activity: a.ID})
	refused(t, err, fault.Invalid, "in_future")
	_, err = w.s.CallOffActivity(w.partner(), outreach.CallOffInput{Award: w.Award, Activity: a.ID})
	refused(t, err, fault.Invalid, "required")
	old := 7
	in.Activity, in.ExpectedVersion = a.ID, &old
	_, err = w.s.PlanActivity(w.partner(), in)
	refused(t, err, fault.Conflict, "version")
	in.ExpectedVersion, in.Title = nil, "Weaving more stories"
	a, err = w.s.PlanActivity(w.coordinator(), in)
	ok(t, err)
	if a.Version != 2 {
		t.Errorf("version %d", a.Version)
	}
	a, err = w.s.CallOffActivity(w.partner(), outreach.CallOffInput{Award: w.Award, Activity: a.ID, Reason: "The roof leaks."})
	ok(t, err)
	_, err = w.s.HoldActivity(w.partner(), outreach.HoldActivityInput{Award: w.Award, Activity: a.ID})
	refused(t, err, fault.Conflict, "wrong_state")
	list, err := w.s.Activities(w.officer(), w.Award, page.First(10))
	ok(t, err)
	if len(list.Nodes) != 1 || list.Nodes[0].Title != "Weaving more stories" || list.Nodes[0].State != outreach.CalledOff {
		t.Errorf("%+v", list.Nodes)
	}
	if _, err := w.s.Activity(w.Museum("coordinator2", auth.Coordinator, "us2"), a.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum reads it: %v", err)
	}
	if _, err := w.s.DoorCode(w.officer(), a.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the office has the host's code: %v", err)
	}
}

func TestWhatIsCountedMakesTableD(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	day := calendar.On(2027, 10, 5)
	_, err := w.s.CountAudience(w.coordinator(), outreach.AudienceInput{Award: w.Award, Reach: exchange.Online, Where: exchange.OnTheNet, CountedOn: day, Contacts: 5000, Method: outreach.Analytics})
	ok(t, err)
	_, err = w.s.CountAudience(w.coordinator(), outreach.AudienceInput{Award: w.Award, Reach: exchange.Programs, Where: "moon", CountedOn: calendar.On(2027, 10, 13), Method: outreach.CheckedIn})
	for _, code := range []string{"bad_choice", "in_future", "out_of_range"} {
		refused(t, err, fault.Invalid, code)
	}
	m, err := w.s.RecordMedia(w.partner(), outreach.MediaInput{Award: w.Award, Medium: exchange.MediaPrint, Outlet: "Le Matin", Title: "Two museums", Link: "https://example.org/a", Country: "MA", PublishedOn: day, Circulation: 40_000})
	ok(t, err)
	_, err = w.s.RecordMedia(w.partner(), outreach.MediaInput{Award: w.Award, Medium: exchange.MediaWeb, Outlet: "A blog", Title: "Us", Link: "javascript:alert(1)", Country: "US", PublishedOn: day})
	refused(t, err, fault.Invalid, "bad_link")
	_, err = w.s.RecordOutput(w.partner(), outreach.OutputInput{Award: w.Award, Kind: "film", Title: "Looms", FinishedOn: day})
	ok(t, err)
	got := map[exchange.Reach]exchange.ReachRow{}
	for _, r := range w.tables().Reach {
		got[r.Reach] = r
	}
	if got[exchange.Online].Online != 5000 || got[exchange.MediaPrint].Abroad != 1 || got[exchange.Circulation].Abroad != 40_000 || len(exchange.Reconcile(w.tables().Reach, nil)) > 0 {
		t.Errorf("%+v", got)
	}
	log, err := w.s.Counted(w.officer(), w.Award, outreach.MediaEntry, page.First(5))
	ok(t, err)
	if len(log.Nodes) != 1 || log.Nodes[0].ID() != m.ID.String() || log.Nodes[0].Outlet != "Le Matin" {
		t.Errorf("%+v", log.Nodes)
	}
	off := outreach.TakeOffInput{Award: w.Award, What: outreach.MediaEntry, Entry: m.ID.String(), Reason: "It was about another project."}
	ok(t, w.s.TakeOff(w.coordinator(), off))
	if err := w.s.TakeOff(w.coordinator(), off); !fault.Is(err, fault.NotFound) {
		t.Errorf("taken off twice: %v", err)
	}
	if r := w.tables().Reach[4]; r.Total != 0 {
		t.Errorf("what was taken off still counts: %+v", r)
	}
	for _, text := range []string{"DELETE FROM audience_counts", "UPDATE outputs SET title = 'x'", "DELETE FROM media_hits", "UPDATE media_hits SET removed_at = NULL, removed_by = NULL"} {
		if w.Try(text) == nil {
			t.Errorf("%s: done", text)
		}
	}
}
