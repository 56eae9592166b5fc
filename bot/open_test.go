package bot

import (
	"testing"
)

// What becomes of a mail, by who wrote it and what it points at.
func TestEveryMailBecomesExactlyOneThing(t *testing.T) {
	in := opened(VerdictClaimed)
	reporter := Mailbox{"Marleen Huls", "marleen@fietsenhuls.example"}
	colleague := Mailbox{"Dennis Kramer", "d.kramer@snoobi.nl"}
	stranger := Mailbox{"Kees", "kees@elsewhere.example"}
	next := func(year int) Ref { return MakeRef(year, 8) }
	report := func(from Mailbox) Mail {
		return Mail{Class: ClassReport, Reporter: from, Sender: from, Forwarded: ForwardNone}
	}
	coded, passed := in, in
	coded.Code = &Code{ID: 1, To: "bert@fietsenhuls.example"}
	passed.Mails = []Filed{{Sender: colleague.Address, Forwarded: ForwardInline}}
	for _, c := range []struct {
		says     string
		mail     Mail
		match    Match
		known    Known
		outcome  Outcome
		ref      Ref
		mentions Ref
	}{
		{"a first mail opens an incident", report(reporter), Match{}, Known{}, OutcomeOpened, "DL-2026-0008", ""},
		{"the same mail again opens nothing", report(reporter), Match{}, Known{Again: true, Same: in.Ref}, OutcomeDuplicate, in.Ref, ""},
		{"an automatic mail is no thread, even with a tag", Mail{Class: ClassAuto}, Match{}, Known{Tagged: &in}, OutcomeAutomatic, "", ""},
		{"the reporter's answer joins", report(reporter), Match{}, Known{Related: []Incident{in}}, OutcomeAdded, in.Ref, ""},
		{"the reporter's tag joins", report(reporter), Match{}, Known{Tagged: &in}, OutcomeAdded, in.Ref, ""},
		{"an admin of the account joins", report(stranger), Match{Account: "SN-10423", ByAddress: true}, Known{Tagged: &in}, OutcomeAdded, in.Ref, ""},
		{"an admin's name alone does not", report(stranger), Match{Account: "SN-10423", ByName: true}, Known{Tagged: &in}, OutcomeOpened, "DL-2026-0008", in.Ref},
		{"the one who got a code joins", report(Mailbox{"", "bert@fietsenhuls.example"}), Match{}, Known{Related: []Incident{coded}}, OutcomeAdded, in.Ref, ""},
		{"a colleague answers his receipt", Mail{Class: ClassReport, Forwarded: ForwardNone, Staff: true, Authentic: Authentic{Pass: true}, Reporter: colleague, Sender: colleague}, Match{}, Known{Related: []Incident{passed}}, OutcomeAdded, in.Ref, ""},
		{"somebody who says he is that colleague does not", Mail{Class: ClassReport, Forwarded: ForwardNone, Staff: true, Reporter: colleague, Sender: colleague}, Match{}, Known{Related: []Incident{passed}}, OutcomeOpened, "DL-2026-0008", in.Ref},
		{"a stranger's tag opens another, which mentions it", report(stranger), Match{}, Known{Tagged: &in}, OutcomeOpened, "DL-2026-0008", in.Ref},
		{"a stranger's References do so too", report(stranger), Match{}, Known{Related: []Incident{in}}, OutcomeOpened, "DL-2026-0008", in.Ref},
		{"a forwarder takes part in nothing", Mail{Class: ClassReport, Reporter: stranger, Sender: colleague, Forwarded: ForwardInline}, Match{}, Known{Tagged: &in}, OutcomeOpened, "DL-2026-0008", in.Ref},
	} {
		c.known.Next = next
		got, err := file(c.mail, c.match, DefaultRules(), nil, c.known, day, day)
		if err != nil || got.Outcome != c.outcome || got.Ref != c.ref {
			t.Errorf("%s: %s %s %v, want %s %s", c.says, got.Outcome, got.Ref, err, c.outcome, c.ref)
			continue
		}
		if c.outcome == OutcomeOpened {
			if b := got.Change.Events[0].Body.(Opened); b.Mentions != c.mentions {
				t.Errorf("%s: mentions %q, want %q", c.says, b.Mentions, c.mentions)
			}
		}
	}
}

// A verdict of admin takes an authentic sender and a whole address.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		says string
		mail Mail
		dir  Match
		want Verdict
	}{
		{"an authentic admin", Mail{Forwarded: ForwardNone, Authentic: Authentic{Pass: true}}, Match{ByAddress: true, Account: "SN-1"}, VerdictAdmin},
		{"an admin of several accounts who names none", Mail{Forwarded: ForwardNone, Authentic: Authentic{Pass: true}}, Match{ByAddress: true, Candidates: []AccountID{"SN-1", "SN-2"}}, VerdictClaimed},
		{"the address of an admin, unproven", Mail{Forwarded: ForwardNone}, Match{ByAddress: true, Account: "SN-1"}, VerdictClaimed},
		{"a pasted forward proves nothing, however authentic its forwarder", Mail{Forwarded: ForwardInline, Authentic: Authentic{Pass: true}}, Match{ByAddress: true, Account: "SN-1"}, VerdictClaimed},
		{"nor does an attached one that was not checked", Mail{Forwarded: ForwardAttached, Authentic: Authentic{Pass: true}}, Match{ByAddress: true, Account: "SN-1"}, VerdictClaimed},
		{"an admin's name", Mail{Forwarded: ForwardNone, Authentic: Authentic{Pass: true}}, Match{ByName: true}, VerdictClaimed},
		{"neither", Mail{Forwarded: ForwardNone, Authentic: Authentic{Pass: true}}, Match{}, VerdictUnknown},
	} {
		if got := Judge(c.mail, c.dir); got != c.want {
			t.Errorf("%s: %s, want %s", c.says, got, c.want)
		}
	}
}

// One decision enqueues each effect once, under a key from the domain, and all
// posts follow the root card.
func TestEffectsFollowTheCard(t *testing.T) {
	c := Open("DL-2026-0007", Opened{Track: Customer, Aware: day, Rules: DefaultRules()}, day)
	seen := map[EffectKey]bool{}
	for _, e := range c.Effects {
		if seen[e.Key] {
			t.Errorf("%s twice", e.Key)
		}
		seen[e.Key] = true
		if e.Kind != EffectCard && e.After != CardKey(e.Ref) {
			t.Errorf("%s follows %q, want the card", e.Key, e.After)
		}
	}
	if !seen["DL-2026-0007/card"] || !seen["DL-2026-0007/mail/1"] || len(seen) != 2 {
		t.Errorf("effects %v, want the card and the first reply", seen)
	}
}
