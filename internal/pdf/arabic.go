package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// letter is an Arabic letter's first presentation form and how many follow it:
// isolated and final (2), or initial and medial as well (4).
type letter struct {
	form  rune
	forms rune
}

// Ranges of the basic letters whose forms lie one after another.
func arabicLetter(r rune) (letter, bool) {
	switch {
	case r == 0x0621:
		return letter{0xFE80, 1}, true
	case r >= 0x0622 && r <= 0x0625:
		return letter{0xFE81 + 2*(r-0x0622), 2}, true
	case r == 0x0626:
		return letter{0xFE89, 4}, true
	case r == 0x0627:
		return letter{0xFE8D, 2}, true
	case r == 0x0628:
		return letter{0xFE8F, 4}, true
	case r == 0x0629:
		return letter{0xFE93, 2}, true
	case r >= 0x062A && r <= 0x062E:
		return letter{0xFE95 + 4*(r-0x062A), 4}, true
	case r >= 0x062F && r <= 0x0632:
		return letter{0xFEA9 + 2*(r-0x062F), 2}, true
	case r >= 0x0633 && r <= 0x063A:
		return letter{0xFEB1 + 4*(r-0x0633), 4}, true
	case r >= 0x0641 && r <= 0x0647:
		return letter{0xFED1 + 4*(r-0x0641), 4}, true
	case r >= 0x0648 && r <= 0x0649:
		return letter{0xFEED + 2*(r-0x0648), 2}, true
	case r == 0x064A:
		return letter{0xFEF1, 4}, true
	}
	return arabicExtra(r)
}

// arabicExtra covers Persian, Urdu, Sindhi, Pashto, Kurdish and Uyghur: pairs
// of a letter and its first form.
func arabicExtra(r rune) (letter, bool) {
	const (
		twoForms = "\u0671\uFB50\u0688\uFB88\u068C\uFB84\u068D\uFB82\u068E\uFB86\u0691\uFB8C" +
			"\u0698\uFB8A\u06BA\uFB9E\u06C0\uFBA4\u06C5\uFBE0\u06C6\uFBD9\u06C7\uFBD7" +
			"\u06C8\uFBDB\u06C9\uFBE2\u06CB\uFBDE\u06D2\uFBAE\u06D3\uFBB0"
		fourForms = "\u0679\uFB66\u067A\uFB5E\u067B\uFB52\u067E\uFB56\u067F\uFB62\u0680\uFB5A" +
			"\u0683\uFB76\u0684\uFB72\u0686\uFB7A\u0687\uFB7E\u06A4\uFB6A\u06A6\uFB6E" +
			"\u06A9\uFB8E\u06AD\uFBD3\u06AF\uFB92\u06B1\uFB9A\u06B3\uFB96\u06BB\uFBA0" +
			"\u06BE\uFBAA\u06C1\uFBA6\u06CC\uFBFC\u06D0\uFBE4"
	)
	if r < 0x0671 || r > 0x06D3 {
		return letter{}, false
	}
	for i, pairs := range []string{twoForms, fourForms} {
		if _, after, ok := strings.Cut(pairs, string(r)); ok {
			form, _ := utf8.DecodeRuneInString(after)
			return letter{form, rune(2 + 2*i)}, true
		}
	}
	return letter{}, false
}

const (
	tatweel      = 0x0640
	zeroJoiner   = 0x200D
	lam          = 0x0644
	joinsForward = 4
	joinsBack    = 2
)

// shapeArabic replaces letters by the forms their neighbors ask for, and lam
// with alef by its ligature. A letter without such forms stands alone.
func shapeArabic(in []rune) []rune {
	if !hasArabic(in) {
		return in
	}
	out := make([]rune, 0, len(in))
	before := -1 // the nearest base before, marks skipped
	for i := 0; i < len(in); i++ {
		r := in[i]
		if transparent(r) {
			out = append(out, r)
			continue
		}
		l, ok := arabicLetter(r)
		joined := before >= 0 && reach(in[before]) >= joinsForward && reach(r) >= joinsBack
		before = i
		if !ok {
			out = append(out, r)
			continue
		}
		next := nextBase(in, i)
		if ligature := lamAlef(r, next, in); ligature != 0 {
			if joined {
				ligature++
			}
			out = append(append(out, ligature), in[i+1:next]...)
			before, i = next, next
			continue
		}
		out = append(out, l.pick(joined, next < len(in) && reach(in[next]) >= joinsBack))
	}
	return out
}

func (l letter) pick(joined, continued bool) rune {
	switch {
	case l.forms == 4 && joined && continued:
		return l.form + 3
	case l.forms == 4 && continued:
		return l.form + 2
	case l.forms >= 2 && joined:
		return l.form + 1
	}
	return l.form
}

func reach(r rune) rune {
	if r == tatweel || r == zeroJoiner {
		return 4
	}
	l, _ := arabicLetter(r)
	return l.forms
}

func lamAlef(r rune, next int, in []rune) rune {
	if r != lam || next >= len(in) {
		return 0
	}
	switch in[next] {
	case 0x0622:
		return 0xFEF5
	case 0x0623:
		return 0xFEF7
	case 0x0625:
		return 0xFEF9
	case 0x0627:
		return 0xFEFB
	}
	return 0
}

func nextBase(in []rune, i int) int {
	for i++; i < len(in) && transparent(in[i]); i++ {
	}
	return i
}

func transparent(r rune) bool { return unicode.Is(unicode.Mn, r) }

func hasArabic(in []rune) bool {
	for _, r := range in {
		if r >= 0x0621 && r <= 0x06D3 {
			return true
		}
	}
	return false
}
