package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// stageVerbs say by which verb a stage is taken.
var stageVerbs = map[bot.Stage]string{
	bot.StageStop:    VerbStopAll,
	bot.StageAssess:  VerbAssess,
	bot.StageNotify:  VerbNotify,
	bot.StageInform:  VerbInform,
	bot.StageCause:   VerbCause,
	bot.StageRestore: VerbRestored,
}

// suspicion are the lines about what was declared.
func (f Face) suspicion(in bot.Incident, now time.Time) []text {
	s := in.Suspicion
	out := []text{f.say("field.suspicion", "what", data(Redact(oneLine(s.What, 300))))}
	when := f.say("suspicion.unknown")
	switch {
	case !s.From.IsZero() && !s.To.IsZero():
		when = f.say("suspicion.between", "from", f.at(s.From, now), "to", f.at(s.To, now))
	case !s.From.IsZero():
		when = f.say("suspicion.from", "from", f.at(s.From, now))
	}
	finder := f.who(s.By)
	if s.Finder != "" {
		finder = of(data(MaskName(oneLine(s.Finder, 80))))
	}
	happened := f.say("field.happened", "when", when)
	if s.Found.IsZero() {
		out = append(out, happened)
	} else {
		out = append(out, join(" · ", happened, f.say("field.found", "found", f.at(s.Found, now), "who", finder)))
	}
	if s.Converted {
		out = append(out, f.say("field.requester", "who", f.requester(in), "verdict", f.verdict(in)),
			f.say("field.account", "account", f.account(in)), f.say("field.was", "when", f.at(s.Was, now)))
	}
	owner := f.say("owner.none")
	if in.Owner != "" {
		owner = f.who(in.Owner)
	}
	return append(out, f.say("field.owner.internal", "who", owner, "by", f.who(s.By), "when", f.at(in.Aware, now)))
}

// stageMarks stand before a line of the checklist.
var stageMarks = map[bot.Progress]word{
	bot.StageOpen: "☐", bot.StageDoing: "◐", bot.StageDone: "☑", bot.StageDecided: "☑", bot.StageSkipped: "☒",
}

// checklist is the procedure, a line for each stage.
func (f Face) checklist(in bot.Incident, now time.Time) []text {
	var out []text
	for _, c := range in.Playbook() {
		args := []any{"mark", stageMarks[c.Progress], "stage", join(" · ", capital(f.say("stage."+string(c.Stage))), f.covers(in, c))}
		if c.Progress == bot.StageOpen {
			out = append(out, f.say("checklist.open", args...))
			continue
		}
		how := f.known("checklist.is."+string(c.Stage)+"."+string(c.Progress), "checklist.is."+string(c.Progress))
		if _, stands := in.Standing(); c.Stage == bot.StageNotify && c.Progress == bot.StageDone && !stands {
			how = f.say("checklist.is.notify.withdrawn")
		}
		out = append(out, join(" · ", f.say("checklist.line", append(args, "how", how, "who", f.who(c.By), "when", f.clock(c.At, now))...), f.notReached(in, c)))
	}
	return out
}

// nextStage says what has to happen now for a leak at Snoobi itself.
func (f Face) nextStage(in bot.Incident) text {
	if s := in.NoNotice; s != nil && !s.Stands() {
		key := "next.no-notice"
		if !s.Privacy {
			key = "next.no-notice.privacy"
		}
		return f.say(key, "who", f.who(s.By))
	}
	for _, c := range in.Playbook() {
		if !c.Progress.Over() {
			return f.known("next.stage."+string(c.Stage)+"."+string(c.Progress), "next.stage."+string(c.Stage))
		}
	}
	return f.say("next.stage.over")
}

// stageButtons are the verbs of the stages that are still open, the next first.
func (f Face) stageButtons(in bot.Incident) []button {
	if s := in.NoNotice; s != nil && !s.Stands() {
		return []button{{verb: VerbNoNotice, key: "button.geen-melding.second", style: slack.StylePrimary}, {verb: VerbNotice, style: slack.StyleDanger}}
	}
	var all []button
	for _, c := range in.Playbook() {
		verb := stageVerbs[c.Stage]
		if stopped := in.Suspended(); c.Stage == bot.StageRestore && !c.Progress.Over() && len(stopped) > 0 {
			all = append(all, button{verb: VerbRestore, id: stopped[0].ID})
			break
		}
		if c.Progress.Over() || c.Progress == bot.StageDoing || !has("button."+verb) {
			continue
		}
		b := button{verb: verb}
		if c.Stage == bot.StageStop {
			b.style = slack.StyleDanger
		} else if len(all) == 0 {
			b.style = slack.StylePrimary
		}
		if all = append(all, b); len(all) == 2 {
			break
		}
	}
	if len(all) == 0 && in.Stage(bot.StageStop).Progress.Over() {
		all = append(all, button{verb: VerbClose, style: slack.StylePrimary})
	}
	return all
}

