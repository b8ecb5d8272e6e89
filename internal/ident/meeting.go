package ident

// The kinds of ids in a panel's room.
type (
	// MeetingKind is the kind of Meeting ids.
	MeetingKind struct{}
	// MeetingItemKind is the kind of MeetingItem ids.
	MeetingItemKind struct{}
)

type (
	// Meeting identifies one sitting of a panel.
	Meeting = ID[MeetingKind]
	// MeetingItem identifies an application on the agenda of a meeting.
	MeetingItem = ID[MeetingItemKind]
)

// Prefix is mtg.
func (MeetingKind) Prefix() string { return "mtg" }

// Prefix is mti.
func (MeetingItemKind) Prefix() string { return "mti" }

// NewMeeting makes a new id of its kind.
func NewMeeting() Meeting { return New[MeetingKind]() }

// NewMeetingItem makes a new id of its kind.
func NewMeetingItem() MeetingItem { return New[MeetingItemKind]() }
