package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
	"github.com/rs/zerolog"
)

// A login that is refused is tried every five minutes and no sooner, since
// accounts get locked, and the log says what to do.
func TestRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		w := watcher(s.pipe.dial, st)
		w.Auth = Password{user, "wrong"}
		r := begin(t, w)
		settle(2 * time.Hour)
		if s.logins < 18 || s.logins > 25 {
			t.Errorf("%d logins in two hours", s.logins)
		}
		r.trouble(TroubleRefused)
		r.logged("check the user and the password", s.logins)
		r.logged("NO AUTHENTICATIONFAILED", s.logins)
		if h := r.Health(); h.Connected {
			t.Errorf("%+v", h)
		}
	})
}

// A server that cannot say now whether a login is right has not refused it
// (RFC 5530 §3: UNAVAILABLE).
func TestUnavailableIsNotRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.login = no(imap.ResponseCodeUnavailable)
		a := s.deliver("INBOX", "a")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(5 * time.Second)
		w.trouble(TroubleLost)
		s.set(func() { s.login = nil })
		settle(10 * time.Second)
		st.want(t, a)
		w.trouble("")
	})
}

// Neither a password nor a user is printed by accident.
func TestPasswordIsNotPrinted(t *testing.T) {
	w := &Watcher{Auth: Password{user, secret}}
	text, err := json.Marshal(w.Auth)
	all := fmt.Sprintf("%v %+v %#v %s", w.Auth, w.Auth, w.Auth, w.Auth) + string(text)
	var log strings.Builder
	logger := zerolog.New(&log)
	logger.Info().Interface("auth", w.Auth).Any("auth", w.Auth).Msg("x")
	if all += log.String(); err != nil || strings.Contains(all, secret) || strings.Contains(all, user) {
		t.Errorf("%s (%v)", all, err)
	}
}

// oauthServer takes tokens by XOAUTH2.
type oauthServer struct {
	*served
	token func() string
	seen  func(string)
}

func (o *oauthServer) AuthenticateMechanisms() []string { return []string{"XOAUTH2"} }

func (o *oauthServer) Authenticate(mech string) (sasl.Server, error) {
	if mech != "XOAUTH2" {
		return nil, errors.New("no such mechanism")
	}
	return &oauthDialogue{o: o}, nil
}

type oauthDialogue struct {
	o       *oauthServer
	refused bool
}

func (d *oauthDialogue) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case d.refused && len(response) == 0:
		return nil, false, no(imap.ResponseCodeAuthenticationFailed)
	case d.refused:
		return nil, false, errors.New("the refusal was not answered with nothing")
	case response == nil:
		return []byte{}, false, nil
	}
	d.o.seen(string(response))
	if string(response) == "user="+user+"\x01auth=Bearer "+d.o.token()+"\x01\x01" {
		return nil, true, nil
	}
	d.refused = true
	return []byte(`{"status":"401","schemes":"bearer","scope":"https://mail.example/"}`), false, nil
}

// tokens gives tokens out of a hat.
type tokens struct {
	mu      sync.Mutex
	given   int
	forgot  int
	lasts   time.Duration
	refused error
}

func (k *tokens) Token(context.Context) (string, time.Time, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.refused != nil {
		return "", time.Time{}, k.refused
	}
	k.given++
	var until time.Time
	if k.lasts > 0 {
		until = time.Now().Add(k.lasts)
	}
	return fmt.Sprintf("token-%d", k.given), until, nil
}

func (k *tokens) Forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forgot++
}

// oauth runs a server that takes what valid returns for a token.
func oauth(t *testing.T, valid func() string) (s *server, seen func() []string) {
	s = serve(t, fullCaps)
	var mu sync.Mutex
	var all []string
	s.listen(&imapserver.Options{Caps: fullCaps, InsecureAuth: true,
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &oauthServer{s.session(c), valid, func(r string) { mu.Lock(); defer mu.Unlock(); all = append(all, r) }}, nil, nil
		}}, nil)
	return s, func() []string { mu.Lock(); defer mu.Unlock(); return all }
}

