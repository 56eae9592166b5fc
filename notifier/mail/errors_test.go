package mail_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	smtp "github.com/emersion/go-smtp"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/mail"
)

func reply(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
}

func hangUp(c *smtp.Conn) error { return c.Conn().Close() }

// What becomes of a letter when the server does not take it.
func TestAnswersOfTheServer(t *testing.T) {
	tests := []struct {
		name string
		set  manners
		want error
	}{
		{"no such mailbox", manners{rcpt: func(string) error { return reply(550, "5.1.1 <marleen@fietsenhuls.example> unknown") }},
			notifier.Permanent{Code: "smtp-5.1.1"}},
		{"no status code", manners{rcpt: func(string) error { return reply(551, "marleen has moved, 5.1.1") }},
			notifier.Permanent{Code: "smtp-551"}},
		{"a status code that contradicts its reply", manners{rcpt: func(string) error { return reply(550, "4.2.2 full") }},
			notifier.Permanent{Code: "smtp-550"}},
		{"greylisted", manners{rcpt: func(string) error { return reply(450, "4.7.1 come back") }},
			notifier.Later{Code: "smtp-4.7.1"}},
		{"mailbox full, said at the end", manners{data: func(*smtp.Conn) error { return reply(452, "4.2.2 full") }},
			notifier.Later{Code: "smtp-4.2.2"}},
		{"the letter is refused", manners{data: func(*smtp.Conn) error { return reply(554, "5.7.1 looks like spam") }},
			notifier.Permanent{Code: "smtp-5.7.1"}},
		{"our return path is refused", manners{mail: func(string) error { return reply(553, "5.1.8 bad sender") }},
			notifier.Stop{Code: "smtp-5.1.8"}},
		{"authentication is required", manners{rcpt: func(string) error { return reply(530, "5.7.0 authenticate first") }},
			notifier.Stop{Code: "smtp-5.7.0"}},
		{"the server is shutting down", manners{mail: func(string) error { return reply(421, "4.3.2 bye") }},
			notifier.Later{Code: "smtp-4.3.2"}},
		{"no word about the letter", manners{data: hangUp}, notifier.Unknown{Code: "no-answer"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r := newRelay(t, mail.STARTTLS)
			r.now(tc.set)
			w := newWorld(t, r, mail.STARTTLS, nil)
			w.opened(report)
			_, _, err := w.send()
			wantError(t, err, tc.want)
			w.quiet()
		})
	}
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if g, w := fmt.Sprintf("%T %v", got, got), fmt.Sprintf("%T %v", want, want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

// quiet fails the test when the log names somebody or quotes a mail.
func (w *world) quiet() {
	w.t.Helper()
	for _, s := range []string{"marleen", "Marleen", "fietsenhuls", "Sleutel", "geheim"} {
		if strings.Contains(w.log.String(), s) {
			w.t.Errorf("the log holds %q: %s", s, w.log.String())
		}
	}
}

// What is wrong between us and the server stops all letters and loses none; a
// server that is not there is tried again.
func TestWhatKeepsEveryLetterFromLeaving(t *testing.T) {
	refuse := manners{auth: func(string, string) error { return reply(535, "5.7.8 no") }}
	tests := []struct {
		name, server, way string
		relay             manners
		set               func(*mail.Options)
		want              error
	}{
		{"no STARTTLS", mail.Plain, mail.STARTTLS, manners{}, nil, notifier.Stop{Code: "no-starttls"}},
		{"a certificate of nobody, STARTTLS", mail.STARTTLS, mail.STARTTLS, manners{}, func(o *mail.Options) { o.Roots = x509.NewCertPool() }, notifier.Stop{Code: "certificate"}},
		{"a certificate of nobody, implicit", mail.Implicit, mail.Implicit, manners{}, func(o *mail.Options) { o.Roots = x509.NewCertPool() }, notifier.Stop{Code: "certificate"}},
		{"a certificate of another host", mail.STARTTLS, mail.STARTTLS, manners{}, func(o *mail.Options) { o.Host = "127.0.0.1" }, notifier.Stop{Code: "certificate"}},
		{"a wrong password", mail.STARTTLS, mail.STARTTLS, refuse, nil, notifier.Stop{Code: "auth-refused"}},
		{"a wrong password, implicit", mail.Implicit, mail.Implicit, refuse, nil, notifier.Stop{Code: "auth-refused"}},
		{"no authentication", mail.STARTTLS, mail.STARTTLS, manners{}, nil, notifier.Stop{Code: "no-auth"}},
		{"authentication is down", mail.STARTTLS, mail.STARTTLS, manners{auth: func(string, string) error { return reply(454, "4.7.0 later") }}, nil,
			notifier.Later{Code: "smtp-4.7.0"}},
		{"nobody is there", mail.STARTTLS, mail.STARTTLS, manners{}, func(o *mail.Options) {
			o.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("connection refused") }
		}, notifier.Later{Code: "connection"}},
		{"no server speaks", mail.Plain, mail.Implicit, manners{}, nil, notifier.Later{Code: "connection"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r := newRelay(t, tc.server)
			r.now(tc.relay)
			w := newWorld(t, r, tc.way, func(o *mail.Options) {
				o.User, o.Password = "desk", "geheim"
				if tc.set != nil {
					tc.set(o)
				}
			})
			w.opened(report)
			w.now = w.now.Add(6 * 24 * time.Hour) // however long it takes
			_, _, err := w.send()
			wantError(t, err, tc.want)
			if n := len(r.deliveries()); n != 0 {
				t.Errorf("%d letters left", n)
			}
			w.quiet()
		})
	}
}

func TestTheServerLearnsWhoWeAre(t *testing.T) {
	for _, way := range []string{mail.STARTTLS, mail.Implicit, mail.Plain} {
		r := newRelay(t, way)
		r.now(manners{auth: func(user, password string) error {
			if user != "desk" || password != "geheim" {
				return smtp.ErrAuthFailed
			}
			return nil
		}})
		w := newWorld(t, r, way, func(o *mail.Options) { o.User, o.Password = "desk", "geheim" })
		w.opened(report)
		if d := w.sent(); d.user != "desk" || d.tls != (way != mail.Plain) {
			t.Errorf("%s: user %q, encrypted %v", way, d.user, d.tls)
		}
	}
}

// A server that says nothing sensible, or does not stop talking, gets no letter
// and little of our memory.
func TestOddServers(t *testing.T) {
	for name, talk := range map[string]func(net.Conn) int{
		"hangs up at once":  func(c net.Conn) int { c.Close(); return 0 },
		"talks nonsense":    func(c net.Conn) int { fmt.Fprint(c, "hallo\r\n"); return 0 },
		"never stops":       func(c net.Conn) int { return endless(c, strings.Repeat("220-hallo\r\n", 100)) },
		"never ends a line": func(c net.Conn) int { return endless(c, strings.Repeat("2", 1000)) },
		"hangs up in the middle": func(c net.Conn) int {
			lines := bufio.NewScanner(c)
			for _, answer := range []string{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"} {
				if fmt.Fprint(c, answer); answer[0] == '3' || !lines.Scan() {
					break
				}
			}
			c.Close()
			return 0
		},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			said := make(chan int, 1)
			go func() { said <- talk(theirs) }()
			w := newWorld(t, &relay{}, mail.Plain, func(o *mail.Options) {
				o.Dial = func(context.Context, string, string) (net.Conn, error) { return ours, nil }
			})
			w.opened(report)
			_, _, err := w.send()
			want := error(notifier.Later{Code: "connection"})
			if name == "hangs up in the middle" {
				want = notifier.Unknown{Code: "no-answer"}
			}
			wantError(t, err, want)
			theirs.Close()
			if n := <-said; n > 2<<20 {
				t.Errorf("%d bytes were read", n)
			}
		})
	}
}

