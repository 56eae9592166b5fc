package acklink_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier/pager/acklink"
)

var (
	now   = time.Date(2026, 3, 28, 22, 10, 1, 0, time.UTC)
	claim = acklink.Claim{Ref: "DL-2026-0042", Rung: "DL-2026-0042/ap/1.5h/1", Person: "anna", Expires: now.Add(time.Hour)}
	key   = []byte("0123456789abcdef0123456789abcdef")
)

const host = "https://desk.snoobi.example"

func signer(t testing.TB, key []byte) *acklink.Signer {
	t.Helper()
	s, err := acklink.NewSigner(host, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func token(link string) string { return strings.TrimPrefix(link, host+acklink.Path) }

func TestATokenSaysWhatWasSigned(t *testing.T) {
	s := signer(t, key)
	link := s.Link(claim)
	got, err := s.Read(token(link), now)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(claim, got); d != "" {
		t.Error(d)
	}
	if again := signer(t, key).Link(claim); again != link {
		t.Error("the link of a repeated page is another one")
	}
}

// Each part of the claim is bound: another one is another link, also when the
// parts only share their letters differently.
func TestEachPartIsBound(t *testing.T) {
	s := signer(t, key)
	links := map[string]bool{s.Link(claim): true}
	for _, change := range []func(*acklink.Claim){
		func(c *acklink.Claim) { c.Ref = "DL-2026-0043" },
		func(c *acklink.Claim) { c.Rung = "DL-2026-0042/ap/1.5h/2" },
		func(c *acklink.Claim) { c.Person = "piet" },
		func(c *acklink.Claim) { c.Expires = c.Expires.Add(time.Second) },
		func(c *acklink.Claim) { c.Rung, c.Person = c.Rung+"a", "nna" },
		func(c *acklink.Claim) { c.Ref, c.Rung = "DL-2026-004", "2"+c.Rung },
	} {
		c := claim
		change(&c)
		links[s.Link(c)] = true
	}
	if len(links) != 7 {
		t.Errorf("%d links for 7 claims", len(links))
	}
}

// Whatever is changed in a token, nobody here made it.
func TestForgedTokens(t *testing.T) {
	s := signer(t, key)
	good := token(s.Link(claim))
	forged := []string{"", "x", good[:len(good)-1], good[1:], good + "A", good + "=", good + "\n", good[:50] + "\r\n" + good[50:], " " + good,
		strings.Repeat("A", 43), strings.Repeat("A", 100), strings.Repeat("A", 1<<20), token(signer(t, make([]byte, 32)).Link(claim))}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	// Three lengths, as the last letter of base64 may have bits to spare.
	for _, person := range []bot.PersonID{"anna", "ann", "an"} {
		c := claim
		c.Person = person
		good := token(s.Link(c))
		for i := range good {
			for _, bit := range []int{1, 2, 4, 8, 16, 32} {
				forged = append(forged, good[:i]+string(alphabet[strings.IndexByte(alphabet, good[i])^bit])+good[i+1:])
			}
		}
	}
	for _, f := range forged {
		if got, err := s.Read(f, now); !errors.Is(err, acklink.ErrForged) || got != (acklink.Claim{}) {
			t.Errorf("%.90q is read as %+v, %v", f, got, err)
		}
	}
	if strings.ContainsAny(good, "+/=.%") {
		t.Errorf("%s is no part of a path", good)
	}
}

func TestExpiry(t *testing.T) {
	s := signer(t, key)
	link := token(s.Link(claim))
	for at, want := range map[time.Duration]error{-time.Second: nil, 0: acklink.ErrExpired, 24 * time.Hour: acklink.ErrExpired} {
		if got, err := s.Read(link, claim.Expires.Add(at)); !errors.Is(err, want) || got != claim {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

// A link passes mail servers, and stands on screens.
func TestATokenSaysNothingToOthers(t *testing.T) {
	raw, err := base64.RawURLEncoding.DecodeString(token(signer(t, key).Link(claim)))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"anna", "DL-2026", "1.5h"} {
		if strings.Contains(string(raw), s) {
			t.Errorf("it holds %q", s)
		}
	}
	s := signer(t, key)
	if printed := fmt.Sprintf("%v %+v %#v", s, s, s); printed != "[redacted] [redacted] [redacted]" {
		t.Errorf("a signer prints %s", printed)
	}
}

func TestSignersThatCouldNotBeTrusted(t *testing.T) {
	for _, n := range []int{0, 16, 31, 33, 64} {
		if _, err := acklink.NewSigner(host, make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
	for base, good := range map[string]bool{host: true, host + "/": true, host + ":8443": true, "http://localhost:8080": true, "http://127.0.0.1": true,
		"": false, "http://desk.snoobi.example": false, "desk.snoobi.example": false, host + "/path": false, host + "?q": false, host + "#f": false,
		"https://a:b@desk.snoobi.example": false, "https://": false, "javascript:alert(1)": false} {
		s, err := acklink.NewSigner(base, key)
		if (err == nil) != good {
			t.Errorf("%q: %v", base, err)
		}
		if good && !strings.HasPrefix(s.Link(claim), strings.TrimSuffix(base, "/")+"/ack/") {
			t.Errorf("%q gives %s", base, s.Link(claim))
		}
	}
}

func TestAClaimThatDoesNotFitHasNoLink(t *testing.T) {
	s := signer(t, key)
	c := claim
	c.Rung = strings.Repeat("x", 256)
	if link := s.Link(c); link != "" {
		t.Errorf("the link is %s", link)
	}
	c.Ref, c.Rung, c.Person = bot.Ref(c.Rung[1:]), c.Rung[1:], bot.PersonID(c.Rung[1:])
	if got, err := s.Read(token(s.Link(c)), now); err != nil || got != c {
		t.Errorf("the longest claim is lost: %v", err)
	}
}

// Nothing is read but what the signer made, and that is the very same token.
func FuzzToken(f *testing.F) {
	s := signer(f, key)
	f.Add(token(s.Link(claim)))
	f.Add("")
	f.Add(strings.Repeat("A", 64))
	f.Fuzz(func(t *testing.T, in string) {
		c, err := s.Read(in, now)
		if errors.Is(err, acklink.ErrForged) {
			return
		}
		if token(s.Link(c)) != in {
			t.Errorf("%q is read as %+v", in, c)
		}
	})
}

// Whatever a claim holds comes back.
func FuzzClaim(f *testing.F) {
	f.Add("DL-2026-0042", "DL-2026-0042/ap/1.5h/1", "anna", int64(1774739401))
	f.Add("", "", "", int64(-1))
	f.Fuzz(func(t *testing.T, ref, rung, person string, expires int64) {
		s := signer(t, key)
		c := acklink.Claim{Ref: bot.Ref(ref), Rung: rung, Person: bot.PersonID(person), Expires: time.Unix(expires, 0).UTC()}
		link := s.Link(c)
		if long := max(len(ref), len(rung), len(person)) > 255; long || link == "" {
			if !long || link != "" {
				t.Errorf("%+v gives %q", c, link)
			}
			return
		}
		if got, err := s.Read(token(link), now); errors.Is(err, acklink.ErrForged) || got != c {
			t.Errorf("%+v comes back as %+v, %v", c, got, err)
		}
	})
}
