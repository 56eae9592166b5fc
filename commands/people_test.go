package commands_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// register is a directory of one account.
type register struct{ matched []bot.Report }

func (r *register) Match(m bot.Mail) bot.Match {
	r.matched = append(r.matched, m.Report)
	if m.Report.Account == "SN-10424" {
		return bot.Match{Account: "SN-10424", Name: "Van Dalen"}
	}
	return bot.Match{Account: "SN-10423", Name: "Fietsenhuls", ByName: true}
}

func (*register) Target(id bot.AccountID, _ bot.ActionKind, typed string) (string, []string, bool) {
	if strings.EqualFold(typed, "webshop-feed") {
		return "webshop-feed", nil, true
	}
	return "", []string{"webshop-feed"}, id == "SN-10423"
}

func (*register) Targets(bot.AccountID, bot.ActionKind, string) []string {
	return []string{"webshop-feed"}
}

func (*register) Search(query string, _ int) []view.Choice {
	return []view.Choice{{Value: "SN-10424", Label: "SN-10424 · " + query}}
}

func (*register) Everybody() ([]bot.AccountID, bool) {
	return []bot.AccountID{"SN-10423", "SN-10424", "SN-10425"}, true
}

func (*register) Holders(ids []bot.AccountID) (list []bot.Recipient) {
	for _, id := range ids {
		list = append(list, bot.Recipient{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example", Accounts: []bot.AccountID{id}})
	}
	return list
}

func (*register) Has(id bot.AccountID) bool { return id >= "SN-10423" && id <= "SN-10425" }

func (*register) Admins(bot.AccountID) []bot.Mailbox {
	return []bot.Mailbox{{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example"}, {Name: "Bert Huls", Address: "bert@fietsenhuls.example"}}
}

// people is a world whose desk writes mail and knows its accounts.
func people(t *testing.T) (*world, *register) {
	t.Helper()
	w, r := newWorld("DL-2026-0007"), &register{}
	in := w.all["DL-2026-0007"]
	in.Rules.Letters = true
	in.Reporter = bot.Mailbox{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example"}
	in.Report = bot.Report{Requester: "Marleen", Account: "SN-10423", Missing: []bot.MissingItem{bot.MissingOccurred},
		Occurred: bot.Occurred{Precision: bot.PrecisionUnknown}}
	w.all["DL-2026-0007"] = in
	w.desk.Accounts = r
	return w, r
}

func (w *world) run(t *testing.T, c commands.Call) commands.Answer {
	t.Helper()
	if c.Who.ID == "" {
		c.Who = anna
	}
	c.Lang, c.Ref = bot.NL, "DL-2026-0007"
	return w.desk.Run(t.Context(), c)
}

func (w *world) last() bot.Body {
	events := w.events["DL-2026-0007"]
	return events[len(events)-1].Body
}

// The requester is asked for what is missing, or in one's own words, or an
// admin gets a code: by typing and by the modal.
func TestAskingByMail(t *testing.T) {
	w, _ := people(t)
	w.run(t, commands.Call{Door: commands.DoorMention, Verb: "vraag", Once: "1"})
	if b, ok := w.last().(bot.Asked); !ok || !slices.Equal(b.Items, []bot.MissingItem{bot.MissingOccurred}) || b.To != "marleen@fietsenhuls.example" {
		t.Errorf("%+v", w.last())
	}
	w.run(t, commands.Call{Door: commands.DoorSlash, Verb: "ask", Args: "Sinds wanneer is de sleutel zoek?", Once: "2"})
	if b, ok := w.last().(bot.Asked); !ok || b.Words != "Sinds wanneer is de sleutel zoek?" || len(b.Items) > 0 {
		t.Errorf("%+v", w.last())
	}
	if a := w.run(t, commands.Call{Door: commands.DoorButton, Verb: "vraag"}); a.Modal == nil {
		t.Errorf("a button: %+v", a)
	}
	w.run(t, commands.Call{Door: commands.DoorModal, Verb: "vraag", Once: "3", Values: map[string]string{
		view.BlockHow: view.HowQuestion, view.BlockItems: "occurred\nscope", view.BlockWords: ""}})
	if b, ok := w.last().(bot.Asked); !ok || len(b.Items) != 2 {
		t.Errorf("%+v", w.last())
	}
	if a := w.run(t, commands.Call{Door: commands.DoorModal, Verb: "vraag", Values: map[string]string{view.BlockHow: view.HowQuestion, view.BlockWords: ""}}); a.Errors[view.BlockWords] == "" {
		t.Errorf("nothing to ask: %+v", a)
	}
}

func TestACodeForAnAdmin(t *testing.T) {
	bert := view.AdminKey(bot.Mailbox{Address: "bert@fietsenhuls.example"})
	for says, c := range map[string]struct {
		call commands.Call
		to   bot.Address
		text string
	}{
		"the name is typed":      {commands.Call{Door: commands.DoorMention, Args: "code bert"}, "bert@fietsenhuls.example", ""},
		"two could be meant":     {commands.Call{Door: commands.DoorMention, Args: "code"}, "", "welke beheerder"},
		"nobody of that name":    {commands.Call{Door: commands.DoorMention, Args: "code kees"}, "", "welke beheerder"},
		"chosen in the modal":    {commands.Call{Door: commands.DoorModal, Values: map[string]string{view.BlockHow: view.HowCode, view.BlockAdmin: bert}}, "bert@fietsenhuls.example", ""},
		"no admin any more":      {commands.Call{Door: commands.DoorModal, Values: map[string]string{view.BlockHow: view.HowCode, view.BlockAdmin: "0000"}}, "", "welke beheerder"},
		"somebody without a say": {commands.Call{Door: commands.DoorMention, Args: "code bert", Who: wim}, "", "alleen support"},
	} {
		w, _ := people(t)
		c.call.Verb = "vraag"
		a := w.run(t, c.call)
		said := a.Text
		for _, e := range a.Errors {
			said += e
		}
		b, ok := w.last().(bot.CodeSent)
		if ok != (c.to != "") || b.To != c.to || !strings.Contains(said, c.text) {
			t.Errorf("%s: %+v, %q", says, w.last(), said)
		}
	}
	w, _ := people(t)
	if a := w.run(t, commands.Call{Door: commands.DoorSlash, Verb: "vraag", Args: "code"}); a.Modal == nil {
		t.Errorf("a slash command asks in a modal: %+v", a)
	}
	in := w.all["DL-2026-0007"]
	in.Rules.Letters = false
	w.all["DL-2026-0007"] = in
	if a := w.run(t, commands.Call{Door: commands.DoorMention, Verb: "vraag", Args: "code bert"}); !strings.Contains(a.Text, "verstuurt geen mail") {
		t.Errorf("a desk that writes no mail: %q", a.Text)
	}
}

// A correction goes into the record, and the directory is asked again.
func TestTheReadingIsCorrected(t *testing.T) {
	w, r := people(t)
	if a := w.run(t, commands.Call{Door: commands.DoorSlash, Verb: "corrigeer"}); a.Modal == nil || len(w.events["DL-2026-0007"]) != 1 {
		t.Errorf("a slash command: %+v", a)
	}
	if a := w.run(t, commands.Call{Door: commands.DoorMention, Verb: "correct"}); len(a.Blocks) == 0 {
		t.Errorf("a mention: %+v", a)
	}
	w.run(t, commands.Call{Door: commands.DoorModal, Verb: "corrigeer", Once: "1", Values: map[string]string{
		view.BlockRequester: "Kees van Dalen", view.BlockAccount: "SN-10424", view.BlockScope: "user\napi", view.BlockDate: "2026-11-30",
		view.BlockTime: "14:30", view.BlockActions: "suspend_api", view.BlockTargets: "vloot-json\nvloot-json\n"}})
	b, ok := w.last().(bot.ReportCorrected)
	if !ok {
		t.Fatalf("%+v", w.last())
	}
	want := bot.Report{Requester: "Kees van Dalen", Account: "SN-10424", Scope: []bot.Scope{bot.ScopeAPI, bot.ScopeUser},
		Actions: []bot.Ask{bot.AskSuspendAPI}, Targets: []string{"vloot-json"},
		Occurred: bot.Occurred{From: time.Date(2026, 11, 30, 14, 30, 0, 0, time.UTC), Precision: bot.PrecisionMinute}}
	if got := b.Report; !got.Occurred.From.Equal(want.Occurred.From) || got.Account != want.Account || got.Requester != want.Requester ||
		!slices.Equal(got.Targets, want.Targets) || !slices.Equal(got.Scope, want.Scope) || !slices.Equal(got.Actions, want.Actions) || len(got.Missing) > 0 {
		t.Errorf("%+v", got)
	}
	if in := w.all["DL-2026-0007"]; in.Account != "SN-10424" || in.Verdict != bot.VerdictUnknown || len(r.matched) == 0 {
		t.Errorf("the account is %s, the verdict %s", in.Account, in.Verdict)
	}
	if a := w.run(t, commands.Call{Door: commands.DoorModal, Verb: "corrigeer", Values: map[string]string{view.BlockDate: "morgen"}}); a.Errors[view.BlockDate] == "" {
		t.Errorf("a date that is none: %+v", a)
	}
}

// A target that the account does not have is refused with what may be meant,
// and the registered spelling is what stands in the record.
func TestTargetsAreCheckedAgainstTheDirectory(t *testing.T) {
	w, _ := people(t)
	w.validated(t, "DL-2026-0007")
	w.desk.Approvers = func(context.Context, bot.Role) ([]bot.PersonID, error) { return []bot.PersonID{"mira"}, nil }
	if a := w.run(t, commands.Call{Door: commands.DoorMention, Verb: "stop-api", Args: "webshopfeed", Once: "1"}); !strings.Contains(a.Text, "bedoel je webshop-feed") {
		t.Errorf("%q", a.Text)
	}
	w.run(t, commands.Call{Door: commands.DoorMention, Verb: "stop-api", Args: "Webshop-Feed", Once: "2"})
	b, ok := w.last().(bot.ActionRequested)
	if !ok || b.Target != "webshop-feed" || !slices.Equal(b.Approvers, []bot.PersonID{"mira"}) {
		t.Fatalf("%+v", w.last())
	}
	// Who became a manager since cannot approve what was requested before.
	if a := w.run(t, commands.Call{Who: tom, Door: commands.DoorMention, Verb: "keur-goed", Once: "3"}); !strings.Contains(a.Text, "nog niet goedkeuren") {
		t.Errorf("%q", a.Text)
	}
	seen := w.all["DL-2026-0007"].Version
	if a := w.run(t, commands.Call{Door: commands.DoorMention, Verb: "wijzig", Args: "niets-bekends", Once: "4"}); !strings.Contains(a.Text, "staat niet op het account") {
		t.Errorf("%q", a.Text)
	}
	in := w.all["DL-2026-0007"]
	in.Actions = slices.Clone(in.Actions)
	in.Actions[0].Target = "oude-feed"
	w.all["DL-2026-0007"] = in
	w.run(t, commands.Call{Door: commands.DoorMention, Verb: "change", Args: "webshop-feed", Once: "5"})
	if b, ok := w.last().(bot.ActionRetargeted); !ok || b.Target != "webshop-feed" {
		t.Fatalf("%+v", w.last())
	}
	// The card that mira had before her was about something else.
	if a := w.run(t, commands.Call{Who: mira, Door: commands.DoorButton, Verb: "keur-goed", Version: seen, Once: "6"}); !strings.Contains(a.Text, "iets anders") {
		t.Errorf("%q", a.Text)
	}
	w.run(t, commands.Call{Who: mira, Door: commands.DoorButton, Verb: "keur-goed", Version: w.all["DL-2026-0007"].Version, Once: "7"})
	if _, ok := w.last().(bot.ActionApproved); !ok {
		t.Errorf("%+v", w.last())
	}
}

// A suspension may have an end date, in the desk's zone, up to the end of that day.
func TestASuspensionMayEnd(t *testing.T) {
	w, _ := people(t)
	w.validated(t, "DL-2026-0007")
	values := map[string]string{view.PickBlock(bot.SuspendAPI): "webshop-feed", view.BlockTarget: "", view.BlockUntil: "2026-12-24", view.BlockTyped: "DL-2026-0007"}
	w.run(t, commands.Call{Door: commands.DoorModal, Verb: "stop-api", Values: values, Once: "1"})
	if b, ok := w.last().(bot.ActionRequested); !ok || b.Target != "webshop-feed" || !b.Until.Equal(time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", w.last())
	}
	values[view.BlockUntil], values[view.PickBlock(bot.SuspendAPI)] = "2026-01-01", "Webshop-Feed"
	in := w.all["DL-2026-0007"]
	in.Actions = nil
	w.all["DL-2026-0007"] = in
	if a := w.run(t, commands.Call{Door: commands.DoorModal, Verb: "stop-api", Values: values, Once: "2"}); a.Errors[view.BlockUntil] == "" {
		t.Errorf("a day that is over: %+v", a)
	}
}

// The modal fills in the target of the mail: who picks another one means that
// one, and who types over it means what was typed.
func TestWhatIsPickedBesideTheMailsTarget(t *testing.T) {
	for typed, want := range map[string]string{"": "webshop-feed", "vloot-json": "webshop-feed", "feed-3": "feed-3"} {
		w, _ := people(t)
		w.validated(t, "DL-2026-0007")
		in := w.all["DL-2026-0007"]
		in.Report.Targets = []string{"vloot-json"}
		w.all["DL-2026-0007"] = in
		w.desk.Accounts = nil
		values := map[string]string{view.PickBlock(bot.SuspendAPI): "webshop-feed", view.BlockTarget: typed, view.BlockTyped: "DL-2026-0007"}
		w.run(t, commands.Call{Door: commands.DoorModal, Verb: "stop-api", Values: values, Once: "1"})
		if b, ok := w.last().(bot.ActionRequested); !ok || b.Target != want {
			t.Errorf("typed %q: %+v, want %q", typed, w.last(), want)
		}
	}
}

// The pickers offer accounts and what the incident's account has; an approver
// list that cannot be read leaves approval to the role.
func TestPickers(t *testing.T) {
	w, _ := people(t)
	if o := w.desk.Suggest(t.Context(), view.BlockAccount, "", "dalen"); len(o) != 1 || o[0].Value != "SN-10424" {
		t.Errorf("accounts: %+v", o)
	}
	value := view.ButtonValue{Ref: "DL-2026-0007"}.Encode()
	if o := w.desk.Suggest(t.Context(), view.PickBlock(bot.SuspendAPI), value, ""); len(o) != 1 || o[0].Value != "webshop-feed" {
		t.Errorf("keys: %+v", o)
	}
	for _, odd := range [][2]string{{"pick-nonsense", value}, {view.PickBlock(bot.SuspendAPI), "{"}, {view.PickBlock(bot.SuspendAPI), `{"ref":"DL-2020-0001"}`}} {
		if o := w.desk.Suggest(t.Context(), odd[0], odd[1], "x"); len(o) != 0 {
			t.Errorf("%v: %+v", odd, o)
		}
	}
	w.validated(t, "DL-2026-0007")
	w.desk.Approvers = func(context.Context, bot.Role) ([]bot.PersonID, error) { return nil, errors.New("slack is down") }
	w.run(t, commands.Call{Door: commands.DoorMention, Verb: "stop-api", Args: "webshop-feed"})
	if b, ok := w.last().(bot.ActionRequested); !ok || len(b.Approvers) > 0 || b.Approver != bot.Manager {
		t.Errorf("%+v", w.last())
	}
}
