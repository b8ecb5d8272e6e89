package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// program is what an award's exchange holds for people.
type programOf struct {
	reaching
	tables *outreach.AwardTables
	rows   []*outreach.ActivityRow
}

func (s *Site) activitiesPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawActivities(w, r, again{})
}

func (s *Site) drawActivities(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	var d programOf
	var err error
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	if d.tables, err = s.Outreach.Tables(ctx, outreach.TablesInput{Award: d.Award}); err != nil {
		return err
	}
	list, err := s.Outreach.Activities(ctx, d.Award, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = list.Nodes, pager(r, list.PageInfo)
	p := s.reachingView(r, d.reaching, "outreach.activities", "outreach.activities.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return activitiesPage(p, d) })
}

func (s *Site) planActivity(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := activityTyped(id, q)
		if err != nil {
			return "", "", err
		}
		a, err := s.Outreach.PlanActivity(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		return outreachURL(id, "activities/"+a.ID.String()), s.page(r, "outreach.activities").T("outreach.planned"), nil
	}, func(a again) error { return s.drawActivities(w, r, a) })
}

func activityTyped(id ident.Award, q url.Values) (outreach.ActivityInput, error) {
	from, to, err := periodTyped(q)
	return outreach.ActivityInput{
		Award: id, Kind: outreach.Kind(q.Get("kind")), Title: q.Get("title"), Venue: q.Get("venue"), City: q.Get("city"), Country: q.Get("country"),
		StartsOn: from, EndsOn: to, About: q.Get("about"), ExpectedVersion: versionOf(q),
	}, err
}

// anActivity is one activity with the link of its host.
type anActivity struct {
	reaching
	*outreach.Activity
	arrived int64
	door    string // the host's link; empty for who may not enter
	drawing string
	today   bool // it may be held: its last day has come
}

func (d anActivity) at(verb string) string {
	return d.url("activities/" + d.Activity.ID.String() + "/" + verb)
}

func (s *Site) activityPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawActivity(w, r, again{})
}

func (s *Site) drawActivity(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	var d anActivity
	var err error
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	id, err := param[ident.ActivityKind](r, "activity")
	if err != nil {
		return err
	}
	if d.Activity, err = s.Outreach.Activity(ctx, id); err != nil {
		return err
	}
	if d.Activity.Award != d.reaching.Award {
		return fault.Missing("page")
	}
	if d.enters {
		code, err := s.Outreach.DoorCode(ctx, id)
		if err != nil {
			return err
		}
		d.door = s.BaseURL + "/c/" + code
		if d.drawing, err = qrSVG(d.door); err != nil {
			return err
		}
		at, err := s.Outreach.Door(ctx, code)
		if err != nil {
			return err
		}
		d.arrived = at.Arrived
	}
	d.today = !d.EndsOn.After(dayOf(s.Now(), "UTC"))
	p := s.reachingView(r, d.reaching, "outreach.activities", "outreach.activities.lead")
	p.Title, p.Lead = d.Activity.Title, activityLine(p, d.Activity)
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("outreach.activities"), URL: d.url("activities")})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return activityPage(p, d) })
}

func (s *Site) activityPost(w http.ResponseWriter, r *http.Request) error {
	award, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	id, err := param[ident.ActivityKind](r, "activity")
	if err != nil {
		return err
	}
	verb := chi.URLParam(r, "verb")
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.doActivity(r, award, id, verb, q)
		return outreachURL(award, "activities/"+id.String()), s.page(r, "outreach.activities").Choice("outreach.did", verb), err
	}, func(a again) error { return s.drawActivity(w, r, a) })
}

func (s *Site) doActivity(r *http.Request, award ident.Award, id ident.Activity, verb string, q url.Values) error {
	ctx := r.Context()
	switch verb {
	case "change":
		in, err := activityTyped(award, q)
		if err != nil {
			return err
		}
		in.Activity = id
		_, err = s.Outreach.PlanActivity(ctx, in)
		return err
	case "hold":
		n, err := wholeNumber(q, "contacts")
		if err != nil {
			return err
		}
		_, err = s.Outreach.HoldActivity(ctx, outreach.HoldActivityInput{Award: award, Activity: id, Contacts: n, Method: outreach.Method(q.Get("method")), ExpectedVersion: versionOf(q)})
		return err
	case "call-off":
		_, err := s.Outreach.CallOffActivity(ctx, outreach.CallOffInput{Award: award, Activity: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
		return err
	}
	return fault.Missing("page")
}

// doorPage is what a host counts on, behind the link of an activity; it needs no account and no script.
func (s *Site) doorPage(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	return s.drawDoor(w, r, again{})
}

func (s *Site) drawDoor(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.Outreach.Door(r.Context(), chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	p := s.page(r, "outreach.door")
	p.Title, p.Eyebrow, p.Lead = d.Title, p.T("outreach.door"), activityLine(p, &d.Activity)
	entries := []string{uuid.NewString(), uuid.NewString()}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component {
		return doorPage(p, d, "/c/"+chi.URLParam(r, "code"), entries, a)
	})
}

// checkIn adds who came; the same entry sent again, as a phone without signal does, counts once.
func (s *Site) checkIn(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	code := chi.URLParam(r, "code")
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		n, err := wholeNumber(q, "arrived")
		if err != nil {
			return "", "", err
		}
		if by := q.Get("by"); by != "" {
			one, err := strconv.Atoi(by)
			if err != nil {
				return "", "", fault.BadField("arrived", "bad_whole_number", "This is a whole number such as 12.")
			}
			n = &one
		}
		d, err := s.Outreach.CheckIn(r.Context(), outreach.CheckInInput{Code: code, Entry: q.Get("entry"), Arrived: orNought(n)})
		if err != nil {
			return "", "", err
		}
		return "/c/" + code, s.page(r, "outreach.door").T("outreach.door.kept", "n", d.Arrived), nil
	}, func(a again) error { return s.drawDoor(w, r, a) })
}
