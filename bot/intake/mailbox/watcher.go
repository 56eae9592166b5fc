// Package mailbox brings in the mail of a mailbox on an IMAP server (RFC 9051,
// RFC 3501). What it promises is what the doors for SMTP promise: a mail leaves
// the folder it came in only after it is filed, and nothing that can be wrong
// with one mail, or with the server, makes it lose another:
//
//	w := &mailbox.Watcher{
//		Name: "incident", Address: "outlook.office365.com:993", TLS: mailbox.TLSImplicit,
//		Auth:    mailbox.OAuth{User: "avg-incident@snoobi.nl", Tokens: tokens},
//		Folders: []mailbox.Folder{{Name: "INBOX"}, {Name: "Junk Email", Junk: true}}, Done: "Verwerkt",
//		Filer: filer, Marks: store, Now: time.Now, Log: log,
//	}
//	err := w.Run(ctx)
//
// What is in a folder is what is still to be done. So a crash at any point costs
// nothing: what was filed and not yet moved is filed again, which the store knows
// as a duplicate, and is moved then. Where mails cannot be moved, a mark in the
// store says up to where the folder was read. Flags such as \Seen say nothing,
// since people read along.
//
// A Watcher has one connection. It waits in its first folder (IDLE, RFC 2177) and
// looks into the others every few minutes: one login for each mailbox, however
// many folders, since servers count logins and lock accounts by them. IDLE is a
// hint; the look every few minutes is what counts, and it also finds out that the
// other side is gone.
package mailbox

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot/intake"
)

// A Watcher brings in the mail of one mailbox. Its fields must not change once it
// runs.
type Watcher struct {
	Name      string  // stands for the mailbox in logs
	Address   string  // of the server, host:port
	TLS       TLSMode // how the connection is protected
	TLSConfig *tls.Config
	Auth      Auth
	Folders   []Folder // at least one, and it waits in the first
	Done      string   // where a mail goes once it is filed; made when it is missing
	Own       []string // the names of our mail servers behind "by" in Received: see intake.ReceivedAt
	MaxBytes  int64    // of one mail; 0 stands for intake.DefaultMaxBytes
	Filer     *intake.Filer
	Marks     Marks
	Now       func() time.Time
	Log       zerolog.Logger
	Dial      func(ctx context.Context, network, address string) (net.Conn, error) // nil stands for a net.Dialer

	times  *times // nil stands for those of a desk; tests hurry
	health health
}

// A Folder is one that is read.
type Folder struct {
	Name string
	Junk bool // what lies in it becomes a thread with a warning
}

// Marks remembers for each folder up to where it was read: every mail up to uid
// is filed, as long as the folder's UIDVALIDITY is validity.
type Marks interface {
	Mark(ctx context.Context, box string) (validity, uid uint32, err error)
	SetMark(ctx context.Context, box string, validity, uid uint32) error
}

// times is how long things take at most, and how often they are done.
type times struct {
	pauseFirst, pauseMost time.Duration // before the next connection
	refused               time.Duration // the same, after the server or the giver of tokens said no
	settled               time.Duration // a connection that lived so long starts the pauses anew
	poll                  time.Duration // between two looks into all folders, give or take a third
	blind                 time.Duration // between two looks, at a server without IDLE
	answer, command       time.Duration // silence that is put up with during a command; all of it
	done                  time.Duration // for the answer to the end of IDLE
	again, againMost      time.Duration // before a mail is tried again that could not be fetched
	tidy                  time.Duration // between two tries to move what could not be moved
}

var usual = times{
	pauseFirst: time.Second, pauseMost: 5 * time.Minute,
	// Servers lock accounts after some ten refusals in a short time (chosen).
	refused: 5 * time.Minute,
	settled: time.Minute,
	// reference/mail.md §8: every 2 to 5 minutes. Each look ends and renews the
	// IDLE, which must be renewed every 5 to 9 minutes, so a dead peer is noticed
	// within 4 minutes and a half.
	poll: 3 * time.Minute, blind: 30 * time.Second,
	answer: time.Minute, command: 15 * time.Minute, // 35 MB at 40 KB/s (chosen)
	done:  30 * time.Second, // reference/libraries.md B.2.1
	again: 15 * time.Second, againMost: time.Hour,
	tidy: time.Hour,
}

// Run reads the mailbox until ctx is cancelled, and then returns nil. Whatever
// happens meanwhile, it tries again: see Health. Nothing that it started runs on.
func (w *Watcher) Run(ctx context.Context) error {
	r := w.start()
	defer r.note(func(h *Health) { h.Connected = false })
	for ctx.Err() == nil {
		began := time.Now()
		err := r.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		r.note(func(h *Health) { h.Connected = false })
		if err == nil {
			continue // the login ends soon, and the next one comes in time
		}
		if time.Since(began) >= r.times.settled || r.progress {
			r.pause = 0
		}
		rest(ctx, r.after(err))
	}
	return nil
}

// A run is a Watcher at work. What it knows outlives each connection.
type run struct {
	*Watcher
	times
	log      zerolog.Logger
	max      int64
	folders  []*folder
	cut      *intake.Filer // for what is too large to be read
	pause    time.Duration // the last one
	progress bool          // the last connection brought in a mail
	stays    bool          // it was logged that mails cannot be moved
	stuck    bool          // moving half worked, and would make copies without end
}

func (w *Watcher) start() *run {
	r := &run{Watcher: w, times: usual, max: w.MaxBytes, cut: cutFiler(w.Filer),
		log: w.Log.With().Str("mailbox", w.Name).Logger()}
	if w.times != nil {
		r.times = *w.times
	}
	if r.max <= 0 {
		r.max = intake.DefaultMaxBytes
	}
	for _, f := range w.Folders {
		r.folders = append(r.folders, &folder{Folder: f, box: w.box(f.Name)})
	}
	return r
}

// box is what a folder is called in Marks. It stands for the server and the user
// as well: what was read in one mailbox says nothing of the one that came in its
// place, whose UIDVALIDITY may be the same small number.
func (w *Watcher) box(folder string) string {
	if strings.EqualFold(folder, "INBOX") {
		folder = "INBOX" // RFC 9051 §5.1: in any case of letters
	}
	sum := sha256.Sum256([]byte(strings.ToLower(w.Address) + "\n" + w.Auth.user() + "\n" + folder))
	return hex.EncodeToString(sum[:16])
}

// after says how long to wait before the next connection, and logs why. The
// pauses double, and no two desks keep time together.
func (r *run) after(err error) time.Duration {
	t := &trouble{code: TroubleLost, err: err}
	errors.As(err, &t)
	r.note(func(h *Health) { h.Trouble = t.code })
	r.pause = min(max(2*r.pause, r.pauseFirst), r.pauseMost)
	wait := r.pause - rand.N(r.pause/4+1)
	if t.code == TroubleRefused {
		r.pause = 0
		wait = r.refused + rand.N(r.refused/4+1)
	}
	e := r.log.Warn().Err(t.err).Str("trouble", string(t.code)).Dur("wait", wait)
	if t.next != "" {
		e = e.Str("next", t.next)
	}
	e.Msg("mailbox not read, and will be tried again")
	return wait
}

// rest waits, but not for longer than ctx.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
