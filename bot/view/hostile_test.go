package view

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// marker stands in every hostile text, so that a check sees where one arrives.
const marker = "ZQX"

// The vectors of slack.md §11, with a marker in each.
var vectors = []string{
	"<!channel> ZQX <!subteam^S1> <@U1> @here #general",
	"&lt;!channel&gt; ZQX",
	"<https://evil.example|https://bank.example> ZQX mailto:x@evil.example tel:0612345678 slack://x",
	"<!date^0^{date}^https://evil.example|x>ZQX",
	"``` ZQX ``` *_~ *ZQX* _x_ ~x~",
	">>> ZQX :fire:",
	"ZQXinvoice\u202Efdp.exe @he\u200Bre \U000E0041",
	"ZQXe" + strings.Repeat("\u0301", 200),
	"ZQX\xC3",
	"ZQX" + strings.Repeat("a", 50_000),
	"ZQX" + strings.Repeat("\n", 10_000) + "ZQX",
	strings.Repeat("&", 3_000) + "ZQX",
	"{who} {n} ZQX {managers}",
	strings.Repeat("😀👨‍👩‍👧🇳🇱", 2_000) + "ZQX",
	"ZQX " + strings.Repeat("Van Der ", 500),
	strings.Repeat("ZQX\n", 3_000),
	"", "\x00\uFEFF ",
}

// hostileStories puts s into everything that a stranger, the directory or a
// member of staff can write.
func hostileStories(s string) map[string]*story {
	short := s
	if utf8.RuneCountInString(short) > 200 {
		short = string([]rune(short)[:200])
	}
	m := bot.Mail{
		Class: bot.ClassReport, Forwarded: bot.ForwardInline,
		Forwarder: &bot.Mailbox{Name: s, Address: bot.Address(s + "@" + s)},
		Sender:    bot.Mailbox{Name: s, Address: bot.Address(s)},
		Reporter:  bot.Mailbox{Name: s, Address: bot.Address(s + "@evil.example")},
		Subject:   s, SentAt: start, Text: s, Note: s, Warnings: []string{s, "bidi", s},
		Authentic: bot.Authentic{Evidence: s},
		Report: bot.Report{Requester: s, Account: s, Scope: []bot.Scope{bot.ScopeAPI},
			Actions: []bot.Ask{bot.AskRevokeUser, bot.AskSuspendAPI, bot.AskBlockReports}, Targets: []string{s, s, s, s, s, s, s, s, s, s, s, s},
			Missing: []bot.MissingItem{bot.MissingOccurred}, Occurred: bot.Occurred{Text: s}},
	}
	match := bot.Match{Account: bot.AccountID(s + "1"), Name: s, Candidates: []bot.AccountID{bot.AccountID(s), bot.AccountID(s)},
		Admin: s, ByName: true, Phone: s, Warnings: []bot.Warning{{Code: bot.WarnLookalike, About: s}, {Code: s, About: s}}}
	all := map[string]*story{}
	none := opened(m, bot.Match{Candidates: match.Candidates})
	all["several"] = none.copy()
	m.Unreadable = s
	all["unreadable"] = opened(m, bot.Match{}).copy()
	m.Unreadable = ""

	st := opened(m, match)
	st.in.Mentions = bot.Ref(short)
	say := "x" + string([]rune(s)[:min(utf8.RuneCountInString(s), 1_000)])
	two := st.copy()
	two.apply(two.in.Validate(anna, bot.MethodEvidence, "", say, two.now))
	all["evidence"] = two.copy()
	st.apply(st.in.Validate(joep, bot.MethodCallBack, "", say, st.now))
	for i := range 6 {
		target := fmt.Sprint(i, " ", short)
		st.apply(st.in.RequestAction(joep, bot.ActionRequest{Kind: bot.ActionKinds()[i%3], Target: string([]rune(target)[:min(200, utf8.RuneCountInString(target))])}, st.now))
	}
	all["asked"] = st.copy()
	st.apply(st.in.Approve(mira, 3, 0, st.now))
	st.apply(st.in.Finish(joep, 3, say, st.now))
	st.apply(st.in.Fail(joep, 1, say, st.now))
	st.apply(st.in.Deny(mira, 6, say, st.now))
	st.apply(st.in.Restore(joep, 3, nil, st.now))
	st.apply(st.in.Note(joep, say, st.now))
	st.apply(st.in.GiveUp(bot.Effect{Key: bot.EffectKey(s), Kind: bot.EffectKind(s)}, s, st.now))
	st.apply(st.in.AddMail(m, bot.NoCode, st.now))
	st.in.Obligations[0].Rule.Name = "x" + short
	st.due(start.Add(60 * time.Hour))
	st.due(start.Add(75 * time.Hour))
	all["overdue"] = st.copy()
	st.apply(st.in.Reject(joep, say, st.now))
	st.apply(st.in.Close(joep, say, st.now))
	all["closed"] = st.copy()
	return all
}

