package notifier

import (
	"net/http"
	"strconv"
	"time"
)

// RetryAfter returns when the other side wants the next attempt, at most longest
// from now, or zero when it does not say (RFC 9110 §10.2.3: seconds, or a date,
// which is read by its own clock).
func RetryAfter(h http.Header, longest time.Duration, now time.Time) time.Time {
	var wait time.Duration
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds > 0 {
		wait = time.Duration(min(seconds, int(longest/time.Second))) * time.Second
	} else if date, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		from, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			from = now
		}
		wait = min(date.Sub(from), longest)
	}
	if wait <= 0 {
		return time.Time{}
	}
	return now.Add(wait)
}
