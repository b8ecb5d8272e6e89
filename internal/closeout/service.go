package closeout

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Store keeps the ends of awards; what is hidden is not found.
type Store interface {
	// Around is what is kept of an award's end: nil closeout before its period is over.
	Around(ctx context.Context, id ident.Award) (*Around, error)
	Facts(ctx context.Context, id ident.Award) (*Facts, error)
	Rows(ctx context.Context, f Filter, v award.Visible, c page.Cut) ([]*Row, error)
	CountRows(ctx context.Context, f Filter, v award.Visible) (int, error)
	// Due are the awards whose life the clock moves at an instant.
	Due(ctx context.Context, now time.Time) ([]*DueAward, error)
	AddCloseout(ctx context.Context, c *Closeout) error
	// KeepCloseout writes a closeout under its version.
	KeepCloseout(ctx context.Context, c *Closeout, expected int) error
	AddStep(ctx context.Context, s *Step) error
	AddLifeStep(ctx context.Context, s *Step) error
	AddHold(ctx context.Context, h *Hold) error
	KeepHold(ctx context.Context, h *Hold) error
	HoldOf(ctx context.Context, id ident.Hold) (*Hold, error)
	AddAdjustment(ctx context.Context, a *Adjustment) error
	KeepAdjustment(ctx context.Context, a *Adjustment) error
	AdjustmentOf(ctx context.Context, id ident.Adjustment) (*Adjustment, error)
	Retain(ctx context.Context, list ...document.Retention) error
	RetainOn(ctx context.Context, id ident.Application) error
}

// Around is what is kept of an award's end.
type Around struct {
	Application ident.Application
	Zone        string
	Closeout    *Closeout // nil before its period is over
	Steps       []*Step   // oldest first
	Life        []*Step   // of the award itself
	Holds       []*Hold
	Adjustments []*Adjustment
}

// DueAward is an award whose life the clock moves.
type DueAward struct {
	Award ident.Award `bun:"award_id"`
}

// Reports derives the federal financial report of an award.
type Reports interface {
	Financial(ctx context.Context, in expense.FinancialInput) (*federalform.SF425, error)
}

// Service is what the clock, museums and the office do to end an award.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Awards  *agreement.Service
	Reports Reports
	Book    ledger.Book
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func see(ctx context.Context) award.Visible {
	return award.Visible{Told: auth.Scope(ctx, auth.ViewCloseout), Untold: auth.Scope(ctx, auth.PrepareAgreement)}
}

// Detail is the end of an award with all that is around it.
type Detail struct {
	File        *agreement.File
	Closeout    *Closeout // nil before its period is over
	Today       calendar.Date
	Items       []Item // everything it needs; none before its period is over, and none once it is closed
	Steps       []*Step
	Life        []*Step
	Holds       []*Hold
	Adjustments []*Adjustment
	Retention   *duty.Retention // nil before the award is closed
	Facts       *Facts

	application ident.Application
}

// Days is how many days are left until the museum's part is due; below zero, days late.
func (d *Detail) Days() int {
	if d.Closeout == nil {
		return 0
	}
	return d.Today.DaysTo(d.Closeout.DueOn)
}

// Held tells whether a hold stands.
func (d *Detail) Held() bool {
	return slices.ContainsFunc(d.Holds, func(h *Hold) bool { return h.LiftedAt == nil })
}

// Erasable tells whether the records of the award may be erased today: their time is over and nobody holds them.
func (d *Detail) Erasable() bool { return d.Retention != nil && d.Retention.Erasable(d.Today) }

// Receivable is what was disallowed after the end, or was left over then, and has not come back.
func (d *Detail) Receivable() money.Money {
	return money.New(max(d.Facts.CashMinor, 0), d.File.Currency())
}

// Waits is the closing that somebody asked for and another person confirms: close, close_unilaterally or nothing.
func (d *Detail) Waits() string {
	if len(d.Steps) > 0 {
		switch d.Steps[len(d.Steps)-1].Verb {
		case "ask_close":
			return "close"
		case "ask_unilateral":
			return "close_unilaterally"
		}
	}
	return ""
}

