// Package sample makes a believable world: the demo's, and worlds of any size for measuring.
//
// Fill tells a history through the use cases themselves, on a clock that moves; Bulk writes rows.
package sample

import (
	"sync"
	"time"
)

// Clock is the clock of a house that is being filled: it stands where it was set until released.
type Clock struct {
	mu   sync.RWMutex
	at   time.Time
	real func() time.Time
}

// NewClock is a clock that runs with the real one until it is taken hold of.
func NewClock(now func() time.Time) *Clock { return &Clock{real: now} }

// Now is the instant the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.real != nil {
		return c.real()
	}
	return c.at
}

// Set takes hold of the clock and moves it, forward or back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.real = t, nil
}

// Release lets the clock run with the real one from now on.
func (c *Clock) Release(now func() time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.real = now
}
