package response_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/response"
)

func spell(pieces []response.Piece, without response.PieceKind) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Kind != without {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestADiffSpellsBothTexts(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"river", " ", "two", "\n", "film", "博", "物", "é", "e\u0301", ".", "🎬", "نهر", "\xff", "a-b"})
	rapid.Check(t, func(t *rapid.T) {
		was := strings.Join(rapid.SliceOfN(words, 0, 30).Draw(t, "was"), "")
		now := strings.Join(rapid.SliceOfN(words, 0, 30).Draw(t, "now"), "")
		d := response.Compare(was, now)
		if spell(d, response.Added) != was || spell(d, response.Removed) != now {
			t.Fatalf("%q to %q is %+v", was, now, d)
		}
	})
}

func TestADiffIsReadable(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ was, now, want string }{
		"a word more":       {"We film rivers.", "We film two rivers.", "We film {+two +}rivers."},
		"a word changed":    {"one red house", "one blue house", "one [-red-]{+blue+} house"},
		"everything":        {"", "new", "{+new+}"},
		"nothing left":      {"old", "", "[-old-]"},
		"the same":          {"a b", "a b", "a b"},
		"Chinese by letter": {"博物馆", "博物院", "博物[-馆-]{+院+}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, p := range response.Compare(x.was, x.now) {
				b.WriteString(map[response.PieceKind]string{response.Same: p.Text, response.Added: "{+" + p.Text + "+}", response.Removed: "[-" + p.Text + "-]"}[p.Kind])
			}
			if b.String() != x.want {
				t.Errorf("%s", b.String())
			}
		})
	}
}

func TestADiffOfLongTextsThatShareNothingStaysCheap(t *testing.T) {
	t.Parallel()
	was, now := strings.Repeat("a b ", 5000), strings.Repeat("c\nd\n", 5000)
	if d := response.Compare(was, now); spell(d, response.Added) != was || spell(d, response.Removed) != now {
		t.Error("it does not spell them")
	}
}
