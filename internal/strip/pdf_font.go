package strip

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// font tells which letters the codes of a text are.
type font struct {
	wide    bool              // two bytes make a code
	letters map[uint32]string // as the font says itself
	plain   bool              // a code without letters of its own is one of a Latin code page
	page    *charmap.Charmap
}

// font reads how a font's codes become letters: its own table first, then its encoding.
func (f *file) font(d dict) *font {
	out := &font{wide: d.name("Subtype") == "Type0", page: charmap.Windows1252, letters: map[uint32]string{}}
	out.plain = !out.wide && d.name("Subtype") != "Type3"
	encoding := f.resolve(d.get("Encoding"))
	if n, ok := encoding.(name); ok && n == "MacRomanEncoding" {
		out.page = charmap.Macintosh
	}
	if e, ok := encoding.(dict); ok {
		if e.name("BaseEncoding") == "MacRomanEncoding" {
			out.page = charmap.Macintosh
		}
		out.differ(f.list(e.get("Differences")))
	}
	if base := string(d.name("BaseFont")); strings.Contains(base, "Symbol") || strings.Contains(base, "Dingbats") {
		out.plain = false
	}
	if s, ok := f.resolve(d.get("ToUnicode")).(stream); ok {
		if body, ok := f.decode(s); ok {
			out.table(body)
		}
	}
	return out
}

// read is the letters of a text; clear is false where some code has none.
func (f *font) read(t text) (words string, clear bool) {
	var out strings.Builder
	clear = true
	step := 1
	if f.wide {
		step = 2
	}
	for i := 0; i+step <= len(t); i += step {
		code := uint32(t[i])
		if f.wide {
			code = code<<8 | uint32(t[i+1])
		}
		letters, ok := f.letters[code]
		switch {
		case ok:
			out.WriteString(letters)
		case f.plain && code < 256:
			out.WriteRune(f.page.DecodeByte(byte(code)))
		default:
			clear = false
		}
	}
	return out.String(), clear
}

// differ reads the names of letters that stand for codes of the encoding.
func (f *font) differ(list array) {
	code := 0
	for _, x := range list {
		if n, ok := number(x); ok {
			code = n
			continue
		}
		if n, ok := x.(name); ok {
			if s := glyph(string(n)); s != "" {
				f.letters[uint32(code)] = s
			} else if f.letters[uint32(code)] == "" {
				f.letters[uint32(code)] = " "
			}
			code++
		}
	}
}

// glyph is the letter a name stands for: itself, one with an accent, or uniXXXX; empty for others.
func glyph(n string) string {
	n, _, _ = strings.Cut(n, ".")
	if n == "" {
		return ""
	}
	if len(n) == 1 {
		return n
	}
	if h, ok := strings.CutPrefix(n, "uni"); ok && len(h) >= 4 {
		if u, err := strconv.ParseUint(h[:4], 16, 32); err == nil {
			return string(rune(u))
		}
	}
	signs := map[string]string{
		"space": " ", "hyphen": "-", "period": ".", "comma": ",", "quotesingle": "'", "quoteright": "’", "germandbls": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
		"oslash": "ø", "Oslash": "Ø", "lslash": "ł", "Lslash": "Ł", "dotlessi": "ı", "eth": "ð", "thorn": "þ", "at": "@", "underscore": "_", "fi": "fi", "fl": "fl", "ff": "ff",
		"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "endash": "–", "emdash": "—",
	}
	if s := signs[n]; s != "" {
		return s
	}
	accents := map[string]string{
		"grave": "\u0300", "acute": "\u0301", "circumflex": "\u0302", "tilde": "\u0303", "macron": "\u0304", "breve": "\u0306", "dotaccent": "\u0307",
		"dieresis": "\u0308", "ring": "\u030a", "hungarumlaut": "\u030b", "caron": "\u030c", "cedilla": "\u0327", "ogonek": "\u0328",
	}
	if a := accents[n[1:]]; a != "" {
		return norm.NFC.String(n[:1] + a)
	}
	return ""
}

// table reads the font's own table of letters.
func (f *font) table(body []byte) {
	widest := 0
	r := &reader{b: body}
	r.operators(len(body), func(op string, args array) {
		switch op {
		case "endcodespacerange":
			for _, x := range args {
				if t, ok := x.(text); ok {
					widest = max(widest, len(t))
				}
			}
			if f.wide && widest == 1 {
				f.wide = false
			}
		case "endbfchar":
			args = texts(args)
			for i := 0; i+1 < len(args); i += 2 {
				f.letters[code(args[i])] = letters(args[i+1])
			}
		case "endbfrange":
			f.ranges(texts(args))
		}
	})
}

func (f *font) ranges(args array) {
	for i := 0; i+2 < len(args); i += 3 {
		from, to := code(args[i]), code(args[i+1])
		if to-from > 0xFFFF {
			continue
		}
		if list, ok := args[i+2].(array); ok {
			for j, x := range list {
				f.letters[from+uint32(j)] = letters(x)
			}
			continue
		}
		t, _ := args[i+2].(text)
		if len(t) < 2 {
			continue
		}
		for c := from; c <= to; c++ {
			f.letters[c] = letters(t)
			t = slices.Clone(t)
			t[len(t)-1]++
			if t[len(t)-1] == 0 {
				t[len(t)-2]++
			}
		}
	}
}

// texts leaves out the counts that stand before a list.
func texts(args array) array {
	return slices.DeleteFunc(args, func(v any) bool { _, n := v.(raw); return n })
}

func code(v any) uint32 {
	t, _ := v.(text)
	n := uint32(0)
	for _, c := range t {
		n = n<<8 | uint32(c)
	}
	return n
}

func letters(v any) string {
	t, _ := v.(text)
	var units []uint16
	for i := 0; i+1 < len(t); i += 2 {
		units = append(units, uint16(t[i])<<8|uint16(t[i+1]))
	}
	return string(utf16.Decode(units))
}
