// Package acklink makes links by which one person acknowledges one rung, and
// answers whoever opens them: when Slack is down, or somebody has no more than a
// telephone.
//
//	s, err := acklink.NewSigner("https://desk.snoobi.nl", key)
//	link := s.Link(acklink.Claim{Ref: ref, Rung: key, Person: id, Expires: at})
//	mux.Handle(acklink.Path, acklink.New(acklink.Options{Signer: s, Take: take, …}))
//
// A link acknowledges and does nothing else. That it works once is kept by
// whoever takes the claim. Mail scanners open every link, so opening one changes
// nothing (reference/oncall.md §6). A reverse proxy in front must not log the
// paths under Path: until it expires, a link is as good as a password.
package acklink

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"meldwacht/bot"
)

// Path is where the links point to.
const Path = "/ack/"

// A Claim is what a link says: this person may acknowledge this rung.
type Claim struct {
	Ref     bot.Ref
	Rung    string // key of the page
	Person  bot.PersonID
	Expires time.Time // the link is good until then, to the second
}

// What is wrong with a token.
var (
	ErrForged  = errors.New("nobody here made this token")
	ErrExpired = errors.New("the token has expired")
)

const (
	keyLength = 32
	macLength = sha256.Size
	fieldMost = 255
	// tokenMost is as long as a token can get. Anything longer is not looked at.
	tokenMost = (macLength+8+3*(1+fieldMost))*4/3 + 3
)

// A Signer makes and reads tokens. It prints itself redacted.
//
// A token is an HMAC-SHA256 over the claim, and the claim, encrypted under that
// very HMAC as nonce (the construction of SIV, RFC 5297, of other parts): so it
// is the same each time that a page is repeated, and neither the mail servers on
// its way nor whoever looks over a shoulder learn who was called for what.
type Signer struct {
	base  string
	mac   []byte
	block cipher.Block
}

// NewSigner returns a Signer for links to a host, such as
// https://desk.snoobi.nl. The key has 32 bytes.
func NewSigner(base string, key []byte) (*Signer, error) {
	u, err := url.Parse(base)
	switch {
	case len(key) != keyLength:
		return nil, fmt.Errorf("the key of acknowledge links has %d bytes; it needs %d", len(key), keyLength)
	case err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/":
		return nil, errors.New("the address of acknowledge links must be https:// and a host alone")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, errors.New("acknowledge links would cross the network unencrypted; write https")
	}
	block, err := aes.NewCipher(derive(key, "encrypt"))
	if err != nil {
		return nil, fmt.Errorf("acknowledge links: %w", err)
	}
	return &Signer{base: strings.TrimSuffix(base, "/") + Path, mac: derive(key, "sign"), block: block}, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// derive keeps the two uses of a key apart.
func derive(key []byte, what string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("meldwacht acknowledge link v1\n" + what))
	return h.Sum(nil)
}

// String hides the keys.
func (*Signer) String() string { return "[redacted]" }

// GoString hides them for %#v too.
func (*Signer) GoString() string { return "[redacted]" }

// Link returns the link of a claim: the same for the same claim. It is "" when a
// part of the claim is longer than 255 bytes, and so is no link at all.
func (s *Signer) Link(c Claim) string {
	plain := binary.BigEndian.AppendUint64(nil, uint64(c.Expires.Unix()))
	for _, field := range []string{string(c.Ref), c.Rung, string(c.Person)} {
		if len(field) > fieldMost {
			return ""
		}
		plain = append(append(plain, byte(len(field))), field...)
	}
	return s.base + base64.RawURLEncoding.EncodeToString(s.seal(plain))
}

// seal signs and encrypts.
func (s *Signer) seal(plain []byte) []byte {
	sum := s.sum(plain)
	return append(sum, s.crypt(sum, plain)...)
}

func (s *Signer) sum(plain []byte) []byte {
	h := hmac.New(sha256.New, s.mac)
	h.Write(plain)
	return h.Sum(nil)
}

// crypt encrypts and decrypts.
func (s *Signer) crypt(sum, in []byte) []byte {
	out := make([]byte, len(in))
	cipher.NewCTR(s.block, sum[:aes.BlockSize]).XORKeyStream(out, in)
	return out
}

// Read reads a token. With ErrExpired the claim is what it was.
func (s *Signer) Read(token string, now time.Time) (Claim, error) {
	if len(token) > tokenMost {
		return Claim{}, ErrForged
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	// Decoding leaves line breaks out; no token of ours has any.
	if err != nil || len(raw) < macLength || strings.ContainsAny(token, "\r\n") {
		return Claim{}, ErrForged
	}
	sum, plain := raw[:macLength], s.crypt(raw[:macLength], raw[macLength:])
	if !hmac.Equal(sum, s.sum(plain)) {
		return Claim{}, ErrForged
	}
	c, ok := parse(plain)
	if !ok {
		return Claim{}, ErrForged
	}
	if !now.Before(c.Expires) {
		return c, ErrExpired
	}
	return c, nil
}

// parse reads what was signed. Only Link writes it.
func parse(plain []byte) (Claim, bool) {
	if len(plain) < 8 {
		return Claim{}, false
	}
	expires := time.Unix(int64(binary.BigEndian.Uint64(plain)), 0).UTC()
	var fields [3]string
	rest := plain[8:]
	for i := range fields {
		if len(rest) == 0 || len(rest) < 1+int(rest[0]) {
			return Claim{}, false
		}
		end := 1 + int(rest[0])
		fields[i], rest = string(rest[1:end]), rest[end:]
	}
	return Claim{bot.Ref(fields[0]), fields[1], bot.PersonID(fields[2]), expires}, len(rest) == 0
}
