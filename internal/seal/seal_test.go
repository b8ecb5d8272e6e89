package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/seal"
)

func ring(t testing.TB, lines ...string) *seal.Ring {
	t.Helper()
	r, err := seal.Read(strings.Join(lines, ""))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatWasSealedOpensAtItsPlaceOnly(t *testing.T) {
	t.Parallel()
	r := ring(t, seal.Line("a"))
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		place, other := rapid.String().Draw(t, "place"), rapid.String().Draw(t, "other")
		s, err := r.Seal(plain, place)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := r.Open(s, place); err != nil || !bytes.Equal(back, plain) {
			t.Fatalf("opened %x, %v", back, err)
		}
		if place != other {
			if _, err := r.Open(s, other); !errors.Is(err, seal.ErrBroken) {
				t.Fatalf("at another place it answers %v", err)
			}
		}
		s.Bytes[rapid.IntRange(0, len(s.Bytes)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := r.Open(s, place); !errors.Is(err, seal.ErrBroken) {
			t.Fatalf("with one bit changed it answers %v", err)
		}
	})
}

func TestTheSamePieceIsNeverSealedAlike(t *testing.T) {
	t.Parallel()
	r := ring(t, seal.Line("a"))
	one, _ := r.Seal([]byte("OKAFOR"), "x")
	two, _ := r.Seal([]byte("OKAFOR"), "x")
	if bytes.Equal(one.Bytes, two.Bytes) || bytes.Contains(one.Bytes, []byte("OKAFOR")) {
		t.Error("what is sealed can be told from the bytes")
	}
}

func TestAWrongKeyOpensNothing(t *testing.T) {
	t.Parallel()
	s, err := ring(t, seal.Line("a")).Seal([]byte("x"), "place")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring(t, seal.Line("b")).Open(s, "place"); !errors.Is(err, seal.ErrKey) {
		t.Errorf("without its key it answers %v", err)
	}
	if _, err := ring(t, seal.Line("a")).Open(s, "place"); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("under another key of the same name it answers %v", err)
	}
	for n := range s.Bytes {
		if _, err := ring(t, seal.Line("a")).Open(seal.Sealed{Key: "a", Bytes: s.Bytes[:n]}, "place"); !errors.Is(err, seal.ErrBroken) {
			t.Fatalf("cut at %d it answers %v", n, err)
		}
	}
}

func TestAKeyIsReplacedWithoutOpeningWhatWasSealed(t *testing.T) {
	t.Parallel()
	old := seal.Line("2026")
	s, err := ring(t, old).Seal([]byte("N0012345678"), "place")
	if err != nil {
		t.Fatal(err)
	}
	added := seal.Line("2027")
	both := ring(t, added, old)
	moved, err := both.Rewrap(s, "place")
	if err != nil || moved.Key != "2027" {
		t.Fatalf("moved to %q, %v", moved.Key, err)
	}
	if plain, err := ring(t, added).Open(moved, "place"); err != nil || string(plain) != "N0012345678" {
		t.Errorf("under the new key alone it answers %q, %v", plain, err)
	}
	if _, err := both.Rewrap(s, "elsewhere"); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("moved for another place it answers %v", err)
	}
}

func TestARingIsReadOrRefusedWithoutItsKeys(t *testing.T) {
	t.Parallel()
	good := seal.Line("a")
	for what, text := range map[string]string{
		"nothing": "\n# only words\n", "no key": "a\n", "too short": "a c2hvcnQ=\n", "no base64": "a " + strings.Repeat("!", 44), "twice": good + good,
	} {
		_, err := seal.Read(text)
		if err == nil {
			t.Errorf("%s is taken", what)
		} else if code := strings.Fields(good)[1]; strings.Contains(err.Error(), code) || strings.Contains(err.Error(), "c2hvcnQ") {
			t.Errorf("%s: the key is told: %v", what, err)
		}
	}
	r := ring(t, "# ring\n\n", good, seal.Line("b"))
	if r.First() != "a" || strings.Join(r.Names(), " ") != "a b" || fmt.Sprintf("%v", r) != "ring a" {
		t.Errorf("read %v of %v", r, r.Names())
	}
}
