package mail_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier/mail"
)

// A letter that would be wrong by now is not sent, and counts as done.
func TestALetterWithoutAReasonIsNotSent(t *testing.T) {
	reject := func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reject(anna, "Nee.", now) }
	closing := func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(anna, "Klaar.", now) }
	reopen := func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reopen(mira, "Toch niet.", now) }
	validate := func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Validate(anna, bot.MethodCallBack, "SN-10423", "Teruggebeld.", now)
	}
	type step = func(bot.Incident, time.Time) (bot.Change, error)
	for _, tc := range []struct {
		rule string
		mail incoming
		act  func(w *world, ref bot.Ref) // enqueues the letter
		then []step
		want []string // who gets a letter
	}{
		{"a receipt", report, nil, nil, []string{"marleen@fietsenhuls.example"}},
		{"a receipt after the incident was closed", report, nil, []step{closing}, nil},
		{"a receipt after the requester was turned down", report, nil, []step{reject}, nil},
		{"a question", stranger, func(w *world, ref bot.Ref) { w.ask(ref, "Wie?") }, nil, []string{"joost@elders.example"}},
		{"a question in a closed incident", stranger, func(w *world, ref bot.Ref) { w.ask(ref, "Wie?") }, []step{closing}, nil},
		{"a question after it was opened again", stranger, func(w *world, ref bot.Ref) { w.ask(ref, "Wie?") }, []step{closing, reopen}, []string{"joost@elders.example"}},
		{"a question to who was turned down", stranger, func(w *world, ref bot.Ref) { w.ask(ref, "Wie?") }, []step{reject}, nil},
		{"a code", stranger, func(w *world, ref bot.Ref) { w.code(ref) }, nil, []string{string(marleen)}},
		{"the code before the last", stranger, func(w *world, ref bot.Ref) { w.code(ref); w.code(ref) }, nil, []string{string(marleen)}},
		{"a code for who was validated", stranger, func(w *world, ref bot.Ref) { w.code(ref) }, []step{validate}, nil},
		{"a code in a closed incident", stranger, func(w *world, ref bot.Ref) { w.code(ref) }, []step{closing}, nil},
		{"a code that has run out", stranger, func(w *world, ref bot.Ref) { w.code(ref); w.now = w.now.Add(24 * time.Hour) }, nil, nil},
		{"an outcome after it was opened again", report, func(w *world, ref bot.Ref) { w.sent(); w.finished(ref) }, []step{reopen}, nil},
		{"the outcome of the last closing alone", report, func(w *world, ref bot.Ref) { w.sent(); w.finished(ref); w.now = w.now.Add(time.Hour) },
			[]step{reopen, closing}, []string{string(marleen)}},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			r := newRelay(t, mail.Plain)
			w := newWorld(t, r, mail.Plain, nil)
			ref := w.opened(tc.mail)
			if tc.act != nil {
				tc.act(w, ref)
			}
			before := len(r.deliveries())
			for _, s := range tc.then {
				w.do(ref, s)
			}
			moot := 0
			for w.due() {
				_, receipt, err := w.send()
				if err != nil {
					t.Fatal(err)
				}
				if receipt.ID == "moot" {
					moot++
				}
			}
			var got []string
			for _, d := range r.deliveries()[before:] {
				got = append(got, d.to)
			}
			if !slices.Equal(got, tc.want) || tc.want == nil && moot == 0 {
				t.Errorf("letters to %v, want %v; %d were not needed", got, tc.want, moot)
			}
			w.quiet()
		})
	}
}

