package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// Travels keeps trips, travelers and what is sealed of them.
type Travels struct{ *DB }

var travelFaults = map[string]faultOf{
	"trips_places_given":          {fault.Invalid, "required", "Say from where to where, and what for.", "purpose"},
	"trips_days":                  {fault.Invalid, "ends_before_start", "It ends after it begins.", "endsOn"},
	"trips_cost":                  {fault.Invalid, "bad_amount", "What a trip cost is nought or more, and of the grant only where the grant pays.", "grant"},
	"trips_two_persons":           {fault.Forbidden, "same_person", "Who planned the trip does not approve it.", ""},
	"trips_cleared_travelers":     {fault.Conflict, "trip_barred", "A trip nobody goes on is not cleared.", ""},
	"trips_cleared_consent":       {fault.Conflict, "trip_barred", "A traveler under 18 has the consent of a guardian.", ""},
	"trips_cleared_visitors":      {fault.Conflict, "trip_barred", "A visitor has a visa and insurance for the whole stay.", ""},
	"trip_segments_airports":      {fault.Invalid, "bad_airport", "An airport has three letters, such as IAD.", "from"},
	"trip_segments_carriers":      {fault.Invalid, "bad_airline", "An airline has two letters or digits, such as UA.", "designator"},
	"trip_segments_minutes":       {fault.Invalid, "out_of_range", "Minutes are nought or more.", "minutes"},
	"travelers_in_order":          {fault.Conflict, "version", "Someone else changed this meanwhile. Read it again, then decide.", ""},
	"travelers_insured_days":      {fault.Invalid, "ends_before_start", "It ends after it begins.", "to"},
	"travelers_insured_amounts":   {fault.Invalid, "bad_amount", "An amount is nought or more.", "medical"},
	"travelers_left_why":          {fault.Invalid, "required", "Say why.", "reason"},
	"traveler_secrets_not_erased": {fault.Conflict, "erased", "This traveler's personal data was erased; nothing is kept of it any more.", ""},
	"traveler_looks_purpose":      {fault.Invalid, "no_purpose", "Say what for, in 5 to 500 characters; it is kept with your name.", "purpose"},
	"traveler_looks_append_only":  {fault.Conflict, "append_only", "A look stays on the record.", ""},
	"visa_cases_days":             {fault.Invalid, "bad_day", "The days of a case follow each other.", "on"},
	"visa_cases_one_open":         {fault.Conflict, "version", "Someone else changed this meanwhile. Read it again, then decide.", ""},
	"travel_waivers_why":          {fault.Invalid, "required", "Say why.", "reason"},
}

