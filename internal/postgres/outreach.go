package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Outreach keeps what exchanges do and whom they reach.
type Outreach struct{ *DB }

var outreachFaults = map[string]faultOf{
	"participants_once":         {fault.Conflict, "participant_there", "Somebody of this list was added meanwhile. Preview it again.", "rows"},
	"participants_kept":         {fault.Conflict, "append_only", "A participant is taken off, not rewritten.", ""},
	"counted_kept":              {fault.Conflict, "append_only", "What was counted is taken off, not rewritten.", ""},
	"check_ins_append_only":     {fault.Conflict, "append_only", "What was counted at the door stays.", ""},
	"check_ins_arrived":         {fault.Invalid, "out_of_range", "From 1 to 500 at once.", "arrived"},
	"activities_titled":         {fault.Invalid, "required", "Fill this in.", "title"},
	"activities_period_runs":    {fault.Invalid, "ends_before_start", "It ends after it begins.", "endsOn"},
	"activities_called_off_why": {fault.Invalid, "required", "Say why.", "reason"},
	"audience_counts_positive":  {fault.Invalid, "out_of_range", "From 1 to 1,000,000,000.", "contacts"},
	"media_hits_named":          {fault.Invalid, "required", "Say where it appeared and under which title.", "title"},
	"media_hits_circulation":    {fault.Invalid, "out_of_range", "An estimate, or nothing.", "circulation"},
	"outputs_titled":            {fault.Invalid, "required", "Fill this in.", "title"},
	"participants_country_code": {fault.Invalid, "bad_country", "That is not a country.", "country"},
	"activities_country_code":   {fault.Invalid, "bad_country", "That is not a country.", "country"},
	"media_hits_country_code":   {fault.Invalid, "bad_country", "That is not a country.", "country"},
}

const (
	participantsMarked = `SELECT p.mark FROM participants p WHERE p.award_id = $1 AND p.removed_at IS NULL AND p.mark = ANY($2::bytea[])`

	participantsAfter  = `SELECT * FROM participants WHERE award_id = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`
	participantsBefore = `SELECT * FROM participants WHERE award_id = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`

	participantPastes = `SELECT * FROM participant_pastes WHERE award_id = $1 ORDER BY pasted_at DESC, id DESC LIMIT 100`

	activityRows = `SELECT a.*, coalesce((SELECT sum(n.contacts) FROM audience_counts n WHERE n.activity_id = a.id AND n.removed_at IS NULL), 0)::bigint AS contacts,
	coalesce((SELECT sum(c.arrived) FROM check_ins c WHERE c.activity_id = a.id), 0)::bigint AS arrived FROM activities a WHERE a.award_id = $1`
	activitiesAfter  = activityRows + ` AND ($2::date IS NULL OR (a.starts_on, a.id) > ($2, $3::uuid)) ORDER BY a.starts_on, a.id LIMIT $4`
	activitiesBefore = activityRows + ` AND ($2::date IS NULL OR (a.starts_on, a.id) < ($2, $3::uuid)) ORDER BY a.starts_on DESC, a.id DESC LIMIT $4`

	activityDoor = `SELECT a.*, w.title AS project, w.state AS award_state, coalesce((SELECT sum(c.arrived) FROM check_ins c WHERE c.activity_id = a.id), 0)::bigint AS arrived
FROM activities a JOIN awards w ON w.id = a.award_id WHERE a.code_hash = $1`

	// The activity's row is locked first, so that two hosts who take back at once cannot both pass nought.
	lockActivity = `SELECT FROM activities WHERE id = $1 FOR UPDATE`
	checkInOnce  = `INSERT INTO check_ins (id, activity_id, arrived, counted_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`
	checkInKnown = `SELECT (SELECT activity_id FROM check_ins WHERE id = $1) AS activity_id, coalesce(sum(arrived), 0)::bigint AS n FROM check_ins WHERE activity_id = $2`
)

type countRow struct {
	N int64 `bun:"n"`
}

func (s Outreach) count(ctx context.Context, text string, args ...any) (int64, error) {
	r, err := one[countRow](ctx, s.DB, "count", text, args...)
	if err != nil {
		return 0, err
	}
	return r.N, nil
}

// Marked are those of the marks that stand among the award's participants.
func (s Outreach) Marked(ctx context.Context, id ident.Award, marks [][]byte) ([][]byte, error) {
	rows, err := query[struct {
		Mark []byte `bun:"mark"`
	}](ctx, s.DB, participantsMarked, id, marks)
	out := make([][]byte, len(rows))
	for i, r := range rows {
		out[i] = r.Mark
	}
	return out, err
}

// AddPaste keeps that a list was pasted.
func (s Outreach) AddPaste(ctx context.Context, p *outreach.Paste) error {
	return s.insert(ctx, "participant_pastes", p)
}

// AddParticipants keeps all of them in one statement.
func (s Outreach) AddParticipants(ctx context.Context, all []*outreach.Participant) error {
	return s.insert(ctx, "participants", &all)
}

// Participant is one participant, taken off or not.
func (s Outreach) Participant(ctx context.Context, id ident.Participant) (*outreach.Participant, error) {
	return one[outreach.Participant](ctx, s.DB, "participant", `SELECT * FROM participants WHERE id = $1`, id)
}

// RemoveParticipant takes a participant off.
func (s Outreach) RemoveParticipant(ctx context.Context, p *outreach.Participant) error {
	return s.update(ctx, "participants", p, "removed_by", "removed_at")
}