// A token logs in, and the connection makes place for one with a new token before
// the old one ends, without a pause in between.
func TestOAuthRenews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &tokens{lasts: time.Hour}
		s, seen := oauth(t, func() string { k.mu.Lock(); defer k.mu.Unlock(); return fmt.Sprintf("token-%d", k.given) })
		st := newStore()
		w := watcher(s.pipe.dial, st)
		w.Auth = OAuth{user, k}
		r := begin(t, w)
		var all []string
		for _, name := range names(20) {
			settle(13 * time.Minute)
			all = append(all, s.deliver("INBOX", name))
			settle(time.Second)
			st.want(t, all...)
		}
		if n := len(seen()); n != 5 { // 260 minutes, of which each token serves 58
			t.Errorf("%d logins", n)
		}
		r.logged("not read", 0)
		r.trouble("")
	})
}

// A token that is refused is forgotten, its refusal is told with its status, and
// no token lets a connection end at once.
func TestOAuthRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &tokens{lasts: time.Second}
		s, seen := oauth(t, func() string { return "another" })
		w := watcher(s.pipe.dial, newStore())
		w.Auth = OAuth{user, k}
		r := begin(t, w)
		settle(time.Hour)
		if n := len(seen()); n < 9 || n > 13 || k.forgot != n {
			t.Errorf("%d logins in an hour, %d tokens forgotten", n, k.forgot)
		}
		r.trouble(TroubleRefused)
		r.logged("AUTHENTICATIONFAILED, with status 401", len(seen()))
		r.logged("token-", 0)
	})
}

// A token that ends at once does not make the watcher log in at once, again and
// again.
func TestOAuthShortToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &tokens{lasts: time.Second}
		s, seen := oauth(t, func() string { k.mu.Lock(); defer k.mu.Unlock(); return fmt.Sprintf("token-%d", k.given) })
		w := watcher(s.pipe.dial, newStore())
		w.Auth = OAuth{user, k}
		begin(t, w)
		settle(time.Hour)
		if n := len(seen()); n > 61 {
			t.Errorf("%d logins in an hour", n)
		}
	})
}

// Without a token there is no connection, and the giver is not run down.
func TestNoToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &tokens{refused: &trouble{code: TroubleRefused, err: errors.New("no token: status 401"), next: "check the secret"}}
		dials := 0
		w := watcher(func(context.Context, string, string) (net.Conn, error) { dials++; return nil, errDisk }, newStore())
		w.Auth = OAuth{user, k}
		r := begin(t, w)
		settle(time.Hour)
		r.trouble(TroubleRefused)
		if n := r.log.count("check the secret"); n < 9 || n > 13 || dials != 0 {
			t.Errorf("%d tries in an hour, %d connections", n, dials)
		}
	})
}

// A server that knows no PLAIN gets the password by LOGIN.
func TestLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, seen := oauth(t, func() string { return "" })
		st := newStore()
		a := s.deliver("INBOX", "a")
		begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		st.want(t, a)
		if s.logins != 1 || len(seen()) != 0 {
			t.Errorf("%d logins", s.logins)
		}
	})
}

// A server that offers no XOAUTH2 is not sent a token.
func TestNoXOAUTH2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, fullCaps)
		w := watcher(s.pipe.dial, newStore())
		w.Auth = OAuth{user, &tokens{}}
		r := begin(t, w)
		settle(time.Second)
		r.trouble(TroubleRefused)
		r.logged("does not offer XOAUTH2", 1)
	})
}