const (
	travelMuseums = `(SELECT jsonb_agg(jsonb_build_object('organization_id', o.id, 'name', o.name, 'country', o.country, 'abroad', m.side = 'non_us', 'lead', m.lead)
		ORDER BY m.lead DESC, o.name, o.id) FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = w.partnership_id) AS museums`

	// travelOf is of which awards there is travel to see: those in force, or that once were.
	travelOf = awardSeen + ` AND EXISTS (SELECT FROM award_terms g WHERE g.award_id = w.id)`

	travelOutline = `SELECT w.id, w.number, w.title, w.state, c.program_id, ` + travelMuseums + `,
	(SELECT jsonb_agg(DISTINCT t.direction ORDER BY t.direction) FROM trips t WHERE t.award_id = w.id AND t.state <> 'cancelled') AS directions,
	(SELECT to_jsonb(x) FROM travel_waivers x WHERE x.award_id = w.id) AS waiver
FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE ` + travelOf + ` AND w.id = $7`

	tripSelect = `SELECT to_jsonb(t) AS trip, w.number, w.title, w.state AS award_state, c.program_id, ` + travelMuseums + `,
	(SELECT jsonb_agg(to_jsonb(s) ORDER BY s.flies_on, s.id) FROM trip_segments s WHERE s.trip_id = t.id) AS segments,
	(SELECT jsonb_agg(to_jsonb(v) ORDER BY v.ordinal) FROM travelers v WHERE v.trip_id = t.id) AS travelers,
	(SELECT jsonb_agg(to_jsonb(x)) FROM travelers v JOIN LATERAL (SELECT * FROM visa_cases y WHERE y.traveler_id = v.id ORDER BY y.id DESC LIMIT 1) x ON true WHERE v.trip_id = t.id) AS cases
`
	tripFrom = `FROM trips t JOIN awards w ON w.id = t.award_id JOIN cycles c ON c.id = w.cycle_id WHERE (` + travelOf + `)`
	tripOne  = tripSelect + tripFrom + ` AND t.id = $7`

	tripsNarrow   = tripFrom + ` AND ($7::uuid IS NULL OR t.award_id = $7) AND ($8 = '' OR t.state = $8)`
	tripsForward  = tripSelect + tripsNarrow + ` AND ($9::date IS NULL OR (t.starts_on, t.id) > ($9, $10::uuid)) ORDER BY t.starts_on, t.id LIMIT $11`
	tripsBackward = tripSelect + tripsNarrow + ` AND ($9::date IS NULL OR (t.starts_on, t.id) < ($9, $10::uuid)) ORDER BY t.starts_on DESC, t.id DESC LIMIT $11`
	tripsCount    = `SELECT count(*) AS n ` + tripsNarrow

	tripsOfPeriod = tripSelect + tripFrom + ` AND t.award_id = ANY($7::uuid[]) AND t.state <> 'cancelled' AND t.starts_on BETWEEN $8::date AND $9::date
ORDER BY t.starts_on, t.id`

	tripOfOne = tripSelect + tripFrom + ` AND t.id = (SELECT trip_id FROM travelers WHERE id = $7)`

	lockTrip   = `SELECT FROM trips WHERE id = $1 FOR UPDATE`
	lockTripOf = `SELECT FROM trips WHERE id = (SELECT trip_id FROM travelers WHERE id = $1) FOR UPDATE`

	visasSelect = `SELECT v.id AS traveler_id, t.id AS trip_id, w.id AS award_id, w.number, t.from_place, t.to_place, t.starts_on, v.ordinal, o.name AS museum, o.country,
	coalesce(x.state, '') AS state, CASE WHEN v.known_at IS NULL THEN 0 ELSE cardinality(v.missing) END AS missing, x.entered_on, x.validated_on
`
	visasFrom = `FROM travelers v JOIN trips t ON t.id = v.trip_id JOIN awards w ON w.id = t.award_id JOIN cycles c ON c.id = w.cycle_id
JOIN organizations o ON o.id = v.organization_id
LEFT JOIN LATERAL (SELECT * FROM visa_cases y WHERE y.traveler_id = v.id ORDER BY y.id DESC LIMIT 1) x ON true
WHERE (` + travelOf + `) AND t.direction = 'partner_us' AND t.federal AND o.country <> 'US' AND v.country <> 'US'
	AND ($7 = '' OR x.state = $7)
	AND ($8::boolean OR (v.left_at IS NULL AND t.state NOT IN ('reconciled', 'cancelled') AND coalesce(x.state, '') NOT IN ('departed', 'withdrawn')))`
	visasForward  = visasSelect + visasFrom + ` AND ($9::date IS NULL OR (t.starts_on, v.id) > ($9, $10::uuid)) ORDER BY t.starts_on, v.id LIMIT $11`
	visasBackward = visasSelect + visasFrom + ` AND ($9::date IS NULL OR (t.starts_on, v.id) < ($9, $10::uuid)) ORDER BY t.starts_on DESC, v.id DESC LIMIT $11`
	visasCount    = `SELECT count(*) AS n ` + visasFrom

	looksSelect = `SELECT * FROM traveler_looks l WHERE l.traveler_id = $1`

	// What is sealed of travelers goes with the records of their award, three years after its final financial report.
	travelersDue = `SELECT v.*, r.keep_until FROM travelers v JOIN trips t ON t.id = v.trip_id JOIN awards w ON w.id = t.award_id
JOIN retentions r ON r.application_id = w.application_id AND r.ground = 'final_report'
WHERE v.erased_at IS NULL AND r.keep_until < $1::date AND ($2::uuid IS NULL OR v.id > $2::uuid)
	AND EXISTS (SELECT FROM traveler_secrets s WHERE s.traveler_id = v.id)
ORDER BY v.id LIMIT $3 FOR UPDATE OF v`

	putSecret = `INSERT INTO traveler_secrets (traveler_id, kind, key_id, sealed, version, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (traveler_id, kind) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, version = excluded.version, saved_by = excluded.saved_by, saved_at = excluded.saved_at`
)

