package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Debian's Postfix in front of the desk: what it relays to our LMTP socket is
// filed at once, what we cannot take now it keeps and brings again once, what we
// refuse it tells the sender, and to our SMTP port it speaks TLS.
func TestPostfix(t *testing.T) {
	needPostfix(t)
	dir := shortDir(t)
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
	mx := startPostfix(t, dir, listen(t, over, "tcp", "127.0.0.1:0", false))

	t.Run("a mail is filed at once", func(t *testing.T) {
		sent := time.Now()
		mx.send(t, "avg-incident@snoobi.nl", mail)
		mx.wait(t, "the mail is filed", func() bool { return desk.count() == 1 })
		took := time.Since(sent)
		t.Logf("from Postfix's 250 to the filing: %v", took)
		if took > 20*time.Second { // 2 s is what is promised, on a machine that does nothing else
			t.Errorf("it took %v", took)
		}
		got := desk.only(t)
		if !strings.HasPrefix(got, "Return-Path: <jan@winkel.example>\r\nReceived: from out.winkel.example (") ||
			!strings.Contains(got, "by mx.snoobi.nl (Postfix) with ESMTP") || strings.Contains(got, "(Meldwacht)") || !strings.HasSuffix(got, mail) {
			t.Errorf("received %q", got)
		}
		mx.wait(t, "the queue is empty", func() bool { return len(mx.queue(t)) == 0 })
	})

	t.Run("a mail that cannot be stored now comes again, once", func(t *testing.T) {
		desk.empty(errDisk)
		mx.send(t, "avg-incident@snoobi.nl", mail)
		mx.wait(t, "the mail is deferred", func() bool {
			q := mx.queue(t)
			return len(q) == 1 && q[0].Name == "deferred" && strings.Contains(q[0].Recipients[0].Reason, "451 4.3.0")
		})
		desk.empty(nil)
		ahead.Store(int64(3 * time.Hour)) // that is how long the desk was away
		mx.flush(t)
		mx.wait(t, "the mail is filed", func() bool { return desk.count() == 1 })
		mx.wait(t, "the queue is empty", func() bool { return len(mx.queue(t)) == 0 })
		mx.flush(t)
		desk.only(t)
		if age := s.Now().Sub(desk.times[0]); age < 3*time.Hour-time.Minute {
			t.Errorf("the clock starts %v before the filing, not when our own server took the mail", age)
		}
	})

	t.Run("a mail that is refused for good goes back to its sender", func(t *testing.T) {
		desk.empty(nil)
		mx.send(t, "avg-incident@snoobi.nl", mail+strings.Repeat("Een regel van een veel te lange mail.\r\n", 4<<10))
		mx.wait(t, "the sender is told", func() bool { return back.count() == 1 })
		got := back.only(t)
		if !strings.HasPrefix(got, "Return-Path: <>\r\n") || !strings.Contains(got, "552 5.3.4") {
			t.Errorf("the sender was told %.2000q", got)
		}
		mx.wait(t, "the queue is empty", func() bool { return len(mx.queue(t)) == 0 })
		if desk.count() != 0 {
			t.Error("it was filed all the same")
		}
	})

	t.Run("our SMTP port speaks TLS with it", func(t *testing.T) {
		mx.send(t, "datalek@snoobi.nl", mail)
		mx.wait(t, "the mail is filed", func() bool { return secure.count() == 1 })
		if got := secure.only(t); !strings.Contains(got, "(Meldwacht) with ESMTPS\r\n") {
			t.Errorf("received %q", got)
		}
	})
}

// needPostfix skips the test where it cannot be held, but never in CI.
func needPostfix(t *testing.T) {
	t.Helper()
	why := ""
	if _, err := os.Stat("/usr/sbin/postfix"); err != nil {
		why = "Postfix is not installed here; apt-get install postfix has it tested too"
	} else if os.Geteuid() != 0 {
		why = "Postfix starts for root only, and this is somebody else"
	}
	switch {
	case why == "":
	case os.Getenv("CI") != "":
		t.Fatal(why)
	default:
		t.Skip(why)
	}
}

// shortDir is a folder for sockets, whose paths must be short, which Postfix's
// own user may enter.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "mw")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
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

// A postfix is a mail server of the test's own. All that it has is in one folder,
// and it listens on a socket in there alone.
type postfix struct{ dir string }

