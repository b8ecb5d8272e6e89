package ident_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestAnIDSaysWhatItIsAndComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := ident.NewApplication()
		b, err := json.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		var back ident.Application
		if err := json.Unmarshal(b, &back); err != nil || back != id {
			t.Fatalf("%s came back as %s, %v", id, back, err)
		}
		var stored ident.Application
		v, _ := id.Value()
		if err := stored.Scan(v); err != nil || stored != id {
			t.Fatalf("%s was stored as %s, %v", id, stored, err)
		}
	})
}

func TestAnotherKindsIDIsRefused(t *testing.T) {
	t.Parallel()
	award := ident.NewAward().String()
	for _, s := range []string{award, "", "app_", "app_0", "app_" + award[4:] + "x", "APP_" + award[4:], "app_uuuuuuuuuuuuuuuuuuuuuuuuuu"} {
		if _, err := ident.Parse[ident.ApplicationKind](s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was answered with %v", s, err)
		}
	}
}

func TestIDsSortByTheTimeTheyWereMade(t *testing.T) {
	t.Parallel()
	last := ident.NewEvent().String()
	for range 1000 {
		next := ident.NewEvent().String()
		if next <= last {
			t.Fatalf("%s came after %s", next, last)
		}
		last = next
	}
}
