package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

// The inputs of a section of the dossier. Each question has its own, named by its
// key; these stand below them.
const (
	BlockConfirm = "confirm"   // boxes: the keys of what was worked out and is right
	BlockChecked = "no-people" // boxes: CheckedYes
)

// CheckedYes is the value of the box that says that a person looked for
// personal data and found none.
const CheckedYes = "yes"

// questionPrefix begins the block ids of questions: "q:people.max". Behind a
// tilde stands the part of a question that takes several inputs.
const questionPrefix = "q:"

func questionBlock(key, part string) string { return questionPrefix + key + part }

// DossierClock is the input of the time that belongs to the input of a day.
func DossierClock(day string) string { return day + partClock }

const (
	partOr    = "~or"   // the option instead of a day
	partClock = "~time" // the time of a moment
	partMore  = "~more" // more options than one group of boxes takes
)

// maxBoxes is how many boxes one group takes (docs.slack.dev
// reference/block-kit/block-elements/checkboxes-element).
const maxBoxes = 10

// dossierLine is the line on the card about the dossier, once a third of the
// time of the law is all that is left. It is nil while nobody needs it.
func (f Face) dossierLine(in bot.Incident, now time.Time) text {
	o, ok := in.Law()
	if f.Form == nil || in.Track != bot.Internal || in.Closed != nil || !ok || !o.Open() || o.Left(now) > o.Rule.Within/3 {
		return nil
	}
	d := f.Form.In(f.Lang).Fill(in, now)
	return f.say("dossier.card", "state", f.dossierState(d, true))
}

// dossierState says how much is missing and how much waits, with the numbers of
// the questions when there is room.
func (f Face) dossierState(d dossier.Dossier, numbers bool) text {
	count := func(key string, rows []dossier.Row) text {
		if len(rows) == 0 {
			return nil
		}
		t := f.say(key, "n", len(rows))
		if numbers {
			t = f.say("dossier.numbers", "what", t, "numbers", f.numbersOf(rows))
		}
		return t
	}
	t := join(", ", count("dossier.missing", d.Missing()), count("dossier.confirm", d.ToConfirm()))
	if len(t) == 0 {
		return f.say("dossier.complete")
	}
	return t
}

// maxNumbers is how many numbers of questions stand on a card.
const maxNumbers = 6

func (f Face) numbersOf(rows []dossier.Row) text {
	var all []string
	for _, r := range rows {
		if r.No != "" && !slices.Contains(all, r.No) {
			all = append(all, r.No)
		}
	}
	t := of(word(strings.Join(all[:min(len(all), maxNumbers)], ", ")))
	if len(all) > maxNumbers {
		return f.say("dossier.numbers.more", "numbers", t)
	}
	return t
}

// dossierReply tells the thread of what was assessed and answered. The answers
// themselves stand in the dossier.
func (f Face) dossierReply(in bot.Incident, e bot.Event, now time.Time) []slack.Block {
	switch b := e.Body.(type) {
	case bot.Assessed:
		return f.assessedReply(in, e, b, now)
	case bot.DossierAnswered:
		t := f.say("reply.dossier-answered", "who", f.who(e.Actor), "n", len(b.Answers))
		if f.Form != nil {
			t = lines(t, f.say("reply.dossier-answered.state", "state", capital(f.dossierState(f.Form.In(f.Lang).Fill(in, now), true))))
		}
		return []slack.Block{section(t)}
	}
	return nil
}

