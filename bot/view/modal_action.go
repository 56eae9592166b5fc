package view

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// RequestModal asks for one action: what exactly happens, how it is undone, and
// on which target, taken from the mail where it names one. What a second person
// must approve is asked for by typing the ref as well (slack.md §9.4). With pick
// the target is looked for in the directory, and typed only when it is not there.
func (f Face) RequestModal(in bot.Incident, kind bot.ActionKind, pick bool) slack.ModalViewRequest {
	s := f.sheet(VerbOf(kind), in, 0)
	s.add(rich(f.say("field.account", "account", f.account(in))))
	s.add(section(f.consequence(bot.Action{Kind: kind})))
	if kind != bot.StopAll {
		first, others := targets(in, kind)
		if len(others) > 0 {
			s.say("modal.targets")
			s.add(list(others...))
		}
		if pick {
			s.external(PickBlock(kind), "pick."+string(kind), "", true)
			s.optionalLine(BlockTarget, "target.typed", first, bot.TargetRunes)
		} else {
			s.line(BlockTarget, "target."+string(kind), first, bot.TargetRunes)
		}
	}
	if kind != bot.RevokeUser {
		s.input(BlockUntil, "until", slack.NewDatePickerBlockElement(BlockUntil), true)
	}
	s.dangerous(in, kind)
	return s.done()
}

// dangerous says that somebody else must approve, and asks for the ref.
func (s *sheet) dangerous(in bot.Incident, kind bot.ActionKind) {
	if slices.Contains(in.Rules.Approval, kind) {
		s.say("modal.approval")
		s.line(BlockTyped, "typed", "", 40)
	}
}

// targets returns the target in the mail that must be meant, and all of them
// when there is more than one to choose from. Users are told from keys and
// reports by how they look; keys and reports cannot be told from each other, so
// one is only taken when the mail asks for that kind, and names no other.
func targets(in bot.Incident, kind bot.ActionKind) (first string, all []text) {
	list := in.Report.Targets[:min(len(in.Report.Targets), 10)]
	person := func(t string) bool { return strings.Contains(t, "@") || looksLikeName(t) }
	fit := 0
	for _, t := range list {
		if t = oneLine(t, bot.TargetRunes); t == "" {
			continue
		}
		if person(t) == (kind == bot.RevokeUser) {
			if fit++; fit == 1 {
				first = t
			}
		}
		all = append(all, of(data(t)))
	}
	asked := slices.ContainsFunc(in.Report.Actions, func(a bot.Ask) bool { return asks[a] == kind })
	if kind != bot.RevokeUser && (fit > 1 || !asked) {
		first = ""
	}
	if len(all) < 2 {
		all = nil
	}
	return first, all
}

// RestoreModal asks which action is taken back. id 0 lets the person choose.
func (f Face) RestoreModal(in bot.Incident, id int) slack.ModalViewRequest {
	s := f.sheet(VerbRestore, in, id)
	a, ok := s.about(in, id, func(a bot.Action) bool {
		return a.State == bot.ActionIsDone && a.Reverses == 0 && a.Reversed == 0
	})
	if !ok {
		return s.done()
	}
	if a.ID == 0 { // chosen in the modal
		s.say("modal.restore")
		return s.done()
	}
	s.add(section(f.consequence(bot.Action{Kind: a.Kind, Reverses: a.ID})))
	s.dangerous(in, a.Kind)
	return s.done()
}

// DenyModal asks why an action is refused.
func (f Face) DenyModal(in bot.Incident, id int) slack.ModalViewRequest {
	s := f.sheet(VerbDeny, in, id)
	if _, ok := s.about(in, id, func(a bot.Action) bool { return a.State == bot.ActionWaiting }); ok {
		s.area(BlockReason, "reason.deny", false)
	}
	return s.done()
}

// DoneModal asks for the proof that an action was carried out.
func (f Face) DoneModal(in bot.Incident, id int) slack.ModalViewRequest {
	s := f.sheet(VerbDone, in, id)
	if _, ok := s.about(in, id, func(a bot.Action) bool { return a.State == bot.ActionToDo }); ok {
		s.area(BlockProof, "proof", false)
	}
	return s.done()
}

// FailedModal asks why an action could not be carried out.
func (f Face) FailedModal(in bot.Incident, id int) slack.ModalViewRequest {
	s := f.sheet(VerbFailed, in, id)
	if _, ok := s.about(in, id, func(a bot.Action) bool { return a.State == bot.ActionToDo }); ok {
		s.area(BlockReason, "reason.failed", false)
	}
	return s.done()
}

// about names the action that a modal is about, with its target in full: a
// member of the desk must know whom it concerns. With id 0 it lets the person
// choose from those that fit; ok is false when none does. The one that is
// returned is the action at hand, or the only one to choose from; with more than
// one it has no number.
func (s *sheet) about(in bot.Incident, id int, fits func(bot.Action) bool) (a bot.Action, ok bool) {
	if a, ok := in.Action(id); ok {
		s.add(s.f.inFull(a))
		return a, true
	}
	var options []*slack.OptionBlockObject
	for _, b := range in.Actions {
		if fits(b) && len(options) < maxListed {
			label := s.f.say("modal.action", "no", b.ID, "what", s.f.action(b)).plain()
			options = append(options, option(strconv.Itoa(b.ID), label, ""))
			a = b
		}
	}
	if len(options) == 0 {
		s.say("modal.no-action")
		return bot.Action{}, false
	}
	s.choice(BlockAction, "which", options)
	if len(options) > 1 {
		a = bot.Action{}
	}
	return a, true
}

// inFull shows an action with its target unmasked.
func (f Face) inFull(a bot.Action) slack.Block {
	t := f.say("modal.action", "no", a.ID, "what", f.action(bot.Action{Kind: a.Kind, Reverses: a.Reverses}))
	if a.Target != "" {
		t = lines(t, f.say("modal.about", "target", data(oneLine(a.Target, bot.TargetRunes))))
	}
	return rich(t, f.say("field.account", "account", accountID(a.Account)))
}
