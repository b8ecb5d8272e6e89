package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// face is one parsed TrueType font; widths are thousandths of an em.
type face struct {
	name       string
	tables     map[string][]byte
	unitsPerEm int
	glyphs     int
	longHMtx   int
	longLoca   bool
	gid        []uint16 // by code point of the basic plane
	ascent     int
	descent    int
	capHeight  int
	box        [4]int
	weight     int
	italic     bool
	nudge      map[rune]int // thousandths of an em to the right
	zoom       float64      // drawn larger than others at the same size
}

var (
	errNotTrueType = errors.New("not a TrueType font with outlines")
	errNoCmap      = errors.New("no Unicode character map")
)

const planeSize = 1 << 16

func parseFace(name string, data []byte) (*face, error) {
	f := &face{name: name, tables: map[string][]byte{}, zoom: 1}
	if len(data) < 12 || binary.BigEndian.Uint32(data) != 0x00010000 {
		return nil, fmt.Errorf("parse font %s: %w", name, errNotTrueType)
	}
	if len(data) < 12+16*int(u16(data, 4)) {
		return nil, fmt.Errorf("parse font %s: %w", name, errNotTrueType)
	}
	for i := range int(u16(data, 4)) {
		rec := data[12+16*i:]
		at, size := binary.BigEndian.Uint32(rec[8:]), binary.BigEndian.Uint32(rec[12:])
		if uint64(at)+uint64(size) > uint64(len(data)) {
			return nil, fmt.Errorf("parse font %s: %w", name, errNotTrueType)
		}
		f.tables[string(rec[:4])] = data[at : at+size]
	}
	for _, need := range []string{"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "OS/2", "post"} {
		if len(f.tables[need]) == 0 {
			return nil, fmt.Errorf("parse font %s: table %s: %w", name, need, errNotTrueType)
		}
	}
	f.readMetrics()
	if err := f.readCmap(); err != nil {
		return nil, fmt.Errorf("parse font %s: %w", name, err)
	}
	return f, nil
}

func (f *face) readMetrics() {
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	f.unitsPerEm = int(u16(head, 18))
	for i := range f.box {
		f.box[i] = f.scale(i16(head, 36+2*i))
	}
	f.italic = u16(head, 44)&2 != 0
	f.longLoca = u16(head, 50) == 1
	f.ascent, f.descent = f.scale(i16(hhea, 4)), f.scale(i16(hhea, 6))
	f.longHMtx = int(u16(hhea, 34))
	f.glyphs = int(u16(f.tables["maxp"], 4))
	f.weight = int(u16(os2, 4))
	f.capHeight = f.ascent
	if u16(os2, 0) > 1 {
		f.capHeight = f.scale(i16(os2, 88))
	}
}

// readCmap reads format 4 only: the basic plane is all that the document
// writer can address.
func (f *face) readCmap() error {
	cmap := f.tables["cmap"]
	for i := range int(u16(cmap, 2)) {
		rec := cmap[4+8*i:]
		platform, encoding := u16(rec, 0), u16(rec, 2)
		sub := cmap[binary.BigEndian.Uint32(rec[4:]):]
		if u16(sub, 0) != 4 || (platform != 0 && (platform != 3 || encoding != 1)) {
			continue
		}
		f.readFormat4(sub)
		return nil
	}
	return errNoCmap
}

func (f *face) readFormat4(sub []byte) {
	f.gid = make([]uint16, planeSize)
	double := int(u16(sub, 6))
	ends, starts := sub[14:], sub[16+double:]
	deltas, offsets := sub[16+2*double:], sub[16+3*double:]
	for seg := 0; seg < double; seg += 2 {
		start, end := int(u16(starts, seg)), int(u16(ends, seg))
		delta, offset := u16(deltas, seg), int(u16(offsets, seg))
		for r := start; r <= end && r < planeSize-1; r++ {
			id := uint16(r) + delta
			if offset != 0 {
				at := seg + offset + 2*(r-start)
				if at+2 > len(offsets) {
					continue
				}
				if id = u16(offsets, at); id != 0 {
					id += delta
				}
			}
			f.gid[r] = id
		}
	}
}

func (f *face) has(r rune) bool { return r > 0 && r < planeSize && f.gid[r] != 0 }

// width is rounded as the document writer rounds, so that lines measure as
// they will be drawn.
func (f *face) width(r rune) int { return f.scale(int(f.advance(int(f.gid[r])))) }

func (f *face) advance(gid int) uint16 {
	return u16(f.tables["hmtx"], 4*min(gid, f.longHMtx-1))
}

// extent is the horizontal reach of a glyph's outline.
func (f *face) extent(r rune) (left, right int) {
	if data := f.outline(int(f.gid[r])); len(data) >= 10 {
		return f.scale(i16(data, 2)), f.scale(i16(data, 6))
	}
	return 0, 0
}

func (f *face) outline(gid int) []byte {
	loca := f.tables["loca"]
	if f.longLoca {
		return f.tables["glyf"][binary.BigEndian.Uint32(loca[4*gid:]):binary.BigEndian.Uint32(loca[4*gid+4:])]
	}
	return f.tables["glyf"][2*int(u16(loca, 2*gid)) : 2*int(u16(loca, 2*gid+2))]
}

func (f *face) scale(v int) int {
	twice := 2000*v + f.unitsPerEm
	if twice < 0 {
		return -((-2000*v + f.unitsPerEm) / (2 * f.unitsPerEm))
	}
	return twice / (2 * f.unitsPerEm)
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func i16(b []byte, at int) int    { return int(int16(u16(b, at))) }