// Dossier shows somebody how far the dossier is, with a button for each section.
func (f Face) Dossier(in bot.Incident, d dossier.Dossier, now time.Time) ([]slack.Block, string) {
	head := []text{join(" · ", f.drill(in), f.say("dossier.head", "ref", ref(d.Ref), "kind", f.say("dossier.notice."+string(d.Kind)), "state", f.dossierState(d, false)))}
	switch n := len(d.Filed); {
	case n > 0:
		head = append(head, f.filed(d.Filed[n-1], now))
	case d.Late:
		head = append(head, f.say("dossier.late"))
	case !d.Deadline.IsZero():
		head = append(head, f.say("dossier.deadline", "when", word(f.When(d.Deadline, now))))
	}
	blocks := []slack.Block{section(lines(head...))}
	for _, l := range []struct {
		key  string
		rows []dossier.Row
	}{{"dossier.list.missing", d.Missing()}, {"dossier.list.confirm", d.ToConfirm()}, {"dossier.list.suspect", d.Suspect()}, {"dossier.list.changed", d.Changed()}} {
		if len(l.rows) > 0 {
			blocks = append(blocks, section(f.say(l.key)), list(f.rowNames(l.rows)...))
		}
	}
	blocks = append(blocks, section(f.say("dossier.how")))
	v := ButtonValue{Ref: in.Ref, Version: in.Version}
	var row []slack.BlockElement
	for _, p := range d.Parts {
		v.ID = p.Section.No
		row = append(row, slack.NewButtonBlockElement(ActionID(VerbDossier, v.ID), v.Encode(), plainLine(f.sectionName(p), maxButton)))
		if len(row) == maxButtons {
			blocks, row = append(blocks, slack.NewActionBlock("", row...)), nil
		}
	}
	if len(row) > 0 {
		blocks = append(blocks, slack.NewActionBlock("", row...))
	}
	v.ID = 0
	blocks = append(blocks, f.buttons(v, button{verb: VerbDossierFile, style: slack.StylePrimary})...)
	return fit(blocks), f.say("dossier.text", "ref", ref(d.Ref), "state", f.dossierState(d, false)).plain()
}

// filed is one filing at the AP.
func (f Face) filed(n bot.Recorded, now time.Time) text {
	return f.say("dossier.filed", "Kind", capital(f.say("dossier.notice."+string(n.What))), "when", word(f.When(n.Filed, now)), "number", data(n.Number))
}

// sectionName is a section with how many of its questions are open.
func (f Face) sectionName(p dossier.Part) string {
	open := 0
	for _, r := range p.Rows {
		if r.Lacks() || r.Waits() {
			open++
		}
	}
	args := []any{"no", p.Section.No, "label", word(cutTo(p.Section.Label(f.Lang), maxButton-8))}
	if open == 0 {
		return f.say("dossier.section", args...).plain()
	}
	return f.say("dossier.section.open", append(args, "n", word(strconv.Itoa(open)))...).plain()
}

func cutTo(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max-1]) + "…"
	}
	return s
}

// maxRows is how many questions are named in a list.
const maxRows = 8

func (f Face) rowNames(rows []dossier.Row) []text {
	var names []text
	for _, r := range rows[:min(len(rows), maxRows)] {
		name := of(word(r.Label(f.Lang)))
		if r.No != "" { // what is our own has none
			name = f.say("dossier.row", "no", word(r.No), "label", name)
		}
		names = append(names, name)
	}
	if n := len(rows) - maxRows; n > 0 {
		names = append(names, f.say("dossier.more", "n", word(strconv.Itoa(n))))
	}
	return names
}

// DossierModal asks the questions of one section, with what is known filled in.
// What was worked out counts only when it is ticked below.
func (f Face) DossierModal(in bot.Incident, d dossier.Dossier, no int) slack.ModalViewRequest {
	s := f.sheet(VerbDossier, in, no)
	i := slices.IndexFunc(d.Parts, func(p dossier.Part) bool { return p.Section.No == no })
	if i < 0 {
		s.say("dossier.fault.question")
		return s.done()
	}
	s.say("modal.dossier", "no", no, "section", word(d.Parts[i].Section.Label(f.Lang)))
	var waits []*slack.OptionBlockObject
	typed := false
	for _, r := range shown(d.Parts[i]) {
		s.question(r, d)
		typed = typed || !r.Own && (r.Type == dossier.Text || r.Type == dossier.Line)
		if r.Waits() && len(waits) < maxBoxes {
			waits = append(waits, option(r.Key, strings.TrimSpace(r.No+" "+r.Label(f.Lang)), ""))
		}
	}
	if len(waits) > 0 {
		s.boxes(BlockConfirm, "dossier.confirm", waits, nil)
	}
	if typed {
		s.boxes(BlockChecked, "dossier.sure", []*slack.OptionBlockObject{
			option(CheckedYes, f.say("modal.dossier.sure.yes").plain(), f.say("modal.dossier.sure.yes.how").plain())}, nil)
	}
	return s.done()
}

