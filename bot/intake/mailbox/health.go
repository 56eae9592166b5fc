package mailbox

import (
	"sync"
	"time"
)

// Health is how a mailbox is doing.
type Health struct {
	Connected bool      // logged in
	LastRead  time.Time // when the first folder was last read to its end
	Waiting   int       // mails that were seen and are not filed yet
	Left      int       // mails that the server does not give, of those that were seen
	Trouble   Trouble   // the last one, until it is over
}

// A Trouble is why mail is not coming in, or not leaving its folder.
type Trouble string

const (
	TroubleUnreachable Trouble = "unreachable" // no connection to the server
	TroubleTLS         Trouble = "tls"         // no protected connection to it
	TroubleRefused     Trouble = "refused"     // no login, or no token for one
	TroubleToken       Trouble = "token"       // the giver of tokens does not answer
	TroubleLost        Trouble = "lost"        // the connection broke, or the server made no sense
	TroubleSilent      Trouble = "silent"      // the server no longer said anything
	TroubleFolder      Trouble = "folder"      // a folder cannot be opened
	TroubleFiling      Trouble = "filing"      // the store does not take what came
	TroubleMove        Trouble = "move"        // what was filed cannot be moved, and stays
)

type health struct {
	mu sync.Mutex
	Health
}

// Health says how the mailbox is doing. It may be called from any goroutine.
func (w *Watcher) Health() Health {
	w.health.mu.Lock()
	defer w.health.mu.Unlock()
	return w.health.Health
}

func (w *Watcher) note(change func(*Health)) {
	w.health.mu.Lock()
	defer w.health.mu.Unlock()
	change(&w.health.Health)
}

// clear says that a trouble is over.
func (w *Watcher) clear(over ...Trouble) {
	w.note(func(h *Health) {
		for _, t := range over {
			if h.Trouble == t {
				h.Trouble = ""
			}
		}
	})
}

// count tells how many mails wait, and how many are left, in all folders.
func (r *run) count() {
	waiting, left := 0, 0
	for _, f := range r.folders {
		waiting, left = waiting+f.waiting, left+f.left()
	}
	r.note(func(h *Health) { h.Waiting, h.Left = waiting, left })
}
