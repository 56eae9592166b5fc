package intake

import (
	netmail "net/mail"
	"slices"
	"strings"
	"time"
)

// oldest is how far back a Received of our own is believed: a mail that was
// queued is days old at most, and what lies further back is a broken clock, or
// a line that somebody typed (chosen).
const oldest = 30 * 24 * time.Hour

// maxDate is far more than a date of RFC 5322 §3.3 takes, folded and all (chosen).
const maxDate = 200

// ReceivedAt returns when our own side took the mail, which is when the clock
// starts (reference/mail.md §8). That is what the topmost Received of one of our
// own servers says, as long as its date can be one; else the moment at which the
// mail came into its mailbox, internal (INTERNALDATE, RFC 9051 §2.3.3), which may
// be zero; else now. The Date of the mail says nothing: the sender types it.
//
// own holds the names that our servers give themselves behind "by".
func ReceivedAt(raw []byte, own []string, internal, now time.Time) time.Time {
	var at time.Time
	fields(raw, func(name string, field []byte) {
		if name != "received" || !at.IsZero() {
			return
		}
		by, date := trace(string(field))
		if by == "" || !slices.ContainsFunc(own, func(o string) bool { return strings.EqualFold(o, by) }) {
			return
		}
		if t, err := netmail.ParseDate(date); err == nil && !t.After(now) && now.Sub(t) <= oldest {
			at = t
		}
	}, func([]byte) {})
	switch {
	case !at.IsZero():
		return at.UTC()
	case internal.Unix() > 0 && !internal.After(now): // a server that does not know says 1970, or nothing
		return internal.UTC()
	}
	return now.UTC()
}

// trace reads who took a mail, and when, from a Received (RFC 5321 §4.4). What a
// client called itself stands in it as well, and some servers copy that as it
// came: so a field with two words "by", or with a comment that does not close,
// names nobody.
func trace(field string) (by, date string) {
	_, value, _ := strings.Cut(field, ":")
	value, ok := uncommented(value)
	if !ok {
		return "", ""
	}
	end := strings.LastIndexByte(value, ';')
	if end < 0 {
		return "", ""
	}
	words := strings.Fields(value[:end])
	for i, w := range words {
		if !strings.EqualFold(w, "by") || i+1 == len(words) {
			continue
		}
		if by != "" {
			return "", ""
		}
		by = strings.TrimSuffix(words[i+1], ".")
	}
	return by, strings.Join(strings.Fields(value[end+1:min(len(value), end+1+maxDate)]), " ")
}

// uncommented takes the comments out (RFC 5322 §3.2.2); ok is false when they do
// not close.
func uncommented(s string) (plain string, ok bool) {
	var b strings.Builder
	depth, escaped := 0, false
	for _, c := range []byte(s) {
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '(':
			depth++
			b.WriteByte(' ')
		case c == ')':
			if depth--; depth < 0 {
				return "", false
			}
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String(), depth == 0
}
