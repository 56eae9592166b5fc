package pager

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
)

// A Secret signs webhooks. It prints itself redacted.
type Secret struct{ key []byte }

// Standard Webhooks 1.0: a key has 24 to 64 bytes.
const (
	leastKey = 24
	mostKey  = 64
)

// ParseSecret reads a secret of the form whsec_ and base64. An empty or short
// one is refused: anybody could sign with it.
func ParseSecret(s string) (Secret, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(s), "whsec_")
	if !ok {
		return Secret{}, errors.New("the webhook secret does not begin with whsec_")
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		// The decoder's own error quotes a position only, but says nothing to a reader.
		return Secret{}, errors.New("the webhook secret is not base64 after whsec_")
	}
	if len(key) < leastKey || len(key) > mostKey {
		return Secret{}, fmt.Errorf("the webhook secret has %d bytes; it needs %d to %d", len(key), leastKey, mostKey)
	}
	return Secret{key}, nil
}

// String hides the secret.
func (Secret) String() string { return "[redacted]" }

// GoString hides it for %#v too.
func (Secret) GoString() string { return "[redacted]" }

// Sign returns the value of webhook-signature for exactly these bytes, sent at
// this moment (Standard Webhooks 1.0: HMAC-SHA256 over id.timestamp.body).
func (s Secret) Sign(id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// messageID returns the webhook-id of an effect: the same on every attempt, so
// that the receiver can tell a repetition. An id must hold no dot, and the name
// of a rung may.
func messageID(key bot.EffectKey) string {
	sum := sha256.Sum256([]byte(key))
	return "msg_" + hex.EncodeToString(sum[:16])
}
