// Package filing is the reports that museums owe and hand in: when each is due, what it says, who read it,
// and what follows while one is not there.
//
// It owns the plan of an award's reports and their versions; the dates come from the pure rules of package duty,
// the answers are kept by response, and what the administrator tells the funder is report's.
package filing

import (
	"encoding/hex"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Filing is one report that an award owes for a period, as it is kept; days are by the calendar of the cycle's zone.
type Filing struct {
	ID       ident.Filing  `bun:"id,pk"`
	Award    ident.Award   `bun:"award_id"`
	Rule     string        `bun:"rule"` // its key
	Parts    []duty.Part   `bun:"parts,array"`
	Sequence int           `bun:"sequence"` // of its rule, from 1
	From     calendar.Date `bun:"from_on"`
	To       calendar.Date `bun:"to_on"`
	// OriginalOn is the date it was first due by, which stays whatever moves; absent while it waits for the first payment.
	OriginalOn    calendar.Date `bun:"original_on"`
	On            calendar.Date `bun:"due_on"`      // the legal date, also on a weekend
	ExtendedOn    calendar.Date `bun:"extended_on"` // a later one that was granted
	Final         bool          `bun:"final"`
	Short         bool          `bun:"short"`
	State         duty.State    `bun:"state"`
	Round         int           `bun:"round"`          // the last version handed in; nought before
	DecidedRound  int           `bun:"decided_round"`  // the last version accepted or returned
	AcceptedRound int           `bun:"accepted_round"` // the version that stands
	Version       int           `bun:"version"`
	PlannedAt     time.Time     `bun:"planned_at"`
	OpenedAt      *time.Time    `bun:"opened_at"`
	SubmittedBy   ident.Person  `bun:"submitted_by"`
	SubmittedAt   *time.Time    `bun:"submitted_at"`
	WaivedBy      ident.Person  `bun:"waived_by"`
	WaivedAt      *time.Time    `bun:"waived_at"`
	WaivedReason  string        `bun:"waived_reason"`
	DroppedAt     *time.Time    `bun:"dropped_at"` // its period is no longer part of the award
}

// Owed is the report as the rules of duty see it.
func (f *Filing) Owed() duty.Owed {
	d := duty.Due{
		Rule: f.Rule, Debtor: duty.Museum, Parts: f.Parts, Sequence: f.Sequence, From: f.From, To: f.To, On: f.On, Final: f.Final, Short: f.Short,
	}
	if !f.On.IsZero() {
		d.Free = duty.FreeOn(f.On)
	}
	return duty.Owed{Due: d, State: f.State, Extended: f.ExtendedOn}
}

// By is the date that counts: the extended one where there is one.
func (f *Filing) By() calendar.Date { return f.Owed().By() }

// Writable tells whether the museums write it now: as a draft, or to correct what was accepted.
func (f *Filing) Writable() bool {
	return f.State == duty.Draft || f.State == duty.Amended && f.Round == f.DecidedRound
}

// ToDecide tells whether a version waits for the officer's word.
func (f *Filing) ToDecide() bool {
	return f.State == duty.UnderReview || f.State == duty.Amended && f.Round > f.DecidedRound
}

// take writes the dates of a plan; the original date stays once there is one.
func (f *Filing) take(d duty.Due) {
	f.Rule, f.Parts, f.Sequence, f.From, f.To, f.On, f.Final, f.Short = d.Rule, d.Parts, d.Sequence, d.From, d.To, d.On, d.Final, d.Short
	if f.OriginalOn.IsZero() {
		f.OriginalOn = d.On
	}
}

// Cause is why the dates of a report were set.
type Cause string

// The causes.
const (
	Planned   Cause = "plan"
	Replanned Cause = "replan" // the period, the rules or the first payment moved it
	Dropped   Cause = "drop"
	Extended  Cause = "extend"
)

// Dates is one setting of a report's dates, kept for ever.
type Dates struct {
	ID         ident.FilingDate `bun:"id,pk"`
	Filing     ident.Filing     `bun:"filing_id"`
	Cause      Cause            `bun:"cause"`
	From       calendar.Date    `bun:"from_on"`
	To         calendar.Date    `bun:"to_on"`
	On         calendar.Date    `bun:"due_on"`
	ExtendedOn calendar.Date    `bun:"extended_on"`
	Reason     string           `bun:"reason"`
	SetBy      ident.Person     `bun:"set_by"`
	SetAt      time.Time        `bun:"set_at"`
}

// Part is the narrative or the financial part of a report; its answers are kept under its id.
type Part struct {
	ID     ident.FilingPart `bun:"id,pk"`
	Filing ident.Filing     `bun:"filing_id"`
	Part   duty.Part        `bun:"part"`
	Form   ident.Form       `bun:"form_id"`
}

// Version is a report as it was handed in and certified; it never changes.
type Version struct {
	Filing      ident.Filing `bun:"filing_id,pk"`
	Round       int          `bun:"round,pk"`
	Content     []byte       `bun:"content"` // canonical JSON; absent in lists
	SHA256      []byte       `bun:"sha256"`
	Name        string       `bun:"name"` // typed by the official who certified it
	Title       string       `bun:"title"`
	SubmittedBy ident.Person `bun:"submitted_by"`
	SubmittedAt time.Time    `bun:"submitted_at"`
}

// Hash is the SHA-256 of the content, in hexadecimal.
func (v *Version) Hash() string { return hex.EncodeToString(v.SHA256) }

// Verdict is what the officer said of a version.
type Verdict string

// The verdicts.
const (
	Accept Verdict = "accepted"
	Return Verdict = "returned"
)

// Note is the officer's word on one section, or on one anomaly.
type Note struct {
	Section string `json:"section,omitempty"` // part and section key, such as narrative.activities
	Anomaly string `json:"anomaly,omitempty"` // key of the anomaly it answers
	Words   string `json:"words"`
}

// Review is the decision on one version; it stays as it was given.
type Review struct {
	Filing     ident.Filing `bun:"filing_id,pk"`
	Round      int          `bun:"round,pk"`
	Verdict    Verdict      `bun:"verdict"`
	Words      string       `bun:"words"`
	Notes      []Note       `bun:"notes,type:jsonb"`
	ReviewedBy ident.Person `bun:"reviewed_by"`
	ReviewedAt time.Time    `bun:"reviewed_at"`
}

// OfSection are the officer's words on a section; empty where there are none.
func (r *Review) OfSection(key string) string {
	for _, n := range r.Notes {
		if n.Section == key {
			return n.Words
		}
	}
	return ""
}

// Told is one rung of the ladder that was climbed.
type Told struct {
	Filing    ident.Filing  `bun:"filing_id,pk"`
	On        calendar.Date `bun:"due_on,pk"`
	Rung      string        `bun:"rung,pk"`
	ReachedOn calendar.Date `bun:"reached_on"`
	People    int           `bun:"told"` // nought where a later rung stood for it
	At        time.Time     `bun:"told_at"`
}

// Detail is a report with all that is around it.
type Detail struct {
	Filing
	AwardNumber string
	AwardTitle  string
	ProgramName string
	Zone        string
	Standing    duty.Standing
	Days        int // left; below zero, days late
	Written     []*PartAnswers
	Versions    []*Version // without their content, oldest first
	Reviews     []*Review  // oldest first
	Dates       []*Dates   // oldest first
	Told        []*Told    // oldest first
}

// PartAnswers is a part with what is answered to its form now.
type PartAnswers struct {
	Part
	Answers form.Answers `bun:"answers,type:jsonb"`
}

// PartOf is a part by what it is; nil before the report is begun.
func (d *Detail) PartOf(p duty.Part) *PartAnswers {
	for _, x := range d.Written {
		if x.Part.Part == p {
			return x
		}
	}
	return nil
}

// ReviewOf is the decision on a version; nil while there is none.
func (d *Detail) ReviewOf(round int) *Review {
	for _, r := range d.Reviews {
		if r.Round == round {
			return r
		}
	}
	return nil
}

// Free warns that the legal date is no working day; nil on a working day.
func (d *Detail) Free() *duty.Free { return d.Owed().Free }
