package meeting

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Silence is how long a page may be unheard of before its reader is shown as away.
const Silence = 30 * time.Second

// Presence is whether a member is in the room.
type Presence string

// The kinds of presence.
const (
	Present Presence = "present"
	Away    Presence = "away"    // joined, but unheard of for half a minute
	Absent  Presence = "absent"  // has not joined, or left
	Outside Presence = "outside" // recused from what is on
)

// Seat is a member of the panel as the room shows them.
type Seat struct {
	Person   ident.Person
	Name     string
	Chair    bool
	Deputy   bool
	Presence Presence
}

// ItemState is where an item of the agenda is.
type ItemState string

// The states of an item.
const (
	Waiting ItemState = "waiting"
	On      ItemState = "on"
	Done    ItemState = "done"
)

// Entry is an item of the agenda as one viewer sees it; what they are recused from is not there.
type Entry struct {
	Item        ident.MeetingItem
	Application ident.Application
	Number      string
	Title       string
	Lead        string
	State       ItemState
	MayCall     bool // the viewer may call it now
	Motions     []*Motion
}

// MotionState is where a motion is.
type MotionState string

// The states of a motion; dropped, carried and failed are ends.
const (
	Moved      MotionState = "moved"
	SecondedIt MotionState = "seconded"
	Voting     MotionState = "voting"
	Dropped    MotionState = "dropped"
	Carried    MotionState = "carried"
	Failed     MotionState = "failed"
)

// Motion is what a member moved on an item; Number counts the item's motions from one.
type Motion struct {
	Number   int
	Words    string
	By       ident.Person
	Mover    string
	Seconder string
	State    MotionState
	Voters   []string // who has voted, never how
	OwnVote  Vote     // the viewer's own
	Tally    *Tally   // once closed
	Roll     []*Called
	votes    map[ident.Person]Vote
	second   ident.Person
}

// Called is one member's vote in a roll call.
type Called struct {
	Name string
	Vote Vote
}

// Over tells whether nothing more happens to the motion.
func (m *Motion) Over() bool {
	return m.State == Dropped || m.State == Carried || m.State == Failed
}

// Current is the item that is on, as one viewer who may meet it sees it.
type Current struct {
	*Entry
	Rescoring bool     // members may score it anew
	Scored    []string // who handed in anew
	Recused   []string // who had to leave
	Shown     bool     // the scores have been shown
	Scores    *Showing // what was shown to this viewer
	OwnDue    bool     // the viewer's own review is not in
	Eligible  int      // members not recused
	Here      int      // of them
	Needed    int      // for a quorum
	Motion    *Motion  // the one that is not over
}

// Told is an event as one viewer is told of it, numbered by what they were told.
type Told struct {
	Number  int
	Kind    Kind
	At      time.Time
	By      string
	Person  string
	Item    *Entry
	Words   string
	Minuted bool
	Vote    Vote // in a roll call, and one's own
	Tally   *Tally
	Scores  *Showing
}

// Room is a meeting as one viewer sees it. Whoever is recused from what is on sees only that they must leave.
type Room struct {
	Meeting       ident.Meeting
	Panel         ident.Panel
	Viewer        ident.Person
	Name          string
	State         State
	Order         Order
	Seed          int64
	RollCall      bool
	QuorumPercent int
	OpenedAt      time.Time
	MustLeave     bool // an item one is recused from is on
	Seats         []*Seat
	Agenda        []*Entry
	Current       *Current
	Events        []*Told
	Joined        bool   // the viewer takes part
	Member        bool   // the viewer may take part
	Runs          bool   // the viewer has the gavel now
	Chairs        bool   // the viewer chairs the panel
	Signs         bool   // the viewer's signature is still asked for
	Cursor        string // where the viewer's events end; opaque
}
