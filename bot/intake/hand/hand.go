// Package hand gives mails that lie in files to the running desk. It speaks SMTP
// or LMTP, so such a mail takes the same way as any other: it is read, filed and
// told apart from one that is there already, and the desk's word is final.
//
//	d := hand.Door{Dial: dial, LMTP: true, To: "avg-incident@snoobi.nl"}
//	sum, err := hand.Run(ctx, hand.Options{Door: d, Paths: paths, …})
//
// The files stay where they are and as they are. Handing one over again does no
// harm.
package hand

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-smtp"
)

// A Door is where the running desk takes mail.
type Door struct {
	Dial func(ctx context.Context) (net.Conn, error)
	LMTP bool
	To   string // one of the desk's addresses
}

// A Result is the desk's last word about a mail.
type Result struct {
	Code int // 250 means that the mail is safe, 4xx that it may be tried again
	Text string
}

// Taken reports whether the mail is safe.
func (r Result) Taken() bool { return r.Code/100 == 2 }

// String is the reply as the desk gave it, on one line.
func (r Result) String() string { return fmt.Sprintf("%d %s", r.Code, r.Text) }

// ErrNoDesk says that nobody answers at the door.
var ErrNoDesk = errors.New("no desk answers")

// errLongLine comes before the desk says the same: it would close the connection
// while the mail is still being sent, and its reply could be lost.
var errLongLine = errors.New("a line of it is longer than 1 MB, which mail cannot carry; send it as an attachment to another mail")

const (
	// replyTimeout is for the reply to one command. The desk gives it at once (chosen).
	replyTimeout = time.Minute
	// takeTimeout is longer than the desk needs to read a mail and to commit it,
	// a minute at most (chosen).
	takeTimeout = 3 * time.Minute
	// longestLine is what fits under the desk's limit of 1 MB with its CRLF and a
	// dot in front (RFC 5321 §4.5.2).
	longestLine = 1<<20 - 8
)

// Hand gives one mail to the desk. An error means that there was no last word:
// the mail may have been taken, and can be handed over again.
func (d Door) Hand(ctx context.Context, from string, raw []byte) (Result, error) {
	if hasLongLine(raw) {
		return Result{}, errLongLine
	}
	nc, err := d.Dial(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrNoDesk, err)
	}
	defer nc.Close()
	stop := context.AfterFunc(ctx, func() { _ = nc.Close() })
	defer stop()

	text, err := d.talk(nc, from, raw)
	var refused *smtp.SMTPError
	switch {
	case err == nil:
		return Result{250, oneLine(text)}, nil
	case errors.As(err, &refused):
		return Result{refused.Code, oneLine(replyText(refused))}, nil
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	}
	return Result{}, fmt.Errorf("the connection broke: %s; hand it over again", oneLine(err.Error()))
}

func (d Door) talk(nc net.Conn, from string, raw []byte) (string, error) {
	c := smtp.NewClient(nc)
	if d.LMTP {
		c = smtp.NewClientLMTP(nc)
	}
	c.CommandTimeout, c.SubmissionTimeout = replyTimeout, takeTimeout
	if err := c.Mail(from, &smtp.MailOptions{Size: int64(len(raw)), UTF8: !ascii(from) || !ascii(d.To)}); err != nil {
		return "", err
	}
	if err := c.Rcpt(d.To, nil); err != nil {
		return "", err
	}
	w, err := c.Data()
	if err != nil {
		return "", err
	}
	_ = nc.SetDeadline(time.Now().Add(takeTimeout))
	if _, err := w.Write(raw); err != nil {
		return "", err
	}
	text, err := lastWord(w, d.LMTP, d.To)
	if err == nil {
		_ = c.Quit() // the mail is safe, whatever comes of this
	}
	return text, err
}

// lastWord ends the mail. By LMTP each recipient gets a reply; there is one.
func lastWord(w *smtp.DataCommand, lmtp bool, to string) (string, error) {
	if !lmtp {
		r, err := w.CloseWithResponse()
		if err != nil {
			return "", err
		}
		return r.StatusText, nil
	}
	all, err := w.CloseWithLMTPResponse()
	if err != nil {
		return "", err
	}
	return all[to].StatusText, nil
}

// replyText puts the enhanced code (RFC 2034) back in front.
func replyText(e *smtp.SMTPError) string {
	if e.EnhancedCode == smtp.EnhancedCodeNotSet {
		return e.Message
	}
	return fmt.Sprintf("%d.%d.%d %s", e.EnhancedCode[0], e.EnhancedCode[1], e.EnhancedCode[2], e.Message)
}

func hasLongLine(raw []byte) bool {
	for len(raw) > longestLine {
		end := bytes.IndexByte(raw[:longestLine+1], '\n')
		if end < 0 {
			return true
		}
		raw = raw[end+1:]
	}
	return false
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// oneLine makes text from elsewhere fit for a terminal.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}
