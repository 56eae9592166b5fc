package view

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A Choice is one line of a picker.
type Choice struct {
	Value string // what is submitted: at most 75 characters
	Label string
}

// maxValue is what an option may hold everywhere (slack.md §1.2: 75 in some places,
// 150 in others).
const maxValue = 75

// Options are choices as Slack wants them: at most 100, none empty, and none
// whose value would be cut.
func Options(choices []Choice) []*slack.OptionBlockObject {
	out := []*slack.OptionBlockObject{}
	for _, c := range choices {
		label := oneLine(c.Label, maxOption)
		if c.Value == "" || label == "" || len([]rune(c.Value)) > maxValue || len(out) == 100 {
			continue
		}
		out = append(out, option(c.Value, label, ""))
	}
	return out
}

// pickPrefix begins the ids of pickers of targets: pick-suspend-api.
const pickPrefix = "pick-"

// PickBlock is the block id, and the action id, of the picker of targets for
// one kind of action.
func PickBlock(kind bot.ActionKind) string { return pickPrefix + string(kind) }

// PickedKind returns the kind whose targets a picker offers.
func PickedKind(id string) (bot.ActionKind, bool) {
	rest, ok := strings.CutPrefix(id, pickPrefix)
	for _, k := range bot.ActionKinds() {
		if ok && rest == string(k) {
			return k, true
		}
	}
	return "", false
}

// AdminKey names an admin in a modal without showing the address to Slack.
func AdminKey(m bot.Mailbox) string {
	sum := sha256.Sum256([]byte("admin\n" + string(m.Address)))
	return hex.EncodeToString(sum[:8])
}

// external is a picker whose options the desk offers while somebody types.
func (s *sheet) external(block, label, initial string, optional bool) {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainLine(s.f.say("modal.search").plain(), 100), block)
	none := 0
	e.MinQueryLength = &none
	if v := oneLine(initial, maxOption); v != "" && v == initial {
		e = e.WithInitialOption(option(v, v, ""))
	}
	s.input(block, label, e, optional)
}

// boxes are checkboxes, some of them ticked.
func (s *sheet) boxes(block, label string, options []*slack.OptionBlockObject, ticked map[string]bool) {
	e := slack.NewCheckboxGroupsBlockElement(block, options...)
	for _, o := range options {
		if ticked[o.Value] {
			e.InitialOptions = append(e.InitialOptions, o)
		}
	}
	s.input(block, label, e, true)
}
