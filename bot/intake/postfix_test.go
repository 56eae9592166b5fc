package intake

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"meldwacht/bot/intake/servertest"
)

// Debian's Postfix in front of the desk: what it relays to our LMTP socket is
// filed at once, what we cannot take now it keeps and brings again once, what we
// refuse it tells the sender, and to our SMTP port it speaks TLS.
func TestPostfix(t *testing.T) {
	servertest.NeedPostfix(t)
	dir := servertest.Dir(t)
	desk, back, secure := &box{}, &box{}, &box{}
	var ahead atomic.Int64 // of the desk's clock
	s := server(desk)
	s.MaxBytes = 64 << 10
	s.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	socket(t, s, filepath.Join(dir, "desk"))
	elsewhere := server(back) // where mail for all others goes
	elsewhere.Recipients = []string{"jan@winkel.example"}
	socket(t, elsewhere, filepath.Join(dir, "back"))
	over, _ := secured(t, secure)
	mx := servertest.StartPostfix(t, dir, listen(t, over, "tcp", "127.0.0.1:0", false))

	t.Run("a mail is filed at once", func(t *testing.T) {
		mx.Send(t, "avg-incident@snoobi.nl", mail)
		mx.Wait(t, "the mail is filed", func() bool { return desk.count() == 1 })
		got := desk.only(t)
		if !strings.HasPrefix(got, "Return-Path: <jan@winkel.example>\r\nReceived: from out.winkel.example (") ||
			!strings.Contains(got, "by mx.snoobi.nl (Postfix) with ESMTP") || strings.Contains(got, "(Meldwacht)") || !strings.HasSuffix(got, mail) {
			t.Errorf("received %q", got)
		}
		mx.Wait(t, "the queue is empty", func() bool { return len(mx.Queue(t)) == 0 })
	})

	t.Run("a mail that cannot be stored now comes again, once", func(t *testing.T) {
		desk.empty(errDisk)
		mx.Send(t, "avg-incident@snoobi.nl", mail)
		mx.Wait(t, "the mail is deferred", func() bool {
			q := mx.Queue(t)
			return len(q) == 1 && q[0].Name == "deferred" && strings.Contains(q[0].Recipients[0].Reason, "451 4.3.0")
		})
		desk.empty(nil)
		ahead.Store(int64(3 * time.Hour)) // that is how long the desk was away
		mx.Flush(t)
		mx.Wait(t, "the mail is filed", func() bool { return desk.count() == 1 })
		mx.Wait(t, "the queue is empty", func() bool { return len(mx.Queue(t)) == 0 })
		mx.Flush(t)
		desk.only(t)
		if age := s.Now().Sub(desk.times[0]); age < 3*time.Hour-time.Minute {
			t.Errorf("the clock starts %v before the filing, not when our own server took the mail", age)
		}
	})

	t.Run("a mail that is refused for good goes back to its sender", func(t *testing.T) {
		desk.empty(nil)
		mx.Send(t, "avg-incident@snoobi.nl", mail+strings.Repeat("Een regel van een veel te lange mail.\r\n", 4<<10))
		mx.Wait(t, "the sender is told", func() bool { return back.count() == 1 })
		got := back.only(t)
		if !strings.HasPrefix(got, "Return-Path: <>\r\n") || !strings.Contains(got, "552 5.3.4") {
			t.Errorf("the sender was told %.2000q", got)
		}
		mx.Wait(t, "the queue is empty", func() bool { return len(mx.Queue(t)) == 0 })
		if desk.count() != 0 {
			t.Error("it was filed all the same")
		}
	})

	t.Run("our SMTP port speaks TLS with it", func(t *testing.T) {
		mx.Send(t, "datalek@snoobi.nl", mail)
		mx.Wait(t, "the mail is filed", func() bool { return secure.count() == 1 })
		if got := secure.only(t); !strings.Contains(got, "(Meldwacht) with ESMTPS\r\n") {
			t.Errorf("received %q", got)
		}
	})
}

// socket serves s by LMTP on a unix socket that everybody may open.
func socket(t *testing.T, s *Server, path string) {
	t.Helper()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(serveOn(t, s, l, true))
}
