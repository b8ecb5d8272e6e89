package strip

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"
	"slices"
	"strings"
)

// file is the objects of a PDF as its last revision has them.
type file struct {
	objects   map[int]any
	root      ref
	rooted    bool
	infos     []any
	encrypted bool
	unpacked  int // bytes
}

// load reads every object from beginning to end, so that no table of places has to be right.
func load(b []byte) *file {
	f := &file{objects: map[int]any{}}
	r := &reader{b: b}
	var last, before any
	for {
		v, ok := r.value()
		if !ok {
			if r.at >= len(b) {
				return f
			}
			r.at++
			continue
		}
		switch v {
		case keyword("obj"):
			n, numbered := number(before)
			object := r.object()
			if numbered {
				f.keep(n, object)
			}
		case keyword("trailer"):
			if t, ok := r.value(); ok {
				if d, ok := t.(dict); ok {
					f.trailer(d)
				}
			}
		}
		before, last = last, v
	}
}

// object reads a value up to endobj, with the stream that may follow it.
func (r *reader) object() any {
	v, _ := r.value()
	d, ok := v.(dict)
	if !ok {
		return v
	}
	r.skip()
	if !bytes.HasPrefix(r.b[r.at:], []byte("stream")) {
		return v
	}
	r.at += len("stream")
	if r.at < len(r.b) && r.b[r.at] == '\r' {
		r.at++
	}
	if r.at < len(r.b) && r.b[r.at] == '\n' {
		r.at++
	}
	from := r.at
	if n, ok := number(d.get("Length")); ok && n >= 0 && from+n <= len(r.b) {
		end := reader{b: r.b, at: from + n}
		for end.at < len(end.b) && space(end.b[end.at]) {
			end.at++
		}
		if bytes.HasPrefix(r.b[end.at:], []byte("endstream")) {
			r.at = end.at + len("endstream")
			return stream{d, r.b[from : from+n]}
		}
	}
	n := bytes.Index(r.b[from:], []byte("endstream"))
	if n < 0 {
		n = len(r.b) - from
		r.at = len(r.b)
	} else {
		r.at = from + n + len("endstream")
	}
	data := r.b[from : from+n]
	data = bytes.TrimSuffix(data, []byte("\n"))
	return stream{d, bytes.TrimSuffix(data, []byte("\r"))}
}

func (f *file) keep(n int, object any) {
	f.objects[n] = object
	s, ok := object.(stream)
	if !ok {
		return
	}
	switch s.dict.name("Type") {
	case "XRef":
		f.trailer(s.dict)
		delete(f.objects, n)
	case "ObjStm":
		delete(f.objects, n)
		f.packed(s)
	}
}

// packed reads the objects that lie packed in a stream.
func (f *file) packed(s stream) {
	body, ok := f.decode(s)
	first, known := number(f.resolve(s.dict.get("First")))
	if !ok || !known || first < 0 || first > len(body) {
		return
	}
	head := &reader{b: body[:first]}
	for {
		a, ok := head.value()
		b, ok2 := head.value()
		if !ok || !ok2 {
			return
		}
		n, ok := number(a)
		at, ok2 := number(b)
		if !ok || !ok2 || at < 0 || first+at > len(body) {
			return
		}
		if v, ok := (&reader{b: body, at: first + at}).value(); ok {
			f.objects[n] = v
		}
	}
}

func (f *file) trailer(d dict) {
	if r, ok := d.get("Root").(ref); ok {
		f.root, f.rooted = r, true
	}
	if v := d.get("Info"); v != nil {
		f.infos = append(f.infos, v)
	}
	if v := d.get("Encrypt"); v != nil && v != any(raw("null")) {
		f.encrypted = true
	}
}

// resolve follows references, as far as they lead somewhere.
func (f *file) resolve(v any) any {
	for range 32 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.objects[int(r)]
	}
	return nil
}

func (f *file) dict(v any) dict {
	switch v := f.resolve(v).(type) {
	case dict:
		return v
	case stream:
		return v.dict
	}
	return nil
}

func (f *file) list(v any) array {
	switch v := f.resolve(v).(type) {
	case array:
		return v
	case nil:
		return nil
	default:
		return array{v}
	}
}

// decode unpacks a stream; ok is false for a packing that is not known, such as a picture's.
func (f *file) decode(s stream) (data []byte, ok bool) {
	filters := f.list(s.dict.get("Filter"))
	params := f.list(s.dict.get("DecodeParms"))
	data = s.data
	for i, x := range filters {
		n, _ := f.resolve(x).(name)
		var parms dict
		if i < len(params) {
			parms = f.dict(params[i])
		}
		switch n {
		case "FlateDecode", "Fl":
			data, ok = f.inflate(data, parms)
		case "ASCIIHexDecode", "AHx":
			data, ok = (&reader{b: slices.Concat([]byte("<"), data, []byte(">"))}).hex(), true
		case "ASCII85Decode", "A85":
			data, ok = base85(data)
		default:
			return nil, false
		}
		if !ok {
			return nil, false
		}
	}
	return data, true
}

func (f *file) inflate(data []byte, parms dict) ([]byte, bool) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(MostBytes-f.unpacked)+1))
	f.unpacked += len(out)
	if f.unpacked > MostBytes || err != nil && len(out) == 0 {
		return nil, false
	}
	if p, _ := number(f.resolve(parms.get("Predictor"))); p >= 10 {
		columns, ok := number(f.resolve(parms.get("Columns")))
		if !ok {
			columns = 1
		}
		colors, ok := number(f.resolve(parms.get("Colors")))
		if !ok {
			colors = 1
		}
		return unpredict(out, columns*colors, colors), true
	}
	return out, true
}

// unpredict undoes the PNG filters of rows of bytes.
func unpredict(b []byte, width, step int) []byte {
	if width < 1 || step < 1 {
		return nil
	}
	var out []byte
	above := make([]byte, width)
	for ; len(b) > width; b = b[width+1:] {
		row := slices.Clone(b[1 : width+1])
		for i := range row {
			left, corner := byte(0), byte(0)
			if i >= step {
				left, corner = row[i-step], above[i-step]
			}
			switch b[0] {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		out, above = append(out, row...), row
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	far := func(x byte) int { return max(p-int(x), int(x)-p) }
	if far(a) <= far(b) && far(a) <= far(c) {
		return a
	}
	if far(b) <= far(c) {
		return b
	}
	return c
}

func base85(data []byte) ([]byte, bool) {
	s, _, _ := strings.Cut(string(data), "~>")
	out := make([]byte, len(s)*4+8)
	n, _, err := ascii85.Decode(out, []byte(s), true)
	return out[:n], err == nil
}
