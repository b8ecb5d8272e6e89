package award_test

import (
	"context"
	"crypto/md5"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is a cycle in review with a frozen ranking and $360,000 to give.
type world struct {
	*pgtest.World
	t     *testing.T
	ctx   context.Context
	s     *award.Service
	cycle ident.Cycle
}

func newWorld(t *testing.T, applications int) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, ctx: pgtest.Context(t), cycle: is[ident.Cycle]("cycle")}
	raw, err := os.ReadFile("testdata/cycle.sql")
	if err != nil {
		t.Fatal(err)
	}
	w.sql(strings.ReplaceAll(string(raw), ":n", strconv.Itoa(applications)))
	book := postgres.Ledger{DB: w.DB}
	funder := ledger.OfFunder(is[ident.Funder]("funder"))
	for to, dollars := range map[ledger.Account]int64{ledger.FreeOf(w.cycle): 360_000, ledger.ReserveOf(w.cycle): 40_000} {
		if err := book.Post(w.ctx, ledger.Move(ledger.Appropriate, "given", w.cycle.String(), money.Dollars(dollars), funder, to)); err != nil {
			t.Fatal(err)
		}
	}
	w.s = &award.Service{
		Desk: w.Desk(), Store: postgres.Awards{DB: w.DB}, Book: book, Vault: postgres.Documents{DB: w.DB, Blobs: must[*blob.Folder](t)(blob.Open(t.TempDir()))}, Printer: printer{},
		Office:  award.Office{Email: "connect@example.org", Phone: "+1 202 555 0100", Origin: "https://grants.example.org"},
		Signing: w.Signing(),
	}
	return w
}

func (w *world) sql(text string) {
	w.t.Helper()
	c, err := w.DB.Pool.Acquire(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Release()
	if _, err := c.Conn().PgConn().Exec(w.ctx, text).ReadAll(); err != nil {
		w.t.Fatal(err)
	}
}

// number is one number from the database.
func (w *world) number(text string, args ...any) (n int64) {
	w.t.Helper()
	if err := w.DB.Pool.QueryRow(w.ctx, text, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// is is the id that the world's SQL gives to a name.
func is[T any, P interface {
	*T
	Scan(any) error
}](name string) T {
	var id T
	if err := P(&id).Scan(uuid.UUID(md5.Sum([]byte(name))).String()); err != nil {
		panic(err)
	}
	return id
}

// as makes the context of a person of the world with a role in its program.
func (w *world) as(name string, roles ...auth.Role) context.Context {
	a := auth.Actor{Person: is[ident.Person](name), Name: name, Via: "test"}
	for _, r := range roles {
		a.Grants = append(a.Grants, auth.Grant{Role: r, Program: is[ident.Program]("program")})
	}
	return auth.As(w.ctx, a)
}

func (w *world) officer() context.Context  { return w.as("officer", auth.Officer) }
func (w *world) grants() context.Context   { return w.as("grants", auth.Grants) }
func (w *world) director() context.Context { return w.as("director", auth.Director) }
func (w *world) system() context.Context   { return auth.As(w.ctx, auth.System("test")) }

func (w *world) museum(i int) context.Context {
	return auth.As(w.ctx, auth.Actor{Person: is[ident.Person](fmt.Sprint("coordinator", i)), Grants: []auth.Grant{
		{Role: auth.Coordinator, Organization: is[ident.Organization](fmt.Sprint("us", i))},
	}})
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func refused(t *testing.T, err error, k fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, k) || !fault.HasCode(err, code) {
		t.Errorf("answered with %v, want %s %s", err, k, code)
	}
}

func (w *world) draft() *award.Slate {
	w.t.Helper()
	many := 1000
	return must[*award.Slate](w.t)(w.s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: w.cycle, Alternates: &many}))
}

func (w *world) propose(sl *award.Slate) *award.Slate {
	w.t.Helper()
	return must[*award.Slate](w.t)(w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID}))
}

func (w *world) approved() *award.Approval {
	w.t.Helper()
	sl := w.propose(w.draft())
	return must[*award.Approval](w.t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID}))
}

func (w *world) free() money.Money {
	w.t.Helper()
	return must[money.Money](w.t)(w.s.Book.Balance(w.ctx, ledger.FreeOf(w.cycle), money.USD))
}

type printer struct{}

// Letter is the words themselves, so that tests can read what was stored.
func (printer) Letter(_ context.Context, c award.LetterContent) ([]byte, error) {
	t, err := c.Text()
	return pgtest.PDF(fmt.Sprintf("%+v", t)), err
}
