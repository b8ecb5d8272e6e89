package application_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/application"
)

func TestCanonicalJSONSurvivesWhatTheDatabaseDoesToIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "answers")
		raw, err := json.MarshalIndent(v, " ", "\t")
		if err != nil {
			t.Fatal(err)
		}
		once, err := application.Canonical(raw)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := application.Canonical(once)
		if err != nil || string(once) != string(twice) {
			t.Fatalf("%q became %q, %v", once, twice, err)
		}
	})
	got, err := application.Canonical([]byte(`{"b": 1.10, "a": "<&>"}`))
	if err != nil || string(got) != `{"a":"<&>","b":1.10}` {
		t.Errorf("%s, %v", got, err)
	}
}
