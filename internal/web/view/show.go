package view

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// File is a document to fetch.
type File struct {
	Name, URL string
	Type      string         // PDF, XLSX
	Size      int64          // bytes
	Hash      string         // SHA-256 in hex, shown when set
	Download  bool           // saves instead of opening
	Erased    *calendar.Date // the day its bytes went because the time to keep it was over
}

// Fact is one line of a definition list.
type Fact struct {
	Term  string
	Value templ.Component
}

// CardSpec is one of several things to choose from.
type CardSpec struct {
	Title, URL string
	Lang       string // the language of Title when a person wrote it
	Eyebrow    string
}

// Share is how much of something is done or reached, always with its words.
type Share struct {
	Label      string
	Value, Max float64
	Text       string  // "41 of 52 reviews"
	Low        float64 // a Meter below this is in trouble
	Live       string  // the key of a live message that updates it
	Percent    bool
}

// Task is one section of a task list.
type Task struct {
	Title, URL string
	Hint       string // who owns it, what is missing
	Status     Badge
}

// Badge is a state in words with a shape of its own, never color alone.
type Badge struct {
	Label string
	Tone  Tone
}

// Figure is one number that matters with the address of the rows behind it.
type Figure struct {
	Value string
	Label string
	URL   string // provenance: the rows this was counted from
	Note  string
}

// Step is one step or event in order.
type Step struct {
	Title string
	When  templ.Component // a Moment or Date; may be nil
	State string          // done, current, or next
	Text  string
	URL   string
}

// Rule is one rule with its verdict and the figures it used.
type Rule struct {
	Title   string
	Verdict string // yes, no, or unknown
	Why     string
}

// Score is a criterion scored on a scale of points, whole or half, by radio buttons.
type Score struct {
	Name    string
	Label   string
	Hint    string
	Value   string   // "3.5"; empty when not yet scored
	Halves  bool     // offers half points too
	Lowest  int      // points
	Highest int      // points; with both nought the scale runs from 1 to 5
	Anchors []string // what each whole point means, shown under the scale; may be none
	Error   string
}

// Chart is a drawing with the table behind it for those who cannot see it.
type Chart struct {
	Title string
	SVG   string // drawn by our own chart package, never a person's
	Note  string
	Wide  bool // a map: as wide as the page
	Table Table
	Pages Pager // when the table is a part of what is drawn
	Open  bool  // the table is shown at once, as when somebody turns its pages
}

// Problem is what an error page says.
type Problem struct {
	Status int    // 404, 403 or 500, others read as 500
	ID     string // what to quote to the people who run this
	Detail string // in the reader's language, when there is more to say
}

func (s Score) lowest() int {
	if s.Lowest == 0 && s.Highest == 0 {
		return 1
	}
	return s.Lowest
}

// choices are the halves of the scale, every second one a whole point.
func (s Score) choices() []string {
	highest := s.Highest
	if highest == 0 {
		highest = 5
	}
	var out []string
	for half := 2 * s.lowest(); half <= 2*highest; half++ {
		out = append(out, plain(float64(half)/2))
	}
	return out
}

func (s Score) anchor(i int) string {
	if i%2 == 1 || i/2 >= len(s.Anchors) {
		return ""
	}
	return s.Anchors[i/2]
}

// long tells whether the scale has more choices than a row holds.
func (s Score) long() bool {
	n := len(s.choices())
	if !s.Halves {
		n = (n + 1) / 2
	}
	return n > 11
}

func (s Score) field() Field {
	return Field{Name: s.Name, Label: s.Label, Hint: s.Hint, Error: s.Error}
}

func (b Badge) tone() string {
	if b.Tone == "" {
		return string(Neutral)
	}
	return string(b.Tone)
}

func (s Step) state() string {
	if s.State == "" {
		return "next"
	}
	return s.State
}

func (n Problem) key() string {
	switch n.Status {
	case 401, 403, 404, 410, 429, 503:
		return strconv.Itoa(n.Status)
	case 409, 422:
		return "422"
	}
	return "500"
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func role(t Tone) string {
	if t == Bad || t == Warning {
		return "alert"
	}
	return "status"
}

// problemPage is the page around a failure, in the reader's language.
func problemPage(p Page, n Problem) Page {
	p.Title = p.Choice("problem.title", n.key())
	p.Lead = p.Choice("problem.lead", n.key())
	p.Eyebrow = p.T("problem.code", "status", strconv.Itoa(n.Status))
	p.HideHeading = false
	return p
}
