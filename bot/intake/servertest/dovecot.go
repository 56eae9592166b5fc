package servertest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// DovecotSecret is the password of everybody at a Dovecot.
const DovecotSecret = "paard-batterij-nietje"

// A Dovecot is the real server, with one mailbox in a folder of its own.
type Dovecot struct {
	t       *testing.T
	dir     string // holds everything; its path is short, since it holds unix sockets
	port    int
	uid     int // who reads the mail: never root, which dovecot refuses
	gid     int
	program string
	cmd     *exec.Cmd
}

// NewDovecot returns one that does not run yet.
func NewDovecot(t *testing.T) *Dovecot {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		program = "/usr/sbin/dovecot" // which is not in everybody's PATH
	}
	version, err := exec.Command(program, "--version").Output()
	if err != nil || !strings.HasPrefix(string(version), "2.3.") {
		const why = "dovecot 2.3 is not installed, so nothing is tried against it: apt-get install dovecot-imapd"
		if os.Getenv("CI") != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	d := &Dovecot{t: t, program: program, uid: os.Getuid(), gid: os.Getgid()}
	if d.dir, err = os.MkdirTemp("", "dovecot"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(d.dir) })
	for _, folder := range []string{"run", "mail/tmp", "mail/new", "mail/cur"} {
		if err := os.MkdirAll(filepath.Join(d.dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	own := ""
	if d.uid == 0 {
		d.uid, d.gid = 65534, 65534
		if err := os.Chmod(d.dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{"mail", "mail/tmp", "mail/new", "mail/cur"} {
			if err := os.Chown(filepath.Join(d.dir, folder), d.uid, d.gid); err != nil {
				t.Fatal(err)
			}
		}
	} else {
		own = fmt.Sprintf("default_internal_user = %s\ndefault_login_user = %[1]s\ndefault_internal_group = %s\n", userName(t, d.uid), groupName(t, d.gid))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	config := strings.NewReplacer("DIR", d.dir, "PORT", strconv.Itoa(d.port), "UID", strconv.Itoa(d.uid), "GID", strconv.Itoa(d.gid), "SECRET", DovecotSecret).
		Replace(own + dovecotConfig)
	if err := os.WriteFile(filepath.Join(d.dir, "conf"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Kill)
	return d
}

const dovecotConfig = `
base_dir = DIR/run
state_dir = DIR/run
log_path = DIR/log
ssl = no
disable_plaintext_auth = no
protocols = imap
listen = 127.0.0.1
mail_location = maildir:DIR/mail
first_valid_uid = UID
first_valid_gid = GID
passdb {
  driver = static
  args = password=SECRET
}
userdb {
  driver = static
  args = uid=UID gid=GID home=DIR/mail
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`

func userName(t *testing.T, uid int) string {
	u, err := osuser.LookupId(strconv.Itoa(uid))
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}

func groupName(t *testing.T, gid int) string {
	g, err := osuser.LookupGroupId(strconv.Itoa(gid))
	if err != nil {
		t.Fatal(err)
	}
	return g.Name
}

// Start runs it, and returns when it greets.
func (d *Dovecot) Start() {
	d.t.Helper()
	d.cmd = exec.Command(d.program, "-F", "-c", filepath.Join(d.dir, "conf"))
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its processes end together
	if err := d.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	for range 1000 {
		if d.greets() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(d.dir, "log"))
	d.t.Fatalf("dovecot does not start:\n%s", log)
}

func (d *Dovecot) greets() bool {
	c, err := net.Dial("tcp", d.Address())
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.HasPrefix(line, "* OK")
}

// Address is where it listens for IMAP.
func (d *Dovecot) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(d.port)) }

// Kill ends all its processes where they stand.
func (d *Dovecot) Kill() {
	if d.cmd == nil {
		return
	}
	_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
	_ = d.cmd.Wait()
	for began := time.Now(); alive(d.cmd.Process.Pid); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			d.t.Fatal("the processes of dovecot do not end")
		}
	}
	d.cmd = nil
	// It leaves locks, for which the next one would wait for a minute.
	locks, _ := filepath.Glob(filepath.Join(d.dir, "mail/*.lock"))
	more, _ := filepath.Glob(filepath.Join(d.dir, "mail/.*/*.lock"))
	for _, f := range append(append(locks, more...), filepath.Join(d.dir, "run/master.pid")) {
		_ = os.Remove(f)
	}
}

// alive reports whether a process group has members that are not dead (proc(5)):
// on a busy machine it takes a while until a process sees that it was killed.
func alive(group int) bool {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, f := range stats {
		b, _ := os.ReadFile(f)
		_, rest, _ := strings.Cut(string(b), ") ") // behind the name: state, parent, group
		if w := strings.Fields(rest); len(w) > 2 && w[2] == strconv.Itoa(group) && w[0] != "Z" && w[0] != "X" {
			return true
		}
	}
	return false
}

// Deliver puts a mail into INBOX as a mail server does (maildir(5)): whole, and
// then by a rename.
func (d *Dovecot) Deliver(name, raw string) {
	d.t.Helper()
	tmp := filepath.Join(d.dir, "mail/tmp", name)
	if err := os.WriteFile(tmp, []byte(raw), 0o644); err != nil {
		d.t.Fatal(err)
	}
	if os.Getuid() != d.uid {
		if err := os.Chown(tmp, d.uid, d.gid); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := os.Rename(tmp, filepath.Join(d.dir, "mail/new", name)); err != nil {
		d.t.Fatal(err)
	}
}

// Lie returns the texts of the mails that lie in a folder of the mailbox.
func (d *Dovecot) Lie(folder string) (raws []string) {
	d.t.Helper()
	for _, sub := range []string{"new", "cur"} {
		files, err := filepath.Glob(filepath.Join(d.dir, "mail", folder, sub, "*"))
		if err != nil {
			d.t.Fatal(err)
		}
		for _, f := range files {
			if raw, err := os.ReadFile(f); err == nil { // it may be moved just now
				raws = append(raws, strings.ReplaceAll(string(raw), "\r\n", "\n"))
			}
		}
	}
	return raws
}
