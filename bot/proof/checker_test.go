package proof

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/foxcpp/go-mockdns"

	"meldwacht/bot"
	"meldwacht/bot/mail"
)

// TestDown holds that a DNS that is down makes a mail pending, and that asking
// again proves it.
func TestDown(t *testing.T) {
	raw := []byte(signer{}.sign(direct))
	dns := &counter{Resolver: &mockdns.Resolver{Zones: zones()}, down: true}
	c := Checker{Resolver: dns, Reader: reader}
	m := c.Prove(t.Context(), reader.Read(raw), raw, Edge{})
	want := bot.Authentic{Pending: true, Judge: bot.JudgeDesk, Evidence: `dkim=temperror reason="no answer" header.d=winkel.example header.s=mail`}
	if m.Authentic != want || !m.Pending() {
		t.Errorf("%+v", m.Authentic)
	}
	dns.down = false
	if again := c.Prove(t.Context(), m, raw, Edge{}); !again.Authentic.Pass || again.Pending() {
		t.Errorf("asked again: %+v", again.Authentic)
	}
}

// TestErrors holds what counts as an answer: that a name does not exist. All
// else may pass.
func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		pending bool
	}{
		"no such name":   {&net.DNSError{Err: "no such host", IsNotFound: true}, false},
		"wrapped":        {errors.Join(&net.DNSError{Err: "no such host", IsNotFound: true}), false},
		"a timeout":      {&net.DNSError{Err: "i/o timeout", IsTimeout: true}, true},
		"server failure": {&net.DNSError{Err: "server misbehaving", IsTemporary: true}, true},
		"canceled":       {&net.DNSError{Err: "operation was canceled"}, true},
		"anything else":  {errors.New("connection refused"), true},
	} {
		z := zones()
		z["mail._domainkey.winkel.example."] = mockdns.Zone{Err: c.err}
		if a := prove(t, z, signer{}.sign(direct), Edge{}).Authentic; a.Pass || a.Pending != c.pending {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestPolicyDown holds that a signature of the very domain needs no policy, and
// that one of a name below waits for it.
func TestPolicyDown(t *testing.T) {
	z := zones()
	z["_dmarc.winkel.example."] = mockdns.Zone{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}
	z["mail._domainkey.shop.winkel.example."] = z["mail._domainkey.winkel.example."]
	if a := prove(t, z, signer{}.sign(direct), Edge{}).Authentic; !a.Pass || said(a) != "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc=temperror" {
		t.Errorf("%+v", a)
	}
	if a := prove(t, z, signer{domain: "shop.winkel.example"}.sign(direct), Edge{}).Authentic; a.Pass || !a.Pending || said(a) != "dkim=pass header.d=shop.winkel.example header.s=mail key=K; dmarc=temperror" {
		t.Errorf("%+v", a)
	}
}

// TestSlow holds that a DNS that does not answer costs the time that is given and
// no more, with a signature, a server and an attached mail to ask about.
func TestSlow(t *testing.T) {
	inner := signer{}.sign(direct)
	raws := map[string]string{
		"direct":   inner,
		"unsigned": direct,
		"attached": attach(colleague, inner, "8bit"),
		"many":     signer{selector: "a"}.sign(signer{selector: "b"}.sign(inner)),
	}
	synctest.Test(t, func(t *testing.T) {
		for name, raw := range raws {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			begun := time.Now()
			c := Checker{Resolver: &counter{slow: true}, Reader: reader}
			m := c.Prove(ctx, reader.Read([]byte(raw)), []byte(raw), winkelServer)
			if took := time.Since(begun); took != 2*time.Second {
				t.Errorf("%s: took %v", name, took)
			}
			if !m.Pending() || m.Authentic.Pass {
				t.Errorf("%s: %+v", name, m.Authentic)
			}
			checkShape(t, m)
		}
	})
}

// A cancelling resolver answers, and then the time is up.
type cancelling struct {
	Resolver
	cancel context.CancelFunc
}

func (c cancelling) LookupTXT(ctx context.Context, name string) ([]string, error) {
	defer c.cancel()
	return c.Resolver.LookupTXT(ctx, name)
}

// TestTimeUpInside holds that a signature that was not checked to the end is
// pending.
func TestTimeUpInside(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	raw := []byte(signer{}.sign(direct) + strings.Repeat("\r\n", 5000))
	m := Checker{cancelling{&mockdns.Resolver{Zones: zones()}, cancel}, reader}.Prove(ctx, reader.Read(raw), raw, Edge{})
	if want := `dkim=temperror reason="out of time" header.d=winkel.example header.s=mail`; !m.Authentic.Pending || m.Authentic.Evidence != want {
		t.Errorf("%+v", m.Authentic)
	}
}

// TestAbsolute holds that names are asked for as they are, with no domain of the
// system behind them.
func TestAbsolute(t *testing.T) {
	dns := &counter{Resolver: &mockdns.Resolver{Zones: zones()}}
	raw := []byte(signer{selector: "gone"}.sign(direct))
	Checker{dns, reader}.Prove(t.Context(), reader.Read(raw), raw, winkelServer)
	if want := []string{"gone._domainkey.winkel.example.", "winkel.example.", "_dmarc.winkel.example."}; !slices.Equal(dns.names, want) {
		t.Errorf("asked for %q, want %q", dns.names, want)
	}
}

// TestOutOfTime holds that nothing is asked, and no body hashed, once the time is up.
func TestOutOfTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dns := &counter{Resolver: &mockdns.Resolver{Zones: zones()}}
	raw := []byte(signer{}.sign(direct))
	m := Checker{dns, reader}.Prove(ctx, reader.Read(raw), raw, winkelServer)
	if dns.asked != 0 || !m.Authentic.Pending {
		t.Errorf("asked %d times: %+v", dns.asked, m.Authentic)
	}
	w := &pieces{}
	s := &source{parts: [][]byte{make([]byte, 10<<20)}, stop: func() error {
		if len(w.sizes) == 2 {
			return context.Canceled
		}
		return nil
	}}
	if n, err := s.WriteTo(w); n != 2*piece || !errors.Is(err, context.Canceled) || !slices.Equal(w.sizes, []int{piece, piece}) {
		t.Errorf("%d bytes, %v, %v", n, err, w.sizes)
	}
}

type pieces struct{ sizes []int }

func (p *pieces) Write(b []byte) (int, error) {
	p.sizes = append(p.sizes, len(b))
	return len(b), nil
}

// TestOurServer holds that what our own mail server decided stands, and that the
// desk looks itself where it decided nothing.
func TestOurServer(t *testing.T) {
	r := reader
	r.Authserv = "mx.snoobi.nl"
	for _, c := range []struct {
		name, result, raw string
		want              bot.Authentic
		asked             int
	}{
		{"passed", "dkim=pass header.d=winkel.example", direct, bot.Authentic{Pass: true, Judge: "mx.snoobi.nl", Evidence: "dkim=pass header.d=winkel.example"}, 0},
		{"not passed", "dkim=fail header.d=winkel.example", signer{}.sign(direct), bot.Authentic{Judge: "mx.snoobi.nl", Evidence: "dkim=fail, nothing aligned with From"}, 0},
		{"could not", "dkim=temperror header.d=winkel.example", signer{}.sign(direct), bot.Authentic{Pass: true, Judge: bot.JudgeDesk, Evidence: "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"}, 2},
		{"looked at the server alone", "spf=fail smtp.mailfrom=jan@winkel.example", signer{}.sign(direct), bot.Authentic{Pass: true, Judge: bot.JudgeDesk, Evidence: "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"}, 2},
	} {
		dns := &counter{Resolver: &mockdns.Resolver{Zones: zones()}}
		raw := []byte("Authentication-Results: mx.snoobi.nl; " + c.result + "\r\n" + c.raw)
		got := Checker{dns, r}.Prove(t.Context(), r.Read(raw), raw, Edge{}).Authentic
		got.Evidence = said(got)
		if got != c.want || dns.asked != c.asked {
			t.Errorf("%s: asked %d times:\n got %+v\nwant %+v", c.name, dns.asked, got, c.want)
		}
	}
}

// TestUnreadable holds that a mail that nobody read is not proven either.
func TestUnreadable(t *testing.T) {
	m := bot.Mail{Unreadable: mail.TooDeep, Authentic: bot.Authentic{Evidence: "x"}}
	if got := (Checker{&counter{}, reader}).Prove(t.Context(), m, []byte(signer{}.sign(direct)), Edge{}); got.Authentic != m.Authentic {
		t.Errorf("%+v", got.Authentic)
	}
}

const colleague = "From: Els <els@snoobi.nl>\r\nTo: avg-incident@snoobi.nl\r\nSubject: FW: Sleutel gelekt\r\nDate: Mon, 1 Feb 2027 10:02:00 +0100\r\n"

// TestOriginal holds that an attached original proves its author by its own
// signature, whoever passes it on and however it is packed, and by nothing else.
func TestOriginal(t *testing.T) {
	inner := signer{}.sign(direct)
	const passed = "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"
	stranger := strings.Replace(colleague, "els@snoobi.nl", "kees@kees.example", 1)
	again := "From: Rob <rob@snoobi.nl>\r\nTo: els@snoobi.nl\r\nSubject: FW: Sleutel gelekt\r\n"
	for _, c := range []struct {
		name string
		raw  string
		pass bool
		say  string
	}{
		{"as it came", attach(colleague, inner, "8bit"), true, passed},
		{"in base64", attach(colleague, inner, "base64"), true, passed},
		{"with LF alone", strings.ReplaceAll(attach(colleague, inner, "8bit"), "\r\n", "\n"), true, passed},
		{"attached to an attached mail", attach(colleague, attach(again, inner, "8bit"), "8bit"), true, passed},
		{"and all of it in base64", attach(colleague, attach(again, inner, "base64"), "base64"), true, passed},
		{"passed on by a stranger", attach(stranger, inner, "8bit"), true, passed},
		{"changed", attach(colleague, strings.Replace(inner, "c-api", "c-web", 1), "8bit"), false, `dkim=fail reason="body hash did not verify" header.d=winkel.example header.s=mail`},
		{"changed, in base64", attach(colleague, strings.Replace(inner, "c-api", "c-web", 1), "base64"), false, `dkim=fail reason="body hash did not verify" header.d=winkel.example header.s=mail`},
		{"with another From in front", attach(colleague, "From: Marie <marie@winkel.example>\r\n"+inner, "8bit"), false, "not exactly one From address"},
		{"unsigned", attach(colleague, direct, "8bit"), false, "dkim=none"},
		{"signed by whoever attached it", attach(colleague, signer{domain: "snoobi.nl"}.sign(direct), "8bit"), false, "dkim of another domain, header.d=snoobi.nl"},
		{"expired", "Received: late\r\n" + attach(colleague, signer{extra: " x=4102444800;"}.sign(direct), "8bit"), false, `dkim=policy reason="expired" header.d=winkel.example header.s=mail`},
		{"only the outer one is signed", signer{domain: "snoobi.nl", fields: []string{"from", "to", "subject", "date"}}.sign(attach(colleague, direct, "8bit")), false, "dkim=none"},
	} {
		z := zones()
		z["mail._domainkey.snoobi.nl."] = mockdns.Zone{TXT: record(rsaKey(), "")}
		e := winkelServer // SPF of the peer says nothing of what is attached
		if strings.HasPrefix(c.raw, "Received: late") {
			e.Received = time.Date(2100, 1, 1, 0, 0, 1, 0, time.UTC)
		}
		read := reader.Read([]byte(c.raw))
		before := read.Original
		if before == nil {
			t.Errorf("%s: no original was found", c.name)
			continue
		}
		was := *before
		m := Checker{&mockdns.Resolver{Zones: z}, reader}.Prove(t.Context(), read, []byte(c.raw), e)
		checkShape(t, m)
		if a := *m.Original; a.Pass != c.pass || a.Judge != bot.JudgeDesk || said(a) != c.say {
			t.Errorf("%s: pass %v:\n got %s\nwant %s", c.name, a.Pass, said(a), c.say)
		}
		if *before != was || m.Original == before {
			t.Errorf("%s: the mail that was read has changed", c.name)
		}
	}
}

// TestOuter holds that the mail around an attached one is proven for itself.
func TestOuter(t *testing.T) {
	z := zones()
	z["mail._domainkey.snoobi.nl."] = mockdns.Zone{TXT: record(rsaKey(), "")}
	raw := signer{domain: "snoobi.nl", fields: []string{"from", "to", "subject", "date"}}.sign(attach(colleague, signer{}.sign(direct), "8bit"))
	m := prove(t, z, raw, Edge{})
	if !m.Authentic.Pass || !strings.HasPrefix(m.Authentic.Evidence, "dkim=pass header.d=snoobi.nl") || !m.Original.Pass {
		t.Errorf("%+v, %+v", m.Authentic, m.Original)
	}
}

// TestOld holds when a mail that is proven may have been sent again.
func TestOld(t *testing.T) {
	later := func(d time.Duration) Edge {
		e := winkelServer
		e.Received = time.Date(2027, 2, 1, 9, 0, 0, 0, time.UTC).Add(d)
		return e
	}
	const week = 7 * 24 * time.Hour
	pasted := signer{domain: "snoobi.nl", fields: []string{"from", "to", "subject", "date"}}.sign(strings.Replace(colleague, "1 Feb", "12 Feb", 1) +
		"\r\nTer info.\r\n\r\n---------- Forwarded message ---------\r\nVan: Jan de Vries <jan@winkel.example>\r\nDate: ma 1 feb 2027 om 10:00\r\nSubject: Sleutel gelekt\r\nTo: support@snoobi.nl\r\n\r\nGraag blokkeren.\r\n")
	r := reader
	r.Authserv = "mx.snoobi.nl"
	z := zones()
	z["mail._domainkey.snoobi.nl."] = mockdns.Zone{TXT: record(rsaKey(), "")}
	for _, c := range []struct {
		name string
		raw  string
		edge Edge
		old  bool
	}{
		{"after a week", signer{}.sign(direct), later(week), false},
		{"after more than a week", signer{}.sign(direct), later(week + time.Second), true},
		{"when it came is not known", signer{}.sign(direct), Edge{}, false},
		{"without a date", signer{}.sign(strings.Replace(direct, "Date: Mon, 1 Feb 2027 10:00:00 +0100\r\n", "", 1)), later(2 * week), false},
		{"not proven", signer{}.sign(direct) + "x", later(2 * week), false},
		{"proven by its server alone", direct, later(2 * week), false},
		{"proven by our server", "Authentication-Results: mx.snoobi.nl; dmarc=pass header.from=winkel.example\r\n" + direct, later(2 * week), true},
		{"attached", attach(colleague, signer{}.sign(direct), "8bit"), later(2 * week), true},
		{"attached, not proven", attach(colleague, direct, "8bit"), later(2 * week), false},
		{"pasted into a new one", pasted, later(2 * week), false},
	} {
		raw := []byte(c.raw)
		read := r.Read(raw)
		read.Warnings = append(make([]string, 0, 10), "a-warning", "z-warning")
		shared := read.Warnings[:3]
		m := Checker{&mockdns.Resolver{Zones: z}, r}.Prove(t.Context(), read, raw, c.edge)
		if old := slices.Contains(m.Warnings, WarnOld); old != c.old || !slices.IsSorted(m.Warnings) {
			t.Errorf("%s: %v, %+v", c.name, m.Warnings, m.Authentic)
		}
		if shared[2] != "" {
			t.Errorf("%s: the warnings of the mail that was read have changed", c.name)
		}
	}
}
