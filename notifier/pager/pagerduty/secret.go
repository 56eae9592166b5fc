package pagerduty

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
)

// A RoutingKey is the integration key of a service: whoever has it can page. It
// prints itself redacted.
type RoutingKey struct{ key string }

// keyForm is the form of an integration key of Events API v2.
var keyForm = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)

// ParseRoutingKey reads a key, which has 32 letters and digits.
func ParseRoutingKey(s string) (RoutingKey, error) {
	if !keyForm.MatchString(s) {
		return RoutingKey{}, errors.New("the routing key of PagerDuty is not 32 letters and digits; copy the integration key of an Events API v2 integration")
	}
	return RoutingKey{s}, nil
}

// String hides the key.
func (RoutingKey) String() string { return redacted }

// GoString hides it for %#v too.
func (RoutingKey) GoString() string { return redacted }

// A Secret is what PagerDuty signs its webhooks with. It prints itself redacted.
type Secret struct{ key []byte }

const (
	redacted = "[redacted]"
	// leastSecret is what nobody can guess (chosen, as Standard Webhooks demands
	// it). PagerDuty makes longer ones.
	leastSecret = 24
)

// ParseSecret reads a secret as PagerDuty shows it, once, when a webhook
// subscription is made. An empty or short one is refused: anybody could sign
// with it.
func ParseSecret(s string) (Secret, error) {
	if len(s) < leastSecret {
		return Secret{}, fmt.Errorf("the secret of PagerDuty's webhook has %d characters; it needs %d or more", len(s), leastSecret)
	}
	return Secret{[]byte(s)}, nil
}

// String hides the secret.
func (Secret) String() string { return redacted }

// GoString hides it for %#v too.
func (Secret) GoString() string { return redacted }

// sum signs a body.
func (s Secret) sum(body []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(body)
	return mac.Sum(nil)
}
