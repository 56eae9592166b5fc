package proof

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/foxcpp/go-mockdns"
)

// TestSPF holds when the server that handed a mail over proves who it is from.
func TestSPF(t *testing.T) {
	spfOf := func(name, text string) map[string]mockdns.Zone {
		return map[string]mockdns.Zone{name + ".": {TXT: []string{text}}}
	}
	peer := func(ip string) Edge {
		e := winkelServer
		e.Peer = netip.MustParseAddr(ip)
		return e
	}
	from := func(sender, helo string) Edge {
		e := winkelServer
		e.From, e.Helo = sender, helo
		return e
	}
	down := mockdns.Zone{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}
	for _, c := range []struct {
		name          string
		edge          Edge
		zones         map[string]mockdns.Zone // added
		pass, pending bool
		say           string
	}{
		{"its server", winkelServer, nil, true, false, "spf=pass smtp.mailfrom=winkel.example; dmarc p=reject"},
		{"IPv4 as IPv6 writes it", peer("::ffff:192.0.2.7"), nil, true, false, "spf=pass smtp.mailfrom=winkel.example; dmarc p=reject"},
		{"IPv6", peer("2001:db8::7"), spfOf("winkel.example", "v=spf1 ip6:2001:db8::/64 -all"), true, false, "spf=pass smtp.mailfrom=winkel.example; dmarc p=reject"},
		{"another server", peer("192.0.2.9"), nil, false, false, "dkim=none; spf=softfail smtp.mailfrom=winkel.example"},
		{"another server, fail", peer("192.0.2.9"), spfOf("winkel.example", "v=spf1 ip4:192.0.2.7 -all"), false, false, "dkim=none; spf=fail smtp.mailfrom=winkel.example"},
		{"no record", peer("192.0.2.9"), spfOf("winkel.example", "hello"), false, false, "dkim=none; spf=none smtp.mailfrom=winkel.example"},
		{"a broken record", winkelServer, spfOf("winkel.example", "v=spf1 ip4:x -all"), false, false, "dkim=none; spf=permerror smtp.mailfrom=winkel.example"},
		{"the DNS is down", winkelServer, map[string]mockdns.Zone{"winkel.example.": down}, false, true, "dkim=none; spf=temperror smtp.mailfrom=winkel.example"},
		{"down behind an include", winkelServer, map[string]mockdns.Zone{"winkel.example.": {TXT: []string{"v=spf1 include:spf.mailer.example -all"}}, "spf.mailer.example.": down}, false, true, "dkim=none; spf=temperror smtp.mailfrom=winkel.example"},
		{"by its MX", winkelServer, map[string]mockdns.Zone{"winkel.example.": {TXT: []string{"v=spf1 mx -all"}, MX: []net.MX{{Host: "mx.winkel.example."}}}, "mx.winkel.example.": {A: []string{"192.0.2.7"}}}, true, false, "spf=pass smtp.mailfrom=winkel.example; dmarc p=reject"},
		{"an envelope of the same organisation", from("b@bounce.winkel.example", "x"), spfOf("bounce.winkel.example", "v=spf1 ip4:192.0.2.7 -all"), true, false, "spf=pass smtp.mailfrom=bounce.winkel.example; dmarc p=reject"},
		{"which is strict", from("b@bounce.winkel.example", "x"), map[string]mockdns.Zone{"bounce.winkel.example.": {TXT: []string{"v=spf1 ip4:192.0.2.7 -all"}}, "_dmarc.winkel.example.": {TXT: []string{"v=DMARC1; p=none; aspf=s"}}}, false, false, "dkim=none; spf=pass smtp.mailfrom=bounce.winkel.example not aligned, which is strict; dmarc p=none"},
		{"and adkim=s is not aspf=s", from("b@bounce.winkel.example", "x"), map[string]mockdns.Zone{"bounce.winkel.example.": {TXT: []string{"v=spf1 ip4:192.0.2.7 -all"}}, "_dmarc.winkel.example.": {TXT: []string{"v=DMARC1; p=none; adkim=s"}}}, true, false, "spf=pass smtp.mailfrom=bounce.winkel.example; dmarc p=none"},
		{"what it asks for is not known", from("b@bounce.winkel.example", "x"), map[string]mockdns.Zone{"bounce.winkel.example.": {TXT: []string{"v=spf1 ip4:192.0.2.7 -all"}}, "_dmarc.winkel.example.": down}, false, true, "dkim=none; spf=pass smtp.mailfrom=bounce.winkel.example; dmarc=temperror"},
		{"nor needed for the domain itself", winkelServer, map[string]mockdns.Zone{"_dmarc.winkel.example.": down}, true, false, "spf=pass smtp.mailfrom=winkel.example; dmarc=temperror"},
		{"another domain's envelope", from("b@mailer.example", "x"), spfOf("mailer.example", "v=spf1 ip4:192.0.2.7 -all"), false, false, "dkim=none; spf of another domain, smtp.mailfrom=mailer.example"},
		{"an empty envelope", from("", "out.winkel.example"), spfOf("out.winkel.example", "v=spf1 ip4:192.0.2.7 -all"), true, false, "spf=pass smtp.helo=out.winkel.example; dmarc p=reject"},
		{"an empty envelope, another name", from("", "out.mailer.example"), spfOf("out.mailer.example", "v=spf1 ip4:192.0.2.7 -all"), false, false, "dkim=none; spf of another domain, smtp.helo=out.mailer.example"},
		{"an empty envelope, no name", from("", "[192.0.2.7]"), nil, false, false, "dkim=none"},
		{"an envelope that is no address", from("winkel.example", "x"), nil, false, false, "dkim=none"},
		{"an address in an address", from(`"a@mailer.example"@winkel.example`, "x"), nil, false, false, "dkim=none"},
		{"the name by which it greets is no macro", from("jan@winkel.example", "192.0.2.7"), map[string]mockdns.Zone{"winkel.example.": {TXT: []string{"v=spf1 exists:%{h}.winkel.example -all"}}, "192.0.2.7.winkel.example.": {A: []string{"127.0.0.2"}}}, false, false, "dkim=none; spf=fail smtp.mailfrom=winkel.example"},
		{"nobody handed it over", Edge{From: "jan@winkel.example", Received: received}, nil, false, false, "dkim=none"},
	} {
		z := zones()
		for name, zone := range c.zones {
			z[name] = zone
		}
		if a := prove(t, z, direct, c.edge).Authentic; a.Pass != c.pass || a.Pending != c.pending || a.Evidence != c.say {
			t.Errorf("%s: pass %v, pending %v:\n got %s\nwant %s", c.name, a.Pass, a.Pending, a.Evidence, c.say)
		}
	}
}

