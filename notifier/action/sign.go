package action

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

	"meldwacht/bot"
)

// A Secret signs what is sent to the product's API. It prints itself redacted.
type Secret struct{ key []byte }

// Standard Webhooks 1.0: a key has 24 to 64 bytes.
const (
	leastKey = 24
	mostKey  = 64
)

// ParseSecret reads a secret of the form whsec_ and base64. An empty or short
// one is refused: anybody could have an account stopped with it.
func ParseSecret(s string) (Secret, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(s), "whsec_")
	if !ok {
		return Secret{}, errors.New("the secret of the actions API does not begin with whsec_")
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return Secret{}, errors.New("the secret of the actions API is not base64 after whsec_")
	}
	if len(key) < leastKey || len(key) > mostKey {
		return Secret{}, fmt.Errorf("the secret of the actions API has %d bytes; it needs %d to %d", len(key), leastKey, mostKey)
	}
	return Secret{key}, nil
}

// String hides the secret.
func (Secret) String() string { return "[redacted]" }

// GoString hides it for %#v too.
func (Secret) GoString() string { return "[redacted]" }

// sign sets the three headers of Standard Webhooks 1.0: HMAC-SHA256 over
// id.timestamp.body. The id is the effect's key, so that also a GET, which has
// no body, is signed for one action alone. A key holds no dot.
func (s Secret) sign(h http.Header, key bot.EffectKey, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(string(key) + "." + stamp + "."))
	mac.Write(body)
	h.Set("webhook-id", string(key))
	h.Set("webhook-timestamp", stamp)
	h.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}
