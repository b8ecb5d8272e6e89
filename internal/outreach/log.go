package outreach

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// mostContacts is the most that one number of contacts says.
const mostContacts = 1_000_000_000

// Entry is a kind of thing a museum counts.
type Entry string

// What is counted: numbers of contacts, reports in the media, and what was made.
const (
	AudienceEntry Entry = "audience"
	MediaEntry    Entry = "media"
	OutputEntry   Entry = "output"
)

// LogRow is one entry of what was counted, of any kind.
type LogRow struct {
	Key      uuid.UUID      `bun:"id"`
	What     Entry          `bun:"what"`
	Kind     string         `bun:"kind"`  // the reach, the medium or the kind of output
	Where    exchange.Where `bun:"place"` // of an audience
	Country  place.Country  `bun:"country"`
	Title    string         `bun:"title"` // the activity's, the report's or the output's
	Outlet   string         `bun:"outlet"`
	Link     string         `bun:"link"`
	On       calendar.Date  `bun:"on_day"`
	Contacts int64          `bun:"contacts"` // or circulation
	Method   Method         `bun:"method"`
	At       time.Time      `bun:"recorded_at"`
}

// ID is the public id of the entry.
func (r *LogRow) ID() string {
	switch r.What {
	case AudienceEntry:
		return ident.From[ident.AudienceKind](r.Key).String()
	case MediaEntry:
		return ident.From[ident.MediaHitKind](r.Key).String()
	}
	return ident.From[ident.OutputKind](r.Key).String()
}

// Column is the column of Table D of an audience, or empty.
func (r *LogRow) Column() string { return string(r.Where) }

// Way is how an audience was counted, or empty.
func (r *LogRow) Way() string { return string(r.Method) }

// Parse reads the public id of an entry of this kind.
func (w Entry) Parse(id string) (uuid.UUID, error) {
	switch w {
	case AudienceEntry:
		x, err := ident.Parse[ident.AudienceKind](id)
		return x.UUID(), err
	case MediaEntry:
		x, err := ident.Parse[ident.MediaHitKind](id)
		return x.UUID(), err
	}
	x, err := ident.Parse[ident.OutputKind](id)
	return x.UUID(), err
}

// Counted is one page of what an award's museums counted of one kind, the newest first.
func (s *Service) Counted(ctx context.Context, id ident.Award, what Entry, a page.Args) (*page.Connection[*LogRow], error) {
	if _, err := s.see(ctx, id); err != nil {
		return nil, err
	}
	if err := known(what); err != nil {
		return nil, err
	}
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Log(ctx, id, what, cut)
	if err != nil {
		return nil, err
	}
	total := func(ctx context.Context) (int, error) { return s.Store.CountLog(ctx, id, what) }
	return page.New(cut, rows, func(r *LogRow) []string { return []string{r.ID()} }, total), nil
}

func known(what Entry) error {
	var c fault.Check
	oneOf(&c, "what", what, []Entry{AudienceEntry, MediaEntry, OutputEntry})
	return c.Err()
}

// AudienceInput is a number of contacts.
type AudienceInput struct {
	Award     ident.Award
	Reach     exchange.Reach
	Where     exchange.Where
	CountedOn calendar.Date
	Contacts  int
	Method    Method
}

// CountAudience records a number of contacts that is of no one activity; a day outside the award is refused.
func (s *Service) CountAudience(ctx context.Context, in AudienceInput) (*Audience, error) {
	var a *Audience
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		var c fault.Check
		oneOf(&c, "reach", in.Reach, Reaches())
		oneOf(&c, "where", in.Where, []exchange.Where{exchange.InUS, exchange.Abroad, exchange.OnTheNet})
		oneOf(&c, "method", in.Method, Methods())
		c.That(in.Contacts >= 1 && in.Contacts <= mostContacts, "contacts", "out_of_range", "From 1 to %d.", mostContacts)
		s.inPeriod(&c, f, "countedOn", in.CountedOn)
		if err := c.Err(); err != nil {
			return err
		}
		a = &Audience{
			ID: ident.NewAudience(), Award: f.Award, Reach: in.Reach, Where: in.Where, CountedOn: in.CountedOn, Contacts: int64(in.Contacts), Method: in.Method,
			RecordedBy: auth.Who(ctx).Person, RecordedAt: s.now(),
		}
		if err := s.Store.AddAudience(ctx, a); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.audience.count", f.Award, "", map[string]any{"audience": a.ID, "reach": a.Reach, "contacts": a.Contacts})
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// MediaInput is a report about the exchange in the media.
type MediaInput struct {
	Award       ident.Award
	Medium      exchange.Reach
	Outlet      string
	Title       string
	Link        string
	Country     string
	PublishedOn calendar.Date
	Circulation int // estimated; 0 is unknown
}

// RecordMedia records a report in the media.
func (s *Service) RecordMedia(ctx context.Context, in MediaInput) (*MediaHit, error) {
	var m *MediaHit
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		var c fault.Check
		oneOf(&c, "medium", in.Medium, Media())
		m = &MediaHit{
			ID: ident.NewMediaHit(), Award: f.Award, Medium: in.Medium, Outlet: words(&c, "outlet", in.Outlet, 200, true), Title: words(&c, "title", in.Title, 300, true),
			Link: link(&c, "link", in.Link), PublishedOn: in.PublishedOn, Circulation: int64(in.Circulation), RecordedBy: auth.Who(ctx).Person, RecordedAt: s.now(),
		}
		country, err := place.ParseCountry(strings.TrimSpace(in.Country))
		c.That(err == nil, "country", "bad_country", "That is not a country.")
		m.Country = country
		c.That(in.Circulation >= 0 && int64(in.Circulation) <= 10*mostContacts, "circulation", "out_of_range", "An estimate, or nothing.")
		s.inPeriod(&c, f, "publishedOn", in.PublishedOn)
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddMediaHit(ctx, m); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.media.record", f.Award, "", map[string]any{"media": m.ID, "outlet": m.Outlet})
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// OutputInput is something the exchange made.
type OutputInput struct {
	Award      ident.Award
	Kind       string
	Title      string
	Link       string
	FinishedOn calendar.Date
}

// RecordOutput records something the exchange made and finished.
func (s *Service) RecordOutput(ctx context.Context, in OutputInput) (*Output, error) {
	var o *Output
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		var c fault.Check
		oneOf(&c, "kind", in.Kind, OutputKinds())
		o = &Output{
			ID: ident.NewOutput(), Award: f.Award, Kind: in.Kind, Title: words(&c, "title", in.Title, 300, true), Link: link(&c, "link", in.Link),
			FinishedOn: in.FinishedOn, RecordedBy: auth.Who(ctx).Person, RecordedAt: s.now(),
		}
		s.inPeriod(&c, f, "finishedOn", in.FinishedOn)
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddOutput(ctx, o); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.output.record", f.Award, "", map[string]any{"output": o.ID, "kind": o.Kind})
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// TakeOffInput takes off one entry of what was counted, with a reason.
type TakeOffInput struct {
	Award  ident.Award
	What   Entry
	Entry  string // public id
	Reason string
}

// TakeOff takes off a wrong entry; the row stays behind earlier figures.
func (s *Service) TakeOff(ctx context.Context, in TakeOffInput) error {
	return s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		if err := known(in.What); err != nil {
			return err
		}
		var c fault.Check
		reason := words(&c, "reason", in.Reason, 500, true)
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.TakeOff(ctx, f.Award, in.What, in.Entry, auth.Who(ctx).Person, s.now()); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.take_off", f.Award, reason, map[string]any{"what": in.What, "entry": in.Entry})
	})
}