// Whoever writes what: no header is added, none is broken, and the letter has
// one recipient.
func TestHeadersCannotBeInjected(t *testing.T) {
	headers := []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "In-Reply-To", "Message-Id", "Mime-Version",
		"References", "Reply-To", "Subject", "To", "X-Auto-Response-Suppress", "X-Meldwacht"}
	for _, s := range []string{
		"a\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\rBcc: x@evil.example", "=?utf-8?q?a=0D=0ABcc:_x=40evil.example?=",
		"=?utf-8?q?=3D=3Futf-8=3Fq=3F=3D0D=3D0ABcc=3A=5Fx=3F=3D?=", "a\u2028Bcc: x@evil.example", "a\u0085Bcc: x", "a\x00b", "\u202Egnp.exe",
		strings.Repeat("a", 3000), strings.Repeat("é", 1000), "日本語 " + strings.Repeat("日本語 ", 50), `"<x@evil.example>`, "{{.Code}}", "",
	} {
		r := newRelay(t, mail.Plain)
		w := newWorld(t, r, mail.Plain, nil)
		m := w.reader.Read(report.raw("x@fietsenhuls.example"))
		// As if the reader had let everything through.
		m.Subject, m.Reporter.Name, m.Sender.Name = s, s, s
		m.MessageID, m.IDs = s+"@evil.example", []string{s, "original:v1:" + s + "@x", "ok@evil.example", "<b@evil.example>", "a b@evil.example", s + ">\r\nBcc: <x@y>"}
		if _, err := w.desk.Receive(t.Context(), m, report.raw("x@fietsenhuls.example"), start); err != nil {
			t.Fatal(err)
		}
		d := w.sent()
		head, _, _ := bytes.Cut(d.raw, []byte("\r\n\r\n"))
		for _, c := range head {
			if c > '~' || c < ' ' && c != '\r' && c != '\n' {
				t.Fatalf("%.30q: the header holds byte %d", s, c)
			}
		}
		got, err := netmail.ReadMessage(bytes.NewReader(d.raw))
		if err != nil {
			t.Fatalf("%.30q: %v", s, err)
		}
		for name, values := range got.Header {
			if !slices.Contains(headers, name) || len(values) != 1 {
				t.Errorf("%.30q: header %s: %q", s, name, values)
			}
		}
		if d.to != string(marleen) || d.from != "avg-bounce@snoobi.nl" {
			t.Errorf("%.30q: from %s to %s", s, d.from, d.to)
		}
		if list := got.Header.Get("References"); !regexp.MustCompile(`^<[0-9a-f]{32}@snoobi.nl>(?: <[^<> ]+@[^<> ]+>)*$`).MatchString(list) || !strings.Contains(list, "<ok@evil.example>") {
			t.Errorf("%.30q: references %q", s, list)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		if err != nil || !strings.Contains(subject, "[DL-2026-0001]") || strings.ContainsAny(subject, "\r\n\u2028\u202E\x00") || strings.Contains(subject, "=?") {
			t.Errorf("%.30q: subject %q", s, subject)
		}
	}
}

// A letter names the first mail of a long thread and the last ones, in order.
func TestLongThreadsAreCutInTheMiddle(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
	i := report
	var ids []string
	for n := range 40 {
		ids = append(ids, fmt.Sprintf("<m%d@fietsenhuls.example>", n))
	}
	i.headers = "In-Reply-To: " + ids[39] + "\r\nReferences: " + strings.Join(ids, "\r\n ") + "\r\n"
	w.opened(i)
	m, err := netmail.ReadMessage(bytes.NewReader(w.sent().raw))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(m.Header.Get("References"))
	want := slices.Concat([]string{got[0], ids[0]}, ids[32:], []string{"<5d2f0c7e-01.44a1@fietsenhuls.example>"})
	if !slices.Equal(got, want) {
		t.Errorf("references %v\nwant %v", got, want)
	}
}

// The desk does not write to itself, nor to what is no address.
func TestAddressesThatAreNotWrittenTo(t *testing.T) {
	r := newRelay(t, mail.Plain)
	w := newWorld(t, r, mail.Plain, func(o *mail.Options) { o.Own = []bot.Address{"Datalek@snoobi.nl"} })
	for address, code := range map[string]string{
		"avg-incident@snoobi.nl": "own-address", "avg-bounce@snoobi.nl": "own-address", "datalek@snoobi.nl": "own-address",
		"a b@x.example": "bad-address", "x@x.example> ORCPT=<y@y.example": "bad-address", `"a b"@x.example`: "bad-address", "x@[192.0.2.1]": "bad-address",
		"josé@x.example": "bad-address", "x@münchen.example": "bad-address", "x@x.example\r\nRCPT TO:<y@y.example>": "bad-address", "x@": "bad-address", "x": "bad-address",
		"a@b@c.example": "bad-address", "x@-x.example": "bad-address", strings.Repeat("x", 65) + "@x.example": "bad-address", "x..y@x.example": "bad-address",
	} {
		m := w.reader.Read(report.raw("x@fietsenhuls.example"))
		m.Key, m.MessageID = bot.MailKey("v1:"+address), ""
		m.Sender.Address, m.Reporter.Address = bot.Address(address), bot.Address(address)
		if _, err := w.desk.Receive(t.Context(), m, report.raw("x@fietsenhuls.example"), start); err != nil {
			t.Fatal(err)
		}
		p, _, err := w.send()
		if err := w.store.Park(t.Context(), p.Key, code); err != nil {
			t.Fatal(err)
		}
		if want := "refused for good: " + code; err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", address, err, want)
		}
	}
	if got := r.deliveries(); len(got) != 0 {
		t.Errorf("%q was written to", got[0].to)
	}
}

