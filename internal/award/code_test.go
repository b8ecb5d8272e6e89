package award

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code, err := NewCode(strings.NewReader(string(rapid.SliceOfN(rapid.Byte(), 11, 11).Draw(t, "random"))))
		if err != nil {
			t.Fatal(err)
		}
		typed := rapid.SampledFrom([]string{code, CodeText(code), " " + CodeText(code) + " ", strings.ReplaceAll(CodeText(code), "-", " ")}).Draw(t, "typed")
		if rapid.Bool().Draw(t, "small") {
			typed = strings.ToLower(typed)
		}
		typed = strings.NewReplacer("0", rapid.SampledFrom([]string{"0", "O", "o"}).Draw(t, "zero"), "1", rapid.SampledFrom([]string{"1", "I", "l"}).Draw(t, "one")).Replace(typed)
		if got, err := ParseCode(typed); err != nil || got != code {
			t.Fatalf("%q was read as %q, %v; want %q", typed, got, err, code)
		}
	})
}

func TestOneWrongOrTwoExchangedCharactersAreNoticed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code, err := NewCode(strings.NewReader(string(rapid.SliceOfN(rapid.Byte(), 11, 11).Draw(t, "random"))))
		if err != nil {
			t.Fatal(err)
		}
		i, j := rapid.IntRange(0, 11).Draw(t, "i"), rapid.IntRange(0, 11).Draw(t, "j")
		wrong := []byte(code)
		if i == j {
			wrong[i] = crockford[rapid.IntRange(0, 31).Draw(t, "other")]
		} else {
			wrong[i], wrong[j] = wrong[j], wrong[i]
		}
		if string(wrong) == code {
			return
		}
		if _, err := ParseCode(string(wrong)); !fault.HasCode(err, "bad_code") || !fault.Is(err, fault.NotFound) {
			t.Fatalf("%s passed for %s: %v", wrong, code, err)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"", "0000-0000-0000", "o0l1", strings.Repeat("A", 1000), "é\x00", "７"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if code, err := ParseCode(s); err == nil && len(code) != codeLength {
			t.Errorf("%q gave %q", s, code)
		}
	})
}
