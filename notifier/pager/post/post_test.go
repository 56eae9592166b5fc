package post_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	smtp "github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	readmail "meldwacht/bot/mail"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/path"
	"meldwacht/notifier/pager/post"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	now  = time.Date(2026, 3, 28, 22, 10, 1, 0, time.UTC)
	call = path.Call{Key: "DL-2026-0042/ap/12h/1", Ref: "DL-2026-0042", Text: "DL-2026-0042: 12 h left, nobody has acknowledged. Open Slack.",
		Severity: path.Critical, At: now, Link: "https://snoobi.example/archives/C1/p1",
		People: []path.Contact{
			{ID: "anna", Mail: "anna@snoobi.example", Phone: "+31600000001", Topic: "geheim", Ack: "https://desk.snoobi.example/ack/" + strings.Repeat("Ab-_9", 30)},
			{ID: "mira", Topic: "geheim"},
			{ID: "piet", Mail: "piet@snoobi.example"},
		}}
)

var _ path.Path = (*post.Pager)(nil)

func pager(t *testing.T, s *server, lang string) *post.Pager {
	t.Helper()
	p, err := post.New(post.Options{Relay: s.relay(), From: bot.Mailbox{Name: "Snoobi, meldpunt datalekken", Address: "avg-incident@snoobi.example"},
		Instance: "desk-1", Lang: lang, Secret: []byte("0123456789abcdef"), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The mails in full, in both languages, with a link and without.
func TestTheMails(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		s := newServer(t)
		receipt, err := pager(t, s, lang).Page(t.Context(), call)
		if err != nil {
			t.Fatal(err)
		}
		test := call
		test.Test, test.Link, test.People = true, "", []path.Contact{{ID: "test", Mail: "test@snoobi.example"}}
		if _, err := pager(t, s, lang).Page(t.Context(), test); err != nil {
			t.Fatal(err)
		}
		got := s.mails()
		if len(got) != 3 || !strings.Contains(string(got[0].raw), "<"+receipt.ID+">") || receipt.Channel != "mail" || !receipt.At.Equal(now) {
			t.Fatalf("%d mails came, with the receipt %+v", len(got), receipt)
		}
		for i, name := range []string{"link", "no-link", "test"} {
			if !got[i].tls || got[i].from != "avg-bounce@snoobi.example" {
				t.Errorf("%s came from %s, encrypted: %v", name, got[i].from, got[i].tls)
			}
			golden(t, lang+"-"+name, string(got[i].raw))
		}
	}
}

func golden(t *testing.T, name, raw string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(raw, "\r\n"), "\r\n") {
		if strings.ContainsAny(line, "\r\n") || len(line) > 78 {
			t.Errorf("%s: a line ends without CRLF, or has %d characters: %q", name, len(line), line)
		}
	}
	got, file := strings.ReplaceAll(raw, "\r\n", "\n"), filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-update rewrites it): %s", file, d)
	}
}

