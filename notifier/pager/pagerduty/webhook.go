package pagerduty

import (
	"context"
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
)

const (
	// takeTime is how long the callback may take: PagerDuty gives up after 5 s
	// (Webhooks v3, reference/oncall.md §5.2).
	takeTime = 4 * time.Second
	// bodyMost is what is read of a webhook; PagerDuty sends 55 KB at most.
	bodyMost = 256 << 10
	// signaturesMost is how many signatures are looked at; there are two while a
	// secret is being changed.
	signaturesMost = 8
	// alarmEvery keeps strangers from filling the log.
	alarmEvery = time.Minute
)

// ErrUnknown is what a callback answers to an event about an incident that is
// not ours. PagerDuty is told that all is well.
var ErrUnknown = errors.New("no page of ours")

// WebhookOptions are what a Webhook needs.
type WebhookOptions struct {
	// Secrets are all that may have signed: the new and the old one while a
	// subscription is being changed.
	Secrets []Secret
	// Take keeps an event and returns; the work on it comes later. Its context
	// ends before PagerDuty's patience does. See Event for what it has to compare.
	Take func(context.Context, Event) error
	Now  func() time.Time
	Log  zerolog.Logger
}

// A Webhook receives what PagerDuty says of our pages. PagerDuty drops what is
// answered with a 4xx, and after three of those sends nothing for 24 hours: a
// bad signature alone is answered so, and logged as an error. It is an
// http.Handler.
type Webhook struct {
	o     WebhookOptions
	alarm atomic.Int64 // when a bad signature was last logged, Unix seconds
}

// NewWebhook returns a Webhook, or says why it could trust nothing.
func NewWebhook(o WebhookOptions) (*Webhook, error) {
	if len(o.Secrets) == 0 {
		return nil, errors.New("the webhook of PagerDuty has no secret")
	}
	for _, s := range o.Secrets {
		if len(s.key) < leastSecret {
			return nil, errors.New("a secret of PagerDuty's webhook is empty")
		}
	}
	o.Secrets = slices.Clone(o.Secrets)
	return &Webhook{o: o}, nil
}

// ServeHTTP answers 202 when all was kept that has to be, 503 when it has to
// come again, and 401 to whatever PagerDuty did not sign.
func (w *Webhook) ServeHTTP(out http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(io.LimitReader(q.Body, bodyMost+1))
	if err != nil {
		out.WriteHeader(http.StatusServiceUnavailable) // cut off on its way
		return
	}
	if len(body) > bodyMost || !w.signed(body, q.Header.Values("X-PagerDuty-Signature")) {
		w.refuse()
		out.WriteHeader(http.StatusUnauthorized)
		return
	}
	e, err := read(body)
	switch {
	case err != nil:
		// It would be the same the next time.
		w.o.Log.Error().Err(err).Msg("a webhook of PagerDuty cannot be read")
	case slices.Contains(types, e.Type):
		e.Delivery = q.Header.Get("X-Webhook-Id")
		if !w.keep(q.Context(), e) {
			out.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	out.WriteHeader(http.StatusAccepted)
}

// keep reports whether an event need not come again.
func (w *Webhook) keep(ctx context.Context, e Event) bool {
	ctx, cancel := context.WithTimeout(ctx, takeTime)
	defer cancel()
	err := w.o.Take(ctx, e)
	if errors.Is(err, ErrUnknown) {
		w.o.Log.Info().Str("pagerduty", e.Incident).Msg("PagerDuty tells of an incident that is not ours")
		return true
	}
	if err != nil {
		w.o.Log.Error().Err(err).Str("pagerduty", e.Incident).Str("type", e.Type).Msg("what PagerDuty tells cannot be kept")
	}
	return err == nil
}

// signed reports whether one of the secrets made one of the signatures. There is
// no time in what is signed, so anybody who saw a webhook can send it again.
func (w *Webhook) signed(body []byte, headers []string) bool {
	var given [][]byte
	for _, header := range headers {
		for part := range strings.SplitSeq(header, ",") {
			encoded, ok := strings.CutPrefix(strings.TrimSpace(part), "v1=")
			sum, err := hex.DecodeString(encoded)
			if ok && err == nil && len(given) < signaturesMost {
				given = append(given, sum)
			}
		}
	}
	good := false
	for _, secret := range w.o.Secrets {
		sum := secret.sum(body)
		for _, g := range given {
			good = hmac.Equal(sum, g) || good // all are compared, whichever it is
		}
	}
	return good
}

// refuse raises the alarm: after a secret was changed on one side only,
// PagerDuty soon sends nothing any more.
func (w *Webhook) refuse() {
	now, last := w.o.Now().Unix(), w.alarm.Load()
	if now-last >= int64(alarmEvery/time.Second) && w.alarm.CompareAndSwap(last, now) {
		w.o.Log.Error().Msg("a webhook has no signature of PagerDuty's; when they are PagerDuty's own, the secret is wrong")
	}
}