type tripRow struct {
	Trip       []byte        `bun:"trip"`
	Number     string        `bun:"number"`
	Title      string        `bun:"title"`
	AwardState award.State   `bun:"award_state"`
	Program    ident.Program `bun:"program_id"`
	Museums    []byte        `bun:"museums"`
	Segments   []byte        `bun:"segments"`
	Travelers  []byte        `bun:"travelers"`
	Cases      []byte        `bun:"cases"`
}

func (r *tripRow) detail() (*travel.Detail, error) {
	var n nested
	d := &travel.Detail{
		Number: r.Number, Title: r.Title, AwardState: r.AwardState, Program: r.Program, Museums: nestedRows[travel.Museum](&n, r.Museums),
		Segments: nestedRows[travel.Segment](&n, r.Segments), Travelers: nestedRows[travel.Traveler](&n, r.Travelers),
	}
	if t := nestedOne[travel.Trip](&n, r.Trip); t != nil {
		d.Trip = *t
	}
	for _, c := range nestedRows[travel.Case](&n, r.Cases) {
		if t := d.Traveler(c.Traveler); t != nil {
			t.Visa = c
		}
	}
	return d.Tie(), n.err
}

func details(rows []tripRow, err error) ([]*travel.Detail, error) {
	var out []*travel.Detail
	for i := range rows {
		if err == nil {
			var d *travel.Detail
			d, err = rows[i].detail()
			out = append(out, d)
		}
	}
	return out, err
}

// Outline is an award's travel as a whole.
func (s Travels) Outline(ctx context.Context, v award.Visible, id ident.Award) (*travel.Outline, error) {
	r, err := one[struct {
		ID         ident.Award   `bun:"id"`
		Number     string        `bun:"number"`
		Title      string        `bun:"title"`
		State      award.State   `bun:"state"`
		Program    ident.Program `bun:"program_id"`
		Museums    []byte        `bun:"museums"`
		Directions []byte        `bun:"directions"`
		Waiver     []byte        `bun:"waiver"`
	}](ctx, s.DB, "award", travelOutline, awardArgs(ctx, v, id)...)
	if err != nil {
		return nil, err
	}
	var n nested
	out := &travel.Outline{
		Award: r.ID, Number: r.Number, Title: r.Title, State: r.State, Program: r.Program,
		Museums: nestedRows[travel.Museum](&n, r.Museums), Waiver: nestedOne[travel.Waiver](&n, r.Waiver),
	}
	if len(r.Directions) > 0 && n.err == nil {
		n.err = eachPart(r.Directions, func(_, value []byte) error {
			text, err := nestedText(value)
			out.Directions = append(out.Directions, exchange.Direction(text))
			return err
		})
	}
	return out, n.err
}

// Trips are the journeys of awards, by the day they begin.
func (s Travels) Trips(ctx context.Context, v award.Visible, f travel.Filter, a page.Args) (*page.Connection[*travel.Detail], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	args := awardArgs(ctx, v, nullable(f.Award), string(f.State))
	text := tripsForward
	if cut.Backward {
		text = tripsBackward
	}
	day, id, err := dayKey[ident.TripKind](cut)
	if err != nil {
		return nil, err
	}
	rows, err := details(query[tripRow](ctx, s.DB, text, append(slices.Clone(args), day, id, cut.Limit+1)...))
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(d *travel.Detail) []string { return []string{d.StartsOn.String(), d.ID.String()} }, s.counting(tripsCount, args)), nil
}

// counting counts a whole list by its own statement.
func (s Travels) counting(text string, args []any) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		r, err := one[struct {
			N int `bun:"n"`
		}](ctx, s.DB, "count", text, args...)
		if err != nil {
			return 0, err
		}
		return r.N, nil
	}
}

