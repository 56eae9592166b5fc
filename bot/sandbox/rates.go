package sandbox

import "time"

// A rate is the limit of a method: calls per minute, and how many may come at
// once before it bites. Slack only says that small bursts are tolerated
// (apis/web-api/rate-limits); the numbers per minute are those of the limiter
// in Slack's Java SDK.
type rate struct {
	perMinute, burst float64
	perChannel       bool
}

var (
	unlimited = rate{}
	posting   = rate{perMinute: 60, burst: 3, perChannel: true} // chat.postMessage: 1 per second per channel
	special   = rate{perMinute: 600, burst: 50}
	tier2     = rate{perMinute: 20, burst: 5}
	tier3     = rate{perMinute: 50, burst: 10}
	tier4     = rate{perMinute: 100, burst: 20}

	// chat.postMessage: "several hundred messages per minute" in a workspace.
	wholeWorkspace = rate{perMinute: 300, burst: 60}
)

type bucket struct {
	tokens float64
	last   time.Time
}

// throttle takes one call from the method's bucket, and returns how long to
// wait when there is none. Needs mu held.
func (w *Workspace) throttle(r rate, c *call) time.Duration {
	if r == unlimited || w.opt.Rate <= 0 {
		return 0
	}
	key := c.method
	if r.perChannel {
		key += " " + c.channel
	}
	if wait := w.take(key, r); wait > 0 {
		return wait
	}
	if r == posting {
		return w.take("workspace", wholeWorkspace)
	}
	return 0
}

func (w *Workspace) take(key string, r rate) time.Duration {
	now, perSecond := time.Now(), r.perMinute/60*w.opt.Rate
	b := w.buckets[key]
	if b == nil {
		b = &bucket{tokens: r.burst, last: now}
		w.buckets[key] = b
	}
	b.tokens = min(r.burst, b.tokens+now.Sub(b.last).Seconds()*perSecond)
	b.last = now
	if b.tokens < 1 {
		return time.Duration((1 - b.tokens) / perSecond * float64(time.Second))
	}
	b.tokens--
	return 0
}
