package fundline

// round tries the selection nearest to the node's relaxation; true when it reaches the target.
func (s *search) round(f *frame) bool {
	levels := make([]int, len(s.m.items))
	copy(levels, s.settled)
	for _, i := range s.free {
		sp := f.spans[i]
		switch {
		case sp.lo == sp.hi:
			levels[i] = sp.lo
		case sp.lo > 0 || f.tab.at(i) > 1-1e-6:
			levels[i] = s.level(f, i)
		default:
			levels[i] = 0
		}
	}
	return s.offer(levels, f)
}

// offer takes a selection that breaks no row and reaches the target, after adding what fits beside it.
func (s *search) offer(levels []int, f *frame) bool {
	sums := s.m.sums(levels)
	for _, i := range s.free {
		if levels[i] == 0 && f.spans[i].hi > 0 && s.m.items[i].at(f.spans[i].hi) > 0 {
			s.raise(levels, sums, i, f.spans[i].hi)
		}
	}
	for _, i := range s.free {
		if l := levels[i]; l > 0 && l < f.spans[i].hi && s.m.items[i].points > 0 {
			s.raise(levels, sums, i, f.spans[i].hi)
		}
	}
	if !s.m.keeps(sums) || s.m.value(levels) < s.target {
		return false
	}
	if !s.first {
		s.exchange(levels, sums, f)
	}
	s.best, s.value = levels, s.m.value(levels)
	if !s.first {
		s.target = s.value + 1
	}
	return true
}

// raise lifts an item to the highest level that breaks no row; it tells whether it moved.
func (s *search) raise(levels []int, sums []int64, i, to int) bool {
	from := levels[i]
	for l := to; l > from; l-- {
		if s.fits(sums, i, from, l) {
			s.m.shift(sums, i, from, l)
			levels[i] = l
			return true
		}
	}
	return false
}

// fits tells whether no row of the item is broken after it goes to a level.
func (s *search) fits(sums []int64, i, from, to int) bool {
	it := &s.m.items[i]
	for _, t := range it.terms {
		if sums[t.row]+it.use(t, to)-it.use(t, from) > s.m.rows[t.row].limit {
			return false
		}
	}
	return true
}

// exchange swaps one funded for one unfunded while that earns more.
func (s *search) exchange(levels []int, sums []int64, f *frame) {
	for again := true; again; {
		again = false
		for _, a := range s.free {
			if levels[a] == 0 || f.spans[a].lo > 0 {
				continue
			}
			for _, b := range s.free {
				hi := f.spans[b].hi
				if levels[b] != 0 || hi == 0 || s.m.items[b].at(hi) <= s.m.items[a].at(levels[a]) {
					continue
				}
				if s.swap(levels, sums, a, b, hi) {
					again = true
					break
				}
			}
		}
	}
}

func (s *search) swap(levels []int, sums []int64, a, b, to int) bool {
	was := levels[a]
	s.m.shift(sums, a, was, 0)
	s.m.shift(sums, b, 0, to)
	if s.m.keeps(sums) {
		levels[a], levels[b] = 0, to
		return true
	}
	s.m.shift(sums, b, to, 0)
	s.m.shift(sums, a, 0, was)
	return false
}
