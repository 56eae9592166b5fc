package bot

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// The last answer to each question counts, an empty one takes it back, and what
// is recorded already is not recorded again.
func TestAnswersToTheDossier(t *testing.T) {
	in := declaredBy(t, anna)
	say := func(who Person, answers ...FieldAnswer) error {
		c, err := in.Answer(who, answers, day.Add(time.Hour))
		if err == nil {
			in = in.after(c)
		}
		return err
	}
	if err := say(fati, FieldAnswer{Field: "people.min", Value: " 40 "}, FieldAnswer{Field: "breach.nature", Options: []string{"confidentiality"}, Confirmed: true}); err != nil {
		t.Fatal(err)
	}
	if a, ok := in.Answered("people.min"); !ok || a.Value != "40" || a.By != fati.ID || a.Event != in.Version {
		t.Errorf("%+v", a)
	}
	if a, ok := in.Answered("breach.nature"); !ok || !a.Confirmed {
		t.Errorf("%+v", a)
	}
	before := in
	if err := say(mira, FieldAnswer{Field: "people.min", Value: "60"}, FieldAnswer{Field: "breach.nature"}, FieldAnswer{Field: "never.answered"}); err != nil {
		t.Fatal(err)
	}
	if a, _ := in.Answered("people.min"); a.Value != "60" || a.By != mira.ID {
		t.Errorf("the last does not count: %+v", a)
	}
	if _, ok := in.Answered("breach.nature"); ok || len(in.Answers) != 1 {
		t.Errorf("an answer that was taken back: %+v", in.Answers)
	}
	if a, _ := before.Answered("people.min"); a.Value != "40" {
		t.Error("the incident as it was has changed")
	}
	for about, tt := range map[string]struct {
		who  Person
		a    FieldAnswer
		want Reason
	}{
		"the same again": {mira, FieldAnswer{Field: "people.min", Value: "60"}, NothingNew},
		"support":        {anna, FieldAnswer{Field: "people.min", Value: "70"}, NotYourRole},
		"too long":       {mira, FieldAnswer{Field: "people.min", Value: strings.Repeat("é", ReasonRunes+1)}, TooLong},
		"no key":         {mira, FieldAnswer{Field: "People min", Value: "1"}, NoQuestion},
	} {
		if r, ok := errors.AsType[Refusal](say(tt.who, tt.a)); !ok || r.Reason != tt.want {
			t.Errorf("%s: %+v", about, r)
		}
	}
	customer := opened(VerdictAdmin)
	if _, err := customer.Answer(mira, []FieldAnswer{{Field: "people.min", Value: "1"}}, day); err == nil {
		t.Error("a customer's own leak has no dossier of ours")
	}
}
