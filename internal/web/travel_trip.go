package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/sheet"
	"github.com/vitrine-grants/vitrine/internal/travel"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mostEvidence is the largest file taken with a flight, in bytes.
const mostEvidence = 10 << 20

// tripAct does what one form of a trip's page asks for.
type tripAct func(r *http.Request, id ident.Trip, q url.Values) error

// journey is a trip before somebody who may see it.
type journey struct {
	*travel.Detail
	barriers []ruleset.Finding
	warnings []ruleset.Finding
	viewer   func(auth.Permission) bool
	again
}

func (d journey) url(verb string) string { return tripURL(d.ID) + "/" + verb }

func (d journey) version() string { return strconv.Itoa(d.Version) }

// settled tells whether flights and travelers stay as they are.
func (d journey) settled() bool {
	return slices.Contains([]travel.State{travel.Cleared, travel.Traveled, travel.Reconciled, travel.Cancelled}, d.State)
}

// may tells whether the viewer may take a step, and the trip can.
func (d journey) may(v travel.Verb) bool {
	return d.viewer(v.Needs()) && slices.Contains(d.Open(), v)
}

func (s *Site) tripPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawTrip(w, r, again{})
}

func (s *Site) drawTrip(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.TripKind](r, "trip")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.ViewTravel); err != nil {
		return err
	}
	d := journey{again: a}
	if d.Detail, err = s.Travel.Trip(ctx, id); err != nil {
		return err
	}
	d.barriers, d.warnings = d.Barriers(), d.Warnings(calendar.Of(s.Now(), time.UTC))
	d.viewer = func(p auth.Permission) bool { return auth.May(ctx, p, d.Of()) }
	p := s.page(r, "travel.trip", "from", d.From, "to", d.To)
	p.Eyebrow, p.Lead = d.Number+" · "+d.Title, d.Purpose
	p.Crumbs = append(travelCrumbs(p, d.Award, d.Number), view.Crumb{Label: p.T("travel.title"), URL: tripsURL(d.Award)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return tripPage(p, d) })
}

// tripPost does what a form asks for; what it refuses is drawn again under the form's own fields.
func (s *Site) tripPost(verb string, do tripAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.TripKind](r, "trip")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return tripURL(id), s.page(r, "travel.title").Choice("travel.did", verb), under(barredNotice(err), verb+".")
		}, func(a again) error { return s.drawTrip(w, r, a) })
	}
}

// barredNotice tells what bars a trip or lacks in a form as a notice: the page lists the pieces themselves.
func barredNotice(err error) error {
	if fault.Is(err, fault.Conflict) && len(faultFields(err)) > 0 {
		if fault.HasCode(err, "trip_barred") {
			return fault.New(fault.Conflict, "trip_barred", "Something still keeps the trip from being cleared.")
		}
		return fault.New(fault.Conflict, "ds2019_incomplete", "The form DS-2019 still lacks something.")
	}
	return err
}

func (s *Site) changeTrip(r *http.Request, id ident.Trip, q url.Values) error {
	in, err := tripTyped(q)
	if err != nil {
		return err
	}
	_, err = s.Travel.ChangeTrip(r.Context(), travel.ChangeInput{Trip: id, TripInput: in, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) addFlight(r *http.Request, id ident.Trip, q url.Values) error {
	on, err := dayTyped(q, "fliesOn")
	if err != nil {
		return err
	}
	_, err = s.Travel.AddFlight(r.Context(), travel.FlightInput{
		Trip: id, From: q.Get("from"), To: q.Get("to"), FliesOn: on, Designator: q.Get("designator"), FlightNumber: q.Get("flightNumber"),
		Operator: q.Get("operator"), OperatorOf: q.Get("operatorOf"),
	})
	return err
}

func (s *Site) removeFlight(r *http.Request, id ident.Trip, q url.Values) error {
	segment, err := idOf[ident.TripSegmentKind](q, "segment")
	if err != nil {
		return fault.Missing("flight")
	}
	_, err = s.Travel.RemoveFlight(r.Context(), travel.RemoveFlightInput{Trip: id, Segment: segment})
	return err
}

func (s *Site) exceptFlight(w http.ResponseWriter, r *http.Request) error {
	_, file, err := fileOf(w, r, "except.file", mostEvidence)
	if err != nil {
		return s.drawTrip(w, r, after(r, err))
	}
	return s.tripPost("except", func(r *http.Request, id ident.Trip, q url.Values) error {
		segment, err := idOf[ident.TripSegmentKind](q, "segment")
		if err != nil {
			return fault.Missing("flight")
		}
		in := travel.ExceptionInput{Trip: id, Segment: segment, Exception: ruleset.FlyException(q.Get("exception")), File: file}
		var c fault.Check
		for name, to := range map[string]*int{"minutes": &in.Minutes, "minutesUSFlag": &in.MinutesUSFlag} {
			if text := q.Get(name); text != "" {
				n, ok := number(text)
				c.That(ok, name, "bad_number", "Write a number.")
				*to = n
			}
		}
		if err := c.Err(); err != nil {
			return err
		}
		_, err = s.Travel.ExceptFlight(r.Context(), in)
		return err
	})(w, r)
}

func (s *Site) addTraveler(r *http.Request, id ident.Trip, q url.Values) error {
	museum, err := idOf[ident.OrganizationKind](q, "organization")
	if err != nil {
		return fault.BadField("organization", "bad_choice", "Choose one of the award's museums.")
	}
	_, err = s.Travel.AddTraveler(r.Context(), travel.AddTravelerInput{Trip: id, Organization: museum, Community: q.Get("community") == "on"})
	return err
}

func (s *Site) moveTrip(r *http.Request, id ident.Trip, q url.Values) error {
	_, err := s.Travel.MoveTrip(r.Context(), travel.MoveInput{
		Trip: id, Verb: travel.Verb(q.Get("verb")), Reason: q.Get("reason"), Grant: q.Get("grant"), Share: q.Get("share"), ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) flightEvidence(w http.ResponseWriter, r *http.Request) error {
	trip, err := param[ident.TripKind](r, "trip")
	if err != nil {
		return err
	}
	segment, err := param[ident.TripSegmentKind](r, "segment")
	if err != nil {
		return err
	}
	if err := need(r.Context(), auth.ViewTravel); err != nil {
		return err
	}
	d, err := s.Travel.Evidence(r.Context(), trip, segment)
	if err != nil {
		return err
	}
	return s.sendFile(w, r, d.ID)
}

// exportForms hands out the data of the forms DS-2019 for ECA; each row is a look, and nothing of it is cached.
func (s *Site) exportForms(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.TripKind](r, "trip")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.drawTrip(w, r, after(r, err))
	}
	rows, err := s.Travel.ExportForms(r.Context(), travel.ExportInput{Trip: id, Purpose: r.PostForm.Get("forms.purpose")})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict || k == fault.Forbidden) {
		return s.drawTrip(w, r, after(r, under(err, "forms.")))
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "ds2019-"+id.String()+".csv"))
	file, err := sheet.NewCSV(w, travel.FormHead()...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := file.Row(row...); err != nil {
			return err
		}
	}
	return file.End()
}
