// Package servertest runs Debian's mail servers for tests: each instance has a
// folder of its own, listens on loopback or on sockets in that folder alone, and
// ends with the test that started it.
package servertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// NeedPostfix skips the test where it cannot be held, but never in CI.
func NeedPostfix(t *testing.T) {
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

// Dir is a folder for sockets, whose paths must be short, which Postfix's
// own user may enter.
func Dir(t *testing.T) string {
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

// A Postfix is a mail server of the test's own. All that it has is in one folder,
// and it listens on a socket in there alone.
type Postfix struct{ dir string }

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
smtputf8_enable = no
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

// StartPostfix starts one in dir, see [Dir]. Mail for avg-incident@snoobi.nl goes by
// LMTP to the socket dir/desk, mail for datalek@snoobi.nl by SMTP to the address
// desk, and all other mail by LMTP to dir/back.
func StartPostfix(t *testing.T, dir, desk string) *Postfix {
	t.Helper()
	p := &Postfix{dir}
	_, port, _ := net.SplitHostPort(desk)
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
	p.Wait(t, "Postfix answers", func() bool {
		nc, err := net.Dial("unix", p.socket())
		if err == nil {
			_ = nc.Close()
		}
		return err == nil
	})
	return p
}

func (p *Postfix) socket() string { return filepath.Join(p.dir, "queue", "public", "smtpd") }

func (p *Postfix) run(command string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	return exec.CommandContext(ctx, "/usr/sbin/"+command, append([]string{"-c", filepath.Join(p.dir, "etc")}, args...)...).CombinedOutput()
}

// Send gives Postfix a mail and returns when it has taken it.
func (p *Postfix) Send(t *testing.T, to, text string) {
	t.Helper()
	nc, err := net.Dial("unix", p.socket())
	if err != nil {
		t.Fatal(err)
	}
	c, err := smtp.NewClient(nc, "mx.snoobi.nl")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w, err := func() (io.WriteCloser, error) {
		if err := errors.Join(c.Hello("out.winkel.example"), c.Mail("jan@winkel.example"), c.Rcpt(to)); err != nil {
			return nil, err
		}
		return c.Data()
	}()
	if err == nil {
		_, err = io.WriteString(w, text)
		err = errors.Join(err, w.Close())
	}
	if err := errors.Join(err, c.Quit()); err != nil {
		t.Fatal(err)
	}
}

// A Queued mail is one line of postqueue -j.
type Queued struct {
	Name       string `json:"queue_name"`
	Recipients []struct {
		Reason string `json:"delay_reason"`
	} `json:"recipients"`
}

// Queue returns what waits.
func (p *Postfix) Queue(t *testing.T) (all []Queued) {
	t.Helper()
	out, err := p.run("postqueue", "-j")
	if err != nil {
		t.Fatalf("looking at the queue: %v: %s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		var q Queued
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, q)
	}
	return all
}

// Flush has Postfix try everything again.
func (p *Postfix) Flush(t *testing.T) {
	t.Helper()
	if out, err := p.run("postqueue", "-f"); err != nil {
		t.Fatalf("flushing the queue: %v: %s", err, out)
	}
}

// Wait waits for something that Postfix does.
func (p *Postfix) Wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(fmt.Sprint("waited in vain until ", what))
		}
	}
}
