package view

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"meldwacht/bot"
)

var testDesk = bot.Mailbox{Name: "Snoobi, meldpunt datalekken", Address: "avg-incident@snoobi.nl"}

func testLetters(t *testing.T) *Letters {
	t.Helper()
	l, err := NewLetters(testDesk, amsterdam, "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// written opens a story with a mail, in which the desk writes letters.
func written(m bot.Mail, match bot.Match) *story {
	s := opened(m, match)
	s.in.Rules.Letters = true
	return s
}

// direct is a mail that the requester sent to the desk herself.
func direct() bot.Mail {
	m := sampleMail()
	m.Forwarded, m.Forwarder, m.Note = bot.ForwardNone, nil, ""
	m.Sender, m.Authentic.Pass = m.Reporter, true
	return m
}

// last writes the letter about the last event.
func (s *story) last(t *testing.T, to bot.Mailbox) Letter {
	t.Helper()
	got, err := testLetters(t).Write(s.in, s.events[len(s.events)-1], to, "7K2M-QX9D")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// letterStories gives each letter in the situations in which it reads otherwise.
func letterStories(t *testing.T, lang bot.Lang) map[string]Letter {
	all := map[string]Letter{}
	written := func(m bot.Mail, match bot.Match) *story {
		m.Lang = lang
		return written(m, match)
	}
	liam := sampleMail().Sender
	marleen := sampleMail().Reporter

	m := direct()
	m.Report.Missing = []bot.MissingItem{bot.MissingAction, bot.MissingOccurred, bot.MissingRequester, bot.MissingScope}
	all["1 receipt, all is missing"] = written(m, sampleMatch()).last(t, marleen)
	m.Report.Missing = nil
	s := written(m, sampleMatch())
	all["2 receipt, nothing is missing"] = s.last(t, bot.Mailbox{Address: marleen.Address})
	m = sampleMail()
	m.Report.Missing = []bot.MissingItem{bot.MissingOccurred}
	all["3 receipt to the colleague who forwarded"] = written(m, sampleMatch()).last(t, liam)
	m = direct()
	m.Unreadable, m.Report = "too many parts", bot.Report{}
	all["4 receipt, unreadable"] = written(m, bot.Match{}).last(t, marleen)

	s.apply(s.in.AskFor(anna, []bot.MissingItem{bot.MissingScope, bot.MissingOccurred}, "Hebt u nog een kopie van de melding?\n\nEn was Joost toen al weg?", s.now))
	all["5 question"] = s.last(t, marleen)
	s = written(sampleMail(), sampleMatch())
	s.apply(s.in.AskFor(anna, []bot.MissingItem{bot.MissingAction}, "", s.now))
	all["6 question about a forward"] = s.last(t, marleen)
	s.apply(s.in.SendCode(anna, "SN-10423", bot.Mailbox{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example"}, s.now))
	all["7 code"] = s.last(t, marleen)

	s.apply(s.in.Validate(anna, bot.MethodCallBack, "", "Teruggebeld.", s.now))
	s.apply(s.in.RequestAction(anna, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "magazijn-dashboard"}, s.now))
	s.apply(s.in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "joost.brinkman@fietsenhuls.example"}, s.now))
	s.apply(s.in.RequestAction(anna, bot.ActionRequest{Kind: bot.BlockReports, Target: "Maandcijfers leden"}, s.now))
	s.apply(s.in.Approve(mira, 1, 0, s.now))
	for id := range 2 {
		s.apply(s.in.Finish(piet, id+1, "In het beheer staat het uit.", s.now.Add(time.Duration(id+1)*time.Hour)))
	}
	s.apply(s.in.Fail(piet, 3, "Dat rapport is er niet.", s.now.Add(3*time.Hour)))
	s.apply(s.in.Restore(anna, 1, nil, s.now.Add(4*time.Hour)))
	s.apply(s.in.Approve(mira, 4, 0, s.now.Add(4*time.Hour)))
	s.apply(s.in.Finish(piet, 4, "Staat weer aan.", s.now.Add(5*time.Hour)))
	s.apply(s.in.Close(anna, "Klaar.", s.now.Add(6*time.Hour)))
	all["8 outcome"] = s.last(t, marleen)
	return all
}

// The golden files show every letter as people read it.
func TestLettersReadAsBefore(t *testing.T) {
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		all := letterStories(t, lang)
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(all)) {
			fmt.Fprintf(&b, "== %s ==\nSubject: %s\n\n%s\n", name, all[name].Subject, all[name].Text)
		}
		golden(t, "letters."+string(lang), b.String())
	}
}

// Before the requester is validated no letter names the account or the company,
// and none ever names the verdict, a reason, or what a colleague noted.
func TestLettersKeepWhatIsNotTheReaders(t *testing.T) {
	verdicts := regexp.MustCompile(`(?i)beheerder|verantwoordelijke|afgewezen|niet bekend bij|\b(?:admin|responsible|claimed|rejected)\b`)
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		for name, l := range letterStories(t, lang) {
			all := l.Subject + "\n" + l.Text
			for _, secret := range []string{"SN-10423", "Fietsenhuls B.V.", "Fietsenhuls", "fietsenhuls.example"} {
				if name != "8 outcome" && strings.Contains(all, secret) {
					t.Errorf("%s %s tells of %s", lang, name, secret)
				}
			}
			for _, secret := range []string{"joost.brinkman@", "Teruggebeld", "In het beheer", "Dat rapport", "Klaar.", "anna", "Anna", "fiets123", "sk_live"} {
				if strings.Contains(all, secret) {
					t.Errorf("%s %s tells of %q", lang, name, secret)
				}
			}
			if v := verdicts.FindString(all); v != "" {
				t.Errorf("%s %s tells the verdict: %q", lang, name, v)
			}
			if !strings.Contains(l.Subject, "[DL-2026-0007]") {
				t.Errorf("%s %s has no tag in its subject: %q", lang, name, l.Subject)
			}
			if has := strings.Contains(all, "7K2M-QX9D"); has != (name == "7 code") {
				t.Errorf("%s %s holds the code: %v", lang, name, has)
			}
		}
	}
	// An outcome that a template asks for too early says nothing of the account.
	s := written(direct(), sampleMatch())
	s.in.Verdict = bot.VerdictClaimed
	e := bot.Event{No: 9, Body: bot.Closed{}}
	if l, err := testLetters(t).Write(s.in, e, s.in.Reporter, ""); err != nil || strings.Contains(l.Text, "SN-10423") {
		t.Errorf("an outcome to somebody who was not validated: %q, %v", l.Text, err)
	}
}

