package postgres

import (
	"context"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// Meetings keeps the rooms of panels and their logs.
type Meetings struct{ *DB }

var meetingFaults = map[string]faultOf{
	"meetings_one_open":                {fault.Conflict, "meeting_open", "A meeting of this panel is open already.", ""},
	"meetings_order_known":             {fault.Invalid, "bad_order", "There is no such order.", "order"},
	"meetings_quorum_range":            {fault.Invalid, "out_of_range", "A quorum is more than 0 to 99 percent.", "quorumPercent"},
	"meetings_item_while_open":         {fault.Conflict, "meeting_over", "This meeting is over.", ""},
	"meetings_while_discussing":        {fault.Conflict, "state", "A panel meets while it discusses or rescores.", ""},
	"meeting_items_append_only":        {fault.Conflict, "append_only", "An agenda does not change.", ""},
	"meeting_items_of_panel":           {fault.Invalid, "not_found", "A panel discusses what it reads.", "item"},
	"meeting_events_append_only":       {fault.Conflict, "append_only", "What was said in a meeting does not change.", ""},
	"meeting_events_while_open":        {fault.Conflict, "meeting_over", "This meeting is over.", ""},
	"meeting_events_after_closing":     {fault.Conflict, "state", "Minutes are corrected and signed after the meeting.", ""},
	"meeting_events_one_item":          {fault.Conflict, "item_on", "An item is being discussed; close it first.", ""},
	"meeting_events_item_on":           {fault.Conflict, "not_on", "This item is not being discussed.", "item"},
	"meeting_events_own_item":          {fault.NotFound, "not_found", "There is no such item.", "item"},
	"meeting_events_not_recused":       {fault.NotFound, "not_found", "There is no such item.", "item"},
	"meeting_events_by_member":         {fault.Forbidden, "not_member", "Only members of the panel take part.", ""},
	"meeting_events_second_by_another": {fault.Forbidden, "same_person", "Another member seconds a motion.", ""},
	"meeting_events_vote_known":        {fault.Invalid, "bad_vote", "Vote yes, no or abstain.", "vote"},
	"meeting_events_words_length":      {fault.Invalid, "too_long", "At most 4,000 characters.", "words"},
}

// RoomNews is the topic of a panel's meeting: its events, and conflicts with what is on its agenda.
const RoomNews = "room "

const (
	meetingLock = `SELECT id FROM meetings WHERE panel_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 1 FOR UPDATE`

	// One statement, so that who is bound to what is never older than the events.
	meetingLog = `SELECT p.id AS panel_id, y.program_id, p.name AS panel_name, y.title AS cycle_title, y.zone, p.state AS panel_state, to_jsonb(m) AS meeting,
	(SELECT jsonb_agg(jsonb_build_object('person_id', v.person_id, 'name', ` + nameOfPerson + `, 'chair', v.chair, 'signed', v.confidentiality_at IS NOT NULL)
		ORDER BY v.chair DESC, ` + nameOfPerson + ` COLLATE "und-x-icu", v.person_id)
		FROM panel_members v JOIN people h ON h.id = v.person_id WHERE v.panel_id = p.id AND v.left_at IS NULL) AS members,
	(SELECT jsonb_agg(jsonb_build_object('id', i.id, 'meeting_id', i.meeting_id, 'ordinal', i.ordinal, 'application_id', i.application_id,
		'number', a.number, 'title', a.title, 'lead', coalesce(o.name, '')) ORDER BY i.ordinal)
		FROM meeting_items i JOIN applications a ON a.id = i.application_id LEFT JOIN organizations o ON o.id = a.lead_organization_id WHERE i.meeting_id = m.id) AS items,
	(SELECT jsonb_agg(to_jsonb(e) ORDER BY e.seq) FROM meeting_events e WHERE e.meeting_id = m.id) AS events,
	(SELECT jsonb_agg(DISTINCT jsonb_build_object('person_id', x.person_id, 'item_id', i.id)) FROM meeting_items i JOIN (` + binds + `) x ON x.application_id = i.application_id
		WHERE i.meeting_id = m.id) AS bound,
	(SELECT jsonb_agg(DISTINCT jsonb_build_object('person_id', s.reviewer_id, 'item_id', i.id)) FROM meeting_items i JOIN assignments s ON s.application_id = i.application_id
		WHERE i.meeting_id = m.id AND s.state NOT IN ` + assignmentEnds + `
			AND NOT EXISTS (SELECT FROM reviews r WHERE r.assignment_id = s.id AND r.state IN ('submitted', 'locked'))) AS due,
	(SELECT jsonb_agg(to_jsonb(n)) FROM meeting_seen n WHERE n.meeting_id = m.id) AS seen,
	(SELECT jsonb_agg(jsonb_build_object('person_id', h.id, 'name', ` + nameOfPerson + `) ORDER BY h.id) FROM people h WHERE h.id IN (
		SELECT v.person_id FROM panel_members v WHERE v.panel_id = p.id
		UNION SELECT unnest(ARRAY[e.by_id, e.person_id]) FROM meeting_events e WHERE e.meeting_id = m.id)) AS names
FROM panels p JOIN cycles y ON y.id = p.cycle_id
LEFT JOIN LATERAL (SELECT * FROM meetings x WHERE x.panel_id = p.id ORDER BY x.opened_at DESC, x.id DESC LIMIT 1) m ON true
WHERE p.id = $1`

	addMeeting = `INSERT INTO meetings (id, panel_id, agenda_order, seed, quorum_percent, roll_call, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	addMeetingEvent = `INSERT INTO meeting_events (meeting_id, seq, kind, at, by_id, person_id, item_id, words, minuted, vote, tally, scores)
VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb) RETURNING seq AS n`

	meetingBeat = `INSERT INTO meeting_seen (meeting_id, person_id, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (meeting_id, person_id) DO UPDATE SET seen_at = greatest(meeting_seen.seen_at, EXCLUDED.seen_at)`

	meetingScores = `SELECT base_milli, recommendation FROM reviews WHERE panel_id = $1 AND application_id = $2 AND state IN ('submitted', 'locked') AND base_milli IS NOT NULL
ORDER BY base_milli DESC, recommendation`

	ownAssignment = `SELECT id FROM assignments WHERE panel_id = $1 AND application_id = $2 AND reviewer_id = $3 AND state NOT IN ` + assignmentEnds
)

type meetingRow struct {
	Panel      ident.Panel       `bun:"panel_id"`
	Program    ident.Program     `bun:"program_id"`
	PanelName  string            `bun:"panel_name"`
	CycleTitle string            `bun:"cycle_title"`
	Zone       string            `bun:"zone"`
	PanelState review.PanelState `bun:"panel_state"`
	Meeting    []byte            `bun:"meeting"`
	Members    []byte            `bun:"members"`
	Items      []byte            `bun:"items"`
	Events     []byte            `bun:"events"`
	Bound      []byte            `bun:"bound"`
	Due        []byte            `bun:"due"`
	Seen       []byte            `bun:"seen"`
	Names      []byte            `bun:"names"`
}

// Log is a panel's newest meeting at one instant; who may see what of it is not asked here.
func (s Meetings) Log(ctx context.Context, id ident.Panel) (*meeting.Log, error) {
	row, err := one[meetingRow](ctx, s.DB, "panel", meetingLog, id)
	if err != nil {
		return nil, err
	}
	var n nested
	l := &meeting.Log{
		Panel: row.Panel, Program: row.Program, PanelName: row.PanelName, CycleTitle: row.CycleTitle, Zone: row.Zone, PanelState: row.PanelState,
		Members: nestedRows[meeting.Member](&n, row.Members), Items: nestedRows[meeting.Item](&n, row.Items), Events: nestedRows[meeting.Event](&n, row.Events),
		Bound: nestedRows[meeting.Bond](&n, row.Bound), Due: nestedRows[meeting.Bond](&n, row.Due), Seen: nestedRows[meeting.Seen](&n, row.Seen),
		Names: nestedRows[meeting.Named](&n, row.Names),
	}
	if m := nestedOne[meeting.Meeting](&n, row.Meeting); m != nil {
		l.Meeting = *m
	}
	return l, n.err
}

// Lock lets one at a time write to a panel's newest meeting; without one there is nothing to lock.
func (s Meetings) Lock(ctx context.Context, id ident.Panel) error {
	_, err := s.exec(ctx, meetingLock, id)
	return err
}

// Open keeps a new meeting and its agenda; the database refuses a second open one.
func (s Meetings) Open(ctx context.Context, m *meeting.Meeting, items []*meeting.Item) error {
	if _, err := s.exec(ctx, addMeeting, m.ID, m.Panel, string(m.Order), m.Seed, m.QuorumPercent, m.RollCall, m.OpenedBy, m.OpenedAt); err != nil {
		return err
	}
	return s.insert(ctx, "meeting_items", &items)
}

// AddItems puts more at the end of an agenda.
func (s Meetings) AddItems(ctx context.Context, items []*meeting.Item) error {
	return s.insert(ctx, "meeting_items", &items)
}

// Append keeps an event under the next number, which it is given by the database.
func (s Meetings) Append(ctx context.Context, e *meeting.Event) error {
	seq, err := Reviews(s).number(ctx, addMeetingEvent, e.Meeting, string(e.Kind), e.At, e.By, e.Person, e.Item, e.Words, e.Minuted, string(e.Vote), plain(e.Tally, e.Tally != nil), plain(e.Scores, e.Scores != nil))
	e.Seq = seq
	return err
}

// plain is a part of an event as JSON, or NULL where the event has none.
func plain(part any, given bool) any {
	if !given {
		return nil
	}
	raw, _ := json.Marshal(part) // plain values always marshal
	return string(raw)
}

// Beat notes that somebody's page is open.
func (s Meetings) Beat(ctx context.Context, b meeting.Seen) error {
	_, err := s.exec(ctx, meetingBeat, b.Meeting, b.Person, b.At)
	return err
}

// Scores are the counted reviews of an application by a panel, the highest first and without names.
func (s Meetings) Scores(ctx context.Context, p ident.Panel, a ident.Application) ([]meeting.ScoreShown, error) {
	return query[meeting.ScoreShown](ctx, s.DB, meetingScores, p, a)
}

// OwnAssignment is somebody's live assignment of an application; who reads it not has none.
func (s Meetings) OwnAssignment(ctx context.Context, p ident.Panel, a ident.Application, by ident.Person) (ident.Assignment, error) {
	row, err := one[struct {
		ID ident.Assignment `bun:"id"`
	}](ctx, s.DB, "assignment", ownAssignment, p, a, by)
	if err != nil {
		return ident.Assignment{}, err
	}
	return row.ID, nil
}

// Discussed are the applications a panel takes up, the best preliminary mean first, whoever is bound to them.
func (s Meetings) Discussed(ctx context.Context, id ident.Panel) ([]ident.Application, error) {
	list, err := Reviews(s).Agenda(ctx, id, ident.Person{}, true)
	if err != nil {
		return nil, err
	}
	var out []ident.Application
	for _, a := range list {
		if a.Discussed {
			out = append(out, a.Application)
		}
	}
	return out, nil
}
