package proof

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"meldwacht/bot/mail"
)

const (
	maxSignatures = 5    // that are checked; only those of From's organisation count (reference/mail.md §5)
	maxSigned     = 100  // names of fields that a signature may give: each is looked for in the whole header
	maxKey        = 2000 // bytes of a key's TXT record (chosen: RSA of 8192 bits fits); larger ones cost seconds
)

// covered says of the fields by which people know a mail whether a signature must
// cover them when they are there (reference/mail.md §5). None may be there twice:
// a signature covers the last one, and the desk reads the first. What says how the
// text is to be read stays unsigned with large providers.
var covered = map[string]bool{
	"from": true, "date": true, "subject": true, "to": true,
	"message-id": false, "content-type": false, "content-transfer-encoding": false,
}

// dkim looks for a signature of From's domain or organisation that is good.
func (c *claim) dkim(ctx context.Context, raw []byte, received time.Time) finding {
	fields, body, ok := mail.HeaderFields(raw)
	if !ok {
		return finding{say: "dkim=neutral reason=\"" + mail.TwoReadings + "\""}
	}
	none := finding{say: "dkim=none"}
	tried := 0
	for _, f := range fields {
		if f.Name != "dkim-signature" {
			continue
		}
		s := readSignature(string(raw[f.From:f.To]))
		if !c.aligned(s.domain) {
			if s.domain != "" && tried == 0 {
				none.say = "dkim of another domain, header.d=" + short(s.domain, 48)
			}
			continue
		}
		if tried++; tried > maxSignatures {
			break
		}
		if tried == 1 && blank(raw[body:]) {
			return finding{say: "dkim=neutral reason=\"too many blank lines\""}
		}
		s.place = f
		got := c.verify(ctx, s, raw, fields, body, received)
		if got.pass {
			return got
		}
		// The first one that failed is shown, or else the one that may still pass.
		if tried == 1 || got.temp && !none.temp {
			none = got
		}
	}
	return none
}

// A signature is one DKIM-Signature field (RFC 6376 §3.5).
type signature struct {
	place            mail.HeaderField
	domain, selector string // "" when they are no names
	signs            []string
	expires          string
	tags             map[string]string
}

func readSignature(field string) signature {
	_, value, _ := strings.Cut(field, ":")
	t := tags(value)
	return signature{domain: mail.Hostname(t["d"]), selector: mail.Hostname(t["s"]),
		signs: strings.SplitN(strings.ToLower(t["h"]), ":", maxSigned+2), expires: t["x"], tags: t}
}

// refuse says why a signature counts for nothing, whatever its key says; "" when
// nothing speaks against it.
func (s signature) refuse(fields []mail.HeaderField, received time.Time) string {
	if _, ok := s.tags["l"]; ok {
		return "l= leaves a part of the text unsigned"
	}
	switch {
	case s.selector == "":
		return "no selector"
	case s.tags["a"] == "rsa-sha1":
		return "rsa-sha1" // RFC 8301 §3.1
	case len(s.signs) > maxSigned:
		return "too many fields are signed"
	}
	seen := map[string]bool{}
	for _, f := range fields {
		must, known := covered[f.Name]
		switch {
		case !known:
		case seen[f.Name]:
			return "several " + f.Name
		case must && !slices.Contains(s.signs, f.Name):
			return f.Name + " is not signed"
		}
		seen[f.Name] = true
	}
	// The moment that counts is when the mail came to us (RFC 6376 §3.5, x=). The
	// library compares with the present besides.
	if x, err := strconv.ParseInt(s.expires, 10, 64); err == nil && !received.IsZero() && received.Unix() > x {
		return "expired"
	}
	return ""
}

// verify checks one signature.
func (c *claim) verify(ctx context.Context, s signature, raw []byte, fields []mail.HeaderField, body int, received time.Time) finding {
	about := " header.d=" + short(s.domain, 48)
	if s.selector != "" {
		about += " header.s=" + short(s.selector, 24)
	}
	not := func(result, why string) finding {
		return finding{temp: result == "temperror", say: "dkim=" + result + " reason=\"" + why + "\"" + about}
	}
	if why := s.refuse(fields, received); why != "" {
		return not("policy", why)
	}
	key := ""
	lookup := func(name string) ([]string, error) {
		txts, err := c.ask.LookupTXT(ctx, name)
		if err == nil && len(txts) == 1 {
			key = txts[0]
		}
		if len(key) > maxKey {
			return nil, errors.New("key too large")
		}
		return txts, err
	}
	// The library checks the first signature alone, and without goroutines of its
	// own, so the one that is meant goes on top. Its place does not matter: what it
	// signs are other fields.
	head := make([]byte, 0, body)
	head = append(append(head, raw[s.place.From:s.place.To]...), raw[fields[0].From:s.place.From]...)
	head = append(head, raw[s.place.To:body]...)
	found, err := dkim.VerifyWithOptions(&source{parts: [][]byte{head, raw[body:]}, stop: ctx.Err},
		&dkim.VerifyOptions{LookupTXT: lookup, MaxVerifications: 1})
	switch {
	case ctx.Err() != nil && (len(found) == 0 || found[0].Err != nil):
		return not("temperror", "out of time")
	case err != nil && !errors.Is(err, dkim.ErrTooManySignatures) || len(found) != 1:
		return not("neutral", "cannot be read")
	}
	v := found[0]
	switch {
	case dkim.IsTempFail(v.Err):
		return not("temperror", "no answer")
	case dkim.IsPermFail(v.Err):
		return not("permerror", reason(v.Err))
	case v.Err != nil:
		return not("fail", reason(v.Err))
	}
	flags := strings.Split(strings.ToLower(tags(key)["t"]), ":") // RFC 6376 §3.6.1
	switch {
	case mail.Hostname(v.Domain) != s.domain: // it read the field for itself
		return not("neutral", "cannot be read")
	case slices.Contains(flags, "y"):
		return not("policy", "the key is for tests")
	case slices.Contains(flags, "s") && mail.Hostname(v.Identifier[strings.LastIndexByte(v.Identifier, '@')+1:]) != s.domain:
		return not("policy", "i= is below d=")
	}
	sum := sha256.Sum256([]byte(key))
	say := "dkim=pass" + about + " key=" + hex.EncodeToString(sum[:8])
	return c.accept(ctx, s.domain, say, func(p policy) bool { return p.strictDKIM })
}

// reason is what the library says, without what it quotes: that follows a colon.
func reason(err error) string {
	why, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "dkim: "), ":")
	return why
}
