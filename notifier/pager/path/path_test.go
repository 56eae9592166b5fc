package path_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/path"
)

// Whoever prints a call for a log prints no way to reach anybody.
func TestACallPrintsNobodysContacts(t *testing.T) {
	c := path.Call{Key: "k", People: []path.Contact{{ID: "anna", Mail: "anna@snoobi.example", Phone: "+31600000001", Topic: "geheim", Ack: "https://desk.example/ack/x"}}}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		s := fmt.Sprintf(verb, c)
		for _, hidden := range []string{"snoobi", "+316", "geheim", "desk.example"} {
			if strings.Contains(s, hidden) {
				t.Errorf("%s prints %q: %s", verb, hidden, s)
			}
		}
		if !strings.Contains(s, "anna") {
			t.Errorf("%s does not say who: %s", verb, s)
		}
	}
}

func TestAPartialErrorKeepsItsClass(t *testing.T) {
	var err error = path.Partial{Reached: []bot.PersonID{"anna"}, Err: notifier.Later{Code: "http_429"}}
	var later notifier.Later
	if !errors.As(err, &later) || later.Code != "http_429" {
		t.Errorf("the class is lost in %v", err)
	}
	if strings.Contains(err.Error(), "anna") {
		t.Errorf("the error names somebody: %v", err)
	}
}
