package review

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Pairing is one application for one reviewer to read.
type Pairing struct {
	Application ident.Application `bun:"application_id"`
	Reviewer    ident.Person      `bun:"reviewer_id"`
}

// Wanting is an application that wants readers, and who reads it already.
type Wanting struct {
	Application ident.Application
	Number      string
	Have        []ident.Person
}

// Reader is a panel member with the load carried already and the most they take; nil is no limit.
type Reader struct {
	Person ident.Person
	Load   int
	Limit  *int
}

// Shortfall names an application that could not be given enough readers, and why.
type Shortfall struct {
	Application ident.Application
	Number      string
	Have        int
	Wanted      int
	Why         string
}

// Evenly pairs each application with n readers, none barred and none over their limit, with loads as
// equal as that allows. The same input in any order gives the same pairs. What falls short says why.
func Evenly(apps []Wanting, readers []Reader, n int, barred func(Pairing) bool) ([]Pairing, []Shortfall) {
	b := newBalance(apps, readers, barred)
	for _, i := range b.scarceFirst() {
		for b.count(i) < n && b.give(i) {
		}
	}
	for b.level() {
	}
	return b.pairs(), b.short(n)
}

type balance struct {
	apps    []Wanting
	readers []Reader
	may     [][]bool // application, reader: neither barred nor reading already
	given   [][]bool
}

func newBalance(apps []Wanting, readers []Reader, barred func(Pairing) bool) *balance {
	b := &balance{apps: slices.Clone(apps), readers: slices.Clone(readers)}
	slices.SortFunc(b.apps, func(x, y Wanting) int {
		return cmp.Or(byNumber(x.Number, y.Number), compareIDs(x.Application, y.Application))
	})
	slices.SortFunc(b.readers, func(x, y Reader) int { return compareIDs(x.Person, y.Person) })
	for _, a := range b.apps {
		may := make([]bool, len(b.readers))
		for r, reader := range b.readers {
			may[r] = !slices.Contains(a.Have, reader.Person) && !barred(Pairing{a.Application, reader.Person})
		}
		b.may, b.given = append(b.may, may), append(b.given, make([]bool, len(b.readers)))
	}
	return b
}

func (b *balance) count(app int) int {
	n := len(b.apps[app].Have)
	for _, g := range b.given[app] {
		if g {
			n++
		}
	}
	return n
}

func (b *balance) scarceFirst() []int {
	order := make([]int, len(b.apps))
	free := make([]int, len(b.apps))
	for i := range order {
		order[i] = i
		for _, ok := range b.may[i] {
			if ok {
				free[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(free[x], free[y]) })
	return order
}

func (b *balance) spare(r int) bool {
	return b.readers[r].Limit == nil || b.readers[r].Load < *b.readers[r].Limit
}

// give finds one more reader: the least loaded with room, or one whom another can relieve.
func (b *balance) give(app int) bool {
	best, full := -1, []int{}
	for r, ok := range b.may[app] {
		switch {
		case !ok || b.given[app][r]:
		case !b.spare(r):
			full = append(full, r)
		case best < 0 || b.readers[r].Load < b.readers[best].Load:
			best = r
		}
	}
	for _, r := range full {
		if best < 0 && b.relieve(r, b.spare) {
			best = r
		}
	}
	if best < 0 {
		return false
	}
	b.given[app][best] = true
	b.readers[best].Load++
	return true
}

// level moves one application from a reader to one with at least two fewer, over others if need be.
func (b *balance) level() bool {
	for r := range b.readers {
		if b.relieve(r, func(to int) bool { return b.spare(to) && b.readers[to].Load+2 <= b.readers[r].Load }) {
			return true
		}
	}
	return false
}

// relieve takes one application from a reader along the shortest chain of hand-overs to one who fits.
func (b *balance) relieve(from int, fits func(int) bool) bool {
	type step struct{ reader, app, before int }
	seen := make([]bool, len(b.readers))
	seen[from] = true
	queue := []step{{from, -1, -1}}
	for at := 0; at < len(queue); at++ {
		for app := range b.apps {
			if !b.given[app][queue[at].reader] {
				continue
			}
			for r, ok := range b.may[app] {
				if !ok || seen[r] || b.given[app][r] {
					continue
				}
				seen[r] = true
				queue = append(queue, step{r, app, at})
				if !fits(r) {
					continue
				}
				b.readers[from].Load--
				b.readers[r].Load++
				for s := queue[len(queue)-1]; s.before >= 0; s = queue[s.before] {
					b.given[s.app][s.reader], b.given[s.app][queue[s.before].reader] = true, false
				}
				return true
			}
		}
	}
	return false
}

// pairs lists reader by reader, each in a reading order of their own so that no application is always first.
func (b *balance) pairs() []Pairing {
	var out []Pairing
	for r := range b.readers {
		var own []Pairing
		for a := range b.apps {
			if b.given[a][r] {
				own = append(own, Pairing{b.apps[a].Application, b.readers[r].Person})
			}
		}
		slices.SortFunc(own, func(x, y Pairing) int { return bytes.Compare(x.draw(), y.draw()) })
		out = append(out, own...)
	}
	return out
}

func (p Pairing) draw() []byte {
	h := sha256.Sum256([]byte(p.Reviewer.String() + p.Application.String()))
	return h[:]
}

func (b *balance) short(n int) []Shortfall {
	var out []Shortfall
	for i, a := range b.apps {
		have := b.count(i)
		if have >= n {
			continue
		}
		barred, full := 0, 0
		for r, ok := range b.may[i] {
			switch {
			case !ok && !slices.Contains(a.Have, b.readers[r].Person):
				barred++
			case ok && !b.given[i][r]:
				full++
			}
		}
		out = append(out, Shortfall{a.Application, a.Number, have, n, fmt.Sprintf(
			"of %d panel members %d have a conflict and %d are at their limit", len(b.readers), barred, full)})
	}
	return out
}
