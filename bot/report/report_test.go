package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"meldwacht/bot"
	"meldwacht/bot/timeline"
	"meldwacht/bot/view"
	"meldwacht/storage"
)

var update = flag.Bool("update", false, "write the golden files")

// start is 20:00 on the evening before the clock goes back.
var start = time.Date(2026, 10, 24, 18, 0, 0, 0, time.UTC)

const ref, program = bot.Ref("DL-2026-0007"), "meldwacht v0, built for a test"

var (
	anna = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mira = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	noor = bot.Person{ID: "noor", Roles: []bot.Role{bot.Privacy}}
)

// A desk keeps the record of one incident, as a store does.
type desk struct {
	t      *testing.T
	in     bot.Incident
	stored [][]byte
}

func (d *desk) take(c bot.Change, err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	records, in, err := storage.Seal(nil, d.in, c)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range records {
		b, err := r.Encode()
		if err != nil {
			d.t.Fatal(err)
		}
		d.stored = append(d.stored, b)
	}
	d.in = in
}

func (d *desk) until(now time.Time) {
	for due, ok := d.in.Due(); ok && due.Before(now); due, ok = d.in.Due() {
		d.take(d.in.ComeDue(due, bot.Staff{}))
	}
}

func at(hours float64) time.Time { return start.Add(time.Duration(hours * float64(time.Hour))) }

// customer is a report that was dealt with, whose mail means harm.
func customer(t *testing.T) *desk {
	d := &desk{t: t, in: bot.Incident{Ref: ref}}
	mail := bot.Mail{Key: "v1:1", RawSum: strings.Repeat("ab", 32), Class: bot.ClassReport, Lang: bot.NL, Subject: "</script><script>alert(1)</script>",
		Sender:   bot.Mailbox{Name: "Joost Veen", Address: "j.veen@winkel.example"},
		Reporter: bot.Mailbox{Name: "Joost Veen", Address: "j.veen@winkel.example"},
		Text:     "Ons wachtwoord ligt op straat.\n</pre><img src=x> 😀 " + strings.Repeat("Haast is geboden. ", 20)}
	d.take(bot.Open(ref, bot.Opened{Track: bot.Customer, Mail: mail, Verdict: bot.VerdictAdmin, Aware: start, Rules: bot.DefaultRules(),
		Match: bot.Match{Account: "SN-10423", Name: "Winkel van Veen"}}, start), nil)
	d.take(d.in.Claim(anna, at(0.2)))
	d.take(d.in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "x.veen"}, at(0.5)))
	d.until(at(6))
	d.take(d.in.Finish(anna, 1, "gezien in het scherm", at(6.1)))
	d.until(at(50))
	return d
}

// internal is an exercise on the internal track, with the decision not to notify.
func internal(t *testing.T) *desk {
	d := &desk{t: t, in: bot.Incident{Ref: ref}}
	d.take(bot.Declare(ref, anna, bot.Declaration{What: "Een export stond open.", From: at(-5), Found: at(-1), Drill: true}, bot.DefaultRules(), start))
	d.take(d.in.DecideNoNotice(noor, "Niemand heeft het bestand opgehaald.", at(0.1)))
	d.take(d.in.DecideNoNotice(mira, "", at(0.2)))
	return d
}

func look(lang bot.Lang) Look {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	names := map[bot.PersonID]string{"anna": "Anna de Boer", "mira": "Mira Visser", "noor": "Noor Smit", "piet": "Piet Elders"}
	return Look{Face: view.Face{Lang: lang, Zone: zone, Cast: view.Cast{Names: names}}, Program: program,
		Closed: func(from, to time.Time) []timeline.Band {
			return []timeline.Band{{Span: timeline.Span{From: from.In(zone), To: from.Add(6 * time.Hour).In(zone)}, Kind: timeline.Weekend}}
		}}
}

func made(t *testing.T, d *desk, lang bot.Lang) Case {
	t.Helper()
	c, err := New(ref, d.stored, nil, look(lang), at(50))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func page(t *testing.T, c Case) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.HTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheReportIsAsBefore(t *testing.T) {
	for name, c := range map[string]Case{"customer.nl": made(t, customer(t), bot.NL), "internal.en": made(t, internal(t), bot.EN)} {
		var pdf bytes.Buffer
		if err := c.PDF(&pdf); err != nil {
			t.Fatal(err)
		}
		for ext, got := range map[string][]byte{".html": page(t, c), ".pdf": pdf.Bytes()} {
			path := filepath.Join("testdata", name+ext)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not as before (%v): look at it, and run go test ./bot/report -update", path, err)
			}
		}
	}
}

