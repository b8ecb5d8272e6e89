package pgtest

import (
	"context"
	"crypto/md5"
	_ "embed"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

//go:embed award.sql
var awardSQL string

// Running is a world with one official award of 100,000 dollars, from August 2027 to July 2028, of US Museum 1 ("us1") and
// its partner ("abroad1"), whose money is obligated in the ledger. Ids are the MD5 of a name (see ID).
type Running struct {
	*World
	t     testing.TB
	ctx   context.Context
	Book  postgres.Ledger
	Award ident.Award // "award1"
}

// Official makes a world in which an award has just become official; the package's directory lies beside award's.
func Official(t testing.TB) *Running {
	t.Helper()
	w := &Running{World: New(t), t: t, ctx: Context(t), Award: ID[ident.Award]("award1")}
	raw, err := os.ReadFile("../award/testdata/cycle.sql")
	if err != nil {
		t.Fatal(err)
	}
	w.SQL(strings.ReplaceAll(string(raw), ":n", "4"))
	w.SQL(awardSQL)
	w.Book = postgres.Ledger{DB: w.DB}
	funder, from, cycle := ID[ident.Funder]("funder"), ID[ident.FunderAward]("fain"), ID[ident.Cycle]("cycle")
	hundred := money.Dollars(100_000)
	for _, e := range []ledger.Entry{
		ledger.Move(ledger.Fund, "Funded", from.String(), money.Dollars(600_000), ledger.OfFunder(funder), ledger.OfFunderAward(from)),
		ledger.Move(ledger.Appropriate, "Given", cycle.String(), money.Dollars(360_000), ledger.OfFunderAward(from), ledger.FreeOf(cycle)),
		ledger.Move(ledger.Commit, "Offered", w.Award.String(), hundred, ledger.FreeOf(cycle), ledger.CommittedTo(w.Award)),
		ledger.Move(ledger.Obligate, "Official", w.Award.String(), hundred, ledger.CommittedTo(w.Award), ledger.ObligatedTo(w.Award)),
	} {
		if err := w.Book.Post(w.ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// ID is the id of a record in the world of an official award, by the name it was made from.
func ID[T any, P interface {
	*T
	Scan(any) error
}](name string) T {
	var id T
	if err := P(&id).Scan(uuid.UUID(md5.Sum([]byte(name))).String()); err != nil {
		panic(err)
	}
	return id
}

// SQL runs statements and fails the test where they fail.
func (w *Running) SQL(text string) {
	w.t.Helper()
	if err := w.Try(text); err != nil {
		w.t.Fatal(err)
	}
}

// Try runs statements past the product, as somebody with the database in hand would.
func (w *Running) Try(text string) error {
	c, err := w.DB.Pool.Acquire(w.ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	_, err = c.Conn().PgConn().Exec(w.ctx, text).ReadAll()
	return err
}

// Staff is somebody of the office, by name ("officer", "grants", "director", "finance" …), with roles in the program.
func (w *Running) Staff(name string, roles ...auth.Role) context.Context {
	a := auth.Actor{Person: ID[ident.Person](name), Name: name, Via: "test"}
	for _, r := range roles {
		a.Grants = append(a.Grants, auth.Grant{Role: r, Program: ID[ident.Program]("program")})
	}
	return auth.As(w.ctx, a)
}

// Museum is somebody of a museum ("coordinator1" of "us1", "partner1" of "abroad1" …).
func (w *Running) Museum(name string, role auth.Role, of string) context.Context {
	return auth.As(w.ctx, auth.Actor{Person: ID[ident.Person](name), Name: name, Via: "test", Grants: []auth.Grant{{Role: role, Organization: ID[ident.Organization](of)}}})
}
