package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// The values of the inputs of an action on many accounts.
const (
	WhichAll = "all" // every account of the directory
	WhichSet = "set" // those that are typed

	ShareOne  = "1"   // percent of what is still stopped
	ShareTen  = "10"  // percent
	ShareRest = "100" // all that is still stopped
)

// number writes a count as people read it: 5.000 in Dutch, 5,000 in English.
func (f Face) number(n int) word {
	s, point := strconv.Itoa(n), "."
	if f.Lang == bot.EN {
		point = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + point + s[i:]
	}
	return word(s)
}

// onAccounts says which account an action is about, or how many.
func (f Face) onAccounts(a bot.Action) text {
	switch {
	case a.Many == nil:
		return accountID(a.Account)
	case a.Kind == bot.Inform && a.Many.Count == 1:
		return f.say("holders.one")
	case a.Kind == bot.Inform:
		return f.say("holders.some", "count", f.number(a.Many.Count))
	case a.Many.All && a.Reverses == 0:
		return f.say("accounts.all", "count", f.number(a.Many.Count))
	case a.Many.Count == 1:
		return f.say("accounts.one")
	}
	return f.say("accounts.some", "count", f.number(a.Many.Count))
}

// theAccounts names the accounts that an action on many is about, the first of
// them when they are too many for the thread: nobody approves a list unseen.
func (f Face) theAccounts(a bot.Action) text {
	if a.Many == nil || len(a.Many.First) == 0 {
		return nil
	}
	var out []text
	for _, id := range a.Many.First {
		out = append(out, accountID(id))
	}
	if rest := a.Many.Count - len(a.Many.First); rest > 0 {
		return f.say("accounts.named.first", "accounts", join(", ", out...), "count", f.number(rest))
	}
	return f.say("accounts.named", "accounts", join(", ", out...))
}

// actionOn is an action with the accounts that it is about, when they are many.
func (f Face) actionOn(a bot.Action) text {
	if a.Many == nil {
		return f.action(a)
	}
	if a.Kind == bot.Inform {
		return join(": ", f.action(a), f.onAccounts(a))
	}
	return f.say("action.many", "what", f.action(a), "accounts", f.onAccounts(a))
}

// manyState says how far an action on many accounts has come; nothing before it began.
func (f Face) manyState(a bot.Action) text {
	m := a.Many
	if m == nil || m.Tries == 0 || a.State == bot.ActionIsDone || m.Done() == 0 && len(m.Failed()) == 0 {
		return nil
	}
	args := []any{"done", f.number(m.Done()), "count", f.number(m.Count)}
	if a.State != bot.ActionToDo {
		return f.say("accounts.progress.off", args...)
	}
	if a.Stuck() && !a.Retryable() && m.Unreached > 0 {
		return f.say("accounts.progress.unreached", args...)
	}
	if n := len(m.Failed()); n > 0 {
		return f.say("accounts.progress.failed", append(args, "failed", f.number(n))...)
	}
	return f.say("accounts.progress", args...)
}

// maxFailures is how many accounts the thread names for which it did not work.
const maxFailures = 20

// progressReply says for which accounts it did not work, and asks what then.
func (f Face) progressReply(in bot.Incident, a bot.Action) []slack.Block {
	m := a.Many
	if m == nil {
		return nil
	}
	failed := m.Failed()
	if a.State == bot.ActionHasFail {
		return []slack.Block{section(f.say(off("reply.progress.off", "reply.progress.off.inform", a), "no", a.ID, "done", f.number(m.Done()), "count", f.number(m.Count)))}
	}
	without := f.unreached(a)
	if a.Stuck() && len(failed) == 0 && len(without) > 0 {
		blocks := []slack.Block{section(f.say("reply.progress.unreached", "no", a.ID, "done", f.number(m.Done()), "count", f.number(m.Count))), section(without)}
		if in.Closed != nil {
			return blocks
		}
		return append(append(blocks, section(f.say("reply.progress.unreached.next"))), f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
			button{verb: VerbDone, id: a.ID, style: slack.StylePrimary}, button{verb: VerbFailed, id: a.ID})...)
	}
	if !a.Stuck() && len(failed) == 0 {
		return []slack.Block{section(f.say("reply.progress.running", "no", a.ID, "done", f.number(m.Done()), "count", f.number(m.Count)))}
	}
	blocks := []slack.Block{section(f.say("reply.progress", "no", a.ID, "done", f.number(m.Done()), "count", f.number(m.Count), "failed", f.number(len(failed))))}
	var rows []text
	for _, x := range failed[:min(len(failed), maxFailures)] {
		rows = append(rows, f.say("accounts.failure", "account", accountID(x.Account), "why", f.failure(x.Code)))
	}
	if t := f.more(len(failed) - maxFailures); len(t) > 0 {
		rows = append(rows, capital(t))
	}
	if len(rows) > 0 {
		blocks = append(blocks, list(rows...))
	}
	if len(without) > 0 {
		blocks = append(blocks, section(without))
	}
	if !a.Stuck() || in.Closed != nil {
		return append(blocks, f.toldButtons(in, a)...)
	}
	var buttons []button
	if a.Retryable() {
		buttons = append(buttons, button{verb: VerbRetry, id: a.ID, style: slack.StylePrimary})
	}
	buttons = append(buttons, button{verb: VerbDone, id: a.ID}, button{verb: VerbFailed, id: a.ID})
	return append(append(blocks, section(f.say("reply.progress.next"))), f.toldButtons(in, a, buttons...)...)
}

