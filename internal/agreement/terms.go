package agreement

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// OpenInput opens the agreement of an award that its museum has been told of.
type OpenInput struct {
	Award    ident.Award
	StartsOn calendar.Date
	EndsOn   calendar.Date
}

// Open begins the agreement of a provisional award, under the rule set of the funder award that pays for it.
// An award the museum has not had its letter of is refused, and so is a period outside the funder award's.
func (s *Service) Open(ctx context.Context, in OpenInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, nil, func(ctx context.Context, f *File) error {
		if f.Agreement != nil {
			return fault.New(fault.Conflict, "opened", "The agreement of this award is open already.")
		}
		if !f.LetterSent {
			return fault.New(fault.Conflict, "letter_first", "The museum has not been told of its award yet.")
		}
		if err := f.within(in.StartsOn, in.EndsOn); err != nil {
			return err
		}
		a := &Agreement{
			ID: ident.NewAgreement(), Award: f.Award, StartsOn: in.StartsOn, EndsOn: in.EndsOn, RuleSet: f.Funder.RuleSet,
			Payment: Reimbursement, Version: 1, PreparedBy: auth.Who(ctx).Person, PreparedAt: s.now(),
		}
		if err := s.Store.AddAgreement(ctx, a); err != nil {
			return err
		}
		f.Agreement = a
		if err := s.move(ctx, f, "open"); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "agreement.open", f.Award, "", map[string]any{"starts": a.StartsOn, "ends": a.EndsOn, "ruleSet": a.RuleSet}); err != nil {
			return err
		}
		return s.tell(ctx, f, "agreement.opened", map[string]any{}, auth.Coordinator, auth.Official)
	})
}

// within refuses a period of performance that does not run, or leaves that of the funder award.
func (f *File) within(from, to calendar.Date) error {
	var c fault.Check
	c.That(!from.IsZero(), "startsOn", "required", "Say when the work begins.")
	c.That(!to.IsZero(), "endsOn", "required", "Say when the work ends.")
	c.That(from.IsZero() || to.IsZero() || from.Before(to), "endsOn", "ends_before_start", "The work ends after it begins.")
	c.That(f.Funder.Starts.IsZero() || !from.Before(f.Funder.Starts), "startsOn", "outside_period", "The funder award begins on %s.", f.Funder.Starts)
	c.That(f.Funder.Ends.IsZero() || !to.After(f.Funder.Ends), "endsOn", "outside_period", "The funder award ends on %s.", f.Funder.Ends)
	return c.Err()
}

// PrepareInput is the office's part of the agreement.
type PrepareInput struct {
	Award           ident.Award
	StartsOn        calendar.Date
	EndsOn          calendar.Date
	FunderAwardedOn calendar.Date // the federal award date; zero where it is not known yet
	ContactName     string        // of the administrator's awarding official
	ContactEmail    string
	ListingTitle    string
	Description     string
	Research        bool
	Requirements    string
	Access          string
	Closeout        string
	ExpectedVersion *int
}

// Prepare writes the office's part; what is out to be signed is withdrawn first.
func (s *Service) Prepare(ctx context.Context, in PrepareInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, in.ExpectedVersion, func(ctx context.Context, f *File) error {
		if err := opened(f, "prepare"); err != nil {
			return err
		}
		if err := unissued(f); err != nil {
			return err
		}
		if err := f.within(in.StartsOn, in.EndsOn); err != nil {
			return err
		}
		var c fault.Check
		a := f.Agreement
		a.StartsOn, a.EndsOn, a.FunderAwardedOn, a.Research = in.StartsOn, in.EndsOn, in.FunderAwardedOn, in.Research
		a.ContactName, a.ContactEmail = plain(&c, "contactName", in.ContactName, 200), plain(&c, "contactEmail", in.ContactEmail, 200)
		a.ListingTitle, a.Description = plain(&c, "listingTitle", in.ListingTitle, 300), plain(&c, "description", in.Description, 4000)
		a.Requirements, a.Access = plain(&c, "requirements", in.Requirements, 10_000), plain(&c, "access", in.Access, 4000)
		a.Closeout = plain(&c, "closeout", in.Closeout, 4000)
		if err := c.Err(); err != nil {
			return err
		}
		return s.keep(ctx, f, "agreement.prepare", nil)
	})
}

// AnswerInput is the museum's part of the agreement, as the financial part of 2013 asked it.
type AnswerInput struct {
	Award           ident.Award
	Payee           string
	Payment         Payment
	FirstNeed       string // decimal dollars needed before the first quarter ends; empty is nothing
	Tickets         string
	ExpectedVersion *int
}

// Answer writes the lead museum's part; a need above the award or one under reimbursement is refused.
func (s *Service) Answer(ctx context.Context, in AnswerInput) (*File, error) {
	return s.change(ctx, in.Award, auth.AnswerAgreement, in.ExpectedVersion, func(ctx context.Context, f *File) error {
		if err := opened(f, "answer"); err != nil {
			return err
		}
		if err := unissued(f); err != nil {
			return err
		}
		need, err := need(in.FirstNeed)
		if err != nil {
			return err
		}
		var c fault.Check
		a := f.Agreement
		a.Payee, a.Tickets = plain(&c, "payee", in.Payee, 500), plain(&c, "tickets", in.Tickets, 2000)
		c.That(in.Payment.Known(), "payment", "bad_choice", "Payment is in advance or by reimbursement.")
		c.That(need.Minor <= f.Amount.Minor, "firstNeed", "out_of_range", "It is more than the award.")
		c.That(in.Payment != Reimbursement || need.IsZero(), "firstNeed", "no_advance", "Under reimbursement nothing is paid ahead.")
		if err := c.Err(); err != nil {
			return err
		}
		a.Payment, a.FirstNeedMinor = in.Payment, need.Minor
		return s.keep(ctx, f, "agreement.answer", map[string]any{"payment": a.Payment, "firstNeed": need})
	})
}

