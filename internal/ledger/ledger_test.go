package ledger_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// The database refuses kinds it does not list, so the lists must be one.
func TestTheSchemaListsTheKindsOfTheBook(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../migrations/0012_ledger.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	listed := func(constraint string) string {
		m := regexp.MustCompile(`(?s)CONSTRAINT ` + constraint + ` CHECK \(kind IN \((.*?)\)\)`).FindSubmatch(raw)
		if m == nil {
			t.Fatalf("no constraint %s", constraint)
		}
		return strings.Join(strings.FieldsFunc(string(m[1]), func(r rune) bool { return strings.ContainsRune("', \n", r) }), " ")
	}
	kinds, entries := []string{}, []string{}
	for _, k := range ledger.Kinds() {
		kinds = append(kinds, string(k))
	}
	for _, k := range ledger.EntryKinds() {
		entries = append(entries, string(k))
	}
	if got := listed("ledger_accounts_kind_known"); got != strings.Join(kinds, " ") {
		t.Errorf("accounts:\n%s\n%s", got, strings.Join(kinds, " "))
	}
	if got := listed("ledger_entries_kind_known"); got != strings.Join(entries, " ") {
		t.Errorf("entries:\n%s\n%s", got, strings.Join(entries, " "))
	}
}

func TestAnEntryIsWholeOnlyWhenItsLinesSumToZero(t *testing.T) {
	t.Parallel()
	id := ident.NewAward()
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(-1000, 1000), 0, 6).Draw(t, "amounts")
		sum, empty := int64(0), false
		e := ledger.Entry{Kind: ledger.Correct}
		for _, a := range amounts {
			sum, empty = sum+a, empty || a == 0
			e.Lines = append(e.Lines, ledger.Line{Account: ledger.CashOf(id), Amount: money.Cents(a)})
		}
		if whole := len(amounts) > 1 && sum == 0 && !empty; whole != (e.Check() == nil) {
			t.Fatalf("%v: %v", amounts, e.Check())
		}
	})
	if err := ledger.Move(ledger.Spend, "m", "s", money.Cents(5), ledger.CashOf(id), ledger.SpentBy(id, "travel")).Check(); err != nil {
		t.Error(err)
	}
}
