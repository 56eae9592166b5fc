package mail

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// day is over how long letters to one address are counted.
const day = 24 * time.Hour

// A limit keeps anybody from being flooded through the desk, whoever asks for
// the letters and in however many incidents.
type limit struct {
	store Store
	most  int
	mu    sync.Mutex // from the count to the note: letters go out four at a time
}

// take counts a letter before it is sent. When the address has had its letters
// of the day, it says when the next may go.
func (l *limit) take(ctx context.Context, to bot.Address, letter bot.EffectKey, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	sent, err := l.store.Mailed(ctx, to, now.Add(-day))
	if err != nil {
		return notifier.Later{Code: "store"}
	}
	delete(sent, letter) // tried before: it has its place
	if len(sent) >= l.most {
		var times []time.Time
		for _, at := range sent {
			times = append(times, at)
		}
		slices.SortFunc(times, time.Time.Compare)
		// Those before this one may be more than the limit, when it was lowered.
		return notifier.Later{Code: "daily-limit", Until: times[len(times)-l.most].Add(day + time.Second)}
	}
	if err := l.store.NoteMailed(ctx, to, letter, now); err != nil {
		return notifier.Later{Code: "store"}
	}
	return nil
}

// copied counts a letter that may have gone out and will be sent again.
func (l *limit) copied(ctx context.Context, to bot.Address, p notifier.Pending, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	copied := bot.EffectKey(fmt.Sprintf("%s?%d", p.Key, p.Attempts+1))
	return l.store.NoteMailed(context.WithoutCancel(ctx), to, copied, now)
}
