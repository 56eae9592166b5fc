package view

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// The block ids of inputs. The action_id of an input is its block id, and both
// stay the same when a modal is shown again, so that what was typed is kept
// (slack.md §3). The values of a submitted modal are named by them.
const (
	BlockMethod  = "method"  // radio: a bot.Method
	BlockAccount = "account" // select or text: a bot.AccountID
	BlockReason  = "reason"  // text
	BlockTarget  = "target"  // text
	BlockTyped   = "ref"     // text: the ref, typed to show that a dangerous action is meant
	BlockProof   = "proof"   // text
	BlockNote    = "text"    // text
	BlockAction  = "action"  // select: the number of an action

	BlockHow       = "how"       // radio: HowQuestion or HowCode
	BlockItems     = "items"     // boxes: bot.MissingItem
	BlockWords     = "words"     // text
	BlockAdmin     = "admin"     // select: an AdminKey
	BlockUntil     = "until"     // date: the last day of a suspension
	BlockRequester = "requester" // text
	BlockScope     = "scope"     // boxes: bot.Scope
	BlockDate      = "date"      // date
	BlockTime      = "time"      // time
	BlockActions   = "actions"   // boxes: bot.Ask
	BlockTargets   = "targets"   // text: one a line
	BlockPerson    = "person"    // select: a bot.PersonID
	BlockSure      = "sure"      // text: "niemand", to show that it is meant that nobody is on call
	BlockUntilTime = "untiltime" // time: with BlockUntil

	BlockFrom         = "from"         // date: when it happened
	BlockFromTime     = "fromtime"     // time: with BlockFrom
	BlockFound        = "found"        // date: when it was discovered
	BlockFoundTime    = "foundtime"    // time: with BlockFound
	BlockFinder       = "finder"       // text: who discovered it
	BlockLater        = "later"        // text: why we were certain only after it was discovered
	BlockDelay        = "delay"        // text: why the AP was notified late
	BlockDrill        = "drill"        // boxes: DrillYes
	BlockNotice       = "notice"       // select: a bot.NoticeKind
	BlockNumber       = "number"       // text: the AP's number
	BlockStage        = "stage"        // select: a bot.Stage
	BlockWhich        = "which"        // radio: WhichAll or WhichSet
	BlockAccounts     = "accounts"     // text: account numbers
	BlockFile         = "file"         // file: a list of recipients; its value is Slack's id of it
	BlockAs           = "as"           // radio: a bot.As
	BlockHappened     = "happened"     // text
	BlockData         = "data"         // text
	BlockConsequences = "consequences" // text
	BlockAdvice       = "advice"       // text
	BlockMeasures     = "measures"     // text
	BlockEnglish      = "-en"          // behind the five above: the same in English
	BlockShare        = "share"        // radio: ShareOne, ShareTen or ShareRest
	BlockSearch       = "search"       // text: a part of an address or an account number
)

// A sheet is a modal being made: its inputs have a submit button, and without
// inputs there is none.
type sheet struct {
	f      Face
	verb   string
	value  ButtonValue
	blocks []slack.Block
	inputs bool
}

// sheet starts the modal of a verb for an incident.
func (f Face) sheet(verb string, in bot.Incident, id int) *sheet {
	s := &sheet{f: f, verb: verb, value: ButtonValue{Ref: in.Ref, Version: in.Version, ID: id}}
	if in.Ref != "" {
		s.add(footnote(f.title(in)))
	}
	return s
}

func (s *sheet) add(blocks ...slack.Block) { s.blocks = append(s.blocks, blocks...) }

// say adds a sentence.
func (s *sheet) say(key string, pairs ...any) { s.add(section(s.f.say(key, pairs...))) }

// input adds an input. Its label is modal.<label>; a hint stands under it where
// the catalog has modal.<label>.hint.
func (s *sheet) input(block, label string, e slack.BlockElement, optional bool) {
	key := "modal." + label
	in := slack.NewInputBlock(block, plainLine(s.f.say(key).plain(), 200), nil, e)
	if has(key + ".hint") {
		in.Hint = plainLine(s.f.say(key+".hint").plain(), 300)
	}
	s.inputs = true
	s.add(in.WithOptional(optional))
}

// line and area are inputs of text; initial may be somebody else's.
func (s *sheet) line(block, label, initial string, max int) {
	s.input(block, label, textInput(block, oneLine(initial, max), max, false), false)
}

func (s *sheet) area(block, label string, optional bool) {
	s.input(block, label, textInput(block, "", bot.ReasonRunes, true), optional)
}

func textInput(action, initial string, max int, multiline bool) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, action).WithMaxLength(max).WithMultiline(multiline)
	return e.WithInitialValue(initial)
}

func (s *sheet) choice(block, label string, options []*slack.OptionBlockObject) {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainLine(s.f.say("modal.choose").plain(), 100), block, options...)
	if len(options) == 1 {
		e = e.WithInitialOption(options[0])
	}
	s.input(block, label, e, false)
}

func option(value, label, description string) *slack.OptionBlockObject {
	var d *slack.TextBlockObject
	if description != "" {
		d = plainLine(description, maxOption)
	}
	return slack.NewOptionBlockObject(value, plainLine(label, maxOption), d)
}

// done returns the modal.
func (s *sheet) done() slack.ModalViewRequest {
	blocks := s.blocks[:min(len(s.blocks), maxViewBlocks)]
	v := slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plainLine(s.f.say("modal.title."+s.verb).plain(), maxTitle),
		Close:           plainLine(s.f.say("modal.cancel").plain(), maxTitle),
		Blocks:          slack.Blocks{BlockSet: blocks},
		CallbackID:      CallbackID(s.verb),
		PrivateMetadata: s.value.Encode(),
	}
	if !s.inputs {
		v.Close = plainLine(s.f.say("modal.close").plain(), maxTitle)
		return v
	}
	v.Submit = plainLine(s.f.say("modal.submit."+s.verb).plain(), maxTitle)
	return v
}
