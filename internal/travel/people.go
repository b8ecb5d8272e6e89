package travel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// AddTravelerInput puts somebody of one of the award's museums on a trip, without a word of who it is.
type AddTravelerInput struct {
	Trip         ident.Trip
	Organization ident.Organization // the museum they come from
	Community    bool               // of its community, not of its staff
}

// AddTraveler puts somebody on a trip; their personal data comes after, and until then nobody takes them for an adult.
func (s *Service) AddTraveler(ctx context.Context, in AddTravelerInput) (*Detail, error) {
	return s.change(ctx, in.Trip, auth.PlanTravel, nil, func(ctx context.Context, d *Detail) error {
		if err := unsettled(d); err != nil {
			return err
		}
		if !slices.Contains(d.Organizations(), in.Organization) {
			return fault.BadField("organization", "bad_choice", "Choose one of the award's museums.")
		}
		if len(d.Travelers) >= 100 {
			return fault.New(fault.Conflict, "too_many", "A trip has at most 100 travelers; plan another.")
		}
		t := &Traveler{
			ID: ident.NewTraveler(), Trip: d.ID, Organization: in.Organization, Ordinal: len(d.Travelers) + 1, Community: in.Community,
			Minor: true, AgeBand: exchange.NoBand, Gender: exchange.Undisclosed, Missing: []string{},
		}
		if err := s.Store.AddTraveler(ctx, t); err != nil {
			return err
		}
		d.Travelers = append(d.Travelers, t)
		return s.Desk.Log.Record(ctx, "travel.traveler_add", d.ID, "", map[string]any{"traveler": t.ID, "museum": t.Organization})
	})
}

// LeaveInput takes somebody off a trip.
type LeaveInput struct {
	Traveler ident.Traveler
	Reason   string // without names; it stays on the record
}

// LeaveTrip takes somebody off a trip before it begins; their personal data is erased at once, and an open J-1 case withdrawn.
func (s *Service) LeaveTrip(ctx context.Context, in LeaveInput) (*Detail, error) {
	return s.person(ctx, in.Traveler, auth.KeepTravelers, func(ctx context.Context, d *Detail, t *Traveler) error {
		if d.done() && d.State != Cleared {
			return unsettled(d)
		}
		if d.State == Cleared && len(d.Going()) == 1 {
			return fault.New(fault.Conflict, "last_traveler", "Nobody would go on this trip any more; cancel it.")
		}
		reason, err := reasoned(in.Reason)
		if err != nil {
			return err
		}
		if t.Visa != nil && !slices.Contains(exchange.VisaMoves().Ends, string(t.Visa.State)) {
			t.Visa.State, t.Visa.EndedOn, t.Visa.EndedReason = exchange.VisaWithdrawn, s.today(), reason
			if err := s.Store.KeepCase(ctx, t.Visa); err != nil {
				return err
			}
		}
		now := s.now()
		t.LeftAt, t.LeftReason = &now, reason
		if err := s.forget(ctx, t); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.traveler_leave", d.ID, reason, map[string]any{"traveler": t.ID})
	})
}

// forget erases what is sealed of a traveler; age band, gender and country stay.
func (s *Service) forget(ctx context.Context, t *Traveler) error {
	now := s.now()
	t.ErasedAt, t.PassportExpires, t.Missing = &now, calendar.Date{}, []string{}
	if err := s.Store.KeepTraveler(ctx, t); err != nil {
		return err
	}
	return s.Store.DropSecrets(ctx, t.ID)
}

// SaveInput is the personal data of a traveler, whole: it takes the place of what was there.
type SaveInput struct {
	Traveler           ident.Traveler
	Surname            string // as in the machine-readable zone of the passport
	Given              string
	Gender             exchange.Gender
	BornOn             calendar.Date
	BirthCity          string
	BirthCountry       string
	Citizenship        string
	Residence          string // country of legal permanent residence
	PassportNumber     string
	PassportExpires    calendar.Date
	Email              string
	Phone              string
	Address            string // abroad
	Emergency          string // whom to call, and how
	Employer           string
	PositionCode       string
	Position           string
	Site               string
	Sponsor            string
	ProgramNumber      string
	FormPurpose        string
	From               calendar.Date // period the form DS-2019 covers
	To                 calendar.Date
	Category           string
	SubjectCode        string
	SupportSource      string
	Support            string // US dollars, decimal
	ResponsibleOfficer string
	PreviousJ          *bool // had J status in the last two years
	ExpectedVersion    *int  // of the personal data; nought where there is none yet
}

// SaveTraveler keeps a traveler's personal data, sealed; what the form still lacks is named, never refused. A visitor
// who needs a J-1 gets a case.
func (s *Service) SaveTraveler(ctx context.Context, in SaveInput) (*Detail, error) {
	return s.person(ctx, in.Traveler, auth.KeepTravelers, func(ctx context.Context, d *Detail, t *Traveler) error {
		if err := unsettled(d); err != nil {
			return err
		}
		p, version, err := s.particulars(ctx, t.ID)
		if err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, version); err != nil {
			return err
		}
		if err := in.into(p, s.today()); err != nil {
			return err
		}
		if t.Visa != nil && t.Visa.State == exchange.SentToECA && len(p.DS2019.Missing()) > 0 {
			return fault.New(fault.Conflict, "sent_to_eca", "The data is with ECA; it stays complete until it is returned.")
		}
		if err := s.keepParticulars(ctx, d, t, p, version); err != nil {
			return err
		}
		if err := s.openCase(ctx, d, t); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.traveler_save", d.ID, "", map[string]any{"traveler": t.ID})
	})
}