func TestAWholeReport(t *testing.T) {
	d := customer(t)
	got, err := Verify(page(t, made(t, d, bot.NL)), program)
	if err != nil {
		t.Fatal(err)
	}
	if got.Ref != ref || got.Events != len(d.stored) || got.Head != d.in.Head || !got.Words {
		t.Errorf("checked: %+v", got)
	}
	if b := page(t, made(t, d, bot.NL)); bytes.Contains(b, []byte("Piet")) {
		t.Error("it names somebody who has no part in it")
	}
}

// Whatever byte is changed in the data, it is found, also by a program of
// another version, which does not compare the words.
func TestAFlippedByteIsFound(t *testing.T) {
	whole := page(t, made(t, internal(t), bot.NL))
	from := bytes.Index(whole, dataBegin) + len(dataBegin)
	to := from + bytes.Index(whole[from:], dataEnd)
	for i := from; i < to; i += 11 { // each bit in its turn
		was := whole[i]
		whole[i] ^= 1 << (i % 7)
		if got, err := Verify(whole, "another version"); err == nil {
			t.Fatalf("byte %d, %q for %q: not found, %+v", i, whole[i], was, got)
		}
		whole[i] = was
	}
}

// What people read is compared by the version that wrote it.
func TestChangedWordsAreFound(t *testing.T) {
	whole := page(t, made(t, internal(t), bot.NL))
	changed := bytes.Replace(whole, []byte("Niemand heeft"), []byte("Iedereen heeft"), 1)
	if bytes.Equal(whole, changed) {
		t.Fatal("the words do not stand in the page")
	}
	if _, err := Verify(changed, program); err == nil || !strings.Contains(err.Error(), "the page was changed") {
		t.Errorf("changed words: %v", err)
	}
	for _, extra := range []string{"\n", "<p>x</p>"} {
		if _, err := Verify(append(bytes.Clone(whole), extra...), program); err == nil {
			t.Errorf("%q at the end was not found", extra)
		}
	}
	if got, err := Verify(changed, "another version"); err != nil || got.Words {
		t.Errorf("another version: %+v, %v", got, err)
	}
}

// resealed changes the data of a page and gives it the sum that it then has.
func resealed(t *testing.T, whole []byte, change func(*data)) []byte {
	t.Helper()
	_, rest, _ := bytes.Cut(whole, dataBegin)
	raw, _, _ := bytes.Cut(rest, dataEnd)
	var d data
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	change(&d)
	d.Sum, _ = d.sum()
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Replace(whole, raw, b, 1)
}

// A record that was changed with care, sum and all, is still found.
func TestARecordThatWasTamperedWith(t *testing.T) {
	whole := page(t, made(t, internal(t), bot.NL))
	for name, change := range map[string]func(*data){
		"a line is missing":      func(d *data) { d.Events = append(d.Events[:1:1], d.Events[2:]...) },
		"the first is missing":   func(d *data) { d.Events = d.Events[1:] },
		"the last is missing":    func(d *data) { d.Events = d.Events[:len(d.Events)-1] },
		"two lines changed":      func(d *data) { d.Events[1], d.Events[2] = d.Events[2], d.Events[1] },
		"a line of another":      func(d *data) { d.Events[1] = bytes.Replace(d.Events[1], []byte("noor"), []byte("mira"), 1) },
		"of another incident":    func(d *data) { d.Ref = "DL-2026-0008" },
		"a name":                 func(d *data) { d.Names["noor"] = "Piet Elders" },
		"no lines":               func(d *data) { d.Events = nil },
		"a zone that is none":    func(d *data) { d.Zone = "Nergens" },
		"a format of the future": func(d *data) { d.Format = 2 },
	} {
		if got, err := Verify(resealed(t, whole, change), program); err == nil {
			t.Errorf("%s: not found, %+v", name, got)
		}
	}
}

func TestWhatIsNoReport(t *testing.T) {
	whole := page(t, made(t, internal(t), bot.NL))
	cut := bytes.Index(whole, dataBegin) + 100
	for name, b := range map[string][]byte{"empty": nil, "cut short": whole[:cut], "twice": append(bytes.Clone(whole), whole...), "noise": []byte("%PDF-1.3")} {
		if _, err := Verify(b, program); err == nil {
			t.Errorf("%s was taken for a report", name)
		}
	}
}

