package webhook_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"meldwacht/notifier/webhook"
)

func TestSignature(t *testing.T) {
	key, err := webhook.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	key.Sign(h, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	// reference/oncall.md §6: the vector of the Standard Webhooks libraries.
	for name, want := range map[string]string{"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
		"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if s := fmt.Sprintf("%v %+v %#v %s", key, key, key, key); strings.Contains(s, "31") || !strings.Contains(s, "redacted") {
		t.Errorf("a secret prints itself as %s", s)
	}
	if key.IsZero() || !(webhook.Secret{}).IsZero() {
		t.Error("a secret is taken for none, or none for one")
	}
}

func TestWeakSecretsAreRefused(t *testing.T) {
	encode := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for _, s := range []string{"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***", encode(23), encode(65)} {
		if _, err := webhook.ParseSecret(s); err == nil {
			t.Errorf("%q is taken", s)
		} else if len(s) > 10 && strings.Contains(err.Error(), s) {
			t.Errorf("the error quotes the secret: %v", err)
		}
	}
	for _, n := range []int{24, 64} {
		if _, err := webhook.ParseSecret(encode(n)); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}
