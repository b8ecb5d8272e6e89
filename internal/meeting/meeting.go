// Package meeting is a panel in its room: an agenda called item by item, who is there and who must leave, what is
// said for the record, scores shown at one moment, motions and votes, and the minutes that follow from all of it.
//
// It owns the log of a meeting and what each viewer may see of it. Scores, conflicts and the panel's own states are
// the review's; the room only points at them.
package meeting

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// State is where a meeting is in its life.
type State string

// The states of a meeting.
const (
	Open   State = "open"
	Closed State = "closed" // the minutes can be corrected
	Signed State = "signed" // nothing is added any more
)

// Order is how the agenda was put in its sequence.
type Order string

// The orders of an agenda; both are fair to proposals, neither is by number.
const (
	ByPreliminary Order = "preliminary"
	ByLot         Order = "random" // drawn from the recorded seed
)

// Meeting is one sitting of a panel; its state follows from its events.
type Meeting struct {
	ID            ident.Meeting     `bun:"id,pk"`
	Panel         ident.Panel       `bun:"panel_id"`
	State         State             `bun:"state"`
	Order         Order             `bun:"agenda_order"`
	Seed          int64             `bun:"seed"`           // the lot was drawn from it
	QuorumPercent int               `bun:"quorum_percent"` // more than this share of those not recused
	RollCall      bool              `bun:"roll_call"`      // how each one votes is known
	OpenedBy      ident.Person      `bun:"opened_by"`
	OpenedAt      time.Time         `bun:"opened_at"`
	LastSeq       int               `bun:"last_seq"` // of the newest event
	Item          ident.MeetingItem `bun:"item_id"`  // what is on now
}

// Item is one application on the agenda.
type Item struct {
	ID          ident.MeetingItem `bun:"id,pk"`
	Meeting     ident.Meeting     `bun:"meeting_id"`
	Ordinal     int               `bun:"ordinal"`
	Application ident.Application `bun:"application_id"`
	Number      string            `bun:"number,scanonly"`
	Title       string            `bun:"title,scanonly"`
	Lead        string            `bun:"lead,scanonly"` // the lead museum's name
}

// Kind is what happened in a meeting.
type Kind string

// The kinds of events. Asked to leave and called back are never kept: they are all that a recused member is told.
const (
	Opened        Kind = "opened"
	Joined        Kind = "joined"
	Left          Kind = "left"
	DeputyNamed   Kind = "deputy_named"
	ItemAdded     Kind = "item_added" // called up since the meeting opened
	ItemCalled    Kind = "item_called"
	RecusedLeft   Kind = "recused_left"
	Note          Kind = "note"
	Revealed      Kind = "revealed"
	RescoreOpened Kind = "rescore_opened"
	Scored        Kind = "scored" // someone handed in anew
	MotionMade    Kind = "motion"
	Seconded      Kind = "seconded"
	MotionDropped Kind = "motion_dropped"
	VoteOpened    Kind = "vote_opened"
	VoteCast      Kind = "vote_cast"
	VoteClosed    Kind = "vote_closed"
	ItemClosed    Kind = "item_closed"
	Ended         Kind = "closed"
	Corrected     Kind = "minute_corrected"
	MinutesSigned Kind = "signed"
	AskedToLeave  Kind = "asked_to_leave"
	CalledBack    Kind = "called_back"
)

// Vote is how somebody votes on a motion.
type Vote string

// The votes.
const (
	Yes     Vote = "yes"
	No      Vote = "no"
	Abstain Vote = "abstain"
)

// Event is one entry of a meeting's log; it is only ever added, and its number leaves no gap.
type Event struct {
	Meeting ident.Meeting     `bun:"meeting_id,pk"`
	Seq     int               `bun:"seq,pk"`
	Kind    Kind              `bun:"kind"`
	At      time.Time         `bun:"at"`
	By      ident.Person      `bun:"by_id"`     // absent where the house wrote it
	Person  ident.Person      `bun:"person_id"` // who had to leave, or deputizes
	Item    ident.MeetingItem `bun:"item_id"`
	Words   string            `bun:"words"`   // a note, a motion, a correction, or the hash that was signed
	Minuted bool              `bun:"minuted"` // a note that stands in the minutes; a signature that was the last one
	Vote    Vote              `bun:"vote"`
	Tally   *Tally            `bun:"tally,type:jsonb"`
	Scores  *Showing          `bun:"scores,type:jsonb"`
}

// Tally is how a vote came out. A simple majority of the votes cast carries, with a quorum; a tie fails.
type Tally struct {
	Yes      int    `json:"yes"`
	No       int    `json:"no"`
	Abstain  int    `json:"abstain"`
	Eligible int    `json:"eligible"` // members not recused
	Present  int    `json:"present"`  // of them
	Needed   int    `json:"needed"`   // present for a quorum
	Quorum   bool   `json:"quorum"`
	Carried  bool   `json:"carried"`
	Votes    []Cast `json:"votes,omitempty"` // by name, only in a roll call
}

// Cast is how one member voted in a roll call.
type Cast struct {
	Person ident.Person `json:"person"`
	Vote   Vote         `json:"vote"`
}

// Showing is the scores of an item as they stood when the chair showed them; no name stands beside a score.
type Showing struct {
	To        []ident.Person `json:"to"` // who was there, and had no review of their own still due
	Scores    []ScoreShown   `json:"scores"`
	MeanMilli int            `json:"meanMilli"`
}

// ScoreShown is one counted review, the highest first.
type ScoreShown struct {
	BaseMilli      int                   `bun:"base_milli"     json:"baseMilli"`
	Recommendation review.Recommendation `bun:"recommendation" json:"recommendation"`
}

// Member is a person on the panel now.
type Member struct {
	Person ident.Person `bun:"person_id"`
	Name   string       `bun:"name"`
	Chair  bool         `bun:"chair"`
	Signed bool         `bun:"signed"` // the confidentiality statement
}

// Bond is a person and an item they may not meet, or whose review is still due from them.
type Bond struct {
	Person ident.Person      `bun:"person_id"`
	Item   ident.MeetingItem `bun:"item_id"`
}

// Seen is when somebody's page was last heard of.
type Seen struct {
	Meeting ident.Meeting `bun:"meeting_id,pk"`
	Person  ident.Person  `bun:"person_id,pk"`
	At      time.Time     `bun:"seen_at"`
}

// Named is what somebody who appears in the log is called.
type Named struct {
	Person ident.Person `bun:"person_id"`
	Name   string       `bun:"name"`
}

// Log is everything a meeting consists of at one instant, before anybody's view of it.
type Log struct {
	Meeting
	Panel      ident.Panel
	Program    ident.Program
	PanelName  string
	CycleTitle string
	Zone       string // of the program
	PanelState review.PanelState
	Members    []*Member // chair first, then by name
	Items      []*Item   // in the agenda's order
	Events     []*Event
	Bound      []*Bond // who may not meet which item
	Due        []*Bond // whose own review of an item is not in
	Seen       []*Seen
	Names      []*Named
}