// shown are the questions of a section that the modal asks: those that are asked
// now, and those that depend on another answer in the same modal.
func shown(p dossier.Part) []dossier.Row {
	var list []dossier.Row
	for _, r := range p.Rows {
		here := slices.ContainsFunc(p.Rows, func(o dossier.Row) bool { return o.Key == r.DependsOn() })
		if r.Applies || here {
			list = append(list, r)
		}
	}
	return list
}

// question adds the inputs of one question.
func (s *sheet) question(r dossier.Row, d dossier.Dossier) {
	label := of(word(strings.TrimSpace(r.No + " " + r.Label(s.f.Lang))))
	hint := s.state(r, d)
	block := questionBlock(r.Key, "")
	switch {
	case r.Fixed && r.Empty():
	case r.Fixed:
		value := Clean(r.Words(r.Value, r.Options, s.f.Lang, s.f.zone()))
		s.add(section(s.f.say("modal.dossier.fixed", "label", label, "value", data(cutTo(value, 300)))))
	case len(r.Field.Options) > 0 && r.Type != dossier.Date:
		s.optionsOf(r, label, hint)
	case r.Type == dossier.Date:
		date := slack.NewDatePickerBlockElement(block)
		if _, err := time.Parse(time.DateOnly, r.Value); err == nil {
			date.InitialDate = r.Value
		}
		s.labelled(block, label, hint, date)
		if len(r.Field.Options) > 0 {
			s.labelled(questionBlock(r.Key, partOr), s.f.say("modal.dossier.instead", "label", label), nil, s.group(questionBlock(r.Key, partOr), r, r.Field.Options))
		}
	case r.Type == dossier.Moment:
		date, clock := slack.NewDatePickerBlockElement(block), slack.NewTimePickerBlockElement(DossierClock(block))
		if t, err := time.Parse(time.RFC3339, r.Value); err == nil {
			date.InitialDate, clock.InitialTime = t.In(s.f.zone()).Format(time.DateOnly), t.In(s.f.zone()).Format("15:04")
		}
		s.labelled(block, label, hint, date)
		s.labelled(questionBlock(r.Key, partClock), s.f.say("modal.dossier.clock", "label", label), nil, clock)
	default:
		long := r.Type == dossier.Text
		max := 300
		if long {
			max = bot.ReasonRunes
		}
		s.labelled(block, label, hint, textInput(block, cutTo(r.Value, max), max, long))
	}
}

// optionsOf are radio buttons or boxes; a list that is too long for one group of
// them is a menu, or goes on in a second group.
func (s *sheet) optionsOf(r dossier.Row, label, hint text) {
	block := questionBlock(r.Key, "")
	all := r.Field.Options
	if r.Type == dossier.Multi {
		s.labelled(block, label, hint, s.group(block, r, all[:min(len(all), maxBoxes)]))
		if len(all) > maxBoxes {
			more := questionBlock(r.Key, partMore)
			s.labelled(more, s.f.say("modal.dossier.other", "label", label), nil, s.group(more, r, all[maxBoxes:]))
		}
		return
	}
	var options []*slack.OptionBlockObject
	var initial *slack.OptionBlockObject
	for _, o := range all {
		options = append(options, option(o.Key, o.Label(s.f.Lang), ""))
		if slices.Contains(r.Options, o.Key) {
			initial = options[len(options)-1]
		}
	}
	if len(all) > maxBoxes {
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainLine(s.f.say("modal.choose").plain(), 100), block, options...)
		if initial != nil {
			e = e.WithInitialOption(initial)
		}
		s.labelled(block, label, hint, e)
		return
	}
	radio := slack.NewRadioButtonsBlockElement(block, options...)
	radio.InitialOption = initial
	s.labelled(block, label, hint, radio)
}

