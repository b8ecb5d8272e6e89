package sample

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// reached tells what the exchanges of the official awards did: the first a whole season, the second its beginning.
func (t *telling) reached() error {
	list, err := t.o.Award.Awards(t.as("grants"), award.Filter{}, page.First(100))
	if err != nil {
		return err
	}
	list.Nodes = slices.DeleteFunc(list.Nodes, func(w *award.Row) bool { return w.State != award.Official && w.State != award.Active })
	slices.SortFunc(list.Nodes, func(a, b *award.Row) int { return strings.Compare(a.Number, b.Number) })
	t.ago(239, 14)
	framework, err := t.indicators()
	if err != nil {
		return err
	}
	for i := len(list.Nodes) - 1; i >= 0; i-- {
		w := list.Nodes[i]
		f, err := t.o.Agreement.Running(t.as("grants"), w.ID, false)
		if err != nil {
			return err
		}
		museum, err := t.educator(w)
		if err != nil {
			return err
		}
		r := reach{telling: t, who: museum, award: w.ID, starts: f.Current().StartsOn, whole: i == 0}
		for _, m := range f.Museums {
			if m.Abroad {
				r.abroad, r.city = place.Country(m.Country), m.City
			}
		}
		for _, step := range []func() error{r.tell, func() error { return r.measure(framework) }, r.storied} {
			if err := step(); err != nil {
				return fmt.Errorf("reach of %s: %w", w.Number, err)
			}
		}
	}
	return nil
}

// educator is a coordinator of an award's lead museum, who enters what its exchange does.
func (t *telling) educator(w *award.Row) (context.Context, error) {
	key := "coordinator of " + w.Number
	if err := t.person(key, "exchange."+strings.ToLower(w.Number)+"@example.org", "Ines", "Whitfield", "en", ""); err != nil {
		return nil, err
	}
	err := t.o.People.Store.AddMembership(t.ctx, &people.Membership{ID: ident.NewMembership(), Person: t.people[key], Organization: w.Lead, Role: auth.Coordinator, Title: "Education manager"})
	return t.as(key), err
}

// reach is one exchange being told.
type reach struct {
	*telling
	who    context.Context
	award  ident.Award
	starts calendar.Date
	abroad place.Country
	city   string // of the partner
	whole  bool
}

