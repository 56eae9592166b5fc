package view

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name + ".txt"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			line := "(nothing)"
			if i < len(w) {
				line = w[i]
			}
			t.Fatalf("%s:%d\n got: %s\nwant: %s\n(-update rewrites it)", path, i+1, g[i], line)
		}
	}
	t.Fatalf("%s is longer than what was said (-update rewrites it)", path)
}

// The golden files show every card and every reply as people see them.
func TestMessagesReadAsBefore(t *testing.T) {
	all := stories()
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		f := testFace.In(lang)
		var cards, replies, again strings.Builder
		told := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			s := all[name]
			cards.WriteString("== " + name + " ==\n" + Transcript(f.Card(s.in, s.now)) + "\n")
			e := s.events[len(s.events)-1]
			for _, e := range append([]bot.Event{e}, s.events...) {
				body := Transcript(f.Reply(s.in, e, s.now))
				if key := string(e.Kind) + body; !told[key] && (e.No == s.in.Version || !told[string(e.Kind)]) {
					told[key], told[string(e.Kind)] = true, true
					replies.WriteString("== " + name + ": " + string(e.Kind) + " ==\n" + body + "\n")
				}
			}
		}
		golden(t, "cards."+string(lang), cards.String())
		golden(t, "replies."+string(lang), replies.String())
		for _, name := range slices.Sorted(maps.Keys(all)) {
			s := all[name]
			then := bot.Incident{Ref: s.in.Ref}
			for _, e := range s.events {
				then = then.Apply(e)
				m := f.Again(s.in, e, e.At, s.now)
				body := Transcript(Message{Blocks: m.Blocks})
				if then.Asks(e.No) && !s.in.Asks(e.No) && !told["again"+body] {
					told["again"+body] = true
					again.WriteString("== " + name + ": " + string(e.Kind) + " ==\n" + Transcript(m) + "\n")
				}
			}
		}
		golden(t, "again."+string(lang), again.String())
	}
}

