package bot

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever happens to an incident: the letters that its record promises are
// those that its decisions send, each about the same event, and no other.
func TestLettersAreThoseThatAreSent(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	rules := DefaultRules()
	kinds := map[Kind]int{}
	for i := range 200 {
		rules.Letters = i%10 != 0
		mail := Mail{Key: "v1:1", Class: ClassReport, Sender: Mailbox{"Marleen Huls", "marleen@fietsenhuls.example"},
			Reporter: Mailbox{"Marleen Huls", "marleen@fietsenhuls.example"}, Forwarded: ForwardNone, Authentic: Authentic{Pass: i%3 != 0}}
		c := Open("DL-2026-0007", Opened{Track: Customer, Mail: mail, Verdict: []Verdict{VerdictAdmin, VerdictUnknown}[r.IntN(2)], Aware: day, Rules: rules,
			Match: Match{Account: "SN-10423", Admin: "Marleen Huls", Address: "marleen@fietsenhuls.example"}}, day)
		in, now := Incident{Ref: "DL-2026-0007"}.after(c), day
		events, sent := c.Events, map[EffectKey]int{}
		note := func(c Change) {
			for _, e := range c.Effects {
				if e.Kind == EffectMail && !strings.Contains(string(e.Key), "/letter/inform/") {
					sent[e.Key] = e.Event
				}
			}
		}
		note(c)
		for step := range 44 {
			v := verbs[r.IntN(len(verbs))]
			if name := []string{"validate call-back", "request revoke-user", "finish", "close with reason"}; step >= 40 {
				i := slices.IndexFunc(verbs, func(v verb) bool { return v.name == name[step-40] }) // as most reports end
				v = verbs[i]
			}
			now = now.Add(time.Duration(r.IntN(60)) * time.Minute)
			c, err := v.run(in, []Person{anna, piet, mira, fati}[r.IntN(4)], now)
			if err != nil || v.name == "rung due" {
				continue
			}
			in, events = in.after(c), append(events, c.Events...)
			note(c)
		}
		promised := map[EffectKey]int{}
		for _, l := range Letters("DL-2026-0007", events) {
			promised[l.Key] = l.Event
			kinds[l.Kind]++
			if l.To.Address == "" || !l.At.Equal(events[l.Event-1].At) {
				t.Errorf("seed %d: %+v", seed, l)
			}
		}
		if !maps.Equal(promised, sent) {
			t.Fatalf("seed %d: sent %v, and the record promises %v", seed, sent, promised)
		}
		if !rules.Letters && len(sent) > 0 {
			t.Fatalf("seed %d: a desk that writes no mail sends %v", seed, sent)
		}
	}
	for _, k := range []Kind{"opened", "asked", "code-sent", "closed"} {
		if kinds[k] == 0 {
			t.Errorf("seed %d: no letter of %s", seed, k)
		}
	}
}

// The letter by which somebody sees first what many are told is one too, in each
// language in which it was written.
func TestTheTestLetterIsOne(t *testing.T) {
	rules := DefaultRules()
	rules.Letters = true
	c, err := Declare("DL-2026-0012", anna, Declaration{What: "a log leaked"}, rules, day)
	in := Incident{Ref: "DL-2026-0012"}.do(t, c, err)
	events := c.Events
	english := &Parts{Happened: "v", Data: "w", Consequences: "x", Advice: "y", Measures: "z"}
	c, err = in.Tell(mira, InformRequest{Message: Message{Happened: "a", Data: "b", Consequences: "c", Advice: "d", Measures: "e", English: english},
		Recipients: []Recipient{{Address: "a@klant.example", Accounts: []AccountID{"SN-1"}}}}, day)
	in, events = in.do(t, c, err), append(events, c.Events...)
	c, err = in.TryTelling(mira, 0, "mira@snoobi.example", day)
	in, events = in.do(t, c, err), append(events, c.Events...)
	list := Letters(in.Ref, events)
	if len(list) != 2 || events[len(events)-1].Body.(InformTested).Lang != EN {
		t.Fatalf("letters %+v", list)
	}
	for _, l := range list {
		if l.To.Address != "mira@snoobi.example" || !slices.ContainsFunc(c.Effects, func(e Effect) bool { return e.Key == l.Key }) {
			t.Errorf("letter %+v, effects %+v", l, c.Effects)
		}
	}
}

// What tells a batch says so in its key, which is all that the record has of it
// when it is given up.
func TestABatchThatIsGivenUpIsKnown(t *testing.T) {
	rules := DefaultRules()
	rules.Letters = true
	c, err := Declare("DL-2026-0012", anna, Declaration{What: "a log leaked"}, rules, day)
	in := Incident{Ref: "DL-2026-0012"}.do(t, c, err)
	events := c.Events
	then := func(c Change, err error) Change {
		in, events = in.do(t, c, err), append(events, c.Events...)
		return c
	}
	then(in.Tell(mira, InformRequest{Message: Message{Happened: "a", Data: "b", Consequences: "c", Advice: "d", Measures: "e"},
		Recipients: []Recipient{{Address: "a@klant.example", Accounts: []AccountID{"SN-1"}}}}, day))
	for _, e := range then(in.Approve(fati, 1, 0, day)).Effects {
		if e.Kind == EffectMail {
			then(in.GiveUp(e, "no-letter", day))
		}
	}
	if told := ToldOf(events, 1); len(told) != 1 || told[0].State != ToldFailed || told[0].Code != "no-letter" {
		t.Errorf("%+v", told)
	}
}

// What is known of a letter that did not arrive stands beside that letter.
func TestWhatBecameOfALetter(t *testing.T) {
	rules := DefaultRules()
	rules.Letters = true
	bodies := []Body{
		Opened{Track: Customer, Rules: rules},
		Asked{To: "a@klant.example", Words: "Which key?"},
		Undelivered{Effect: "DL-2026-0007/letter/question/1", What: EffectMail, Error: "smtp-5.1.1"},
		Asked{To: "b@klant.example", Words: "Which key?"},
		MailReturned{Letter: "DL-2026-0007/letter/question/2", Status: "5.2.2"},
		MailReturned{Status: "5.0.0"},
		Undelivered{Effect: "DL-2026-0007/card", What: EffectCard, Error: "channel_not_found"},
	}
	var events []Event
	for i, b := range bodies {
		events = append(events, Event{No: i + 1, At: day.Add(time.Duration(i) * time.Minute), Kind: b.Kind(), Body: b})
	}
	list := Letters("DL-2026-0007", events)
	if len(list) != 2 {
		t.Fatalf("letters %+v", list)
	}
	if l := list[0]; l.Failed == nil || l.Failed.Code != "smtp-5.1.1" || !l.Failed.At.Equal(events[2].At) || l.Returned != nil {
		t.Errorf("the first: %+v", l)
	}
	if l := list[1]; l.Returned == nil || l.Returned.Code != "5.2.2" || l.Failed != nil {
		t.Errorf("the second: %+v", l)
	}
}
