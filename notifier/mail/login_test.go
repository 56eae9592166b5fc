package mail_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"meldwacht/notifier"
	"meldwacht/notifier/mail"
)

// tokens gives a new one after each that was forgotten.
type tokens struct {
	forgotten int
	err       error
}

func (k *tokens) Token(context.Context) (string, error) {
	return fmt.Sprint("token-", k.forgotten+1), k.err
}

func (k *tokens) Forget() { k.forgotten++ }

// The desk logs in with a token, and with nothing else, by XOAUTH2. One that the
// server does not take is not used again.
func TestTheServerIsGivenAToken(t *testing.T) {
	for _, way := range []string{mail.STARTTLS, mail.Implicit} {
		t.Run(way, func(t *testing.T) {
			r, source := newRelay(t, way), &tokens{}
			w := newWorld(t, r, way, func(o *mail.Options) { o.User, o.Tokens = "avg-incident@snoobi.nl", source })
			w.opened(report)
			r.now(manners{ir: func(got string) error {
				if want := "user=avg-incident@snoobi.nl\x01auth=Bearer token-1\x01\x01"; got != want {
					t.Errorf("the server is given %q, want %q", got, want)
				}
				return reply(535, "5.7.3 Authentication unsuccessful")
			}})
			_, _, err := w.send()
			wantError(t, err, notifier.Stop{Code: "auth-refused"})
			r.now(manners{ir: func(got string) error {
				if want := "user=avg-incident@snoobi.nl\x01auth=Bearer token-2\x01\x01"; got != want {
					t.Errorf("the server is given %q, want %q", got, want)
				}
				return nil
			}})
			if d := w.sent(); !d.tls {
				t.Error("the letter went unencrypted")
			}
			w.quiet()
		})
	}
}

// Without a token, or a server that takes one, no letter leaves and none is lost.
func TestNoTokenKeepsTheLetters(t *testing.T) {
	for _, tc := range []struct {
		name  string
		err   error
		relay manners
		want  error
	}{
		{"the giver refuses", fmt.Errorf("%w: status 401", mail.ErrNoToken), manners{}, notifier.Stop{Code: "no-token"}},
		{"the giver is away", errors.New("no answer"), manners{}, notifier.Later{Code: "connection"}},
		{"the server takes no token", nil, manners{}, notifier.Stop{Code: "no-auth"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRelay(t, mail.STARTTLS)
			r.now(tc.relay)
			w := newWorld(t, r, mail.STARTTLS, func(o *mail.Options) { o.User, o.Tokens = "u", &tokens{err: tc.err} })
			w.opened(report)
			_, _, err := w.send()
			wantError(t, err, tc.want)
			if n := len(r.deliveries()); n != 0 {
				t.Errorf("%d letters left", n)
			}
		})
	}
}