var joep = bot.Person{ID: "joep", Roles: []bot.Role{bot.Support}} // without a Slack account

// everything calls each builder on each story and hands what it made to see.
func everything(f Face, all map[string]*story, s string, see func(name, text string, v any)) {
	message := func(name string, m Message) { see(name, m.Text, m.Blocks) }
	blocks := func(name string, b []slack.Block, text string) { see(name, text, b) }
	var ins []bot.Incident
	for name, st := range all {
		in, now := st.in, st.now
		ins = append(ins, in)
		message(name+" card", f.Card(in, now))
		see(name+" plain", f.Plain(in, nil, now), nil)
		events := st.events
		if name != "closed" {
			events = events[len(events)-1:] // the longest story tells all of its events
		}
		for _, e := range events {
			message(name+" "+string(e.Kind), f.Reply(in, e, now))
			see(name+" plain", f.Plain(in, &e, now), nil)
		}
		message(name+" erased", f.Reply(in, bot.Event{No: 9, Kind: "noted"}, now))
		b, text := f.Show(in, st.events, now, f.Lang)
		blocks(name+" show", b, text)
		if name == "overdue" || name == "unreadable" {
			continue // nothing in their modals that the others have not
		}
		mails := []bot.Mail{st.events[0].Body.(bot.Opened).Mail, {}, {Text: s, Note: s}}
		for what, v := range map[string]slack.ModalViewRequest{
			"validate": f.ValidateModal(in), "reject": f.RejectModal(in), "close": f.CloseModal(in), "reopen": f.ReopenModal(in),
			"note": f.NoteModal(in), "menu": f.MenuModal(in, verbs, now), "details": f.DetailsModal(in, append(slices.Clone(st.events), bot.Event{Body: bot.MailAdded{}}, bot.Event{Body: bot.MailAdded{Mail: mails[2]}}), now),
			"restore": f.RestoreModal(in, 0), "restore 3": f.RestoreModal(in, 3), "deny": f.DenyModal(in, 0), "done": f.DoneModal(in, 0),
			"done 1": f.DoneModal(in, 1), "failed": f.FailedModal(in, 1), "change": f.ChangeModal(in, 0), "correct": f.CorrectModal(in, mails[0], true),
			"ask":    f.AskModal(in, []bot.Mailbox{{Name: s, Address: bot.Address(s + "@" + s)}}),
			"revoke": f.RequestModal(in, bot.RevokeUser, true), "suspend": f.RequestModal(in, bot.SuspendAPI, true),
			"stop": f.RequestModal(in, bot.StopAll, false), "block": f.RequestModal(in, bot.BlockReports, false),
			"told":  f.ToldModal(in, bot.Action{ID: 1, Kind: bot.Inform, Many: &bot.Many{Count: 5}}, hostileTold(s), now),
			"found": f.FoundModal(in, bot.Action{ID: 1, Kind: bot.Inform, Many: &bot.Many{Count: 5}}, hostileTold(s), s, now),
		} {
			see(name+" modal "+what, "", v)
		}
	}
	ins = slices.Repeat(ins, 30/len(ins)) // more than a list shows
	for _, d := range duties {
		for i := range d.Shifts {
			d.Shifts = slices.Clone(d.Shifts)
			d.Shifts[i].Person, d.Shifts[i].By, d.Shifts[i].Reason = "joep", "joep", s
		}
		b, text := f.Duty(d, true, start, f.Lang)
		blocks("duty", b, text)
	}
	for _, h := range handovers {
		h.Out, h.On = []bot.PersonID{"joep"}, append(h.On, "joep")
		message("handover", f.Handover(h, ins, start))
	}
	b, text := f.List(ins, start, f.Lang)
	blocks("list", b, text)
	b, text = f.Help("DL-2026-0007", []VerbHelp{{Name: "pak", Alias: "claim", NL: "x", EN: "x"}}, f.Lang)
	blocks("help", b, text)
	see("loading", "", f.LoadingModal())
	see("notice", "", f.NoticeModal(s))
	for _, p := range []bot.Person{mira, anna, {ID: bot.PersonID(s)}} {
		see("home", "", f.Home(p, ins, HomeInfo{Health: []HealthLine{{What: "mail", Name: s}}}, start))
	}
	for _, r := range []bot.Reason{bot.UnknownVerb, bot.NotFound, bot.NoAccount, bot.StillOwed, bot.NotYourRole, bot.AlreadyFinished, bot.Reason(s)} {
		text := Refuse(f.Lang, bot.Refusal{Reason: r, Ref: bot.Ref(s), By: "joep", Words: []string{s, s, s}}, f)
		see("refusal "+string(r), strings.ReplaceAll(text, marker, ""), nil)
	}
}

