package app_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"meldwacht/bot/app"
	"meldwacht/notifier/action/actiontest"
)

// The world outside of the scenarios: the mail server that takes the desk's
// letters, people who answer them, and the product's API.

// post is a mail server that keeps what it is given.
type post struct {
	mu      sync.Mutex
	letters []letter
	shown   int
	unknown []string // addresses that it refuses
}

type letter struct {
	at      time.Time
	to      string
	header  mail.Header
	subject string
	body    string
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &postman{post: p}, nil }

type postman struct {
	post *post
	to   string
}

func (*postman) Reset()                               {}
func (*postman) Logout() error                        { return nil }
func (*postman) Mail(string, *smtp.MailOptions) error { return nil }

func (m *postman) Rcpt(to string, _ *smtp.RcptOptions) error {
	m.post.mu.Lock()
	defer m.post.mu.Unlock()
	if slices.Contains(m.post.unknown, to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	m.to = to
	return nil
}

func (m *postman) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	var body io.Reader = msg.Body
	if strings.EqualFold(msg.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		return err
	}
	m.post.mu.Lock()
	defer m.post.mu.Unlock()
	m.post.letters = append(m.post.letters, letter{time.Now(), m.to, msg.Header, subject, strings.ReplaceAll(string(text), "\r\n", "\n")})
	return nil
}

// openPost serves the mail server on the network of the bubble.
func (s *stage) openPost() error {
	l, err := s.net.Listen("tcp", "127.0.0.1:2526")
	if err != nil {
		return err
	}
	s.post = &post{}
	server := smtp.NewServer(s.post)
	server.Domain = "relay.snoobi.nl"
	server.ErrorLog = log.New(io.Discard, "", 0) // clients that hang up
	go server.Serve(l)
	s.closers = append(s.closers, func() { server.Close() })
	return nil
}

// write writes down the letters that are new.
func (p *post) write(s *stage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	// Which of several leaves first within a second is chance.
	slices.SortStableFunc(p.letters[p.shown:], func(a, b letter) int {
		return cmp.Or(strings.Compare(stamp(a.at), stamp(b.at)), strings.Compare(a.to, b.to))
	})
	for _, l := range p.letters[p.shown:] {
		s.lines.WriteString(fmt.Sprintf("%s  letter to %s\n    | %s\n", stamp(l.at), l.to, l.subject))
		for line := range strings.Lines(strings.TrimSpace(ackLink.ReplaceAllString(l.body, "http://127.0.0.1:8282/ack/…"))) {
			s.lines.WriteString(strings.TrimRight("    | "+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	}
	p.shown = len(p.letters)
}

var code = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`)
var answered = regexp.MustCompile(`^(\S+@\S+) answers "(.*)"$`)

// answer is somebody's reply to the last letter that they got. {code} stands for
// the code in it.
func (s *stage) answer(from, text string) error {
	s.post.mu.Lock()
	var last *letter
	for i := range s.post.letters {
		if s.post.letters[i].to == from {
			last = &s.post.letters[i]
		}
	}
	s.post.mu.Unlock()
	if last == nil {
		return fmt.Errorf("%s got no letter", from)
	}
	s.say("%s answers: %s", from, text)
	text = strings.ReplaceAll(text, "{code}", code.FindString(strings.ReplaceAll(last.body, "DL-2026", "")))
	s.answers++
	raw := fmt.Sprintf("Return-Path: <%s>\r\nAuthentication-Results: mx.snoobi.nl; dkim=pass header.d=%s\r\nFrom: <%s>\r\nTo: avg-incident@snoobi.nl\r\nSubject: Re: %s\r\n"+
		"Message-ID: <answer-%d@%s>\r\nIn-Reply-To: %s\r\nReferences: %s\r\nDate: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, from[strings.Index(from, "@")+1:], from, mime.QEncoding.Encode("utf-8", last.subject), s.answers, "elders.example",
		last.header.Get("Message-ID"), last.header.Get("Message-ID"), time.Now().In(amsterdam).Format(time.RFC1123Z), text)
	conn, err := s.net.Dial(context.Background(), "tcp", "127.0.0.1:2525")
	if err != nil {
		return err
	}
	if got := deliver(conn, app.Untraced([]byte(raw))); got != "250" {
		return fmt.Errorf("the desk says %s", got)
	}
	s.settle()
	return nil
}

// bounce is what a mail server says that could not deliver the last letter to an
// address (RFC 3464).
func (s *stage) bounce(to string) error {
	s.post.mu.Lock()
	var last *letter
	for i := range s.post.letters {
		if s.post.letters[i].to == to {
			last = &s.post.letters[i]
		}
	}
	s.post.mu.Unlock()
	if last == nil {
		return fmt.Errorf("%s got no letter", to)
	}
	s.say("the last letter to %s bounces", to)
	raw := fmt.Sprintf("Return-Path: <>\r\nFrom: Mail Delivery System <mailer-daemon@relay.snoobi.nl>\r\nTo: avg-incident@snoobi.nl\r\nSubject: Undelivered Mail\r\n"+
		"Message-ID: <dsn-1@relay.snoobi.nl>\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nUnknown user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.snoobi.nl\r\n\r\n"+
		"Final-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: %s\r\nSubject: x\r\n\r\n--b--\r\n",
		time.Now().In(amsterdam).Format(time.RFC1123Z), to, last.header.Get("Message-ID"))
	conn, err := s.net.Dial(context.Background(), "tcp", "127.0.0.1:2525")
	if err != nil {
		return err
	}
	if got := deliver(conn, []byte(raw)); got != "250" {
		return fmt.Errorf("the desk says %s", got)
	}
	s.settle()
	return nil
}

// openAPI serves the product's API on the network of the bubble.
func (s *stage) openAPI() error {
	api, err := actiontest.New(actiontest.Options{Secret: scenarioSecrets["SCENARIO_ACTIONS_SECRET"], Now: time.Now})
	if err != nil {
		return err
	}
	l, err := s.net.Listen("tcp", "127.0.0.1:8585")
	if err != nil {
		return err
	}
	s.api = api
	server := &http.Server{Handler: api}
	go server.Serve(l)
	s.closers = append(s.closers, func() { server.Close() })
	return nil
}

var inUse = actiontest.Refuse(409, "Key is in use", "The key belongs to a running export; stop the export first.")

// faults has the API misbehave: "503 503 hang", "refuse", "refuse=SN-10423".
func (s *stage) faults(words string) error {
	s.say("the product's API: %s", words)
	for _, w := range strings.Fields(words) {
		switch status, err := strconv.Atoi(w); {
		case err == nil:
			s.api.Next(actiontest.Unavailable(status, ""))
		case w == "hang": // accepted, and the answer is lost
			s.api.Next(actiontest.Hang())
		case w == "refuse":
			s.api.Next(inUse)
		case strings.HasPrefix(w, "refuse="):
			s.api.NextOf(strings.TrimPrefix(w, "refuse="), inUse)
		default:
			return fmt.Errorf("the API knows no fault %q", w)
		}
	}
	return nil
}

// carried writes down what the API has really done, for each account in order:
// between accounts there is none.
func (s *stage) carried() {
	var done []string
	requests := s.api.Carried()
	slices.SortStableFunc(requests, func(a, b actiontest.Request) int { return strings.Compare(a.Account, b.Account) })
	for _, r := range requests {
		verb := r.Action
		if r.Reverse {
			verb += " reversed"
		}
		done = append(done, fmt.Sprintf("%s %s %s", verb, r.Account, r.Target))
	}
	s.say("the product has done %d: %s", len(done), strings.Join(done, ", "))
}
