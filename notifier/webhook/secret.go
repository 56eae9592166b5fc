// Package webhook signs what leaves for other systems, by Standard Webhooks 1.0:
// pages, and what the product is asked to do.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
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

// IsZero reports whether it is no secret at all.
func (s Secret) IsZero() bool { return len(s.key) == 0 }

// Sign sets the three headers of a webhook with exactly these bytes, sent at
// this moment: HMAC-SHA256 over id.timestamp.body. The id, which holds no dot,
// is the same on every attempt, so that the receiver can tell a repetition.
func (s Secret) Sign(h http.Header, id string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", stamp)
	h.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}
