package report

import (
	"cmp"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Facts are the records a cycle's figures are computed from.
type Facts struct {
	Cycle        CycleFacts
	Applications []*ApplicationFact // by number
	Museums      []*MuseumFact      // by award, lead first
}

// CycleFacts are what a report says of its cycle.
type CycleFacts struct {
	ID                 ident.Cycle    `bun:"id"`
	Program            ident.Program  `bun:"program_id"`
	ProgramName        string         `bun:"program_name"`
	Funder             ident.Funder   `bun:"funder_id"`
	FunderName         string         `bun:"funder_name"`
	Year               int            `bun:"year"`
	Currency           money.Currency `bun:"currency"`
	AppropriationMinor int64          `bun:"appropriation_minor"`
	ReserveMinor       int64          `bun:"admin_reserve_minor"`
}

// ApplicationFact is one application that was received.
type ApplicationFact struct {
	ID             ident.Application `bun:"id"`
	Number         string            `bun:"number"`
	Title          string            `bun:"title"`
	RequestedMinor int64             `bun:"requested_minor"`
	Currency       money.Currency    `bun:"currency"`
	Eligible       bool              `bun:"eligible"`
	Reviewed       bool              `bun:"reviewed"`
	Awarded        bool              `bun:"awarded"`
}

// MuseumFact is one museum of one live award.
type MuseumFact struct {
	Award          ident.Award        `bun:"award_id"`
	Number         string             `bun:"number"`
	Title          string             `bun:"title"`
	Year           int                `bun:"year"`
	Partnership    ident.Partnership  `bun:"partnership_id"`
	Theme          string             `bun:"theme"`
	AmountMinor    *int64             `bun:"amount_minor"` // nil is unknown
	CostShareMinor *int64             `bun:"cost_share_minor"`
	Currency       money.Currency     `bun:"currency"`
	Organization   ident.Organization `bun:"organization_id"`
	Name           string             `bun:"name"`
	City           string             `bun:"city"`
	State          place.State        `bun:"state"`
	Country        place.Country      `bun:"country"`
	US             bool               `bun:"us"`
	Lead           bool               `bun:"lead"`
	Lat            *float64           `bun:"lat"`
	Lon            *float64           `bun:"lon"`
}

// Undisclosed is the part of what has no place or theme, so that parts still sum to the whole.
const Undisclosed = "undisclosed"

func (m *MuseumFact) state() string {
	if !m.State.Valid() {
		return Undisclosed
	}
	return string(m.State)
}

// leadState is undisclosed for an award whose partnership names no lead.
func (m *MuseumFact) leadState() string {
	if !m.Lead {
		return Undisclosed
	}
	return m.state()
}

func (m *MuseumFact) region() string {
	if r := m.Country.Region(); r != "" {
		return string(r)
	}
	return Undisclosed
}

func (m *MuseumFact) country() string { return cmp.Or(string(m.Country), Undisclosed) }

func (m *MuseumFact) theme() string { return cmp.Or(m.Theme, Undisclosed) }

func (m *MuseumFact) label() string {
	where := string(m.State)
	if !m.US {
		where = string(m.Country)
	}
	return m.Name + ", " + m.City + " " + where
}

// awards are the facts with one row per award, the lead's where there is one.
func (f *Facts) awards() []*MuseumFact {
	return firstOf(f.Museums, func(m *MuseumFact) ident.Award { return m.Award })
}

// side are the museums at home or abroad, each once.
func (f *Facts) side(us bool) []*MuseumFact {
	there := slices.DeleteFunc(slices.Clone(f.Museums), func(m *MuseumFact) bool { return m.US != us })
	return firstOf(there, func(m *MuseumFact) ident.Organization { return m.Organization })
}

func firstOf[T any, K comparable](all []T, key func(T) K) []T {
	seen := map[K]bool{}
	var out []T
	for _, x := range all {
		if k := key(x); !seen[k] {
			seen[k] = true
			out = append(out, x)
		}
	}
	return out
}

// Stop is a museum on the map, in degrees north and east.
type Stop struct {
	Organization ident.Organization `json:"organization"`
	Name         string             `json:"name"`
	City         string             `json:"city"`
	State        place.State        `json:"state,omitempty"`
	Country      place.Country      `json:"country"`
	Lat          float64            `json:"lat"`
	Lon          float64            `json:"lon"`
}

// Project is an awarded partnership on the map.
type Project struct {
	Partnership ident.Partnership `json:"partnership"`
	Title       string            `json:"title"`
	Year        int               `json:"year"`
	Lead        Stop              `json:"lead"`
	Partners    []Stop            `json:"partners"`
}

// projects gathers museums by partnership, in the order they come.
func projects(museums []*MuseumFact) []*Project {
	byID := map[ident.Partnership]*Project{}
	seen := map[[2]string]bool{}
	var out []*Project
	for _, m := range museums {
		p := byID[m.Partnership]
		if p == nil {
			p = &Project{Partnership: m.Partnership, Title: m.Title, Year: m.Year}
			byID[m.Partnership] = p
			out = append(out, p)
		}
		key := [2]string{m.Partnership.String(), m.Organization.String()}
		switch {
		case seen[key]: // a supplement names the same museums again
		case m.Lead:
			p.Lead = m.stop()
		default:
			p.Partners = append(p.Partners, m.stop())
		}
		seen[key] = true
	}
	return out
}

// stop falls back to the middle of the state, or the capital, where the museum's own place is unknown.
func (m *MuseumFact) stop() Stop {
	s := Stop{Organization: m.Organization, Name: m.Name, City: m.City, State: m.State, Country: m.Country}
	if m.Lat != nil && m.Lon != nil {
		s.Lat, s.Lon = *m.Lat, *m.Lon
		return s
	}
	p, ok := m.State.Center()
	if !ok {
		p, _ = m.Country.Capital()
	}
	s.Lat, s.Lon = p.Lat, p.Lon
	return s
}
