package mail

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzRead feeds whole mails: whatever comes, it ends, and its text is UTF-8.
func FuzzRead(f *testing.F) {
	for _, raw := range samples(f) {
		f.Add(raw)
	}
	for _, h := range hostileRaw {
		f.Add([]byte(h.build(300)))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := desk.Read(raw)
		if !utf8.ValidString(m.Text) || !utf8.ValidString(m.Subject) || !utf8.ValidString(m.Reporter.Name) {
			t.Errorf("text is no UTF-8: %q", m.Text)
		}
		if _, err := Print(m); err != nil {
			t.Error(err)
		}
	})
}

// FuzzUnwrap feeds texts to the search for the original.
func FuzzUnwrap(f *testing.F) {
	for _, h := range hostile {
		f.Add(h.build(200), 1)
	}
	for _, raw := range samples(f) {
		h, body := splitHeader(raw)
		t, _ := takeApart(h, body).text()
		f.Add(t, 1)
	}
	f.Fuzz(func(t *testing.T, text string, first int) {
		l := unwrap(text, heading{first: prefix(first % 3)})
		if len(l.hops) > maxHops {
			t.Errorf("%d hops", len(l.hops))
		}
		if len(l.text) > 2*len(text)+10 {
			t.Errorf("text grew from %d to %d bytes", len(text), len(l.text))
		}
	})
}

// FuzzFields feeds texts to the reading of the report.
func FuzzFields(f *testing.F) {
	for _, u := range unseenMails {
		f.Add(u.body)
	}
	for _, h := range hostile {
		f.Add(h.build(200))
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := desk.Read([]byte("From: Rob Sender <rob@sender.example>\nDate: " + sent + "\n\n" + text))
		o := m.Report.Occurred
		if !o.From.IsZero() && o.From.After(m.SentAt.Add(5*time.Minute)) && m.Forwarded == "none" && !m.SentAt.IsZero() {
			t.Errorf("an incident in the future: %v", o)
		}
		if !o.Until.IsZero() && o.Until.Before(o.From) {
			t.Errorf("ends before it begins: %v", o)
		}
		if err := badWords(m); err != "" {
			t.Error(err)
		}
	})
}

// FuzzTimes feeds words to the readers of times.
func FuzzTimes(f *testing.F) {
	for _, s := range []string{"gisteren om half vijf 's middags", "last Friday at 10:15", "van 23:00 tot 02:00", "12 t/m 14 september", "vijf voor half negen", "29 februari", "week 53", "vannacht", "om 11.05 uur", "10 pm the day before"} {
		f.Add(s)
	}
	base := time.Date(2026, 3, 29, 12, 0, 0, 0, amsterdam)
	f.Fuzz(func(t *testing.T, s string) {
		readStamp(s, true)
		readStamp(s, false)
		for _, read := range []func(string, time.Time) (finding, bool){labelled, labelledClock} {
			if o, ok := read(s, base); ok && (o.From.IsZero() || o.From.After(base.Add(5*time.Minute))) {
				t.Errorf("%q: %v", s, o)
			}
		}
		labelled(s, time.Time{})
	})
}

// FuzzAuthResults feeds Authentication-Results: nothing passes that our server
// did not say, or that stands where the sender could have written it.
func FuzzAuthResults(f *testing.F) {
	f.Add("mx.snoobi.nl; dkim=pass header.d=winkel.example")
	f.Add("mx.snoobi.nl 1; spf=fail (x; dkim=pass) smtp.mailfrom=a@b; dmarc=none")
	f.Add("spf=pass; dkim=none; compauth=pass reason=100")
	f.Add("mx.google.com; dkim=pass header.i=@winkel.example header.b=\"a;b\"")
	for _, c := range authCases {
		f.Add(strings.TrimPrefix(strings.ReplaceAll(c.header, "\n", " "), "Authentication-Results: "))
	}
	f.Fuzz(func(t *testing.T, value string) {
		id, results := authResults(value)
		if len(results) > maxAuthResults {
			t.Errorf("%d results", len(results))
		}
		a := judge(results, "winkel.example", "mx.snoobi.nl")
		if a.Pass && !strings.Contains(strings.ToLower(value), "pass") {
			t.Errorf("nobody said pass: %+v", a)
		}
		if len(a.Evidence) > 400 || strings.ContainsAny(a.Evidence, "<>&@\r\n") {
			t.Errorf("evidence holds what the sender wrote: %q", a.Evidence)
		}
		field := ar(strings.Map(func(r rune) rune {
			if r == '\r' || r == '\n' {
				return ' '
			}
			return r
		}, value))
		for _, form := range []Results{ResultsPinned, ResultsExchange, ResultsGoogle} {
			r := desk
			r.Results = form
			below := "Received: from x by mx.snoobi.nl with ESMTP\nReceived: from y by z with SMTP\n" + field
			if a := r.Read([]byte(below + "From: jan@winkel.example\n\nx\n")).Authentic; a.Pass {
				t.Errorf("%s: brought along: %+v", form, a)
			}
			if a := r.Read([]byte(field + "From: jan@winkel.example\n\nx\n")).Authentic; a.Pass && (form != ResultsPinned || !strings.EqualFold(id, "mx.snoobi.nl")) {
				t.Errorf("%s: not from %q: %+v", form, id, a)
			}
		}
	})
}