// declaredReply says what was declared, and what the procedure is.
func (f Face) declaredReply(in bot.Incident, e bot.Event, d bot.Declaration, head string, now time.Time) []slack.Block {
	blocks := f.said(f.say(head, "who", f.who(e.Actor)), d.What, f.say("reply.declared.clock", "when", word(f.When(d.Aware, now))), f.then(in, now))
	return append(blocks, f.stageRow(in)...)
}

// stageRow offers the verbs of the next stages.
func (f Face) stageRow(in bot.Incident) []slack.Block {
	if in.Closed != nil || in.Track != bot.Internal {
		return nil
	}
	return f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version}, f.stageButtons(in)...)
}

// internalReply tells of what happened to a leak at Snoobi itself.
func (f Face) internalReply(in bot.Incident, e bot.Event, now time.Time) []slack.Block {
	who := f.who(e.Actor)
	switch b := e.Body.(type) {
	case bot.Declared:
		return f.declaredReply(in, e, b.Declaration, "reply.declared", now)
	case bot.Converted:
		return f.declaredReply(in, e, b.Declaration, "reply.converted", now)
	case bot.StageSkip:
		after := []text{f.then(in, now)}
		if b.Stage == bot.StageInform { // the only one that the law asks for whatever the risk
			after = append([]text{f.say("reply.stage-skipped.inform")}, after...)
		}
		return f.said(f.say("reply.stage-skipped", "who", who, "stage", f.say("stage."+string(b.Stage))), b.Reason, after...)
	case bot.CauseFound:
		after := []text{f.then(in, now)}
		if !b.Contained.IsZero() {
			after = append([]text{f.say("reply.cause-found.contained", "when", word(f.When(b.Contained, now)))}, after...)
		}
		if b.Evidence != "" {
			after = append([]text{f.say("reply.cause-found.evidence", "evidence", data(Redact(oneLine(b.Evidence, 200))))}, after...)
		}
		return f.said(f.say("reply.cause-found", "who", who), b.Finding, after...)
	case bot.ServiceRestored:
		after := []text{f.then(in, now)}
		if n := len(in.Suspended()); n > 0 {
			after = append([]text{f.say("reply.service-restored.still", "n", n)}, after...)
		}
		return f.said(f.say("reply.service-restored", "who", who, "when", word(f.When(b.At, now))), b.Words, after...)
	case bot.Notified:
		args := []any{"who", who, "number", data(b.Number), "when", word(f.When(b.Filed, now))}
		t := f.say("reply.notified."+string(b.What), args...)
		if b.Late > 0 {
			t = lines(t, f.say("reply.notified.late", "time", word(For(b.Late, f.Lang))))
		}
		return f.said(t, b.Reason, f.then(in, now))
	case bot.NoNoticeProposed:
		blocks := f.said(f.say("reply.no-notice-proposed", "who", who), b.Reason, f.nextStage(in))
		if in.Asks(e.No) {
			blocks = append(blocks, f.stageRow(in)...)
		}
		return blocks
	case bot.NoNotice:
		return f.said(f.say("reply.no-notice", "who", who, "first", f.who(b.First)), b.Reason, f.then(in, now))
	case bot.NoNoticeDenied:
		return f.said(f.say("reply.no-notice-denied", "who", who), b.Reason, f.then(in, now))
	}
	return nil
}

// DeclareModal asks what is known of a suspected leak at Snoobi itself. in is
// the customer's incident when that is converted, and empty otherwise.
func (f Face) DeclareModal(in bot.Incident, now time.Time) slack.ModalViewRequest {
	return f.declareModal(in, false, now)
}

// DrillModal is DeclareModal for an exercise: its box is ticked.
func (f Face) DrillModal(now time.Time) slack.ModalViewRequest {
	return f.declareModal(bot.Incident{}, true, now)
}

func (f Face) declareModal(in bot.Incident, drill bool, now time.Time) slack.ModalViewRequest {
	verb := VerbDeclare
	if in.Ref != "" {
		verb = VerbConvert
	}
	s := f.sheet(verb, in, 0)
	s.say("modal." + verb)
	s.area(BlockNote, "known", false)
	s.dayAndTime(BlockFrom, BlockFromTime, "from", time.Time{}, true)
	s.dayAndTime(BlockFound, BlockFoundTime, "found", time.Time{}, true)
	s.optionalLine(BlockFinder, "finder", "", bot.TargetRunes)
	s.dayAndTime(BlockDate, BlockTime, "aware-at", time.Time{}, true)
	s.area(BlockLater, "later", true)
	if in.Ref == "" {
		s.boxes(BlockDrill, "drill", []*slack.OptionBlockObject{
			option(DrillYes, f.say("modal.drill.yes").plain(), f.say("modal.drill.how").plain())}, map[string]bool{DrillYes: drill})
	}
	return s.done()
}

