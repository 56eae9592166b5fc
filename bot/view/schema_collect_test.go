package view

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

var sampleLetters = must(NewLetters(testDesk, amsterdam, ""))

// deskShows makes all that the desk can show with blocks, in both languages: on
// the days of the golden files, on days that those leave out, and with the words
// of attackers in every place. maker is the method of Face.
func deskShows(see func(maker, name string, v any)) {
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		testFace.In(lang).show(func(maker, name string, v any) { see(maker, name+" "+string(lang), v) })
	}
	// What somebody wrote decides which blocks there are by being there or not.
	// The other vectors make the same ones, of other lengths: hostile_test.go.
	for _, s := range []string{vectors[0], "\x00\uFEFF "} {
		everything(testFace, hostileStories(s), s, func(name, _ string, v any) {
			if v != nil {
				see("everything", fmt.Sprintf("%s with %.10q", name, s), v)
			}
		})
	}
}

// show makes all of it in one language, with the words of people.
func (f Face) show(see func(maker, name string, v any)) {
	all := days()
	var ins []bot.Incident
	for _, name := range slices.Sorted(maps.Keys(all)) {
		ins = append(ins, all[name].in)
		f.showDay(all[name], func(maker string, v any) { see(maker, name, v) })
	}
	f.showDesk(ins, func(maker string, v any) { see(maker, "the desk", v) })
}

// showDay makes all that is about one incident.
func (f Face) showDay(s *story, see func(maker string, v any)) {
	in, now := s.in, s.now
	see("Card", f.Card(in, now).Blocks)
	if in.Drill {
		see("MarkedBlocks", f.MarkedBlocks(in, nil))
	}
	then := bot.Incident{Ref: in.Ref}
	for _, e := range s.events { // told at once, and told late
		then = then.Apply(e)
		see("Reply "+string(e.Kind), f.Reply(then, e, e.At).Blocks)
		see("Reply", f.Reply(in, e, now).Blocks)
		see("Again", f.Again(in, e, e.At, now).Blocks)
	}
	see("Reply", f.Reply(in, bot.Event{No: 9, Kind: "noted"}, now).Blocks) // erased
	b, _ := f.Show(in, s.events, now, f.Lang)
	see("Show", b)
	mails := []bot.Mail{sampleMail()} // an incident that was declared has none
	for _, e := range s.events {
		switch b := e.Body.(type) {
		case bot.Opened:
			mails[0] = b.Mail
		case bot.MailAdded:
			mails = append(mails, b.Mail)
		}
	}
	see("DetailsModal", f.DetailsModal(in, s.events, now))
	if a, ok := in.ToldBy(0); ok {
		told := bot.ToldOf(s.events, a.ID)
		see("ToldModal", f.ToldModal(in, a, told, now))
		for _, part := range []string{"", "marleen00", "nergens"} {
			see("FoundModal", f.FoundModal(in, a, told, part, now))
		}
	}
	see("ValidateModal", f.ValidateModal(in))
	see("RejectModal", f.RejectModal(in))
	see("CloseModal", f.CloseModal(in))
	see("CloseModal", f.CloseModal(internal(in)))
	see("ReopenModal", f.ReopenModal(in))
	see("DeclareModal", f.DeclareModal(in, now))
	see("DeclareModal", f.DeclareModal(bot.Incident{}, now))
	see("DrillModal", f.DrillModal(now))
	see("NotifyModal", f.NotifyModal(in, now))
	see("NoNoticeModal", f.NoNoticeModal(in))
	see("HoldModal", f.HoldModal(in))
	see("ReleaseModal", f.ReleaseModal(in))
	see("MustNotifyModal", f.MustNotifyModal(in))
	see("StopManyModal", f.StopManyModal(in, 5214))
	see("StopManyModal", f.StopManyModal(in, 0))
	see("RestoreManyModal", f.RestoreManyModal(in, 1))
	see("InformModal", f.InformModal(in, InformForm{All: 5214, Upload: true}))
	see("InformModal", f.InformModal(in, InformForm{}))
	see("InformModal", f.InformModal(in, InformForm{Upload: true, Problem: marker, Filled: map[string]string{BlockWhich: WhichList, BlockAccounts: marker,
		BlockAs: string(bot.AsPerson), BlockHappened: marker, BlockData: strings.Repeat(marker, 300)}}))
	for _, a := range in.Actions {
		var list []bot.Recipient
		for _, t := range bot.ToldOf(s.events, a.ID) {
			list = append(list, t.Recipient)
		}
		see("LetterModal", must(f.LetterModal(in, a, sampleLetters, list, bot.UnreachedOf(s.events, a.ID))))
	}
	see("SkipModal", f.SkipModal(in))
	see("CauseModal", f.CauseModal(in))
	see("RestoredModal", f.RestoredModal(in, now))
	see("AssessModal", f.AssessModal(in))
	if in.Track == bot.Internal {
		d := s.dossier(f)
		b, _ = f.Dossier(in, d, now)
		see("Dossier", b)
		if len(in.Answers) > 0 || in.Version <= 2 { // what was filled in, and what was not
			for no := range 12 {
				see("DossierModal", f.DossierModal(in, d, no))
			}
		}
	}
	see("AwareModal", f.AwareModal(in))
	see("NoteModal", f.NoteModal(in))
	see("MenuModal", f.MenuModal(in, verbs, now))
	see("MenuModal", f.MenuModal(in, nil, now))
	see("AskModal", f.AskModal(in, nil))
	see("AskModal", f.AskModal(in, []bot.Mailbox{mails[0].Sender, {Name: "Bert Huls", Address: "bert@fietsenhuls.example"}}))
	for _, yes := range []bool{true, false} {
		see("CorrectModal", f.CorrectModal(in, mails[0], yes))
		for _, k := range bot.ActionKinds() {
			see("RequestModal", f.RequestModal(in, k, yes))
		}
	}
	for id := range 4 { // 0: none chosen; those that do not exist: stale buttons
		see("RestoreModal", f.RestoreModal(in, id))
		see("DenyModal", f.DenyModal(in, id))
		see("DoneModal", f.DoneModal(in, id))
		see("FailedModal", f.FailedModal(in, id))
		see("ChangeModal", f.ChangeModal(in, id))
	}
}

