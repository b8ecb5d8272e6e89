package outreach

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// ActivityRow is an activity in a list, with whom it reached.
type ActivityRow struct {
	Activity
	Contacts int64 `bun:"contacts"` // as counted
	Arrived  int64 `bun:"arrived"`  // as hosts count at the door
}

// ActivityInput is an activity as a museum plans it.
type ActivityInput struct {
	Award           ident.Award
	Activity        ident.Activity // zero adds one
	Kind            Kind
	Title           string
	Venue           string
	City            string
	Country         string // two letters; empty is online
	StartsOn        calendar.Date
	EndsOn          calendar.Date // absent is the day it starts
	About           string
	ExpectedVersion *int
}

// PlanActivity adds an activity or changes one that is still planned; it lies inside the award's period.
func (s *Service) PlanActivity(ctx context.Context, in ActivityInput) (*Activity, error) {
	var a *Activity
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		a = &Activity{ID: ident.NewActivity(), Award: f.Award, State: Planned, Version: 1, AddedBy: auth.Who(ctx).Person, AddedAt: s.now()}
		a.CodeHash = hashOf(s.activityCode(a.ID))
		if !in.Activity.IsZero() {
			var err error
			if a, err = s.planned(ctx, f, in.Activity, in.ExpectedVersion); err != nil {
				return err
			}
		}
		if err := a.fill(f, in); err != nil {
			return err
		}
		detail := map[string]any{"activity": a.ID, "kind": a.Kind, "starts": a.StartsOn}
		if in.Activity.IsZero() {
			if err := s.Store.AddActivity(ctx, a); err != nil {
				return err
			}
			return s.Desk.Log.Record(ctx, "outreach.activity.plan", f.Award, "", detail)
		}
		if err := s.Store.KeepActivity(ctx, a, a.Version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.activity.change", f.Award, "", detail)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// planned is an activity of the award that still may change.
func (s *Service) planned(ctx context.Context, f *agreement.File, id ident.Activity, expected *int) (*Activity, error) {
	a, err := s.Store.Activity(ctx, id, true)
	if err != nil {
		return nil, err
	}
	if a.Award != f.Award {
		return nil, fault.Missing("activity")
	}
	if err := fault.Expected(expected, a.Version); err != nil {
		return nil, err
	}
	if a.State != Planned {
		return nil, fault.New(fault.Conflict, "wrong_state", "This activity was held or called off; it does not change.").With("state", string(a.State))
	}
	return a, nil
}

func (a *Activity) fill(f *agreement.File, in ActivityInput) error {
	var c fault.Check
	oneOf(&c, "kind", in.Kind, Kinds())
	a.Kind, a.Title = in.Kind, words(&c, "title", in.Title, 200, true)
	a.Venue, a.City = words(&c, "venue", in.Venue, 200, false), words(&c, "city", in.City, 100, false)
	a.About = words(&c, "about", in.About, 2000, false)
	a.Country = ""
	if typed := strings.TrimSpace(in.Country); typed != "" {
		country, err := place.ParseCountry(typed)
		c.That(err == nil, "country", "bad_country", "That is not a country.")
		a.Country = country
		c.That(a.City != "", "city", "required", "Say in which city.")
	}
	a.StartsOn, a.EndsOn = in.StartsOn, in.EndsOn
	if a.EndsOn.IsZero() {
		a.EndsOn = a.StartsOn
	}
	c.That(!a.StartsOn.IsZero(), "startsOn", "required", "Say on which day.")
	if !a.StartsOn.IsZero() {
		c.That(!a.EndsOn.Before(a.StartsOn), "endsOn", "ends_before_start", "It ends after it begins.")
		withinAward(&c, f, "startsOn", a.StartsOn)
		withinAward(&c, f, "endsOn", a.EndsOn)
	}
	return c.Err()
}

// HoldActivityInput says that an activity was held, and how many came.
type HoldActivityInput struct {
	Award    ident.Award
	Activity ident.Activity
	// Contacts is how many came; absent takes what hosts counted at the door, or nothing where nobody did.
	Contacts        *int
	Method          Method
	ExpectedVersion *int
}

// HoldActivity records that an activity was held; what hosts counted at the door becomes its audience unless the
// museum gives a number of its own. An activity whose last day is to come is refused.
func (s *Service) HoldActivity(ctx context.Context, in HoldActivityInput) (*Activity, error) {
	var a *Activity
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) (err error) {
		if a, err = s.planned(ctx, f, in.Activity, in.ExpectedVersion); err != nil {
			return err
		}
		var c fault.Check
		c.That(!a.EndsOn.After(s.today()), "activity", "in_future", "Its last day has not come yet.")
		contacts, method := int64(0), CheckedIn
		if in.Contacts != nil {
			contacts, method = int64(*in.Contacts), in.Method
			oneOf(&c, "method", method, Methods())
			c.That(contacts >= 1 && contacts <= mostContacts, "contacts", "out_of_range", "From 1 to %d.", mostContacts)
		}
		if err := c.Err(); err != nil {
			return err
		}
		if in.Contacts == nil {
			if contacts, err = s.Store.Arrived(ctx, a.ID); err != nil {
				return err
			}
		}
		now := s.now()
		a.State, a.HeldBy, a.HeldAt = Held, auth.Who(ctx).Person, &now
		if err := s.Store.KeepActivity(ctx, a, a.Version); err != nil {
			return err
		}
		if contacts > 0 {
			if err := s.Store.AddAudience(ctx, a.audience(contacts, method, auth.Who(ctx).Person)); err != nil {
				return err
			}
		}
		return s.Desk.Log.Record(ctx, "outreach.activity.hold", f.Award, "", map[string]any{"activity": a.ID, "contacts": contacts, "method": method})
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// audience is whom an activity that was held reached: visitors of an exhibition, attendance of all else.
func (a *Activity) audience(contacts int64, m Method, by ident.Person) *Audience {
	reach := exchange.Attendance
	if a.Kind == Exhibition {
		reach = exchange.Visitors
	}
	return &Audience{
		ID: ident.NewAudience(), Award: a.Award, Activity: a.ID, Reach: reach, Where: a.Where(), CountedOn: a.EndsOn, Contacts: contacts, Method: m,
		RecordedBy: by, RecordedAt: *a.HeldAt,
	}
}

// CallOffInput calls an activity off, with a reason.
type CallOffInput struct {
	Award           ident.Award
	Activity        ident.Activity
	Reason          string
	ExpectedVersion *int
}

// CallOffActivity says that a planned activity will not be held; it stays in the list with the reason.
func (s *Service) CallOffActivity(ctx context.Context, in CallOffInput) (*Activity, error) {
	var a *Activity
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) (err error) {
		if a, err = s.planned(ctx, f, in.Activity, in.ExpectedVersion); err != nil {
			return err
		}
		var c fault.Check
		a.Reason = words(&c, "reason", in.Reason, 500, true)
		if err := c.Err(); err != nil {
			return err
		}
		a.State = CalledOff
		if err := s.Store.KeepActivity(ctx, a, a.Version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.activity.call_off", f.Award, a.Reason, map[string]any{"activity": a.ID})
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Activities are those of an award in the order of their days, with whom they reached.
func (s *Service) Activities(ctx context.Context, id ident.Award, a page.Args) (*page.Connection[*ActivityRow], error) {
	if _, err := s.see(ctx, id); err != nil {
		return nil, err
	}
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Activities(ctx, id, cut)
	if err != nil {
		return nil, err
	}
	total := func(ctx context.Context) (int, error) { return s.Store.CountActivities(ctx, id) }
	return page.New(cut, rows, func(r *ActivityRow) []string { return []string{r.StartsOn.String(), r.ID.String()} }, total), nil
}

// Activity is one activity, for who may see what its award's exchange does.
func (s *Service) Activity(ctx context.Context, id ident.Activity) (*Activity, error) {
	a, err := s.Store.Activity(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if _, err := s.see(ctx, a.Award); err != nil {
		return nil, fault.Missing("activity")
	}
	return a, nil
}
