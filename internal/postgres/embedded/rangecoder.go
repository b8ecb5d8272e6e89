//go:build unix

package embedded

// normalize draws the next byte; running dry is remembered, not a panic.
func (d *lzma) normalize() {
	if d.rng >= 1<<24 {
		return
	}
	d.rng <<= 8
	d.code <<= 8
	if d.at < len(d.in) {
		d.code |= uint32(d.in[d.at])
		d.at++
		return
	}
	d.short = true
}

func (d *lzma) bit(prob *uint16) uint32 {
	d.normalize()
	bound := d.rng >> 11 * uint32(*prob)
	if d.code < bound {
		d.rng = bound
		*prob += (1<<11 - *prob) >> 5
		return 0
	}
	d.rng -= bound
	d.code -= bound
	*prob -= *prob >> 5
	return 1
}

// direct is a bit that is as likely set as not.
func (d *lzma) direct() uint32 {
	d.normalize()
	d.rng >>= 1
	if d.code < d.rng {
		return 0
	}
	d.code -= d.rng
	return 1
}

func (d *lzma) tree(probs []uint16, bits int) uint32 {
	m := uint32(1)
	for range bits {
		m = m<<1 | d.bit(&probs[m])
	}
	return m - 1<<bits
}

func (d *lzma) reverse(probs []uint16, bits uint32) uint32 {
	m, value := uint32(1), uint32(0)
	for i := range bits {
		b := d.bit(&probs[m])
		m = m<<1 | b
		value |= b << i
	}
	return value
}
