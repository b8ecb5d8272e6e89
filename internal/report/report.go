// Package report assembles what a program reports to its funder: figures from
// records, each with the rows behind it, frozen once they reconcile.
//
// It owns figures, counting rules and frozen reports; it changes no record of
// another area, and draws nothing itself.
package report

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Kind is which report it is.
type Kind string

// The kinds of reports to a funder.
const (
	Cycle     Kind = "cycle"
	Quarterly Kind = "quarterly"
	Final     Kind = "final"
)

// State is where a report is on its way to the funder.
type State string

// The states of a report; figures no longer change once frozen.
const (
	Assembling     State = "assembling"
	FiguresFrozen  State = "figures_frozen"
	DirectorReview State = "director_review"
	Sent           State = "sent"
	Accepted       State = "accepted"
	Queries        State = "queries"
	Resent         State = "resent"
)

// Report is one report of a cycle to its funder, as of an instant.
type Report struct {
	ID          ident.Report   `bun:"id,pk"`
	Cycle       ident.Cycle    `bun:"cycle_id"`
	Funder      ident.Funder   `bun:"funder_id"`
	Kind        Kind           `bun:"kind"`
	Number      int            `bun:"number"`
	Title       string         `bun:"title"`
	State       State          `bun:"state"`
	AsOf        time.Time      `bun:"as_of"`
	From        calendar.Date  `bun:"from_on"` // of a quarterly or final report: the days it covers
	Through     calendar.Date  `bun:"through_on"`
	Snapshot    Snapshot       `bun:"snapshot,type:jsonb"` // figures and projects only where it is written
	SHA256      []byte         `bun:"sha256"`              // of the snapshot's canonical JSON
	Document    ident.Document `bun:"document_id"`
	AssembledBy ident.Person   `bun:"assembled_by"`
	AssembledAt time.Time      `bun:"assembled_at"`
	FrozenBy    ident.Person   `bun:"frozen_by"`
	FrozenAt    *time.Time     `bun:"frozen_at"`
	Version     int            `bun:"version"`
	Figures     []*Figure      `bun:"-"` // in the order they are printed
}

// Unit is what a figure counts in.
type Unit string

// The units of figures.
const (
	Count       Unit = "count"
	MinorUSD    Unit = "minor_usd"    // US cents
	BasisPoints Unit = "basis_points" // 10,000 is one to one
)

// Figure is one number of a report, or one part of a broken-down number.
type Figure struct {
	ID      ident.Figure `bun:"id,pk" json:"-"`
	Report  ident.Report `bun:"report_id" json:"-"`
	Key     string       `bun:"key" json:"key"`
	Part    string       `bun:"part" json:"part,omitempty"` // theme, bureau, state or country code
	Ordinal int          `bun:"ordinal" json:"ordinal"`
	Unit    Unit         `bun:"unit" json:"unit"`
	Value   int64        `bun:"value" json:"value"`
	Formula string       `bun:"formula" json:"formula"`
	Rows    []*Row       `bun:"-" json:"rows"`
}

// Money is the value of a figure in US cents; zero for other units.
func (f *Figure) Money() money.Money {
	if f.Unit != MinorUSD {
		return money.Money{Currency: money.USD}
	}
	return money.Cents(f.Value)
}

// Row is one record behind a figure; the rows of a sum or count add up to it.
type Row struct {
	Figure  ident.Figure `bun:"figure_id,pk" json:"-"`
	Ordinal int          `bun:"ordinal,pk" json:"-"`
	Subject string       `bun:"subject" json:"subject"` // public id of the record
	Label   string       `bun:"label" json:"label"`
	Value   int64        `bun:"value" json:"value"` // what it adds; 0 when already counted above
}

// Snapshot is a frozen report in full, so that its hash can be computed again.
type Snapshot struct {
	Report   string     `json:"report"`
	Program  string     `json:"program"`
	Funder   string     `json:"funder"`
	Year     int        `json:"year"`
	Kind     Kind       `json:"kind"`
	Number   int        `json:"number"`
	AsOf     time.Time  `json:"asOf"`
	Period   *Period    `json:"period,omitempty"`
	Rules    []string   `json:"rules"` // how things were counted
	Sections []*Section `json:"sections,omitempty"`
	Figures  []*Figure  `json:"figures"`  // empty until frozen
	Projects []*Project `json:"projects"` // for the map
}
