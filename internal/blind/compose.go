package blind

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Input is all a report is made of; the same input gives the same findings.
type Input struct {
	Sources    []Source
	Names      []*Name
	Applicants bool // applicants' names are hidden from reviewers
	Circles    []*Circle
	Accepted   []*Acceptance
}

// Compose finds what gives somebody away, application by application, then in counts.
func Compose(in Input) []*Finding {
	c := &composer{in: in}
	everywhere, of := c.names()
	for i := range in.Sources {
		s := &in.Sources[i]
		c.look(s, newSeeker(slices.Concat(everywhere, of[s.Application])))
	}
	c.lone()
	for _, x := range in.Circles {
		f := &Finding{Kind: LoneReviewer, Panel: x.Panel, PanelName: x.Name, What: x.Name, Times: x.Members}
		if x.Criterion != "" {
			f.Kind, f.What, f.Times = LoneScore, x.Criterion, 1
		}
		c.add(f)
	}
	order := map[Kind]int{}
	for i, k := range Kinds() {
		order[k] = i
	}
	slices.SortStableFunc(c.out, func(a, b *Finding) int { return cmp.Compare(order[a.Kind], order[b.Kind]) })
	return c.out
}

// OpenOf counts the findings nobody has settled.
func OpenOf(list []*Finding) int {
	n := 0
	for _, f := range list {
		if !f.Settled() {
			n++
		}
	}
	return n
}

type composer struct {
	in  Input
	out []*Finding
}

// names are those to look for everywhere and in single applications.
func (c *composer) names() (everywhere []*Name, of map[ident.Application][]*Name) {
	of = map[ident.Application][]*Name{}
	for _, n := range c.in.Names {
		switch {
		case n.Hidden != Reviewer && !c.in.Applicants:
		case n.Application.IsZero():
			everywhere = append(everywhere, n)
		default:
			of[n.Application] = append(of[n.Application], n)
		}
	}
	return everywhere, of
}

func (c *composer) add(f *Finding) {
	f.Key = keyOf(string(f.Kind), f.Application.String(), f.Panel.String(), f.Question, f.File.String(), strconv.Itoa(f.Page), string(f.Hidden), f.What)
	for _, a := range c.in.Accepted {
		if a.Finding == f.Key {
			f.Accepted = a
		}
	}
	c.out = append(c.out, f)
}

func (c *composer) look(s *Source, seek *seeker) {
	at := func(k Kind, section, question string, label map[string]string) Finding {
		return Finding{Kind: k, Application: s.Application, Number: s.Number, Title: s.Title, Section: section, Question: question, Label: label, Times: 1}
	}
	for _, p := range s.Passages {
		c.text(at(InText, p.Section, p.Question, p.Label), seek, p.Text, false)
	}
	for _, f := range s.Files {
		here := at(InFileName, f.Section, f.Question, f.Label)
		here.File, here.FileName = f.Document, f.Name
		c.hits(here, seek.seek(strings.TrimSuffix(f.Name, path.Ext(f.Name)), true))
		c.file(here, seek, f.Seen)
	}
}

func (c *composer) text(here Finding, seek *seeker, text string, loose bool) {
	c.hits(here, seek.seek(text, loose))
	list, domains := addresses(text)
	for i, h := range list {
		whose := Person
		if c.ofReviewer(here.Application, h.what, domains[i]) {
			whose = Reviewer
		} else if !c.in.Applicants {
			continue
		}
		f := here
		f.Kind, f.Hidden, f.What, f.Around, f.Times = Address, whose, h.what, h.around, h.times
		c.add(&f)
	}
}

func (c *composer) hits(here Finding, list []hit) {
	for _, h := range list {
		f := here
		f.Hidden, f.What, f.Around, f.Times = h.name.Hidden, h.name.Called(), h.around, h.times
		c.add(&f)
	}
}

// ofReviewer tells whether an address is a reviewer's, or of a domain that a reviewer has and nobody who applies with it.
func (c *composer) ofReviewer(app ident.Application, address, domain string) bool {
	theirs, ours := false, false
	for _, n := range c.in.Names {
		if n.Hidden == Reviewer && n.Email == address {
			return true
		}
		if n.Domain == "" || domain != n.Domain && !strings.HasSuffix(domain, "."+n.Domain) {
			continue
		}
		if n.Hidden != Reviewer && n.Application == app {
			ours = true
		}
		theirs = theirs || n.Hidden == Reviewer
	}
	return theirs && !ours
}

// file tells what is in a file, and what is not known of it.
func (c *composer) file(here Finding, seek *seeker, x *Examined) {
	if x == nil {
		f := here
		f.Kind = Unread
		c.add(&f)
		return
	}
	if x.Held != "" {
		f := here
		f.Kind, f.What = HeldBack, string(x.Held)
		c.add(&f)
	}
	var unclear []string
	for _, p := range x.Pages {
		f := here
		f.Kind, f.Page = InFile, p.Number
		c.text(f, seek, p.Text, true)
		if p.Unclear {
			unclear = append(unclear, strconv.Itoa(p.Number))
		}
	}
	if len(unclear) > 0 {
		f := here
		f.Kind, f.What, f.Times = Unclear, ranges(unclear), len(unclear)
		c.add(&f)
	}
	if len(x.Marks) > 0 && x.Held == "" {
		f := here
		f.Kind, f.Times = Removed, len(x.Marks)
		var said []string
		for _, m := range x.Marks {
			said = append(said, strings.TrimSuffix(m.Name+": "+m.Value, ": "))
		}
		f.What = strings.Join(said, "; ")
		if r := []rune(f.What); len(r) > 400 {
			f.What = string(r[:400]) + "…"
		}
		c.add(&f)
	}
}

// ranges writes numbers in order as 1–3, 7.
func ranges(numbers []string) string {
	var out []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && follows(numbers[j], numbers[j+1]) {
			j++
		}
		if j > i {
			out = append(out, numbers[i]+"–"+numbers[j])
		} else {
			out = append(out, numbers[i])
		}
		i = j + 1
	}
	return strings.Join(out, ", ")
}

func follows(a, b string) bool {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return y == x+1
}

// lone finds the countries, states and themes that one application alone has; a cycle of one tells nothing by them.
func (c *composer) lone() {
	if len(c.in.Sources) < 2 {
		return
	}
	for _, by := range []struct {
		kind Kind
		of   func(*Source) []string
	}{
		{LoneCountry, func(s *Source) (out []string) {
			for _, x := range s.Countries {
				out = append(out, string(x))
			}
			return out
		}},
		{LoneState, func(s *Source) []string { return []string{string(s.State)} }},
		{LoneTheme, func(s *Source) []string { return []string{s.Theme} }},
	} {
		who := map[string][]*Source{}
		for i := range c.in.Sources {
			for _, v := range slices.Compact(slices.Sorted(slices.Values(by.of(&c.in.Sources[i])))) {
				who[v] = append(who[v], &c.in.Sources[i])
			}
		}
		for i := range c.in.Sources {
			s := &c.in.Sources[i]
			for _, v := range slices.Compact(slices.Sorted(slices.Values(by.of(s)))) {
				if v != "" && len(who[v]) == 1 {
					c.add(&Finding{Kind: by.kind, Application: s.Application, Number: s.Number, Title: s.Title, What: v, Times: 1})
				}
			}
		}
	}
}