// No report is written of a record that is not whole.
func TestABrokenRecordGivesNoReport(t *testing.T) {
	d := internal(t)
	d.stored[1] = bytes.Replace(d.stored[1], []byte("Niemand"), []byte("Iemand "), 1)
	if _, err := New(ref, d.stored, nil, look(bot.NL), at(50)); err == nil || !strings.Contains(err.Error(), "event 2") {
		t.Errorf("a broken record: %v", err)
	}
	if _, err := New(ref, nil, nil, look(bot.NL), at(50)); err == nil {
		t.Error("a report of nothing")
	}
}

// The page fetches nothing and runs nothing, whatever the mail says.
func TestTheReportIsInert(t *testing.T) {
	b := string(page(t, made(t, customer(t), bot.NL)))
	if n := len(regexp.MustCompile(`<script`).FindAllString(b, -1)); n != 1 || strings.Contains(b, "<img src=x") {
		t.Errorf("%d scripts, and the mail is in the page", n)
	}
	if !strings.Contains(b, "&lt;/pre&gt;&lt;img") {
		t.Error("the mail does not stand in the page as it was written")
	}
}

// Who carries out an action by hand works from the list in the report, and it
// says how far each account has come.
func TestTheAccountsOfAnActionAreInTheReport(t *testing.T) {
	d := &desk{t: t, in: bot.Incident{Ref: ref}}
	d.take(bot.Declare(ref, anna, bot.Declaration{What: "Een export stond open."}, bot.DefaultRules(), start))
	d.take(d.in.StopMany(anna, bot.ManyRequest{Accounts: []bot.AccountID{"SN-1", "SN-2", "SN-3"}}, at(0.1)))
	says := func(when string, want ...string) {
		t.Helper()
		text := string(page(t, made(t, d, bot.NL)))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: the report does not say %q", when, w)
			}
		}
	}
	says("while it waits", "Accounts van actie 1", "<td>SN-2</td><td>niets mee gedaan</td>")
	d.take(d.in.Approve(mira, 1, 0, at(0.2)))
	says("by hand", "<td>SN-2</td><td>nog te doen</td>")
	d.take(d.in.Finish(anna, 1, "in het beheer gezien", at(0.3)))
	says("when it is done", "<td>SN-2</td><td>gedaan</td>")
	d.take(d.in.StopMany(anna, bot.ManyRequest{Accounts: []bot.AccountID{"SN-2"}, Reverses: 1}, at(0.4)))
	d.take(d.in.Approve(mira, 2, 0, at(0.5)))
	d.take(d.in.Finish(anna, 2, "weer aan", at(0.6)))
	says("when one is given back", "<td>SN-1</td><td>gedaan</td>", "<td>SN-2</td><td>gedaan, en weer teruggegeven</td>")
}

// There is a word for everything in both languages, and for every state.
// Who was told stands in the report, with what they were told and what came of it.
func TestWhoWasToldIsInTheReport(t *testing.T) {
	d := &desk{t: t, in: bot.Incident{Ref: ref}}
	rules := bot.DefaultRules()
	rules.Letters = true
	d.take(bot.Declare(ref, anna, bot.Declaration{What: "Een export stond open."}, rules, start))
	d.take(d.in.Tell(mira, bot.InformRequest{
		Message:    bot.Message{Happened: "Uw export stond open.", Data: "Bezoeken per pagina.", Consequences: "Klein.", Advice: "Niets.", Measures: "Het staat dicht."},
		Recipients: []bot.Recipient{{Address: "a@klant.example", Accounts: []bot.AccountID{"SN-1", "SN-2"}}, {Address: "b@klant.example", Accounts: []bot.AccountID{"SN-3"}}},
		Unreached:  []bot.AccountID{"SN-4"},
	}, at(0.2)))
	if text := string(page(t, made(t, d, bot.NL))); strings.Contains(text, "<td>a@klant.example") {
		t.Error("a list that nobody approved stands as told")
	}
	d.take(d.in.TryTelling(mira, 1, "mira@snoobi.example", at(0.25)))
	d.take(d.in.Approve(noor, 1, 0, at(0.3)))
	d.take(d.in.Progressed(bot.ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 1, Over: true,
		Failed: []bot.AccountFailure{{Account: "SN-3", Code: "550", No: 2}}}, at(0.4)))
	text := string(page(t, made(t, d, bot.EN)))
	for _, want := range []string{"Recipients: 2", "Test mail of what account holders are told", "Uw export stond open.", "a@klant.example", "SN-1, SN-2", "accepted", "b@klant.example", "not accepted (550)"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if !strings.Contains(text, "<td>SN-4</td><td>gets no mail; must be reached in another way</td>") {
		t.Error("who has no address is not in the report")
	}
	d.take(d.in.Finish(mira, 1, "Klant gebeld.", at(0.5)))
	if text := string(page(t, made(t, d, bot.NL))); !strings.Contains(text, "<td>SN-4</td><td>kreeg geen mail; anders bereikt: Klant gebeld.</td>") {
		t.Error("how they were reached is not in the report")
	}
}