// The mail comes over TLS, from the first byte or by STARTTLS; a server whose
// certificate is not right, or that has no TLS, does not see the password.
func TestTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate, of example.com
	cert := web.TLS.Certificates[0]
	web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())

	for _, c := range []struct {
		rule    string
		mode    TLSMode
		offers  bool // STARTTLS
		address string
		roots   *x509.CertPool
		trouble Trouble
		next    string
	}{
		{"implicit", TLSImplicit, false, "example.com:993", roots, "", ""},
		{"starttls", TLSStart, true, "example.com:143", roots, "", ""},
		{"an unknown mode is implicit", "", false, "example.com:993", roots, "", ""},
		{"implicit, another name", TLSImplicit, false, "mail.snoobi.example:993", roots, TroubleTLS, "check the name of the host and the server's certificate"},
		{"implicit, unknown issuer", TLSImplicit, false, "example.com:993", x509.NewCertPool(), TroubleTLS, "check the name of the host and the server's certificate"},
		{"starttls, unknown issuer", TLSStart, true, "example.com:143", x509.NewCertPool(), TroubleTLS, "check that the server offers STARTTLS"},
		{"starttls, not offered", TLSStart, false, "example.com:143", roots, TroubleTLS, "check that the server offers STARTTLS"},
		{"implicit at a server without TLS", TLSImplicit, true, "example.com:143", roots, TroubleTLS, "or write starttls"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				settle(time.Until(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))) // the certificate's days
				s, st := serve(t, fullCaps), newStore()
				o := &imapserver.Options{Caps: fullCaps, InsecureAuth: true,
					NewSession: func(conn *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
						return s.session(conn), nil, nil
					}}
				serverTLS := &tls.Config{Certificates: []tls.Certificate{cert}}
				var wrap func(net.Conn) net.Conn
				if c.offers {
					o.TLSConfig = serverTLS
				} else if c.mode != TLSStart {
					wrap = func(nc net.Conn) net.Conn { return tls.Server(nc, serverTLS) }
				}
				s.listen(o, wrap)
				a := s.deliver("INBOX", "a")
				w := watcher(s.pipe.dial, st)
				w.Address, w.TLS, w.TLSConfig = c.address, c.mode, &tls.Config{RootCAs: c.roots, MinVersion: tls.VersionTLS10}
				r := begin(t, w)
				settle(90 * time.Second) // a pipe has no room for what both sides say first
				r.trouble(c.trouble)
				if c.trouble == "" {
					st.want(t, a)
					return
				}
				if s.logins != 0 || r.log.count(c.next) == 0 {
					t.Errorf("%d logins, and the log is\n%s", s.logins, r.log.b.String())
				}
			})
		})
	}
}

// Old versions of TLS are not spoken (RFC 8996), and the name of the server is the
// one that stands in the configuration.
func TestTLSConfig(t *testing.T) {
	given := &tls.Config{MinVersion: tls.VersionTLS10}
	for _, w := range []*Watcher{{Address: "mail.snoobi.example:993"}, {Address: "mail.snoobi.example:993", TLSConfig: given}} {
		s := &session{run: &run{Watcher: w}}
		if c := s.tlsConfig(); c.MinVersion != tls.VersionTLS12 || c.ServerName != "mail.snoobi.example" || c == given {
			t.Errorf("version %x of %s", c.MinVersion, c.ServerName)
		}
	}
}

// A server without TLS that takes no login there does not see the password.
func TestLoginDisabled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, fullCaps)
		s.listen(&imapserver.Options{Caps: fullCaps, NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return s.session(c), nil, nil
		}}, nil)
		w := begin(t, watcher(s.pipe.dial, newStore()))
		settle(time.Second)
		w.trouble(TroubleRefused)
		w.logged("takes no password on this connection", 1)
	})
}

// A server may know us without a login (PREAUTH), as one on a private line does.
func TestPreauth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.listen(&imapserver.Options{Caps: fullCaps,
			NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
				return s.session(c), &imapserver.GreetingData{PreAuth: true}, nil
			}}, nil)
		a := s.deliver("INBOX", "a")
		begin(t, watcher(s.pipe.dial, st))
		settle(time.Second)
		st.want(t, a)
		if s.logins != 0 {
			t.Errorf("%d logins", s.logins)
		}
	})
}
