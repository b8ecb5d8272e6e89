package application

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Detail is an application with its answers, budget and museums.
type Detail struct {
	Application
	Program    ident.Program
	CycleTitle string
	CycleYear  int
	Zone       string // of the cycle's deadlines
	ThemeTitle program.Text
	// ExtendedUntil is the later deadline this one application was granted; nil where there is none.
	ExtendedUntil *time.Time
	DueAt         *time.Time `json:"-"` // when the proposal phase closes, with its grace
	Answers       form.Answers
	Lines         []*budget.Line
	Partners      *partnership.Detail // nil for a fellowship
	Signature     *Signature          // the live one, asked for or given; nil while there is none
	// Held tells that more has happened to it than the viewer may know yet; State is what they may.
	Held bool `json:"-"`
}

// Budget is section B of SF-424A derived from the lines.
func (d *Detail) Budget() *budget.Table { return budget.Sum(d.Lines, d.Currency) }

// organizations are the museums it belongs to, lead first.
func (d *Detail) organizations() []ident.Organization {
	if d.Partners == nil {
		return nil
	}
	return d.Partners.Organizations()
}

// lead is the museum that applies for all, as a target of permission.
func (d *Detail) lead() []ident.Organization {
	if d.LeadOrganization.IsZero() {
		return nil
	}
	return []ident.Organization{d.LeadOrganization}
}

// Filter narrows a list of applications; absent parts do not narrow.
type Filter struct {
	Cycle   ident.Cycle
	States  []State
	Theme   ident.Theme
	Country place.Country // of any of its museums
	USState place.State   // of the lead
	Search  string        // words of number, title and abstract, newest first
}

// Row is an application in a list, with the names a reader looks for.
type Row struct {
	ID             ident.Application  `bun:"id"`
	Number         string             `bun:"number"`
	Kind           Kind               `bun:"kind"`
	Title          string             `bun:"title"`
	State          State              `bun:"state"`
	Cycle          ident.Cycle        `bun:"cycle_id"`
	CycleTitle     string             `bun:"cycle_title"`
	CycleYear      int                `bun:"cycle_year"`
	Partnership    ident.Partnership  `bun:"partnership_id"`
	Lead           ident.Organization `bun:"lead_id"`
	LeadName       string             `bun:"lead_name"`
	LeadCity       string             `bun:"lead_city"`
	LeadState      place.State        `bun:"lead_state"`
	Partner        ident.Organization `bun:"partner_id"` // the first museum abroad
	PartnerName    string             `bun:"partner_name"`
	PartnerCity    string             `bun:"partner_city"`
	PartnerCountry place.Country      `bun:"partner_country"`
	PartnerCount   int                `bun:"partner_count"` // all museums but the lead
	Theme          ident.Theme        `bun:"theme_id"`
	ThemeTitle     program.Text       `bun:"theme_title,type:jsonb"`
	RequestedMinor int64              `bun:"requested_minor"`
	CostShareMinor int64              `bun:"cost_share_minor"`
	Currency       money.Currency     `bun:"currency"`
	UpdatedAt      time.Time          `bun:"updated_at"`
	SubmittedAt    *time.Time         `bun:"submitted_at"`
}

// Requested is the grant money asked for.
func (r *Row) Requested() money.Money { return money.New(r.RequestedMinor, r.Currency) }

// CostShare is the partners' own money and kind.
func (r *Row) CostShare() money.Money { return money.New(r.CostShareMinor, r.Currency) }

// Application is one application with everything in it; a hidden one is not found.
func (s *Service) Application(ctx context.Context, id ident.Application) (*Detail, error) {
	return s.Store.Application(ctx, auth.Scope(ctx, auth.ViewApplication), auth.Who(ctx).Person, id)
}

// Applications is a page of what the actor may see, by number, or newest first when words are searched.
func (s *Service) Applications(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Row], error) {
	return s.Store.Rows(ctx, auth.Scope(ctx, auth.ViewApplication), auth.Who(ctx).Person, f, a)
}

// ApplicationsByID are applications by their ids, for batching; hidden ones are left out.
func (s *Service) ApplicationsByID(ctx context.Context, ids []ident.Application) ([]*Application, error) {
	return s.Store.ApplicationsByID(ctx, auth.Scope(ctx, auth.ViewApplication), auth.Who(ctx).Person, ids)
}

// RowsByID are rows by their ids, for batching; hidden ones are left out.
func (s *Service) RowsByID(ctx context.Context, ids []ident.Application) ([]*Row, error) {
	return s.Store.RowsByID(ctx, auth.Scope(ctx, auth.ViewApplication), auth.Who(ctx).Person, ids)
}

// Checks are all that submitting will verify, as it stands now.
func (s *Service) Checks(ctx context.Context, id ident.Application) ([]Check, error) {
	d, err := s.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.ChecksOf(ctx, d)
}

// ChecksOf is Checks for what has been read already.
func (s *Service) ChecksOf(ctx context.Context, d *Detail) ([]Check, error) {
	p, err := s.proposed(ctx, d)
	if err != nil {
		return nil, err
	}
	return Checks(*p), nil
}

// proposed gathers what the checks look at.
func (s *Service) proposed(ctx context.Context, d *Detail) (*Proposed, error) {
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return nil, err
	}
	f, err := s.Forms.Form(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	d.Partners.Budget = &partnership.Figures{Requested: d.Requested(), Share: d.CostShare()}
	e, err := s.Partnerships.EligibilityOf(ctx, d.Partners, cycle)
	if err != nil {
		return nil, err
	}
	sheet, err := s.Budgets.Sheet(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	files, err := s.attached(ctx, d, &f.Definition)
	if err != nil {
		return nil, err
	}
	return &Proposed{Detail: d, Cycle: cycle, Form: &f.Definition, Sheet: sheet, Files: files, Eligibility: e, Now: s.Desk.Now()}, nil
}

// Meter shows the cost share of an application against its cycle's ratio.
func (s *Service) Meter(ctx context.Context, d *Detail) (budget.Meter, error) {
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return budget.Meter{}, err
	}
	return budget.MeterOf(d.Requested(), d.CostShare(), cycle.CostShare), nil
}

// MayWrite tells whether the actor's side of the partnership writes this section, for showing it open or shut.
func (d *Detail) MayWrite(ctx context.Context, section *form.Section) bool {
	return d.Editable() && mayWrite(ctx, d, section) == nil &&
		auth.May(ctx, auth.EditApplication, auth.Target{Organizations: d.organizations(), Person: d.Person})
}

// MaySign tells whether the actor may sign for the lead museum, for showing a button.
func (d *Detail) MaySign(ctx context.Context) bool {
	return d.Editable() && auth.May(ctx, auth.SignApplication, auth.Target{Organizations: d.lead()})
}

// MaySubmit tells whether the actor may hand the application in or take it back, for showing a button.
func (d *Detail) MaySubmit(ctx context.Context) bool {
	return auth.May(ctx, auth.SubmitApplication, auth.Target{Organizations: d.lead(), Person: d.Person})
}
