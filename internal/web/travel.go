package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/travel"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// travelRoutes are the journeys of awards: trips, who travels, and the J-1 cases of visitors.
func (s *Site) travelRoutes(r chi.Router) {
	r.Get("/awards/{award}/trips", s.do(s.tripsPage))
	r.Post("/awards/{award}/trips/plan", s.do(s.planTrip))
	r.Post("/awards/{award}/trips/waive", s.do(s.waiveDirection))
	r.Get("/trips/{trip}", s.do(s.tripPage))
	r.Get("/trips/{trip}/evidence/{segment}.pdf", s.do(s.flightEvidence))
	for verb, do := range map[string]tripAct{
		"change": s.changeTrip, "flights": s.addFlight, "flights/remove": s.removeFlight, "travelers": s.addTraveler, "move": s.moveTrip,
	} {
		r.Post("/trips/{trip}/"+verb, s.do(s.tripPost(verb, do)))
	}
	r.Post("/trips/{trip}/flights/except", s.do(s.exceptFlight))
	r.Post("/trips/{trip}/forms", s.do(s.exportForms))
	r.Get("/travelers/{traveler}", s.do(s.travelerPage))
	r.Post("/travelers/{traveler}/open", s.do(s.openTraveler))
	for verb, do := range map[string]travelerAct{
		"save": s.saveTraveler, "insure": s.insureTraveler, "leave": s.leaveTrip, "visa": s.moveVisa, "validate": s.validateArrival,
	} {
		r.Post("/travelers/{traveler}/"+verb, s.do(s.travelerPost(verb, do)))
	}
	r.Post("/travelers/{traveler}/consent", s.do(s.giveConsent))
	r.Post("/travelers/{traveler}/consent/open", s.do(s.openConsent))
	r.Get("/visas", s.do(s.visaBoard))
}

// journeys are the trips of an award before somebody who may see them.
type journeys struct {
	*travel.Outline
	rows  []*travel.Detail
	pager view.Pager
	plan  bool
	waive bool
	again
}

func tripsURL(id ident.Award) string { return "/awards/" + id.String() + "/trips" }

func tripURL(id ident.Trip) string { return "/trips/" + id.String() }

func (s *Site) tripsPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawTrips(w, r, again{})
}

func (s *Site) drawTrips(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.ViewTravel); err != nil {
		return err
	}
	d := journeys{again: a}
	if d.Outline, err = s.Travel.Outline(ctx, id); err != nil {
		return err
	}
	list, err := s.Travel.Trips(ctx, travel.Filter{Award: id}, pageArgs(r, listed))
	if err != nil {
		return err
	}
	d.rows, d.pager = list.Nodes, pager(r, list.PageInfo)
	target := auth.Target{Program: d.Program, Organizations: d.Organizations()}
	d.plan = auth.May(ctx, auth.PlanTravel, target) && (d.State == award.Official || d.State == award.Active)
	d.waive = auth.May(ctx, auth.ApproveTravel, target) && d.Waiver == nil && len(d.OneWay()) > 0
	p := s.page(r, "travel.title")
	p.Eyebrow, p.Lead = d.Number+" · "+d.Title, p.T("travel.lead")
	p.Crumbs = travelCrumbs(p, d.Award, d.Number)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return tripsPage(p, d) })
}

func travelCrumbs(p view.Page, id ident.Award, number string) []view.Crumb {
	return []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: number, URL: "/awards/" + id.String()}}
}

func (s *Site) planTrip(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		q = bare(q, "plan.")
		in, err := tripTyped(q)
		if err != nil {
			return "", "", under(err, "plan.")
		}
		d, err := s.Travel.PlanTrip(r.Context(), travel.PlanInput{Award: id, TripInput: in})
		if err != nil {
			return "", "", under(err, "plan.")
		}
		return tripURL(d.ID), s.page(r, "travel.title").T("travel.did.plan"), nil
	}, func(a again) error { return s.drawTrips(w, r, a) })
}

func tripTyped(q url.Values) (travel.TripInput, error) {
	in := travel.TripInput{
		From: q.Get("from"), To: q.Get("to"), Purpose: q.Get("purpose"), Direction: exchange.Direction(q.Get("direction")),
		Method: ruleset.TravelMethod(q.Get("method")), Federal: q.Get("federal") == "on",
	}
	var err error
	in.StartsOn, in.EndsOn, err = periodTyped(q)
	return in, err
}

func (s *Site) waiveDirection(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Travel.WaiveDirection(r.Context(), travel.WaiveInput{Award: id, Reason: q.Get("waive.reason")})
		return tripsURL(id), s.page(r, "travel.title").T("travel.did.waive"), under(err, "waive.")
	}, func(a again) error { return s.drawTrips(w, r, a) })
}

// visaList is the J-1 cases of the awards one works on.
type visaList struct {
	rows  []*travel.VisaRow
	pager view.Pager
	all   bool
}

func (s *Site) visaBoard(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewVisas); err != nil {
		return err
	}
	d := visaList{all: r.URL.Query().Get("all") == "yes"}
	list, err := s.Travel.Visas(r.Context(), travel.VisaFilter{All: d.all}, pageArgs(r, listed))
	if err != nil {
		return err
	}
	d.rows, d.pager = list.Nodes, pager(r, list.PageInfo)
	p := s.page(r, "travel.board")
	p.Lead = p.T("travel.board.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, visaBoard(p, d, calendar.Of(s.Now(), time.UTC)))
}
