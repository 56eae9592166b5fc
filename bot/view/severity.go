package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// The inputs of the modal of the severity.
const (
	BlockCategories = "categories" // boxes: bot.DataCategory
	BlockAdjust     = "adjust"     // radio: -1, 0 or 1, for each category
	BlockIdent      = "ident"      // radio: 1..4
	BlockConf       = "conf"       // radio: 0..2
	BlockInteg      = "integ"
	BlockAvail      = "avail"
	BlockMalice     = "malice" // radio: 0 or 1
	BlockFlags      = "flags"  // boxes: FlagMany, FlagSealed
)

// The flags of a severity, which move no score.
const (
	FlagMany   = "many"
	FlagSealed = "sealed"
)

// AssessModal asks for the parts of ENISA's score, each choice in plain words. It
// shows what was chosen last, and proposes nothing.
func (f Face) AssessModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbAssess, in, 0)
	s.say("modal.ernst")
	var was bot.Severity
	if in.Severity != nil {
		was = in.Severity.Severity
	}
	ticked, adjust := map[string]bool{}, 0
	for _, c := range was.Categories {
		ticked[string(c.Category)], adjust = true, c.Adjust
	}
	var options []*slack.OptionBlockObject
	for _, c := range bot.DataCategories() {
		key := "severity.category." + string(c)
		options = append(options, option(string(c), f.say("severity.category.line", "name", f.say(key), "n", c.Score()).plain(), f.say(key+".how").plain()))
	}
	s.boxes(BlockCategories, "categories", options, ticked)
	chosen := func(now int) int {
		if in.Severity == nil {
			return -99
		}
		return now
	}
	s.steps(BlockAdjust, "adjust", -1, 1, min(max(adjust, -1), 1)) // as it is, unless somebody says otherwise
	s.steps(BlockIdent, "ident", 1, 4, chosen(was.Ident))
	s.steps(BlockConf, "conf", 0, 2, chosen(was.Conf))
	s.steps(BlockInteg, "integ", 0, 2, chosen(was.Integ))
	s.steps(BlockAvail, "avail", 0, 2, chosen(was.Avail))
	malice := 0
	if was.Malice {
		malice = 1
	}
	s.steps(BlockMalice, "malice", 0, 1, chosen(malice))
	var flags []*slack.OptionBlockObject
	for _, flag := range []string{FlagMany, FlagSealed} {
		flags = append(flags, option(flag, f.say("severity.flag."+flag).plain(), f.say("severity.flag."+flag+".how").plain()))
	}
	s.boxes(BlockFlags, "flags", flags, map[string]bool{FlagMany: was.Many, FlagSealed: was.Sealed})
	s.area(BlockReason, "reason.assess", false)
	return s.done()
}

// steps are radio buttons with a number from low to top; chosen is ticked.
func (s *sheet) steps(block, label string, low, top, chosen int) {
	var options []*slack.OptionBlockObject
	for n := low; n <= top; n++ {
		key := step(block, n)
		options = append(options, option(strconv.Itoa(n), s.f.say(key).plain(), s.f.say(key+".how").plain()))
	}
	radio := slack.NewRadioButtonsBlockElement(block, options...)
	if chosen >= low && chosen <= top {
		radio.InitialOption = options[chosen-low]
	}
	s.input(block, label, radio, false)
}

// step is the key of one choice of an input.
func step(block string, n int) string { return "severity." + block + "." + strconv.Itoa(n) }

// Severity reads the modal of the severity. What was not chosen is out of range.
func Severity(values map[string]string) bot.Severity {
	number := func(block string) int {
		n, err := strconv.Atoi(values[block])
		if err != nil {
			return -99
		}
		return n
	}
	s := bot.Severity{Ident: number(BlockIdent), Conf: number(BlockConf), Integ: number(BlockInteg), Avail: number(BlockAvail),
		Malice: values[BlockMalice] == "1", Many: strings.Contains(values[BlockFlags], FlagMany), Sealed: strings.Contains(values[BlockFlags], FlagSealed)}
	adjust := number(BlockAdjust)
	if values[BlockAdjust] == "" {
		adjust = 0
	}
	for c := range strings.FieldsSeq(values[BlockCategories]) {
		s.Categories = append(s.Categories, bot.CategoryScore{Category: bot.DataCategory(c), Adjust: adjust})
	}
	return s
}

// quarters writes a score, which is counted in quarters: 10 is 2,5.
func (f Face) quarters(se4 int) word {
	s := strconv.FormatFloat(float64(se4)/4, 'f', -1, 64)
	if f.Lang != bot.EN {
		s = strings.Replace(s, ".", ",", 1)
	}
	return word(s)
}

// assessedReply shows score, band and inputs, and that a person decides.
func (f Face) assessedReply(in bot.Incident, e bot.Event, b bot.Assessed, now time.Time) []slack.Block {
	head := f.say("reply.assessed", "who", f.who(e.Actor), "score", f.quarters(b.Score), "band", f.say("severity.band."+string(b.Band)))
	if read := bot.ReadAs(b.Score); read != b.Band {
		head = lines(head, f.say("reply.assessed.edge", "band", f.say("severity.band."+string(read))))
	}
	blocks := []slack.Block{section(head)}
	blocks = append(blocks, list(f.severityParts(b.Severity)...))
	blocks = append(blocks, quote(Redact(inline(b.Reason, 2*maxSaid)), maxSaid))
	return append(blocks, section(lines(
		f.say("reply.assessed.proposal", "level", f.say("severity.level."+string(bot.Propose(b.Score)))),
		f.say("reply.assessed.person"), f.then(in, now))))
}

// severityParts are the inputs of a score, a line each.
func (f Face) severityParts(s bot.Severity) []text {
	var kinds []text
	for _, c := range s.Categories {
		t := f.say("severity.category." + string(c.Category))
		if c.Adjust != 0 {
			t = f.say("severity.category.adjusted", "name", t, "by", word(fmt.Sprintf("%+d", c.Adjust)))
		}
		kinds = append(kinds, t)
	}
	dpc, _ := s.Context()
	parts := []text{
		f.say("severity.part.categories", "what", join(", ", kinds...), "n", word(strconv.Itoa(dpc))),
		f.say("severity.part.ident", "what", small(f.say(step(BlockIdent, s.Ident))), "n", f.quarters(s.Ident)),
	}
	for _, p := range []struct {
		block string
		n     int
	}{{BlockConf, s.Conf}, {BlockInteg, s.Integ}, {BlockAvail, s.Avail}} {
		parts = append(parts, f.say("severity.part."+p.block, "what", small(f.say(step(p.block, p.n))), "n", f.quarters(p.n)))
	}
	if s.Malice {
		parts = append(parts, f.say("severity.part.malice", "n", f.quarters(2)))
	}
	if s.Many {
		parts = append(parts, f.say("severity.flag."+FlagMany))
	}
	if s.Sealed {
		parts = append(parts, f.say("severity.flag."+FlagSealed))
	}
	return parts
}

// small begins a sentence of ours in lower case, to stand inside another.
func small(t text) text {
	if len(t) == 0 || t[0].kind != ours {
		return t
	}
	first, n := utf8.DecodeRuneInString(t[0].text)
	out := slices.Clone(t)
	out[0].text = string(unicode.ToLower(first)) + t[0].text[n:]
	return out
}
