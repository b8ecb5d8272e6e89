// Package office is every service of the house, wired once over one database.
package office

import (
	"log/slog"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// Office is the services that pages, API, jobs and the command line call.
type Office struct {
	DB      *postgres.DB
	People  *people.Service
	Account *account.Service
	Fund    *fund.Service
	Program *program.Service
	Form    *form.Service
	// Partnership *partnership.Service
	// Application *application.Service
	Review   *review.Service
	Award    *award.Service
	Report   *report.Service
	Vault    postgres.Documents
	Book     postgres.Ledger
	Messages postgres.Messages
	Audit    postgres.Audit
	Log      *slog.Logger
	Demo     bool
	BaseURL  string
}

// Options are what the office stands on.
type Options struct {
	DB       *postgres.DB
	Blobs    postgres.Blobs
	Key      account.Key
	Demo     bool // staff need no second factor, roles are offered with one click
	Log      *slog.Logger
	BaseURL  string // how the world reaches the house
	SMTP     string
	MailFrom string
	MailDir  string
}

var _ = uuid.New
