package notify

import (
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Cadence is how soon messages of a kind are mailed.
type Cadence string

// The cadences, soonest first.
const (
	AtOnce Cadence = "now"
	Daily  Cadence = "daily"
	Weekly Cadence = "weekly"
	Never  Cadence = "site" // shown on the site, never mailed
)

// Cadences are all cadences, soonest first.
func Cadences() []Cadence { return []Cadence{AtOnce, Daily, Weekly, Never} }

// Known tells whether there is such a cadence.
func (c Cadence) Known() bool { return slices.Contains(Cadences(), c) }

// Preference is how soon a person wants messages of one kind by mail.
type Preference struct {
	Person  ident.Person `bun:"person_id,pk"`
	Kind    string       `bun:"kind,pk"`
	Cadence Cadence      `bun:"cadence"`
}

// Kinds are what people choose a cadence for, in the order of a grant's life.
func Kinds() []string {
	return []string{"program", "people", "profile", "matching", "partnership", "statement", "response", "application", "review"}
}

// KindOf is the kind of a template: its area.
func KindOf(template string) string {
	kind, _, _ := strings.Cut(template, ".")
	return kind
}

// Essential tells whether a message is mailed at once whatever its reader chose: what lets
// somebody in, receipts, letters and invitations to a call.
func Essential(template string) bool {
	return !slices.Contains(Kinds(), KindOf(template)) || slices.Contains([]string{"application.received", "statement.call_booked", "statement.call_moved", "statement.call_cancelled"}, template)
}

// digestHour is when digests are gathered, by the reader's clock.
const digestHour = 7

// Gathering is the instant up to which messages belong to the newest digest that is due: the last
// seven in the morning by the reader's zone, for a weekly one that of the last Monday.
func Gathering(c Cadence, now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	at := func(day int) time.Time {
		return time.Date(local.Year(), local.Month(), day, digestHour, 0, 0, 0, zone)
	}
	day := local.Day()
	if at(day).After(now) {
		day--
	}
	if c == Weekly {
		for at(day).Weekday() != time.Monday {
			day--
		}
	}
	return at(day)
}

// DigestTemplate is the mail that carries several gathered messages.
const DigestTemplate = "notice.digest"

// Gather is the job that makes digests of what has been gathered.
type Gather struct{}

// Kind names the job in the queue.
func (Gather) Kind() string { return "notify.gather" }