const mainCf = `
compatibility_level = 3.6
queue_directory = DIR/queue
data_directory = DIR/data
maillog_file = DIR/log
maillog_file_prefixes = DIR
myhostname = mx.snoobi.nl
mydestination =
alias_maps =
local_recipient_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
relay_domains = snoobi.nl
relay_transport = lmtp:unix:DIR/desk
transport_maps = inline:{ { datalek@snoobi.nl = smtp:[127.0.0.1]:PORT } }
default_transport = lmtp:unix:DIR/back
lmtp_discard_lhlo_keywords = size
smtp_tls_security_level = encrypt
`

// The services without which a mail is not relayed or sent back. A client of the
// socket counts as one at 127.0.0.1.
const masterCf = `
smtpd    unix n - n - - smtpd
pickup   unix n - n 60 1 pickup
cleanup  unix n - n - 0 cleanup
qmgr     unix n - n 300 1 qmgr
rewrite  unix - - n - - trivial-rewrite
lmtp     unix - - n - - lmtp
smtp     unix - - n - - smtp
tlsmgr   unix - - n 1000? 1 tlsmgr
bounce   unix - - n - 0 bounce
defer    unix - - n - 0 bounce
trace    unix - - n - 0 bounce
flush    unix n - n 1000? 0 flush
error    unix - - n - - error
retry    unix - - n - - error
anvil    unix - - n - 1 anvil
showq    unix n - n - - showq
postlog  unix-dgram n - n - 1 postlogd
`

func startPostfix(t *testing.T, dir, smtp string) *postfix {
	t.Helper()
	p := &postfix{dir}
	_, port, _ := net.SplitHostPort(smtp)
	fill := strings.NewReplacer("DIR", dir, "PORT", port)
	for _, sub := range []string{"etc", "queue", "data"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"main.cf": mainCf, "master.cf": masterCf} {
		if err := os.WriteFile(filepath.Join(dir, "etc", name), []byte(fill.Replace(text)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	owner, err := user.Lookup("postfix")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	if err := os.Chown(filepath.Join(dir, "data"), uid, gid); err != nil {
		t.Fatal(err)
	}
	if out, err := p.run("postfix", "check"); err != nil { // which makes the folders of the queue
		t.Fatalf("preparing Postfix: %v: %s", err, out)
	}
	// In a process group of its own, which it ends with itself, after a few
	// minutes also when nobody stops it.
	master := exec.Command("/usr/lib/postfix/sbin/master", "-c", filepath.Join(dir, "etc"), "-d", "-e", "300")
	master.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = master.Process.Signal(syscall.SIGTERM)
		_ = master.Wait()
		if log, err := os.ReadFile(filepath.Join(dir, "log")); err == nil && t.Failed() {
			t.Logf("Postfix's log:\n%s", log)
		}
	})
	p.wait(t, "Postfix answers", func() bool {
		nc, err := net.Dial("unix", p.socket())
		if err == nil {
			_ = nc.Close()
		}
		return err == nil
	})
	return p
}

func (p *postfix) socket() string { return filepath.Join(p.dir, "queue", "public", "smtpd") }

func (p *postfix) run(command string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "/usr/sbin/"+command, append([]string{"-c", filepath.Join(p.dir, "etc")}, args...)...).CombinedOutput()
}

// send gives Postfix a mail and returns when it has taken it.
func (p *postfix) send(t *testing.T, to, text string) {
	t.Helper()
	c := dial(t, "unix", p.socket())
	c.want("220 mx.snoobi.nl")
	c.talk("EHLO out.winkel.example", "250", "MAIL FROM:<jan@winkel.example>", "250", "RCPT TO:<"+to+">", "250", "DATA", "354")
	c.send(text + ".\r\n")
	c.want("250")
	c.talk("QUIT", "221")
}

// A queued mail is one line of postqueue -j.
type queued struct {
	Name       string `json:"queue_name"`
	Recipients []struct {
		Reason string `json:"delay_reason"`
	} `json:"recipients"`
}

func (p *postfix) queue(t *testing.T) (all []queued) {
	t.Helper()
	out, err := p.run("postqueue", "-j")
	if err != nil {
		t.Fatalf("looking at the queue: %v: %s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		var q queued
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, q)
	}
	return all
}

// flush has Postfix try everything again.
func (p *postfix) flush(t *testing.T) {
	t.Helper()
	if out, err := p.run("postqueue", "-f"); err != nil {
		t.Fatalf("flushing the queue: %v: %s", err, out)
	}
}

// wait waits for something that Postfix does.
func (p *postfix) wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(fmt.Sprint("waited in vain until ", what))
		}
	}
}
