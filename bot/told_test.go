package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What is known of each recipient is read from the record: a second try, a mail
// that came back, an answer, and what has nothing to do with this action.
func TestWhatIsKnownOfEachRecipient(t *testing.T) {
	start := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	list := func(names ...string) (all []Recipient) {
		for _, n := range names {
			all = append(all, Recipient{Address: Address(n + "@klant.example")})
		}
		return all
	}
	bodies := []Body{
		InformRecipients{ID: 2, Batch: 1, List: list("a", "b", "c")},
		InformRecipients{ID: 2, Batch: 2, List: list("d", "e")},
		InformRecipients{ID: 3, Batch: 1, List: list("z")},
		ActionProgress{ID: 2, Batch: 2, Try: 1, Done: 1},
		ActionProgress{ID: 2, Batch: 1, Try: 1, Done: 1, Over: true, Failed: []AccountFailure{{Code: "550", No: 2}, {Code: "451", No: 3}}},
		MailReturned{Status: "5.1.1", Told: &Returned{2, 1, 1}},
		ActionProgress{ID: 2, Batch: 1, Try: 2, Done: 2, Over: true, Failed: []AccountFailure{{Code: "550", No: 2}}},
		MailReturned{Status: "5.1.1", Told: &Returned{2, 9, 1}},
		MailReturned{Status: "5.1.1", Told: &Returned{3, 1, 1}},
		MailReturned{Status: "5.0.0"},
		MailAdded{Told: 2, Mail: Mail{IDs: []string{"x@y.example", "abc.i2.1.3@snoobi.example"}}},
		MailReturned{Status: "5.2.2", Told: &Returned{2, 1, 3}}, // a second mailbox of the same person: the answer stands
		InformRecipients{ID: 2, Batch: 3, List: list("f")},
		Undelivered{Effect: "DL-2026-0007/letter/inform/2/batch/3/1", What: EffectMail, Error: "no-letter"},
		Undelivered{Effect: "DL-2026-0007/letter/inform/2/batch/9/1", What: EffectMail, Error: "no-letter"},
		Undelivered{Effect: "DL-2026-0007/letter/inform/3/batch/2/1", What: EffectMail, Error: "no-letter"},
		Undelivered{Effect: "DL-2026-0007/letter/question/2", What: EffectMail, Error: "no-letter"},
	}
	var events []Event
	for i, b := range bodies {
		events = append(events, Event{No: i + 1, At: start.Add(time.Duration(i) * time.Minute), Body: b})
	}
	var got []string
	for _, told := range ToldOf(events, 2) {
		s := string(told.Address[:1]) + " " + string(told.State)
		if !told.At.IsZero() {
			s += told.At.Format(" 15:04")
		}
		if told.Code != "" {
			s += " " + told.Code
		}
		got = append(got, s)
	}
	want := []string{"a returned 08:05 5.1.1", "b failed 08:06 550", "c answered 08:10", "d queued", "e queued", "f failed 08:13 no-letter"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if list := ToldOf(events, 7); list != nil {
		t.Errorf("an action that nobody knows told %v", list)
	}
}
