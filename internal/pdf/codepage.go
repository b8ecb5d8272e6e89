package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/encoding/charmap"
)

// codePage is a font cut down to Windows-1252 and packed once. Western text
// set with it needs no parsing and no compressing of fonts per document.
type codePage struct {
	family     string
	definition []byte
	packed     []byte
}

func newCodePage(f *face) (*codePage, error) {
	var runes []rune
	widths := make([]int, 256)
	for code := 32; code < 256; code++ {
		r := charmap.Windows1252.DecodeByte(byte(code))
		if f.has(r) && narrow(r) {
			widths[code] = f.width(r)
			runes = append(runes, r)
		}
	}
	slices.Sort(runes)
	cut := f.subset(runes)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(cut); err != nil {
		return nil, fmt.Errorf("pack font %s: %w", f.name, err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack font %s: %w", f.name, err)
	}
	definition, err := json.Marshal(map[string]any{
		"Tp": "TrueType", "Name": "VITRIN+" + f.name, "Up": -100, "Ut": 50, "Cw": widths, "Enc": "cp1252",
		"File": f.name + ".z", "OriginalSize": len(cut),
		"Desc": map[string]any{
			"Ascent": f.ascent, "Descent": f.descent, "CapHeight": f.capHeight, "Flags": f.flags(),
			"FontBBox":    map[string]int{"Xmin": f.box[0], "Ymin": f.box[1], "Xmax": f.box[2], "Ymax": f.box[3]},
			"ItalicAngle": f.slant(), "StemV": 50 + f.weight*f.weight/4225, "MissingWidth": f.scale(int(f.advance(0))),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("describe font %s: %w", f.name, err)
	}
	return &codePage{family: f.name, definition: definition, packed: packed.Bytes()}, nil
}

// flags are those of a font descriptor: nonsymbolic, and italic.
func (f *face) flags() int {
	if f.italic {
		return 32 | 64
	}
	return 32
}

func (f *face) slant() int {
	if f.italic {
		return -12
	}
	return 0
}

// narrow says whether a character may be written as one Windows-1252 byte.
// The no-break space and the soft hyphen share their glyphs with others there
// and would be read back as those.
func narrow(r rune) bool {
	if r >= 0x20 && r < 0x7F || r > 0xA0 && r <= 0xFF && r != 0xAD {
		return true
	}
	b, ok := charmap.Windows1252.EncodeRune(r)
	return ok && b >= 0x80 && b < 0xA0 && r > 0xFF
}

func encodeNarrow(runes []rune) string {
	out := make([]byte, len(runes))
	for i, r := range runes {
		out[i], _ = charmap.Windows1252.EncodeRune(r)
	}
	return string(out)
}