// The subject of the report goes back only to an admin whom that very mail
// proved. Anybody else could be made to read what a stranger wrote, or what is
// not his to know.
func TestAStrangersSubjectIsNotPassedOn(t *testing.T) {
	for _, tc := range []struct {
		rule string
		set  func(*bot.Mail, *bot.Match)
		to   bot.Address
		want bool
	}{
		{"an admin, proven", func(*bot.Mail, *bot.Match) {}, "marleen@fietsenhuls.example", true},
		{"an admin, unproven", func(m *bot.Mail, _ *bot.Match) { m.Authentic.Pass = false }, "marleen@fietsenhuls.example", false},
		{"an admin's name", func(_ *bot.Mail, d *bot.Match) { d.ByAddress, d.ByName = false, true }, "marleen@fietsenhuls.example", false},
		{"who passed it on", func(m *bot.Mail, _ *bot.Match) {
			m.Forwarded = bot.ForwardAttached
			m.Original = &bot.Authentic{Pass: true}
		}, "marleen@fietsenhuls.example", false},
		{"somebody else", func(*bot.Mail, *bot.Match) {}, "x@fietsenhuls.example", false},
		{"nobody", func(m *bot.Mail, _ *bot.Match) { m.Sender.Address = "" }, "", false},
	} {
		m, match := direct(), sampleMatch()
		m.Subject = "Betaal nu"
		tc.set(&m, &match)
		s := written(m, match)
		l := s.last(t, bot.Mailbox{Address: tc.to})
		if got := strings.Contains(l.Subject, "Betaal nu"); got != tc.want {
			t.Errorf("%s: %q", tc.rule, l.Subject)
		}
		s.in.Verdict = bot.VerdictClaimed
		s.apply(s.in.SendCode(anna, "SN-10423", bot.Mailbox{Address: "marleen@fietsenhuls.example"}, s.now))
		// Also when a company's text names it.
		e := s.events[len(s.events)-1]
		s.in.Verdict = bot.VerdictAdmin
		if f := testLetters(t).fields(LetterCode, s.in, e, bot.Mailbox{Address: tc.to}, "", lettersNL); f.Subject != "" {
			t.Errorf("%s: the code's letter quotes the subject: %q", tc.rule, f.Subject)
		}
		s.in.Validated = &bot.Validation{Method: bot.MethodCallBack}
		if f := testLetters(t).fields(LetterOutcome, s.in, e, bot.Mailbox{Address: tc.to}, "", lettersNL); f.Subject != "" {
			t.Errorf("%s, called back: %q", tc.rule, f.Subject)
		}
	}
}

// linkForm is what a mail client makes a link of by itself, far and wide.
var linkForm = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://\S|\bwww\.|\b(?:mailto|tel|sms|javascript|data):\S|[\pL\pN]@[\pL\pN]|[\pL\pN][.。．｡]\pL\pL`)

