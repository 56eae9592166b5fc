package mail

import (
	"strings"
	"testing"

	"meldwacht/bot"
)

// authCases are fields as servers write them, and mails that want to be taken
// for such. winkel.example is an admin's, evil.example a stranger's.
var authCases = []struct {
	name    string
	results Results
	header  string
	from    string // jan@winkel.example when empty
	pass    bool
	judge   string
	say     string // Evidence
}{
	// RFC 8601, pinned.
	{"dkim of the domain", "", ar("mx.snoobi.nl; dkim=pass header.d=winkel.example"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"relaxed alignment", "", ar("mx.snoobi.nl; dkim=pass header.d=mail.winkel.example"), "", true, "mx.snoobi.nl", "dkim=pass header.d=mail.winkel.example"},
	{"spf of the envelope", "", ar("mx.snoobi.nl; spf=pass smtp.mailfrom=bounce@Winkel.example"), "", true, "mx.snoobi.nl", "spf=pass smtp.mailfrom=winkel.example"},
	{"rspamd", "", ar("mx.snoobi.nl;\n\tdkim=pass header.d=winkel.example header.s=mail header.b=q0/3+e==;\n\tdmarc=pass (policy=reject) header.from=winkel.example;\n\tspf=pass (mx.snoobi.nl: domain of jan@winkel.example designates 192.0.2.7 as permitted sender) smtp.mailfrom=jan@winkel.example"), "", true, "mx.snoobi.nl", "dmarc=pass header.from=winkel.example"},
	{"opendkim", "", ar("mx.snoobi.nl;\n\tdkim=pass (2048-bit key; unprotected) header.d=winkel.example header.i=@winkel.example header.a=rsa-sha256 header.s=m1 header.b=KgM"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"versions", "", ar("mx.snoobi.nl 1; dkim/1 = pass (good) header.d = winkel.example"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"quoted", "", ar(`"MX.Snoobi.NL"; dkim="pass" reason="a;b (c" header.d="winkel.example"`), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"comments everywhere", "", ar(`(a(b)c) mx.snoobi.nl (\)) 1 ; (x) dkim (y) = (z) pass (w) header.d=(v)winkel.example`), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"the second of two signatures", "", ar("mx.snoobi.nl; dkim=fail header.d=winkel.example; dkim=pass header.d=lists.example; dkim=pass header.d=winkel.example"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"dmarc alone", "", ar("mx.snoobi.nl; dmarc=pass (p=none dis=none) header.from=winkel.example"), "", true, "mx.snoobi.nl", "dmarc=pass header.from=winkel.example"},
	{"dmarc of another From", "", ar("mx.snoobi.nl; dkim=none; dmarc=pass header.from=evil.example"), "", false, "mx.snoobi.nl", "dkim=none, nothing aligned with From"},
	{"dmarc fails where strict alignment is asked for", "", ar("mx.snoobi.nl; dkim=pass header.d=mail.winkel.example; dmarc=fail (p=reject) header.from=winkel.example"), "", false, "mx.snoobi.nl", "dmarc=fail header.from=winkel.example"},
	{"dmarc passes and fails", "", ar("mx.snoobi.nl; dmarc=pass header.from=winkel.example; dmarc=fail header.from=winkel.example"), "", false, "mx.snoobi.nl", "dmarc=fail header.from=winkel.example"},
	{"dmarc could not be looked up", "", ar("mx.snoobi.nl; dkim=pass header.d=mail.winkel.example; dmarc=temperror header.from=winkel.example"), "", false, "", "dkim=pass, signatures were not checked"},
	{"and the signature is of the very domain", "", ar("mx.snoobi.nl; dkim=pass header.d=winkel.example; dmarc=temperror header.from=winkel.example"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"a foreign signer", "", ar("mx.snoobi.nl; dkim=pass header.d=mailer.example"), "", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"the key could not be asked for", "", ar("mx.snoobi.nl; spf=fail smtp.mailfrom=x@evil.example; dkim=temperror header.d=winkel.example"), "", false, "", "dkim=temperror, signatures were not checked"},
	{"spf alone says nothing of signatures", "", ar("mx.snoobi.nl; spf=softfail smtp.mailfrom=jan@winkel.example"), "", false, "", "spf=softfail, signatures were not checked"},
	{"nothing was checked", "", ar("mx.snoobi.nl; none"), "", false, "", "neither dkim nor spf was checked"},
	{"only iprev", "", ar("mx.snoobi.nl; iprev=pass policy.iprev=192.0.2.7"), "", false, "", "neither dkim nor spf was checked"},
	{"a word that is none", "", ar("mx.snoobi.nl; dkim=<!channel> header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=other, nothing aligned with From"},
	{"a word that is too long", "", ar("mx.snoobi.nl; dkim=" + strings.Repeat("a", 21) + " header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=other, nothing aligned with From"},
	{"of a stranger's server", "", ar("mx.evil.example; dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"without an id", "", ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"the topmost counts", "", ar("mx.snoobi.nl; dkim=fail header.d=winkel.example") + ar("mx.snoobi.nl; dkim=pass header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=fail, nothing aligned with From"},
	{"below what came with the mail", "", "Received: from x by mx.snoobi.nl with ESMTP\nReceived: from y by z with SMTP\n" + ar("mx.snoobi.nl; dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"pass in a comment", "", ar("mx.snoobi.nl; dkim=fail (; dkim=pass header.d=winkel.example) header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=fail, nothing aligned with From"},
	{"pass behind a quote that is escaped", "", ar(`mx.snoobi.nl; dkim=fail reason="\"; dkim=pass header.d=winkel.example;"`), "", false, "mx.snoobi.nl", "dkim=fail, nothing aligned with From"},
	{"a comment that does not close", "", ar("mx.snoobi.nl; dkim=none; dkim=pass ( header.d=winkel.example; dkim=pass header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=none, nothing aligned with From"},
	{"a signer in quotes that holds another", "", ar(`mx.snoobi.nl; dkim=pass header.i="x header.d=winkel.example y"@evil.example header.d=evil.example`), "", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"a signer named twice", "", ar("mx.snoobi.nl; dkim=pass header.d=winkel.example header.d=evil.example"), "", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"in the other order", "", ar("mx.snoobi.nl; dkim=pass header.d=evil.example header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"a sender in quotes that holds another", "", ar(`mx.snoobi.nl; dkim=none; spf=pass smtp.mailfrom="jan@winkel.example "@evil.example`), "", false, "mx.snoobi.nl", "dkim=none, nothing aligned with From"},
	{"names that are none", "", ar("mx.snoobi.nl; dkim=pass header.d=<!channel>.winkel.example"), "", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"numbers have no organisation", "", ar("mx.snoobi.nl; dkim=pass header.d=9.9.3.4"), "jan@1.2.3.4", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"not even equal ones", "", ar("mx.snoobi.nl; dkim=pass header.d=1.2.3.4"), "jan@1.2.3.4", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"a domain in Unicode", "", ar("mx.snoobi.nl; dkim=pass header.d=xn--caf-dma.example"), "jan@café.example", true, "mx.snoobi.nl", "dkim=pass header.d=xn--caf-dma.example"},
	{"a public suffix signs for nobody", "", ar("mx.snoobi.nl; dkim=pass header.d=co.uk"), "jan@winkel.co.uk", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},
	{"and two of them are no organisation", "", ar("mx.snoobi.nl; dkim=pass header.d=org.uk"), "jan@co.uk", false, "mx.snoobi.nl", "dkim=pass, nothing aligned with From"},

	// A colleague who logged in.
	{"logged in", "", "Received: from [192.0.2.7] (helo=pc) by mx.snoobi.nl with esmtpsa (TLS1.3) (Exim 4.98) id 1; Mon, 1 Feb 2027 09:00:00 +0100\n", "e@snoobi.nl", true, "mx.snoobi.nl", "submitted to mx.snoobi.nl with a password (ESMTPSA)"},
	{"a client whose name says so", "", "Received: from x by mx.snoobi.nl with ESMTPSA id 1 (unknown [192.0.2.9])\n\tby mx.snoobi.nl (Postfix) with ESMTP id 2\n", "e@snoobi.nl", false, "", "no result of mx.snoobi.nl"},
	{"a client whose name opens a comment", "", "Received: from x by mx.snoobi.nl with ESMTPSA id 1 ( (unknown [192.0.2.9])\n\tby mx.snoobi.nl (Postfix) with ESMTP id 2\n", "e@snoobi.nl", false, "", "no result of mx.snoobi.nl"},

	// Exchange Online.
	{"exchange", ResultsExchange, exchangeMail("spf=pass (sender IP is 192.0.2.7)\n smtp.mailfrom=winkel.example; dkim=pass (signature was verified)\n header.d=winkel.example;dmarc=pass action=none\n header.from=winkel.example;compauth=pass reason=100"), "", true, "mx.snoobi.nl", "dmarc=pass header.from=winkel.example"},
	{"exchange, the recipient's domain in between", ResultsExchange, exchangeMail("spf=softfail (sender IP is 192.0.2.7)\n smtp.mailfrom=evil.example; snoobi.nl; dkim=pass (signature was verified)\n header.d=winkel.example;snoobi.nl; dmarc=bestguesspass action=none\n header.from=winkel.example;compauth=pass reason=109"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"exchange, our domain in front", ResultsExchange, exchangeMail("mx.snoobi.nl; dkim=pass (signature was verified) header.d=winkel.example"), "", true, "mx.snoobi.nl", "dkim=pass header.d=winkel.example"},
	{"exchange, somebody else's in front", ResultsExchange, exchangeMail("mx.evil.example; dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, compauth alone", ResultsExchange, exchangeMail("spf=none (sender IP is 192.0.2.9)\n smtp.mailfrom=evil.example; dkim=none (message not signed)\n header.d=none;dmarc=none action=none header.from=winkel.example;compauth=pass reason=703"), "", false, "mx.snoobi.nl", "spf=none, nothing aligned with From"},
	{"exchange, a guess alone", ResultsExchange, exchangeMail("spf=pass (sender IP is 192.0.2.9)\n smtp.mailfrom=evil.example; dkim=none (message not signed)\n header.d=none;dmarc=bestguesspass action=none header.from=winkel.example"), "", false, "mx.snoobi.nl", "spf=pass, nothing aligned with From"},
	{"exchange, dmarc fails and is let through", ResultsExchange, exchangeMail("spf=fail (sender IP is 192.0.2.9)\n smtp.mailfrom=winkel.example; dkim=fail (body hash did not verify)\n header.d=winkel.example;dmarc=fail action=oreject\n header.from=winkel.example;compauth=pass reason=130"), "", false, "mx.snoobi.nl", "dmarc=fail header.from=winkel.example"},
	{"exchange, brought along below its edge", ResultsExchange, exchangeHops + exchangeIn + ar("dkim=pass header.d=winkel.example;dmarc=pass action=none header.from=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, a second one below", ResultsExchange, exchangeMail("dkim=none (message not signed) header.d=none") + ar("dkim=pass header.d=winkel.example"), "", false, "mx.snoobi.nl", "dkim=none, nothing aligned with From"},
	{"exchange, by another way in", ResultsExchange, "Received: from x (192.0.2.9) by smtp.snoobi.nl (Meldwacht) with ESMTP\n" + exchangeHops + ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, never there", ResultsExchange, ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, a client with a fine name", ResultsExchange, "Received: from am0.eurprd04.prod.outlook.com by db3.eurprd04.prod.outlook.com with HTTPS (192.0.2.9) by smtp.snoobi.nl with ESMTP\n" + ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, a host that is nearly theirs", ResultsExchange, "Received: from am0.eurprd04.prod.outlook.com by db3.notoutlook.com with HTTPS\n" + ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, a fine name at the edge", ResultsExchange, exchangeHops + "Received: from am0.eurprd04.prod.outlook.com (192.0.2.9) by AM4.mail.protection.outlook.com (10.1.1.1) with Microsoft SMTP Server\n" + ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, from outside to a server within", ResultsExchange, exchangeHops + "Received: from pc (192.0.2.9) by AM0PR04MB0002.eurprd04.prod.outlook.com (10.1.1.1) with Microsoft SMTP Server\n" + ar("dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.snoobi.nl"},
	{"exchange, anybody's login", ResultsExchange, "Received: from pc by mx.snoobi.nl with ESMTPSA id 1\n", "e@snoobi.nl", false, "", "no result of mx.snoobi.nl"},

	// Google.
	{"google", ResultsGoogle, googleHops + ar("mx.google.com;\n       dkim=pass header.i=@winkel.example header.s=sel1 header.b=\"Ab/cd=\";\n       spf=pass (google.com: domain of jan@winkel.example designates 192.0.2.7 as permitted sender) smtp.mailfrom=jan@winkel.example;\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=winkel.example"), "", true, "mx.google.com", "dmarc=pass header.from=winkel.example"},
	{"google, the signer is an address", ResultsGoogle, googleHops + ar("mx.google.com; dkim=pass header.i=jan@winkel.example header.s=sel1"), "", true, "mx.google.com", "dkim=pass header.i=winkel.example"},
	{"google, a foreign signer", ResultsGoogle, googleHops + ar("mx.google.com; dkim=pass header.i=@esp.example; spf=pass smtp.mailfrom=bounce@esp.example; dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=winkel.example"), "", false, "mx.google.com", "dmarc=fail header.from=winkel.example"},
	{"google, ARC is not looked at", ResultsGoogle, "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@winkel.example\n" + googleHops, "", false, "", "no result of mx.google.com"},
	{"google, the configured name is another", ResultsGoogle, googleHops + ar("mx.snoobi.nl; dkim=pass header.d=winkel.example"), "", false, "", "no result of mx.google.com"},
	{"google, brought along below the hop before", ResultsGoogle, googleHops + "Received: from pc (pc [192.0.2.9]) by smtp.evil.example with ESMTP\n" + ar("mx.google.com; dkim=pass header.i=@winkel.example"), "", false, "", "no result of mx.google.com"},
	{"google, by another way in", ResultsGoogle, "Received: from x (192.0.2.9) by smtp.snoobi.nl (Meldwacht) with ESMTP\n" + googleHops + ar("mx.google.com; dkim=pass header.i=@winkel.example"), "", false, "", "no result of mx.google.com"},
	{"google, never there", ResultsGoogle, ar("mx.google.com; dkim=pass header.i=@winkel.example"), "", false, "", "no result of mx.google.com"},
	{"google, from outside to a server within", ResultsGoogle, "Received: from pc by 2002:a05:6402:1::1 with SMTP id 1\n" + googleHops + ar("mx.google.com; dkim=pass header.i=@winkel.example"), "", false, "", "no result of mx.google.com"},
	{"google, anybody's login", ResultsGoogle, "Received: from pc by mx.google.com with ESMTPSA id 1\n", "e@snoobi.nl", false, "", "no result of mx.google.com"},
}

func ar(value string) string { return "Authentication-Results: " + value + "\n" }

// The hops of a mail to Exchange Online, from the top, as it writes them.
const exchangeHops = "Received: from AM0PR04MB0001.eurprd04.prod.outlook.com (2603:10a6:208:1::1)\n by DB3PR04MB0001.eurprd04.prod.outlook.com with HTTPS; Mon, 1 Feb 2027\n 08:00:02 +0000\n" +
	"Received: from AM4PEPF00000001.eurprd04.prod.outlook.com\n (2603:10a6:200:cafe::1) by AM0PR04CA0001.outlook.office365.com\n (2603:10a6:208:1::33) with Microsoft SMTP Server (version=TLS1_3,\n cipher=TLS_AES_256_GCM_SHA384) id 15.21.48.16 via Frontend Transport; Mon, 1\n Feb 2027 08:00:01 +0000\n"

const exchangeIn = "Received: from mail.winkel.example (192.0.2.7) by\n AM4PEPF00000001.mail.protection.outlook.com (10.167.16.1) with Microsoft SMTP\n Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.21.48.11 via\n Frontend Transport; Mon, 1 Feb 2027 08:00:00 +0000\n"

func exchangeMail(value string) string {
	return exchangeHops + ar(value) + "Received-SPF: Pass (protection.outlook.com: domain of winkel.example)\n" + exchangeIn
}

const googleHops = "Delivered-To: desk@snoobi.nl\nReceived: by 2002:a05:6402:1::1 with SMTP id x1csp1; Mon, 1 Feb 2027 00:00:01 -0800 (PST)\n" +
	"Return-Path: <jan@winkel.example>\nReceived: from mail.winkel.example (mail.winkel.example. [192.0.2.7])\n        by mx.google.com with ESMTPS id x1si1.2027.02.01\n        for <desk@snoobi.nl>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        Mon, 01 Feb 2027 00:00:00 -0800 (PST)\nReceived-SPF: pass (google.com: domain of jan@winkel.example) client-ip=192.0.2.7;\n"

// TestResults holds whose word is taken, in each of the three forms: that of our
// own server, for the domain in From, and never what the mail brought along.
func TestResults(t *testing.T) {
	for _, c := range authCases {
		from := c.from
		if from == "" {
			from = "jan@winkel.example"
		}
		r := desk
		r.Results = c.results
		got := r.Read([]byte(c.header + "From: " + from + "\nSubject: x\n\nx\n")).Authentic
		want := bot.Authentic{Pass: c.pass, Judge: c.judge, Evidence: c.say}
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, want)
		}
	}
	if got := (Reader{Results: ResultsExchange}).Read([]byte(exchangeMail("dkim=pass header.d=winkel.example") + "From: jan@winkel.example\n\nx\n")).Authentic; !got.Pass || got.Judge != "Exchange Online" {
		t.Errorf("without a name of our own: %+v", got)
	}
	if got := (Reader{}).Read([]byte(ar("; dkim=pass header.d=winkel.example") + "From: jan@winkel.example\n\nx\n")).Authentic; got != (bot.Authentic{Evidence: "no mail server is trusted"}) {
		t.Errorf("nobody is trusted: %+v", got)
	}
}

// TestAuthor holds that a mail has one author or none.
func TestAuthor(t *testing.T) {
	for header, want := range map[string]bot.Address{
		"From: Jan <Jan@Winkel.example>\n":       "jan@winkel.example",
		"Received: x\nFROM : jan@winkel.example": "jan@winkel.example",
		"From: a@b.example\nFrom: a@b.example\n": "",
		"From: a@b.example, c@d.example\n":       "",
		"From: Jan\n":                            "",
		"Subject: x\n":                           "",
		"":                                       "",
	} {
		if a, ok := Author([]byte(header + "\n\nFrom: x@y.example\n")); a != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", header, string(a), ok)
		}
	}
}

// TestOrganisational holds where one organisation ends and another begins.
func TestOrganisational(t *testing.T) {
	for domain, want := range map[string]string{
		"winkel.example": "winkel.example", "a.b.Winkel.example.": "winkel.example", "winkel.co.uk": "winkel.co.uk",
		"co.uk": "", "jan.github.io": "jan.github.io", "github.io": "", "café.example": "xn--caf-dma.example",
		"1.2.3.4": "", "[1.2.3.4]": "", "": "", ".": "", "a..example": "", "x y.example": "", strings.Repeat("a", 64) + ".example": "", strings.Repeat("a.", 124) + "example": "",
	} {
		if got := Organisational(domain); got != want {
			t.Errorf("%q: %q, want %q", domain, got, want)
		}
	}
}

// TestSamplesJudged holds that every sample whose server checked it names it.
func TestSamplesJudged(t *testing.T) {
	for i, raw := range samples(t) {
		a := desk.Read(raw).Authentic
		if a.Pass != (a.Judge == "mx.snoobi.nl") {
			t.Errorf("sample %d: %+v", i+1, a)
		}
	}
}

// TestTwoReadings holds that the word of our own server counts for nothing when
// it may have looked at another From, or another text, than the desk does.
func TestTwoReadings(t *testing.T) {
	result := ar("mx.snoobi.nl; dkim=pass header.d=winkel.example")
	rest := "From: jan@winkel.example\nSubject: x\n\nx\n"
	for name, c := range map[string]struct {
		raw  string
		pass bool
	}{
		"plain":                        {result + rest, true},
		"CRLF":                         {strings.ReplaceAll(result+"To: a,\n b\n"+rest, "\n", "\r\n"), true},
		"no text":                      {result + "From: jan@winkel.example\n", true},
		"out of a mailbox file":        {"From jan@winkel.example Mon Feb  1 09:00:00 2027\n" + result + rest, true},
		"a blank line that is none":    {result + "From: jan@winkel.example\n \nrevoke all\n" + rest, false},
		"a blank line of its own":      {result + "From: jan@winkel.example\n \u00a0\nrevoke all\n" + rest, false},
		"a line break that is none":    {result + "From: jan@winkel.example\r\rrevoke all\n" + rest, false},
		"in the line of a mailbox":     {"From x\rFrom: jan@winkel.example\r\rrevoke all\n" + result + rest, false},
		"text without a blank line":    {result + "From: jan@winkel.example\nrevoke all\nof them\nX: y\nSubject: x\n\nx\n", false},
		"a name that is too long":      {result + "From: jan@winkel.example\n" + strings.Repeat("a", 90) + ": x\n" + strings.Repeat("b", 90) + ": x\nSubject: x\n\nx\n", false},
		"a first field that is folded": {" x: y\n" + result + rest, false},
		"a byte-order mark":            {"\ufeff" + result + rest, false},
		"too many lines":               {result + "X: y" + strings.Repeat("\n y", maxSignedLines) + "\n" + rest, false},
		"too many fields":              {result + strings.Repeat("X: y\n", maxSignedFields) + rest, false},
	} {
		if a := desk.Read([]byte(c.raw)).Authentic; a.Pass != c.pass || !c.pass && a.Judge != "" {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestHeaderFields holds where a header is cut, and which ones are not.
func TestHeaderFields(t *testing.T) {
	raw := "From x y\r\nSubject: a\r\n b\r\nFROM: c\n\nbody"
	fields, body, ok := HeaderFields([]byte(raw))
	if !ok || raw[body:] != "body" || len(fields) != 2 || fields[1].Name != "from" || raw[fields[0].From:fields[0].To] != "Subject: a\r\n b\r\n" || raw[fields[1].From:fields[1].To] != "FROM: c\n" {
		t.Errorf("%v %d %v", fields, body, ok)
	}
	for _, raw := range []string{
		"", "\n", "From: a", "From: a\n \nX: y\n\n", "From: a\n\f\n\n", "From: a\rX: y\n\n", "From: a\r\r\n\n", "From x\ry\nFrom: a\n\n", "To : a\nFrom: b\n\n", "From : a\n\n",
		"From: a\nx\n\n", "From: a\n: x\n\n", " From: a\n\n", "\x00From: a\n\n",
	} {
		if _, _, ok := HeaderFields([]byte(raw)); ok {
			t.Errorf("%q is cut", raw)
		}
	}
}
