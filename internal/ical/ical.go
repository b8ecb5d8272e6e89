// Package ical writes dates and invitations as iCalendar (RFC 5545, RFC 5546).
package ical

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Event is one entry of a calendar.
type Event struct {
	UID         string // the same however often it moves
	Start, End  time.Time
	Days        int // whole days from Start's day on; 0 is from Start to End
	Summary     string
	Description string
	Place       string
	URL         string
	Sequence    int  // how often it moved
	Cancelled   bool // takes it out of calendars that have it
}

// Feed is a calendar that others subscribe to.
func Feed(name string, now time.Time, events []Event) string {
	cal := ics.NewCalendarFor("Vitrine")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(name)
	for _, e := range events {
		add(cal, e, now)
	}
	return cal.Serialize(ics.WithLineLength(75), ics.WithNewLine("\r\n"))
}

// Invitation is one event sent to one person, who answers to the organizer's address.
func Invitation(e Event, organizer, attendee string, now time.Time) string {
	cal := ics.NewCalendarFor("Vitrine")
	cal.SetMethod(ics.MethodRequest)
	if e.Cancelled {
		cal.SetMethod(ics.MethodCancel)
	}
	x := add(cal, e, now)
	x.SetOrganizer("mailto:" + organizer)
	x.AddAttendee("mailto:"+attendee, ics.CalendarUserTypeIndividual, ics.ParticipationRoleReqParticipant, ics.ParticipationStatusNeedsAction, ics.WithRSVP(true))
	return cal.Serialize(ics.WithLineLength(75), ics.WithNewLine("\r\n"))
}

// Method is the method an invitation's media type names.
func (e Event) Method() string {
	if e.Cancelled {
		return "CANCEL"
	}
	return "REQUEST"
}

func add(cal *ics.Calendar, e Event, now time.Time) *ics.VEvent {
	x := cal.AddEvent(e.UID)
	x.SetDtStampTime(now)
	if e.Days > 0 {
		x.SetAllDayStartAt(e.Start)
		x.SetAllDayEndAt(e.Start.AddDate(0, 0, e.Days)) // the day after the last (RFC 5545, 3.6.1)
	} else {
		x.SetStartAt(e.Start)
		x.SetEndAt(e.End)
	}
	x.SetSummary(e.Summary)
	x.SetSequence(e.Sequence)
	if e.Description != "" {
		x.SetDescription(e.Description)
	}
	if e.Place != "" {
		x.SetLocation(e.Place)
	}
	if e.URL != "" {
		x.SetURL(e.URL)
	}
	x.SetStatus(ics.ObjectStatusConfirmed)
	if e.Cancelled {
		x.SetStatus(ics.ObjectStatusCancelled)
	}
	return x
}

// Starts reads the methods and beginnings out of a calendar, as "REQUEST uid 2027-03-01T15:00:00Z 1", for checking what was written.
func Starts(text string) ([]string, error) {
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	method := ""
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == string(ics.PropertyMethod) {
			method = p.Value
		}
	}
	var out []string
	for _, e := range cal.Events() {
		at, err := e.GetStartAt()
		if err != nil {
			return nil, fmt.Errorf("read calendar: %w", err)
		}
		sequence := "0"
		if p := e.GetProperty(ics.ComponentPropertySequence); p != nil {
			sequence = p.Value
		}
		out = append(out, fmt.Sprintf("%s %s %s %s", method, e.Id(), at.UTC().Format(time.RFC3339), sequence))
	}
	return out, nil
}
