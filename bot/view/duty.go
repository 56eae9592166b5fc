package view

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A Duty is who is on call over some time.
type Duty struct {
	Rota   bool // false: there is none, and On are always on call
	On     []bot.PersonID
	Until  time.Time // when that changes; zero: not within sight
	Shifts []Shift
	Gaps   []Period
}

// A Shift is one person on call for a time.
type Shift struct {
	Period
	Person bot.PersonID
	Change string       // the number of the change by hand that put them there; empty: none did
	By     bot.PersonID // who made it
	Reason string
}

// maxShifts is how many shifts are listed: two weeks of days and nights.
const maxShifts = 28

// Duty shows who is on call now and in the coming weeks, with the times in which
// nobody is. may says whether the person may change it.
func (f Face) Duty(d Duty, may bool, now time.Time, lang bot.Lang) ([]slack.Block, string) {
	f = f.In(lang)
	var head text
	switch {
	case !d.Rota:
		head = f.say("oncall.always", "who", f.plainly(d.On))
	case len(d.On) == 0 && d.Until.IsZero():
		head = f.say("oncall.nobody")
	case len(d.On) == 0:
		head = f.say("oncall.nobody.until", "until", f.at(d.Until, now))
	case d.Until.IsZero():
		head = f.say("oncall.now", "who", f.plainly(d.On))
	default:
		head = f.say("oncall.now.until", "who", f.plainly(d.On), "until", f.at(d.Until, now))
	}
	blocks := []slack.Block{rich(head)}
	var rows []text
	for _, s := range d.Shifts[:min(len(d.Shifts), maxShifts)] {
		rows = append(rows, f.shift(s, now))
	}
	if len(rows) > 0 {
		blocks = append(blocks, section(f.say("oncall.coming")), list(rows...))
	}
	if t := f.more(len(d.Shifts) - maxShifts); len(t) > 0 {
		blocks = append(blocks, section(capital(t)))
	}
	var gaps []text
	for _, g := range d.Gaps[:min(len(d.Gaps), maxGaps)] {
		gaps = append(gaps, f.say("home.oncall.gap", "from", f.at(g.From, now), "to", f.at(g.To, now)))
	}
	if len(gaps) > 0 {
		blocks = append(blocks, rich(gaps...))
	}
	if may && d.Rota {
		blocks = append(blocks, f.buttons(ButtonValue{}, button{verb: VerbDuty})...)
	}
	return blocks, f.say("oncall.text").plain() // names of people stand in no notification
}

// plainly names people without mentioning them: a list must wake nobody.
func (f Face) plainly(ids []bot.PersonID) text {
	var who []text
	for _, id := range ids[:min(len(ids), maxMentions)] {
		who = append(who, of(data(f.name(id))))
	}
	return join(", ", append(who, f.more(len(ids)-maxMentions))...)
}

func (f Face) shift(s Shift, now time.Time) text {
	pairs := []any{"from", f.at(s.From, now), "to", f.at(s.To, now), "who", of(data(f.name(s.Person)))}
	if s.Change == "" {
		return f.say("oncall.shift", pairs...)
	}
	return f.say("oncall.shift.changed", append(pairs, "no", word(s.Change), "by", of(data(f.name(s.By))), "reason", data(oneLine(s.Reason, 100)))...)
}

// The ways in which somebody changes by hand who is on call, as the modal and
// the verb name them.
const (
	SwapReplace = "replace" // in the place of whoever is
	SwapAdd     = "add"     // as well
	SwapRemove  = "remove"  // not on call then
)

// DutyModal asks for a change of who is on call.
func (f Face) DutyModal(people []bot.PersonID, now time.Time) slack.ModalViewRequest {
	s := f.sheet(VerbDuty, bot.Incident{}, 0)
	slices.SortFunc(people, func(a, b bot.PersonID) int { return strings.Compare(f.name(a), f.name(b)) })
	var options []*slack.OptionBlockObject
	for _, p := range people[:min(len(people), maxOptions)] {
		options = append(options, option(string(p), f.name(p), ""))
	}
	s.choice(BlockPerson, "person", options)
	var how []*slack.OptionBlockObject
	for _, h := range []string{SwapReplace, SwapAdd, SwapRemove} {
		how = append(how, option(h, f.say("modal.swap."+h).plain(), ""))
	}
	radio := slack.NewRadioButtonsBlockElement(BlockHow, how...)
	radio.InitialOption = how[0]
	s.input(BlockHow, "swap", radio, false)
	s.moment(BlockDate, BlockTime, "from.day", "from.time", now)
	s.moment(BlockUntil, BlockUntilTime, "until.day", "until.time", now)
	s.area(BlockReason, "reason.swap", false)
	s.input(BlockSure, "sure", textInput(BlockSure, "", 20, false), true)
	return s.done()
}

func (s *sheet) moment(day, clock, dayLabel, clockLabel string, now time.Time) {
	date := slack.NewDatePickerBlockElement(day)
	date.InitialDate = now.In(s.f.zone()).Format(time.DateOnly)
	s.input(day, dayLabel, date, false)
	s.input(clock, clockLabel, slack.NewTimePickerBlockElement(clock), false)
}

// maxOptions is how many options a static select holds
// (docs.slack.dev reference/block-kit/block-elements/select-menu-element).
const maxOptions = 100