// off picks what is said of an action that was broken off: a mail that has left
// cannot be taken back.
func off(key, mail string, a bot.Action) string {
	if a.Kind == bot.Inform {
		return mail
	}
	return key
}

// failure says a code of delivery in words, and anything else as the product
// said it.
func (f Face) failure(code string) text {
	if has("code."+code) || strings.HasPrefix(code, "http_") || strings.HasPrefix(code, "smtp-") {
		return f.why(code)
	}
	return of(data(Redact(oneLine(code, 120))))
}

// StopManyModal asks of which accounts all access is stopped. all is how many
// the directory has; 0 while it cannot be read.
func (f Face) StopManyModal(in bot.Incident, all int) slack.ModalViewRequest {
	s := f.sheet(VerbStopAll, in, 0)
	s.say("modal.stop-many")
	whole := f.say("modal.which.all.unknown")
	if all > 0 {
		whole = f.say("modal.which.all.count", "count", f.number(all))
	}
	radio := slack.NewRadioButtonsBlockElement(BlockWhich,
		option(WhichSet, f.say("modal.which.set").plain(), f.say("modal.which.set.how").plain()),
		option(WhichAll, f.say("modal.which.all").plain(), whole.plain()))
	s.input(BlockWhich, "which-accounts", radio, false)
	s.input(BlockAccounts, "accounts", textInput(BlockAccounts, string(in.Account), maxText, true), true)
	s.say("modal.approval")
	s.input(BlockTyped, "typed.many", textInput(BlockTyped, "", 60, false), false)
	return s.done()
}

// RestoreManyModal asks of how many of the accounts access is given back now.
func (f Face) RestoreManyModal(in bot.Incident, id int) slack.ModalViewRequest {
	s := f.sheet(VerbRestore, in, id)
	a, _ := in.Action(id)
	left := in.Stopped(a)
	s.say("modal.restore-many", "no", id, "count", f.number(left))
	var options []*slack.OptionBlockObject
	for _, share := range []string{ShareOne, ShareTen, ShareRest} {
		options = append(options, option(share, f.say("modal.share."+share).plain(), f.say("modal.share.count", "count", f.number(ShareOf(share, left))).plain()))
	}
	radio := slack.NewRadioButtonsBlockElement(BlockShare, options...)
	radio.InitialOption = options[0]
	s.input(BlockShare, "share", radio, false)
	s.input(BlockAccounts, "accounts.restore", textInput(BlockAccounts, "", maxText, true), true)
	s.say("modal.approval")
	s.line(BlockTyped, "typed", "", 40)
	return s.done()
}

// ShareOf returns how many accounts a share of so many is, at least one.
func ShareOf(share string, of int) int {
	percent, err := strconv.Atoi(share)
	if err != nil || percent >= 100 {
		return of
	}
	return min(of, max(1, of*percent/100))
}

// AccountsIn reads account numbers as people paste them: on lines, or with
// commas, semicolons or spaces between them.
func AccountsIn(s string) (ids []bot.AccountID) {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\t' || r == ' ' || r == '\r' }) {
		ids = append(ids, bot.AccountID(w))
	}
	return ids
}

// retriedReply says that the accounts that failed are tried again.
func (f Face) retriedReply(e bot.Event, b bot.ActionRetried, now time.Time) []slack.Block {
	return []slack.Block{section(f.say("reply.retried", "no", b.ID, "who", f.who(e.Actor), "accounts", f.onAccounts(bot.Action{Many: &bot.Many{Count: b.Accounts}})))}
}
