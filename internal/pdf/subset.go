package pdf

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Flags of a composite glyph's components.
const (
	componentWords   = 0x0001
	componentOffsets = 0x0002
	componentScale   = 0x0008
	componentMore    = 0x0020
	componentXYScale = 0x0040
	component2x2     = 0x0080
)

// subset keeps the glyphs of some characters (sorted, without repeats) as a
// font file of its own. Hints and layout tables are left behind: they are of
// no use on paper and parsing them is what makes whole fonts slow.
func (f *face) subset(runes []rune) []byte {
	gids := f.closure(runes)
	place := make(map[int]int, len(gids))
	for i, gid := range gids {
		place[gid] = i
	}
	var glyf, loca, hmtx []byte
	for _, gid := range gids {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		outline := slices.Clone(f.outline(gid))
		components(outline, func(at int) {
			binary.BigEndian.PutUint16(outline[at:], uint16(place[int(u16(outline, at))]))
		})
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.advance(gid))
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.bearing(gid))
	}
	moved := map[rune]int{}
	for _, r := range runes {
		if f.nudge[r] == 0 {
			continue
		}
		moved[r] = len(gids) + len(moved)
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		dx := f.nudge[r] * f.unitsPerEm / 1000
		glyf = append(glyf, f.movedOutline(int(f.gid[r]), place[int(f.gid[r])], dx)...)
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.advance(int(f.gid[r])))
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.bearing(int(f.gid[r]))+uint16(dx))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	count := len(gids) + len(moved)
	return assemble(map[string][]byte{
		"cmap": f.subsetCmap(runes, place, moved),
		"glyf": glyf, "loca": loca, "hmtx": hmtx,
		"head": patched(f.tables["head"], 50, 1),
		"hhea": patched(f.tables["hhea"], 34, count),
		"maxp": f.subsetMaxp(count),
		"name": {0, 0, 0, 0, 0, 6},
		"OS/2": f.tables["OS/2"],
		"post": append([]byte{0, 3, 0, 0}, f.tables["post"][4:32]...),
	})
}

// movedOutline is a composite of one part, so that the outline itself need not
// be read; it is padded to four bytes.
func (f *face) movedOutline(gid, part, dx int) []byte {
	outline := f.outline(gid)
	out := []byte{0xFF, 0xFF}
	for i, at := range []int{2, 4, 6, 8} {
		v := i16(outline, at)
		if i%2 == 0 {
			v += dx
		}
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	for _, v := range []int{componentWords | componentOffsets, part, dx, 0, 0} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	return out
}

// subsetMaxp admits composites where the font had none.
func (f *face) subsetMaxp(count int) []byte {
	maxp := patched(f.tables["maxp"], 4, count)
	for _, at := range []int{28, 30} {
		if len(maxp) >= 32 && u16(maxp, at) == 0 {
			maxp = patched(maxp, at, 1)
		}
	}
	return maxp
}

// closure lists the glyphs needed, with the parts of composites; glyph 0 first.
func (f *face) closure(runes []rune) []int {
	gids, seen := []int{0}, map[int]bool{0: true}
	add := func(gid int) {
		if gid < f.glyphs && !seen[gid] {
			seen[gid] = true
			gids = append(gids, gid)
		}
	}
	for _, r := range runes {
		add(int(f.gid[r]))
	}
	for i := 0; i < len(gids); i++ {
		outline := f.outline(gids[i])
		components(outline, func(at int) { add(int(u16(outline, at))) })
	}
	return gids
}

// components calls part with the offset of each component's glyph number.
func components(outline []byte, part func(at int)) {
	if len(outline) < 10 || i16(outline, 0) >= 0 {
		return
	}
	for at := 10; at+4 <= len(outline); {
		flags := u16(outline, at)
		part(at + 2)
		at += 6
		if flags&componentWords != 0 {
			at += 2
		}
		switch {
		case flags&componentScale != 0:
			at += 2
		case flags&componentXYScale != 0:
			at += 4
		case flags&component2x2 != 0:
			at += 8
		}
		if flags&componentMore == 0 {
			return
		}
	}
}

func (f *face) bearing(gid int) uint16 {
	if gid < f.longHMtx {
		return u16(f.tables["hmtx"], 4*gid+2)
	}
	return u16(f.tables["hmtx"], 4*f.longHMtx+2*(gid-f.longHMtx))
}

// subsetCmap writes one segment a character: small, and right for any set.
func (f *face) subsetCmap(runes []rune, place map[int]int, moved map[rune]int) []byte {
	var ends, starts, deltas []byte
	for _, r := range runes {
		id, ok := moved[r]
		if !ok {
			id = place[int(f.gid[r])]
		}
		ends = binary.BigEndian.AppendUint16(ends, uint16(r))
		starts = binary.BigEndian.AppendUint16(starts, uint16(r))
		deltas = binary.BigEndian.AppendUint16(deltas, uint16(id)-uint16(r))
	}
	ends, starts = append(ends, 0xFF, 0xFF), append(starts, 0xFF, 0xFF)
	deltas = append(deltas, 0, 1)
	n := len(runes) + 1
	search, selector := searchRange(n)
	out := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12}
	for _, v := range []int{4, 16 + 8*n, 0, 2 * n, 2 * search, selector, 2 * (n - search)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	out = append(append(append(out, ends...), 0, 0), starts...)
	return append(append(out, deltas...), make([]byte, 2*n)...)
}

func searchRange(n int) (power, exponent int) {
	power = 1
	for power*2 <= n {
		power, exponent = power*2, exponent+1
	}
	return power, exponent
}

func patched(table []byte, at, v int) []byte {
	table = slices.Clone(table)
	binary.BigEndian.PutUint16(table[at:], uint16(v))
	return table
}

// assemble writes the table directory, the tables and the checksums.
func assemble(tables map[string][]byte) []byte {
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	search, selector := searchRange(len(names))
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{len(names), 16 * search, selector, 16 * (len(names) - search)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	out = append(out, make([]byte, 16*len(names))...)
	headAt := 0
	for i, name := range names {
		at, data := len(out), tables[name]
		if name == "head" {
			headAt = at
			data = slices.Clone(data)
			binary.BigEndian.PutUint32(data[8:], 0)
		}
		out = append(out, data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		rec := out[12+16*i:]
		copy(rec, name)
		binary.BigEndian.PutUint32(rec[4:], checksum(out[at:]))
		binary.BigEndian.PutUint32(rec[8:], uint32(at))
		binary.BigEndian.PutUint32(rec[12:], uint32(len(data)))
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) (sum uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		sum += binary.BigEndian.Uint32(b[i:])
	}
	return sum
}
