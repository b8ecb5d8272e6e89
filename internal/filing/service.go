package filing

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Store keeps reports; those of an award that is hidden are not found.
type Store interface {
	Filing(ctx context.Context, v award.Visible, id ident.Filing) (*Detail, error)
	// AwardOf is the award a report is owed by.
	AwardOf(ctx context.Context, v award.Visible, id ident.Filing) (ident.Award, error)
	// Of are the reports of an award that stand, by date; whoever asks has seen the award.
	Of(ctx context.Context, id ident.Award) ([]*Filing, error)
	Written(ctx context.Context, v award.Visible, id ident.FilingPart, k *response.Keep) (*Written, error)
	Rows(ctx context.Context, v award.Visible, in Filter, now time.Time, a page.Args) (*page.Connection[*Row], error)
	// Content is a version with its bytes, of a report that whoever asks has seen.
	Content(ctx context.Context, id ident.Filing, round int) (*Version, error)
	// Before is the newest version of the report before one, by the same award; nil where there is none.
	Before(ctx context.Context, f *Filing) (*Version, error)
	// Others are the newest versions of other awards of the same cycle, at most so many.
	Others(ctx context.Context, f *Filing, most int) ([]*Version, error)
	// Records are what the museums of an award entered through a day, and in the period that ends with it.
	Records(ctx context.Context, id ident.Award, from, to calendar.Date) (*Records, error)
	// FirstPaid is the day the first payment reached an award's museums; absent before.
	FirstPaid(ctx context.Context, id ident.Award) (calendar.Date, error)
	Cycle(ctx context.Context, id ident.Cycle) (*Cycle, error)
	RuleSet(ctx context.Context, id ident.Cycle) (*RuleSet, error) // the newest; nil where none was set
	AddRuleSet(ctx context.Context, r *RuleSet) error
	// Awards are the awards of a cycle that run.
	Awards(ctx context.Context, id ident.Cycle) ([]ident.Award, error)
	FormOf(ctx context.Context, key string) (ident.Form, error) // its newest published version
	Zone(ctx context.Context, id ident.Award) (string, error)
	AddFilings(ctx context.Context, all []*Filing) error
	KeepFiling(ctx context.Context, f *Filing, expected int) error
	AddDates(ctx context.Context, all []*Dates) error
	AddPart(ctx context.Context, p *Part) error
	AddVersion(ctx context.Context, v *Version) error
	AddReview(ctx context.Context, r *Review) error
	// AddTold keeps a rung; false where it was climbed before.
	AddTold(ctx context.Context, t *Told) (bool, error)
	// Pending are the reports that are not handed in and whose period is over or whose date is near, whoever's they are.
	Pending(ctx context.Context, now time.Time, ahead int) ([]*Pending, error)
	// Hands are the people with one of the roles at the museums of an award; only the lead's for some roles.
	Hands(ctx context.Context, id ident.Award, roles []auth.Role) ([]ident.Person, error)
	// Staff are the people of the office with one of the roles for an award.
	Staff(ctx context.Context, id ident.Award, roles []auth.Role) ([]ident.Person, error)
}

// Awards loads an award in force.
type Awards interface {
	Running(ctx context.Context, id ident.Award, lock bool) (*agreement.File, error)
}

// Forms reads the forms of reports.
type Forms interface {
	Form(ctx context.Context, id ident.Form) (*form.Form, error)
}

// Answers keeps what was answered.
type Answers interface {
	Start(ctx context.Context, in response.StartInput) error
	Freeze(ctx context.Context, id ident.Response, frozen bool) error
	Files(ctx context.Context, subject string) ([]*document.Document, error)
}

// Service is what museums and the office do with the reports of an award.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Awards  Awards
	Forms   Forms
	Answers Answers
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func see(ctx context.Context) award.Visible {
	return award.Visible{Told: auth.Scope(ctx, auth.ViewFiling)}
}

// Filing is one report with its versions; of an award that is hidden it is not found.
func (s *Service) Filing(ctx context.Context, id ident.Filing) (*Detail, error) {
	d, err := s.Store.Filing(ctx, see(ctx), id)
	if err != nil {
		return nil, err
	}
	s.stand(d)
	return d, nil
}