func (r reach) tell() error {
	if !r.begun() {
		return r.activities()
	}
	for _, step := range []func() error{r.participants, r.activities, r.counts} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// on sets the clock to the morning after a day of the project, but never after today.
func (r reach) on(day calendar.Date) {
	r.ago(max(day.DaysTo(calendar.Of(r.now, time.UTC))-1, 0), 9)
}

// begun tells whether the project runs long enough for something to have happened.
func (r reach) begun() bool {
	return r.starts.DaysTo(calendar.Of(r.now, time.UTC)) > 80
}

func (r reach) participants() error {
	var rows strings.Builder
	names := []string{"Amal", "Jordan", "Salma", "Devon", "Yasmine", "Riley", "Karim", "Harper", "Nadia", "Quinn", "Idriss", "Rowan"}
	roles := []exchange.Role{exchange.CommunityParticipant, exchange.CommunityParticipant, exchange.CommunityParticipant, exchange.Mentor, exchange.CommunityParticipant, exchange.Educator, exchange.CommunityParticipant, exchange.MuseumStaff}
	genders := exchange.Genders()
	n := 12
	if r.whole {
		n = 44
	}
	for i := range n {
		side, country := "us", place.UnitedStates
		if i%2 == 0 {
			side, country = "non_us", r.abroad
		}
		role, born := roles[i%len(roles)], fmt.Sprint(r.starts.Year()-15-i%4)
		if role != exchange.CommunityParticipant {
			born = fmt.Sprint(r.starts.Year() - 29 - i%23)
		}
		if i%11 == 5 {
			born = ""
		}
		fmt.Fprintf(&rows, "%s Example %d\t%s\t%s\t%s\t%s\t%s\t%s\n", names[i%len(names)], i, born, country, genders[i*3/2%len(genders)], role, side, r.starts.AddDays(12+i))
	}
	r.on(r.starts.AddDays(13 + n))
	if r.whole { // a list of another project, taken back the same hour
		wrong, err := r.o.Outreach.PasteParticipants(r.who, outreach.PasteInput{Award: r.award, Rows: fmt.Sprintf("Somebody Else\t\tUS\t\tcommunity\tus\t%s", r.starts.AddDays(2))})
		if err != nil {
			return err
		}
		if _, err := r.o.Outreach.UndoPaste(r.who, outreach.UndoPasteInput{Paste: wrong.Paste.ID}); err != nil {
			return err
		}
	}
	_, err := r.o.Outreach.PasteParticipants(r.who, outreach.PasteInput{Award: r.award, Rows: rows.String()})
	return err
}

func (r reach) activities() error {
	all := []outreach.ActivityInput{
		{Kind: outreach.Workshop, Title: "Stories from the loom", City: r.city, Country: string(r.abroad), StartsOn: r.starts.AddDays(20), EndsOn: r.starts.AddDays(22), Venue: "Courtyard of the museum"},
		{Kind: outreach.Training, Title: "Recording oral history", City: "Washington", Country: "US", StartsOn: r.starts.AddDays(34)},
		{Kind: outreach.Talk, Title: "Two harbors, one sea", StartsOn: r.starts.AddDays(48)},
		{Kind: outreach.Exhibition, Title: "What our grandmothers carried", City: "Washington", Country: "US", StartsOn: r.starts.AddDays(60), EndsOn: r.starts.AddDays(74)},
		{Kind: outreach.Festival, Title: "Festival of neighbors", City: r.city, Country: string(r.abroad), StartsOn: r.starts.AddDays(200), EndsOn: r.starts.AddDays(202), About: "Food, music and the stories that the students recorded."},
	}
	if !r.whole {
		all = []outreach.ActivityInput{all[0], all[4]}
	}
	for i, in := range all {
		in.Award = r.award
		r.on(r.starts.AddDays(5 + i))
		a, err := r.o.Outreach.PlanActivity(r.who, in)
		if err != nil {
			return err
		}
		if in.Kind == outreach.Festival || !r.begun() {
			continue
		}
		r.on(a.EndsOn)
		if err := r.held(a, i); err != nil {
			return err
		}
	}
	return nil
}

// held counts at the door of a workshop and takes the museum's own number of all else.
func (r reach) held(a *outreach.Activity, nth int) error {
	in := outreach.HoldActivityInput{Award: r.award, Activity: a.ID}
	if a.Kind == outreach.Workshop {
		code, err := r.o.Outreach.DoorCode(r.who, a.ID)
		if err != nil {
			return err
		}
		for i, arrived := range []int{5, 10, 2, 10} {
			entry := uuid.NewSHA1(a.ID.UUID(), []byte{byte(i)})
			if _, err := r.o.Outreach.CheckIn(r.ctx, outreach.CheckInInput{Code: code, Entry: entry.String(), Arrived: arrived}); err != nil {
				return err
			}
		}
	} else {
		n := []int{0, 14, 85, 1170}[nth]
		in.Contacts, in.Method = &n, outreach.Counted
	}
	_, err := r.o.Outreach.HoldActivity(r.who, in)
	return err
}

func (r reach) counts() error {
	r.on(r.starts.AddDays(76))
	if _, err := r.o.Outreach.CountAudience(r.who, outreach.AudienceInput{Award: r.award, Reach: exchange.Online, Where: exchange.OnTheNet, CountedOn: r.starts.AddDays(70), Contacts: 4180, Method: outreach.Analytics}); err != nil {
		return err
	}
	if _, err := r.o.Outreach.RecordMedia(r.who, outreach.MediaInput{
		Award: r.award, Medium: exchange.MediaPrint, Outlet: "The Harbor Courier", Title: "Students trade stories across an ocean", Country: "US", PublishedOn: r.starts.AddDays(63), Circulation: 21_000,
	}); err != nil {
		return err
	}
	_, err := r.o.Outreach.RecordOutput(r.who, outreach.OutputInput{Award: r.award, Kind: "online_exhibition", Title: "What our grandmothers carried, online", Link: "https://example.org/carried", FinishedOn: r.starts.AddDays(66)})
	return err
}
