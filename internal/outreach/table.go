package outreach

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Asked is which figures: of which awards, over which days, and as they were known at an instant.
type Asked struct {
	Awards        []ident.Award
	From, Through calendar.Date
	KnownAt       time.Time // zero is now
}

// ParticipantCount is how many participants of an award share a part, side and gender.
type ParticipantCount struct {
	Award  ident.Award      `bun:"award_id"`
	By     string           `bun:"by"` // country, age, role, all or new
	Part   string           `bun:"part"`
	Side   partnership.Side `bun:"side"`
	Gender exchange.Gender  `bun:"gender"`
	N      int              `bun:"n"`
}

// ReachCount is a sum of contacts of an award.
type ReachCount struct {
	Award    ident.Award    `bun:"award_id"`
	Reach    exchange.Reach `bun:"reach"`
	Where    exchange.Where `bun:"place"`
	Contacts int64          `bun:"contacts"`
}

// AwardTables are the tables of one award.
type AwardTables struct {
	Award        ident.Award
	Participants exchange.TableB
	Reach        []exchange.ReachRow
}

// ParticipantTables are Table B of each award, in their order, in one statement; it asks no permission, because the
// reports that call it have asked their own.
func (s *Service) ParticipantTables(ctx context.Context, a Asked) ([]exchange.TableB, error) {
	rows, err := s.Store.ParticipantCounts(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]exchange.TableB, len(a.Awards))
	for i, id := range a.Awards {
		out[i] = tableB(slices.DeleteFunc(slices.Clone(rows), func(r ParticipantCount) bool { return r.Award != id }))
	}
	return out, nil
}

func tableB(rows []ParticipantCount) exchange.TableB {
	t := exchange.Participants(nil, calendar.Date{}, calendar.Date{})
	for _, r := range rows {
		switch r.By {
		case "country":
			into(&t.Countries, r.Part, r)
		case "age":
			into(&t.Ages, r.Part, r)
		case "role":
			into(&t.Roles, r.Part, r)
		case "new":
			plus(&t.New, r)
		default:
			plus(&t.All, r)
		}
	}
	slices.SortFunc(t.Countries, func(a, b exchange.Count) int { return cmp.Compare(a.Part, b.Part) })
	return t
}

func into(rows *[]exchange.Count, part string, r ParticipantCount) {
	i := slices.IndexFunc(*rows, func(c exchange.Count) bool { return c.Part == part })
	if i < 0 {
		i = len(*rows)
		*rows = append(*rows, exchange.Count{Part: part})
	}
	plus(&(*rows)[i], r)
}

func plus(c *exchange.Count, r ParticipantCount) {
	c.Total += r.N
	us := r.Side == partnership.US
	switch {
	case us && r.Gender == exchange.Female:
		c.USFemale += r.N
	case us && r.Gender == exchange.Male:
		c.USMale += r.N
	case us:
		c.USOther += r.N
	case r.Gender == exchange.Female:
		c.AbroadFemale += r.N
	case r.Gender == exchange.Male:
		c.AbroadMale += r.N
	default:
		c.AbroadOther += r.N
	}
	if r.Gender == exchange.Undisclosed {
		c.Undisclosed += r.N
	}
}

// ReachTables are Table D of each award, in their order, in one statement; it asks no permission, as above.
func (s *Service) ReachTables(ctx context.Context, a Asked) ([][]exchange.ReachRow, error) {
	rows, err := s.Store.ReachCounts(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([][]exchange.ReachRow, len(a.Awards))
	for i, id := range a.Awards {
		var counts []exchange.Audience
		for _, r := range rows {
			if r.Award == id {
				counts = append(counts, exchange.Audience{On: a.From, Reach: r.Reach, Where: r.Where, Count: r.Contacts})
			}
		}
		out[i] = exchange.Audiences(counts, a.From, a.Through)
	}
	return out, nil
}

// TablesInput asks for the tables of one award; absent days are the whole period of the award.
type TablesInput struct {
	Award   ident.Award
	From    calendar.Date
	Through calendar.Date
}

// Tables are Tables B and D of one award, for who may see what its exchange does.
func (s *Service) Tables(ctx context.Context, in TablesInput) (*AwardTables, error) {
	f, err := s.see(ctx, in.Award)
	if err != nil {
		return nil, err
	}
	a, err := asked(f, in)
	if err != nil {
		return nil, err
	}
	b, err := s.ParticipantTables(ctx, a)
	if err != nil {
		return nil, err
	}
	d, err := s.ReachTables(ctx, a)
	if err != nil {
		return nil, err
	}
	return &AwardTables{Award: f.Award, Participants: b[0], Reach: d[0]}, nil
}

func asked(f *agreement.File, in TablesInput) (Asked, error) {
	from, through := period(f)
	if !in.From.IsZero() {
		from = in.From
	}
	if !in.Through.IsZero() {
		through = in.Through
	}
	if through.Before(from) {
		return Asked{}, fault.BadField("through", "ends_before_start", "The period ends before it begins.")
	}
	return Asked{Awards: []ident.Award{f.Award}, From: from, Through: through}, nil
}

// period is the period of performance in force, both days in it.
func period(f *agreement.File) (from, to calendar.Date) {
	t := f.Current()
	return t.StartsOn, t.EndsOn
}

// FigureKey names one figure of Table B or D: its row and, where it has one, its column.
type FigureKey struct {
	Table  string // participants or reach
	By     string // of participants: country, age, role, all or new; of reach the row
	Part   string // of participants: the row, such as MA or 13_17
	Column string // us_female and its like, or us, partner_country, online; empty is the total
}

// BehindInput asks for the rows behind one figure of an award; absent days are the whole period of the award.
type BehindInput struct {
	Award   ident.Award
	From    calendar.Date
	Through calendar.Date
	Table   string // participants or reach
	By      string // as in FigureKey
	Part    string
	Column  string // empty is the total
}

// Behind are the ids of the rows that one figure counts, in one statement; a figure no table has is refused.
func (s *Service) Behind(ctx context.Context, in BehindInput) ([]string, error) {
	f, err := s.see(ctx, in.Award)
	if err != nil {
		return nil, err
	}
	a, err := asked(f, TablesInput{Award: in.Award, From: in.From, Through: in.Through})
	if err != nil {
		return nil, err
	}
	var c fault.Check
	switch in.Table {
	case "participants":
		oneOf(&c, "by", in.By, []string{"country", "age", "role", "all", "new"})
		oneOf(&c, "column", in.Column, []string{"", "us_female", "us_male", "us_other", "abroad_female", "abroad_male", "abroad_other"})
	case "reach":
		oneOf(&c, "by", exchange.Reach(in.By), exchange.Reaches())
		oneOf(&c, "column", in.Column, []string{"", string(exchange.InUS), string(exchange.Abroad), string(exchange.OnTheNet)})
	default:
		c.Refuse("table", "bad_choice", "Choose one of those offered.")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return s.Store.Behind(ctx, a, FigureKey{Table: in.Table, By: in.By, Part: in.Part, Column: in.Column})
}