// stand says how a report stands at this instant in the cycle's zone.
func (s *Service) stand(d *Detail) {
	at := duty.At([]duty.Owed{d.Owed()}, s.Desk.Now(), zoneOf(d.Zone), Ahead)[0]
	d.Standing, d.Days = at.Standing, at.Days
}

// Ahead is how many days before its date a report counts as upcoming.
const Ahead = 14

func zoneOf(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return z
}

// change is one use case on one report: lock its award, load, ask, act, in one transaction.
func (s *Service) change(ctx context.Context, id ident.Filing, p auth.Permission, expected *int, do func(context.Context, *agreement.File, *Detail) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		of, err := s.Store.AwardOf(ctx, see(ctx), id)
		if err != nil {
			return err
		}
		f, err := s.Awards.Running(ctx, of, true)
		if err != nil {
			return err
		}
		if d, err = s.Store.Filing(ctx, see(ctx), id); err != nil {
			return err
		}
		if err := auth.Require(ctx, p, targetOf(f, p)); err != nil {
			return err
		}
		if f.State == award.Closed {
			return fault.New(fault.Conflict, "award_closed", "This award is closed; nothing of it changes.")
		}
		if d.DroppedAt != nil {
			return fault.New(fault.Conflict, "dropped", "This report is no longer asked for: its period is not part of the award.")
		}
		if err := fault.Expected(expected, d.Version); err != nil {
			return err
		}
		if err := do(ctx, f, d); err != nil {
			return err
		}
		d, err = s.Filing(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// targetOf is where a permission is asked for: the museums that write, the lead that certifies, or the office.
func targetOf(f *agreement.File, p auth.Permission) auth.Target {
	switch p {
	case auth.WriteFiling:
		return auth.Target{Organizations: f.Organizations()}
	case auth.CertifyFiling:
		return auth.Target{Organizations: []ident.Organization{f.Lead().Organization}}
	}
	return f.Target()
}

// step moves a report by a verb of its table; one the table does not have is refused with the state.
func (d *Detail) step(verb string) error {
	m, err := duty.ReportMoves().Step(string(d.State), verb)
	if err == nil {
		d.State = duty.State(m.To)
	}
	return err
}

func (s *Service) keep(ctx context.Context, d *Detail, verb, reason string, detail map[string]any) error {
	if err := s.Store.KeepFiling(ctx, &d.Filing, d.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "filing."+verb, d.ID, reason, detail)
}

// people are those with a role at the award's museums and those with one in the office.
func (s *Service) people(ctx context.Context, d *Detail, museum, office []auth.Role) ([]ident.Person, error) {
	var to []ident.Person
	for _, x := range []struct {
		roles []auth.Role
		of    func(context.Context, ident.Award, []auth.Role) ([]ident.Person, error)
	}{{museum, s.Store.Hands}, {office, s.Store.Staff}} {
		if len(x.roles) == 0 {
			continue
		}
		found, err := x.of(ctx, d.Award, x.roles)
		if err != nil {
			return nil, err
		}
		to = append(to, found...)
	}
	return to, nil
}

// tell sends word of a report to people with a role at the award's museums, and to some in the office.
func (s *Service) tell(ctx context.Context, template string, d *Detail, data map[string]any, museum, office []auth.Role) error {
	to, err := s.people(ctx, d, museum, office)
	if err != nil || len(to) == 0 {
		return err
	}
	if data == nil {
		data = map[string]any{}
	}
	data["Number"], data["Title"], data["Program"] = d.AwardNumber, d.AwardTitle, d.ProgramName
	data["From"], data["To"], data["Due"], data["Final"] = d.From.String(), d.To.String(), d.By().String(), d.Final
	data["Path"] = "/awards/" + d.Award.String() + "/reports/" + d.ID.String()
	return s.Desk.Outbox.Tell(ctx, template, d.ID.String(), data, to...)
}

// writers are the roles at museums that hear of what becomes of a report.
func writers() []auth.Role {
	return []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator}
}

// given are words that must be there, of at most so many characters.
func given(c *fault.Check, path, text string, most int, ask string) string {
	text = plain(c, path, text, most)
	c.That(text != "", path, "required", "%s", ask)
	return text
}

// plain trims words and refuses control characters and what is too long.
func plain(c *fault.Check, path, text string, most int) string {
	text = strings.TrimSpace(text)
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}
