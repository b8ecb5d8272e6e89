package wire

import (
	"strconv"
	"testing"
	"time"
)

func TestStoreStaysWithinItsBudget(t *testing.T) {
	t.Parallel()
	s := newStore[int](160)
	for i := range 100 {
		s.put(strconv.Itoa(i), i, 10)
		s.get("0")
	}
	if s.used != 160 || len(s.items) != 16 || s.order.Len() != 16 {
		t.Errorf("holds %d bytes in %d items", s.used, len(s.items))
	}
	if _, ok := s.get("0"); !ok {
		t.Error("forgot what is used all the time")
	}
	if _, ok := s.get("50"); ok {
		t.Error("kept what is not used")
	}
	if s.put("large", 1, 11); len(s.items) != 16 {
		t.Error("keeps what is too large")
	}
}

func TestBucketsStayBounded(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	b := NewBuckets(60, func() time.Time { return now })
	b.most = 10
	for i := range 1000 {
		b.Take(t.Context(), strconv.Itoa(i), 60)
	}
	if len(b.levels) > 10 {
		t.Errorf("%d buckets", len(b.levels))
	}
	now = now.Add(time.Hour)
	for i := range 10 {
		b.Take(t.Context(), "x"+strconv.Itoa(i), 1)
	}
	if len(b.levels) > 10 {
		t.Errorf("%d buckets after an hour", len(b.levels))
	}
}
