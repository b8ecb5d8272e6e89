package strip

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// stripPDF writes a PDF anew: only what its last revision reaches from its pages, without properties, and without
// who wrote its comments and signatures.
func stripPDF(b []byte) *Copy {
	f := load(b)
	if f.encrypted {
		return held(Encrypted, nil, nil)
	}
	if !f.rooted || len(f.pages()) == 0 {
		return held(Broken, nil, nil)
	}
	pages := f.texts()
	w := &writer{file: f, number: map[int]int{}}
	w.properties()
	out := w.write()
	switch {
	case w.held != "":
		return held(w.held, w.marks, pages)
	case f.unpacked > MostBytes:
		return held(TooLarge, w.marks, pages)
	}
	again := load(out)
	check := &writer{file: again, number: map[int]int{}}
	check.properties()
	if second := check.write(); check.held != "" || len(check.marks) > 0 || len(again.pages()) != len(f.pages()) || !bytes.Equal(second, out) {
		return held(Marked, w.marks, pages)
	}
	return &Copy{Bytes: out, Marks: w.marks, Pages: pages}
}

// pages are the dictionaries of all pages in order, with what they inherit.
func (f *file) pages() []dict {
	var out []dict
	seen := map[ref]bool{}
	var walk func(v, resources any, depth int)
	walk = func(v, resources any, depth int) {
		if r, ok := v.(ref); ok {
			if seen[r] {
				return
			}
			seen[r] = true
		}
		d := f.dict(v)
		if d == nil || depth > deepest {
			return
		}
		if own := d.get("Resources"); own != nil {
			resources = own
		}
		kids := f.list(d.get("Kids"))
		if d.get("Kids") == nil && d.name("Type") != "Pages" {
			out = append(out, append(d.without("Resources"), entry{"Resources", resources}))
			return
		}
		for _, k := range kids {
			walk(k, resources, depth+1)
		}
	}
	walk(f.dict(f.root).get("Pages"), nil, 0)
	return out
}

// writer writes what is reached, in the order it is reached, and notes what it leaves out.
type writer struct {
	file   *file
	number map[int]int // the new number of an old one
	order  []int
	marks  []Mark
	held   Held
}

// properties notes what the file says of itself.
func (w *writer) properties() {
	seen := map[Mark]bool{}
	for _, v := range w.file.infos {
		for _, e := range w.file.dict(v) {
			t, ok := w.file.resolve(e.value).(text)
			if !ok {
				continue
			}
			if m := mark(string(e.key), spoken(t)); m.Value != "" && !seen[m] {
				seen[m] = true
				w.marks = append(w.marks, m)
			}
		}
	}
}

func (w *writer) write() []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	root := w.at(w.file.root)
	places := []int{}
	for i := 0; i < len(w.order); i++ {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n", i+1)
		w.put(&out, w.clean(w.file.objects[w.order[i]]))
		out.WriteString("\nendobj\n")
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, p := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", p)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, root, start)
	return out.Bytes()
}

// at is the new number of an object, which is then written too.
func (w *writer) at(r ref) int {
	if n := w.number[int(r)]; n > 0 {
		return n
	}
	w.order = append(w.order, int(r))
	w.number[int(r)] = len(w.order)
	return len(w.order)
}

// clean takes out of one object what says who made it.
func (w *writer) clean(v any) any {
	switch v := v.(type) {
	case dict:
		return w.cleanDict(v)
	case stream:
		d := w.cleanDict(v.dict).without("Length")
		v.data = w.cleanData(d, v.data)
		v.dict = append(d, entry{"Length", raw(fmt.Sprint(len(v.data)))})
		return v
	}
	return v
}

