package ical_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ical"
)

var (
	start = time.Date(2027, 3, 1, 15, 0, 0, 0, time.UTC)
	event = ical.Event{UID: "sca_1@vitrine", Start: start, End: start.Add(30 * time.Minute), Summary: "Água, barro; и вода", Place: "+1 202 555 0100", Sequence: 2}
)

func TestAnInvitationIsReadAgainAsWritten(t *testing.T) {
	t.Parallel()
	text := ical.Invitation(event, "office@example.org", "ann@example.org", start)
	got, err := ical.Starts(text)
	if err != nil || !slices.Equal(got, []string{"REQUEST sca_1@vitrine 2027-03-01T15:00:00Z 2"}) {
		t.Errorf("%v, %v", got, err)
	}
	if !strings.Contains(text, "mailto:ann@example.org") || !strings.Contains(text, "STATUS:CONFIRMED") {
		t.Error(text)
	}
}

func TestACancelledEventLeavesCalendars(t *testing.T) {
	t.Parallel()
	e := event
	e.Cancelled, e.Sequence = true, 3
	text := ical.Invitation(e, "office@example.org", "ann@example.org", start)
	got, err := ical.Starts(text)
	if err != nil || !slices.Equal(got, []string{"CANCEL sca_1@vitrine 2027-03-01T15:00:00Z 3"}) || !strings.Contains(text, "STATUS:CANCELLED") {
		t.Errorf("%v, %v\n%s", got, err, text)
	}
}

func TestAFeedHasAllEventsAndNoLineTooLong(t *testing.T) {
	t.Parallel()
	long := event
	long.UID, long.Summary = "sca_2@vitrine", strings.Repeat("長い", 100)
	text := ical.Feed("Dates", start, []ical.Event{event, long})
	got, err := ical.Starts(text)
	if err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

// TestTheSameEventsAreTheSameText holds calendars and caches to what they have: a feed that is asked twice says the same,
// and two of its lines may say the same too.
func TestTheSameEventsAreTheSameText(t *testing.T) {
	t.Parallel()
	e := event
	e.Description, e.URL = "https://vitrine.example.org/calls", "https://vitrine.example.org/calls"
	text := ical.Feed("Deadlines", start, []ical.Event{e, event})
	for range 20 {
		if again := ical.Feed("Deadlines", start, []ical.Event{e, event}); again != text {
			t.Fatalf("%s\nand then\n%s", text, again)
		}
	}
	if !strings.Contains(text, "DESCRIPTION:https://") || !strings.Contains(text, "URL:https://") {
		t.Errorf("one of two lines that say the same is missing:\n%s", text)
	}
}

func TestWholeDaysEndOnTheDayAfterTheLast(t *testing.T) {
	t.Parallel()
	e := event
	e.Days = 3
	text := ical.Feed("Dates", start, []ical.Event{e})
	if !strings.Contains(text, "DTSTART;VALUE=DATE:20270301\r\n") || !strings.Contains(text, "DTEND;VALUE=DATE:20270304\r\n") {
		t.Error(text)
	}
}
