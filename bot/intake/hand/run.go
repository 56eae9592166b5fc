package hand

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Options say what is handed over and where.
type Options struct {
	Door
	Host  string   // of this machine, whose postmaster answers for mails of unknown senders: see [Sender]
	Paths []string // see [Mails]
	Stdin io.Reader
	Out   io.Writer // gets one line a mail, and the sum at the end
}

// A Summary counts what became of the mails.
type Summary struct {
	Taken   int
	Refused int // by the desk, for now or for good, or given no answer
	Unread  int // paths at which there was no mail to hand over
}

// String is the sum as Run writes it.
func (s Summary) String() string {
	text := fmt.Sprintf("%d mails: %d taken, %d refused", s.Taken+s.Refused, s.Taken, s.Refused)
	if s.Unread > 0 {
		text += fmt.Sprintf(", and %d not read", s.Unread)
	}
	return text
}

// Run hands all mails to the desk, one after the other, and says of each what
// became of it. When nobody answers at the door it ends in an error, since the
// rest would fare no better.
func Run(ctx context.Context, o Options) (Summary, error) {
	var s Summary
	for m, err := range Mails(o.Paths, o.Stdin) {
		var r Result
		if err == nil {
			r, err = o.Hand(ctx, Sender(m.Raw, o.Host), m.Raw)
		}
		fate := "taken"
		var none *PathError
		switch {
		case ctx.Err() != nil:
			return s, ctx.Err()
		case errors.Is(err, ErrNoDesk):
			return s, fmt.Errorf("%w; start the desk and run this again: what it has taken it does not take twice", err)
		case errors.As(err, &none):
			fate = "not taken: " + none.Why
			s.Unread++
		case err != nil:
			fate = "not taken: " + err.Error()
			s.Refused++
		case !r.Taken():
			fate = "not taken: " + r.String()
			s.Refused++
		default:
			s.Taken++
		}
		if _, err := fmt.Fprintf(o.Out, "%s: %s\n", shown(m.Path), fate); err != nil {
			return s, err
		}
	}
	_, err := fmt.Fprintln(o.Out, s)
	return s, err
}

// shown is a path that cannot play tricks on a terminal.
func shown(path string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, path)
}
