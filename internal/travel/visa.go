package travel

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// VisaVerb is a step of a J-1 case.
type VisaVerb string

// The steps, as the table of moves names them.
const (
	SendForm      VisaVerb = "send"
	ReturnForm    VisaVerb = "return"
	IssueForm     VisaVerb = "issue_form"
	HoldInterview VisaVerb = "interview"
	IssueVisa     VisaVerb = "issue"
	RefuseVisa    VisaVerb = "refuse"
	Enter         VisaVerb = "enter"
	Depart        VisaVerb = "depart"
	Withdraw      VisaVerb = "withdraw"
)

// VisaVerbs are all steps in the order of a case's life.
func VisaVerbs() []VisaVerb {
	return []VisaVerb{SendForm, ReturnForm, IssueForm, HoldInterview, IssueVisa, RefuseVisa, Enter, Depart, Withdraw}
}

// Needs is the permission a step takes: the office's with ECA, the museum's with its own visitor.
func (v VisaVerb) Needs() auth.Permission {
	if v == SendForm || v == ReturnForm || v == IssueForm {
		return auth.SendVisas
	}
	return auth.TellVisas
}

// Open are the steps the case can take from where it is.
func (c *Case) Open() []VisaVerb {
	var out []VisaVerb
	for _, m := range exchange.VisaMoves().Open(string(c.State)) {
		out = append(out, VisaVerb(m.Verb))
	}
	return out
}

// openCase opens a J-1 case for a visitor who needs one and has none that is alive.
func (s *Service) openCase(ctx context.Context, d *Detail, t *Traveler) error {
	alive := t.Visa != nil && t.Visa.State != exchange.VisaRefused && t.Visa.State != exchange.VisaWithdrawn
	if alive || t.KnownAt == nil || !d.NeedsVisa(t) {
		return nil
	}
	t.Visa = &Case{ID: ident.NewVisaCase(), Traveler: t.ID, State: exchange.DataCollected, Version: 1, OpenedAt: s.now()}
	return s.Store.AddCase(ctx, t.Visa)
}

// MoveVisaInput takes a J-1 case one step on.
type MoveVisaInput struct {
	Traveler        ident.Traveler
	Verb            VisaVerb
	On              calendar.Date // when it happened; without one it is today, in UTC
	Number          string        // SEVIS number with the form, visa number with the visa; sealed
	Reason          string
	ExpectedVersion *int
}

// MoveVisa takes a J-1 case one step on; the data goes to ECA only when it is complete, and what lacks is named.
func (s *Service) MoveVisa(ctx context.Context, in MoveVisaInput) (*Detail, error) {
	return s.person(ctx, in.Traveler, in.Verb.Needs(), func(ctx context.Context, d *Detail, t *Traveler) error {
		c := t.Visa
		if c == nil {
			return fault.New(fault.Conflict, "no_case", "This traveler has no J-1 case.")
		}
		if err := fault.Expected(in.ExpectedVersion, c.Version); err != nil {
			return err
		}
		m, err := exchange.VisaMoves().Step(string(c.State), string(in.Verb))
		if err != nil {
			return err
		}
		reason := strings.TrimSpace(in.Reason)
		if m.Reason {
			if reason, err = reasoned(reason); err != nil {
				return err
			}
		}
		if in.On.IsZero() {
			in.On = s.today()
		}
		if in.On.After(s.today()) {
			return fault.BadField("on", "in_future", "This has not happened yet.")
		}
		if err := s.visaNeeds(ctx, d, t, in); err != nil {
			return err
		}
		c.State = exchange.VisaState(m.To)
		c.date(in.Verb, in.On, reason)
		if err := s.Store.KeepCase(ctx, c); err != nil {
			return err
		}
		if in.Verb == ReturnForm {
			if err := s.tell(ctx, d, "travel.form_returned", map[string]any{"Reason": reason, "Traveler": t.Ordinal}, auth.Coordinator, auth.PartnerCoordinator); err != nil {
				return err
			}
		}
		return s.Desk.Log.Record(ctx, "travel.visa_"+string(in.Verb), d.ID, reason, map[string]any{"traveler": t.ID, "from": m.From, "to": m.To, "on": in.On})
	})
}

