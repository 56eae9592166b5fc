package mail_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	readmail "meldwacht/bot/mail"
	"meldwacht/bot/view"
	"meldwacht/notifier"
	"meldwacht/notifier/mail"
	"meldwacht/storage/bolt"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	start = time.Date(2026, 9, 1, 8, 42, 20, 0, time.UTC)
	anna  = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mira  = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	desk  = bot.Mailbox{Name: "Snoobi, meldpunt datalekken", Address: "avg-incident@snoobi.nl"}
)

const marleen = bot.Address("marleen@fietsenhuls.example")

// A world is a desk on a real store, a sender and a mail server.
type world struct {
	t      *testing.T
	store  *bolt.Store
	desk   *bot.Desk
	reader readmail.Reader
	relay  *relay
	sender *mail.Sender
	now    time.Time
	log    strings.Builder
}

// newWorld starts one; set may change what the sender is given.
func newWorld(t *testing.T, r *relay, way string, set func(*mail.Options)) *world {
	t.Helper()
	store, err := bolt.Open(filepath.Join(t.TempDir(), "meldwacht.db"), bolt.Options{InitialMmapSize: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	w := &world{t: t, store: store, relay: r, now: start,
		reader: readmail.Reader{Authserv: "mx.snoobi.nl", Desk: []string{"avg-incident@snoobi.nl"}, StaffDomains: []string{"snoobi.nl"}}}
	// Fixed, so that ids and codes can stand in golden files.
	secret := []byte("0123456789abcdef0123456789abcdef")
	w.desk = &bot.Desk{Store: store, Match: match, Now: func() time.Time { return w.now }, Secret: secret,
		Rules: func() bot.Rules {
			rules := bot.DefaultRules()
			rules.Obligations = rules.Obligations[:1] // the 72 hours alone
			rules.Letters = true
			return rules
		}}
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	letters, err := view.NewLetters(desk, zone, "")
	if err != nil {
		t.Fatal(err)
	}
	o := mail.Options{Host: "localhost", Port: r.port, TLS: way, Roots: r.roots,
		From: desk, ReturnPath: "avg-bounce@snoobi.nl", ReplyTo: desk.Address, Domain: "snoobi.nl", Instance: "desk-1", PerDay: 10,
		Secret: secret, Letters: letters, Reader: store, Store: store,
		Now: func() time.Time { return w.now }, Log: zerolog.New(zerolog.SyncWriter(&w.log))}
	if set != nil {
		set(&o)
	}
	if w.sender, err = mail.New(o); err != nil {
		t.Fatal(err)
	}
	return w
}

// match knows one account, Fietsenhuls with its admin Marleen.
func match(m bot.Mail) bot.Match {
	out := bot.Match{Account: "SN-10423", Name: "Fietsenhuls Rijwielen"}
	switch {
	case m.Reporter.Address == marleen:
		out.ByAddress, out.Admin, out.Address = true, "Marleen Huls", marleen
	case strings.Contains(m.Text, "SN-10423"):
	default:
		return bot.Match{}
	}
	return out
}

// A letter from outside, of which a test says only what matters to it.
type incoming struct {
	from, subject, headers, body string
	unproven                     bool
}

func (i incoming) raw(id string) []byte {
	domain := i.from[strings.LastIndexByte(i.from, '@')+1:]
	var b strings.Builder
	if !i.unproven {
		fmt.Fprintf(&b, "Authentication-Results: mx.snoobi.nl; dmarc=pass header.from=%s;\r\n\tdkim=pass header.d=%s\r\n", strings.Trim(domain, ">"), strings.Trim(domain, ">"))
	}
	fmt.Fprintf(&b, "From: %s\r\nTo: avg-incident@snoobi.nl\r\nSubject: %s\r\nMessage-ID: <%s>\r\nDate: Tue, 01 Sep 2026 10:42:17 +0200\r\n%s"+
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		i.from, i.subject, id, i.headers, strings.ReplaceAll(i.body, "\n", "\r\n"))
	return []byte(b.String())
}

// report is a mail that leaves two things open.
var report = incoming{from: "Marleen Huls <marleen@fietsenhuls.example>", subject: "Sleutel van de API gelekt",
	body: "Goedemorgen,\n\nOnze API-sleutel van account SN-10423 is gelekt.\n\nGroet,\nMarleen Huls"}

// stranger is a mail about the account of somebody whom nothing proves.
var stranger = incoming{from: "Joost <joost@elders.example>", subject: "Fietsenhuls Rijwielen, SN-10423", unproven: true,
	body: "Hallo,\n\nDe API-sleutel van Fietsenhuls Rijwielen, account SN-10423, is gisteren gelekt. Graag de API-toegang stoppen.\n\nJoost"}

// receive files a mail and returns where it went.
func (w *world) receive(raw []byte) bot.Filing {
	w.t.Helper()
	f, err := w.desk.Receive(context.Background(), w.reader.Read(raw), raw, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func (w *world) opened(i incoming) bot.Ref {
	w.t.Helper()
	f := w.receive(i.raw("5d2f0c7e-01.44a1@fietsenhuls.example"))
	if f.Outcome != bot.OutcomeOpened {
		w.t.Fatalf("the report is %s", f.Outcome)
	}
	return f.Ref
}

func (w *world) do(ref bot.Ref, decide func(bot.Incident, time.Time) (bot.Change, error)) {
	w.t.Helper()
	if _, err := w.desk.Do(context.Background(), ref, "", decide); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ask(ref bot.Ref, words string, items ...bot.MissingItem) {
	w.t.Helper()
	w.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.AskFor(anna, items, words, now) })
}

func (w *world) code(ref bot.Ref) {
	w.t.Helper()
	w.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.SendCode(anna, "SN-10423", bot.Mailbox{Name: "Marleen Huls", Address: marleen}, now)
	})
}

// next returns the letter that is due.
func (w *world) next() notifier.Pending {
	w.t.Helper()
	p, ok, err := w.store.NextEffect(context.Background(), notifier.Queue{Kinds: mail.Kinds(), Lane: bot.Normal})
	if err != nil || !ok {
		w.t.Fatalf("no letter is due: %v", err)
	}
	return p
}

// due reports whether a letter is waiting.
func (w *world) due() bool {
	w.t.Helper()
	_, ok, err := w.store.NextEffect(context.Background(), notifier.Queue{Kinds: mail.Kinds(), Lane: bot.Normal})
	if err != nil {
		w.t.Fatal(err)
	}
	return ok
}

// send sends the letter that is due, as the loop would.
func (w *world) send() (notifier.Pending, bot.Receipt, error) {
	w.t.Helper()
	p := w.next()
	if err := w.store.Attempt(context.Background(), p.Key, w.now, w.now.Add(20*time.Second)); err != nil {
		w.t.Fatal(err)
	}
	receipt, err := w.sender.Send(context.Background(), p)
	if err == nil {
		err := w.store.Done(context.Background(), p.Key, receipt)
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return p, receipt, err
}

// sent sends the letter that is due and returns it as the server got it.
func (w *world) sent() delivery {
	w.t.Helper()
	before := len(w.relay.deliveries())
	if _, receipt, err := w.send(); err != nil || receipt.ID == "moot" {
		w.t.Fatalf("receipt %+v, %v", receipt, err)
	}
	all := w.relay.deliveries()
	if len(all) != before+1 {
		w.t.Fatalf("%d letters came for one effect", len(all)-before)
	}
	return all[before]
}

// golden compares a letter, envelope and all, with a file.
func golden(t *testing.T, name string, d delivery) {
	t.Helper()
	raw := string(d.raw)
	for line := range strings.SplitSeq(strings.TrimSuffix(raw, "\r\n"), "\r\n") {
		if strings.ContainsAny(line, "\r\n") || len(line) > 78 {
			t.Errorf("%s: a line ends without CRLF, or has %d characters: %q", name, len(line), line)
		}
	}
	got := fmt.Sprintf("MAIL FROM:<%s>\nRCPT TO:<%s>\n\n%s", d.from, d.to, strings.ReplaceAll(raw, "\r\n", "\n"))
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s reads otherwise (-update rewrites it):\n%s", path, got)
	}
}