// dayKey are the parameters of a cursor of a day and an id; both are NULL at the beginning.
func dayKey[K ident.Kind](cut page.Cut) (day, id any, err error) {
	if cut.Key == nil {
		return nil, nil, nil
	}
	on, err := calendar.Parse(cut.Key[0])
	if err != nil {
		return nil, nil, fault.BadField("after", "bad_cursor", "This cursor is of another list.")
	}
	at, err := ident.Parse[K](cut.Key[1])
	if err != nil {
		return nil, nil, fault.BadField("after", "bad_cursor", "This cursor is of another list.")
	}
	return on, at, nil
}

// Trip is one journey with all that belongs to it, in one statement.
func (s Travels) Trip(ctx context.Context, v award.Visible, id ident.Trip, lock bool) (*travel.Detail, error) {
	if lock {
		if _, err := s.exec(ctx, lockTrip, id); err != nil {
			return nil, err
		}
	}
	r, err := one[tripRow](ctx, s.DB, "trip", tripOne, awardArgs(ctx, v, id)...)
	if err != nil {
		return nil, err
	}
	return r.detail()
}

// TripOf is Trip by one of its travelers; a traveler nobody has takes as many statements as one that is hidden.
func (s Travels) TripOf(ctx context.Context, v award.Visible, id ident.Traveler, lock bool) (*travel.Detail, error) {
	if lock {
		if _, err := s.exec(ctx, lockTripOf, id); err != nil {
			return nil, err
		}
	}
	r, err := one[tripRow](ctx, s.DB, "traveler", tripOfOne, awardArgs(ctx, v, id)...)
	if err != nil {
		return nil, err
	}
	return r.detail()
}

// Journeys are the trips of awards that begin in a period.
func (s Travels) Journeys(ctx context.Context, v award.Visible, awards []ident.Award, from, through calendar.Date) ([]*travel.Went, error) {
	all, err := details(query[tripRow](ctx, s.DB, tripsOfPeriod, awardArgs(ctx, v, uuids(awards), from, through)...))
	if err != nil {
		return nil, err
	}
	out := make([]*travel.Went, len(all))
	for i, d := range all {
		out[i] = &travel.Went{Detail: d}
	}
	return out, nil
}

// Visas is the board of J-1 cases, the earliest travel first.
func (s Travels) Visas(ctx context.Context, v award.Visible, f travel.VisaFilter, a page.Args) (*page.Connection[*travel.VisaRow], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	args := awardArgs(ctx, v, string(f.State), f.All)
	text := visasForward
	if cut.Backward {
		text = visasBackward
	}
	day, id, err := dayKey[ident.TravelerKind](cut)
	if err != nil {
		return nil, err
	}
	rows, err := query[*travel.VisaRow](ctx, s.DB, text, append(slices.Clone(args), day, id, cut.Limit+1)...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(r *travel.VisaRow) []string { return []string{r.StartsOn.String(), r.Traveler.String()} }, s.counting(visasCount, args)), nil
}

// Looks are the looks at what is sealed of a traveler, the newest first.
func (s Travels) Looks(ctx context.Context, id ident.Traveler, a page.Args) (*page.Connection[*travel.Look], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	order, compare := " DESC", " < "
	if cut.Backward {
		order, compare = " ASC", " > "
	}
	text, args := looksSelect, []any{id}
	if cut.Key != nil {
		beside, err := ident.Parse[ident.TravelerLookKind](cut.Key[0])
		if err != nil {
			return nil, fault.BadField("after", "bad_cursor", "This cursor is of another list.")
		}
		text, args = text+" AND l.id"+compare+"$2", append(args, beside)
	}
	rows, err := query[*travel.Look](ctx, s.DB, text+" ORDER BY l.id"+order+fmt.Sprintf(" LIMIT %d", cut.Limit+1), args...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(l *travel.Look) []string { return []string{l.ID.String()} }, s.counting(`SELECT count(*) AS n FROM traveler_looks WHERE traveler_id = $1`, []any{id})), nil
}

// Hands are the people with a role at one of the museums.
func (s Travels) Hands(ctx context.Context, role auth.Role, museums []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, handsOf, string(role), uuids(museums))
}

var _ travel.Store = Travels{}