// visaNeeds is what each step needs besides its place in the table.
func (s *Service) visaNeeds(ctx context.Context, d *Detail, t *Traveler, in MoveVisaInput) error {
	switch in.Verb {
	case SendForm:
		if len(t.Missing) > 0 {
			e := fault.New(fault.Conflict, "ds2019_incomplete", "The form DS-2019 still lacks something.")
			for _, box := range t.Missing {
				e.Fields = append(e.Fields, fault.Field{Path: box, Code: "ds2019_" + box, Message: "This box is missing."})
			}
			return e
		}
	case IssueForm:
		number, ok := exchange.SEVIS(in.Number)
		if !ok {
			return fault.BadField("number", "bad_sevis", "A SEVIS number is N and ten digits.")
		}
		return s.number(ctx, d, t, func(p *Particulars) { p.SEVIS = number })
	case IssueVisa:
		number := strings.ToUpper(strings.TrimSpace(in.Number))
		if len(number) < 6 || len(number) > 12 || strings.Trim(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return fault.BadField("number", "bad_visa_number", "A visa number has 6 to 12 letters and digits.")
		}
		return s.number(ctx, d, t, func(p *Particulars) { p.Visa = number })
	case Enter:
		if in.On.Before(t.Visa.IssuedOn) {
			return fault.BadField("on", "bad_day", "Nobody enters before the visa was issued.")
		}
	case Depart:
		if in.On.Before(t.Visa.EnteredOn) {
			return fault.BadField("on", "bad_day", "Nobody leaves before arriving.")
		}
	}
	return nil
}

// number writes a number of the case into the sealed data.
func (s *Service) number(ctx context.Context, d *Detail, t *Traveler, set func(*Particulars)) error {
	p, version, err := s.particulars(ctx, t.ID)
	if err != nil {
		return err
	}
	set(p)
	return s.keepParticulars(ctx, d, t, p, version)
}

// date writes the day of a step.
func (c *Case) date(v VisaVerb, on calendar.Date, reason string) {
	switch v {
	case SendForm:
		c.SentOn = on
	case ReturnForm:
		c.SentOn, c.EndedReason = calendar.Date{}, reason
	case IssueForm:
		c.FormIssuedOn = on
	case HoldInterview:
		c.InterviewOn = on
	case IssueVisa:
		c.IssuedOn = on
	case Enter:
		c.EnteredOn = on
	case Depart:
		c.DepartedOn = on
	case RefuseVisa, Withdraw:
		c.EndedOn, c.EndedReason = on, reason
	}
}

// ValidateInput tells that an arrival was validated in SEVIS.
type ValidateInput struct {
	Traveler ident.Traveler
	On       calendar.Date
}

// ValidateArrival records that a visitor's arrival was validated in SEVIS (22 CFR 62.13).
func (s *Service) ValidateArrival(ctx context.Context, in ValidateInput) (*Detail, error) {
	return s.person(ctx, in.Traveler, auth.SendVisas, func(ctx context.Context, d *Detail, t *Traveler) error {
		if t.Visa == nil || t.Visa.State != exchange.Entered && t.Visa.State != exchange.Departed {
			return fault.New(fault.Conflict, "not_entered", "This visitor has not arrived yet.")
		}
		if in.On.IsZero() || in.On.Before(t.Visa.EnteredOn) || in.On.After(s.today()) {
			return fault.BadField("on", "bad_day", "Between the arrival, %s, and today.", t.Visa.EnteredOn)
		}
		t.Visa.ValidatedOn = in.On
		if err := s.Store.KeepCase(ctx, t.Visa); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.visa_validate", d.ID, "", map[string]any{"traveler": t.ID, "on": in.On})
	})
}

// VisaRow is one visitor on the board of J-1 cases; it names nobody.
type VisaRow struct {
	Traveler    ident.Traveler     `bun:"traveler_id"`
	Trip        ident.Trip         `bun:"trip_id"`
	Award       ident.Award        `bun:"award_id"`
	Number      string             `bun:"number"`
	From        string             `bun:"from_place"`
	To          string             `bun:"to_place"`
	StartsOn    calendar.Date      `bun:"starts_on"`
	Ordinal     int                `bun:"ordinal"`
	Museum      string             `bun:"museum"`
	Country     string             `bun:"country"` // of the museum
	State       exchange.VisaState `bun:"state"`   // empty while no data came
	Missing     int                `bun:"missing"` // boxes of the form
	EnteredOn   calendar.Date      `bun:"entered_on"`
	ValidatedOn calendar.Date      `bun:"validated_on"`
}

// Stage is where the case is; nil while no data came.
func (r *VisaRow) Stage() *exchange.VisaState {
	if r.State == "" {
		return nil
	}
	return &r.State
}

