package sample

import (
	"fmt"
	"strings"
	"time"
)

// bulkApp is all that is told of one application; asked again it is the same.
type bulkApp struct {
	cycle     *bulkCycle
	number    string
	lead      int
	partner   int
	theme     int
	title     string
	abstract  string
	requested int64
	share     int64
	created   time.Time
	submitted time.Time
	reviews   [bulkReviews]bulkReview
}

// bulkReview is one reviewer's word.
type bulkReview struct {
	reader  int
	half    [bulkCriteria]int
	base    int
	counted bool // the third of a cycle in review is still a draft
	began   time.Time
	at      time.Time
}

func bulkWeights() [bulkCriteria]int { return [bulkCriteria]int{30, 25, 25, 20} }

// facts are an application without its words, which cost more to make.
func (w *bulk) facts(i int) bulkApp {
	r := w.draw(anApplication, i)
	c := w.of(i)
	k := i - c.first
	a := bulkApp{cycle: c, number: fmt.Sprintf("SP-%d-%05d", c.year, k+1), theme: r.IntN(5)}
	a.lead = (k + c.year*31) % w.usMuseums
	a.partner = (k*7 + c.year*13) % w.abroad
	a.requested = int64(50_000+100*r.IntN(501)) * 100
	a.share = a.requested/2 + int64(r.IntN(20_000))*100
	a.created = c.opens.Add(time.Duration(r.IntN(90*24*60)) * time.Minute)
	a.submitted = c.closes.Add(-time.Duration(r.IntN(40*24*60)) * time.Minute)
	quality := 0.64 + 0.13*r.NormFloat64()
	for n := range a.reviews {
		v := &a.reviews[n]
		v.reader = (k + n*(w.readers/bulkReviews)) % w.readers
		strict := float64(v.reader%11-5) * 0.015
		for j, weight := range bulkWeights() {
			v.half[j] = min(10, max(2, 2+int(8*(quality-strict+0.08*r.NormFloat64())+0.5)))
			v.base += weight * 125 * (v.half[j] - 2)
		}
		v.counted = !c.review || n < bulkReviews-1
		v.began = c.closes.Add(time.Duration(10+r.IntN(60)) * 24 * time.Hour)
		v.at = v.began.Add(time.Duration(40+r.IntN(300)) * time.Minute)
	}
	return a
}

// application is everything, words too.
func (w *bulk) application(i int) bulkApp {
	a := w.facts(i)
	r := w.draw(anApplication, -1-i)
	us, abroad := w.town(aUSMuseum, a.lead), w.town(aMuseumAbroad, a.partner)
	fill := w.filler(i)
	a.title = pick(r, bulkVerbs()) + " " + pick(r, bulkObjects()) + ": " + us.name + " and " + abroad.name
	parts := abstractParts()
	out := make([]string, len(parts))
	for j, p := range parts {
		out[j] = capital(saying(r, p, fill))
	}
	a.abstract = strings.Join(out, " ")
	return a
}

func (w *bulk) filler(i int) *strings.Replacer {
	r := w.draw(aSubmission, i)
	a := w.facts(i)
	return strings.NewReplacer("{people}", pick(r, bulkPeople()), "{subject}", strings.ToLower(pick(r, subjects())),
		"{us}", w.town(aUSMuseum, a.lead).name, "{abroad}", w.town(aMuseumAbroad, a.partner).name)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (w *bulk) town(t thing, n int) town {
	if t == aUSMuseum {
		return pick(w.draw(t, n), usTowns())
	}
	return pick(w.draw(t, n), abroadTowns())
}

// counted are an application's counted reviews and their mean, as the office keeps it.
func (a *bulkApp) counted() (n int, mean int) {
	sum := 0
	for _, v := range a.reviews {
		if v.counted {
			n++
			sum += v.base
		}
	}
	return n, (2*sum + n) / (2 * n)
}

// part is one line of a bulk budget before its amount.
type part struct {
	category, side, funding, description, unit string
	share                                      int64 // of the grant or of the cost share, in hundredths
	quantity                                   int64
}

func bulkParts() []part {
	return []part{
		{"supplies", "non_us", "grant", "Workshop materials abroad", "month", 8, 10},
		{"supplies", "us", "grant", "Workshop materials in the United States", "month", 8, 10},
		{"travel", "us", "grant", "Flights and stays of the US group", "traveler", 20, 8},
		{"travel", "non_us", "grant", "Flights and stays of the partner group", "traveler", 20, 8},
		{"contractual", "us", "grant", "Filmmaker and editor", "day", 14, 20},
		{"other", "us", "grant", "Printing and outreach", "lot", 10, 1},
		{"contractual", "us", "grant", "Independent evaluation", "lot", 20, 1},
		{"fringe", "us", "in_kind", "Fringe benefits", "month", 10, 12},
		{"other", "non_us", "in_kind", "Gallery and workshop space", "month", 16, 10},
		{"personnel", "us", "in_kind", "Project director's time", "month", 34, 12},
		{"personnel", "non_us", "in_kind", "Educator's time", "month", 20, 12},
		{"indirect", "us", "cash", "Indirect costs", "lot", 20, 1},
	}
}

// bulkLine is one budget line; amount is quantity times rate exactly.
type bulkLine struct {
	part
	rate, amount int64
}

// lines are eight to twelve lines whose grant and share sum exactly to the request and the cost share.
func (w *bulk) lines(i int, requested, share int64) []bulkLine {
	skip := w.draw(aBudgetLine, i).IntN(5)
	parts := bulkParts()
	var out []bulkLine
	for _, sum := range []struct {
		of    int64
		parts []part
	}{{requested, drop(parts[:7], skip/2)}, {share, drop(parts[7:], (skip+1)/2)}} {
		left := sum.of
		for j, p := range sum.parts {
			l := bulkLine{part: p, rate: sum.of * p.share / 100 / p.quantity / 100 * 100}
			if j == len(sum.parts)-1 {
				l.quantity, l.rate = 1, left
			}
			l.amount = l.quantity * l.rate
			left -= l.amount
			out = append(out, l)
		}
	}
	return out
}

// drop leaves out the first few parts, so that budgets differ in length.
func drop(parts []part, n int) []part { return parts[n:] }
