package view

import (
	"slices"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// WhichList is the value of BlockWhich for recipients that are pasted, or in a file.
const WhichList = "list"

// An InformForm is what the modal of telling account holders needs to know.
type InformForm struct {
	All    int  // how many account holders the directory has; 0 while it cannot be read
	Upload bool // a file with recipients can be given
	// Filled is what stands in the inputs, by block id, and Problem why they are
	// shown again.
	Filled  map[string]string
	Problem string
}

// ListTypes are how the names of files end that may hold recipients.
var ListTypes = []string{"csv", "txt"}

// InformModal asks whom to tell of a leak, and what.
func (f Face) InformModal(in bot.Incident, form InformForm) slack.ModalViewRequest {
	s := f.sheet(VerbInform, in, 0)
	if form.Problem != "" {
		s.add(slack.NewSectionBlock(plain(form.Problem, maxText), nil, nil))
	}
	s.say("modal.informeer")
	whole := f.say("modal.which.all.unknown")
	if form.All > 0 {
		whole = f.say("modal.whom.all.count", "count", f.number(form.All))
	}
	which := slack.NewRadioButtonsBlockElement(BlockWhich,
		option(WhichAll, f.say("modal.whom.all").plain(), whole.plain()),
		option(WhichSet, f.say("modal.whom.set").plain(), f.say("modal.whom.set.how").plain()),
		option(WhichList, f.say("modal.whom.list").plain(), f.say("modal.whom.list.how").plain()))
	which.InitialOption = chosen(which.Options, form.Filled[BlockWhich])
	s.input(BlockWhich, "whom", which, false)
	s.input(BlockAccounts, "whom.typed", textInput(BlockAccounts, form.Filled[BlockAccounts], maxText, true), true)
	if form.Upload {
		// docs.slack.dev reference/block-kit/block-elements/file-input-element
		s.input(BlockFile, "whom.file", slack.NewFileInputBlockElement(BlockFile).WithFileTypes(ListTypes...).WithMaxFiles(1), true)
	}
	as := slack.NewRadioButtonsBlockElement(BlockAs,
		option(string(bot.AsController), f.say("modal.as.controller").plain(), f.say("modal.as.controller.how").plain()),
		option(string(bot.AsPerson), f.say("modal.as.person").plain(), f.say("modal.as.person.how").plain()))
	as.InitialOption = chosen(as.Options, form.Filled[BlockAs])
	s.input(BlockAs, "as", as, false)
	for _, b := range LetterBlocks() {
		s.input(b, "told."+b, textInput(b, form.Filled[b], bot.ReasonRunes, true), false)
	}
	s.say("modal.told.english")
	for _, b := range LetterBlocks() {
		s.input(b+BlockEnglish, "told."+b+".english", textInput(b+BlockEnglish, form.Filled[b+BlockEnglish], bot.ReasonRunes, true), true)
	}
	s.say("modal.approval")
	return s.done()
}

// chosen is the option with a value; nil where there is none.
func chosen(options []*slack.OptionBlockObject, value string) *slack.OptionBlockObject {
	if i := slices.IndexFunc(options, func(o *slack.OptionBlockObject) bool { return o.Value == value }); i >= 0 {
		return options[i]
	}
	return nil
}

// LetterBlocks are the inputs of what account holders are told, in Dutch; the
// same in English have BlockEnglish behind their names.
func LetterBlocks() []string {
	return []string{BlockHappened, BlockData, BlockConsequences, BlockAdvice, BlockMeasures}
}

// maxPreview is how much of each part of the message the thread shows (chosen):
// all five and the buttons fit on the screen of a phone. The whole stands in
// LetterModal.
const maxPreview = 200

// informReply asks for a second person's word on what account holders are told.
// The buttons stand above the words, which are a preview, masked as all that the
// channel holds.
func (f Face) informReply(in bot.Incident, a bot.Action, m bot.Message) []slack.Block {
	blocks := []slack.Block{section(lines(
		f.say("reply.inform", "no", a.ID, "accounts", f.onAccounts(a), "as", f.say("as."+string(m.As))),
		f.again(a), f.unreached(a),
		f.say("reply.approval.ask", "managers", f.approvers(a), "who", f.who(a.Requested.By)),
		f.say("reply.inform.read")))}
	if a.State == bot.ActionWaiting && in.Closed == nil {
		buttons := []button{{verb: VerbApprove, id: a.ID, style: slack.StylePrimary}, {verb: VerbDeny, id: a.ID, style: slack.StyleDanger}, {verb: VerbLetter, id: a.ID}}
		if !in.Drill {
			buttons = append(buttons, button{verb: VerbTry, id: a.ID})
		}
		blocks = append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version}, buttons...)...)
	}
	for _, part := range []struct{ key, text string }{
		{BlockHappened, m.Happened}, {BlockData, m.Data}, {BlockConsequences, m.Consequences}, {BlockAdvice, m.Advice}, {BlockMeasures, m.Measures}} {
		blocks = append(blocks, section(f.say("told."+part.key)), quote(Redact(inline(part.text, 2*maxPreview)), maxPreview))
	}
	return blocks
}

// maxMissed is how many accounts without an address the thread and the card name.
const maxMissed = 10

// unreached names the accounts that no mail reaches, since nobody has an address
// for them, and says what then.
func (f Face) unreached(a bot.Action) text {
	if a.Many == nil || a.Many.Unreached == 0 {
		return nil
	}
	return f.say("reply.inform.unreached", "accounts", f.withoutAddress(a.Many, maxMissed))
}

// withoutAddress counts those accounts and names the first.
func (f Face) withoutAddress(m *bot.Many, most int) text {
	ids := m.Missed[:min(len(m.Missed), most)]
	var out []text
	for _, id := range ids {
		out = append(out, accountID(id))
	}
	key := "unreached.some"
	if m.Unreached == 1 {
		key = "unreached.one"
	}
	return f.say(key, "count", f.number(m.Unreached), "accounts", join(", ", append(out, f.more(m.Unreached-len(ids)))...))
}

// again says how many of those who would be told have a mail already.
func (f Face) again(a bot.Action) text {
	if a.Many == nil || a.Many.Again == 0 {
		return nil
	}
	var by []text
	for _, id := range a.Many.Earlier {
		by = append(by, of(id))
	}
	key := "reply.inform.again"
	if a.Many.Again == 1 {
		key += ".one"
	}
	return f.say(key, "count", f.number(a.Many.Again), "actions", join(", ", by...))
}

// toldState says what came of the mails: returned and answered.
func (f Face) toldState(a bot.Action) text {
	if a.Many == nil || a.Kind != bot.Inform {
		return nil
	}
	var out []text
	if n := len(a.Many.Returned); n > 0 {
		out = append(out, f.say("told.returned", "count", f.number(n)))
	}
	if n := a.Many.Answered; n > 0 {
		out = append(out, f.say("told.answered", "count", f.number(n)))
	}
	return join(", ", out...)
}
