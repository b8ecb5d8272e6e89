package web

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ical"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// Where the feeds live.
const (
	callsFeedPath     = "/feeds/calls.atom"
	deadlinesFeedPath = "/feeds/deadlines.ics"
)

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// absolute is an address that means the same outside of our pages.
func (s *Site) absolute(path string) string { return s.BaseURL + path }

// callsFeed is the public calls as Atom (RFC 4287).
func (s *Site) callsFeed(w http.ResponseWriter, r *http.Request) error {
	calls, err := s.Program.Calls(r.Context())
	if err != nil {
		return err
	}
	running, err := s.runningCycles(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "public.calls.title")
	feed := atomFeed{
		Lang: p.Locale(), ID: s.absolute(callsFeedPath), Title: p.T("public.feed.title"), Author: "Vitrine",
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: s.absolute(callsFeedPath)}, {Href: s.absolute("/calls")}},
	}
	latest := time.Unix(0, 0)
	for _, c := range calls {
		if !c.Public() {
			continue
		}
		at := opened(c, s.Now())
		summary := c.ProgramName + " · " + c.FunderName
		if c.ClosesAt != nil {
			summary = p.T("public.feed.closes", "program", c.ProgramName, "time", p.DateTime(c.ClosesAt.In(zoneOf(c.Zone))))
		}
		if i := slices.IndexFunc(running, func(d *program.Detail) bool { return d.ID == c.ID }); i >= 0 {
			at, summary = lastMove(running[i], at), phasesText(p, running[i])
		}
		if at.After(latest) {
			latest = at
		}
		feed.Entries = append(feed.Entries, atomEntry{
			ID: s.absolute("/calls/" + c.ID.String()), Title: c.Title, Updated: at.UTC().Format(time.RFC3339),
			Link: atomLink{Href: s.absolute("/calls/" + c.ID.String())}, Summary: summary,
		})
	}
	feed.Updated = latest.UTC().Format(time.RFC3339)
	text, err := xml.MarshalIndent(feed, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), text...))
	return err
}

// opened is when a call became news: when it opened, or now for one that is only announced.
func opened(c *program.Call, now time.Time) time.Time {
	if c.OpensAt != nil && c.OpensAt.Before(now) {
		return *c.OpensAt
	}
	return now
}

// lastMove is when a call was news last: when it opened, or when a deadline of it moved since.
func lastMove(d *program.Detail, at time.Time) time.Time {
	for _, m := range d.Deadlines {
		if m.At.After(at) {
			at = m.At
		}
	}
	return at
}

// phasesText is every phase with its deadline on the program's clock, and every deadline that moved, with why.
func phasesText(p view.Page, d *program.Detail) string {
	z := zoneOf(d.Zone)
	var out []string
	for _, ph := range d.Phases {
		out = append(out, p.T("compose.sum.phase", "phase", p.Choice("public.phase", string(ph.Kind)), "time", p.DateTime(ph.ClosesAt.In(z))))
		for _, m := range d.Deadlines {
			if m.Phase == ph.ID {
				out = append(out, movedText(p, m, z))
			}
		}
	}
	return strings.Join(out, " · ")
}

func movedText(p view.Page, m *program.DeadlineChange, z *time.Location) string {
	return p.T("compose.moved", "was", p.DateTime(m.ClosesWas.In(z)), "now", p.DateTime(m.ClosesNow.In(z)), "reason", m.Reason)
}

// deadlinesFeed is the closing instants of all public phases as iCalendar (RFC 5545).
func (s *Site) deadlinesFeed(w http.ResponseWriter, r *http.Request) error {
	cycles, err := s.runningCycles(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "public.calls.title")
	var events []ical.Event
	for _, d := range cycles {
		for _, ph := range d.Phases {
			events = append(events, ical.Event{
				UID: ph.ID.String() + "@vitrine", Start: ph.ClosesAt, End: ph.ClosesAt, Sequence: moves(d, ph),
				Summary:     p.T("public.feed.event", "phase", p.Choice("public.phase", string(ph.Kind)), "call", d.Title),
				Description: deadlineText(p, d, ph), URL: s.absolute("/calls/" + d.ID.String()),
			})
		}
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="deadlines.ics"`)
	_, err = io.WriteString(w, ical.Feed(p.T("public.feed.deadlines"), s.Now(), events))
	return err
}

// deadlineText is a deadline on the program's clock and how it came to be that.
func deadlineText(p view.Page, d *program.Detail, ph *program.Phase) string {
	z := zoneOf(d.Zone)
	text := p.DateTime(ph.ClosesAt.In(z))
	for _, m := range d.Deadlines {
		if m.Phase == ph.ID {
			text += "\n" + movedText(p, m, z)
		}
	}
	return text
}

// moves counts how often a phase's deadline moved, so that calendars take the newest.
func moves(d *program.Detail, ph *program.Phase) int {
	n := 0
	for _, m := range d.Deadlines {
		if m.Phase == ph.ID {
			n++
		}
	}
	return n
}

// runningCycles are the public cycles that are not over, with their phases.
func (s *Site) runningCycles(ctx context.Context) ([]*program.Detail, error) {
	calls, err := s.Program.Calls(ctx)
	if err != nil {
		return nil, err
	}
	over := []program.State{program.Announced, program.Active, program.Closed}
	var out []*program.Detail
	for _, c := range calls {
		if !c.Public() || slices.Contains(over, c.State) {
			continue
		}
		d, err := s.Program.Cycle(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