func need(text string) (money.Money, error) {
	if text == "" {
		return money.New(0, money.USD), nil
	}
	m, err := money.Parse(text, money.USD)
	if err != nil || m.Minor < 0 {
		return m, fault.BadField("firstNeed", "bad_amount", "It is an amount in dollars, such as 12500.00.")
	}
	return m, nil
}

func (s *Service) keep(ctx context.Context, f *File, action string, detail map[string]any) error {
	if err := s.Store.KeepAgreement(ctx, f.Agreement, f.Agreement.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, action, f.Award, "", detail)
}

// IssueInput gives the agreement out to be signed.
type IssueInput struct {
	Award           ident.Award
	ExpectedVersion *int
}

// Issue freezes the terms and asks for signatures; every term and disclosure that is missing is named and refuses it.
func (s *Service) Issue(ctx context.Context, in IssueInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, in.ExpectedVersion, func(ctx context.Context, f *File) error {
		if err := opened(f, "issue"); err != nil {
			return err
		}
		if err := unissued(f); err != nil {
			return err
		}
		if err := refuse(Missing(terms(f))); err != nil {
			return err
		}
		raw, err := content(f)
		if err != nil {
			return err
		}
		now, sum := s.now(), sha256.Sum256(raw)
		a := f.Agreement
		a.IssuedBy, a.IssuedAt, a.Content, a.SHA256 = auth.Who(ctx).Person, &now, raw, sum[:]
		if err := s.keep(ctx, f, "agreement.issue", map[string]any{"sha256": a.Hash()}); err != nil {
			return err
		}
		return s.tell(ctx, f, "agreement.to_sign", map[string]any{}, auth.Official)
	})
}

// refuse names every missing piece at once, and what is wrong with it where rules name that.
func refuse(missing []Piece) error {
	var c fault.Check
	for _, p := range missing {
		for _, x := range p.Findings {
			c.Refuse(p.Code, "piece_missing", "%s", of(x.Message, p.Subject))
		}
		if len(p.Findings) == 0 {
			c.Refuse(p.Code, "piece_missing", "%s", of("This is missing: "+p.Code+".", p.Subject))
		}
	}
	return c.Err()
}

func of(message, subject string) string {
	if subject == "" {
		return message
	}
	return subject + ": " + message
}

// content is what is signed, in words that stay readable without this program.
func content(f *File) ([]byte, error) {
	a, museums := f.Agreement, []any{}
	for _, m := range f.Museums {
		museums = append(museums, map[string]any{
			"id": m.Organization.String(), "name": m.Name, "city": m.City, "state": m.State, "country": m.Country, "lead": m.Lead, "uei": m.UEI,
		})
	}
	raw, err := json.Marshal(map[string]any{
		"award": f.Number, "title": f.Title, "program": f.ProgramName, "cycle": f.CycleTitle, "administrator": f.Administrator,
		"museums": museums, "amount": f.Amount.Decimal(), "costShare": f.CostShare.Decimal(), "currency": string(f.Amount.Currency),
		"indirect": f.Indirect.Decimal(), "indirectRate": string(f.disclosure().Rate), "funder": f.Funder.Funder, "fain": f.Funder.Number, "funderAward": f.Funder.Title, "federal": f.Funder.Federal,
		"assistanceListing": f.Funder.Listing, "assistanceListingTitle": a.ListingTitle, "federalAwardDate": a.FunderAwardedOn.String(), "ruleSet": a.RuleSet,
		"startsOn": a.StartsOn.String(), "endsOn": a.EndsOn.String(), "awardingOfficial": a.ContactName, "awardingOfficialEmail": a.ContactEmail,
		"description": a.Description, "research": a.Research,
		"requirements": a.Requirements, "access": a.Access, "closeout": a.Closeout,
		"payee": a.Payee, "payment": string(a.Payment), "firstNeed": a.FirstNeed().Decimal(), "tickets": a.Tickets,
		"conditions": f.InForce(),
	})
	if err != nil {
		return nil, fmt.Errorf("write agreement: %w", err)
	}
	return application.Canonical(raw)
}

// WithdrawInput takes an agreement back from signing.
type WithdrawInput struct {
	Award           ident.Award
	Reason          string
	ExpectedVersion *int
}

// Withdraw takes the agreement back and with it the signatures there are; the museum is told why. Nothing signed is lost.
func (s *Service) Withdraw(ctx context.Context, in WithdrawInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, in.ExpectedVersion, func(ctx context.Context, f *File) error {
		if err := opened(f, "withdraw"); err != nil {
			return err
		}
		if f.Agreement.IssuedAt == nil {
			return fault.New(fault.Conflict, "not_issued", "It is not out to be signed.")
		}
		var c fault.Check
		reason := plain(&c, "reason", in.Reason, 2000)
		c.That(reason != "", "reason", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.TakeBack(ctx, f.Agreement.ID, s.now()); err != nil {
			return err
		}
		a, was := f.Agreement, f.Agreement.Hash()
		a.IssuedBy, a.IssuedAt, a.Content, a.SHA256, f.Signatures = ident.Person{}, nil, nil, nil, nil
		if err := s.move(ctx, f, "withdraw"); err != nil {
			return err
		}
		if err := s.Store.KeepAgreement(ctx, a, a.Version); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "agreement.withdraw", f.Award, reason, map[string]any{"sha256": was}); err != nil {
			return err
		}
		return s.tell(ctx, f, "agreement.withdrawn", map[string]any{"Reason": reason}, auth.Coordinator, auth.Official)
	})
}