// Closeout is the end of an award as it stands, with everything it still needs.
func (s *Service) Closeout(ctx context.Context, id ident.Award) (*Detail, error) {
	return s.load(ctx, id, false)
}

func (s *Service) load(ctx context.Context, id ident.Award, lock bool) (*Detail, error) {
	f, err := s.Awards.Running(ctx, id, lock)
	if err != nil {
		return nil, err
	}
	if !auth.Who(ctx).IsSystem() && !auth.May(ctx, auth.ViewCloseout, f.Target()) {
		return nil, fault.Missing("award")
	}
	a, err := s.Store.Around(ctx, id)
	if err != nil {
		return nil, err
	}
	d := &Detail{
		File: f, Closeout: a.Closeout, Today: calendar.Of(s.Desk.Now(), zoneOf(a.Zone)), Steps: a.Steps, Life: a.Life, Holds: a.Holds, Adjustments: a.Adjustments,
		application: a.Application,
	}
	if d.Facts, err = s.Store.Facts(ctx, id); err != nil {
		return nil, err
	}
	if d.Closeout == nil || d.Closeout.State == NotDue {
		return d, nil
	}
	if d.Closeout.State.Over() {
		d.keeps()
		return d, nil
	}
	report, err := s.Reports.Financial(ctx, expense.FinancialInput{Award: id, Through: latest(d.Today, d.Closeout.EndedOn).QuarterEnd()})
	if err != nil {
		return nil, err
	}
	d.Items = Check(f, d.Closeout, d.Facts, report)
	return d, nil
}

func latest(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// keeps computes until when the records of a closed award are kept.
func (d *Detail) keeps() {
	set, known := ruleset.Known().Named(d.File.Agreement.RuleSet)
	if !known {
		return
	}
	holds := make([]duty.Hold, len(d.Holds))
	for i, h := range d.Holds {
		holds[i] = duty.Hold{Reason: h.Reason, From: h.FromOn, Lifted: h.LiftedOn}
	}
	r := duty.Keep(set, d.since(), nil, holds)
	d.Retention = &r
}

// since is the day retention counts from: the submission of the final financial report, or where there was none the day
// the award was closed.
func (d *Detail) since() calendar.Date {
	if !d.Closeout.FinalReportOn.IsZero() {
		return d.Closeout.FinalReportOn
	}
	return d.Closeout.ClosedOn
}

// Filter narrows the list of awards that end or ended.
type Filter struct {
	State    State
	UnderWay bool // neither closed nor running on
	Held     bool // somebody holds their records
}

// Closeouts are the awards that end or ended, those due first first.
func (s *Service) Closeouts(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Row], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	v := see(ctx)
	rows, err := s.Store.Rows(ctx, f, v, cut)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		r.Days = calendar.Of(s.Desk.Now(), zoneOf(r.Zone)).DaysTo(r.DueOn)
	}
	key := func(r *Row) []string { return []string{r.DueOn.String(), r.Award.UUID().String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.CountRows(ctx, f, v) }), nil
}

