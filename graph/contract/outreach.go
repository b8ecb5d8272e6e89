package contract

import (
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Pages of what an exchange does, each with its rows, cursors and count.
type (
	// ParticipantConnection is a page of participants.
	ParticipantConnection = page.Connection[*outreach.Participant]
	// ParticipantEdge is a row of participants.
	ParticipantEdge = page.Edge[*outreach.Participant]
	// ExchangeActivityConnection is a page of activities.
	ExchangeActivityConnection = page.Connection[*outreach.ActivityRow]
	// ExchangeActivityEdge is a row of activities.
	ExchangeActivityEdge = page.Edge[*outreach.ActivityRow]
	// CountedEntryConnection is a page of what was counted.
	CountedEntryConnection = page.Connection[*outreach.LogRow]
	// CountedEntryEdge is a row of what was counted.
	CountedEntryEdge = page.Edge[*outreach.LogRow]
)

// What changes of an exchange answer with.
type (
	// PasteOutcomePayload is what came of a list.
	PasteOutcomePayload struct{ Outcome *outreach.PasteOutcome }
	// ParticipantPastePayload is a list as it is now.
	ParticipantPastePayload struct{ Paste *outreach.Paste }
	// ParticipantPayload is a participant as they are now.
	ParticipantPayload struct{ Participant *outreach.Participant }
	// ExchangeActivityPayload is an activity as it is now.
	ExchangeActivityPayload struct{ Activity *outreach.Activity }
	// ActivityDoorPayload is the door of an activity as it is now.
	ActivityDoorPayload struct{ Door *outreach.Door }
	// CountedPayload is the public id of what was recorded.
	CountedPayload struct{ Entry string }
)
