package proof

import (
	"crypto"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/foxcpp/go-mockdns"

	"meldwacht/bot"
)

// TestSignatures holds which signatures prove the address in From.
func TestSignatures(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0") // so that it is the desk that refuses small keys
	foreign := signer{domain: "mailer.example"}
	byHand := func(raw string) string { return signer{}.sign(raw) }
	head := func(old, new string) string { return byHand(strings.Replace(direct, old, new, 1)) }
	after := func(add string) string { return add + byHand(direct) }
	for _, c := range []struct {
		name  string
		raw   string
		zones map[string]mockdns.Zone // added
		pass  bool
		say   string
	}{
		{"signed by the domain", byHand(direct), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"by ed25519", signer{key: edKey(), selector: "ed"}.sign(direct), key("ed", "winkel.example", edKey(), ""), true, "dkim=pass header.d=winkel.example header.s=ed key=K; dmarc p=reject"},
		{"with lines that end in LF alone", strings.ReplaceAll(byHand(direct), "\r\n", "\n"), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"below what our server put on top", after("Return-Path: <jan@winkel.example>\r\nReceived: from x ([192.0.2.7])\r\n\tby mx.snoobi.nl with ESMTP; Mon, 1 Feb 2027 10:05:00 +0100\r\n"), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"in upper case", signer{domain: "Winkel.Example"}.sign(strings.Replace(direct, "jan@winkel.example>", "jan@WINKEL.example>", 1)), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"out of a mailbox file", after("From jan@winkel.example Mon Feb  1 10:00:00 2027\r\n"), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"beside a foreign one", foreign.sign(byHand(direct)), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"below a broken one", signer{selector: "gone"}.sign(byHand(direct)), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"valid until later", signer{extra: " x=4102444800;"}.sign(direct), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"over a field that is not there", signer{fields: append(allFields, "from", "cc")}.sign(direct), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"in Unicode", signer{domain: "xn--caf-dma.example"}.sign(strings.Replace(direct, "jan@winkel.example>", "jan@café.example>", 1)), key("mail", "xn--caf-dma.example", rsaKey(), ""), true, "dkim=pass header.d=xn--caf-dma.example header.s=mail key=K; dmarc=none"},

		{"unsigned", direct, nil, false, "dkim=none"},
		{"signed by somebody else", foreign.sign(direct), key("mail", "mailer.example", rsaKey(), ""), false, "dkim of another domain, header.d=mailer.example"},
		{"by the suffix", signer{domain: "example"}.sign(direct), key("mail", "example", rsaKey(), ""), false, "dkim of another domain, header.d=example"},
		{"text changed", byHand(direct) + "en c-web\r\n", nil, false, `dkim=fail reason="body hash did not verify" header.d=winkel.example header.s=mail`},
		{"subject changed", strings.Replace(byHand(direct), "gelekt", "gewist", 1), nil, false, `dkim=fail reason="signature did not verify" header.d=winkel.example header.s=mail`},
		{"the key is gone", signer{selector: "gone"}.sign(direct), nil, false, `dkim=permerror reason="no key for signature" header.d=winkel.example header.s=gone`},
		{"the key is withdrawn", signer{selector: "old"}.sign(direct), map[string]mockdns.Zone{"old._domainkey.winkel.example.": {TXT: []string{"v=DKIM1; p="}}}, false, `dkim=permerror reason="key revoked" header.d=winkel.example header.s=old`},
		{"two keys", signer{selector: "two"}.sign(direct), map[string]mockdns.Zone{"two._domainkey.winkel.example.": {TXT: append(record(rsaKey(), ""), record(rsaKey(), "")...)}}, false, `dkim=permerror reason="multiple TXT records found for key" header.d=winkel.example header.s=two`},
		{"the key is for tests", signer{selector: "try"}.sign(direct), key("try", "winkel.example", rsaKey(), " t=s:Y;"), false, `dkim=policy reason="the key is for tests" header.d=winkel.example header.s=try`},
		{"the key is not for names below", signer{selector: "s", extra: " i=@shop.winkel.example;"}.sign(direct), key("s", "winkel.example", rsaKey(), " t=s;"), false, `dkim=policy reason="i= is below d=" header.d=winkel.example header.s=s`},
		{"and for its own name", signer{selector: "s", extra: " i=jan@winkel.example;"}.sign(direct), key("s", "winkel.example", rsaKey(), " t=s;"), true, "dkim=pass header.d=winkel.example header.s=s key=K; dmarc p=reject"},
		{"a part of the text", signer{extra: " l=33;"}.sign(direct), nil, false, `dkim=policy reason="l= leaves a part of the text unsigned" header.d=winkel.example header.s=mail`},
		{"rsa-sha1", signer{sha1: true}.sign(direct), nil, false, `dkim=policy reason="rsa-sha1" header.d=winkel.example header.s=mail`},
		{"expired when it came", "Received: late\r\n" + signer{extra: " x=4102444800;"}.sign(direct), nil, false, `dkim=policy reason="expired" header.d=winkel.example header.s=mail`},
		{"expired by the calendar", signer{extra: " x=946684800;"}.sign(direct), nil, false, `dkim=policy reason="expired" header.d=winkel.example header.s=mail`},
		{"a key of 512 bits", signer{selector: "k512", key: small(512)}.sign(direct), key("k512", "winkel.example", small(512), ""), false, `dkim=permerror reason="key is too short" header.d=winkel.example header.s=k512`},
		{"a key of 768 bits", signer{selector: "k768", key: small(768)}.sign(direct), key("k768", "winkel.example", small(768), ""), false, `dkim=permerror reason="key is too short" header.d=winkel.example header.s=k768`},
		{"a key of 1024 bits", signer{selector: "k1024", key: small(1024)}.sign(direct), key("k1024", "winkel.example", small(1024), ""), true, "dkim=pass header.d=winkel.example header.s=k1024 key=K; dmarc p=reject"},
		{"a record that is too large", signer{selector: "big"}.sign(direct), key("big", "winkel.example", rsaKey(), " n="+strings.Repeat("x", 2000)+";"), false, `dkim=permerror reason="no key for signature" header.d=winkel.example header.s=big`},
		{"the date unsigned", signer{fields: []string{"from", "to", "subject"}}.sign(direct), nil, false, `dkim=policy reason="date is not signed" header.d=winkel.example header.s=mail`},
		{"the subject unsigned", signer{fields: []string{"from", "to", "date"}}.sign(direct), nil, false, `dkim=policy reason="subject is not signed" header.d=winkel.example header.s=mail`},
		{"to unsigned", signer{fields: []string{"from", "subject", "date"}}.sign(direct), nil, false, `dkim=policy reason="to is not signed" header.d=winkel.example header.s=mail`},
		{"no subject, none signed", signer{fields: []string{"from", "to", "date"}}.sign(strings.Replace(direct, "Subject: Sleutel gelekt\r\n", "", 1)), nil, true, "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject"},
		{"a second From in front", after("From: Marie <marie@winkel.example>\r\n"), nil, false, "not exactly one From address"},
		{"two addresses in From", head("jan@winkel.example>", "jan@winkel.example>, marie@winkel.example"), nil, false, "not exactly one From address"},
		{"a second subject in front", after("Subject: Alles stoppen\r\n"), nil, false, `dkim=policy reason="several subject" header.d=winkel.example header.s=mail`},
		{"a second date in front", after("Date: Mon, 1 Feb 2027 11:00:00 +0100\r\n"), nil, false, `dkim=policy reason="several date" header.d=winkel.example header.s=mail`},
		{"a second Message-ID in front", after("Message-ID: <2@winkel.example>\r\n"), nil, false, `dkim=policy reason="several message-id" header.d=winkel.example header.s=mail`},
		{"a second Content-Type in front", after("Content-Type: text/html\r\n"), nil, false, `dkim=policy reason="several content-type" header.d=winkel.example header.s=mail`},
		{"a transfer encoding twice", "Content-Transfer-Encoding: base64\r\n" + signer{fields: append(allFields, "content-transfer-encoding")}.sign("Content-Transfer-Encoding: 8bit\r\n"+direct), nil, false, `dkim=policy reason="several content-transfer-encoding" header.d=winkel.example header.s=mail`},
		{"a text in front of it all", "From: jan@winkel.example\r\n \r\nAlles stoppen\r\n" + byHand(direct), nil, false, `dkim=neutral reason="the header can be read in two ways"`},
		{"signed by hundreds of fields", signer{fields: append(allFields, strings.Fields(strings.Repeat("x ", 100))...)}.sign(direct), nil, false, `dkim=policy reason="too many fields are signed" header.d=winkel.example header.s=mail`},
		{"no selector", signer{selector: "<b>"}.sign(direct), nil, false, `dkim=policy reason="no selector" header.d=winkel.example`},
		{"only a header", strings.TrimRight(strings.SplitAfter(byHand(direct), "text/plain\r\n")[0], ""), nil, false, `dkim=neutral reason="cannot be read" header.d=winkel.example header.s=mail`},
		{"From at a number", signer{domain: "192.0.2.7"}.sign(strings.Replace(direct, "jan@winkel.example>", "jan@192.0.2.7>", 1)), key("mail", "192.0.2.7", rsaKey(), ""), false, "the domain in From is no name"},
		{"two suffixes are no organisation", signer{domain: "org.uk"}.sign(strings.Replace(direct, "jan@winkel.example>", "jan@co.uk>", 1)), key("mail", "org.uk", rsaKey(), ""), false, "dkim of another domain, header.d=org.uk"},
	} {
		z := zones()
		for name, zone := range c.zones {
			z[name] = zone
		}
		e := Edge{Received: received}
		if strings.HasPrefix(c.raw, "Received: late") {
			e.Received = time.Date(2100, 1, 1, 0, 0, 1, 0, time.UTC)
		}
		m := prove(t, z, c.raw, e)
		if a := m.Authentic; a.Pass != c.pass || a.Pending || a.Judge != bot.JudgeDesk || said(a) != c.say {
			t.Errorf("%s: pass %v, pending %v, by %q:\n got %s\nwant %s", c.name, a.Pass, a.Pending, a.Judge, said(a), c.say)
		}
	}
}

