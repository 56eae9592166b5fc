package storage

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"time"

	"meldwacht/bot"
)

// quickRecord reads a header that is written in the one form in which headers
// are, without going through JSON twice: a verification of a million events
// would spend most of its time there. What it is not sure of, it leaves to the
// long way, which then accepts it or says what is wrong: a quick answer is never
// another one than the long one (a test holds that).
func quickRecord(line []byte) (r Record, ok bool) {
	f := fields{rest: line, ok: true}
	f.want(`{"v":1,"no":`)
	no := f.until(',')
	f.want(`"at":"`)
	at := f.until('"')
	f.want(`,"kind":"`)
	kind := f.until('"')
	f.want(`,"actor":"`)
	actor := f.until('"')
	f.want(`,"prev":"`)
	prev := f.until('"')
	f.want(`,"hash":"`)
	hash := f.until('"')
	if !f.ok || string(f.rest) != "}" || !plain(kind) || !plain(actor) {
		return r, false
	}
	n, err := strconv.Atoi(string(no))
	if err != nil || strconv.Itoa(n) != string(no) {
		return r, false
	}
	t, err := time.Parse(time.RFC3339Nano, string(at))
	var again [64]byte
	if err != nil || !bytes.Equal(t.UTC().AppendFormat(again[:0], time.RFC3339Nano), at) {
		return r, false
	}
	r = Record{No: n, At: t.UTC(), Kind: bot.Kind(kind), Actor: bot.PersonID(actor)}
	return r, quickHash(&r.Prev, prev) && quickHash(&r.Hash, hash)
}

// quickHash reads a sum in small letters.
func quickHash(h *bot.Hash, s []byte) bool {
	for _, c := range s {
		if c >= 'A' && c <= 'F' {
			return false
		}
	}
	if len(s) != hex.EncodedLen(len(h)) {
		return false
	}
	_, err := hex.Decode(h[:], s)
	return err == nil
}

// plain reports whether JSON writes s as it is.
func plain(s []byte) bool {
	for _, c := range s {
		if c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// fields takes a line apart; once something is not as expected, ok stays false.
type fields struct {
	rest []byte
	ok   bool
}

func (f *fields) want(s string) {
	rest, ok := bytes.CutPrefix(f.rest, []byte(s))
	f.rest, f.ok = rest, f.ok && ok
}

func (f *fields) until(end byte) []byte {
	i := bytes.IndexByte(f.rest, end)
	if i < 0 {
		f.ok = false
		return nil
	}
	s := f.rest[:i]
	f.rest = f.rest[i+1:]
	return s
}
