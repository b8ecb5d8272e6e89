// Package partnership keeps museums of two or more countries that apply together, and whether they may.
package partnership

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// State is where a partnership is in its life.
type State string

// The states of a partnership.
const (
	Proposed   State = "proposed"
	Confirmed  State = "confirmed_by_all"
	Eligible   State = "eligible"
	Ineligible State = "ineligible"
	Dissolved  State = "dissolved"
)

// Side says on which side of the exchange a museum is.
type Side string

// The sides.
const (
	US    Side = "us"
	NonUS Side = "non_us"
)

// Partnership is one US lead and its partners in one cycle.
type Partnership struct {
	ID              ident.Partnership `bun:"id,pk"`
	Cycle           ident.Cycle       `bun:"cycle_id"`
	Title           string            `bun:"title"`
	State           State             `bun:"state"`
	Version         int               `bun:"version"`
	CreatedBy       ident.Person      `bun:"created_by"`
	CreatedAt       time.Time         `bun:"created_at"`
	DissolvedReason string            `bun:"dissolved_reason"`
	Members         []*Member         `bun:"-"` // filled by the store, lead first
}

// Lead is the US museum that applies for all; nil while none was named.
func (p *Partnership) Lead() *Member {
	for _, m := range p.Members {
		if m.Lead {
			return m
		}
	}
	return nil
}

// Organizations are the museums of all members.
func (p *Partnership) Organizations() []ident.Organization {
	out := make([]ident.Organization, len(p.Members))
	for i, m := range p.Members {
		out[i] = m.Organization
	}
	return out
}

// Member is one museum of a partnership; each confirms for itself.
type Member struct {
	ID             ident.Member       `bun:"id,pk"`
	Partnership    ident.Partnership  `bun:"partnership_id"`
	Organization   ident.Organization `bun:"organization_id"`
	Site           ident.Site         `bun:"site_id"` // the place that takes part; rules run on the organization
	Side           Side               `bun:"side"`
	Lead           bool               `bun:"lead"`
	ConfirmedBy    ident.Person       `bun:"confirmed_by"`
	ConfirmedAt    *time.Time         `bun:"confirmed_at"`
	ConfirmedWords string             `bun:"confirmed_words"`
	Part           string             `bun:"part"`        // what this museum does in the project
	GrantMinor     int64              `bun:"grant_minor"` // planned share of the grant, in the cycle's currency
	ShareMinor     int64              `bun:"share_minor"` // planned share of the cost share
	LeftOn         calendar.Date      `bun:"left_on"`     // the day from which it is no museum of the award any more
}
