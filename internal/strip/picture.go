package strip

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// stripJPEG keeps what draws the picture: frames, tables, scans, color profile and which way is up.
// What follows the picture, such as a second one or a film, goes too.
func stripJPEG(b []byte) (out []byte, marks []Mark, ok bool) {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return nil, nil, false
	}
	out = append(out, 0xFF, 0xD8)
	for at := 2; ; {
		if at+4 > len(b) || b[at] != 0xFF {
			return nil, nil, false
		}
		kind := b[at+1]
		switch kind {
		case 0xFF: // a fill byte
			at++
			continue
		case 0xD9:
			if n := len(b) - at - 2; n > 0 {
				marks = append(marks, mark("after the picture", sized(n)))
			}
			return append(out, 0xFF, 0xD9), marks, true
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) || end < at+4 {
			return nil, nil, false
		}
		body := b[at+4 : end]
		switch keep, m := jpegPart(kind, body); {
		case keep:
			out = append(out, b[at:end]...)
		case m.Name != "":
			marks = append(marks, m)
			if turn := turned(body); turn > 1 {
				out = append(out, upright(turn)...)
			}
		}
		if at = end; kind != 0xDA {
			continue
		}
		for end < len(b)-1 && (b[end] != 0xFF || b[end+1] == 0 || b[end+1] >= 0xD0 && b[end+1] <= 0xD7) {
			end++
		}
		if end >= len(b)-1 { // cut off: nothing is missing that a reader needs
			return append(append(out, b[at:]...), 0xFF, 0xD9), marks, true
		}
		out = append(out, b[at:end]...)
		if at = end; b[end+1] == 0xD9 && end+2 <= len(b) && end+4 > len(b) { // the end, with less than a part after it
			if len(b) > end+2 {
				marks = append(marks, mark("after the picture", sized(len(b)-end-2)))
			}
			return append(out, 0xFF, 0xD9), marks, true
		}
	}
}

// jpegPart tells whether a part draws, and else what it was.
func jpegPart(kind byte, body []byte) (keep bool, m Mark) {
	switch {
	case kind == 0xFE:
		return false, mark("comment", string(body))
	case kind == 0xE0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) <= 14,
		kind == 0xE2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")),
		kind == 0xEE && bytes.HasPrefix(body, []byte("Adobe")):
		return true, Mark{}
	case kind == 0xE1 && bytes.Equal(body, upright(turned(body))[4:]):
		return true, Mark{} // our own: which way is up, and nothing else
	case kind >= 0xE0 && kind <= 0xEF:
		name, _, _ := strings.Cut(strings.ToValidUTF8(string(body[:min(len(body), 32)]), ""), "\x00")
		return false, mark(name+" data", exifWords(body))
	}
	return true, Mark{}
}

// turned is the orientation of an Exif part, 1 to 8; 0 where there is none.
func turned(body []byte) int {
	entries, order := exifEntries(body)
	for _, e := range entries {
		if order.Uint16(e) == 0x0112 {
			if n := int(order.Uint16(e[8:])); n >= 1 && n <= 8 {
				return n
			}
		}
	}
	return 0
}

// upright is an Exif part that says which way is up and nothing else.
func upright(turn int) []byte {
	part := append([]byte{0xFF, 0xE1, 0, 34}, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"...)
	return append(part, byte(turn), 0, 0, 0, 0, 0, 0)
}

// exifEntries are the entries of the first directory, twelve bytes each.
func exifEntries(body []byte) ([][]byte, binary.ByteOrder) {
	tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 10 {
		return nil, nil
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	from := int(order.Uint32(tiff[4:]))
	if from < 8 || from > len(tiff)-2 {
		return nil, nil
	}
	var out [][]byte
	for i := range int(order.Uint16(tiff[from:])) {
		at := from + 2 + 12*i
		if at+12 > len(tiff) {
			break
		}
		out = append(out, tiff[at:at+12])
	}
	return out, order
}

// exifWords are the artist, rights and machine that an Exif part names.
func exifWords(body []byte) string {
	entries, order := exifEntries(body)
	var out []string
	for _, e := range entries {
		tag, n := order.Uint16(e), int(order.Uint32(e[4:]))
		name := map[uint16]string{0x010F: "make", 0x0110: "model", 0x0131: "program", 0x013B: "artist", 0x8298: "rights", 0x8825: "place"}[tag]
		if name == "" {
			continue
		}
		value := ""
		if order.Uint16(e[2:]) == 2 {
			text := e[8:]
			if from := int(order.Uint32(e[8:])) + 6; n > 4 && from > 0 && n <= len(body) && from+n <= len(body) {
				text = body[from : from+n]
			}
			value = strings.Trim(string(text[:min(n, len(text))]), "\x00 ")
		}
		out = append(out, strings.TrimSpace(name+" "+value))
	}
	return strings.Join(out, "; ")
}

// stripPNG keeps the chunks that draw and nothing else.
func stripPNG(b []byte) (out []byte, marks []Mark, ok bool) {
	head := []byte("\x89PNG\r\n\x1a\n")
	if !bytes.HasPrefix(b, head) {
		return nil, nil, false
	}
	out = append(out, head...)
	for at := len(head); at+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[at:]))
		end := at + 12 + n
		if n < 0 || end > len(b) {
			return nil, nil, false
		}
		kind, body := string(b[at+4:at+8]), b[at+8:at+8+n]
		switch kind {
		case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT":
			out = append(out, b[at:end]...)
		default:
			value := ""
			if kind == "tEXt" || kind == "iTXt" {
				value = strings.ReplaceAll(string(body), "\x00", " ")
			}
			marks = append(marks, mark(kind, value))
		}
		if at = end; kind == "IEND" {
			if at < len(b) {
				marks = append(marks, mark("after the picture", sized(len(b)-at)))
			}
			return out, marks, true
		}
	}
	return nil, nil, false
}
