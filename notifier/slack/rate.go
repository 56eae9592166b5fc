package slack

import (
	"sync"
	"time"
)

// A method is a method of Slack's Web API.
type method string

const (
	postMessage method = "chat.postMessage"
	update      method = "chat.update"
	deleteOne   method = "chat.delete"
	history     method = "conversations.history"
	replies     method = "conversations.replies"
)

// A rate is how often a method may be called in one channel. Slack says only
// that small bursts are tolerated; ours are smaller than what a minute allows.
type rate struct{ perMinute, burst float64 }

var rates = map[method]rate{
	postMessage: {60, 2}, // Slack: chat.postMessage, 1 per second per channel
	update:      {50, 5}, // Slack: tier 3, 50 per minute
	deleteOne:   {50, 5}, // Slack: tier 3
	history:     {50, 5}, // Slack: tier 3, for an internal app
	replies:     {50, 5}, // Slack: tier 3, for an internal app
}

// wholeWorkspace bounds posts and updates together. Slack: "several hundred
// messages per minute" in a workspace.
var wholeWorkspace = rate{300, 10}

type place struct {
	method  method
	channel string
}

// A pace is the buckets of all methods and channels. It never sleeps.
type pace struct {
	scale float64 // how many times faster than Slack; for stand-ins

	mu      sync.Mutex
	buckets map[place]*bucket
}

type bucket struct {
	tokens float64
	last   time.Time
	parked time.Time // Slack said: not before
}

// take reserves one call, or returns when there may be one.
func (p *pace) take(m method, channel string, now time.Time) (time.Time, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	here := p.bucket(place{m, channel}, rates[m], now)
	at := here.ready(rates[m].perMinute*p.scale, now)
	all := p.bucket(place{}, wholeWorkspace, now)
	writes := m == postMessage || m == update
	if writes {
		if t := all.ready(wholeWorkspace.perMinute*p.scale, now); t.After(at) {
			at = t
		}
	}
	if at.After(now) {
		return at, false
	}
	here.tokens--
	if writes {
		all.tokens--
	}
	return now, true
}

// give returns a call that was reserved and not made.
func (p *pace) give(m method, channel string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bucket(place{m, channel}, rates[m], now).tokens++
	if m == postMessage || m == update {
		p.bucket(place{}, wholeWorkspace, now).tokens++
	}
}

// park closes one method in one channel until Slack lets it go on.
func (p *pace) park(m method, channel string, until, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.bucket(place{m, channel}, rates[m], now); until.After(b.parked) {
		b.parked = until
	}
}

// bucket returns a bucket, filled up to now. Needs mu held.
func (p *pace) bucket(at place, r rate, now time.Time) *bucket {
	b := p.buckets[at]
	if b == nil {
		if p.buckets == nil {
			p.buckets = map[place]*bucket{}
		}
		b = &bucket{tokens: r.burst, last: now}
		p.buckets[at] = b
	}
	if passed := now.Sub(b.last); passed > 0 {
		b.tokens = min(r.burst, b.tokens+passed.Minutes()*r.perMinute*p.scale)
	}
	b.last = now // also when the clock was set back: better a little slow
	return b
}

func (b *bucket) ready(perMinute float64, now time.Time) time.Time {
	at := now
	if b.tokens < 1 {
		at = now.Add(time.Duration((1-b.tokens)/perMinute*float64(time.Minute)) + time.Millisecond)
	}
	if b.parked.After(at) {
		at = b.parked
	}
	return at
}
