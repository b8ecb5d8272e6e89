package strip

import (
	"bytes"
	"strconv"
)

// The values of a PDF file; numbers, booleans and null stay as they are written.
type (
	name  string
	ref   int
	raw   string
	text  []byte
	array []any
	dict  []entry
	entry struct {
		key   name
		value any
	}
	stream struct {
		dict dict
		data []byte
	}
	keyword string // an operator, or a word of the file's structure
)

func (d dict) get(key name) any {
	for _, e := range d {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

func (d dict) name(key name) name {
	n, _ := d.get(key).(name)
	return n
}

func (d dict) without(keys ...name) dict {
	var out dict
next:
	for _, e := range d {
		for _, k := range keys {
			if e.key == k {
				continue next
			}
		}
		out = append(out, e)
	}
	return out
}

func number(v any) (int, bool) {
	r, ok := v.(raw)
	n, err := strconv.Atoi(string(r))
	return n, ok && err == nil
}

// deepest bounds how far values lie within each other.
const deepest = 200

// reader reads values one after the other.
type reader struct {
	b     []byte
	at    int
	depth int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (r *reader) skip() {
	for r.at < len(r.b) {
		switch c := r.b[r.at]; {
		case space(c):
			r.at++
		case c == '%':
			for r.at < len(r.b) && r.b[r.at] != '\n' && r.b[r.at] != '\r' {
				r.at++
			}
		default:
			return
		}
	}
}

func (r *reader) word() string {
	from := r.at
	for r.at < len(r.b) && !space(r.b[r.at]) && !delimiter(r.b[r.at]) {
		r.at++
	}
	return string(r.b[from:r.at])
}

// value reads the next value; ok is false at the end and where there is none.
func (r *reader) value() (v any, ok bool) {
	r.skip()
	if r.at >= len(r.b) || r.depth > deepest {
		return nil, false
	}
	switch c := r.b[r.at]; c {
	case '/':
		r.at++
		return r.name(), true
	case '(':
		return r.literal(), true
	case '<':
		if r.at+1 < len(r.b) && r.b[r.at+1] == '<' {
			r.at += 2
			return r.dict(), true
		}
		return r.hex(), true
	case '[':
		r.at++
		return r.array(), true
	case ')', '>', ']', '{', '}':
		r.at++
		return keyword(string(c)), true
	}
	w := r.word()
	if w == "" {
		return nil, false
	}
	if c := w[0]; c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		return r.number(w), true
	}
	switch w {
	case "true", "false", "null":
		return raw(w), true
	}
	return keyword(w), true
}

// number reads a number, or a reference where a generation and an R follow.
func (r *reader) number(w string) any {
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		return raw(w)
	}
	look := reader{b: r.b, at: r.at}
	look.skip()
	if _, err := strconv.Atoi(look.word()); err != nil {
		return raw(w)
	}
	look.skip()
	if look.at < len(look.b) && look.b[look.at] == 'R' && (look.at+1 == len(look.b) || space(look.b[look.at+1]) || delimiter(look.b[look.at+1])) {
		r.at = look.at + 1
		return ref(n)
	}
	return raw(w)
}

func (r *reader) name() name {
	w := r.word()
	if !bytes.ContainsRune([]byte(w), '#') {
		return name(w)
	}
	var out []byte
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			if n, err := strconv.ParseUint(w[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, w[i])
	}
	return name(out)
}

func (r *reader) literal() text {
	var out text
	r.at++
	for open := 1; r.at < len(r.b); r.at++ {
		c := r.b[r.at]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				r.at++
				return out
			}
		case '\\':
			r.at++
			out = r.escape(out)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (r *reader) escape(out text) text {
	if r.at >= len(r.b) {
		return out
	}
	c := r.b[r.at]
	switch {
	case c >= '0' && c <= '7':
		n := 0
		i := 0
		for ; i < 3 && r.at+i < len(r.b) && r.b[r.at+i] >= '0' && r.b[r.at+i] <= '7'; i++ {
			n = n*8 + int(r.b[r.at+i]-'0')
		}
		r.at += i - 1
		return append(out, byte(n))
	case c == '\r':
		if r.at+1 < len(r.b) && r.b[r.at+1] == '\n' {
			r.at++
		}
		return out
	case c == '\n':
		return out
	}
	if to, ok := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}[c]; ok {
		c = to
	}
	return append(out, c)
}

func (r *reader) hex() text {
	var out text
	half, has := byte(0), false
	for r.at++; r.at < len(r.b); r.at++ {
		c := r.b[r.at]
		switch {
		case c == '>':
			r.at++
			if has {
				out = append(out, half<<4)
			}
			return out
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			continue
		}
		if has {
			out = append(out, half<<4|c)
		}
		half, has = c, !has
	}
	return out
}

func (r *reader) array() array {
	out := array{}
	r.depth++
	defer func() { r.depth-- }()
	for {
		v, ok := r.value()
		if !ok || v == keyword("]") {
			return out
		}
		out = append(out, v)
	}
}

func (r *reader) dict() dict {
	out := dict{}
	r.depth++
	defer func() { r.depth-- }()
	for {
		k, ok := r.value()
		if !ok {
			return out
		}
		if k == keyword(">") { // the first of the two that end it
			if r.at < len(r.b) && r.b[r.at] == '>' {
				r.at++
			}
			return out
		}
		key, named := k.(name)
		if !named {
			continue
		}
		v, ok := r.value()
		if !ok {
			return out
		}
		if v == keyword(">") {
			r.at--
			continue
		}
		out = append(out, entry{key, v})
	}
}

// operators reads to the end, and gives each operator the last of the values before it, as many as asked.
func (r *reader) operators(most int, do func(op string, args array)) {
	var args array
	for r.at < len(r.b) {
		v, ok := r.value()
		if !ok {
			r.at++
			continue
		}
		if op, is := v.(keyword); is {
			do(string(op), args)
			args = nil
			continue
		}
		if args = append(args, v); len(args) > most {
			args = args[1:]
		}
	}
}
