package mailbox

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"meldwacht/bot/intake"
)

// A mail that comes while the watcher waits is filed at once, and then moved,
// without a mark that it was read.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		w := begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		if h := w.Health(); !h.Connected || h.Trouble != "" || h.LastRead.IsZero() {
			t.Errorf("before any mail: %+v", h)
		}
		for _, name := range []string{"one", "two"} {
			raw := s.deliver("INBOX", name)
			settle(100 * time.Millisecond)
			if n := st.count(); n == 0 || st.raws[n-1] != raw {
				t.Fatalf("mail %s was not filed", name)
			}
		}
		if in, done := s.holds("INBOX"), s.holds("Verwerkt"); in != 0 || done != 2 {
			t.Errorf("%d mails in INBOX, %d moved", in, done)
		}
		d, err := s.user.Status("Verwerkt", &imap.StatusOptions{NumUnseen: true})
		if err != nil || *d.NumUnseen != 2 {
			t.Errorf("%d mails are unread (%v)", *d.NumUnseen, err)
		}
		settle(time.Hour)
		if s.logins != 1 || st.offered != 2 || w.Health().Waiting != 0 {
			t.Errorf("after an hour: %d logins, %d mails offered, %+v", s.logins, st.offered, w.Health())
		}
	})
}

// A mail that lay there before is filed too, whether somebody has read it or not.
func TestSeenMeansNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		a, b := s.deliver("INBOX", "a", imap.FlagSeen, imap.FlagAnswered), s.deliver("INBOX", "b")
		begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		st.want(t, a, b)
		if !st.times[0].Equal(time.Now().Add(-time.Minute - time.Second)) {
			t.Errorf("received at %s", st.times[0])
		}
	})
}

// What lies in the junk folder becomes a thread with a warning within minutes,
// and a folder that is not there keeps no mail from the desk.
func TestJunk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.create("Junk")
		var away atomic.Bool
		s.search = func(c *imapserver.Conn) {
			if away.Load() {
				_ = c.NetConn().Close()
			}
		}
		w := watcher(func(ctx context.Context, network, address string) (net.Conn, error) {
			if away.Load() {
				return nil, errors.New("connection refused")
			}
			return s.pipe.dial(ctx, network, address)
		}, st)
		w.Folders = append(w.Folders, Folder{"Spam", true}, Folder{"Junk", true})
		r := begin(t, w)
		settle(time.Second)
		r.trouble(TroubleFolder)
		s.deliver("Junk", "a")
		settle(4*time.Minute + time.Second)
		b := s.deliver("INBOX", "b")
		settle(100 * time.Millisecond)
		if st.count() != 2 || st.raws[1] != b || s.holds("Junk") != 0 {
			t.Fatalf("%d mails were filed, %d lie in the junk folder", st.count(), s.holds("Junk"))
		}
		if len(st.mails[0].Warnings) != 1 || st.mails[0].Warnings[0] != intake.WarnJunk || st.mails[1].Warnings != nil {
			t.Errorf("warnings: %q, %q", st.mails[0].Warnings, st.mails[1].Warnings)
		}
		settle(time.Hour)
		away.Store(true)
		settle(10 * time.Minute)
		r.trouble(TroubleUnreachable)
		away.Store(false)
		settle(10 * time.Minute)
		r.trouble(TroubleFolder)
		r.logged("folder not read", 1)
		s.create("Spam")
		c := s.deliver("Spam", "c")
		settle(4*time.Minute + time.Second)
		st.want(t, st.raws[0], b, c)
		r.trouble("")
	})
}

// Much junk does not hold up what comes in beside it.
func TestMuchJunk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.create("Junk")
		for _, name := range names(3 * mostOther) {
			s.deliver("Junk", name)
		}
		w := watcher(s.pipe.dial, st)
		w.Folders = append(w.Folders, Folder{"Junk", true})
		late := ""
		st.fail = func(string) error { // called with the store's lock held
			if len(st.mails) == mostOther/2 {
				late = s.deliver("INBOX", "late")
			}
			return nil
		}
		begin(t, w)
		settle(time.Second)
		if st.count() != 3*mostOther+1 || st.raws[mostOther] != late {
			t.Errorf("%d mails were filed, and the one in INBOX was not the one after %d", st.count(), mostOther)
		}
	})
}

// A server that knows no IDLE is looked at every half minute.
func TestWithoutIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caps := fullCaps.Copy()
		delete(caps, imap.CapIdle)
		s, st := serve(t, caps), newStore()
		begin(t, watcher(s.pipe.dial, st))
		for _, name := range names(3) {
			settle(time.Minute)
			s.deliver("INBOX", name)
			settle(31 * time.Second)
			if s.holds("INBOX") != 0 {
				t.Fatalf("mail %s was not filed", name)
			}
		}
		if s.logins != 1 || st.count() != 3 {
			t.Errorf("%d logins, %d mails", s.logins, st.count())
		}
	})
}

// A mail is moved when it is safe and not before. While the store fails, each
// mail is tried, none is left out, and the server is not run down.
func TestCommitBeforeMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		broken := true
		st.fail = func(string) error {
			if broken {
				return errDisk
			}
			return nil
		}
		a, b := s.deliver("INBOX", "a"), s.deliver("INBOX", "b")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(2 * time.Hour)
		w.trouble(TroubleFiling)
		if h := w.Health(); s.holds("INBOX") != 2 || s.holds("Verwerkt") != 0 || h.Waiting != 2 || h.Left != 0 {
			t.Errorf("%d mails in INBOX, %d moved, %+v", s.holds("INBOX"), s.holds("Verwerkt"), h)
		}
		if st.offered < 20 || st.offered > 45 { // 1, 2, 4 … 256 s, then every 5 minutes
			t.Errorf("offered %d times in 2 hours", st.offered)
		}
		st.set(func() { broken = false })
		settle(5*time.Minute + time.Second)
		st.want(t, a, b)
		w.trouble("")
		if s.holds("Verwerkt") != 2 {
			t.Errorf("%d mails were moved", s.holds("Verwerkt"))
		}
	})
}

// A mail that the store does not take is in nobody's way.
func TestUnfiledMailComesLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		bad := s.deliver("INBOX", "bad")
		st.fail = func(raw string) error {
			if raw == bad {
				return errDisk
			}
			return nil
		}
		b := s.deliver("INBOX", "b")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(5 * time.Second)
		st.want(t, b)
		settle(time.Hour)
		c := s.deliver("INBOX", "c")
		settle(5*time.Minute + time.Second)
		st.want(t, b, c)
		if h := w.Health(); h.Waiting != 1 {
			t.Errorf("%+v", h)
		}
	})
}
