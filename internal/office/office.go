// Package office is every service of the house, wired once over one database.
package office

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/dashboard"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/paper"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/seal"
	"github.com/vitrine-grants/vitrine/internal/sheet"
	"github.com/vitrine-grants/vitrine/internal/signing"
	"github.com/vitrine-grants/vitrine/internal/standard"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// Office is the services that pages, API, jobs and the command line call.
type Office struct {
	DB          *postgres.DB
	People      *people.Service
	Account     *account.Service
	Notice      *notice.Service
	Fund        *fund.Service
	Program     *program.Service
	Form        *form.Service
	Response    *response.Service
	Profile     *profile.Service
	Matching    *matching.Service
	Partnership *partnership.Service
	Budget      *budget.Service
	Statement   *statement.Service
	Application *application.Service
	Review      *review.Service
	Blind       *blind.Service
	Meeting     *meeting.Service
	Hall        *Hall
	Award       *award.Service
	Agreement   *agreement.Service
	Standard    *standard.Service
	Expense     *expense.Service
	Payment     *payment.Service
	Filing      *filing.Service
	Amendment   *amendment.Service
	Travel      *travel.Service
	Outreach    *outreach.Service
	Dashboard   *dashboard.Service
	Closeout    *closeout.Service
	Report      *report.Service
	Signing     *signing.Service
	Vault       postgres.Documents
	Book        postgres.Ledger
	Messages    postgres.Messages
	Audit       postgres.Audit
	Answered    postgres.Answered
	Options
}

// Options are what the office stands on.
type Options struct {
	DB      *postgres.DB
	Blobs   postgres.Blobs
	Key     account.Key
	Sign    *signing.Key // with which papers are signed; nil signs nothing, and no letter leaves
	Seal    *seal.Ring   // of travelers' personal data; nil where the house has no key, and then keeps none
	Demo    bool         // staff need no second factor, roles are offered with one click
	Log     *slog.Logger
	BaseURL string // how the world reaches the house, without a slash at its end
	Contact award.Office
	// Publisher is the administrator's identifier of org-id.guide; empty publishes no open data.
	Publisher string
	HashedAt  int // passwords hashed at once; 0 is 2
}

