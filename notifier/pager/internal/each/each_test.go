package each_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/internal/each"
	"meldwacht/notifier/pager/path"
)

func TestPeopleAtOnePlaceAreCalledOnce(t *testing.T) {
	people := []path.Contact{{ID: "anna", Topic: "a"}, {ID: "mira"}, {ID: "piet", Topic: "b"}, {ID: "saar", Topic: "a"}}
	got := each.Groups(people, func(c path.Contact) string { return c.Topic })
	want := []each.Group{{First: people[0], People: []bot.PersonID{"anna", "saar"}}, {First: people[2], People: []bot.PersonID{"piet"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// One who cannot be reached keeps nobody else from being reached, and the error
// says who was and what may still be tried.
func TestWhatBecomesOfSeveralCalls(t *testing.T) {
	later, unknown := notifier.Later{Code: "l"}, notifier.Unknown{Code: "u"}
	stop, permanent := notifier.Stop{Code: "s"}, notifier.Permanent{Code: "p"}
	tests := []struct {
		name    string
		errs    []error
		want    error
		reached []bot.PersonID
	}{
		{"all", []error{nil, nil}, nil, nil},
		{"none", []error{permanent, permanent}, permanent, nil},
		{"one", []error{later, nil, later}, later, []bot.PersonID{"1"}},
		{"one is refused and one may be tried again", []error{permanent, nil, later}, later, []bot.PersonID{"1"}},
		{"one may have been reached", []error{later, unknown, permanent}, unknown, nil},
		{"the key is wrong for one", []error{permanent, stop, nil}, stop, []bot.PersonID{"2"}},
		{"more than go out at once", []error{nil, nil, nil, nil, nil, nil, permanent}, permanent, []bot.PersonID{"0", "1", "2", "3", "4", "5"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			var groups []each.Group
			errs := map[string]error{}
			for i, err := range tc.errs {
				name := fmt.Sprint(i)
				groups = append(groups, each.Group{First: path.Contact{Topic: name}, People: []bot.PersonID{bot.PersonID(name)}})
				errs[name] = err
			}
			receipt, err := each.Call(groups, func(g each.Group) (bot.Receipt, error) { return bot.Receipt{ID: g.First.Topic}, errs[g.First.Topic] })
			if tc.want == nil {
				if err != nil || receipt.ID != "0" {
					t.Errorf("%+v, %v", receipt, err)
				}
				return
			}
			var partial path.Partial
			class := err
			if errors.As(err, &partial) {
				class = partial.Err
			}
			if d := cmp.Diff(tc.reached, partial.Reached); d != "" {
				t.Error(d)
			}
			if class != tc.want || receipt != (bot.Receipt{}) {
				t.Errorf("%v with %+v, want %v", class, receipt, tc.want)
			}
		})
	}
}

func TestAPanicDoesNotEndTheDesk(t *testing.T) {
	_, err := each.Call([]each.Group{{First: path.Contact{Topic: "geheim"}}}, func(g each.Group) (bot.Receipt, error) { panic(g.First.Topic) })
	var unknown notifier.Unknown
	if !errors.As(err, &unknown) || unknown.Code != "panic" || unknown.Err.Error() != "string" {
		t.Errorf("the error is %v", err)
	}
}