func (s *sheet) group(block string, r dossier.Row, options []dossier.Option) *slack.CheckboxGroupsBlockElement {
	e := slack.NewCheckboxGroupsBlockElement(block)
	for _, o := range options {
		x := option(o.Key, o.Label(s.f.Lang), "")
		e.Options = append(e.Options, x)
		if slices.Contains(r.Options, o.Key) {
			e.InitialOptions = append(e.InitialOptions, x)
		}
	}
	return e
}

// labelled adds an input whose label comes from data. Nothing of the dossier
// must be answered at once.
func (s *sheet) labelled(block string, label, hint text, e slack.BlockElement) {
	in := slack.NewInputBlock(block, plainLine(label.plain(), 200), nil, e)
	if len(hint) > 0 {
		in.Hint = plainLine(hint.plain(), 300)
	}
	s.inputs = true
	s.add(in.WithOptional(true))
}

// state says of a question in the modal where its answer comes from.
func (s *sheet) state(r dossier.Row, d dossier.Dossier) text {
	var parts []text
	switch {
	case r.Provenance == dossier.Derived:
		parts = append(parts, s.f.say("modal.dossier.is.derived"))
	case r.Source.Config && !r.Empty():
		parts = append(parts, s.f.say("modal.dossier.is.config"))
	case r.Provenance == dossier.Recorded:
		parts = append(parts, s.f.say("modal.dossier.is.recorded"))
	case r.Optional:
		parts = append(parts, s.f.say("modal.dossier.is.optional"))
	case r.Lacks():
		parts = append(parts, s.f.say("modal.dossier.is.missing"))
	}
	if on, ok := d.Row(r.DependsOn()); ok {
		parts = append(parts, s.f.say("modal.dossier.is.conditional", "no", word(on.No)))
	}
	return join(" ", parts...)
}

// DossierAnswers reads the modal of a section. d is the dossier as the modal
// showed it: what was left as it was is no answer, unless it was worked out and
// ticked as right.
func (f Face) DossierAnswers(d dossier.Dossier, no int, values map[string]string, moment func(day, clock string) (time.Time, bool)) []bot.FieldAnswer {
	i := slices.IndexFunc(d.Parts, func(p dossier.Part) bool { return p.Section.No == no })
	if i < 0 {
		return nil
	}
	confirmed := strings.Fields(values[BlockConfirm])
	var answers []bot.FieldAnswer
	for _, r := range shown(d.Parts[i]) {
		first, asked := values[questionBlock(r.Key, "")]
		if !asked {
			continue
		}
		a := bot.FieldAnswer{Field: r.Key, Value: strings.TrimSpace(first)}
		switch {
		case r.Type == dossier.Date:
			a.Options = strings.Fields(values[questionBlock(r.Key, partOr)])
			if r.Value != a.Value && a.Value != "" && slices.Equal(a.Options, r.Options) {
				a.Options = nil // a day was chosen in the place of "not known yet"
			}
			if len(a.Options) > 0 {
				a.Value = ""
			}
		case r.Type == dossier.Moment:
			if a.Value != "" {
				t, ok := moment(a.Value, values[questionBlock(r.Key, partClock)])
				if a.Value = "?"; ok {
					a.Value = t.Format(time.RFC3339)
				}
				if old, err := time.Parse(time.RFC3339, r.Value); err == nil && ok && old.Truncate(time.Minute).Equal(t) {
					a.Value = r.Value // its seconds were not shown
				}
			}
		case len(r.Field.Options) > 0:
			a.Value = ""
			a.Options = strings.Fields(first + "\n" + values[questionBlock(r.Key, partMore)])
		}
		same := a.Value == r.Value && slices.Equal(a.Options, r.Options)
		switch {
		case same && r.Waits() && slices.Contains(confirmed, r.Key):
			a.Confirmed = true
		case same:
			continue
		}
		answers = append(answers, a)
	}
	return answers
}

// DossierErrors puts what is wrong with answers beside their inputs.
func (f Face) DossierErrors(faults map[string]dossier.Fault) map[string]string {
	errors := map[string]string{}
	for key, fault := range faults {
		errors[questionBlock(key, "")] = capital(f.say("dossier.fault." + string(fault))).plain()
	}
	return errors
}
