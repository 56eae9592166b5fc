package view

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view/blockkit"
)

// useful is advice that nobody can follow when it is defanged or cut.
const useful = "Wijzig uw wachtwoord op https://app.snoobi.nl/wachtwoord?stap=1.\n\n" +
	"Vragen? Mail help@snoobi.nl of bel 050-3118282.\n- Sleutel SN_live_0123456789abcdef intrekken\n- <2 minuten werk>"

// preformatted are the words of a modal that stand as they were given.
func preformatted(v slack.ModalViewRequest) string {
	var b strings.Builder
	for _, block := range v.Blocks.BlockSet {
		r, ok := block.(*slack.RichTextBlock)
		if !ok {
			continue
		}
		for _, e := range r.Elements {
			if p, ok := e.(*slack.RichTextPreformatted); ok {
				for _, x := range p.Elements {
					b.WriteString(x.(*slack.RichTextSectionTextElement).Text)
				}
			}
		}
	}
	return b.String()
}

// What somebody approves is what goes out, byte for byte: neither cut, nor
// masked, nor defanged, in the letter and in what the approver reads.
func TestWhatIsApprovedIsWhatIsSent(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Een regel die nergens wordt afgekapt, met een adres help@snoobi.nl erin.\n", 27))
	m := bot.Message{As: bot.AsPerson, Happened: long, Data: long, Consequences: long, Advice: useful, Measures: long}
	for _, s := range []string{long, useful} {
		if why := LetterFault(s); why != "" || LetterWords(s) != s {
			t.Fatalf("%s: %q becomes %q", why, s, LetterWords(s))
		}
	}
	in := bot.Incident{Ref: "DL-2026-0012", Aware: start}
	a := bot.Action{ID: 1, Kind: bot.Inform, Message: &m, Many: &bot.Many{Count: 1}}
	to := bot.Recipient{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example", Accounts: []bot.AccountID{"SN-10423"}}
	letter, err := testLetters(t).Tell(in, m, to)
	if err != nil {
		t.Fatal(err)
	}
	v, err := testFace.LetterModal(in, a, testLetters(t), []bot.Recipient{to}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{long, useful} {
		if !strings.Contains(letter.Text, "\n"+part+"\n") {
			t.Errorf("the letter has not %.60q", part)
		}
	}
	if got := preformatted(v); got+"\n" != letter.Text {
		t.Errorf("the approver reads\n%s\nand the letter says\n%s", got, letter.Text)
	}
}

// A text that would not go out as it was typed is refused; white space is not.
func TestWhatALetterCannotSay(t *testing.T) {
	for s, want := range map[string]bot.Reason{
		"": bot.NeedsMessage, " \n\t": bot.NeedsMessage,
		strings.Repeat("a", bot.ReasonRunes+1): bot.TooLong,
		"Zie <https://snoobi.nl>.":             bot.HasMarkup, "Zie <https://snoobi.nl|hier>.": bot.HasMarkup, "<@U0ANNA> weet meer": bot.HasMarkup,
		"<!channel>": bot.HasMarkup, "Mail <mailto:a@b.nl|a@b.nl>": bot.HasMarkup, "Jansen &amp; Zn.": bot.HasMarkup,
		"snoobi\u202Eln.live": bot.HasHidden, "on\u200Bzichtbaar": bot.HasHidden, "met een \x07": bot.HasHidden,
		"Minder dan <5 accounts, en > 3.": "", "Jansen & Zn.": "", "een\r\ntwee  \r\n\r\n\r\n\r\ndrie": "", " omringd ": "", "cafe\u0301": "", useful: "",
	} {
		if got := LetterFault(s); got != want {
			t.Errorf("%.30q: %q, not %q", s, got, want)
		}
	}
	if got := LetterWords("een\r\ntwee  \r\n\r\n\r\n\r\ndrie"); got != "een\ntwee\n\ndrie" {
		t.Errorf("%q", got)
	}
}

// The buttons of an approval stand before the words, and the words are a preview:
// on a phone people see both.
func TestTheApprovalFitsOnAPhone(t *testing.T) {
	s := strings.Repeat("Een lange zin over wat er is gebeurd. ", 50)
	tell := &story{in: bot.Incident{Ref: "DL-2026-0012"}, now: start}
	rules := bot.DefaultRules()
	rules.Letters = true
	tell.apply(bot.Declare("DL-2026-0012", anna, bot.Declaration{What: "lek"}, rules, start))
	tell.apply(tell.in.Tell(mira, bot.InformRequest{Message: bot.Message{Happened: s, Data: s, Consequences: s, Advice: s, Measures: s},
		Recipients: []bot.Recipient{{Address: "a@b.example", Accounts: []bot.AccountID{"SN-1"}}}}, start))
	for _, e := range tell.events {
		if _, ok := e.Body.(bot.ActionRequested); !ok {
			continue
		}
		text := Transcript(testFace.Reply(tell.in, e, start))
		before, after, ok := strings.Cut(text, "["+testFace.say("button.keur-goed").plain()+"]")
		if !ok || len(before) > 700 || len(after) > 5*(maxPreview+100) {
			t.Errorf("%d characters before the buttons and %d after them:\n%s", len(before), len(after), text)
		}
	}
}

// The largest letter and the longest list are still a view that Slack takes.
func TestTheLargestLetterFits(t *testing.T) {
	s := strings.TrimSpace(strings.Repeat("wwwwwwwww ", bot.ReasonRunes/10))
	m := bot.Message{As: bot.AsController, Happened: s, Data: s, Consequences: s, Advice: s, Measures: s}
	for _, n := range []int{1, maxNamed, maxNamed + 1, 20_000} {
		list := make([]bot.Recipient, n)
		for i := range list {
			list[i] = bot.Recipient{Name: strings.Repeat("n", 80), Address: bot.Address(fmt.Sprintf("%s%d@winkel.example", strings.Repeat("a", 60), i)), Lang: []bot.Lang{bot.NL, bot.EN}[i%2]}
			for j := range 60 {
				list[i].Accounts = append(list[i].Accounts, bot.AccountID(fmt.Sprintf("SN-%d", 10_000+j)))
			}
		}
		a := bot.Action{ID: 1, Kind: bot.Inform, Message: &m, Many: &bot.Many{Count: n}}
		v, err := testFace.LetterModal(bot.Incident{Ref: "DL-2026-0012", Aware: start.Add(-time.Hour)}, a, testLetters(t), list, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range rule.Check(blockkit.Modal, asJSON(t, v)) {
			t.Errorf("%d recipients: %.200s", n, e)
		}
		if b, _ := json.Marshal(v); len(b) > 60_000 {
			t.Errorf("%d recipients: %d bytes", n, len(b))
		}
	}
}

// A list that no modal holds is shown as far as it goes, and the details say how
// much is left and where it stands.
func TestTheDetailsHoldAsManyAccountsAsFit(t *testing.T) {
	for _, n := range []int{1, 20, 250, 20_000} {
		s := &story{in: bot.Incident{Ref: "DL-2026-0012"}, now: start}
		s.apply(bot.Declare("DL-2026-0012", anna, bot.Declaration{What: strings.Repeat("w", bot.ReasonRunes), Finder: "Jan de Bruin"}, bot.DefaultRules(), start))
		accounts := make([]bot.AccountID, n)
		for i := range accounts {
			accounts[i] = bot.AccountID(fmt.Sprintf("SN-%05d", i))
		}
		s.apply(s.in.StopMany(anna, bot.ManyRequest{Accounts: accounts}, start))
		for range 12 {
			s.apply(s.in.FindCause(anna, bot.CauseFound{Finding: strings.Repeat("f", bot.ReasonRunes), Evidence: strings.Repeat("e", bot.ReasonRunes)}, start))
		}
		v := testFace.DetailsModal(s.in, s.events, start)
		for _, e := range rule.Check(blockkit.Modal, asJSON(t, v)) {
			t.Errorf("%d accounts: %.200s", n, e)
		}
		text := TranscriptView(v)
		shown := strings.Count(text, "SN-")
		if n <= 250 && shown != n || shown < min(n, 1700) {
			t.Errorf("%d of %d accounts are shown", shown, n)
		}
		if more := strings.Contains(text, "hele lijst staat in het verslag"); more != (n > shown) {
			t.Errorf("%d of %d accounts, and what is left is told: %t", shown, n, more)
		}
		if !strings.Contains(text, "Jan de Bruin") {
			t.Error("who discovered it is masked")
		}
	}
}

// Who reads English gets English words, and the letter says how many people and
// records it is about and who can be asked (GDPR art. 33(3)(a) and (b)).
func TestWhatALetterToControllersSays(t *testing.T) {
	m := bot.Message{As: bot.AsController, Happened: "Een lek.", Data: "Adressen.", Consequences: "Spam.", Advice: "Let op.", Measures: "Dicht.",
		English: &bot.Parts{Happened: "A leak.", Data: "Addresses.", Consequences: "Junk mail.", Advice: "Beware.", Measures: "Closed."}, Aware: start}
	for _, tt := range []struct {
		affected *bot.Affected
		contact  string
		lang     bot.Lang
		want     []string
	}{
		{nil, "", bot.NL, []string{"Een lek.", "bij benadering: nog niet bekend; wij vullen dit aan.\nAantal records", "Contactpunt voor dit datalek: " + testDesk.Name + ", " + string(testDesk.Address) + "."}},
		{nil, "Fati Yilmaz, FG, fg@snoobi.nl", bot.EN, []string{"A leak.", "Junk mail.", "not known yet", "Contact point for this data breach: Fati Yilmaz, FG, fg@snoobi.nl.", "Friday 27 November 2026 at 14:20"}},
		{&bot.Affected{People: "12", Records: "1200"}, "", bot.NL, []string{"mensen, bij benadering: 12.", "records, bij benadering: 1200."}},
		{&bot.Affected{Low: "10", High: "20"}, "", bot.NL, []string{"benadering: tussen 10 en 20.", "records, bij benadering: nog niet bekend"}},
		{&bot.Affected{Low: "10"}, "", bot.EN, []string{"at least 10."}},
		{&bot.Affected{High: "20"}, "", bot.EN, []string{"at most 20."}},
		{&bot.Affected{Low: "20", High: "20"}, "", bot.EN, []string{"number of people: 20."}},
	} {
		l := testLetters(t)
		l.Contact = tt.contact
		m.Affected = tt.affected
		letter, err := l.Tell(bot.Incident{Ref: "DL-2026-0012", Aware: start.Add(-time.Hour)}, m, bot.Recipient{Address: "a@b.example", Lang: tt.lang})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.want {
			if !strings.Contains(letter.Text, want) {
				t.Errorf("%+v, %s: no %q in\n%s", tt.affected, tt.lang, want, letter.Text)
			}
		}
		if other := map[bot.Lang]string{bot.NL: "A leak.", bot.EN: "Een lek."}[tt.lang]; strings.Contains(letter.Text, other) {
			t.Errorf("%s: the words of the other language are in it", tt.lang)
		}
	}
}
