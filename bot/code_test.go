package bot

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A code comes back from the address that it was mailed to, in any of the forms
// in which people type it, and makes an admin of the requester.
func TestACodeThatComesBack(t *testing.T) {
	secret := []byte("of this desk alone")
	to := Mailbox{"Marleen Huls", "marleen@fietsenhuls.example"}
	in := opened(VerdictClaimed)
	sent, err := in.SendCode(anna, "SN-10423", to, day)
	in = in.do(t, sent, err)
	code := CodeFor(secret, in.Ref, 1)
	answer := func(text string, from Address, at time.Time) CodeAnswer {
		return in.answerTo(Mail{Sender: Mailbox{Address: from}, Forwarded: ForwardNone, Codes: FindCodes(text)}, secret, at)
	}
	hour := day.Add(time.Hour)
	for says, c := range map[string]struct {
		text string
		from Address
		at   time.Time
		want CodeAnswer
	}{
		"right":                    {"De code is " + code + ".", to.Address, hour, RightCode},
		"in lower case":            {strings.ToLower(code), to.Address, hour, RightCode},
		"among others":             {"0000-0000 en " + code, to.Address, hour, RightCode},
		"wrong":                    {"0000-0000", to.Address, hour, WrongCode},
		"none":                     {"Welke code?", to.Address, hour, NoCode},
		"from another address":     {code, "marleen@elders.example", hour, NoCode},
		"an hour too late":         {code, to.Address, day.Add(25 * time.Hour), NoCode},
		"that of another incident": {CodeFor(secret, "DL-2026-0008", 1), to.Address, hour, WrongCode},
		"that of another desk":     {CodeFor([]byte("x"), in.Ref, 1), to.Address, hour, WrongCode},
	} {
		if got := answer(c.text, c.from, c.at); got != c.want {
			t.Errorf("%s: %d, want %d", says, got, c.want)
		}
	}
	added, err := in.AddMail(Mail{Key: "v1:2"}, RightCode, hour)
	done := in.do(t, added, err)
	if done.Verdict != VerdictAdmin || done.Validated.Method != MethodCode {
		t.Errorf("verdict %s", done.Verdict)
	}
	if got := done.answerTo(Mail{Sender: to, Forwarded: ForwardNone, Codes: []string{code}}, secret, hour); got != NoCode {
		t.Error("a code was taken twice")
	}
	for range codeTries {
		if answer("0000-0000", to.Address, hour) != WrongCode {
			t.Fatal("the tries were over too early")
		}
		wrong, err := in.AddMail(Mail{Key: "v1:3"}, WrongCode, hour)
		in = in.do(t, wrong, err)
	}
	if answer(code, to.Address, hour) != NoCode {
		t.Errorf("the right code counts after %d wrong ones", codeTries)
	}
}

func TestCodesAreFoundInWords(t *testing.T) {
	for text, want := range map[string][]string{
		"7k2m-qx9d":                     {"7K2M-QX9D"},
		"OIL0-0000":                     {"0110-0000"},
		"a 7K2M-QX9D b 7K2M-QX9D":       {"7K2M-QX9D"},
		"ref X7K2M-QX9D":                nil,
		"DL-2026-0007":                  nil,
		"U000-0000":                     nil,
		"7K2M-QX9":                      nil,
		"é7K2M-QX9Dé":                   {"7K2M-QX9D"},
		strings.Repeat("0000-0000 ", 2): {"0000-0000"},
	} {
		if got := FindCodes(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if n := len(FindCodes(strings.Repeat("-0000-", 50_000))); n > 10 {
		t.Errorf("%d codes", n)
	}
}