func (w *writer) cleanDict(d dict) dict {
	if m := d.get("Metadata"); m != nil {
		w.marks = append(w.marks, w.packet(m)...)
	}
	for _, e := range d {
		if e.key == "PieceInfo" {
			w.marks = append(w.marks, mark("private data of a program", ""))
		}
	}
	if tree := w.file.dict(d.get("EmbeddedFiles")); len(w.file.list(tree.get("Names")))+len(w.file.list(tree.get("Kids"))) > 0 || d.get("EF") != nil {
		w.held = Attached
	}
	d = d.without("Metadata", "PieceInfo", "LastModified", "EmbeddedFiles")
	switch {
	case d.name("Type") == "Sig" || d.get("ByteRange") != nil:
		w.marks = append(w.marks, mark("signature", spoken(textOf(w.file, d.get("Name")))))
		return dict{}
	case d.get("Rect") != nil && d.get("Subtype") != nil && d.name("Subtype") != "Widget" && d.name("Subtype") != "Link":
		if who := spoken(textOf(w.file, d.get("T"))); who != "" {
			w.marks = append(w.marks, mark("writer of a comment", who))
		}
		d = d.without("T", "M", "NM", "CreationDate")
	}
	return d
}

func textOf(f *file, v any) text {
	t, _ := f.resolve(v).(text)
	return t
}

// cleanData strips photographs within the file.
func (w *writer) cleanData(d dict, data []byte) []byte {
	filters := w.file.list(d.get("Filter"))
	if len(filters) == 1 && w.file.resolve(filters[0]) == any(name("DCTDecode")) {
		if out, marks, ok := stripJPEG(data); ok {
			w.marks = append(w.marks, marks...)
			return out
		}
	}
	if len(filters) > 0 && d.name("Subtype") == "Image" && telling(data) {
		w.held = Marked
	}
	return data
}

var packets = regexp.MustCompile(`(?s)<((?:dc|xmp|pdf|photoshop|xmpMM|Iptc4xmpCore|xmpRights):[\w]+)[^<>]*>(.*?)</`)

// packet is what a packet of metadata says.
func (w *writer) packet(v any) []Mark {
	out := []Mark{mark("metadata", "")}
	s, ok := w.file.resolve(v).(stream)
	if !ok {
		return out
	}
	body, _ := w.file.decode(s)
	for _, m := range packets.FindAllSubmatch(body, -1) {
		value := plain(regexp.MustCompile(`<[^<>]*>`).ReplaceAll(m[2], []byte(" ")))
		if strings.TrimSpace(value) != "" {
			out = append(out, mark(string(m[1]), value))
		}
	}
	return out
}

// put writes a value; references get their new numbers.
func (w *writer) put(out *bytes.Buffer, v any) {
	switch v := v.(type) {
	case nil:
		out.WriteString("null")
	case raw:
		out.WriteString(string(v))
	case keyword:
		out.WriteString("null")
	case name:
		putName(out, v)
	case text:
		fmt.Fprintf(out, "<%X>", []byte(v))
	case ref:
		if _, there := w.file.objects[int(v)]; !there {
			out.WriteString("null")
			return
		}
		fmt.Fprintf(out, "%d 0 R", w.at(v))
	case array:
		out.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				out.WriteByte(' ')
			}
			w.put(out, w.clean(x))
		}
		out.WriteByte(']')
	case dict:
		w.putDict(out, v)
	case stream:
		w.putDict(out, v.dict)
		out.WriteString("\nstream\n")
		out.Write(v.data)
		out.WriteString("\nendstream")
	}
}

func (w *writer) putDict(out *bytes.Buffer, d dict) {
	out.WriteString("<<")
	for _, e := range d {
		putName(out, e.key)
		out.WriteByte(' ')
		v := e.value
		if _, inner := v.(dict); inner {
			v = w.clean(v)
		}
		w.put(out, v)
	}
	out.WriteString(">>")
}

func putName(out *bytes.Buffer, n name) {
	out.WriteByte('/')
	for _, c := range []byte(n) {
		if c <= ' ' || c >= 0x7F || c == '#' || delimiter(c) {
			fmt.Fprintf(out, "#%02X", c)
			continue
		}
		out.WriteByte(c)
	}
}

// spoken is a text of the file's structure, in either of its two writings.
func spoken(t text) string {
	if bytes.HasPrefix(t, []byte{0xFE, 0xFF}) {
		var units []uint16
		for i := 2; i+1 < len(t); i += 2 {
			units = append(units, uint16(t[i])<<8|uint16(t[i+1]))
		}
		return string(utf16.Decode(units))
	}
	if b, ok := bytes.CutPrefix(t, []byte{0xEF, 0xBB, 0xBF}); ok {
		return string(b)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(slices.Clone(t))
	if err != nil {
		return ""
	}
	return string(s)
}
