package hand

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/intake"
)

const report = "From: Jan <jan@winkel.example>\nSubject: Sleutel gelekt\n\n.Goedemorgen\nja"

// A desk is a running server whose store is a slice.
type desk struct {
	mu   sync.Mutex
	raws []string
	fail error
}

func (d *desk) receive(_ context.Context, m bot.Mail, raw []byte, _ time.Time) (bot.Filing, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		d.raws = append(d.raws, string(raw))
	}
	return bot.Filing{Outcome: bot.OutcomeOpened}, d.fail
}

// run serves d on a real socket until the test is over, and returns its door.
func run(t *testing.T, d *desk, network string, change func(*intake.Server)) Door {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		address = filepath.Join(t.TempDir(), "s")
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	s := &intake.Server{Now: time.Now, Hostname: "desk.snoobi.nl", Recipients: []string{"avg-incident@snoobi.nl"},
		Trusted: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, MaxBytes: 1 << 20,
		Filer: &intake.Filer{Receive: d.receive, Log: zerolog.Nop(), Read: func([]byte) bot.Mail { return bot.Mail{Class: bot.ClassReport} }}}
	if change != nil {
		change(s)
	}
	door := Door{To: "avg-incident@snoobi.nl", LMTP: network == "unix", Dial: func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, l.Addr().String())
	}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		if door.LMTP {
			done <- s.ServeLMTP(ctx, l)
		} else {
			done <- s.ServeSMTP(ctx, l)
		}
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serving ended in %v", err)
		}
	})
	return door
}

// A mail comes through as it was, with the line ends of mail, and the result is
// the desk's own word.
func TestHand(t *testing.T) {
	const crlf = "From: Jan <jan@winkel.example>\r\nSubject: Sleutel gelekt\r\n\r\n.Goedemorgen\r\nja\r\n"
	for _, network := range []string{"unix", "tcp"} {
		for _, from := range []string{"", "jan@winkel.example", "jürgen@käse.example"} {
			d := &desk{}
			r, err := run(t, d, network, nil).Hand(t.Context(), from, []byte(report))
			if err != nil || !r.Taken() || r.Code != 250 || !strings.HasPrefix(r.Text, "2.0.0 ") {
				t.Fatalf("%s: %v, %v", network, r, err)
			}
			if diff := cmp.Diff([]string{"Return-Path: <" + from + ">\r\n" + crlf}, d.raws); diff != "" {
				t.Errorf("%s (-want +got)\n%s", network, diff)
			}
		}
	}
}

func TestResults(t *testing.T) {
	big := []byte(report + strings.Repeat("x\n", 1<<20))
	for _, tc := range []struct {
		rule string
		desk *desk
		door func(*intake.Server)
		to   string
		raw  []byte
		want string
	}{
		{rule: "a store that fails", desk: &desk{fail: errors.New("disk full")}, raw: []byte(report), want: "451 4.3.0 "},
		{rule: "a mail that is too large", desk: &desk{}, raw: big, want: "552 5.3.4 Max message size exceeded"},
		{rule: "another recipient", desk: &desk{}, to: "info@snoobi.nl", raw: []byte(report), want: "550 5.1.1 No such mailbox here"},
		{rule: "a network that is not allowed", desk: &desk{}, raw: []byte(report), want: "554 desk.snoobi.nl takes no mail from this network",
			door: func(s *intake.Server) {
				s.Trusted, s.Allowed = nil, []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
			}},
	} {
		for _, network := range []string{"unix", "tcp"} {
			if network == "unix" && tc.door != nil {
				continue // a socket on our own machine is always allowed
			}
			d := run(t, tc.desk, network, tc.door)
			if tc.to != "" {
				d.To = tc.to
			}
			r, err := d.Hand(t.Context(), "", tc.raw)
			if err != nil || r.Taken() || !strings.HasPrefix(r.String(), tc.want) {
				t.Errorf("%s by %s: %v, %v", tc.rule, network, r, err)
			}
		}
	}
}

