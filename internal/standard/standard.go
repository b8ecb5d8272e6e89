// Package standard tells public awards in the shapes that the world reads: 360Giving 1.4 and IATI 2.03.
package standard

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Grant is one public award in force or ended, with all that the standards ask of it.
type Grant struct {
	ID            ident.Award    `bun:"id"`
	Number        string         `bun:"number"`
	Title         string         `bun:"title"`
	Description   string         `bun:"description"` // as the agreement publishes it; empty where none does
	State         award.State    `bun:"state"`
	AmountMinor   int64          `bun:"amount_minor"` // in minor units, amendments included
	Currency      money.Currency `bun:"currency"`
	AwardedOn     calendar.Date  `bun:"awarded_on"` // when the agreement became official
	StartsOn      calendar.Date  `bun:"starts_on"`  // of the terms in force
	EndsOn        calendar.Date  `bun:"ends_on"`
	ProgramKey    string         `bun:"program_key"`
	ProgramName   string         `bun:"program_name"`
	Administrator string         `bun:"administrator"`
	CycleTitle    string         `bun:"cycle_title"`
	Funder        string         `bun:"funder_name"`
	FunderKey     string         `bun:"funder_key"`
	Federal       bool           `bun:"federal"`
	FAIN          string         `bun:"fain"`
	Listing       string         `bun:"listing"`
	ChangedAt     time.Time      `bun:"changed_at"`
	Museums       []*Museum      `bun:"-"` // the lead first
}

// Amount is what the award is.
func (g *Grant) Amount() money.Money { return money.New(g.AmountMinor, g.Currency) }

// Museum is one museum of an award.
type Museum struct {
	Organization ident.Organization `bun:"organization_id"`
	Name         string             `bun:"name"`
	City         string             `bun:"city"`
	State        string             `bun:"state"`
	Country      string             `bun:"country"`
	EIN          string             `bun:"ein"`
	Website      string             `bun:"website"`
	Lead         bool               `bun:"lead"`
	Lat          *float64           `bun:"lat"`
	Lon          *float64           `bun:"lon"`
}

// Publisher is who publishes: the administrator with its identifier of org-id.guide, such as US-EIN-123456789.
type Publisher struct {
	Ref    string // empty publishes nothing
	Origin string // where the pages of the awards are
}

// Store reads public awards.
type Store interface {
	// Grants are all awards that are or were in force, with an amount and a day, by number; no sign-in is needed.
	Grants(ctx context.Context) ([]*Grant, error)
}

// Service publishes awards.
type Service struct {
	Store     Store
	Publisher Publisher
	Now       func() time.Time
}

// Giving360 is the public awards as 360Giving 1.4 JSON, over the same records as the public list of projects.
func (s *Service) Giving360(ctx context.Context) ([]byte, error) {
	all, err := s.grants(ctx)
	if err != nil {
		return nil, err
	}
	return giving360(s.Publisher, all)
}

// IATI is the public awards as IATI 2.03 XML.
func (s *Service) IATI(ctx context.Context) ([]byte, error) {
	all, err := s.grants(ctx)
	if err != nil {
		return nil, err
	}
	return iati(s.Publisher, all, s.Now())
}

func (s *Service) grants(ctx context.Context) ([]*Grant, error) {
	if s.Publisher.Ref == "" {
		return nil, fault.New(fault.NotFound, "no_publisher", "This house does not publish its awards as open data: it has no identifier of org-id.guide.")
	}
	return s.Store.Grants(ctx)
}