// Before validation no letter holds the number or the name of the account,
// whoever asks, in whatever words, and whichever letters are sent.
func TestNoLetterTellsOfTheAccountBeforeValidation(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	account := regexp.MustCompile(`(?i)SN-?10423|fietsenhuls rijwielen`)
	for range 12 {
		w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
		i := incoming{from: "Joost <joost@elders.example>", subject: "Gelekt", unproven: random.IntN(2) == 0}
		if random.IntN(2) == 0 {
			i.subject = []string{"Account SN-10423", "Re: fietsenhuls rijwielen", "sn-10423!"}[random.IntN(3)]
		}
		if random.IntN(2) == 0 {
			i.from = "Joost <l.oconnell@snoobi.nl>"
		}
		words := []string{"Account SN-10423 van Fietsenhuls Rijwielen.", "De API-sleutel is gelekt.", "Graag joost@elders.example verwijderen.", "Gisteren om 14:00.",
			"The API key was leaked yesterday.", "Van: Kees <kees@elders.example>\nVerzonden: dinsdag 1 september 2026 10:30\nOnderwerp: Fietsenhuls Rijwielen\n\nSN-10423 dicht graag.", "Naam: Joost"}
		random.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
		i.body = strings.Join(append(words[:1+random.IntN(len(words)-1)], "SN-10423"), "\n\n")
		ref := w.opened(i)
		if in, err := w.store.Incident(t.Context(), ref); err != nil || in.Verdict.Valid() || in.Reporter.Address == "" {
			t.Fatalf("seed %d: verdict %s, %v", seed, in.Verdict, err)
		}
		for range random.IntN(4) {
			if random.IntN(2) == 0 {
				w.code(ref)
			} else {
				w.ask(ref, "Kunt u dit aanvullen?", bot.MissingAction, bot.MissingRequester)
			}
		}
		for w.due() {
			if _, _, err := w.send(); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		for _, d := range w.relay.deliveries() {
			body, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(d.raw)))
			if err != nil {
				t.Fatal(err)
			}
			m, err := netmail.ReadMessage(bytes.NewReader(d.raw))
			if err != nil {
				t.Fatal(err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			if err != nil {
				t.Fatal(err)
			}
			if found := account.FindString(subject + "\n" + string(body)); found != "" {
				t.Errorf("seed %d: a letter to %s holds %q:\n%s", seed, d.to, found, body)
			}
		}
	}
}

// Options that could send nothing, or in the clear, are refused at start.
func TestOptionsThatCannotSend(t *testing.T) {
	good := mail.Options{Host: "smtp.snoobi.nl", TLS: mail.STARTTLS, From: desk, ReturnPath: "b@snoobi.nl", ReplyTo: "a@snoobi.nl",
		Domain: "snoobi.nl", Instance: "desk-1", PerDay: 1, Secret: make([]byte, 32)}
	if _, err := mail.New(good); err != nil {
		t.Fatal(err)
	}
	for name, set := range map[string]func(*mail.Options){
		"no host":           func(o *mail.Options) { o.Host = "" },
		"no TLS":            func(o *mail.Options) { o.TLS = "" },
		"plain elsewhere":   func(o *mail.Options) { o.TLS = mail.Plain },
		"no sender":         func(o *mail.Options) { o.From.Address = "" },
		"no return path":    func(o *mail.Options) { o.ReturnPath = "" },
		"no answers":        func(o *mail.Options) { o.ReplyTo = "x" },
		"a broken domain":   func(o *mail.Options) { o.Domain = "x y" },
		"a broken instance": func(o *mail.Options) { o.Instance = "a\r\nb" },
		"no letters a day":  func(o *mail.Options) { o.PerDay = 0 },
		"no secret":         func(o *mail.Options) { o.Secret = nil },
	} {
		o := good
		set(&o)
		if _, err := mail.New(o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		o := good
		o.Host, o.TLS = host, mail.Plain
		if _, err := mail.New(o); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}