// A line that the desk cuts a connection for is found before that.
func TestLongLine(t *testing.T) {
	d := &desk{}
	door := run(t, d, "unix", func(s *intake.Server) { s.MaxBytes = MaxBytes })
	fits := "Subject: x\n\n." + strings.Repeat("x", longestLine-1)
	if r, err := door.Hand(t.Context(), "", []byte(fits+"\nja")); err != nil || !r.Taken() {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := door.Hand(t.Context(), "", []byte(fits+"x\nja")); !errors.Is(err, errLongLine) {
		t.Errorf("%v", err)
	}
	if len(d.raws) != 1 {
		t.Errorf("%d mails were taken", len(d.raws))
	}
}

// Nobody, somebody who is no desk, somebody who hangs up, somebody who plays
// tricks on terminals, and somebody who never answers.
func TestNoAnswer(t *testing.T) {
	nobody := Door{Dial: func(context.Context) (net.Conn, error) { return nil, errors.New("connection refused") }}
	if _, err := nobody.Hand(t.Context(), "", []byte(report)); !errors.Is(err, ErrNoDesk) {
		t.Errorf("nobody: %v", err)
	}
	talk := func(say func(net.Conn)) Door {
		return Door{To: "avg-incident@snoobi.nl", Dial: func(context.Context) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() { say(theirs); _ = theirs.Close() }()
			return ours, nil
		}}
	}
	for rule, say := range map[string]func(net.Conn){
		"no desk":  func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 \x1b[2J\r\n") },
		"hangs up": func(net.Conn) {},
	} {
		_, err := talk(say).Hand(t.Context(), "", []byte(report))
		if err == nil || errors.Is(err, ErrNoDesk) || !strings.HasSuffix(err.Error(), "hand it over again") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %q", rule, err)
		}
	}
	rude := talk(func(c net.Conn) { _, _ = io.WriteString(c, "554 5.7.1 Away\x1b[2J\twith you\r\n") })
	if r, err := rude.Hand(t.Context(), "", []byte(report)); err != nil || r.String() != "554 5.7.1 Away [2J with you" {
		t.Errorf("rude: %q, %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	silent := talk(func(c net.Conn) { cancel(); _, _ = io.Copy(io.Discard, c) })
	if _, err := silent.Hand(ctx, "", []byte(report)); !errors.Is(err, context.Canceled) {
		t.Errorf("silence: %v", err)
	}
}

// Run says of each mail what became of it, and leaves the files alone.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.eml", "Return-Path: <>\n"+report)
	put(t, dir, "b.eml", "Subject: x\n\n"+strings.Repeat("x\n", 1<<20))
	put(t, dir, "c.eml", report)
	box := put(t, t.TempDir(), "archive\x1b", archive)
	d := &desk{}
	var out bytes.Buffer
	o := Options{Door: run(t, d, "unix", nil), Host: "desk.snoobi.nl", Out: &out,
		Paths: []string{dir, filepath.Join(dir, "nowhere"), box, "-"}, Stdin: strings.NewReader(report)}
	sum, err := Run(t.Context(), o)
	if err != nil || sum != (Summary{Taken: 6, Refused: 1, Unread: 1}) {
		t.Errorf("%+v, %v", sum, err)
	}
	want := `DIR/a.eml: taken
DIR/b.eml: not taken: 552 5.3.4 Max message size exceeded
DIR/c.eml: taken
DIR/nowhere: not taken: no such file or directory; check the path
BOX?#1: taken
BOX?#2: taken
BOX?#3: taken
-: taken
7 mails: 6 taken, 1 refused, and 1 not read
`
	got := strings.NewReplacer(dir, "DIR", strings.TrimSuffix(box, "\x1b"), "BOX").Replace(out.String())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !strings.HasPrefix(d.raws[0], "Return-Path: <>\r\n") || !strings.HasPrefix(d.raws[1], "Return-Path: <postmaster@desk.snoobi.nl>\r\n") {
		t.Errorf("senders: %.60q, %.60q", d.raws[0], d.raws[1])
	}

	d.fail = errors.New("disk full")
	out.Reset()
	o.Paths = []string{filepath.Join(dir, "a.eml")}
	if sum, err = Run(t.Context(), o); err != nil || sum != (Summary{Refused: 1}) ||
		!strings.Contains(out.String(), "a.eml: not taken: 451 4.3.0 ") || !strings.HasSuffix(out.String(), "try again later\n1 mails: 0 taken, 1 refused\n") {
		t.Errorf("%+v, %v, %q", sum, err, out.String())
	}
}

// Without a desk the first mail ends the run.
func TestRunWithoutDesk(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.eml", report)
	put(t, dir, "b.eml", report)
	dials := 0
	var out bytes.Buffer
	_, err := Run(t.Context(), Options{Out: &out, Paths: []string{dir}, Door: Door{Dial: func(context.Context) (net.Conn, error) {
		dials++
		return nil, errors.New("connection refused")
	}}})
	if !errors.Is(err, ErrNoDesk) || !strings.Contains(err.Error(), "start the desk") || dials != 1 || out.Len() > 0 {
		t.Errorf("%v after %d dials, %q", err, dials, out.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Options{Out: &out, Paths: []string{dir}, Door: Door{Dial: func(ctx context.Context) (net.Conn, error) {
		return nil, ctx.Err()
	}}}); !errors.Is(err, context.Canceled) || errors.Is(err, ErrNoDesk) {
		t.Errorf("%v", err)
	}
}
