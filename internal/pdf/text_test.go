package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestEveryFontLoadsAndCutsToAFontAgain(t *testing.T) {
	t.Parallel()
	for st, sources := range faces() {
		for i, src := range sources {
			f, err := src.load()
			if err != nil {
				t.Fatalf("style %d, font %d: %v", st, i, err)
			}
			var some []rune
			for r := rune(0x21); r < planeSize && len(some) < 300; r += 7 {
				if f.has(r) {
					some = append(some, r)
				}
			}
			cut, err := parseFace(f.name, f.subset(some))
			if err != nil {
				t.Fatalf("%s: %v", f.name, err)
			}
			for _, r := range some {
				if !cut.has(r) || cut.width(r) != f.width(r) {
					t.Errorf("%s: U+%04X is %d wide, was %d", f.name, r, cut.width(r), f.width(r))
				}
			}
		}
	}
}

func TestAFontThatIsCutShortIsRefused(t *testing.T) {
	t.Parallel()
	f, err := faces()[sans][0].load()
	if err != nil {
		t.Fatal(err)
	}
	whole := f.subset([]rune("abc"))
	for n := 0; n < 200; n += 13 {
		if _, err := parseFace("x", whole[:n]); err == nil {
			t.Errorf("a font of %d bytes was taken", n)
		}
	}
}

func TestEveryArabicFormStandsForItsLetter(t *testing.T) {
	t.Parallel()
	f, err := faces()[sans][1].load()
	if err != nil {
		t.Fatal(err)
	}
	letters := 0
	for r := rune(0x0600); r <= 0x06FF; r++ {
		l, ok := arabicLetter(r)
		if !ok {
			continue
		}
		letters++
		for i := range l.forms {
			form := l.form + i
			if got := norm.NFKC.String(string(form)); got != string(r) {
				t.Errorf("U+%04X stands for %q, not for U+%04X", form, got, r)
			}
			if !f.has(form) {
				t.Errorf("the font has no U+%04X", form)
			}
		}
	}
	if letters != 75 {
		t.Errorf("%d letters are known", letters)
	}
}

func TestSpacesAndDigitsHaveNoArabicForms(t *testing.T) {
	t.Parallel()
	for _, r := range " 3a\u0660\u066B\u06D4中" {
		if l, ok := arabicLetter(r); ok || l.forms != 0 {
			t.Errorf("U+%04X is shaped", r)
		}
	}
}

func TestArabicWordsTakeTheirForms(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ in, want string }{
		"all four forms of one letter":      {"ببب ب", "\uFE91\uFE92\uFE90 \uFE8F"},
		"a letter that joins only back":     {"باب", "\uFE91\uFE8E\uFE8F"},
		"lam and alef are one sign":         {"لا سلام", "\uFEFB \uFEB3\uFEFC\uFEE1"},
		"marks do not part letters":         {"مَتْ", "\uFEE3\u064E\uFE96\u0652"},
		"marks between lam and alef stay":   {"لَا", "\uFEFB\u064E"},
		"the non-joiner parts letters":      {"ب\u200Cب", "\uFE8F\u200C\uFE8F"},
		"the joiner asks for a joined form": {"ب\u200D", "\uFE91\u200D"},
		"other scripts are left alone":      {"a中", "a中"},
		"a number ends a word":              {"ب3", "\uFE8F3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := string(shapeArabic([]rune(tc.in))); got != tc.want {
				t.Errorf("%+q, want %+q", got, tc.want)
			}
		})
	}
}

func TestLinesAreDrawnInVisualOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in, want string
		rtl      bool
	}{
		"left to right":                         {"abc 123", "abc 123", false},
		"Hebrew":                                {"אבג", "גבא", true},
		"a number within Hebrew":                {"אב 12 גד", "דג 12 בא", true},
		"a number after Hebrew in English":      {"a אב 12 b", "a 12 בא b", false},
		"an amount after Hebrew in English":     {"a אב $1,200, b", "a $1,200 בא, b", false},
		"a comma after Hebrew in English":       {"a אב, b", "a בא, b", false},
		"a number with separators":              {"a אב 1,234.5", "a 1,234.5 בא", false},
		"English within Hebrew":                 {"אב cd גד", "דג cd בא", true},
		"brackets are mirrored":                 {"(אב)", "(בא)", true},
		"brackets around English within Hebrew": {"אב (cd)", "(cd) בא", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSetter()
			p := s.set(tc.in, sans)
			if s.err != nil {
				t.Fatal(s.err)
			}
			var got strings.Builder
			for _, g := range reorder(p.glyphs) {
				got.WriteRune(g.r)
			}
			if got.String() != tc.want || p.rtl != tc.rtl {
				t.Errorf("%q (rtl %v), want %q", got.String(), p.rtl, tc.want)
			}
		})
	}
}

