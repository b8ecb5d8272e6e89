package pdf

import "unicode"

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

// arabicExtra covers Persian, Urdu, Sindhi, Pashto, Kurdish and Uyghur letters.
func arabicExtra(r rune) (letter, bool) {
	four, two := rune(0), rune(0)
	switch r {
	case 0x0671:
		two = 0xFB50
	case 0x0679:
		four = 0xFB66
	case 0x067A:
		four = 0xFB5E
	case 0x067B:
		four = 0xFB52
	case 0x067E:
		four = 0xFB56
	case 0x067F:
		four = 0xFB62
	case 0x0680:
		four = 0xFB5A
	case 0x0683:
		four = 0xFB76
	case 0x0684:
		four = 0xFB72
	case 0x0686:
		four = 0xFB7A
	case 0x0687:
		four = 0xFB7E
	case 0x0688:
		two = 0xFB88
	case 0x068C:
		two = 0xFB84
	case 0x068D:
		two = 0xFB82
	case 0x068E:
		two = 0xFB86
	case 0x0691:
		two = 0xFB8C
	case 0x0698:
		two = 0xFB8A
	case 0x06A4:
		four = 0xFB6A
	case 0x06A6:
		four = 0xFB6E
	case 0x06A9:
		four = 0xFB8E
	case 0x06AD:
		four = 0xFBD3
	case 0x06AF:
		four = 0xFB92
	case 0x06B1:
		four = 0xFB9A
	case 0x06B3:
		four = 0xFB96
	case 0x06BA:
		two = 0xFB9E
	case 0x06BB:
		four = 0xFBA0
	case 0x06BE:
		four = 0xFBAA
	case 0x06C0:
		two = 0xFBA4
	case 0x06C1:
		four = 0xFBA6
	case 0x06C5:
		two = 0xFBE0
	case 0x06C6:
		two = 0xFBD9
	case 0x06C7:
		two = 0xFBD7
	case 0x06C8:
		two = 0xFBDB
	case 0x06C9:
		two = 0xFBE2
	case 0x06CB:
		two = 0xFBDE
	case 0x06CC:
		four = 0xFBFC
	case 0x06D0:
		four = 0xFBE4
	case 0x06D2:
		two = 0xFBAE
	case 0x06D3:
		two = 0xFBB0
	}
	if four != 0 {
		return letter{four, 4}, true
	}
	if two != 0 {
		return letter{two, 2}, true
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
