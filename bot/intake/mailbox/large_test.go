package mailbox

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"meldwacht/bot/mail"
)

// A mail that is too large becomes a thread that says so, with what its header
// tells; it is not fetched whole, and not taken for a mail that was read.
func TestTooLarge(t *testing.T) {
	const limit = 300 << 10
	for _, c := range []struct {
		rule string
		size int
		says int64 // what the server says of the size; 0: the truth
		cut  bool
	}{
		{"as large as may be", limit, 0, false},
		{"one byte more", limit + 1, 0, true},
		{"the server says less", 3 * limit, 10, true},
		{"the server says more", limit, limit + 1, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, st := serve(t, fullCaps), newStore()
				if c.says != 0 {
					s.sizes = map[imap.UID]int64{1: c.says}
				}
				raw := letterOf("large")
				raw += strings.Repeat("x", c.size-len(raw))
				s.deliverRaw("INBOX", raw)
				small := s.deliver("INBOX", "small")
				w := watcher(s.pipe.dial, st)
				w.MaxBytes = limit
				w.Filer.Read = mail.Reader{}.Read
				r := begin(t, w)
				settle(time.Second)
				if !c.cut {
					st.want(t, raw, small)
					return
				}
				st.want(t, raw[:cutBytes], small)
				m := st.mails[0]
				if m.Unreadable != mail.TooLarge || m.Text != "" || m.Sender.Address != "jan@winkel.example" || m.Reporter != m.Sender ||
					m.Subject != "Datalek large" || m.MessageID != "large@winkel.example" || st.mails[1].Unreadable != "" {
					t.Errorf("%+v", m)
				}
				if s.holds("INBOX") != 0 || s.holds("Verwerkt") != 2 {
					t.Errorf("%d mails in INBOX, %d moved", s.holds("INBOX"), s.holds("Verwerkt"))
				}
				r.trouble("")
			})
		})
	}
}

// A mail on a slow line takes the time that it takes.
func TestSlowMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		const pieces = 20
		s.give = func(c *imapserver.Conn, _ imap.UID) error {
			_, err := fmt.Fprintf(c.NetConn(), "* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n", 5*pieces)
			for i := 0; i < pieces && err == nil; i++ {
				time.Sleep(30 * time.Second)
				_, err = c.NetConn().Write([]byte("slow "))
			}
			_, _ = c.NetConn().Write([]byte(")\r\n"))
			return err
		}
		s.deliver("INBOX", "a")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(11 * time.Minute)
		st.want(t, strings.Repeat("slow ", pieces))
		w.trouble("")
	})
}

// A mail without a single byte is one as well.
func TestEmptyMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.give = func(c *imapserver.Conn, _ imap.UID) error {
			_, err := c.NetConn().Write([]byte("* 1 FETCH (UID 1 BODY[]<0> {0}\r\n)\r\n"))
			return err
		}
		s.deliverRaw("INBOX", "")
		begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		st.want(t, "")
	})
}
