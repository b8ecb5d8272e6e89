// Package dashboard is a program at a glance: what is out of order and where it is mended, how each award stands
// between its time, its money and its cost share, and how the quarters went. It keeps nothing and changes nothing.
package dashboard

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Kind is how something is out of order.
type Kind string

// The kinds, the most pressing first.
const (
	ReportOverdue  Kind = "report_overdue"  // its day is over and it is not handed in
	PaymentWaits   Kind = "payment_waits"   // asked for and not paid
	VisaLate       Kind = "visa_late"       // less than eight weeks to travel without a visa
	AgreementOpen  Kind = "agreement_open"  // offered, and not in force
	BurnFast       Kind = "burn_fast"       // spent far ahead of time
	BurnSlow       Kind = "burn_slow"       // spent far behind time
	ShareBehind    Kind = "share_behind"    // less cost share verified than the spending asks for
	AmendmentWaits Kind = "amendment_waits" // asked for and not decided
	StoryWaits     Kind = "story_waits"     // handed in and not decided
)

// Kinds are all of them in their order.
func Kinds() []Kind {
	return []Kind{ReportOverdue, PaymentWaits, VisaLate, AgreementOpen, BurnFast, BurnSlow, ShareBehind, AmendmentWaits, StoryWaits}
}

// sees is the permission that lets somebody see what a kind is made from.
func (k Kind) sees() auth.Permission {
	switch k {
	case ReportOverdue:
		return auth.ViewFiling
	case PaymentWaits:
		return auth.ViewPayment
	case VisaLate:
		return auth.ViewVisas
	case AgreementOpen:
		return auth.ViewSlate
	case AmendmentWaits:
		return auth.ViewAmendment
	case StoryWaits:
		return auth.ReadStories
	}
	return auth.ViewExpenses
}

// Exception is one thing out of order.
type Exception struct {
	Kind   Kind        `bun:"kind"`
	Award  ident.Award `bun:"award_id"`
	Number string      `bun:"number"`
	Title  string      `bun:"title"`
	Path   string      `bun:"path"` // of the page that mends it, below the award's
	// On is the day it is about: a report's, a trip's first, an award's end.
	On calendar.Date `bun:"on_day"`
	// Minor is the money it is about, in US cents; nought where it is about none.
	Minor int64 `bun:"minor"`
	// Points are basis points it is off by, of burn or of the cost share that is due.
	Points int64 `bun:"points"`
	Of     int   `bun:"of_kind"` // how many of its kind there are
}

// URL is the page that mends it.
func (e *Exception) URL() string { return "/awards/" + e.Award.String() + "/" + e.Path }

// Amount is the money it is about; nil where it is about none.
func (e *Exception) Amount() *money.Money {
	if e.Minor == 0 {
		return nil
	}
	m := money.New(e.Minor, money.USD)
	return &m
}

// Standing is how an award in force stands today.
type Standing struct {
	Award    ident.Award   `bun:"award_id"`
	Number   string        `bun:"number"`
	Title    string        `bun:"title"`
	State    award.State   `bun:"state"`
	Lead     string        `bun:"lead_name"`
	StartsOn calendar.Date `bun:"starts_on"`
	EndsOn   calendar.Date `bun:"ends_on"`
	Granted  int64         `bun:"grant_minor"`
	Spent    int64         `bun:"spent"`       // accepted expenses
	ShareDue int64         `bun:"share_minor"` // over the whole award
	Shared   int64         `bun:"shared"`      // verified
	Elapsed  int64         `bun:"elapsed"`     // basis points of its period
	Late     int           `bun:"late"`        // reports overdue
}

// SpentPoints are the basis points of the grant that are spent.
func (s *Standing) SpentPoints() int64 { return part(s.Spent, s.Granted) }

// Burn is how far spending is ahead of time, in basis points; behind is below nought.
func (s *Standing) Burn() int64 { return s.SpentPoints() - s.Elapsed }

// SharePoints are the basis points of the cost share that are verified.
func (s *Standing) SharePoints() int64 { return part(s.Shared, s.ShareDue) }

