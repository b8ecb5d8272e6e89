package response

import (
	"slices"
	"strings"
	"unicode"
)

// PieceKind says what became of a piece of text.
type PieceKind string

// The kinds of pieces.
const (
	Same    PieceKind = "same"
	Added   PieceKind = "added"
	Removed PieceKind = "removed"
)

// Piece is a run of words with one fate.
type Piece struct {
	Kind PieceKind
	Text string
}

// mostEdits bounds the search; texts that differ by more are shown as one whole in place of another.
const mostEdits = 1000

// Compare shows what of a text was removed and added on the way to another, by words; the pieces that are not
// removed spell the new text, those not added the old one, to the last character.
func Compare(was, now string) []Piece {
	a, b := tokens(was), tokens(now)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d pieces
	d.add(Same, a[:head]...)
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	d.add(Same, a[len(a)-tail:]...)
	return d
}

// tokens are words, runs of spaces and single other characters, which together are the text.
func tokens(s string) []string {
	var out []string
	start, last := 0, 0
	for i, r := range s {
		kind := kindOf(r)
		if i > start && (kind != last || kind == 0) {
			out = append(out, s[start:i])
			start = i
		}
		last = kind
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// kindOf tells letters (1) and spaces (2) that run together from characters that stand alone, as Chinese ones do.
func kindOf(r rune) int {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return 0
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), r == '\'', r == '’':
		return 1
	case unicode.IsSpace(r):
		return 2
	}
	return 0
}

type pieces []Piece

func (d *pieces) add(k PieceKind, words ...string) {
	if len(words) == 0 {
		return
	}
	text := strings.Join(words, "")
	if n := len(*d); n > 0 && (*d)[n-1].Kind == k {
		(*d)[n-1].Text += text
		return
	}
	*d = append(*d, Piece{k, text})
}

// middle finds a shortest way from one list of words to another, as Myers described in 1986.
func (d *pieces) middle(a, b []string) {
	trace := search(a, b)
	if trace == nil {
		d.add(Removed, a...)
		d.add(Added, b...)
		return
	}
	type step struct {
		kind PieceKind
		word string
	}
	var back []step
	x, y := len(a), len(b)
	for n := len(trace) - 1; n >= 0; n-- {
		k := x - y
		from := k - 1
		if k == -n || (k != n && at(trace[n], k-1) < at(trace[n], k+1)) {
			from = k + 1
		}
		px := at(trace[n], from)
		py := px - from
		if n == 0 {
			px, py = 0, 0
		}
		for x > px && y > py {
			x, y = x-1, y-1
			back = append(back, step{Same, a[x]})
		}
		if n > 0 && x == px {
			y--
			back = append(back, step{Added, b[y]})
		} else if n > 0 {
			x--
			back = append(back, step{Removed, a[x]})
		}
	}
	slices.Reverse(back)
	for _, s := range back {
		d.add(s.kind, s.word)
	}
}

// at is the furthest place on a diagonal; diagonals lie around the middle of the slice.
func at(v []int, k int) int {
	i := k + len(v)/2
	if i < 0 || i >= len(v) {
		return -1
	}
	return v[i]
}

// search walks diagonals and keeps what each round began with; nil where the texts differ too much.
func search(a, b []string) [][]int {
	v := []int{-1, 0, 0} // diagonals -1 to 1; a round n reads -n-1 to n+1
	var trace [][]int
	for n := 0; n <= mostEdits; n++ {
		trace = append(trace, slices.Clone(v))
		next := make([]int, 2*(n+2)+1)
		for i := range next {
			next[i] = at(v, i-len(next)/2)
		}
		for k := -n; k <= n; k += 2 {
			x := at(v, k-1) + 1
			if k == -n || (k != n && at(v, k-1) < at(v, k+1)) {
				x = at(v, k+1)
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			next[k+len(next)/2] = x
			if x >= len(a) && y >= len(b) {
				return trace
			}
		}
		v = next
	}
	return nil
}