// key is the zone of one more key.
func key(selector, domain string, k crypto.Signer, extra string) map[string]mockdns.Zone {
	return map[string]mockdns.Zone{selector + "._domainkey." + domain + ".": {TXT: record(k, extra)}}
}

var smallKeys = map[int]crypto.Signer{}

func small(bits int) crypto.Signer {
	if smallKeys[bits] == nil {
		smallKeys[bits] = newRSA(bits)
	}
	return smallKeys[bits]
}

// TestAlignment holds when a signature of another name of the same organisation
// proves the address in From, and what the domain above From's says of it.
func TestAlignment(t *testing.T) {
	shop := strings.Replace(direct, "jan@winkel.example>", "jan@shop.winkel.example>", 1)
	deep := strings.Replace(direct, "jan@winkel.example>", "jan@a.b.c.d.e.f.g.h.winkel.example>", 1)
	dmarc := func(name, text string) map[string]mockdns.Zone {
		return map[string]mockdns.Zone{"_dmarc." + name + ".": {TXT: []string{text}}}
	}
	for _, c := range []struct {
		name   string
		from   string
		signer string
		zones  map[string]mockdns.Zone
		pass   bool
		say    string // behind key=K
	}{
		{"a name below", direct, "mail.winkel.example", nil, true, "; dmarc p=reject"},
		{"a name below, strict", direct, "mail.winkel.example", dmarc("winkel.example", "v=DMARC1; adkim=s; p=quarantine"), false, " not aligned, which is strict; dmarc p=quarantine"},
		{"the name itself, strict", direct, "winkel.example", dmarc("winkel.example", "v=DMARC1; adkim=s; p=quarantine"), true, "; dmarc p=quarantine"},
		{"aspf=s is not adkim=s", direct, "mail.winkel.example", dmarc("winkel.example", "v=DMARC1; aspf=s; p=none"), true, "; dmarc p=none"},
		{"the name above", shop, "winkel.example", nil, true, "; dmarc p=reject"},
		{"what it asks of names below", shop, "winkel.example", dmarc("winkel.example", "v=DMARC1; p=reject; sp=none; adkim=S"), false, " not aligned, which is strict; dmarc sp=none"},
		{"sp= is not for itself", direct, "winkel.example", dmarc("winkel.example", "v=DMARC1; p=reject; sp=none"), true, "; dmarc p=reject"},
		{"the own record goes first", shop, "winkel.example", dmarc("shop.winkel.example", "v=DMARC1; p=none; adkim=s"), false, " not aligned, which is strict; dmarc p=none"},
		{"a record in between", deep, "winkel.example", dmarc("h.winkel.example", "v=DMARC1; p=none; sp=quarantine; adkim=s"), false, " not aligned, which is strict; dmarc sp=quarantine"},
		{"not one that is too deep", deep, "winkel.example", dmarc("b.c.d.e.f.g.h.winkel.example", "v=DMARC1; p=none; adkim=s"), true, "; dmarc p=reject"},
		{"two records are none", direct, "mail.winkel.example", map[string]mockdns.Zone{"_dmarc.winkel.example.": {TXT: []string{"v=DMARC1; p=none; adkim=s", "v=DMARC1; p=reject; adkim=s"}}}, true, "; dmarc=none"},
		{"other texts are not records", direct, "mail.winkel.example", map[string]mockdns.Zone{"_dmarc.winkel.example.": {TXT: []string{"adkim=s", "v=DMARC10; adkim=s", "v = DMARC1 ; p = reject"}}}, true, "; dmarc p=reject"},
		{"a policy that is none", direct, "winkel.example", dmarc("winkel.example", "v=DMARC1; p=<!here>"), true, "; dmarc p=other"},
	} {
		z := zones()
		z["mail._domainkey."+c.signer+"."] = mockdns.Zone{TXT: record(rsaKey(), "")}
		for name, zone := range c.zones {
			z[name] = zone
		}
		a := prove(t, z, signer{domain: c.signer}.sign(c.from), Edge{Received: received}).Authentic
		want := "dkim=pass header.d=" + c.signer + " header.s=mail key=K" + c.say
		if a.Pass != c.pass || a.Pending || said(a) != want {
			t.Errorf("%s: pass %v, pending %v:\n got %s\nwant %s", c.name, a.Pass, a.Pending, said(a), want)
		}
	}
}

