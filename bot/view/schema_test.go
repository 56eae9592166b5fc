package view

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"meldwacht/bot/view/blockkit"
)

// All that the desk shows is what Slack's own types describe, and is inside the
// limits that types cannot say: see package blockkit.
func TestAllBlockKitIsWhatSlackTakes(t *testing.T) {
	makers, names := map[string]bool{}, map[string]bool{}
	all := 0
	deskShows(func(maker, name string, v any) {
		all++
		makers[maker] = true
		tree := asJSON(t, v)
		objects(tree, func(o map[string]any) {
			if s, ok := o["type"].(string); ok {
				names[s] = true
			}
		})
		for _, e := range rule.Check(shapeOf(v), tree) {
			t.Errorf("%s, %s: %.300s", maker, name, e)
		}
	})
	t.Logf("%d messages, views and lists of options", all)

	for m := range reflect.TypeFor[Face]().Methods() {
		if showsBlocks(m.Type) && !makers[m.Name] {
			t.Errorf("Face.%s is not in deskShows", m.Name)
		}
	}
	for _, kind := range bodyKinds(t) {
		if !makers["Reply "+kind] {
			t.Errorf("no reply about %s in deskShows", kind)
		}
	}
	for _, want := range strings.Fields("modal home header section context actions divider input rich_text " +
		"rich_text_section rich_text_list rich_text_quote rich_text_preformatted text user usergroup date plain_text mrkdwn " +
		"button static_select external_select radio_buttons checkboxes datepicker timepicker plain_text_input file_input") {
		if !names[want] {
			t.Errorf("no %s in all that was made: is it still needed?", want)
		}
		delete(names, want)
	}
	for name := range names {
		t.Errorf("%s is new: what does slack.md §1 say of it?", name)
	}
}

// ownToken is every form of mention and date that the test's desk may use.
var ownToken = regexp.MustCompile(`<@U0(ANNA|PIET|MIRA)>|<!subteam\^S0(SUPPORT|MANAGERS)>|` + blockkit.Date)

// rule is what this package demands of itself beside what Slack takes: buttons
// that people can take in (about 30 characters of a label are shown), and that
// can be read back when they are clicked.
var rule = blockkit.Rule{Tokens: ownToken, Foreign: marker, Label: 30, Buttons: 5,
	Button: func(action, value string) error {
		if verb, ok := ParseVerb(action); !ok || !has("button."+verb) {
			return errors.New("no verb")
		}
		_, err := ParseButtonValue(value)
		return err
	}}

// shapeOf says what v is for Slack.
func shapeOf(v any) blockkit.Shape {
	switch v.(type) {
	case slack.ModalViewRequest:
		return blockkit.Modal
	case slack.HomeTabViewRequest:
		return blockkit.Home
	case []*slack.OptionBlockObject:
		return blockkit.Options
	}
	return blockkit.Blocks
}

// showsBlocks reports whether a method returns something that Slack shows.
func showsBlocks(method reflect.Type) bool {
	for i := range method.NumOut() {
		switch method.Out(i) {
		case reflect.TypeFor[Message](), reflect.TypeFor[[]slack.Block](), reflect.TypeFor[slack.ModalViewRequest](), reflect.TypeFor[slack.HomeTabViewRequest]():
			return true
		}
	}
	return false
}

// bodyKinds are the kinds of events as package bot declares them.
func bodyKinds(t *testing.T) (kinds []string) {
	t.Helper()
	source := must(os.ReadFile("../event.go"))
	for _, m := range regexp.MustCompile(`(?m)^func \(\w+\) Kind\(\) Kind +\{ return "([a-z-]+)" \}$`).FindAllSubmatch(source, -1) {
		kinds = append(kinds, string(m[1]))
	}
	if len(kinds) < 20 {
		t.Fatalf("%d kinds of events in event.go", len(kinds))
	}
	return kinds
}

func asJSON(t *testing.T, v any) (tree any) {
	t.Helper()
	if err := json.Unmarshal(must(json.Marshal(v)), &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

// objects hands see every object in v, outermost first.
func objects(v any, see func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			objects(x, see)
		}
	case map[string]any:
		see(v)
		for _, x := range v {
			objects(x, see)
		}
	}
}