// The modals, Home, lists and help, as people see them.
func TestViewsReadAsBefore(t *testing.T) {
	all := stories()
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		f := testFace.In(lang)
		var b strings.Builder
		show := func(name string, v slack.ModalViewRequest) {
			b.WriteString("== " + name + " ==\n" + TranscriptView(v) + "\n")
		}
		reported, waiting, todo := all["01 reported"].in, all["07 waiting"].in, all["08 to do"].in
		done, odd := all["09 one done one failed"].in, all["24 odd mail"].in
		show("validate", f.ValidateModal(reported))
		show("validate: which account", f.ValidateModal(odd))
		show("validate: no account", f.ValidateModal(all["25 unreadable"].in))
		show("validate: second person", f.ValidateModal(all["03 evidence"].in))
		show("reject", f.RejectModal(reported))
		for _, k := range bot.ActionKinds() {
			show("request "+string(k), f.RequestModal(all["06 validated"].in, k, false))
			show("request "+string(k)+" from the directory", f.RequestModal(all["06 validated"].in, k, true))
		}
		show("restore", f.RestoreModal(done, 1))
		show("restore: which", f.RestoreModal(done, 0))
		show("restore: none", f.RestoreModal(reported, 0))
		admins := []bot.Mailbox{{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example"}, {Name: "Bert Huls", Address: "bert@fietsenhuls.example"}}
		show("ask", f.AskModal(reported, admins))
		show("ask: no admins known", f.AskModal(odd, nil))
		show("correct", f.CorrectModal(reported, sampleMail(), true))
		show("correct: nothing was read", f.CorrectModal(all["25 unreadable"].in, bot.Mail{}, false))
		show("change", f.ChangeModal(waiting, 1))
		show("deny", f.DenyModal(waiting, 1))
		show("done", f.DoneModal(todo, 2))
		show("done: which", f.DoneModal(todo, 0))
		show("failed", f.FailedModal(todo, 2))
		show("close", f.CloseModal(done))
		show("close: owed", f.CloseModal(waiting))
		show("close: owed on both tracks", f.CloseModal(internal(todo)))
		show("reopen", f.ReopenModal(all["20 closed"].in))
		leak := all["40 declared"].in
		show("declare", f.DeclareModal(bot.Incident{}, start))
		show("convert", f.DeclareModal(reported, start))
		show("AP", f.NotifyModal(leak, start))
		show("AP: late", f.NotifyModal(leak, start.Add(80*time.Hour)))
		show("AP: again", f.NotifyModal(all["45 notified"].in, start))
		show("no notice", f.NoNoticeModal(leak))
		show("hold", f.HoldModal(leak))
		show("release", f.ReleaseModal(leak))
		show("notice after all", f.MustNotifyModal(all["42 no notice proposed"].in))
		show("stop many", f.StopManyModal(leak, 5214))
		show("restore many", f.RestoreManyModal(all["55 many done"].in, 1))
		show("inform", f.InformModal(leak, InformForm{All: 5214, Upload: true}))
		tell := all["57 telling waits"]
		var holders []bot.Recipient
		for _, t := range bot.ToldOf(tell.events, 1) {
			holders = append(holders, t.Recipient)
		}
		for _, n := range []int{1, len(holders)} {
			show("letter", must(f.LetterModal(tell.in, tell.in.Actions[0], testLetters(t), holders[:n], nil)))
		}
		show("skip", f.SkipModal(leak))
		show("skip: none", f.SkipModal(all["46 restored"].in))
		show("cause", f.CauseModal(leak))
		show("restored", f.RestoredModal(leak, start))
		show("restored: still stopped", f.RestoredModal(internal(all["09 one done one failed"].in), start))
		show("close: owed of a leak here", f.CloseModal(leak))
		show("assess", f.AssessModal(leak))
		show("assess: again", f.AssessModal(all["50 assessed"].in))
		for no := range 12 {
			show(fmt.Sprintf("dossier %d", no), f.DossierModal(all["51 answered"].in, all["51 answered"].dossier(f), no))
		}
		show("aware", f.AwareModal(all["20 closed"].in))
		show("note", f.NoteModal(reported))
		show("menu", f.MenuModal(todo, []string{VerbDone, VerbFailed, VerbRestore, VerbNote, VerbClose, VerbDetails}, start))
		show("details", f.DetailsModal(reported, []bot.Event{{Body: bot.Opened{Mail: sampleMail()}}, {Body: bot.MailAdded{Mail: bot.Mail{Unreadable: "mail too large"}}}}, start))
		for _, name := range []string{"41 cause found", "53 many stuck", "56 many first wave"} {
			show("details: "+name, f.DetailsModal(all[name].in, all[name].events, all[name].now))
		}
		partly := all["60 not all told"]
		told := bot.ToldOf(partly.events, 1)
		told = append(told[:12:12], told[102])
		by, _ := partly.in.ToldBy(1)
		by.Many = &bot.Many{Count: len(told)}
		show("who was told", f.ToldModal(partly.in, by, told, partly.now.Add(25*time.Hour)))
		show("who was told: found", f.FoundModal(partly.in, by, told, " MARLEEN00", partly.now))
		show("who was told: nobody found", f.FoundModal(partly.in, by, told, "nergens", partly.now))
		show("on call", f.DutyModal([]bot.PersonID{"mira", "anna"}, start))
		show("loading", f.LoadingModal())
		show("notice", f.NoticeModal(Refuse(lang, bot.Refusal{Reason: bot.NotClosed, Ref: reported.Ref}, f)))
		golden(t, "modals."+string(lang), b.String())

		b.Reset()
		other := waiting
		other.Ref, other.Owner = "DL-2026-0009", "piet"
		ins := []bot.Incident{reported, all["20 closed"].in, all["18 overdue"].in, other}
		for _, who := range []bot.Person{mira, anna, {ID: "gast"}} {
			b.WriteString("== Home of " + string(who.ID) + " ==\n" + TranscriptBlocks(f.Home(who, ins, homeInfo, start.Add(3*time.Hour)).Blocks.BlockSet) + "\n")
		}
		b.WriteString("== Home of fati, a decision waits ==\n" + TranscriptBlocks(f.Home(fati, []bot.Incident{all["42 no notice proposed"].in}, HomeInfo{}, start.Add(3*time.Hour)).Blocks.BlockSet) + "\n")
		section := func(name string, blocks []slack.Block, words string) {
			b.WriteString("== " + name + " ==\n(" + words + ")\n" + TranscriptBlocks(blocks) + "\n")
		}
		for _, name := range []string{"50 assessed", "52 answered and late", "53 filed, and supplemented"} {
			s := all[name]
			blocks, words := f.Dossier(s.in, s.dossier(f), s.now)
			section("dossier: "+name, blocks, words)
		}
		blocks, words := f.List(ins, start.Add(3*time.Hour), lang)
		section("list", blocks, words)
		blocks, words = f.List(nil, start, lang)
		section("empty list", blocks, words)
		s := all["22 reopened"]
		blocks, words = f.Show(s.in, s.events, s.now, lang)
		section("show", blocks, words)
		s = all["18 overdue"]
		blocks, words = f.Show(s.in, s.events, s.now, lang)
		section("show with rungs", blocks, words)
		blocks, words = f.Help(reported.Ref, []VerbHelp{
			{Name: VerbClaim, Alias: "claim", NL: "maak het incident van jou", EN: "make the incident yours"},
			{Name: VerbDetails, Alias: "details", NL: "lees de volledige mail", EN: "read the full mail"}}, lang)
		section("help", blocks, words)
		for _, name := range []string{"50 many waiting", "56 many first wave", "57 telling waits", "62 telling again"} {
			for _, e := range all[name].events {
				if b, ok := e.Body.(bot.ActionRequested); ok && b.ID == len(all[name].in.Actions) {
					section("approval: "+name, f.Reply(all[name].in, e, all[name].now).Blocks, string(e.Kind))
				}
			}
		}
		for _, d := range duties {
			blocks, words = f.Duty(d, true, start, lang)
			section("on call", blocks, words)
		}
		for _, h := range handovers {
			m := f.Handover(h, ins, start.Add(3*time.Hour))
			section("handover", m.Blocks, m.Text)
		}
		for _, c := range registers {
			blocks, words = f.Register(c, lang)
			section("register", blocks, words)
		}
		golden(t, "views."+string(lang), b.String())
	}
}

// internal returns the incident on the internal track, where the AP
// notification is owed by the desk itself.
func internal(in bot.Incident) bot.Incident {
	in.Track = bot.Internal
	return in
}

// Every reason has its sentence, with and without the words that it quotes.
func TestRefusalsReadAsBefore(t *testing.T) {
	words := map[bot.Reason][][]string{
		bot.NotYourRole: {{"manager"}, {"support"}, {"privacy"}, {"oncall"}}, bot.OwnRequest: {{"1"}},
		bot.NoAccount: {nil, {"SN-10431", "SN-10432"}}, bot.NoAction: {nil, {"9"}}, bot.WhichAction: {{"1", "2"}},
		bot.NotWaiting: {{"1", "to-do"}, {"1", "denied"}}, bot.NotApproved: {{"1"}}, bot.AlreadyFinished: {{"1", "done"}, {"1", "failed"}},
		bot.AlreadyRequested: {{"2"}}, bot.AlreadyTold: {{"1"}}, bot.NeedsEnglish: {{"3"}}, bot.LetterOutdated: {{"1"}}, bot.NotReversible: {{"2"}}, bot.AlreadyReversed: {{"1", "3"}},
		bot.StillOwed: {{"requester", "action/2", "obligation/ap"}}, bot.NeedsTarget: {{"revoke-user"}, {"block-reports"}, {"suspend-api"}},
		bot.FiledFirst: {{"2026-44123"}}, bot.WithdrawnBefore: {{"2026-44123"}},
		bot.TooLong: {{"2000"}}, bot.NotFound: {nil, {"DL-2026-0007", "DL-2026-0008"}},
		bot.BrokenList: {{"2"}, {"2", "3", "5", "7", "11", "13", "17", "19"}}, bot.BadHeader: {nil, {"te*lefoon"}}, bot.FileTooLarge: {{"8 MB"}},
		bot.UnknownVerb: {nil, {"tooon"}, {"tooon", "toon"}, {"<!channel> *x*", "toon"}},
	}
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		var b strings.Builder
		for _, reason := range constants[bot.Reason](t, "../refusal.go", "Reason") {
			all := words[reason]
			if all == nil {
				all = [][]string{nil}
			}
			for _, w := range all {
				s := Refuse(lang, bot.Refusal{Reason: reason, Ref: "DL-2026-0007", By: "anna", Words: w}, testFace)
				b.WriteString(string(reason) + ": " + s + "\n")
				if !strings.HasSuffix(strings.TrimSpace(s), ".") && !strings.HasSuffix(s, "?") || strings.Contains(s, "refuse.") || strings.ContainsAny(s, "{}<>*&") {
					t.Errorf("%s, %s: %q is no whole sentence", lang, reason, s)
				}
			}
		}
		golden(t, "refusals."+string(lang), b.String())
	}
}

