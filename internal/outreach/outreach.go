// Package outreach is what an exchange does and whom it reaches: who takes part, its activities and their audience,
// the media, what it makes, how it measures itself and the stories it tells.
//
// It counts; it keeps no names of participants. Who travels is travel's, and the tables' arithmetic is exchange's.
package outreach

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Participant is somebody who took part in an award's exchange. Neither the name nor the birth year is kept.
type Participant struct {
	ID    ident.Participant      `bun:"id,pk"`
	Award ident.Award            `bun:"award_id"`
	Paste ident.ParticipantPaste `bun:"paste_id"` // zero when typed alone
	// Row is where it stood in what was pasted, from 1; the museum finds the person in its own list by it.
	Row int `bun:"row_number"`
	// Mark tells participants of one award from each other: a keyed hash of exchange.Participant.Identity.
	Mark      []byte           `bun:"mark"`
	Country   place.Country    `bun:"country"`
	Gender    exchange.Gender  `bun:"gender"`
	Role      exchange.Role    `bun:"role"`
	Side      partnership.Side `bun:"side"`
	Band      exchange.AgeBand `bun:"age_band"`
	JoinedOn  calendar.Date    `bun:"joined_on"`
	AddedBy   ident.Person     `bun:"added_by"`
	AddedAt   time.Time        `bun:"added_at"`
	RemovedBy ident.Person     `bun:"removed_by"`
	RemovedAt *time.Time       `bun:"removed_at"`
}

// Age is the age band in words of the tables, such as 13_17.
func (p *Participant) Age() string { return string(p.Band) }

// Paste is one list of participants that came from a spreadsheet.
type Paste struct {
	ID       ident.ParticipantPaste `bun:"id,pk"`
	Award    ident.Award            `bun:"award_id"`
	Loaded   int                    `bun:"loaded"`
	Refused  int                    `bun:"refused"` // rows that came back with reasons
	Same     int                    `bun:"same"`    // rows of somebody who was there already
	PastedBy ident.Person           `bun:"pasted_by"`
	PastedAt time.Time              `bun:"pasted_at"`
	UndoneBy ident.Person           `bun:"undone_by"`
	UndoneAt *time.Time             `bun:"undone_at"`
}

// Kind is what an activity is.
type Kind string

// The kinds; trainings and meetings are not public programs.
const (
	Workshop    Kind = "workshop"
	Exhibition  Kind = "exhibition"
	Talk        Kind = "talk"
	Screening   Kind = "screening"
	Performance Kind = "performance"
	Festival    Kind = "festival"
	Tour        Kind = "tour"
	School      Kind = "school"
	Training    Kind = "training"
	Meeting     Kind = "meeting"
)

// Kinds are those of activities in the order of forms.
func Kinds() []Kind {
	return []Kind{Workshop, Exhibition, Talk, Screening, Performance, Festival, Tour, School, Training, Meeting}
}

// Public tells whether Table D counts it as a public program once it is held.
func (k Kind) Public() bool { return k != Training && k != Meeting }

// State is where an activity is.
type State string

// The states; what was held or called off stays so.
const (
	Planned   State = "planned"
	Held      State = "held"
	CalledOff State = "called_off"
)

// Activity is something the exchange holds for people.
type Activity struct {
	ID       ident.Activity `bun:"id,pk"`
	Award    ident.Award    `bun:"award_id"`
	Kind     Kind           `bun:"kind"`
	Title    string         `bun:"title"`
	Venue    string         `bun:"venue"`
	City     string         `bun:"city"`
	Country  place.Country  `bun:"country"` // empty is online
	StartsOn calendar.Date  `bun:"starts_on"`
	EndsOn   calendar.Date  `bun:"ends_on"`
	About    string         `bun:"about"`
	State    State          `bun:"state"`
	Reason   string         `bun:"reason"` // why it was called off
	CodeHash []byte         `bun:"code_hash"`
	Version  int            `bun:"version"`
	AddedBy  ident.Person   `bun:"added_by"`
	AddedAt  time.Time      `bun:"added_at"`
	HeldBy   ident.Person   `bun:"held_by"`
	HeldAt   *time.Time     `bun:"held_at"`
}