// Whatever strangers and colleagues write, a letter stays a letter: no link, no
// character that cannot be seen, a subject on one line, and bounded.
func TestHostileTextIsInertInLetters(t *testing.T) {
	more := []string{
		"=?utf-8?q?=0D=0ABcc:_x=40evil.example?=", "a\r\nBcc: x@evil.example\r\n\r\nhallo", "{{.Code}} {{range .Missing}}ZQX", "evil.example/login ZQX",
		"ZQX evil。example и пример.рф", "ZQX\u2028Bcc: x", strings.Repeat("evil.example ", 5000), strings.Repeat("a.", 30_000) + "nl",
	}
	for _, v := range append(more, vectors...) {
		m := direct()
		m.Subject, m.Reporter.Name, m.Sender.Name = v, v, v
		match := sampleMatch()
		s := written(m, match)
		var got []Letter
		add := func() { got = append(got, s.last(t, bot.Mailbox{Name: v, Address: m.Sender.Address})) }
		add()
		words := []rune("x" + v)
		s.apply(s.in.AskFor(anna, nil, string(words[:min(len(words), bot.ReasonRunes)]), s.now))
		s.in.Asked = 1
		add()
		s.events[len(s.events)-1].Body = bot.Asked{Words: v, To: m.Sender.Address, Items: []bot.MissingItem{bot.MissingItem(v)}}
		add()
		s.in.Account = bot.AccountID(v)
		for range 3 {
			s.in.Actions = append(s.in.Actions, bot.Action{Kind: bot.RevokeUser, Target: v, State: bot.ActionIsDone},
				bot.Action{Kind: bot.ActionKind(v), Target: v, State: bot.ActionIsDone, Reverses: 1})
		}
		s.events = append(s.events, bot.Event{No: 99, Body: bot.Closed{}})
		add()
		for i, l := range got {
			if strings.ContainsAny(l.Subject, "\r\n\t\x00") || strings.Contains(l.Subject, "=?") || units(l.Subject) > 200 {
				t.Errorf("%.30q, letter %d: subject %q", v, i, l.Subject)
			}
			text := strings.NewReplacer(string(testDesk.Address), "", "hxxps://", "", "hxxp://", "").Replace(l.Subject + "\n" + l.Text)
			if link := linkForm.FindString(text); link != "" {
				t.Errorf("%.30q, letter %d: a link: %q", v, i, link)
			}
			if visible(l.Text) != l.Text {
				t.Errorf("%.30q, letter %d: holds what cannot be seen: %q", v, i, l.Text)
			}
			if n := units(l.Text); n > maxLetterText+2500 || !utf8.ValidString(l.Text) {
				t.Errorf("%.30q, letter %d: %d characters", v, i, n)
			}
		}
	}
}

func TestALetterBeginsWithANameOnlyWhenItIsOne(t *testing.T) {
	for s, want := range map[string]string{
		"Marleen Huls": "Marleen Huls", "Zoë van 't Hof": "Zoë van 't Hof", "J.P. de Vries-Bakker": "J.P. de Vries-Bakker",
		"  Liam  O’Connell ": "Liam O’Connell", "José": "José", "Иван Петров": "Иван Петров",
		"": "", "evil.example": "", "x@evil.example": "", "Bel 0900-1234": "", "Klik op www.evil.example": "",
		"Uw rekening staat open dus betaal nu": "", "a/b": "", "<b>x</b>": "", "Vries, Jan de": "",
		strings.Repeat("a", 61): "", strings.Repeat("a", 1<<20): "", "Jan.": "", "\u202Enaj": "naj",
	} {
		if got := plainName(s); got != want {
			t.Errorf("%.40q became %q, want %q", s, got, want)
		}
	}
}

// A moment names its zone: in one night of the year an hour comes twice.
func TestLettersTellTheTimeOfAmsterdam(t *testing.T) {
	for utc, want := range map[string][2]string{
		"2026-11-30T13:20:00Z": {"maandag 30 november 2026, 14:20 uur (CET)", "Monday 30 November 2026 at 14:20 (CET)"},
		"2026-10-25T00:30:00Z": {"zondag 25 oktober 2026, 02:30 uur (CEST)", "Sunday 25 October 2026 at 02:30 (CEST)"},
		"2026-10-25T01:30:00Z": {"zondag 25 oktober 2026, 02:30 uur (CET)", "Sunday 25 October 2026 at 02:30 (CET)"},
		"2026-03-01T23:00:00Z": {"maandag 2 maart 2026, 00:00 uur (CET)", "Monday 2 March 2026 at 00:00 (CET)"},
	} {
		at := must(time.Parse(time.RFC3339, utc)).In(amsterdam)
		if got := [2]string{lettersNL.when(at), lettersEN.when(at)}; got != want {
			t.Errorf("%s: %q", utc, got)
		}
	}
}

// Both languages have words for all that a letter may have to name.
func TestLetterCatalogsAreWhole(t *testing.T) {
	for lang, c := range letterWords {
		for _, m := range constants[bot.MissingItem](t, "../mail.go", "Missing") {
			if c.missing[m] == "" || len(c.items([]bot.MissingItem{m, m})) != 1 {
				t.Errorf("%s: nothing says that %s is missing, or it is said twice", lang, m)
			}
		}
		for _, k := range bot.ActionKinds() {
			if c.done[k] == "" || c.undone[k] == "" {
				t.Errorf("%s: %s has no words", lang, k)
			}
		}
		if c.other == "" || c.desk == "" {
			t.Errorf("%s: a text is empty", lang)
		}
	}
}