// endless talks until nobody listens, or far too much was heard.
func endless(c net.Conn, s string) (n int) {
	for n < 8<<20 {
		m, err := fmt.Fprint(c, s)
		if n += m; err != nil {
			return n
		}
	}
	c.Close()
	return n
}

// A silent server is left after a moment, and a stop of the desk ends a
// delivery at once.
func TestADeliveryEnds(t *testing.T) {
	for name, tc := range map[string]struct {
		stop bool
		want time.Duration
	}{"silence": {false, 12 * time.Second}, "a stop": {true, 0}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				defer theirs.Close()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				w := newWorld(t, &relay{}, mail.Plain, func(o *mail.Options) {
					o.Dial = func(context.Context, string, string) (net.Conn, error) {
						if tc.stop {
							cancel()
						}
						return ours, nil
					}
				})
				w.opened(report)
				p, before := w.next(), time.Now()
				_, err := w.sender.Send(ctx, p)
				wantError(t, err, notifier.Later{Code: "connection"})
				if took := time.Since(before); took != tc.want {
					t.Errorf("it took %v, want %v", took, tc.want)
				}
				w.store.Close()
			})
		})
	}
}

// Each attempt sends the same letter: Message-ID and all.
func TestARepeatedLetterIsTheSameLetter(t *testing.T) {
	r := newRelay(t, mail.Plain)
	w := newWorld(t, r, mail.Plain, nil)
	w.opened(report)
	r.now(manners{data: hangUp})
	for range 2 {
		_, _, err := w.send()
		wantError(t, err, notifier.Unknown{Code: "no-answer"})
	}
	r.now(manners{})
	_, receipt, err := w.send()
	if err != nil {
		t.Fatal(err)
	}
	got := r.deliveries()
	if len(got) != 3 || string(got[0].raw) != string(got[1].raw) || string(got[0].raw) != string(got[2].raw) {
		t.Errorf("%d letters, and they are not the same", len(got))
	}
	if !strings.Contains(string(got[0].raw), "Message-ID: <"+receipt.ID+">\r\n") || receipt.Channel != "mail" || !receipt.At.Equal(start) {
		t.Errorf("the receipt is %+v", receipt)
	}
	// Another incident, and another letter of this one, have other ids.
	w.ask("DL-2026-0001", "Welke?")
	if d := w.sent(); strings.Contains(string(d.raw), "Message-ID: <"+receipt.ID) {
		t.Error("two letters have one id")
	}
}

