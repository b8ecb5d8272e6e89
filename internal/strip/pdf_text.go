package strip

import (
	"strconv"
	"strings"
)

// mostText bounds what is kept of a file's text.
const mostText = 4 << 20

// texts is the text of every page, in the order it is drawn.
func (f *file) texts() []Page {
	var out []Page
	fonts := map[ref]*font{}
	left := mostText
	for i, d := range f.pages() {
		p := &painter{file: f, fonts: fonts}
		p.paint(p.contents(d.get("Contents")), f.dict(d.get("Resources")), 0)
		t := strings.TrimSpace(p.out.String())
		page := Page{Number: i + 1, Text: t, Unclear: p.unclear || t == "" && p.drawn}
		if left -= len(t); left < 0 {
			page.Text, page.Unclear = "", true
		}
		for _, a := range f.list(d.get("Annots")) {
			if words := spoken(textOf(f, f.dict(a).get("Contents"))); words != "" {
				page.Text += "\n" + words
			}
		}
		out = append(out, page)
	}
	return out
}

// painter follows what a page draws and keeps its text.
type painter struct {
	file    *file
	fonts   map[ref]*font
	font    *font
	out     strings.Builder
	unclear bool
	drawn   bool
}

func (p *painter) contents(v any) []byte {
	var out []byte
	for _, x := range p.file.list(v) {
		s, ok := p.file.resolve(x).(stream)
		if !ok {
			continue
		}
		body, ok := p.file.decode(s)
		if !ok {
			p.unclear = true
			continue
		}
		out = append(append(out, body...), '\n')
	}
	return out
}

func (p *painter) paint(content []byte, resources dict, depth int) {
	r := &reader{b: content}
	r.operators(64, func(op string, args array) { p.do(op, args, resources, r, depth) })
}

func (p *painter) do(op string, args array, resources dict, r *reader, depth int) {
	last := any(nil)
	if len(args) > 0 {
		last = args[len(args)-1]
	}
	switch op {
	case "Tf":
		if len(args) > 1 {
			n, _ := args[len(args)-2].(name)
			p.font = p.fontOf(p.file.dict(resources.get("Font")).get(n))
		}
	case "Tj":
		p.show(last)
	case "'", "\"":
		p.out.WriteByte('\n')
		p.show(last)
	case "TJ":
		parts, _ := last.(array)
		for _, x := range parts {
			if n, ok := x.(raw); ok {
				if f, err := strconv.ParseFloat(string(n), 64); err == nil && f < -180 {
					p.out.WriteByte(' ')
				}
				continue
			}
			p.show(x)
		}
	case "Td", "TD", "Tm":
		if len(args) > 1 {
			if y, _ := args[len(args)-1].(raw); op != "Tm" && (y == "0" || y == "-0") {
				p.out.WriteByte(' ')
				return
			}
		}
		p.out.WriteByte('\n')
	case "T*", "ET":
		p.out.WriteByte('\n')
	case "Do":
		n, _ := last.(name)
		p.object(p.file.resolve(p.file.dict(resources.get("XObject")).get(n)), resources, depth)
	case "BI":
		p.drawn = true
		if i := strings.Index(string(r.b[r.at:]), "EI"); i >= 0 {
			r.at += i + 2
		}
	case "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh":
		p.drawn = true
	}
}

func (p *painter) object(v any, resources dict, depth int) {
	s, ok := v.(stream)
	switch {
	case !ok || depth > 8:
		p.unclear = true
	case s.dict.name("Subtype") != "Form":
		p.drawn = true
	default:
		if own := p.file.dict(s.dict.get("Resources")); own != nil {
			resources = own
		}
		body, ok := p.file.decode(s)
		if !ok {
			p.unclear = true
		}
		kept := p.font
		p.paint(body, resources, depth+1)
		p.font = kept
	}
}

func (p *painter) show(v any) {
	t, ok := v.(text)
	if !ok || len(t) == 0 {
		return
	}
	if p.out.Len() > mostText {
		p.unclear = true
		return
	}
	if p.font == nil {
		p.unclear = true
		return
	}
	words, clear := p.font.read(t)
	p.out.WriteString(words)
	p.unclear = p.unclear || !clear
}

func (p *painter) fontOf(v any) *font {
	r, named := v.(ref)
	if f := p.fonts[r]; named && f != nil {
		return f
	}
	d := p.file.dict(v)
	if d == nil {
		return nil
	}
	f := p.file.font(d)
	if named {
		p.fonts[r] = f
	}
	return f
}