// showDesk makes all that is about several incidents or none.
func (f Face) showDesk(ins []bot.Incident, see func(maker string, v any)) {
	many := slices.Repeat(ins, 2) // more than a list, a picker or Home shows
	for _, ins := range [][]bot.Incident{nil, ins, many} {
		b, _ := f.List(ins, start, f.Lang)
		see("Digest", f.Digest(ins, start).Blocks)
		see("List", b)
		for i, who := range []bot.Person{mira, anna, {ID: "gast"}} {
			info := []HomeInfo{homeInfo, {OnCall: OnCall{Known: true}, Health: []HealthLine{{What: "mail", OK: true}}}, {}}[i]
			see("Home", f.Home(who, ins, info, start))
		}
	}
	var table []VerbHelp
	for _, v := range verbs {
		table = append(table, VerbHelp{Name: v, Alias: "x-" + v, NL: "doe het", EN: "do it"})
	}
	for _, ref := range []bot.Ref{"", "DL-2026-0007"} {
		b, _ := f.Help(ref, table, f.Lang)
		see("Help", b)
		b, _ = f.Help(ref, nil, f.Lang)
		see("Help", b)
	}
	for _, h := range handovers {
		for _, ins := range [][]bot.Incident{nil, ins, many} {
			see("Handover", f.Handover(h, ins, start).Blocks)
		}
	}
	for _, d := range duties {
		d.Shifts, d.Gaps = slices.Repeat(d.Shifts, maxShifts), slices.Repeat(d.Gaps, 2*maxGaps)
		b, _ := f.Duty(d, true, start, f.Lang)
		see("Duty", b)
	}
	see("DutyModal", f.DutyModal([]bot.PersonID{"anna"}, start))
	see("DutyModal", f.DutyModal(slices.Repeat([]bot.PersonID{"mira", "anna"}, maxOptions), start))
	for _, c := range registers {
		b, _ := f.Register(c, f.Lang)
		see("Register", b)
	}
	see("LoadingModal", f.LoadingModal())
	see("NoticeModal", f.NoticeModal("Dat kan niet."))
	see("Options", Options(nil))
	see("Options", Options([]Choice{{"SN-10423", "SN-10423 · Fietsenhuls Groningen B.V."}, {"", "no value"}, {"no label", ""},
		{AdminKey(sampleMail().Reporter), strings.Repeat("Van Der ", 30)}}))
}

