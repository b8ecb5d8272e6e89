package assignment

// push and pop keep the nearest proposal first; among equals the lower number, so that no run differs.

func (w waiting) before(o waiting) bool { return w.far < o.far || w.far == o.far && w.p < o.p }

func (s *search) push(w waiting) {
	s.heap = append(s.heap, w)
	for i := len(s.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !s.heap[i].before(s.heap[up]) {
			return
		}
		s.heap[i], s.heap[up] = s.heap[up], s.heap[i]
		i = up
	}
}

func (s *search) pop() {
	last := len(s.heap) - 1
	s.heap[0] = s.heap[last]
	s.heap = s.heap[:last]
	for i := 0; ; {
		down := 2*i + 1
		if down >= last {
			return
		}
		if down+1 < last && s.heap[down+1].before(s.heap[down]) {
			down++
		}
		if !s.heap[down].before(s.heap[i]) {
			return
		}
		s.heap[i], s.heap[down] = s.heap[down], s.heap[i]
		i = down
	}
}