// The link is long, and must come out of its encoding whole and on one line.
func TestTheLinkSurvives(t *testing.T) {
	s := newServer(t)
	if _, err := pager(t, s, "nl").Page(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	m, err := netmail.ReadMessage(strings.NewReader(string(s.mails()[0].raw)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || !strings.Contains(string(text), "\n"+call.People[0].Ack+"\r\n") {
		t.Errorf("%v: %s", err, text)
	}
	if m.Header.Get("Subject") != "DL-2026-0042: bevestig deze oproep" {
		t.Errorf("the subject is %q", m.Header.Get("Subject"))
	}
}

// A page that comes back to the desk, forwarded to its address by somebody's
// rule, opens no incident.
func TestTheDeskDoesNotTakeItsOwnPages(t *testing.T) {
	s := newServer(t)
	if _, err := pager(t, s, "nl").Page(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	reader := readmail.Reader{Authserv: "mx.snoobi.example", Desk: []string{"avg-incident@snoobi.example"}, StaffDomains: []string{"snoobi.example"}}
	for _, m := range s.mails() {
		if class := reader.Read(m.raw).Class; class != bot.ClassAuto {
			t.Errorf("a page is read as %v", class)
		}
		for _, header := range []string{"Auto-Submitted: auto-generated\r\n", "X-Meldwacht: desk-1\r\n"} {
			if !strings.Contains(string(m.raw), header) {
				t.Errorf("a page lacks %s", header)
			}
			// Each of the two is enough.
			if class := reader.Read([]byte(strings.Replace(string(m.raw), header, "", 1))).Class; class != bot.ClassAuto {
				t.Errorf("a page without %s is read as %v", header, class)
			}
		}
	}
}

func ids(s *server) []string {
	var out []string
	for _, m := range s.mails() {
		_, rest, _ := strings.Cut(string(m.raw), "Message-ID: <")
		id, _, _ := strings.Cut(rest, ">")
		out = append(out, id)
	}
	return out
}

// One per person and key, the same on each attempt, and not to be guessed.
func TestMessageIDs(t *testing.T) {
	s := newServer(t)
	other := call
	other.Key += "2"
	for _, c := range []path.Call{call, call, other} {
		if _, err := pager(t, s, "nl").Page(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	got := ids(s) // three of Anna, three of Piet
	if got[0] != got[1] || got[3] != got[4] || got[0] == got[2] || got[0] == got[3] || !strings.HasSuffix(got[0], "@snoobi.example") {
		t.Errorf("the ids are %v", got)
	}
	p, err := post.New(post.Options{Relay: s.relay(), From: bot.Mailbox{Address: "avg-incident@snoobi.example"}, Instance: "desk-1", Lang: "nl",
		Secret: []byte("another secret 0"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Page(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	if again := ids(s); again[3] == got[0] {
		t.Error("the id does not depend on the secret")
	}
}

// Two people who share a mailbox have a link each; one who is listed twice gets
// one mail.
func TestASharedMailbox(t *testing.T) {
	s := newServer(t)
	c := call
	c.People = []path.Contact{{ID: "anna", Mail: "wacht@snoobi.example", Ack: "https://desk.example/ack/a"},
		{ID: "piet", Mail: "wacht@snoobi.example", Ack: "https://desk.example/ack/p"}, {ID: "anna", Mail: "wacht@snoobi.example"}}
	if _, err := pager(t, s, "en").Page(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if got := ids(s); len(got) != 2 || got[0] == got[1] {
		t.Errorf("the ids are %v", got)
	}
}

func reply(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
}

func TestOnePersonIsNotReached(t *testing.T) {
	for name, tc := range map[string]struct {
		answer error
		want   error
	}{
		"no such mailbox": {reply(550, "5.1.1 <piet@snoobi.example> unknown"), notifier.Permanent{Code: "smtp-5.1.1"}},
		"greylisted":      {reply(450, "4.7.1 come back, piet"), notifier.Later{Code: "smtp-4.7.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.rcpt["piet@snoobi.example"] = tc.answer
			_, err := pager(t, s, "nl").Page(t.Context(), call)
			var partial path.Partial
			if !errors.As(err, &partial) {
				t.Fatal(err)
			}
			if d := cmp.Diff([]bot.PersonID{"anna"}, partial.Reached); d != "" {
				t.Error(d)
			}
			wantError(t, partial.Err, tc.want)
			if strings.Contains(err.Error(), "piet") || strings.Contains(err.Error(), "anna") {
				t.Errorf("the error names somebody: %v", err)
			}
		})
	}
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if g, w := fmt.Sprintf("%T %v", got, got), fmt.Sprintf("%T %v", want, want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

func TestNobodyIsReached(t *testing.T) {
	s := newServer(t)
	for name, tc := range map[string]struct {
		people []path.Contact
		want   error
	}{
		"nobody has an address": {[]path.Contact{{ID: "mira", Phone: "+31600000001"}}, notifier.Permanent{Code: "nobody_has_an_address"}},
		"a header in it":        {[]path.Contact{{ID: "mira", Mail: "mira@snoobi.example\r\nBcc: x@elders.example"}}, notifier.Permanent{Code: "bad-address"}},
		"a command in it":       {[]path.Contact{{ID: "mira", Mail: "mira@snoobi.example> ORCPT=x"}}, notifier.Permanent{Code: "bad-address"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := call
			c.People = tc.people
			_, err := pager(t, s, "nl").Page(t.Context(), c)
			wantError(t, err, tc.want)
		})
	}
	s.data = func(c *smtp.Conn) error { return c.Conn().Close() }
	c := call
	c.People = call.People[:1]
	_, err := pager(t, s, "nl").Page(t.Context(), c)
	wantError(t, err, notifier.Unknown{Code: "no-answer"})
}

func TestOptionsThatCannotPage(t *testing.T) {
	good := post.Options{Relay: newServer(t).relay(), From: bot.Mailbox{Address: "avg-incident@snoobi.example"}, Instance: "desk-1", Lang: "nl", Secret: make([]byte, 16)}
	if _, err := post.New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*post.Options){
		"no server":      func(o *post.Options) { o.Relay = nil },
		"no sender":      func(o *post.Options) { o.From.Address = "" },
		"no loop header": func(o *post.Options) { o.Instance = "" },
		"no language":    func(o *post.Options) { o.Lang = "de" },
		"no secret":      func(o *post.Options) { o.Secret = make([]byte, 15) },
	} {
		o := good
		spoil(&o)
		if _, err := post.New(o); err == nil {
			t.Errorf("%s: it can page", name)
		}
	}
}

func TestNothingIsSentForAnAcknowledgement(t *testing.T) {
	s := newServer(t)
	if p := pager(t, s, "nl"); p.Acknowledge(t.Context(), call.Key) != nil || p.Resolve(t.Context(), call.Key) != nil || len(s.mails()) > 0 {
		t.Error("a mail was sent")
	}
}
