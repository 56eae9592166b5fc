package bot

import (
	"testing"
	"time"
)

// A check that could not be made when the mail came in is made later, and its
// proof makes an admin of one whom only proof was missing.
func TestAMailThatIsCheckedLater(t *testing.T) {
	pending := Authentic{Pending: true, Judge: JudgeDesk, Evidence: "dkim=temperror"}
	proof := Authentic{Pass: true, Judge: JudgeDesk, Evidence: "dkim=pass header.d=fietsenhuls.example"}
	open := func(m Mail, match Match) (Incident, Change) {
		c := Open("DL-2026-0007", Opened{Track: Customer, Mail: m, Match: match, Verdict: Judge(m, match), Aware: day, Rules: DefaultRules()}, day)
		return Incident{Ref: "DL-2026-0007"}.after(c), c
	}
	admin := Match{Account: "SN-10423", ByAddress: true}
	direct := Mail{Key: "v1:1", Class: ClassReport, Forwarded: ForwardNone, Authentic: pending}
	attached := Mail{Key: "v1:1", Class: ClassReport, Forwarded: ForwardAttached, Authentic: proof, Original: &pending}

	for name, c := range map[string]struct {
		mail     Mail
		match    Match
		sender   Authentic
		original *Authentic
		want     Verdict
	}{
		"proven":                       {direct, admin, proof, nil, VerdictAdmin},
		"not proven":                   {direct, admin, Authentic{Judge: JudgeDesk}, nil, VerdictClaimed},
		"a name alone is no proof":     {direct, Match{Account: "SN-10423", ByName: true}, proof, nil, VerdictClaimed},
		"an unknown stays one":         {direct, Match{}, proof, nil, VerdictUnknown},
		"the attached original":        {attached, admin, proof, &proof, VerdictAdmin},
		"the forwarder proves nothing": {attached, admin, proof, &Authentic{Judge: JudgeDesk}, VerdictClaimed},
	} {
		in, opening := open(c.mail, c.match)
		last := opening.Effects[len(opening.Effects)-1]
		if last.Kind != EffectCheck || last.Event != 1 || !last.Due.Equal(day.Add(time.Minute)) {
			t.Errorf("%s: no check was planned: %+v", name, opening.Effects)
		}
		change, err := in.CheckMail(1, c.mail, c.sender, c.original, day.Add(time.Hour))
		if got := in.do(t, change, err).Verdict; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}

	in, _ := open(direct, admin)
	rejected, err := in.Reject(anna, "geen beheerder meer", day)
	in = in.do(t, rejected, err)
	change, err := in.CheckMail(1, direct, proof, nil, day.Add(time.Hour))
	if in = in.do(t, change, err); in.Verdict != VerdictRejected {
		t.Errorf("a person's decision was taken back: %s", in.Verdict)
	}
	if again, err := in.CheckMail(1, direct, proof, nil, day.Add(time.Hour)); err != nil || len(again.Events) > 0 {
		t.Errorf("checked twice: %+v %v", again, err)
	}
	if _, err := in.CheckMail(2, direct, proof, nil, day); err == nil {
		t.Error("an event without a mail was checked")
	}
	if _, err := in.CheckMail(1, direct, pending, nil, day); err == nil {
		t.Error("a check that was not made was recorded")
	}
}
