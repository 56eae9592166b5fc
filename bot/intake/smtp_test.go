package intake

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

const mail = "From: Jan <jan@winkel.example>\r\nSubject: Sleutel gelekt\r\n\r\nGoedemorgen\r\n"

// 250 comes after the commit and not before: while Receive is at work the
// client waits.
func TestAnswersAfterTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{gate: make(chan struct{}), in: make(chan struct{})}
		p, stop := serve(t, server(b), false)
		c := p.dial(t)
		c.envelope("jan@winkel.example")
		c.send(mail + ".\r\n")
		<-b.in
		answer := make(chan string, 1)
		go func() {
			line, _ := c.r.ReadString('\n')
			answer <- line
		}()
		synctest.Wait()
		select {
		case line := <-answer:
			t.Fatalf("answered before the commit: %q", line)
		default:
		}
		close(b.gate)
		if line := <-answer; !strings.HasPrefix(line, "250 2.0.0") {
			t.Fatalf("answer %q", line)
		}
		c.talk("QUIT", "221")
		if got := b.only(t); !strings.HasPrefix(got, "Return-Path: <jan@winkel.example>\r\n") || !strings.HasSuffix(got, mail) {
			t.Errorf("received %q", got)
		}
		stop()
	})
}

func TestReplies(t *testing.T) {
	for _, tc := range []struct {
		rule   string
		server func(*Server, *box)
		talk   []string // from the first RCPT on
		mail   string
		answer string
		mails  int
	}{
		{rule: "a store that fails asks the client to come back",
			server: func(_ *Server, b *box) { b.fail = errDisk },
			talk:   []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"}, mail: mail, answer: "451 4.3.0"},
		{rule: "a mail that is too large is refused for good",
			server: func(s *Server, _ *box) { s.MaxBytes = 60 },
			talk:   []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"}, mail: mail, answer: "552 5.3.4"},
		{rule: "a mail that would burst the memory comes back later",
			server: func(s *Server, _ *box) { s.held.Store(heldMails * DefaultMaxBytes) },
			talk:   []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"}, mail: mail, answer: "452 4.3.1"},
		{rule: "other recipients are refused, and those of the desk beside them are not",
			talk: []string{"RCPT TO:<info@snoobi.nl>", "550 5.1.1", "RCPT TO:<avg-incident@elders.example>", "550",
				"RCPT TO:<AVG-Incident+Klant@Snoobi.NL>", "250", "RCPT TO:<datalek@snoobi.nl>", "250", "DATA", "354"},
			mail: mail, answer: "250", mails: 1},
		{rule: "a mail for nobody at the desk is not taken",
			talk: []string{"RCPT TO:<info@snoobi.nl>", "550", "DATA", "502"}},
		{rule: "a dot between bare line feeds is text (RFC 5321 §4.1.1.4)",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"},
			mail: "Subject: x\r\n\r\neen\n.\nMAIL FROM:<x@x.example>\n.\r\ntwee\r\n", answer: "250", mails: 1},
		{rule: "a dot in front of a line is taken off",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"},
			mail: "Subject: x\r\n\r\n..eerst\r\n", answer: "250", mails: 1},
		{rule: "a long line is no reason to refuse a mail",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"},
			mail: "Subject: x\r\n\r\n" + strings.Repeat("x", 200_000) + "\r\n", answer: "250", mails: 1},
		{rule: "neither is a mail without a header",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"},
			mail: "\x00\x01\xff\r\n", answer: "250", mails: 1},
		{rule: "nor an empty one",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"},
			mail: "", answer: "250", mails: 1},
		{rule: "nor one whose reader panics",
			server: func(s *Server, _ *box) { s.Read = func([]byte) bot.Mail { panic("canary") } },
			talk:   []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354"}, mail: mail, answer: "250", mails: 1},
		{rule: "chunks make a mail too (RFC 3030)",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "BDAT 16\r\nSubject: chunk\r\n", "250", "BDAT 6 LAST\r\n\r\nJa\r\n", "250"}, mails: 1},
		{rule: "a mail that was begun in chunks and taken back is none",
			talk: []string{"RCPT TO:<avg-incident@snoobi.nl>", "250", "BDAT 16\r\nSubject: chunk\r\n", "250", "RSET", "250", "NOOP", "250"}},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &box{}
				var log bytes.Buffer
				s := server(b)
				s.Log = zerolog.New(zerolog.SyncWriter(&log))
				if tc.server != nil {
					tc.server(s, b)
				}
				p, stop := serve(t, s, false)
				c := p.dial(t)
				c.want(hello)
				c.talk("EHLO out.winkel.example", "250", "MAIL FROM:<jan@winkel.example>", "250")
				for i := 0; i < len(tc.talk); i += 2 {
					text := tc.talk[i]
					if !strings.HasPrefix(text, "BDAT") {
						text += "\r\n"
					}
					c.send(text)
					c.want(tc.talk[i+1])
				}
				if tc.answer != "" {
					c.send(tc.mail + ".\r\n")
					c.want(tc.answer)
				}
				c.talk("NOOP", "250", "QUIT", "221")
				stop()
				if b.count() != tc.mails {
					t.Errorf("%d mails, want %d", b.count(), tc.mails)
				}
				if tc.mails > 0 && tc.mail != "" {
					if want := strings.TrimPrefix(strings.ReplaceAll(tc.mail, "\r\n..", "\r\n."), "."); !strings.HasSuffix(b.only(t), want) {
						t.Errorf("received %.200q", b.only(t))
					}
				}
				if out := log.String(); strings.Contains(out, "winkel") || strings.Contains(out, "gelekt") || strings.Contains(out, "canary") {
					t.Errorf("the log tells of the mail: %s", out)
				}
			})
		})
	}
}