// SendBy is the last day to hand the data over eight weeks before travel; zero once it was.
func (r *VisaRow) SendBy() calendar.Date {
	if r.State == "" || r.State == exchange.DataCollected {
		return r.StartsOn.AddDays(-exchange.VisaLeadDays)
	}
	return calendar.Date{}
}

// ValidateBy is the last day to validate the arrival; zero where there is none to validate.
func (r *VisaRow) ValidateBy() calendar.Date {
	return (&Case{State: r.State, EnteredOn: r.EnteredOn, ValidatedOn: r.ValidatedOn}).ValidateBy()
}

// Late tells what is late on a day: the visa by the eight weeks, or the validation.
func (r *VisaRow) Late(today calendar.Date) bool {
	by := r.ValidateBy()
	if by.IsZero() {
		return r.State == exchange.VisaRefused || !r.State.Granted() && r.State != exchange.VisaWithdrawn && today.DaysTo(r.StartsOn) < exchange.VisaLeadDays
	}
	return by.Before(today)
}

// VisaFilter narrows the board.
type VisaFilter struct {
	State exchange.VisaState
	All   bool // also those who left again, were refused, or whose trip is over
}

// Visas is the board of J-1 cases of the awards one works on, the earliest travel first.
func (s *Service) Visas(ctx context.Context, f VisaFilter, a page.Args) (*page.Connection[*VisaRow], error) {
	v := see(ctx)
	v.Told = auth.Scope(ctx, auth.ViewVisas)
	return s.Store.Visas(ctx, v, f, a)
}

// Looks are the looks at a traveler's personal data, the newest first: for the office, the auditor and their own museum.
func (s *Service) Looks(ctx context.Context, id ident.Traveler, a page.Args) (*page.Connection[*Look], error) {
	d, t, err := s.Traveler(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ViewLooks, d.Whose(t)); err != nil {
		return nil, err
	}
	return s.Store.Looks(ctx, id, a)
}

// ExportInput asks for the data of the forms DS-2019 of a trip's visitors.
type ExportInput struct {
	Trip    ident.Trip
	Purpose string
}

// FormHead are the columns of the sheet for ECA, in the order of the form's boxes.
func FormHead() []string {
	return strings.Fields(`surname given gender birth_date birth_city birth_country citizenship residence position_code position site sponsor
		program_number purpose from to category subject_code support_source support_usd responsible_officer passport_number passport_expires
		email address previous_j sevis`)
}

// ExportForms are the rows of the sheet for ECA, of each visitor whose data is complete; each row is a look.
func (s *Service) ExportForms(ctx context.Context, in ExportInput) ([][]string, error) {
	var rows [][]string
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		d, err := s.Store.Trip(ctx, see(ctx), in.Trip, false)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.SendVisas, d.Of()); err != nil {
			return err
		}
		for _, t := range d.Going() {
			if !d.NeedsVisa(t) || t.KnownAt == nil || len(t.Missing) > 0 || t.ErasedAt != nil {
				continue
			}
			p, _, err := s.particulars(ctx, t.ID)
			if err != nil {
				return err
			}
			if err := s.look(ctx, t.ID, LookForm, in.Purpose); err != nil {
				return err
			}
			rows = append(rows, p.row())
		}
		if len(rows) == 0 {
			return fault.New(fault.Conflict, "no_forms", "No visitor of this trip has complete data.")
		}
		return s.Desk.Log.Record(ctx, "travel.export_forms", d.ID, "", map[string]any{"forms": len(rows)})
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func (p *Particulars) row() []string {
	previous := "no"
	if p.PreviousJ != nil && *p.PreviousJ {
		previous = "yes"
	}
	source, amount := "", ""
	if len(p.Support) > 0 {
		source, amount = p.Support[0].Source, p.Support[0].Amount.Decimal()
	}
	return []string{
		p.Surname, p.Given, string(p.Gender), p.BornOn.String(), p.BirthCity, string(p.BirthCountry), string(p.Citizenship), string(p.Residence),
		p.PositionCode, p.Position, p.Site, p.Sponsor, p.ProgramNumber, p.Purpose, p.From.String(), p.To.String(), p.Category, p.SubjectCode, source, amount,
		p.ResponsibleOfficer, p.PassportNumber, p.PassportExpires.String(), p.Email, p.Address, previous, p.SEVIS,
	}
}
