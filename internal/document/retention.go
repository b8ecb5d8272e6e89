package document

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Ground is what ended an application, and so began the time its files are still kept.
type Ground string

// The grounds, each with the day its time counts from.
const (
	FinalReport    Ground = "final_report"    // the award's final financial report; until it is in, the files are kept
	Declined       Ground = "declined"        // the letter that says so left
	Withdrawn      Ground = "withdrawn"       // the museums took it back
	NeverSubmitted Ground = "never_submitted" // the decisions of the cycle it was drafted for were announced
)

// Until is the last day the files are kept. An award's records stay three years after its final financial report
// (2 CFR 200.334); what was declined or withdrawn three years after the decision, as long; a draft that nobody
// handed in one year after the decisions of its cycle, which is this house's own rule.
func (g Ground) Until(since calendar.Date) calendar.Date {
	if g == NeverSubmitted {
		return since.AddYears(1)
	}
	return since.AddYears(3)
}

// Retention is until when the attached files of one application are kept; without one they are kept without end.
type Retention struct {
	Application ident.Application `bun:"application_id,pk"`
	Subject     string            `bun:"subject"` // the application's public id, as its documents carry it
	Ground      Ground            `bun:"ground"`
	Since       calendar.Date     `bun:"since"`      // in UTC
	KeepUntil   calendar.Date     `bun:"keep_until"` // the last day
	SetAt       time.Time         `bun:"set_at"`
}

// Retain is how long the files of an application are kept that ended at an instant on a ground.
func Retain(id ident.Application, g Ground, ended time.Time) Retention {
	since := calendar.Of(ended, time.UTC)
	return Retention{Application: id, Subject: id.String(), Ground: g, Since: since, KeepUntil: g.Until(since), SetAt: ended}
}

// Erasure tells that a file was erased; the document's own record stays as it was.
type Erasure struct {
	Document    ident.Document `bun:"document_id,pk"`
	Ground      Ground         `bun:"ground"`
	KeptUntil   calendar.Date  `bun:"kept_until"`
	At          time.Time      `bun:"at"`
	BytesGoneAt *time.Time     `bun:"bytes_gone_at"` // nil while another record has the same bytes, or a backup reads
}

// Due is a file whose time is over.
type Due struct {
	Document
	Ground    Ground        `bun:"ground"`
	KeepUntil calendar.Date `bun:"keep_until"`
}