// A mailbox that takes nothing for days is somebody who is not being reached.
func TestALetterIsGivenUpAfterDays(t *testing.T) {
	r := newRelay(t, mail.Plain)
	r.now(manners{rcpt: func(string) error { return reply(452, "4.2.2 full") }})
	w := newWorld(t, r, mail.Plain, nil)
	w.opened(report)
	w.now = start.Add(5 * 24 * time.Hour)
	_, _, err := w.send()
	wantError(t, err, notifier.Later{Code: "smtp-4.2.2"})
	w.now = w.now.Add(time.Second)
	_, _, err = w.send()
	wantError(t, err, notifier.Permanent{Code: "smtp-4.2.2"})
}

// What is not in the record any more, or was never a letter, is refused for
// good and not tried for ever.
func TestEffectsWithoutALetter(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
	w.opened(report)
	p := w.next()
	want := func(p notifier.Pending, code string) {
		t.Helper()
		_, err := w.sender.Send(t.Context(), p)
		wantError(t, err, notifier.Permanent{Code: code})
	}
	elsewhere := p
	elsewhere.Ref = "DL-2026-0099"
	want(elsewhere, "no-incident")
	p.Event = 99
	want(p, "no-letter")
	w.do(p.Ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Note(anna, "x", now) })
	p.Event = 2
	want(p, "no-letter")
}
