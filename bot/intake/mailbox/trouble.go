package mailbox

import (
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// A trouble is why a connection ended, with the next step for a person, if there
// is one. Its error never holds what the server wrote: that may name people, and
// quote mails.
type trouble struct {
	code Trouble
	next string
	err  error
}

func (t *trouble) Error() string { return string(t.code) + ": " + t.err.Error() }

func (t *trouble) Unwrap() error { return t.err }

// An answer is what the server said no to, in its own code (RFC 9051 §7.1) and
// without its words.
type answer struct {
	kind imap.StatusResponseType // NO, BAD or BYE
	code imap.ResponseCode       // may be empty
}

func (a *answer) Error() string {
	if a.code == "" {
		return fmt.Sprintf("the server said %s", a.kind)
	}
	return fmt.Sprintf("the server said %s %s", a.kind, a.code)
}

// passing reports whether the server says that it may be otherwise soon (RFC 5530 §3).
func (a *answer) passing() bool {
	switch a.code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return true
	}
	return a.kind == imap.StatusResponseTypeBye
}

// said returns the answer in err, unless the connection broke.
func said(err error) (*answer, bool) {
	var a *answer
	return a, errors.As(err, &a)
}

// explain makes an error of the protocol library one that can be logged, and
// tells an answer from a connection that broke.
func (s *session) explain(err error) error {
	var no *imap.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return &answer{kind: no.Type, code: known(no.Code)}
	}
	switch why := s.wire.broken(); {
	case errors.Is(why, errSilent):
		return &trouble{code: TroubleSilent, err: why}
	case why != nil:
		return &trouble{code: TroubleLost, err: why}
	}
	return &trouble{code: TroubleLost, err: errNoSense}
}

var errNoSense = errors.New("the server said something that is not IMAP")

// known keeps a code that is one: capital letters and dashes.
func known(code imap.ResponseCode) imap.ResponseCode {
	for _, c := range []byte(code) {
		if (c < 'A' || c > 'Z') && c != '-' {
			return ""
		}
	}
	return code[:min(len(code), 40)]
}

// Refused reports whether an error of Tokens says that none will be given before
// somebody mends something.
func Refused(err error) bool {
	var t *trouble
	return errors.As(err, &t) && t.code == TroubleRefused
}