// Participants are a page of those who stand, the newest first.
func (s Outreach) Participants(ctx context.Context, id ident.Award, c page.Cut) ([]*outreach.Participant, error) {
	beside, err := besideOf[ident.ParticipantKind](c, 0)
	if err != nil {
		return nil, err
	}
	text := participantsAfter
	if c.Backward {
		text = participantsBefore
	}
	return query[*outreach.Participant](ctx, s.DB, text, id, beside, c.Limit+1)
}

// besideOf is a part of a cursor as an id; absent without a cursor.
func besideOf[K ident.Kind](c page.Cut, at int) (ident.ID[K], error) {
	if c.Key == nil {
		return ident.ID[K]{}, nil
	}
	return ident.Parse[K](c.Key[at])
}

// CountParticipants counts those who stand.
func (s Outreach) CountParticipants(ctx context.Context, id ident.Award) (int, error) {
	n, err := s.count(ctx, `SELECT count(*) AS n FROM participants WHERE award_id = $1 AND removed_at IS NULL`, id)
	return int(n), err
}

// Pastes are the hundred newest lists of an award.
func (s Outreach) Pastes(ctx context.Context, id ident.Award) ([]*outreach.Paste, error) {
	return query[*outreach.Paste](ctx, s.DB, participantPastes, id)
}

// Paste is one pasted list.
func (s Outreach) Paste(ctx context.Context, id ident.ParticipantPaste) (*outreach.Paste, error) {
	return one[outreach.Paste](ctx, s.DB, "paste", `SELECT * FROM participant_pastes WHERE id = $1`, id)
}

// UndoPaste takes off who came with a list and still stands, and says how many.
func (s Outreach) UndoPaste(ctx context.Context, p *outreach.Paste) (int, error) {
	if err := s.update(ctx, "participant_pastes", p, "undone_by", "undone_at"); err != nil {
		return 0, err
	}
	n, err := s.exec(ctx, `UPDATE participants SET removed_by = $2, removed_at = $3 WHERE paste_id = $1 AND removed_at IS NULL`, p.ID, p.UndoneBy, *p.UndoneAt)
	return int(n), err
}

// Activities are a page of an award's activities in the order of their days.
func (s Outreach) Activities(ctx context.Context, id ident.Award, c page.Cut) ([]*outreach.ActivityRow, error) {
	beside, err := besideOf[ident.ActivityKind](c, 1)
	if err != nil {
		return nil, err
	}
	var day calendar.Date
	if c.Key != nil {
		if day, err = calendar.Parse(c.Key[0]); err != nil {
			return nil, err
		}
	}
	text := activitiesAfter
	if c.Backward {
		text = activitiesBefore
	}
	return query[*outreach.ActivityRow](ctx, s.DB, text, id, day, beside, c.Limit+1)
}

// CountActivities counts an award's activities.
func (s Outreach) CountActivities(ctx context.Context, id ident.Award) (int, error) {
	n, err := s.count(ctx, `SELECT count(*) AS n FROM activities WHERE award_id = $1`, id)
	return int(n), err
}

// Activity is one activity; lock keeps others from it.
func (s Outreach) Activity(ctx context.Context, id ident.Activity, lock bool) (*outreach.Activity, error) {
	text := `SELECT * FROM activities WHERE id = $1`
	if lock {
		text += ` FOR UPDATE`
	}
	return one[outreach.Activity](ctx, s.DB, "activity", text, id)
}

// ActivityByCode is the activity of a host's link.
func (s Outreach) ActivityByCode(ctx context.Context, hash []byte) (*outreach.Door, error) {
	return one[outreach.Door](ctx, s.DB, "page", activityDoor, hash)
}

// AddActivity keeps a new activity.
func (s Outreach) AddActivity(ctx context.Context, a *outreach.Activity) error {
	return s.insert(ctx, "activities", a)
}

// KeepActivity writes an activity under its version.
func (s Outreach) KeepActivity(ctx context.Context, a *outreach.Activity, expected int) error {
	return s.updateVersioned(ctx, "activities", a, expected, "kind", "title", "venue", "city", "country", "starts_on", "ends_on", "about", "state", "reason", "held_by", "held_at")
}

// CheckIn keeps an entry once and answers the sum at the door.
func (s Outreach) CheckIn(ctx context.Context, c *outreach.CheckIn) (int64, error) {
	if _, err := s.exec(ctx, lockActivity, c.Activity); err != nil {
		return 0, err
	}
	if _, err := s.exec(ctx, checkInOnce, c.ID, c.Activity, c.Arrived, c.CountedAt); err != nil {
		return 0, err
	}
	r, err := one[struct {
		Activity ident.Activity `bun:"activity_id"`
		N        int64          `bun:"n"`
	}](ctx, s.DB, "check-in", checkInKnown, c.ID, c.Activity)
	if err != nil {
		return 0, err
	}
	if r.Activity != c.Activity {
		return 0, fault.New(fault.Conflict, "bad_entry", "Load the page again.")
	}
	return r.N, nil
}

// Arrived is what hosts counted at the door of an activity.
func (s Outreach) Arrived(ctx context.Context, id ident.Activity) (int64, error) {
	return s.count(ctx, `SELECT coalesce(sum(arrived), 0)::bigint AS n FROM check_ins WHERE activity_id = $1`, id)
}

// AddAudience keeps a number of contacts.
func (s Outreach) AddAudience(ctx context.Context, a *outreach.Audience) error {
	return s.insert(ctx, "audience_counts", a)
}

// AddMediaHit keeps a report in the media.
func (s Outreach) AddMediaHit(ctx context.Context, m *outreach.MediaHit) error {
	return s.insert(ctx, "media_hits", m)
}

// AddOutput keeps something that was made.
func (s Outreach) AddOutput(ctx context.Context, o *outreach.Output) error {
	return s.insert(ctx, "outputs", o)
}

var _ outreach.Store = Outreach{}
