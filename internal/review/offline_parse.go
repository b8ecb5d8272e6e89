package review

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// mostOffline is the longest form that is read, in bytes.
const mostOffline = 1 << 20

// filled is a form or a kit's file as it came back.
type filled struct {
	Kit     bool
	Form    ident.OfflineForm
	Reviews []*filledReview
}

// spot is where something stands: in a form the line from 1, in a kit's file a path.
type spot struct {
	Line int
	Path string
}

// field names the spot in a refusal.
func (s spot) field() string {
	if s.Path != "" {
		return s.Path
	}
	return fmt.Sprintf("lines.%d", s.Line)
}

// filledReview is what stands in a form for one review; parts that were taken out are not there.
type filledReview struct {
	spot
	Assignment ident.Assignment
	Number     string                     // of the application, as a kit's file has it
	Seal       string                     // as a kit's file has it
	HandIn     bool                       // a kit asks to hand the review in
	Parts      map[string]*filledPart     // by the form's own line without its colons, such as "score concept"
	Criteria   map[string]ident.Criterion // by key, as a kit's file has them
}

// filledPart is the text below one of the form's lines, or one value of a kit's file.
type filledPart struct {
	spot
	Text string
}

// parseOffline reads a form or a kit's file; every line of a form that cannot be is named by its number, as lines.N.
func parseOffline(text string) (*filled, error) {
	var c fault.Check
	c.That(len(text) <= mostOffline, "text", "too_long", "A form has at most %d MiB.", mostOffline>>20)
	c.That(utf8.ValidString(text) && !strings.ContainsRune(text, 0), "text", "bad_text", "The file is not text in UTF-8.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	if aKit(text) {
		return parseKit(text)
	}
	p := &offlineParser{check: &c, out: &filled{}}
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	for i, l := range lines {
		p.line(i+1, strings.TrimRight(l, "\r"))
	}
	p.close()
	c.That(!p.out.Form.IsZero(), "lines.1", "no_form", "This is not a review form: its first line names none.")
	c.That(p.ended, fmt.Sprintf("lines.%d", len(lines)), "form_cut", "The end of the form is missing.")
	return p.out, c.Err()
}

type offlineParser struct {
	check *fault.Check
	out   *filled
	part  *filledPart
	words []string
	ended bool
}

func (p *offlineParser) refuse(n int, code, message string) {
	p.check.Refuse(fmt.Sprintf("lines.%d", n), code, "%s", message)
}

func (p *offlineParser) line(n int, l string) {
	switch {
	case strings.HasPrefix(l, "::#"):
	case strings.HasPrefix(l, "::"):
		p.close()
		p.own(n, strings.Fields(l[2:]))
	case p.part != nil:
		if ownLine.MatchString(l) {
			l = l[1:]
		}
		p.words = append(p.words, l)
	case strings.TrimSpace(l) != "":
		p.refuse(n, "stray_line", "This line belongs to no part of the form.")
	}
}

// close ends the part that is open.
func (p *offlineParser) close() {
	if p.part != nil {
		p.part.Text = carried(strings.Join(p.words, "\n"))
	}
	p.part, p.words = nil, nil
}

func (p *offlineParser) own(n int, words []string) {
	what := ""
	if len(words) > 0 {
		what = words[0]
	}
	switch {
	case p.ended:
		p.refuse(n, "stray_line", "This line stands behind the end of the form.")
	case what == "form" && len(words) == 2:
		id, err := ident.Parse[ident.OfflineFormKind](words[1])
		if err != nil || !p.out.Form.IsZero() {
			p.refuse(n, "bad_form_line", "The form is named once, as it was made.")
			return
		}
		p.out.Form = id
	case what == "review" && len(words) == 2:
		p.review(n, words[1])
	case what == "end" && len(words) == 1:
		p.ended = true
	case (what == "score" || what == "comment") && len(words) == 2, (what == "recommendation" || what == "overall") && len(words) == 1:
		p.open(n, strings.Join(words, " "))
	default:
		p.refuse(n, "unknown_line", "The form has no such line.")
	}
}

func (p *offlineParser) review(n int, word string) {
	id, err := ident.Parse[ident.AssignmentKind](word)
	if err != nil {
		p.refuse(n, "bad_review_line", "This line names no review.")
		return
	}
	for _, r := range p.out.Reviews {
		if r.Assignment == id {
			p.refuse(n, "line_twice", "This stands in the form twice.")
		}
	}
	p.out.Reviews = append(p.out.Reviews, &filledReview{Assignment: id, spot: spot{Line: n}, Parts: map[string]*filledPart{}})
}

func (p *offlineParser) open(n int, name string) {
	p.part = &filledPart{spot: spot{Line: n}}
	if len(p.out.Reviews) == 0 {
		p.refuse(n, "stray_line", "This line belongs to no review.")
		return
	}
	r := p.out.Reviews[len(p.out.Reviews)-1]
	if r.Parts[name] != nil {
		p.refuse(n, "line_twice", "This stands in the form twice.")
		return
	}
	r.Parts[name] = p.part
}

// markOf reads a mark as people type it; nil is nothing typed.
func markOf(k program.CriterionKind, text string) (half *int, ok bool) {
	n := 0
	switch text = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(text)), ",", "."); {
	case text == "":
		return nil, true
	case k == program.ByPassing:
		if text == "pass" {
			n = Passed
		}
		return &n, text == "pass" || text == "fail"
	case k == program.ByComment:
		return nil, false
	}
	whole, rest, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < 0 || n > program.HighestPoint || rest != "" && strings.Trim(rest, "0") != "" && strings.TrimRight(rest, "0") != "5" {
		return nil, false
	}
	n *= 2
	if strings.TrimRight(rest, "0") == "5" {
		n++
	}
	return &n, true
}
