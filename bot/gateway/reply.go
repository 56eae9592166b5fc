package gateway

import (
	"sync"
	"time"
)

// A reply is the ack of one envelope with its payload. It is given once: by the
// work, or without its answer when the work takes too long. A nil reply was
// given before.
type reply struct {
	send func(payload any)

	once  sync.Once
	mu    sync.Mutex
	timer *time.Timer
	late  any // what is given when the work takes too long; nil closes a modal
}

// give sends the ack, and reports whether it was the first to do so.
func (r *reply) give(payload any) (first bool) {
	if r == nil {
		return false
	}
	r.once.Do(func() {
		first = true
		r.mu.Lock()
		if r.timer != nil {
			r.timer.Stop()
		}
		r.mu.Unlock()
		r.send(payload)
	})
	return first
}

// meanwhile is what the person sees in the modal when the work takes too long,
// in the place of seeing it close.
func (r *reply) meanwhile(payload any) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.late = payload
}

// within gives an ack without the answer after d, unless another was given by then.
func (r *reply) within(d time.Duration) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timer = time.AfterFunc(d, func() {
		r.mu.Lock()
		payload := r.late
		r.mu.Unlock()
		r.give(payload)
	})
}
