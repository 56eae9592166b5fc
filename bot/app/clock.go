package app

import (
	"sync"
	"time"
)

// A Clock is the one place where the demo moves time. Everything that asks for
// the time asks it, once per operation. The zero value is the real time.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
	moved  chan struct{}
}

// Now returns the time that the desk goes by.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// Offset returns how far the time was moved.
func (c *Clock) Offset() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// Forward moves the time by d and wakes whoever sleeps until something is due.
// Time does not go back: a negative d moves nothing.
func (c *Clock) Forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += max(d, 0)
	if c.moved != nil {
		close(c.moved)
		c.moved = nil
	}
}

// Moved returns a channel that is closed when the time is next moved.
func (c *Clock) Moved() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.moved == nil {
		c.moved = make(chan struct{})
	}
	return c.moved
}
