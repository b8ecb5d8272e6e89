package statement

import (
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// CallState is where a call is in its life.
type CallState string

// The states of a call.
const (
	Offered   CallState = "offered"
	Booked    CallState = "booked"
	Cancelled CallState = "cancelled"
)

// Call is a conversation of staff with the museums of a statement.
type Call struct {
	ID        ident.StatementCall `bun:"id,pk"`
	Statement ident.Statement     `bun:"statement_id"`
	State     CallState           `bun:"state"`
	Offers    []time.Time         `bun:"offers,array"` // to choose from, soonest first
	Minutes   int                 `bun:"minutes"`
	Place     string              `bun:"place"` // a number to dial or an address to open
	At        *time.Time          `bun:"at"`    // chosen
	Sequence  int                 `bun:"sequence"`
	OfferedBy ident.Person        `bun:"offered_by"`
	OfferedAt time.Time           `bun:"offered_at"`
	BookedBy  ident.Person        `bun:"booked_by"`
	Reason    string              `bun:"reason"` // why it was cancelled
}

// UID names the call in calendars, the same however often it moves.
func (c *Call) UID() string { return c.ID.String() + "@vitrine" }

// End is when a booked call is over.
func (c *Call) End() time.Time { return c.At.Add(time.Duration(c.Minutes) * time.Minute) }

// mostOffers is how many times can be offered at once; more is no choice any more.
const mostOffers = 12

// OfferCallInput are times that staff can speak, for the museums to pick from.
type OfferCallInput struct {
	Statement ident.Statement
	Times     []time.Time
	Minutes   int
	Place     string
}

// offers checks and orders what is offered.
func (in OfferCallInput) offers(now time.Time) ([]time.Time, error) {
	var c fault.Check
	c.That(len(in.Times) > 0 && len(in.Times) <= mostOffers, "times", "bad_times", "Offer between one and %d times.", mostOffers)
	c.That(in.Minutes >= 10 && in.Minutes <= 240, "minutes", "bad_minutes", "A call lasts between 10 and 240 minutes.")
	place := strings.TrimSpace(in.Place)
	c.That(place != "" && len(place) <= 500 && !strings.ContainsAny(place, "\r\n"), "place", "required", "Say in one line where to call or which address to open.")
	out := make([]time.Time, 0, len(in.Times))
	for _, t := range in.Times {
		c.That(t.After(now), "times", "in_the_past", "Offer times that are still to come.")
		out = append(out, t.UTC().Truncate(time.Minute))
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal), c.Err()
}

// offered tells whether a time is among the ones to choose from.
func (c *Call) offered(at time.Time) bool { return slices.ContainsFunc(c.Offers, at.Equal) }
