package wire

import (
	"container/list"
	"sync"
)

// store keeps the last used values within a budget of bytes, so that clients cannot fill memory.
type store[T any] struct {
	mu     sync.Mutex
	budget int
	used   int
	order  *list.List
	items  map[string]*list.Element
}

type stored[T any] struct {
	key    string
	value  T
	weight int
}

func newStore[T any](budget int) *store[T] {
	return &store[T]{budget: budget, order: list.New(), items: map[string]*list.Element{}}
}

func (s *store[T]) get(key string) (value T, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	el, ok := s.items[key]
	if !ok {
		return value, false
	}
	s.order.MoveToFront(el)
	return el.Value.(stored[T]).value, true
}

// put forgets the least recently used values first; one above a sixteenth of the budget is not kept.
func (s *store[T]) put(key string, value T, weight int) {
	if weight > s.budget/16 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.items[key]; ok {
		return
	}
	s.items[key] = s.order.PushFront(stored[T]{key, value, weight})
	s.used += weight
	for s.used > s.budget {
		last := s.order.Back()
		old := s.order.Remove(last).(stored[T])
		delete(s.items, old.key)
		s.used -= old.weight
	}
}