// TestSPFSecond holds that a signature goes before the server, and that the
// server still counts when the signature cannot be checked.
func TestSPFSecond(t *testing.T) {
	dns := &counter{Resolver: &mockdns.Resolver{Zones: zones()}}
	raw := []byte(signer{}.sign(direct))
	if a := (Checker{dns, reader}).Prove(t.Context(), reader.Read(raw), raw, winkelServer).Authentic; !a.Pass || dns.asked != 2 {
		t.Errorf("asked %d times: %+v", dns.asked, a)
	}
	z := zones()
	z["mail._domainkey.winkel.example."] = mockdns.Zone{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}
	if a := prove(t, z, string(raw), winkelServer).Authentic; !a.Pass || a.Pending || a.Evidence != "spf=pass smtp.mailfrom=winkel.example; dmarc p=reject" {
		t.Errorf("%+v", a)
	}
	broken := prove(t, zones(), string(raw)+"x", winkelServer).Authentic
	if !broken.Pass || broken.Evidence != "spf=pass smtp.mailfrom=winkel.example; dmarc p=reject" {
		t.Errorf("%+v", broken)
	}
}

// TestLookupsEnd holds that a record that leads to hundreds of names costs no more
// than is allowed, and is an error of its owner, not one that passes.
func TestLookupsEnd(t *testing.T) {
	z := zones()
	record := "v=spf1"
	for i := range 10 {
		name := fmt.Sprintf("m%d.winkel.example", i)
		record += " mx:" + name
		var mx []net.MX
		for j := range 10 {
			host := fmt.Sprintf("h%d.%s.", j, name)
			mx = append(mx, net.MX{Host: host})
			z[host] = mockdns.Zone{A: []string{"192.0.2.99"}}
		}
		z[name+"."] = mockdns.Zone{MX: mx}
	}
	z["winkel.example."] = mockdns.Zone{TXT: []string{record + " -all"}}
	dns := &counter{Resolver: &mockdns.Resolver{Zones: z}}
	a := Checker{dns, reader}.Prove(t.Context(), reader.Read([]byte(direct)), []byte(direct), winkelServer).Authentic
	if dns.asked != maxLookups || a.Pass || a.Pending || !strings.Contains(a.Evidence, "spf=permerror") {
		t.Errorf("asked %d times: %+v", dns.asked, a)
	}
}

// TestPolicyNotAsked holds that a domain whose policy was not asked for, since the
// DNS had been asked too often, is not taken for one that has none.
func TestPolicyNotAsked(t *testing.T) {
	raw := signer{}.sign(strings.Replace(direct, "jan@winkel.example>", "jan@kassa.winkel.example>", 1))
	for left, want := range map[int]string{
		1: "dkim=pass header.d=winkel.example header.s=mail key=K not aligned, and no policy that allows it; dmarc=permerror",
		9: "dkim=pass header.d=winkel.example header.s=mail key=K; dmarc p=reject",
	} {
		ask := &asker{r: &mockdns.Resolver{Zones: zones()}, left: left, told: map[string]answer{}}
		a, _ := check(t.Context(), ask, []byte(raw), Edge{})
		if a.Pass != (left == 9) || a.Pending || said(a) != want {
			t.Errorf("%d questions: %+v %s", left, a, said(a))
		}
	}
}
