package notifier

import "sync"

// A Bell tells loops that something was committed. Ringing never waits, and a
// listener that is busy hears one ring for all that it missed. The zero Bell is
// ready to use.
type Bell struct {
	mu   sync.Mutex
	ears []chan struct{}
}

// Listen returns a channel for one loop. It is never closed.
func (b *Bell) Listen() <-chan struct{} {
	ear := make(chan struct{}, 1)
	b.mu.Lock()
	b.ears = append(b.ears, ear)
	b.mu.Unlock()
	return ear
}

// Ring wakes every listener.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ear := range b.ears {
		select {
		case ear <- struct{}{}:
		default:
		}
	}
}
