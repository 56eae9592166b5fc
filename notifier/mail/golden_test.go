package mail_test

import (
	"bytes"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier/mail"
)

// The golden files hold each letter as it leaves, byte for byte, over each of
// the three ways to reach a mail server.
func TestLettersAsTheyLeave(t *testing.T) {
	english := incoming{from: report.from, subject: "API key leaked",
		body: "Good morning,\n\nOur API key for account SN-10423 was leaked. Please suspend the API access.\n\nKind regards,\nMarleen Huls"}
	forward := incoming{from: "Liam O'Connell <l.oconnell@snoobi.nl>", subject: "FW: Sleutel van de API gelekt",
		body: "Ter info.\n\nVan: Marleen Huls <marleen@fietsenhuls.example>\nVerzonden: dinsdag 1 september 2026 10:30\nAan: Support <support@snoobi.nl>\nOnderwerp: Sleutel van de API gelekt\n\nOnze API-sleutel van account SN-10423 is gelekt."}
	for way, reports := range map[string]map[string]incoming{
		"starttls": {"nl": report, "en": english},
		"implicit": {"forward.nl": forward},
		"none":     {"nl": report},
	} {
		t.Run(way, func(t *testing.T) {
			for lang, in := range reports {
				r := newRelay(t, way)
				w := newWorld(t, r, way, nil)
				ref := w.opened(in)
				letters := map[string]delivery{"receipt": w.sent()}
				w.now = w.now.Add(time.Hour)
				w.ask(ref, "Wilt u ook de naam van de sleutel sturen?", bot.MissingOccurred)
				letters["question"] = w.sent()
				for name, d := range letters {
					if d.tls != (way != mail.Plain) {
						t.Errorf("%s.%s came encrypted: %v", name, lang, d.tls)
					}
					golden(t, name+"."+lang, d)
				}
			}
		})
	}
}

// The code goes to the registered address, in an incident that somebody else
// opened; the outcome to the admin, once it is closed.
func TestCodeAndOutcomeAsTheyLeave(t *testing.T) {
	w := newWorld(t, newRelay(t, mail.STARTTLS), mail.STARTTLS, nil)
	ref := w.opened(stranger)
	w.code(ref)
	d := w.sent()
	golden(t, "code.nl", d)
	if !bytes.Contains(d.raw, []byte(bot.CodeFor(w.desk.Secret, ref, 1))) {
		t.Error("the letter does not hold the code")
	}

	w = newWorld(t, newRelay(t, mail.STARTTLS), mail.STARTTLS, nil)
	ref = w.opened(report)
	w.sent() // the receipt
	w.finished(ref)
	golden(t, "outcome.nl", w.sent())
}

// finished has one action carried out for a validated requester, and closes.
func (w *world) finished(ref bot.Ref) {
	w.t.Helper()
	w.now = w.now.Add(time.Hour)
	w.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "joost.brinkman@fietsenhuls.example"}, now)
	})
	w.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Finish(anna, 1, "Staat uit.", now) })
	w.now = w.now.Add(time.Hour)
	w.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(anna, "Klaar.", now) })
}
