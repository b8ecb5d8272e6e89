//go:build unix

package embedded

// lzma holds the adaptive model and the range decoder of one LZMA2 block.
type lzma struct {
	lc, lp, pb uint
	pos        uint32
	state      int
	reps       [4]uint32

	isMatch, isRep0Long              [12][16]uint16
	isRep, isRepG0, isRepG1, isRepG2 [12]uint16
	slots                            [4][64]uint16
	special                          [115]uint16
	align                            [16]uint16
	literals                         []uint16
	matchLen, repLen                 lengths
	rng, code                        uint32
	in                               []byte
	at                               int
	short                            bool
}

type lengths struct {
	choice, choice2 uint16
	low, mid        [16][8]uint16
	high            [256]uint16
}

const even = 1 << 10

func fill(probs []uint16) {
	for i := range probs {
		probs[i] = even
	}
}

func (l *lengths) reset() {
	l.choice, l.choice2 = even, even
	for i := range l.low {
		fill(l.low[i][:])
		fill(l.mid[i][:])
	}
	fill(l.high[:])
}

func (d *lzma) properties(b byte) error {
	if b >= 9*5*5 {
		return damaged()
	}
	d.lc, d.lp, d.pb = uint(b%9), uint(b/9%5), uint(b/45)
	if d.lc+d.lp > 4 {
		return damaged()
	}
	d.literals = make([]uint16, 0x300<<(d.lc+d.lp))
	return nil
}

func (d *lzma) reset() {
	d.state, d.reps = 0, [4]uint32{}
	for i := range d.isMatch {
		fill(d.isMatch[i][:])
		fill(d.isRep0Long[i][:])
	}
	for _, p := range [][]uint16{d.isRep[:], d.isRepG0[:], d.isRepG1[:], d.isRepG2[:], d.special[:], d.align[:], d.literals} {
		fill(p)
	}
	for i := range d.slots {
		fill(d.slots[i][:])
	}
	d.matchLen.reset()
	d.repLen.reset()
}

// decode appends exactly size bytes to window, which has room for them.
func (d *lzma) decode(in, window []byte, size, dict int) ([]byte, error) {
	if len(in) < 5 || in[0] != 0 {
		return window, damaged()
	}
	d.in, d.at, d.short = in, 5, false
	d.rng = 0xffffffff
	d.code = uint32(in[1])<<24 | uint32(in[2])<<16 | uint32(in[3])<<8 | uint32(in[4])
	end := len(window) + size
	for len(window) < end {
		posState := d.pos & (1<<d.pb - 1)
		if d.bit(&d.isMatch[d.state][posState]) == 0 {
			window = append(window, d.literal(window))
			d.pos++
			continue
		}
		n := d.match(posState)
		back := int64(d.reps[0]) + 1
		if d.short || back > int64(len(window)) || back > int64(d.pos) || back > int64(dict) || n > end-len(window) {
			return window, damaged()
		}
		from := len(window) - int(back)
		for i := range n {
			window = append(window, window[from+i])
		}
		d.pos += uint32(n)
	}
	d.normalize()
	if d.short || d.code != 0 || d.at != len(in) {
		return window, damaged()
	}
	return window, nil
}

func (d *lzma) literal(window []byte) byte {
	var prev byte
	if d.pos > 0 {
		prev = window[len(window)-1]
	}
	at := (d.pos&(1<<d.lp-1))<<d.lc + uint32(prev)>>(8-d.lc)
	probs := d.literals[at*0x300 : (at+1)*0x300]
	symbol := uint32(1)
	if d.state >= 7 && int64(d.reps[0]) < int64(len(window)) {
		matched := uint32(window[len(window)-1-int(d.reps[0])])
		for symbol < 0x100 {
			bit := matched >> 7 & 1
			matched <<= 1
			got := d.bit(&probs[(1+bit)<<8+symbol])
			symbol = symbol<<1 | got
			if got != bit {
				break
			}
		}
	}
	for symbol < 0x100 {
		symbol = symbol<<1 | d.bit(&probs[symbol])
	}
	switch {
	case d.state < 4:
		d.state = 0
	case d.state < 10:
		d.state -= 3
	default:
		d.state -= 6
	}
	return byte(symbol)
}

// match leaves the distance in reps[0] and answers the length.
func (d *lzma) match(posState uint32) int {
	later := d.state >= 7
	if d.bit(&d.isRep[d.state]) == 0 {
		d.reps[3], d.reps[2], d.reps[1] = d.reps[2], d.reps[1], d.reps[0]
		n := d.length(&d.matchLen, posState)
		d.reps[0] = d.distance(n)
		d.state = pick(later, 10, 7)
		return n
	}
	if d.bit(&d.isRepG0[d.state]) == 0 {
		if d.bit(&d.isRep0Long[d.state][posState]) == 0 {
			d.state = pick(later, 11, 9)
			return 1
		}
	} else {
		d.recall()
	}
	d.state = pick(later, 11, 8)
	return d.length(&d.repLen, posState)
}

// recall moves one of the older distances to the front.
func (d *lzma) recall() {
	if d.bit(&d.isRepG1[d.state]) == 0 {
		d.reps[0], d.reps[1] = d.reps[1], d.reps[0]
		return
	}
	if d.bit(&d.isRepG2[d.state]) == 0 {
		d.reps[0], d.reps[1], d.reps[2] = d.reps[2], d.reps[0], d.reps[1]
		return
	}
	d.reps[0], d.reps[1], d.reps[2], d.reps[3] = d.reps[3], d.reps[0], d.reps[1], d.reps[2]
}

func pick(later bool, after, first int) int {
	if later {
		return after
	}
	return first
}

func (d *lzma) length(l *lengths, posState uint32) int {
	if d.bit(&l.choice) == 0 {
		return 2 + int(d.tree(l.low[posState][:], 3))
	}
	if d.bit(&l.choice2) == 0 {
		return 10 + int(d.tree(l.mid[posState][:], 3))
	}
	return 18 + int(d.tree(l.high[:], 8))
}

func (d *lzma) distance(n int) uint32 {
	slot := d.tree(d.slots[min(n-2, 3)][:], 6)
	if slot < 4 {
		return slot
	}
	bits := slot>>1 - 1
	dist := (2 | slot&1) << bits
	if slot < 14 {
		return dist + d.reverse(d.special[dist-slot:], bits)
	}
	for range bits - 4 {
		dist += d.direct() << (bits - 1)
		bits--
	}
	return dist + d.reverse(d.align[:], 4)
}
