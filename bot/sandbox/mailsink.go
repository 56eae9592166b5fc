package sandbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
)

// A Mail was sent by the desk (out) or fed to it (in).
type Mail struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Direction string    `json:"direction"`
	From      string    `json:"from"`
	To        []string  `json:"to"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	Raw       string    `json:"raw"`
}

// ServeMail is an SMTP server that keeps every mail and delivers none. It
// returns when the workspace closes or the listener fails.
func (w *Workspace) ServeMail(l net.Listener) error {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &sinkSession{w: w}, nil }))
	s.Domain, s.MaxMessageBytes, s.MaxRecipients = "sandbox", 35<<20, 1000
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	ended := make(chan error, 1)
	w.mu.Lock()
	w.spawn(func() { ended <- s.Serve(l) })
	closed := w.closed
	w.mu.Unlock()
	if closed {
		return l.Close()
	}
	var err error
	select {
	case err = <-ended:
	case <-w.done:
	}
	_ = s.Close() // the listener may be closed already
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

type sinkSession struct {
	w    *Workspace
	from string
	to   []string
}

func (s *sinkSession) Reset()        { s.from, s.to = "", nil }
func (s *sinkSession) Logout() error { return nil }

func (s *sinkSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *sinkSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data keeps the mail. Under a fault with method "mail" it is refused: for now
// (451), or for good when the fault's status is 550; with After it is kept all
// the same, and the desk will send it twice.
func (s *sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	f := s.w.strike("mail", "")
	if f == nil || f.After {
		s.w.keepMail("out", s.from, s.to, raw)
	}
	switch {
	case f == nil:
		return nil
	case f.Status == 550:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox"}
	}
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later"}
}

// keepMail files a mail. Needs mu held.
func (w *Workspace) keepMail(direction, from string, to []string, raw []byte) Mail {
	m := Mail{ID: w.nextID("M"), At: w.opt.Now().UTC(), Direction: direction, From: from, To: to, Raw: string(raw)}
	if parsed, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		m.Subject = decoded(parsed.Header.Get("Subject"))
		setDefault(&m.From, decoded(parsed.Header.Get("From")))
		if len(m.To) == 0 {
			m.To = []string{decoded(parsed.Header.Get("To"))}
		}
		m.Text = plainPart(parsed.Header.Get("Content-Type"), parsed.Header.Get("Content-Transfer-Encoding"), parsed.Body, 0)
	}
	if m.To == nil {
		m.To = []string{}
	}
	w.mails = append(w.mails, m)
	w.record(Entry{Kind: "mail", Name: direction, ID: m.ID})
	w.publish("mail", m)
	return m
}

func decoded(s string) string {
	if d, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// plainPart finds the first text/plain. It is for looking at, not for deciding.
func plainPart(kind, encoding string, body io.Reader, depth int) string {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		media = "text/plain"
	}
	if strings.HasPrefix(media, "multipart/") && depth < 5 {
		for mr := multipart.NewReader(body, params["boundary"]); ; {
			part, err := mr.NextRawPart()
			if err != nil {
				return ""
			}
			if s := plainPart(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, depth+1); s != "" {
				return s
			}
		}
	}
	if media != "text/plain" {
		return ""
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	raw, _ := io.ReadAll(io.LimitReader(body, 1<<20)) // what could be read is shown
	return strings.ToValidUTF8(string(raw), "\uFFFD")
}

// FeedMail gives the desk a mail and keeps a copy of it. The error is the
// desk's own refusal.
func (w *Workspace) FeedMail(raw []byte) (Mail, error) {
	if w.opt.SendMail == nil {
		return Mail{}, errors.New("nobody takes mail here")
	}
	if err := w.opt.SendMail(raw); err != nil {
		return Mail{}, fmt.Errorf("the desk did not take the mail: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.keepMail("in", "", nil, raw), nil
}

// Mails returns what went in and out, oldest first.
func (w *Workspace) Mails() []Mail {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Mail{}, w.mails...)
}
