package mailbox

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// When the connection breaks between the commit and the move, or the program ends
// there, the mail is offered again, is a duplicate, and is moved then.
func TestCrashBetweenCommitAndMove(t *testing.T) {
	for _, restarts := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s, st := serve(t, fullCaps), newStore()
			breaks := 2
			s.move = func(c *imapserver.Conn) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				if breaks--; breaks >= 0 {
					return errors.Join(no(""), c.NetConn().Close())
				}
				return nil
			}
			a := s.deliver("INBOX", "a")
			w := begin(t, watcher(s.pipe.dial, st))
			for range 2 {
				settle(500 * time.Millisecond)
				if st.count() != 1 || s.holds("INBOX") != 1 {
					t.Fatalf("%d mails filed, %d in INBOX", st.count(), s.holds("INBOX"))
				}
				if restarts {
					w.stop()
					w = begin(t, w.Watcher)
				}
			}
			settle(5 * time.Second)
			st.want(t, a)
			if st.duplicates != 2 || s.holds("INBOX") != 0 || s.holds("Verwerkt") != 1 {
				t.Errorf("%d duplicates, %d mails in INBOX, %d moved", st.duplicates, s.holds("INBOX"), s.holds("Verwerkt"))
			}
		})
	}
}

// A mail over which the server breaks the connection when it is moved stays, and
// the mails behind it come in.
func TestMoveBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		last := imap.UID(0)
		s.give = func(_ *imapserver.Conn, uid imap.UID) error { s.set(func() { last = uid }); return nil }
		s.move = func(c *imapserver.Conn) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if last == 1 {
				return errors.Join(no(""), c.NetConn().Close())
			}
			return nil
		}
		a, b, c := s.deliver("INBOX", "a"), s.deliver("INBOX", "b"), s.deliver("INBOX", "c")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(10 * time.Second)
		st.want(t, a, b, c)
		if h := w.Health(); s.holds("INBOX") != 1 || s.holds("Verwerkt") != 2 || !h.Connected || h.Waiting != 0 || h.Left != 0 {
			t.Errorf("%d mails in INBOX, %d moved, %+v", s.holds("INBOX"), s.holds("Verwerkt"), h)
		}
		w.logged("moving it breaks the connection", 1)
	})
}

// A server without MOVE is served by its three steps, which touch no other mail
// that somebody has marked for deletion.
func TestWithoutMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caps := fullCaps.Copy()
		delete(caps, imap.CapMove)
		s, st := serve(t, caps), newStore()
		s.give = func(_ *imapserver.Conn, uid imap.UID) error {
			if uid == 1 {
				return no("")
			}
			return nil
		}
		s.deliver("INBOX", "another's", imap.FlagDeleted)
		a := s.deliver("INBOX", "a")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		st.want(t, a)
		if s.holds("INBOX") != 1 || s.holds("Verwerkt") != 1 {
			t.Errorf("%d mails in INBOX, %d moved", s.holds("INBOX"), s.holds("Verwerkt"))
		}
		w.trouble("")
	})
}

// A copy that fails is not followed by a deletion.
func TestCopyFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caps := fullCaps.Copy()
		delete(caps, imap.CapMove)
		s, st := serve(t, caps), newStore()
		s.move = func(*imapserver.Conn) error { return no(imap.ResponseCodeOverQuota) }
		a := s.deliver("INBOX", "a")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(time.Hour)
		st.want(t, a)
		d, err := s.user.Status("INBOX", &imap.StatusOptions{NumMessages: true, NumDeleted: true})
		if err != nil || *d.NumMessages != 1 || *d.NumDeleted != 0 || st.offered != 1 {
			t.Errorf("%d mails in INBOX, %d marked for deletion, %d offered (%v)", *d.NumMessages, *d.NumDeleted, st.offered, err)
		}
		w.trouble(TroubleMove)
	})
}

// A copy whose original cannot be deleted is not made a second time.
func TestDeletionFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caps := fullCaps.Copy()
		delete(caps, imap.CapMove)
		s, st := serve(t, caps), newStore()
		s.store = func() error { return no(imap.ResponseCodeNoPerm) }
		a, b := s.deliver("INBOX", "a"), s.deliver("INBOX", "b")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(3 * time.Hour)
		st.want(t, a, b)
		if s.holds("INBOX") != 2 || s.holds("Verwerkt") != 1 || st.offered != 2 {
			t.Errorf("%d mails in INBOX, %d copies, %d offered", s.holds("INBOX"), s.holds("Verwerkt"), st.offered)
		}
		w.trouble(TroubleMove)
	})
}