// duties are a rota with a change by hand and a gap, one with nobody now, one
// that never changes, and none.
var duties = []Duty{
	{Rota: true, On: []bot.PersonID{"anna"}, Until: start.Add(18 * time.Hour), Shifts: []Shift{
		{Period: Period{start, start.Add(18 * time.Hour)}, Person: "anna"},
		{Period: Period{start.Add(18 * time.Hour), start.Add(30 * time.Hour)}, Person: "mira", Change: "3", By: "tom", Reason: "ruil"}},
		Gaps: []Period{{start.Add(30 * time.Hour), start.Add(33 * time.Hour)}}},
	{Rota: true, Until: start.Add(time.Hour)}, {Rota: true}, {Rota: true, On: []bot.PersonID{"anna", "mira"}}, {On: []bot.PersonID{"anna"}},
}

var handovers = []Handover{
	{At: start, In: []bot.PersonID{"mira"}, Out: []bot.PersonID{"anna"}, On: []bot.PersonID{"piet", "mira"}, Until: start.Add(24 * time.Hour)},
	{At: start, Out: []bot.PersonID{"anna"}},
}

// homeInfo is a desk of which one part does not work.
var homeInfo = HomeInfo{OnCall: OnCall{Known: true, People: []bot.PersonID{"mira"}, Gaps: []Period{{start.Add(48 * time.Hour), start.Add(63 * time.Hour)}}}, Health: []HealthLine{
	{What: HealthMail, Name: "incident", Since: start.Add(time.Hour)}, {What: HealthDirectory, OK: true},
	{What: HealthRota, Name: "ruil", Since: start.Add(time.Hour)},
	{What: HealthActions, Code: "http_401", Since: start.Add(time.Hour)}}}