// Where is the column of Table D it belongs to.
func (a *Activity) Where() exchange.Where {
	switch a.Country {
	case "":
		return exchange.OnTheNet
	case place.UnitedStates:
		return exchange.InUS
	}
	return exchange.Abroad
}

// Method is how a number of contacts came about.
type Method string

// The methods; CheckedIn is the sum of what hosts counted at the door.
const (
	Counted   Method = "counted"
	Tickets   Method = "tickets"
	Estimated Method = "estimated"
	CheckedIn Method = "checked_in"
	Analytics Method = "analytics"
)

// Methods are those a museum may name.
func Methods() []Method { return []Method{Counted, Tickets, Estimated, Analytics} }

// Reaches are the rows of Table D that are entered as numbers; the others are counted from activities and media.
func Reaches() []exchange.Reach {
	return []exchange.Reach{exchange.Attendance, exchange.Visitors, exchange.Online}
}

// Media are the kinds of media a report may be in.
func Media() []exchange.Reach {
	return []exchange.Reach{exchange.MediaPrint, exchange.MediaAir, exchange.MediaWeb}
}

// Audience is one number of contacts; it is never of unique persons.
type Audience struct {
	ID         ident.Audience `bun:"id,pk"`
	Award      ident.Award    `bun:"award_id"`
	Activity   ident.Activity `bun:"activity_id"` // zero where it is of no one activity
	Reach      exchange.Reach `bun:"reach"`
	Where      exchange.Where `bun:"place"`
	CountedOn  calendar.Date  `bun:"counted_on"`
	Contacts   int64          `bun:"contacts"`
	Method     Method         `bun:"method"`
	RecordedBy ident.Person   `bun:"recorded_by"`
	RecordedAt time.Time      `bun:"recorded_at"`
	RemovedBy  ident.Person   `bun:"removed_by"`
	RemovedAt  *time.Time     `bun:"removed_at"`
}

// MediaHit is one report about the exchange in the media.
type MediaHit struct {
	ID          ident.MediaHit `bun:"id,pk"`
	Award       ident.Award    `bun:"award_id"`
	Medium      exchange.Reach `bun:"medium"`
	Outlet      string         `bun:"outlet"`
	Title       string         `bun:"title"`
	Link        string         `bun:"link"`
	Country     place.Country  `bun:"country"`
	PublishedOn calendar.Date  `bun:"published_on"`
	Circulation int64          `bun:"circulation"` // estimated; 0 is unknown
	RecordedBy  ident.Person   `bun:"recorded_by"`
	RecordedAt  time.Time      `bun:"recorded_at"`
	RemovedBy   ident.Person   `bun:"removed_by"`
	RemovedAt   *time.Time     `bun:"removed_at"`
}

// OutputKinds are the kinds of outputs in the order of forms.
func OutputKinds() []string {
	return []string{"exhibition", "online_exhibition", "film", "publication", "curriculum", "tour", "collection", "website", "object", "other"}
}

// Output is something the exchange made and finished.
type Output struct {
	ID         ident.Output  `bun:"id,pk"`
	Award      ident.Award   `bun:"award_id"`
	Kind       string        `bun:"kind"`
	Title      string        `bun:"title"`
	Link       string        `bun:"link"`
	FinishedOn calendar.Date `bun:"finished_on"`
	RecordedBy ident.Person  `bun:"recorded_by"`
	RecordedAt time.Time     `bun:"recorded_at"`
	RemovedBy  ident.Person  `bun:"removed_by"`
	RemovedAt  *time.Time    `bun:"removed_at"`
}

// CheckIn is one entry of a host at the door, under an id their page chose, so that sent twice it counts once.
type CheckIn struct {
	ID        ident.CheckIn  `bun:"id,pk"`
	Activity  ident.Activity `bun:"activity_id"`
	Arrived   int            `bun:"arrived"` // negative takes back
	CountedAt time.Time      `bun:"counted_at"`
}
