package mailbox

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// A wire is the connection as it is below TLS. The protocol library waits for an
// answer without end and takes whatever comes (reference/libraries.md B.2), so
// it is the wire that says how long the other side may be silent, and how much it
// may send. Once that is broken the wire is closed, and everything that waits
// for it ends.
type wire struct {
	net.Conn

	mu    sync.Mutex
	quiet time.Duration // how long the other side may be silent; 0: without end
	until time.Time     // when it must be done; zero: never
	room  int64         // how many bytes it may send
	why   error         // what broke the wire
}

var (
	errSilent = errors.New("the server no longer answers")
	errFlood  = errors.New("the server sends more than it was asked for")
)

// restRoom is what a server may say while nothing is asked: notices of new mail,
// and of what other readers of the mailbox do (chosen).
const restRoom = 1 << 20

// allow sets what holds from now on, also for a read that is waiting.
func (w *wire) allow(quiet, total time.Duration, room int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quiet, w.room, w.until = quiet, room, time.Time{}
	if total > 0 {
		w.until = time.Now().Add(total)
	}
	w.arm()
}

// arm starts the time anew. The caller holds mu.
func (w *wire) arm() {
	var at time.Time
	if w.quiet > 0 {
		at = time.Now().Add(w.quiet)
	}
	if !w.until.IsZero() && (at.IsZero() || w.until.Before(at)) {
		at = w.until
	}
	_ = w.Conn.SetReadDeadline(at)
}

// broken is why the wire ended; nil while it did not.
func (w *wire) broken() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.why
}

func (w *wire) Read(b []byte) (int, error) {
	w.mu.Lock()
	if w.why != nil {
		defer w.mu.Unlock()
		return 0, w.why
	}
	w.arm()
	w.mu.Unlock()
	n, err := w.Conn.Read(b)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.room -= int64(n)
	switch {
	case w.room < 0:
		err = errFlood
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = errSilent
	}
	if err != nil {
		w.why = err
		_ = w.Conn.Close()
	}
	return n, err
}

// SetReadDeadline does nothing: those of the library are not the ones that count.
func (w *wire) SetReadDeadline(time.Time) error { return nil }

// SetDeadline is for writing alone, for the same reason.
func (w *wire) SetDeadline(t time.Time) error { return w.SetWriteDeadline(t) }
