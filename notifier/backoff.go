package notifier

import (
	"hash/fnv"
	"strconv"
	"time"

	"meldwacht/bot"
)

// How long the loop waits, and why.
const (
	// attemptTime bounds one call of Send: an HTTP client gives up after 10 s
	// (reference/slack.md §4.1 #8), and a look-up may stand in front of a post.
	attemptTime = 15 * time.Second
	// settleTime is how long after an attempt the other side may still finish
	// what nobody waits for any more (reference/slack.md §5: client timeout + 5 s).
	settleTime = 5 * time.Second
	// unknownWait is the least time from an attempt whose outcome is unknown
	// to the next: a client's timeout of 10 s and settleTime.
	unknownWait = 10*time.Second + settleTime
	// firstWait is the first back-off; it doubles with each attempt.
	firstWait = time.Second
	// urgentMost is the longest back-off of an urgent effect: an urgent post
	// that is older than 2 minutes means that the path is down
	// (reference/oncall.md §7), so it has been tried at least twice by then.
	urgentMost = time.Minute
	// otherMost is the longest back-off of the others: an outage is over for
	// everybody five minutes after it is over.
	otherMost = 5 * time.Minute
	// stopWait is how often a Sender that can deliver nothing tries one effect
	// (reference/oncall.md §7: auth.test each minute).
	stopWait = time.Minute
	// storeWait is how long a queue rests whose outbox failed.
	storeWait = time.Second
	// keepTime bounds the writing down of an outcome, which a shutdown does not
	// interrupt.
	keepTime = 5 * time.Second
	// grace is how long a shutdown waits for attempts under way before it
	// breaks them off; the whole program stops within 2 s.
	grace = time.Second
	// shortWait is how long a queue waits for a predecessor in the same thread
	// before it lets other threads pass.
	shortWait = time.Second
)

// lease returns when an attempt that starts at now, and of which nobody ever
// hears again, may be repeated.
func lease(now time.Time) time.Time { return now.Add(attemptTime + settleTime) }

// backoff returns how long to wait after the n-th attempt, n from 1.
func backoff(key bot.EffectKey, lane bot.Lane, n int) time.Duration {
	most := otherMost
	if lane == bot.Urgent {
		most = urgentMost
	}
	return spread(string(key), n, most)
}

// spread doubles firstWait with each attempt up to most, and takes off up to a
// fifth, so that what failed together does not come back together. The part
// follows from the key: the same effect always waits as long.
func spread(key string, n int, most time.Duration) time.Duration {
	wait := most
	if n < 1 {
		n = 1
	}
	if n < 20 && firstWait<<(n-1) < most {
		wait = firstWait << (n - 1)
	}
	h := fnv.New32a()
	h.Write([]byte(key + strconv.Itoa(n)))
	return wait - wait/5*time.Duration(h.Sum32()%1000)/1000
}
