package mail_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier/mail"
)

// A client is how a mail program makes an answer: which headers it keeps of what
// it answers, and what it makes of the subject.
type client struct {
	references func(list []string, parent string) []string // nil: none
	parent     bool                                        // whether it sends In-Reply-To
	subject    func(string) string
}

func re(s string) string {
	if strings.HasPrefix(strings.ToLower(s), "re:") {
		return s
	}
	return "Re: " + s
}

func all(list []string, parent string) []string { return append(list, parent) }

// The ways in which clients answer (reference/mail.md §1, RFC 5322 §3.6.4).
var clients = map[string]client{
	"by the book":                         {all, true, re},
	"prefix upon prefix":                  {all, true, func(s string) string { return "Antw: RE: " + s }},
	"no list":                             {nil, true, re},
	"no parent":                           {all, false, re},
	"the list cut to its first":           {func(list []string, _ string) []string { return list[:1] }, false, re},
	"a subject of its own":                {all, true, func(string) string { return "Nieuwe informatie" }},
	"nothing but the tag":                 {nil, false, func(s string) string { return "[EXTERN] RE: " + s }},
	"the thread's root alone, no subject": {func(list []string, _ string) []string { return list[:1] }, false, func(string) string { return "" }},
}

// answer makes what a client would send to what d says.
func (c client) answer(t *testing.T, d delivery, from, above string, n int) []byte {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(d.raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	to, err := netmail.ParseAddress(m.Header.Get("Reply-To"))
	if err != nil || to.Address != "avg-incident@snoobi.nl" {
		t.Fatalf("answers would go to %v (%v)", to, err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	var headers strings.Builder
	parent := m.Header.Get("Message-ID")
	if c.parent {
		fmt.Fprintf(&headers, "In-Reply-To: %s\r\n", parent)
	}
	if c.references != nil {
		fmt.Fprintf(&headers, "References: %s\r\n", strings.Join(c.references(strings.Fields(m.Header.Get("References")), parent), "\r\n "))
	}
	quote := "Op di 1 sep 2026 om 10:42 schreef Snoobi <avg-incident@snoobi.nl>:\n> " + strings.ReplaceAll(string(body), "\n", "\n> ")
	return incoming{from: from, subject: mime.QEncoding.Encode("utf-8", c.subject(subject)), headers: headers.String(), body: above + "\n\n" + quote}.
		raw(fmt.Sprintf("answer-%d@mail.example", n))
}

// What a requester answers joins its incident, whatever his client does to it.
func TestAnAnswerJoinsItsIncident(t *testing.T) {
	for name, c := range clients {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
			i := report
			i.subject = "Sleutel gelekt: «café» " + strings.Repeat("en nog veel meer ", 12)
			ref := w.opened(i)
			letters := []delivery{w.sent()}
			w.ask(ref, "Welke sleutel?")
			letters = append(letters, w.sent())
			for n, d := range letters {
				got := w.receive(c.answer(t, d, "Marleen Huls <marleen@fietsenhuls.example>", "Dat was gisteren om 14:00.", n))
				if got.Outcome != bot.OutcomeAdded || got.Ref != ref {
					t.Errorf("an answer to letter %d is %s of %s", n, got.Outcome, got.Ref)
				}
			}
			// The next letter answers the answer, and its answer joins, too.
			w.ask(ref, "En de naam?")
			d := w.sent()
			m, err := netmail.ReadMessage(bytes.NewReader(d.raw))
			if err != nil {
				t.Fatal(err)
			}
			list := strings.Fields(m.Header.Get("References"))
			if m.Header.Get("In-Reply-To") != "<answer-1@mail.example>" || list[len(list)-1] != "<answer-1@mail.example>" {
				t.Errorf("it answers %s, behind %s", m.Header.Get("In-Reply-To"), list)
			}
			first, err := netmail.ReadMessage(bytes.NewReader(letters[0].raw))
			if err != nil {
				t.Fatal(err)
			}
			if root := strings.Fields(first.Header.Get("References"))[0]; list[0] != root {
				t.Errorf("the letters hang under %s and %s", root, list[0])
			}
			if first.Header.Get("Subject") != m.Header.Get("Subject") {
				t.Error("the subject changes within the thread; Gmail begins another one then")
			}
			if got := w.receive(c.answer(t, d, "marleen@fietsenhuls.example", "Marleen.", 9)); got.Outcome != bot.OutcomeAdded || got.Ref != ref {
				t.Errorf("the last answer is %s of %s", got.Outcome, got.Ref)
			}
		})
	}
}

// A mail that may have gone out joins too: its ids are known before it leaves.
func TestAnAnswerToALetterOfWhichNothingIsKnownJoins(t *testing.T) {
	r := newRelay(t, mail.Plain)
	w := newWorld(t, r, mail.Plain, nil)
	ref := w.opened(report)
	r.now(manners{data: hangUp})
	if _, _, err := w.send(); err == nil {
		t.Fatal("a letter without an answer has a receipt")
	}
	c := client{all, true, func(string) string { return "x" }}
	if got := w.receive(c.answer(t, r.only(), "marleen@fietsenhuls.example", "Ja.", 1)); got.Outcome != bot.OutcomeAdded || got.Ref != ref {
		t.Errorf("the answer is %s of %s", got.Outcome, got.Ref)
	}
}

// The code comes back from the registered address, in a whole dialogue.
func TestACodeThatIsAnsweredProvesTheAdmin(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
	ref := w.opened(stranger)
	w.code(ref)
	d := w.sent()
	body, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(d.raw)))
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(body), "\r\n    ")
	got := w.receive(clients["by the book"].answer(t, d, "marleen@fietsenhuls.example", "Dit ben ik: "+code[:9], 1))
	in, err := w.store.Incident(context.Background(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if got.Outcome != bot.OutcomeAdded || in.Verdict != bot.VerdictAdmin || !in.Code.Used {
		t.Errorf("the answer is %s, the verdict %s", got.Outcome, in.Verdict)
	}
}

// A letter that comes back by machine is recorded in its incident.
func TestALetterThatComesBackFindsItsIncident(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
	ref := w.opened(report)
	d := w.sent()
	head, _, _ := bytes.Cut(d.raw, []byte("\r\n\r\n"))
	raw := fmt.Appendf(nil, "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: avg-bounce@snoobi.nl\r\nSubject: Undelivered\r\nMessage-ID: <b1@mx.example>\r\n"+
		"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"+
		"Final-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n%s\r\n\r\n--b--\r\n", marleen, head)
	if got := w.receive(raw); got.Outcome != bot.OutcomeAutomatic || got.Ref != ref {
		t.Errorf("the report is %s of %q", got.Outcome, got.Ref)
	}
}

// Our own letters are no reports: they carry the mark by which the reader knows
// them, so that two desks never answer each other.
func TestTheDeskKnowsItsOwnLetters(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
	ref := w.opened(report)
	w.sent()
	w.ask(ref, "Welke sleutel?")
	w.now = w.now.Add(time.Minute)
	if got := w.receive(w.sent().raw); got.Outcome != bot.OutcomeAutomatic {
		t.Errorf("a letter of the desk that comes in is %s", got.Outcome)
	}
}

// A notification of non-delivery names the letter that came back.
func TestALetterThatComesBackIsKnown(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.Plain), mail.Plain, nil)
	ref := w.opened(report)
	w.sent()
	w.ask(ref, "Welke sleutel?")
	m, err := netmail.ReadMessage(bytes.NewReader(w.sent().raw))
	if err != nil {
		t.Fatal(err)
	}
	for n, c := range []struct{ id, want string }{{m.Header.Get("Message-ID"), string(ref) + "/letter/question/1"}, {strings.Fields(m.Header.Get("References"))[0], ""}} {
		got := w.receive(fmt.Appendf(nil, "Return-Path: <>\r\nFrom: Mail Delivery System <mailer-daemon@snoobi.nl>\r\nTo: avg-incident@snoobi.nl\r\nSubject: Undelivered Mail\r\n"+
			"Message-ID: <dsn-%d@snoobi.nl>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"+
			"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; snoobi.nl\r\n\r\nFinal-Recipient: rfc822; marleen@fietsenhuls.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"+
			"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: %s\r\n\r\n--b--\r\n", n, c.id))
		back, ok := got.Change.Events[0].Body.(bot.MailReturned)
		if !ok || back.Status != "5.1.1" || string(back.Letter) != c.want {
			t.Errorf("%s came back: %+v, want %q", c.id, got.Change.Events, c.want)
		}
	}
}