// act loads the end of an award under its lock and lets do take a step.
func (s *Service) act(ctx context.Context, id ident.Award, do func(context.Context, *Detail) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.load(ctx, id, true); err != nil {
			return err
		}
		if err := do(ctx, d); err != nil {
			return err
		}
		d, err = s.load(ctx, id, false) // with everything as the step left it
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// takes checks a verb against the table, the people of its steps and the version that was read.
func (s *Service) takes(ctx context.Context, d *Detail, verb string, expected *int) (lifecycle.Move, error) {
	target := d.File.Target()
	if verb == "certify" {
		target = auth.Target{Organizations: []ident.Organization{d.File.Lead().Organization}}
	}
	if err := auth.Require(ctx, permission(verb), target); err != nil {
		return lifecycle.Move{}, err
	}
	if d.Closeout == nil || d.Closeout.State == NotDue {
		return lifecycle.Move{}, fault.New(fault.Conflict, "closeout_not_due", "The period of this award is not over.")
	}
	if err := fault.Expected(expected, d.Closeout.Version); err != nil {
		return lifecycle.Move{}, err
	}
	table := duty.CloseoutMoves()
	m, err := table.Step(string(d.Closeout.State), verb)
	if err != nil {
		return m, err
	}
	var log []lifecycle.Act
	for _, x := range d.Steps {
		log = append(log, lifecycle.Act{Verb: x.Verb, Person: x.By})
	}
	return m, table.Parted(log, verb, auth.Who(ctx).Person)
}

// keep writes the closeout in its new state with the step that led there, and records it.
func (s *Service) keep(ctx context.Context, d *Detail, m lifecycle.Move, reason string, detail map[string]any) error {
	c := d.Closeout
	from := c.State
	c.State = State(m.To)
	if err := s.Store.KeepCloseout(ctx, c, c.Version); err != nil {
		return err
	}
	return s.took(ctx, d, m.Verb, from, reason, detail)
}

func (s *Service) took(ctx context.Context, d *Detail, verb string, from State, reason string, detail map[string]any) error {
	x := &Step{Award: d.File.Award, Ordinal: len(d.Steps) + 1, Verb: verb, From: string(from), To: string(d.Closeout.State), By: auth.Who(ctx).Person, At: s.now(), Reason: reason}
	if err := s.Store.AddStep(ctx, x); err != nil {
		return err
	}
	d.Steps = append(d.Steps, x)
	if detail == nil {
		detail = map[string]any{}
	}
	detail["from"], detail["to"] = from, d.Closeout.State
	return s.Desk.Log.Record(ctx, "closeout."+verb, d.File.Award, reason, detail)
}

// live moves the award itself and notes the step.
func (s *Service) live(ctx context.Context, d *Detail, verb, reason string) error {
	m, err := LifeMoves().Step(string(d.File.State), verb)
	if err != nil {
		return err
	}
	d.File.State = award.State(m.To)
	if err := s.Awards.Store.KeepState(ctx, d.File); err != nil {
		return err
	}
	x := &Step{Award: d.File.Award, Ordinal: len(d.Life) + 1, Verb: verb, From: m.From, To: m.To, By: auth.Who(ctx).Person, At: s.now(), Reason: reason}
	if err := s.Store.AddLifeStep(ctx, x); err != nil {
		return err
	}
	d.Life = append(d.Life, x)
	return s.Desk.Log.Record(ctx, "award."+verb, d.File.Award, reason, map[string]any{"from": m.From, "to": m.To})
}

// tell sends word to those with a role at the lead museum.
func (s *Service) tell(ctx context.Context, d *Detail, template string, data map[string]any, roles ...auth.Role) error {
	var to []ident.Person
	for _, r := range roles {
		found, err := s.Awards.Store.Hands(ctx, r, []ident.Organization{d.File.Lead().Organization})
		if err != nil {
			return err
		}
		to = append(to, found...)
	}
	if len(to) == 0 {
		return nil
	}
	if data == nil {
		data = map[string]any{}
	}
	data["Number"], data["Title"], data["Program"] = d.File.Number, d.File.Title, d.File.ProgramName
	return s.Desk.Outbox.Tell(ctx, template, d.File.Award.String(), data, to...)
}

func zoneOf(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return z
}

// plain trims words and refuses control characters and what is too long.
func plain(c *fault.Check, path, text string, most int) string {
	text = strings.TrimSpace(text)
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}

// cash reads an amount above zero.
func cash(c *fault.Check, path, text string, cur money.Currency, zero bool) int64 {
	text = strings.TrimSpace(text)
	if text == "" && zero {
		return 0
	}
	m, err := money.Parse(text, cur)
	c.That(err == nil && (m.Minor > 0 || (zero && m.Minor == 0)), path, "bad_amount", "It is an amount such as 1250.00.")
	if err != nil {
		return 0
	}
	return m.Minor
}