// into checks the input and writes it into particulars; numbers that come later stay.
func (in SaveInput) into(p *Particulars, today calendar.Date) error {
	var c fault.Check
	text := func(path, s string, most int) string { return plain(&c, path, s, most, false) }
	country := func(path, code string) place.Country {
		code = strings.ToUpper(strings.TrimSpace(code))
		c.That(code == "" || place.Country(code).Valid(), path, "bad_country", "There is no such country.")
		return place.Country(code)
	}
	name := func(path, s string) string {
		s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
		c.That(s == "" || exchange.MachineReadable(s), path, "not_machine_readable", "Letters A to Z as in the lower lines of the passport, without accents and hyphens.")
		return s
	}
	x := exchange.DS2019{
		Surname: name("surname", in.Surname), Given: name("given", in.Given), Gender: in.Gender, BornOn: in.BornOn,
		BirthCity: text("birthCity", in.BirthCity, 100), BirthCountry: country("birthCountry", in.BirthCountry),
		Citizenship: country("citizenship", in.Citizenship), Residence: country("residence", in.Residence),
		PositionCode: text("positionCode", in.PositionCode, 10), Position: text("position", in.Position, 200), Site: text("site", in.Site, 300),
		Sponsor: text("sponsor", in.Sponsor, 200), ProgramNumber: text("programNumber", in.ProgramNumber, 20), Purpose: text("formPurpose", in.FormPurpose, 300),
		From: in.From, To: in.To, Category: text("category", in.Category, 100), SubjectCode: text("subjectCode", in.SubjectCode, 20),
		ResponsibleOfficer: text("responsibleOfficer", in.ResponsibleOfficer, 200), PassportNumber: text("passportNumber", in.PassportNumber, 20),
		PassportExpires: in.PassportExpires, Email: text("email", in.Email, 254), Address: text("address", in.Address, 500), PreviousJ: in.PreviousJ,
	}
	if x.Gender == "" {
		x.Gender = exchange.Undisclosed
	}
	c.That(x.Surname != "", "surname", "required", "Say this.")
	c.That(slices.Contains(exchange.Genders(), x.Gender), "gender", "bad_choice", "Choose one.")
	c.That(!x.BornOn.IsZero(), "bornOn", "required", "Say this.")
	c.That(x.BornOn.IsZero() || x.BornOn.Before(today) && exchange.Age(x.BornOn, today) < 120, "bornOn", "bad_day", "Nobody who travels was born that day.")
	c.That(x.Citizenship != "", "citizenship", "required", "Say this.")
	c.That(x.Email == "" || strings.Contains(x.Email, "@"), "email", "bad_email", "This is not an e-mail address.")
	c.That(x.From.IsZero() || x.To.IsZero() || !x.To.Before(x.From), "to", "ends_before_start", "It ends after it begins.")
	if strings.TrimSpace(in.Support) != "" || strings.TrimSpace(in.SupportSource) != "" {
		m, err := money.Parse(strings.TrimSpace(in.Support), money.USD)
		c.That(err == nil && m.Minor >= 0, "support", "bad_amount", "Write an amount such as 2500.00.")
		x.Support = []exchange.Support{{Source: plain(&c, "supportSource", in.SupportSource, 200, true), Amount: m}}
	}
	p.DS2019, p.Phone, p.Emergency, p.Employer = x, text("phone", in.Phone, 50), text("emergency", in.Emergency, 300), text("employer", in.Employer, 200)
	return c.Err()
}

// InsureInput is what a traveler is insured for; amounts are US dollars as decimal text.
type InsureInput struct {
	Traveler     ident.Traveler
	Policy       string // its number is sealed
	From         calendar.Date
	To           calendar.Date
	Medical      string // for each accident or illness
	Evacuation   string
	Repatriation string // of remains
	Deductible   string // for each accident or illness
}