// TestStrictGoesOn holds that a signature that strict alignment refuses does not
// stand in the way of the next one.
func TestStrictGoesOn(t *testing.T) {
	z := zones()
	z["mail._domainkey.shop.winkel.example."] = mockdns.Zone{TXT: record(rsaKey(), "")}
	z["_dmarc.winkel.example."] = mockdns.Zone{TXT: []string{"v=DMARC1; p=reject; adkim=s"}}
	if a := prove(t, z, signer{domain: "shop.winkel.example"}.sign(signer{}.sign(direct)), Edge{}).Authentic; !a.Pass {
		t.Errorf("%+v", a)
	}
}

// TestManySignatures holds how many are looked at: 5 of From's organisation, and
// no foreign ones, however many there are.
func TestManySignatures(t *testing.T) {
	many := func(n int, domain string) string {
		raw := signer{}.sign(direct)
		for i := range n {
			raw = signer{domain: domain, selector: fmt.Sprintf("s%d", i)}.sign(raw)
		}
		return raw
	}
	for _, c := range []struct {
		name  string
		raw   string
		pass  bool
		asked int
	}{
		{"4 broken ones and a good one", many(4, "winkel.example"), true, 6},
		{"5 broken ones and a good one", many(5, "winkel.example"), false, 5},
		{"19 broken ones and a good one", many(19, "winkel.example"), false, 5},
		{"19 foreign ones and a good one", many(19, "mailer.example"), true, 2},
		{"3 broken ones of one key", signer{}.sign(signer{}.sign(signer{}.sign(direct))) + "x", false, 1},
	} {
		dns := &counter{Resolver: &mockdns.Resolver{Zones: zones()}}
		m := Checker{Resolver: dns, Reader: reader}.Prove(t.Context(), reader.Read([]byte(c.raw)), []byte(c.raw), Edge{})
		if m.Authentic.Pass != c.pass || dns.asked != c.asked {
			t.Errorf("%s: pass %v, asked %d times: %s", c.name, m.Authentic.Pass, dns.asked, m.Authentic.Evidence)
		}
	}
}

