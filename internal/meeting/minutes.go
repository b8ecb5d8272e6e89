package meeting

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Minutes are what stands on record of a meeting, written from its events. What the reader is recused from is not
// there; no name stands beside a score or, without a roll call, beside a vote.
type Minutes struct {
	Panel         ident.Panel
	Name          string
	CycleTitle    string
	Zone          string
	State         State
	OpenedAt      time.Time
	ClosedAt      *time.Time
	Order         Order
	Seed          int64
	QuorumPercent int
	RollCall      bool
	Chair         string
	Deputy        string
	Present       []string // everybody of the panel who joined
	Absent        []string
	Items         []*MinuteItem // in the order they were called
	Corrections   []*Correction
	Signatures    []*Signature `json:"-"`
	SHA256        string       `json:"-"` // of all the rest, as this reader may read it
}

// MinuteItem is one discussion of an application.
type MinuteItem struct {
	Item      ident.MeetingItem
	Number    string
	Title     string
	Lead      string
	CalledAt  time.Time
	ClosedAt  *time.Time
	RunBy     string
	Recused   []string
	Notes     []string
	Scores    []ScoreShown // as last shown
	MeanMilli int
	Rescored  int // members who handed in anew
	Motions   []*MinuteMotion
}

// MinuteMotion is a motion and what came of it.
type MinuteMotion struct {
	Words    string
	Mover    string
	Seconder string
	State    MotionState
	Tally    *Tally
	Roll     []*Called
}

// Correction is what was put right before signing.
type Correction struct {
	At     time.Time
	By     string
	Number string // of the proposal, empty for the whole
	Words  string
}

// Signature is who signed the minutes as they could read them.
type Signature struct {
	Name   string
	At     time.Time
	SHA256 string
}

// writing is minutes on their way, event by event.
type writing struct {
	*Minutes
	l      *Log
	hidden map[ident.MeetingItem]bool
	item   *MinuteItem
	anew   map[ident.Person]bool
	came   map[ident.Person]bool
}

// MinutesOf writes the minutes of a meeting from its events, as somebody may read them.
func MinutesOf(l *Log, who ident.Person) *Minutes {
	w := &writing{
		l: l, hidden: l.hidden(who), came: map[ident.Person]bool{},
		Minutes: &Minutes{
			Panel: l.Panel, Name: l.PanelName, CycleTitle: l.CycleTitle, Zone: l.Zone, State: Open, OpenedAt: l.OpenedAt.UTC(), Order: l.Order, Seed: l.Seed,
			QuorumPercent: l.QuorumPercent, RollCall: l.RollCall,
		},
	}
	for _, e := range l.Events {
		if e.Item.IsZero() || !w.hidden[e.Item] {
			w.write(e)
		}
	}
	for _, m := range l.Members {
		if m.Chair {
			w.Chair = m.Name
		}
		if w.came[m.Person] {
			w.Present = append(w.Present, m.Name)
		} else {
			w.Absent = append(w.Absent, m.Name)
		}
	}
	w.SHA256 = w.hash()
	return w.Minutes
}

// hash is the SHA-256 of the minutes without their signatures and whether they are signed.
func (m *Minutes) hash() string {
	plain := *m
	plain.State = ""
	text, err := json.Marshal(&plain)
	if err != nil {
		panic(err) // plain values only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (w *writing) write(e *Event) {
	at := e.At.UTC()
	switch e.Kind {
	case Joined:
		w.came[e.By] = true
	case DeputyNamed:
		w.Deputy = w.l.name(e.Person)
	case Ended:
		w.State, w.ClosedAt = Closed, &at
	case Corrected:
		c := &Correction{At: at, By: w.l.name(e.By), Words: e.Words}
		if i := w.l.item(e.Item); i != nil {
			c.Number = i.Number
		}
		w.Corrections = append(w.Corrections, c)
	case MinutesSigned:
		w.Signatures = append(w.Signatures, &Signature{w.l.name(e.By), at, e.Words})
		if e.Minuted {
			w.State = Signed
		}
	case ItemCalled:
		i := w.l.item(e.Item)
		w.item, w.anew = &MinuteItem{Item: e.Item, CalledAt: at, RunBy: w.l.name(e.By)}, map[ident.Person]bool{}
		if i != nil {
			w.item.Number, w.item.Title, w.item.Lead = i.Number, i.Title, i.Lead
		}
		w.Items = append(w.Items, w.item)
	default:
		if w.item != nil && w.item.Item == e.Item {
			w.said(e, at)
		}
	}
}

// said is what belongs to the item that is on.
func (w *writing) said(e *Event, at time.Time) {
	i := w.item
	switch e.Kind {
	case ItemClosed:
		i.ClosedAt, w.item = &at, nil
	case RecusedLeft:
		i.Recused = append(i.Recused, w.l.name(e.Person))
	case Note:
		if e.Minuted {
			i.Notes = append(i.Notes, e.Words)
		}
	case Scored:
		w.anew[e.By] = true
		i.Rescored = len(w.anew)
	case Revealed:
		i.Scores, i.MeanMilli = slices.Clone(e.Scores.Scores), e.Scores.MeanMilli
	case MotionMade:
		i.Motions = append(i.Motions, &MinuteMotion{Words: e.Words, Mover: w.l.name(e.By), State: Moved})
	default:
		if n := len(i.Motions); n > 0 {
			w.moved(i.Motions[n-1], e)
		}
	}
}

func (w *writing) moved(m *MinuteMotion, e *Event) {
	switch e.Kind {
	case Seconded:
		m.State, m.Seconder = SecondedIt, w.l.name(e.By)
	case MotionDropped:
		m.State = Dropped
	case VoteOpened:
		m.State = Voting
	case VoteClosed:
		m.State, m.Tally = Failed, e.Tally
		if e.Tally.Carried {
			m.State = Carried
		}
		for _, c := range e.Tally.Votes {
			m.Roll = append(m.Roll, &Called{w.l.name(c.Person), c.Vote})
		}
	}
}

// name is what somebody who appears in the log is called.
func (l *Log) name(p ident.Person) string {
	i := slices.IndexFunc(l.Names, func(n *Named) bool { return n.Person == p })
	if i < 0 {
		return ""
	}
	return l.Names[i].Name
}