// DrillYes is the value of the box that makes an exercise of a declaration.
const DrillYes = "drill"

// dayAndTime asks for a day and a time; at fills them in unless it is zero.
func (s *sheet) dayAndTime(day, clock, label string, at time.Time, optional bool) {
	date, tod := slack.NewDatePickerBlockElement(day), slack.NewTimePickerBlockElement(clock)
	if !at.IsZero() {
		local := at.In(s.f.zone())
		date.InitialDate, tod.InitialTime = local.Format(time.DateOnly), local.Format("15:04")
	}
	s.input(day, label+".day", date, optional)
	s.input(clock, label+".time", tod, optional)
}

// NotifyModal asks what a person filed at the AP.
func (f Face) NotifyModal(in bot.Incident, now time.Time) slack.ModalViewRequest {
	s := f.sheet(VerbNotify, in, 0)
	s.say("modal.ap")
	kinds := bot.NoticeKinds()[1:]
	initial, stands := in.Standing()
	if !stands {
		kinds = bot.NoticeKinds()[:1]
	}
	var options []*slack.OptionBlockObject
	for _, k := range kinds {
		options = append(options, option(string(k), f.say("notice."+string(k)).plain(), ""))
	}
	s.choice(BlockNotice, "notice", options)
	number := ""
	if stands {
		number = initial.Number
	}
	s.line(BlockNumber, "number", number, 60)
	s.dayAndTime(BlockDate, BlockTime, "filed", now, false)
	label := "reason.ap"
	if law, ok := in.Law(); ok && now.After(law.Deadline) && !stands {
		s.say("modal.ap.late")
		label = "reason.delay"
	}
	said, _ := in.Answered(lateReason)
	s.input(BlockReason, label, textInput(BlockReason, said.Value, bot.ReasonRunes, true), true)
	return s.done()
}

// lateReason is the question of the dossier that asks why it was notified late.
const lateReason = "late.reason"

// NoNoticeModal asks why the AP is not notified.
func (f Face) NoNoticeModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbNoNotice, in, 0)
	s.say("modal.geen-melding")
	s.area(BlockReason, "reason.no-notice", false)
	return s.done()
}

// MustNotifyModal asks why the AP is notified all the same.
func (f Face) MustNotifyModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbNotice, in, 0)
	s.say("modal.wel-melden")
	s.area(BlockReason, "reason.notice", false)
	return s.done()
}

// SkipModal asks which stage is left out, and why.
func (f Face) SkipModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbSkip, in, 0)
	s.say("modal.sla-over")
	var options []*slack.OptionBlockObject
	for _, c := range in.Playbook() {
		if c.Stage != bot.StageNotify && !c.Progress.Over() {
			options = append(options, option(string(c.Stage), capital(f.say("stage."+string(c.Stage))).plain(), ""))
		}
	}
	if len(options) == 0 {
		s.say("modal.sla-over.none")
		return s.done()
	}
	s.choice(BlockStage, "stage", options)
	s.area(BlockReason, "reason.skip", false)
	return s.done()
}

// CauseModal asks for a finding about the cause.
func (f Face) CauseModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbCause, in, 0)
	s.area(BlockNote, "finding", false)
	s.optionalLine(BlockProof, "evidence.cause", "", bot.ReasonRunes)
	s.dayAndTime(BlockDate, BlockTime, "contained", time.Time{}, true)
	return s.done()
}

// RestoredModal asks when the service came back, and lists what is still stopped.
func (f Face) RestoredModal(in bot.Incident, now time.Time) slack.ModalViewRequest {
	s := f.sheet(VerbRestored, in, 0)
	if open := in.Suspended(); len(open) > 0 {
		s.say("modal.hersteld.still")
		var rows []text
		for _, a := range open[:min(len(open), 10)] {
			rows = append(rows, f.say("modal.action", "no", a.ID, "what", f.action(a)))
		}
		if t := f.more(len(open) - 10); len(t) > 0 {
			rows = append(rows, capital(t))
		}
		s.add(list(rows...))
	}
	s.area(BlockNote, "restored", false)
	s.dayAndTime(BlockDate, BlockTime, "restored-at", now, false)
	return s.done()
}