// TestLibrarySignature holds that what another implementation signs verifies, with
// both ways to make a text canonical.
func TestLibrarySignature(t *testing.T) {
	for _, how := range []dkim.Canonicalization{dkim.CanonicalizationSimple, dkim.CanonicalizationRelaxed} {
		var out strings.Builder
		err := dkim.Sign(&out, strings.NewReader(direct), &dkim.SignOptions{Domain: "winkel.example", Selector: "mail", Signer: rsaKey(),
			HeaderCanonicalization: how, BodyCanonicalization: how, Expiration: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range []string{out.String(), strings.ReplaceAll(out.String(), "\r\n", "\n")} {
			if a := prove(t, zones(), raw, Edge{}).Authentic; !a.Pass {
				t.Errorf("%s: %+v", how, a)
			}
		}
	}
}

// TestBlankLines holds that blank lines are checked, and not without end.
func TestBlankLines(t *testing.T) {
	for blanks, want := range map[string]string{
		strings.Repeat("\r\n", maxBlank/2-1):        "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject",
		strings.Repeat("\r\n", maxBlank/2):          `dkim=neutral reason="too many blank lines"`,
		strings.Repeat(" \t\r\n", maxBlank/4) + "x": `dkim=neutral reason="too many blank lines"`,
	} {
		ask := &asker{r: &mockdns.Resolver{Zones: zones()}, left: maxLookups, told: map[string]answer{}}
		if a, _ := check(t.Context(), ask, []byte(signer{}.sign(direct)+blanks), Edge{}); said(a) != want {
			t.Errorf("%d bytes: %s, want %s", len(blanks), said(a), want)
		}
	}
}

// TestKeyOnRecord holds that the record of a pass names the answer of the DNS.
func TestKeyOnRecord(t *testing.T) {
	a := prove(t, zones(), signer{}.sign(direct), Edge{}).Authentic
	if want := "key=" + hashOf(record(rsaKey(), "")[0]); !strings.Contains(a.Evidence, want) {
		t.Errorf("%s, want %s", a.Evidence, want)
	}
}

// TestLongNames holds that evidence fits its line, whatever the names are.
func TestLongNames(t *testing.T) {
	long := strings.Repeat(strings.Repeat("a", 60)+".", 3) + "winkel.example"
	raw := strings.Replace(direct, "jan@winkel.example>", "jan@"+long+">", 1)
	e := winkelServer
	e.From = "jan@" + long
	a := prove(t, zones(), signer{domain: long, selector: strings.Repeat("s", 60)}.sign(raw), e).Authentic
	if a.Pass || !strings.HasPrefix(a.Evidence, "dkim=permerror") || !strings.Contains(a.Evidence, "winkel.example header.s=...") {
		t.Errorf("%+v", a)
	}
}

// TestOneMayPass holds that a mail is pending while one of its signatures is,
// whatever the others came to.
func TestOneMayPass(t *testing.T) {
	z := zones()
	z["mail._domainkey.winkel.example."] = mockdns.Zone{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}
	gone := signer{selector: "gone"}
	for name, raw := range map[string]string{
		"the last":  gone.sign(signer{}.sign(direct)),
		"the first": signer{}.sign(gone.sign(direct)),
		"between":   gone.sign(signer{}.sign(gone.sign(direct))),
	} {
		if a := prove(t, z, raw, Edge{}).Authentic; !a.Pending || a.Evidence != `dkim=temperror reason="no answer" header.d=winkel.example header.s=mail` {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