func TestLinesFitAndLoseNothing(t *testing.T) {
	t.Parallel()
	words := rapid.StringOfN(rapid.RuneFrom([]rune("ab é中国，。（x-/ \u00a0\u0301Ж")), 0, 200, -1)
	rapid.Check(t, func(t *rapid.T) {
		text, width := words.Draw(t, "text"), rapid.Float64Range(30, 200).Draw(t, "width")
		s := newSetter()
		p := s.set(text, sans)
		kept := 0
		for _, line := range p.lines(width, 10) {
			kept += len(line)
			if w := float64(measure(line)) / 100; w > width+0.01 && len(line) > 1 && !line[len(line)-1].mark {
				t.Fatalf("a line of %.1f in %.1f", w, width)
			}
		}
		for _, g := range p.glyphs {
			if g.space {
				kept++
			}
		}
		if kept < len(p.glyphs) {
			t.Fatalf("%d of %d characters kept", kept, len(p.glyphs))
		}
	})
}

func TestAnyTextIsSet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newSetter()
		text := rapid.String().Draw(t, "text")
		p := s.set(text, serifBold)
		if strings.ContainsRune(text, 0) != (s.err != nil) {
			t.Fatalf("error %v", s.err)
		}
		for _, line := range p.lines(50, 10) {
			(&sheet{}).text(line, 0, 0, 10, black())
		}
	})
}

func TestBreaksFollowTheScript(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in    string
		width float64
		want  []string
	}{
		"at spaces":                          {"aaa bbb", 30, []string{"aaa", "bbb"}},
		"after a hyphen":                     {"well-known", 35, []string{"well-", "known"}},
		"not at a no-break space":            {"a b\u00a0c", 18, []string{"a", "b\u00a0c"}},
		"between ideographs":                 {"中国国家", 25, []string{"中国", "国家"}},
		"not before a Chinese comma":         {"中国，国家", 25, []string{"中", "国，", "国家"}},
		"a long word between any characters": {"aaaaaaaa", 25, []string{"aaaa", "aaaa"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, line := range newSetter().set(tc.in, sans).lines(tc.width, 10) {
				var b strings.Builder
				for _, g := range line {
					b.WriteRune(g.r)
				}
				got = append(got, b.String())
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

// combining says whether a reader's program may take a sign for an accent of
// the one before, as it does with the half-width voicing marks.
func combining(c string) bool { return strings.ContainsFunc(norm.NFKC.String(c), transparent) }

// TestEveryCharacterOfEveryFontIsReadBack puts each letter, number and sign
// that the fonts cover on paper and reads it again from outside.
func TestEveryCharacterOfEveryFontIsReadBack(t *testing.T) {
	t.Parallel()
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("NOT TESTED: pdftotext is not installed, so the document was not looked at from outside")
	}
	var put []string
	seen := map[string]bool{}
	for _, src := range faces()[sans] {
		f, err := src.load()
		if err != nil {
			t.Fatal(err)
		}
		for r := rune(0x21); r < planeSize; r++ {
			c := norm.NFC.String(string(r))
			if f.has(r) && unicode.In(r, unicode.L, unicode.N, unicode.S, unicode.P) && !rightToLeft(r) && !seen[c] && !combining(c) {
				seen[c] = true
				put = append(put, c)
			}
		}
	}
	var body []Block
	for line := range slices.Chunk(put, 24) {
		body = append(body, Paragraph(strings.Join(line, "  ")))
	}
	var out bytes.Buffer
	result, err := WriteLetter(&out, Letter{Meta: Meta{Made: time.Unix(0, 0)}, Body: body})
	if err != nil || len(result.Missing) > 0 {
		t.Fatalf("missing %q, error %v", string(result.Missing), err)
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(pdftotext, "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, c := range strings.Fields(string(text)) {
		got[norm.NFKC.String(c)] = true
	}
	var lost []string
	for _, c := range put {
		if !got[norm.NFKC.String(c)] {
			lost = append(lost, c)
		}
	}
	t.Logf("%d characters on %d pages", len(put), result.Pages)
	if len(lost) > 0 {
		t.Errorf("%d of %d characters are not read back: %+q", len(lost), len(put), lost[:min(len(lost), 60)])
	}
}