// InsureTraveler keeps a traveler's insurance; what it lacks of 22 CFR 62.14 bars the trip, not the entry.
func (s *Service) InsureTraveler(ctx context.Context, in InsureInput) (*Detail, error) {
	return s.person(ctx, in.Traveler, auth.KeepTravelers, func(ctx context.Context, d *Detail, t *Traveler) error {
		if err := unsettled(d); err != nil {
			return err
		}
		var c fault.Check
		policy := plain(&c, "policy", in.Policy, 60, true)
		usd := func(path, s string) int64 {
			m, err := money.Parse(strings.TrimSpace(s), money.USD)
			c.That(err == nil && m.Minor >= 0, path, "bad_amount", "Write an amount such as 100000.00.")
			return m.Minor
		}
		t.InsuredFrom, t.InsuredTo = in.From, in.To
		t.MedicalMinor, t.EvacuationMinor = usd("medical", in.Medical), usd("evacuation", in.Evacuation)
		t.RepatriationMinor, t.DeductibleMinor = usd("repatriation", in.Repatriation), usd("deductible", in.Deductible)
		c.That(!in.From.IsZero(), "from", "required", "Say this.")
		c.That(!in.To.IsZero() && !in.To.Before(in.From), "to", "ends_before_start", "It ends after it begins.")
		if err := c.Err(); err != nil {
			return err
		}
		p, version, err := s.particulars(ctx, t.ID)
		if err != nil {
			return err
		}
		p.Policy = policy
		if err := s.keepParticulars(ctx, d, t, p, version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.insure", d.ID, "", map[string]any{"traveler": t.ID, "from": t.InsuredFrom, "to": t.InsuredTo})
	})
}

// ConsentInput is a guardian's consent for a traveler under 18.
type ConsentInput struct {
	Traveler ident.Traveler
	File     []byte // a PDF of at most 5 MB; it is sealed
}

// GiveConsent keeps the consent of a guardian, sealed; another one takes its place.
func (s *Service) GiveConsent(ctx context.Context, in ConsentInput) (*Detail, error) {
	return s.person(ctx, in.Traveler, auth.KeepTravelers, func(ctx context.Context, d *Detail, t *Traveler) error {
		if err := unsettled(d); err != nil {
			return err
		}
		var c fault.Check
		pdf(&c, in.File, 5)
		if err := c.Err(); err != nil {
			return err
		}
		earlier, err := s.Store.Secret(ctx, t.ID, Consent)
		if err != nil {
			return err
		}
		version := 1
		if earlier != nil {
			version = earlier.Version + 1
		}
		if err := s.keepSecret(ctx, t.ID, Consent, in.File, version); err != nil {
			return err
		}
		now := s.now()
		t.ConsentAt = &now
		if err := s.Store.KeepTraveler(ctx, t); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.consent", d.ID, "", map[string]any{"traveler": t.ID, "size": len(in.File)})
	})
}

// ReadInput opens what is sealed of a traveler, for a purpose that is kept with the look.
type ReadInput struct {
	Traveler ident.Traveler
	Purpose  string // 5 to 500 characters
}

// Opened is the personal data of a traveler as it was looked at.
type Opened struct {
	*Detail
	Who         *Traveler
	Particulars *Particulars
	Version     int // to hand back when it is saved
}

// ReadTraveler opens a traveler's personal data; who looked, when and what for is kept before anything is shown.
func (s *Service) ReadTraveler(ctx context.Context, in ReadInput) (*Opened, error) {
	var out *Opened
	err := s.looking(ctx, in, LookParticulars, func(ctx context.Context, d *Detail, t *Traveler) error {
		p, version, err := s.particulars(ctx, t.ID)
		if err != nil {
			return err
		}
		if version == 0 {
			return fault.New(fault.NotFound, "no_particulars", "Nothing was entered for this traveler yet.")
		}
		t.Particulars = p
		out = &Opened{Detail: d, Who: t, Particulars: p, Version: version}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// OpenConsent opens the consent of a traveler's guardian, a PDF; the look is kept.
func (s *Service) OpenConsent(ctx context.Context, in ReadInput) ([]byte, error) {
	var out []byte
	err := s.looking(ctx, in, LookConsent, func(ctx context.Context, _ *Detail, t *Traveler) error {
		x, err := s.Store.Secret(ctx, t.ID, Consent)
		if err != nil {
			return err
		}
		if x == nil {
			return fault.Missing("consent")
		}
		out, err = s.open(x)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) looking(ctx context.Context, in ReadInput, at LookAt, do func(context.Context, *Detail, *Traveler) error) error {
	_, err := s.person(ctx, in.Traveler, auth.ReadTravelers, func(ctx context.Context, d *Detail, t *Traveler) error {
		if err := do(ctx, d, t); err != nil {
			return err
		}
		return s.look(ctx, t.ID, at, in.Purpose)
	})
	return err
}

// look keeps that somebody looks, and what for.
func (s *Service) look(ctx context.Context, id ident.Traveler, at LookAt, purpose string) error {
	if auth.Who(ctx).Person.IsZero() {
		return fault.New(fault.Forbidden, "forbidden", "Personal data is read by people.")
	}
	purpose = strings.TrimSpace(purpose)
	if n := len([]rune(purpose)); n < 5 || n > 500 {
		return fault.BadField("purpose", "no_purpose", "Say what for, in 5 to 500 characters; it is kept with your name.")
	}
	var c fault.Check
	plain(&c, "purpose", purpose, 500, true)
	if err := c.Err(); err != nil {
		return err
	}
	l := &Look{ID: ident.NewTravelerLook(), Traveler: id, Person: auth.Who(ctx).Person, What: at, Purpose: purpose, At: s.now()}
	if err := s.Store.AddLook(ctx, l); err != nil {
		return fmt.Errorf("keep a look: %w", err)
	}
	return nil
}