// hostileTold are recipients of a pasted list, in each state.
func hostileTold(s string) (list []bot.Told) {
	for _, state := range bot.ToldStates() {
		list = append(list, bot.Told{Recipient: bot.Recipient{Name: s, Address: bot.Address(s + "@" + s), Accounts: []bot.AccountID{bot.AccountID(s), "2", bot.AccountID(s), "4", "5", "6"}},
			State: state, At: start, Code: s})
	}
	return list
}

var verbs = []string{VerbClaim, VerbValidate, VerbReject, VerbRevokeUser, VerbBlockReports, VerbSuspendAPI, VerbStopAll, VerbDone,
	VerbFailed, VerbRestore, VerbAck, VerbNote, VerbClose, VerbDetails, VerbShow, VerbList, "onbekend"}

// hostileCheck fails t on anything that Slack would refuse or take for live, and
// on any text of others in a notification.
func hostileCheck(t *testing.T, s string) {
	t.Helper()
	f := testFace
	f.Cast.Names = map[bot.PersonID]string{"joep": s, "anna": s}
	f.Lang = []bot.Lang{bot.NL, bot.EN}[len(s)%2] // the containers are the same in both
	everything(f, hostileStories(s), s, func(name, text string, v any) {
		if strings.Contains(text, marker) || strings.ContainsAny(text, "<>&`*") || len(utf16.Encode([]rune(text))) > 4000 || !utf8.ValidString(text) {
			t.Errorf("%s: notification %.200q", name, text)
		}
		if v == nil {
			return
		}
		for _, e := range rule.Limits(shapeOf(v), v) {
			t.Errorf("%s: %.300s", name, e)
		}
	})
}

func TestRandomTextIsInertAndInsideTheLimits(t *testing.T) {
	r := rand.New(rand.NewPCG(72, 33))
	for range 3 {
		var b strings.Builder
		for range 1 + r.IntN(60) {
			switch r.IntN(4) {
			case 0:
				b.WriteString(vectors[r.IntN(9)])
			case 1:
				b.WriteByte(byte(r.IntN(256)))
			default:
				b.WriteRune(rune(r.IntN(0x20000)))
			}
		}
		s := b.String()
		hostileCheck(t, s)
		if t.Failed() {
			t.Fatalf("with %q", s)
		}
	}
}

// The vectors are its seeds, so an ordinary test run tries each of them.
func FuzzTextOfStrangersIsInertAndInsideTheLimits(f *testing.F) {
	for _, s := range vectors {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { hostileCheck(t, s) })
}
