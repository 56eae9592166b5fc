package view

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

// All that the desk shows is what Slack's own types describe (testdata/schema),
// and is inside the limits that types cannot say (check).
func TestAllBlockKitIsWhatSlackTakes(t *testing.T) {
	types := slackTypes(t)
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
		root, max := slackType(v)
		if m := types.fit(tree, root); m != nil {
			t.Errorf("%s, %s: %s", maker, name, m)
		}
		for _, e := range limits(v, tree, max) {
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
		"button static_select external_select radio_buttons checkboxes datepicker timepicker plain_text_input") {
		if !names[want] {
			t.Errorf("no %s in all that was made: is it still needed?", want)
		}
		delete(names, want)
	}
	for name := range names {
		t.Errorf("%s is new: what does slack.md §1 say of it?", name)
	}
}

// limits is check, for the options of a picker too: it may have none.
func limits(v, tree any, max int) []string {
	if _, ok := v.([]*slack.OptionBlockObject); !ok {
		return check(v, max)
	}
	c := &checker{at: "options"}
	if all, _ := tree.([]any); len(all) > 0 {
		c.options(all, max)
	}
	return c.found
}

// slackType names the root type of testdata/schema/desk.ts that v must fit, and
// how many blocks it holds at most.
func slackType(v any) (root string, max int) {
	switch v.(type) {
	case slack.ModalViewRequest:
		return "Modal", 100
	case slack.HomeTabViewRequest:
		return "Home", 100
	case []*slack.OptionBlockObject:
		return "Options", 100
	}
	return "Blocks", 50
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