// A mail whose connection breaks off is none, also when the length of its last
// chunk promised more: with a 250 nobody would send the rest again.
func TestCutOffMailIsNone(t *testing.T) {
	for _, begin := range []string{"DATA\r\n", "BDAT 4000 LAST\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			b := &box{}
			p, stop := serve(t, server(b), false)
			c := p.dial(t)
			c.want(hello)
			c.talk("EHLO x", "250", "MAIL FROM:<>", "250", "RCPT TO:<avg-incident@snoobi.nl>", "250")
			c.send(begin)
			if begin[0] == 'D' {
				c.want("354")
			}
			c.send(mail)
			_ = c.conn.Close()
			synctest.Wait()
			stop()
			if b.count() != 0 {
				t.Errorf("%q: half a mail was received", begin)
			}
		})
	}
}

// A client that never saw the 250 sends the mail again: Receive finds the
// duplicate, and the answer is 250.
func TestDuplicateIsAnsweredLikeTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		s := server(b)
		s.Receive = func(ctx context.Context, m bot.Mail, raw []byte, at time.Time) (bot.Filing, error) {
			_, _ = b.receive(ctx, m, raw, at)
			return bot.Filing{Outcome: bot.OutcomeDuplicate}, nil
		}
		p, stop := serve(t, s, false)
		c := p.dial(t)
		c.envelope("")
		c.send(mail + ".\r\n")
		c.want("250")
		stop()
		if !strings.HasPrefix(b.only(t), "Return-Path: <>\r\n") {
			t.Error("the empty sender is lost")
		}
	})
}

// By LMTP every recipient that was taken gets an answer, and the mail is
// received once.
func TestLMTPAnswersEachRecipient(t *testing.T) {
	for _, fail := range []error{nil, errDisk} {
		synctest.Test(t, func(t *testing.T) {
			b := &box{fail: fail}
			p, stop := serve(t, server(b), true)
			c := p.dial(t)
			c.want(hello)
			c.talk("EHLO x", "500", "LHLO mx.snoobi.nl", "250", "MAIL FROM:<jan@winkel.example>", "250",
				"RCPT TO:<avg-incident@snoobi.nl>", "250", "RCPT TO:<info@snoobi.nl>", "550", "RCPT TO:<datalek@snoobi.nl>", "250", "DATA", "354")
			c.send(mail + ".\r\n")
			if fail == nil {
				c.want("250 2.0.0 <avg-incident@snoobi.nl>")
				c.want("250 2.0.0 <datalek@snoobi.nl>")
				if got := b.only(t); strings.Contains(got, "\tfor <") || !strings.Contains(got, "with LMTP") {
					t.Errorf("several recipients stand in %q", got)
				}
			} else {
				c.want("451 4.3.0 <avg-incident@snoobi.nl>")
				c.want("451 4.3.0 <datalek@snoobi.nl>")
			}
			c.talk("QUIT", "221")
			stop()
		})
	}
}

// The clock starts when our own mail server took the mail, however long it then
// waited for the desk. Nobody else can set it back.
func TestMomentOfReceipt(t *testing.T) {
	for _, tc := range []struct {
		rule   string
		peer   string
		by     string
		waited time.Duration
	}{
		{"our own mail server had it for hours", "192.0.2.9:25", "mx.snoobi.nl", 5 * time.Hour},
		{"also one with the name of this machine", "192.0.2.9:25", "desk.snoobi.nl", 5 * time.Hour},
		{"it does not speak for others", "192.0.2.9:25", "mx.elders.example", 0},
		{"a stranger cannot speak for it", "198.51.100.7:25", "mx.snoobi.nl", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := &box{}
			p, stop := serve(t, server(b), false)
			c := p.dialFrom(t, tcp(tc.peer))
			c.envelope("jan@winkel.example")
			begun := time.Now().UTC()
			time.Sleep(2 * time.Minute) // sending takes its time too
			c.send("Received: from out.winkel.example by " + tc.by + "; " + begun.Add(-5*time.Hour).Format(time.RFC1123Z) + "\r\n" + mail + ".\r\n")
			c.want("250")
			want := begun.Add(2 * time.Minute)
			if tc.waited > 0 {
				want = begun.Add(-tc.waited)
			}
			if got := b.times[0]; !got.Equal(want) {
				t.Errorf("%s: the clock starts at %v, want %v", tc.rule, got, want)
			}
			stop()
		})
	}
}