func part(n, of int64) int64 {
	if of == 0 {
		return 0
	}
	return n * 10_000 / of
}

// Quarter is how one federal quarter went.
type Quarter struct {
	From   calendar.Date `bun:"from_on"`
	Due    int           `bun:"due"`     // reports due in it
	OnTime int           `bun:"on_time"` // handed in by their day
	Late   int           `bun:"late"`    // handed in after it
	Never  int           `bun:"never"`   // whose day is over and that are not handed in
	Spent  int64         `bun:"spent"`   // expenses of its days that are accepted, in US cents
	Shared int64         `bun:"shared"`  // cost share of its days that is verified
}

// Anchor is how far the program reached by a year, as it was published.
type Anchor struct {
	Year      int
	States    int
	District  bool
	Countries int
}

// Anchored is the key of the program whose figures were published.
const Anchored = "museums_connect"

// Anchors are the published figures of Museums Connect: its ninth and last round was awarded in 2016.
func Anchors() []Anchor {
	return []Anchor{{Year: 2014, States: 26, District: true, Countries: 45}, {Year: 2016, States: 30, District: true, Countries: 51}}
}

// What is far off, and how much is listed.
const (
	// Off is by how many basis points spending may be ahead of time or behind it.
	Off = 2000
	// ShareOff is how many basis points of the cost share that the spending asks for may be missing.
	ShareOff = 2000
	// most is how many exceptions of one kind are listed.
	most = 25
	// quarters are how many quarters are shown.
	quarters = 8
)

// Asked is what of which program is read, as of when.
type Asked struct {
	Program ident.Program
	Seen    award.Visible // the awards the reader may see
	At      time.Time
	Kinds   []Kind
	Most    int
}

// Store reads what a program's awards keep.
type Store interface {
	// Exceptions are at most so many of each kind, in the order of kinds and then of days, in one statement.
	Exceptions(ctx context.Context, a Asked) ([]*Exception, error)
	// Standings are those of awards in force, at most 500, in one statement.
	Standings(ctx context.Context, a Asked) ([]*Standing, error)
	// Quarters are those that begin on the days, in one statement.
	Quarters(ctx context.Context, a Asked, begin []calendar.Date) ([]*Quarter, error)
}

// Service answers for programs.
type Service struct {
	Store Store
	Now   func() time.Time
}

func (s *Service) asked(ctx context.Context, id ident.Program) (Asked, error) {
	return Asked{Program: id, Seen: award.Visible{Told: auth.Scope(ctx, auth.ViewAward)}, At: s.Now(), Most: most}, auth.Require(ctx, auth.ViewDashboard, auth.Target{Program: id})
}

// Exceptions are what is out of order in a program, of the kinds that the actor may see, at most 25 of each.
func (s *Service) Exceptions(ctx context.Context, id ident.Program) ([]*Exception, error) {
	a, err := s.asked(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, k := range Kinds() {
		if auth.May(ctx, k.sees(), auth.Target{Program: id}) {
			a.Kinds = append(a.Kinds, k)
		}
	}
	rows, err := s.Store.Exceptions(ctx, a)
	slices.SortStableFunc(rows, func(x, y *Exception) int {
		return cmp.Compare(slices.Index(Kinds(), x.Kind), slices.Index(Kinds(), y.Kind))
	})
	return rows, err
}

// Standings are how a program's awards in force stand, by number.
func (s *Service) Standings(ctx context.Context, id ident.Program) ([]*Standing, error) {
	a, err := s.asked(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.Store.Standings(ctx, a)
}

// Quarters are the last eight federal quarters of a program, the one that runs last.
func (s *Service) Quarters(ctx context.Context, id ident.Program) ([]*Quarter, error) {
	a, err := s.asked(ctx, id)
	if err != nil {
		return nil, err
	}
	begin := make([]calendar.Date, quarters)
	first := calendar.Of(a.At, time.UTC).QuarterEnd().AddDays(1)
	for i := range begin {
		begin[i] = first.AddMonths(3 * (i - quarters))
	}
	return s.Store.Quarters(ctx, a, begin)
}
