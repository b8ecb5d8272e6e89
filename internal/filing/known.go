package filing

import (
	"cmp"
	"context"
	"maps"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Records are what the museums of an award entered elsewhere in the house: what was spent through a day, and what
// happened in a period.
type Records struct {
	Spent        []*Spent
	Receipts     []*Receipt
	Participants []*Participants
	Contacts     int64 // of the audience; never unique persons
	Trips        []*Trip
	Media        []*Media
}

// Spent is what was recorded and handed in of one category through the period's last day, in minor units: costs on the
// grant, and what was given beside it.
type Spent struct {
	Category   budget.Category `bun:"category"`
	GrantNow   int64           `bun:"grant_now"`
	GrantTotal int64           `bun:"grant_total"`
	ShareNow   int64           `bun:"share_now"`
	ShareTotal int64           `bun:"share_total"`
}

// Receipt is one cost or contribution of the period, in minor units of the award's currency.
type Receipt struct {
	On       calendar.Date   `bun:"on"`
	Payee    string          `bun:"payee"`
	What     string          `bun:"what"`
	Category budget.Category `bun:"category"`
	Funding  string          `bun:"funding"` // grant or share
	Minor    int64           `bun:"minor"`
}

// Participants are how many joined in the period, of one role and side.
type Participants struct {
	Role   exchange.Role    `bun:"role"`
	Side   partnership.Side `bun:"side"`
	People int64            `bun:"people"`
}

// Trip is a trip that began in the period, with those who went.
type Trip struct {
	From   string        `bun:"from"`
	To     string        `bun:"to"`
	Begins calendar.Date `bun:"begins"`
	Ends   calendar.Date `bun:"ends"`
	People int64         `bun:"people"`
}

// Media is something published in the period.
type Media struct {
	What  string        `bun:"what"`
	Where string        `bun:"where"`
	On    calendar.Date `bun:"on"`
	Link  string        `bun:"link"`
}

// known are the answers the house can give itself: what was said of this quarter in the last report, the figures, and
// what the museums entered of people, trips, media and receipts.
func (s *Service) known(ctx context.Context, f *agreement.File, d *Detail) (form.Answers, error) {
	r, err := s.Store.Records(ctx, f.Award, d.From, d.To)
	if err != nil {
		return nil, err
	}
	out := r.answers(f.Currency())
	before, err := s.before(ctx, &d.Filing)
	if err != nil {
		return nil, err
	}
	if planned := before.answers(duty.Narrative)[form.ReportNext]; planned != "" {
		out[form.ReportPlanned] = planned
	}
	maps.Copy(out, form.Answers{form.ReportLines: linesText(r.lines(f.Current(), before), f.Currency())})
	return out, nil
}

func (r *Records) answers(cur money.Currency) form.Answers {
	out := form.Answers{}
	table := func(key string, rows []form.Row) {
		if len(rows) > 0 {
			q := form.Question{Key: key, Kind: form.Table}
			out[key] = q.Join(rows)
		}
	}
	table(form.ReportReceipts, rowsOf(r.Receipts, func(x *Receipt) form.Row {
		return form.Row{
			"on": x.On.String(), "payee": brief(cmp.Or(x.Payee, x.What), 200), "what": brief(x.What, 200), "category": string(x.Category), "funding": x.Funding,
			"amount": money.New(x.Minor, cur).Decimal(),
		}
	}))
	table(form.ReportParticipants, rowsOf(r.Participants, func(x *Participants) form.Row {
		side := "abroad"
		if x.Side == partnership.US {
			side = "us"
		}
		return form.Row{"group": groupOf(x.Role), "side": side, "people": strconv.FormatInt(x.People, 10)}
	}))
	table(form.ReportTrips, rowsOf(r.Trips, func(x *Trip) form.Row {
		return form.Row{"from": brief(x.From, 100), "to": brief(x.To, 100), "begins": x.Begins.String(), "ends": x.Ends.String(), "people": strconv.FormatInt(x.People, 10)}
	}))
	table(form.ReportMedia, rowsOf(r.Media, func(x *Media) form.Row {
		return form.Row{"what": brief(x.What, 200), "where": brief(x.Where, 200), "on": x.On.String(), "link": brief(x.Link, 500)}
	}))
	if r.Contacts > 0 {
		out[form.ReportAudience] = strconv.FormatInt(r.Contacts, 10)
	}
	return out
}

func rowsOf[T any](all []*T, row func(*T) form.Row) []form.Row {
	out := make([]form.Row, len(all))
	for i, x := range all {
		out[i] = row(x)
	}
	return out
}

func brief(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// groupOf names a role as museums do in the table of participants; they may change the words.
func groupOf(r exchange.Role) string {
	switch r {
	case exchange.CommunityParticipant:
		return "Community participants"
	case exchange.Mentor:
		return "Mentors"
	case exchange.Educator:
		return "Educators"
	}
	return "Museum staff"
}

// spent is what was recorded of a category; of none, nothing.
func (r *Records) spent(cat budget.Category) Spent {
	for _, x := range r.Spent {
		if x.Category == cat {
			return *x
		}
	}
	return Spent{Category: cat}
}

// lines are the figures as they were recorded; where nothing ever was, the totals of the last report go on.
func (r *Records) lines(t *agreement.Terms, before *Content) []*Line {
	var out []*Line
	for _, cat := range budget.Categories() {
		approved, x := t.Line(cat), r.spent(cat)
		l := &Line{
			Category: cat, Grant: Column{approved.GrantMinor, x.GrantNow, x.GrantTotal}, Share: Column{approved.ShareMinor, x.ShareNow, x.ShareTotal},
		}
		if was := before.line(cat); len(r.Spent) == 0 && was != nil {
			l.Grant.Total, l.Share.Total = was.Grant.Total, was.Share.Total
		}
		if l.Grant != (Column{}) || l.Share != (Column{}) {
			out = append(out, l)
		}
	}
	return out
}

// against holds every total of a report against what was recorded, where anything was.
func (r *Records) against(c *Content) []*Anomaly {
	if len(c.Lines) == 0 || len(r.Spent) == 0 {
		return nil
	}
	var out []*Anomaly
	for _, cat := range budget.Categories() {
		l, x := c.line(cat), r.spent(cat)
		if l == nil {
			l = &Line{}
		}
		if l.Grant.Total != x.GrantTotal {
			out = append(out, &Anomaly{Code: BooksOff, Category: cat, Funding: "grant", Minor: l.Grant.Total, Expected: x.GrantTotal})
		}
		if l.Share.Total != x.ShareTotal {
			out = append(out, &Anomaly{Code: BooksOff, Category: cat, Funding: "share", Minor: l.Share.Total, Expected: x.ShareTotal})
		}
	}
	return out
}