// Mails that cannot be moved stay, are not filed again after a restart, and hold
// up none that come later. Once they can be moved, they are.
func TestCannotMove(t *testing.T) {
	for _, c := range []struct {
		why  string
		caps func(imap.CapSet)
		move func(*imapserver.Conn) error
		free func(*server) // lets mails be moved; nil when nothing can
	}{
		{"the server refuses", func(imap.CapSet) {}, func(*imapserver.Conn) error { return no(imap.ResponseCodeNoPerm) },
			func(s *server) { s.move = nil }},
		{"it has neither MOVE nor UIDPLUS", func(c imap.CapSet) { delete(c, imap.CapMove); delete(c, imap.CapUIDPlus) }, nil, nil},
	} {
		t.Run(c.why, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				caps := fullCaps.Copy()
				c.caps(caps)
				s, st := serve(t, caps), newStore()
				s.move = c.move
				all := []string{s.deliver("INBOX", "a"), s.deliver("INBOX", "b")}
				w := begin(t, watcher(s.pipe.dial, st))
				settle(10 * time.Second)
				all = append(all, s.deliver("INBOX", "c"))
				settle(3 * time.Hour)
				st.want(t, all...)
				w.trouble(TroubleMove)
				w.logged("cannot be moved", 1)
				w.stop()

				w = begin(t, w.Watcher)
				settle(time.Second)
				all = append(all, s.deliver("INBOX", "d"))
				settle(time.Second)
				st.want(t, all...)
				if h := w.Health(); st.offered != 4 || s.holds("INBOX") != 4 || h.Waiting != 0 {
					t.Errorf("%d mails offered, %d in INBOX, %+v", st.offered, s.holds("INBOX"), h)
				}
				if c.free == nil {
					return
				}
				s.set(func() { c.free(s) })
				settle(usual.tidy + 5*time.Minute)
				if s.holds("INBOX") != 0 || s.holds("Verwerkt") != 4 || st.offered != 4 {
					t.Errorf("%d mails in INBOX, %d moved, %d offered", s.holds("INBOX"), s.holds("Verwerkt"), st.offered)
				}
				w.trouble("")
			})
		})
	}
}

// A mail that cannot be fetched holds the mark up, so that it is asked for again
// after a restart, while those behind it are filed once.
func TestMarkWaitsForTheUnfetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.move = func(*imapserver.Conn) error { return no("") }
		s.give = func(_ *imapserver.Conn, uid imap.UID) error {
			if uid == 2 {
				return no("")
			}
			return nil
		}
		a, b, c := s.deliver("INBOX", "a"), s.deliver("INBOX", "b"), s.deliver("INBOX", "c")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(5 * time.Hour)
		st.want(t, a, c)
		if st.offered != 2 {
			t.Errorf("%d mails were offered", st.offered)
		}
		w.stop()
		s.set(func() { s.give = nil })
		begin(t, w.Watcher)
		settle(time.Second)
		st.want(t, a, b, c)
	})
}

// The folder for what is filed is made again when somebody takes it away.
func TestDoneIsMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		w := begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		if err := s.user.Delete("Verwerkt"); err != nil {
			t.Fatal(err)
		}
		s.deliver("INBOX", "a")
		settle(time.Second)
		if s.holds("Verwerkt") != 1 || s.holds("INBOX") != 0 {
			t.Errorf("%d mails in INBOX, %d moved", s.holds("INBOX"), s.holds("Verwerkt"))
		}
		w.trouble("")
	})
}

// When the UIDs of a folder mean something else, all of it is read again, and what
// was filed before is a duplicate.
func TestUIDValidity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.move = func(*imapserver.Conn) error { return no("") }
		a, b := s.deliver("INBOX", "a"), s.deliver("INBOX", "b")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(10 * time.Second)
		st.want(t, a, b)
		if len(st.marks) != 1 {
			t.Fatalf("%d marks", len(st.marks))
		}
		for _, m := range st.marks {
			if m[1] != 2 {
				t.Fatalf("the mark is %d", m[1])
			}
		}
		if err := s.user.Delete("INBOX"); err != nil {
			t.Fatal(err)
		}
		s.create("INBOX")
		c := s.deliver("INBOX", "c")
		s.deliverRaw("INBOX", a)
		settle(5 * time.Minute)
		st.want(t, a, b, c)
		if st.duplicates != 1 {
			t.Errorf("%d duplicates", st.duplicates)
		}
		w.logged("read anew", 1)
	})
}

// A server that came out of a backup gives UIDs a second time. The mark of before
// must not hide the mails that have them now.
func TestServerOutOfABackup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		w := watcher(s.pipe.dial, st)
		st.marks[w.box("INBOX")] = [2]uint32{1, 40}
		a := s.deliver("INBOX", "a")
		r := begin(t, w)
		settle(time.Second)
		st.want(t, a)
		r.logged("gone back in time", 1)
	})
}

// A mark is one of this server, this user and this folder.
func TestBox(t *testing.T) {
	box := func(address, name string, auth Auth, folder string) string {
		w := &Watcher{Name: name, Address: address, Auth: auth}
		return w.box(folder)
	}
	a := box("Mail.Snoobi.example:993", "incident", Password{User: "a"}, "INBOX")
	if a != box("mail.snoobi.example:993", "renamed", OAuth{User: "a"}, "Inbox") {
		t.Error("the same folder has two names")
	}
	seen := map[string]bool{a: true}
	for _, b := range []string{
		box("mail.snoobi.example:993", "incident", Password{User: "a"}, "Junk"),
		box("mail.snoobi.example:993", "incident", Password{User: "a"}, "junk"),
		box("mail.snoobi.example:993", "incident", Password{User: "b"}, "INBOX"),
		box("mail.snoobi.example:143", "incident", Password{User: "a"}, "INBOX"),
	} {
		if seen[b] {
			t.Error("two folders have the same name")
		}
		seen[b] = true
	}
}