// days are the stories of the golden files, and what those leave out: a mail
// whose words were read, and the kinds of events that no story meets.
func days() map[string]*story {
	all := stories()
	read := sampleMail()
	read.Report.Occurred = bot.Occurred{From: start.Add(-20 * time.Hour), Precision: bot.PrecisionHour, Text: "gisteravond"}
	for i, field := range []bot.ReportField{bot.FieldRequester, bot.FieldAccount, bot.FieldScope, bot.FieldOccurred, bot.FieldActions, bot.FieldTargets} {
		read.Report.Words = append(read.Report.Words, bot.Words{Field: field, From: 7 * i, To: 7*i + 6}, bot.Words{Field: field, To: 9, Subject: true})
	}
	s := opened(read, sampleMatch())
	all["30 read"] = s.copy()

	later := s.now.Add(time.Hour)
	happen := func(bodies ...bot.Body) {
		for _, b := range bodies {
			s.now = s.now.Add(time.Minute)
			s.apply(bot.Change{Events: []bot.Event{{No: s.in.Version + 1, At: s.now, Kind: b.Kind(), Actor: "anna", Body: b}}}, nil)
		}
	}
	passed := bot.Authentic{Pass: true, Judge: bot.JudgeDesk}
	happen(bot.MailChecked{Event: 1}, bot.MailChecked{Event: 1, Authentic: passed, Original: &passed, Verdict: bot.VerdictAdmin},
		bot.MailReturned{Status: "5.1.1"}, bot.MailReturned{}, bot.ReportCorrected{Report: read.Report, Match: sampleMatch(), Verdict: bot.VerdictClaimed},
		bot.Asked{Words: "Wie tekent er?", To: "marleen@fietsenhuls.example"}, bot.Asked{Items: []bot.MissingItem{bot.MissingScope}},
		bot.CodeSent{ID: 1, Account: "SN-10423", Admin: "Marleen Huls", To: "marleen@fietsenhuls.example", Expires: later},
		bot.CodeTried{ID: 1, Left: 2}, bot.CodeTried{ID: 1})
	all["31 asked and checked"] = s.copy()
	happen(bot.Validated{Verdict: bot.VerdictAdmin, Method: bot.MethodCode, Account: "SN-10423"},
		bot.ActionRequested{ID: 1, Action: bot.SuspendAPI, Account: "SN-10423", Target: "magazijn", Approval: true,
			Approvers: []bot.PersonID{"anna", "mira", "joep"}, Lapses: later, Until: later},
		bot.ActionRequested{ID: 2, Action: bot.RevokeUser, Account: "SN-10423", Target: "joost", Lapses: later},
		bot.ActionRequested{ID: 3, Action: bot.StopAll, Account: "SN-10423", Approval: true, Lapses: later},
		bot.ActionRetargeted{ID: 1, Target: "fleet", Was: "magazijn"}, bot.ActionRetargeted{ID: 2, Target: "joost@x.example", Was: "joost"})
	all["32 retargeted"] = s.copy()
	happen(bot.ActionApproved{ID: 1, Lapses: later}, bot.ActionDone{ID: 1, Proof: "staat uit"}, bot.SuspensionEnded{ID: 1, Until: later},
		bot.ActionLapsed{ID: 2, Was: bot.ActionToDo}, bot.ActionLapsed{ID: 9},
		bot.ActionOvertaken{ID: 1, Event: 7, Target: "magazijn", Proof: "ADM-0001"}, bot.ActionOvertaken{ID: 9})
	all["33 lapsed and ended"] = s.copy()
	happen(bot.SlackSilent{Since: later, Waiting: 2, Page: []bot.Role{bot.Manager}, Ask: []bot.PersonID{"mira"}}, bot.SlackBack{Since: later, Until: later, Waited: 1},
		bot.SlackSilent{Since: later, Waiting: 1}, bot.SlackBack{Since: later, Until: later.Add(49 * time.Hour), Waited: 12})
	all["34 silent"] = s.copy()
	return all
}
