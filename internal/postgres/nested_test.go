package postgres

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

type nestedSample struct {
	ID    ident.Review      `bun:"id"`
	Name  string            `bun:"name"`
	Words map[string]string `bun:"words,type:jsonb"`
	Count int               `bun:"count"`
	Maybe *int              `bun:"maybe"`
	Yes   bool              `bun:"yes"`
	On    calendar.Date     `bun:"held_on"`
	At    *time.Time        `bun:"at"`
	List  []string          `bun:"list"`
	Left  string            `bun:"-"`
}

func TestRowsInJSONAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"`, `\`, `\"}`, "a, {b: [c]", "\n\t", "ключ", "null"}))
		want := make([]*nestedSample, rapid.IntRange(0, 4).Draw(t, "rows"))
		rows := make([]map[string]any, len(want))
		for i := range want {
			n := rapid.Int().Draw(t, "maybe")
			at := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "at")).UTC()
			x := &nestedSample{
				ID: ident.NewReview(), Name: texts.Draw(t, "name"), Words: rapid.MapOf(texts, texts).Draw(t, "words"), Count: rapid.Int().Draw(t, "count"),
				Yes: rapid.Bool().Draw(t, "yes"), On: calendar.On(2027, time.March, 31), List: rapid.SliceOf(texts).Draw(t, "list"),
			}
			rows[i] = map[string]any{
				"id": x.ID.UUID(), "name": x.Name, "words": x.Words, "count": x.Count, "yes": x.Yes, "held_on": "2027-03-31", "list": x.List,
				"unknown": map[string]any{"name": "not this one", "deep": []any{1, nil, "x"}},
			}
			if rapid.Bool().Draw(t, "there") {
				x.Maybe, x.At = &n, &at
				rows[i]["maybe"], rows[i]["at"] = n, at
			} else {
				rows[i]["maybe"], rows[i]["at"] = nil, nil
			}
			want[i] = x
		}
		raw, err := json.MarshalIndent(rows, "", rapid.SampledFrom([]string{"", " "}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		var n nested
		got := nestedRows[nestedSample](&n, raw)
		if n.err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s was read with %v as\n%+v, not\n%+v", raw, n.err, got, want)
		}
	})
}

func TestWhatIsNoRowIsRefused(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`7`, `"x"`, `[7]`, `[{"count": "many"}]`, `[{"id": "x"}]`, `{`, `{"name"`, `[{"name": "x`, `}`, `[{`, `["`, `{"`} {
		var n nested
		if got := nestedRows[nestedSample](&n, []byte(raw)); n.err == nil {
			t.Errorf("%s was read as %+v", raw, got)
		}
	}
	var n nested
	if nestedRows[nestedSample](&n, nil) != nil || nestedOne[nestedSample](&n, []byte("null")) != nil || n.err != nil {
		t.Errorf("nothing was read as something, with %v", n.err)
	}
}