// New wires every service over one database.
func New(o Options) *Office {
	db, d := o.DB, o.DB.Desk()
	if o.HashedAt == 0 {
		o.HashedAt = 2
	}
	if o.Contact.Email == "" {
		o.Contact = award.Office{Email: "grants@example.org", Phone: "+1 202 555 0100"}
	}
	o.Contact.Origin = o.BaseURL
	f := &Office{
		DB: db, Options: o, Vault: postgres.Documents{DB: db, Blobs: o.Blobs}, Book: postgres.Ledger{DB: db},
		Messages: postgres.Messages{DB: db}, Audit: postgres.Audit{DB: db}, Answered: postgres.Answered{DB: db},
	}
	f.People = &people.Service{Desk: d, Store: postgres.People{DB: db}, LinkToken: o.Key.LinkToken}
	f.Account = &account.Service{
		Desk: d, Store: postgres.Accounts{DB: db}, Key: o.Key, Hasher: account.NewHasher(o.HashedAt),
		StaffNeedSecondFactor: !o.Demo, NewID: uuid.New,
	}
	f.Notice = &notice.Service{Desk: d, Store: postgres.Notices{DB: db}, Key: o.Key}
	f.Fund = &fund.Service{Desk: d, Store: postgres.Funds{DB: db}, Book: f.Book}
	f.Program = &program.Service{Desk: d, Store: postgres.Programs{DB: db}, Book: f.Book, Forms: formStates{postgres.Forms{DB: db}}, Lives: lives()}
	f.Form = &form.Service{Desk: d, Store: postgres.Forms{DB: db}}
	f.Response = &response.Service{Desk: d, Store: postgres.Responses{DB: db}, Forms: f.Form, Uploads: postgres.Uploads{DB: db}, Vault: f.Vault, Finders: map[string]response.Finder{}}
	f.Blind = &blind.Service{Desk: d, Store: postgres.Blindness{DB: db}, Forms: f.Form, Vault: f.Vault}
	f.Response.Copies, f.Program.Blindness = f.Blind, f.Blind
	f.Profile = &profile.Service{
		Desk: d, Store: postgres.Profiles{DB: db}, Cycles: f.Program, Forms: f.Form, Museums: f.People, Answers: f.Response,
	}
	f.Response.Finders["pro"] = f.Profile
	f.Matching = &matching.Service{Store: postgres.Matching{DB: db}, Profiles: f.Profile, Cycles: f.Program, Desk: d}
	f.Partnership = &partnership.Service{
		Desk: d, Store: postgres.Partnerships{DB: db}, Cycles: f.Program, Accounts: f.Account, Roles: f.People, Places: f.People, Vault: f.Vault, Key: o.Key,
	}
	f.Budget = &budget.Service{Desk: d, Store: postgres.Budgets{DB: db}, Forms: f.Form}
	f.Statement = &statement.Service{
		Desk: d, Store: postgres.Statements{DB: db}, Cycles: f.Program, Forms: f.Form, Partnerships: f.Partnership, Answers: f.Response,
	}
	f.Application = &application.Service{
		Desk: d, Store: postgres.Applications{DB: db}, Cycles: f.Program, Forms: f.Form, Partnerships: f.Partnership, Answers: f.Response, Budgets: f.Budget, Files: f.Vault,
		Printer: paper.Receipts{Vault: f.Vault, Origin: o.BaseURL},
	}
	f.Response.Finders["app"] = f.Application
	f.Response.Finders["sip"] = f.Statement
	f.Review = &review.Service{Desk: d, Store: postgres.Reviews{DB: db}, Files: f.Blind, Accounts: f.Account, LinkToken: o.Key.LinkToken}
	f.People.Bonds = f.Review
	rooms := postgres.Meetings{DB: db}
	f.Meeting = &meeting.Service{Desk: d, Store: rooms, Agenda: rooms, Reviews: f.Review}
	f.Hall = &Hall{db: db, store: rooms, rooms: map[ident.Panel]*room{}}
	f.Signing = &signing.Service{Desk: d, Store: postgres.Signatures{DB: db}, Key: o.Sign, Origin: o.BaseURL}
	f.Award = &award.Service{
		Desk: d, Store: postgres.Awards{DB: db}, Rankings: f.Review, Book: f.Book, Vault: f.Vault, Printer: paper.Press{Log: o.Log}, Office: o.Contact, Signing: f.Signing,
	}
	f.Agreement = &agreement.Service{Desk: d, Store: postgres.Agreements{DB: db}, Book: f.Book, Vault: f.Vault, Printer: paper.Press{Log: o.Log}, Signing: f.Signing}
	f.Standard = &standard.Service{Store: postgres.Standards{DB: db}, Publisher: standard.Publisher{Ref: o.Publisher, Origin: o.BaseURL}, Now: d.Now}
	f.Expense = &expense.Service{Desk: d, Store: postgres.Expenses{DB: db}, Awards: f.Agreement, Book: f.Book, Vault: f.Vault}
	f.Filing = &filing.Service{Desk: d, Store: postgres.Filings{DB: db}, Awards: f.Agreement, Forms: f.Form, Answers: f.Response}
	f.Response.Finders["flp"] = f.Filing
	f.Agreement.Officially = append(f.Agreement.Officially, f.Filing.Plan)
	f.Payment = &payment.Service{
		Desk: d, Store: postgres.Payments{DB: db}, Awards: f.Agreement, Duties: duties{f.Filing}, Book: f.Book, Vault: f.Vault, Printer: paper.Press{Log: o.Log}, Sheet: sheet.Table,
	}
	f.Amendment = &amendment.Service{
		Desk: d, Store: postgres.Amendments{DB: db}, Awards: f.Agreement, Book: f.Book, Vault: f.Vault, Printer: paper.Amendments{Press: paper.Press{Log: o.Log}, Origin: o.BaseURL},
		Signing: f.Signing,
	}
	f.Agreement.Officially = append(f.Agreement.Officially, f.Amendment.NameDirectors)
	f.Amendment.Duties = func(ctx context.Context, a *agreement.File, s duty.Span) ([]duty.Shift, error) {
		shifts, err := f.Filing.PreviewPeriod(ctx, a.Award, s.Start, s.End)
		if fault.Is(err, fault.Invalid) {
			return nil, nil // a period that cannot be moves no report; the amendment itself says what is wrong with it
		}
		return shifts, err
	}
	f.Amendment.Applied = append(f.Amendment.Applied, func(ctx context.Context, id ident.Award) error {
		_, err := f.Filing.Replan(ctx, id)
		return err
	})
	f.Travel = &travel.Service{Desk: d, Store: postgres.Travels{DB: db}, Awards: f.Agreement, Vault: f.Vault, Seal: o.Seal}
	f.Outreach = &outreach.Service{Desk: d, Store: postgres.Outreach{DB: db}, Awards: f.Agreement, Mark: o.Key.Mark, Seal: o.Seal}
	f.Dashboard = &dashboard.Service{Store: postgres.Dashboards{DB: db}, Now: d.Now}
	f.Closeout = &closeout.Service{Desk: d, Store: postgres.Closeouts{DB: db}, Awards: f.Agreement, Reports: f.Expense, Book: f.Book}
	f.Amendment.Applied = append(f.Amendment.Applied, f.Closeout.Follow)
	f.Report = &report.Service{Desk: d, Store: postgres.Reports{DB: db}, Vault: f.Vault, Printer: paper.Press{Log: o.Log}}
	return f
}