// Every mail of the desk stands in the report, in the order of the record, with
// what is known of those that did not arrive.
func TestEveryMailIsInTheReport(t *testing.T) {
	rules := bot.DefaultRules()
	rules.Letters = true
	d := &desk{t: t, in: bot.Incident{Ref: ref}}
	joost := bot.Mailbox{Name: "Joost Veen", Address: "j.veen@winkel.example"}
	mail := bot.Mail{Key: "v1:1", Class: bot.ClassReport, Lang: bot.NL, Subject: "Lek", Sender: joost, Reporter: joost, Text: "Ons wachtwoord ligt op straat.",
		Forwarded: bot.ForwardNone, Authentic: bot.Authentic{Pass: true}}
	d.take(bot.Open(ref, bot.Opened{Track: bot.Customer, Mail: mail, Verdict: bot.VerdictAdmin, Aware: start, Rules: rules,
		Match: bot.Match{Account: "SN-10423", Admin: "Joost Veen", Address: "beheer@winkel.example"}}, start), nil)
	d.take(d.in.AskFor(anna, nil, "Welk wachtwoord?", at(0.1)))
	d.take(d.in.GiveUp(bot.Effect{Key: bot.EffectKey(ref) + "/letter/question/1", Kind: bot.EffectMail}, "bad-address", at(0.2)))
	d.take(d.in.ReturnMail(bot.Mail{Status: "5.0.0"}, "", at(0.3)))
	d.take(d.in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "x.veen"}, at(0.5)))
	d.take(d.in.Finish(anna, 1, "gezien in het scherm", at(0.6)))
	d.take(d.in.Close(anna, "klaar", at(0.7)))
	d.take(d.in.ReturnMail(bot.Mail{Status: "5.1.1"}, bot.EffectKey(ref)+"/letter/outcome/"+bot.EffectKey(strconv.Itoa(d.in.Version)), at(0.8)))
	text := string(page(t, made(t, d, bot.EN)))
	_, text, _ = strings.Cut(text, "<h2>Mails</h2>")
	for _, want := range []string{"1 · mail received", "1 · mail of the desk", "Joost Veen &lt;j.veen@winkel.example&gt;", "Receipt", "no failure is known",
		"2 · mail of the desk", "Question to the requester", "Not sent", "no mail address", "Welk wachtwoord?",
		"4 · a mail of the desk came back", "5.0.0", "not known",
		"7 · mail of the desk", "beheer@winkel.example", "What was done", "Came back", "5.1.1", "<h2>"} {
		_, rest, ok := strings.Cut(text, want)
		if !ok {
			t.Fatalf("the report does not say %q, or not in its place:\n%s", want, text)
		}
		text = rest
	}
}

// There is a word for everything in both languages, and for every state.
func TestWords(t *testing.T) {
	for key, w := range words {
		if w[0] == "" || w[1] == "" || strings.Count(w[0], "|") != strings.Count(w[1], "|") {
			t.Errorf("%s: %q and %q", key, w[0], w[1])
		}
	}
	for _, s := range []bot.ActionState{bot.ActionWaiting, bot.ActionToDo, bot.ActionIsDone, bot.ActionIsOff, bot.ActionHasFail, bot.ActionHasGone} {
		if words["action."+string(s)][0] == "" {
			t.Errorf("no word for the state %q", s)
		}
	}
	for _, k := range []bot.Body{bot.Opened{}, bot.Asked{}, bot.CodeSent{}, bot.InformTested{}, bot.Closed{}} {
		if words["letter."+string(k.Kind())][0] == "" {
			t.Errorf("no word for the letter of %q", k.Kind())
		}
	}
	for _, s := range bot.ListedStates() {
		if words["listed."+string(s)][0] == "" {
			t.Errorf("no word for the state %q", s)
		}
	}
	for _, s := range bot.ToldStates() {
		if words["told."+string(s)][0] == "" {
			t.Errorf("no word for the state %q", s)
		}
	}
}
