package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// staffedNow is a desk at night with everybody on their phone.
func staffedNow() Staff {
	return Staff{Closed: true, Holders: map[Role][]PersonID{
		Support: {"anna", "piet"}, Manager: {"mira", "hugo", "lena"}, Privacy: {"fati"}, OnCall: {"night"}}}
}

// paging is an incident whose only obligation pages who is on call as it opens.
func paging(paths []string, change ...func(*Rung)) Incident {
	rule := duty("ap", 72, func(r *ObligationRule) { r.Ladder[0].Ack, r.Ladder[0].Page = true, []Role{OnCall} })
	for _, c := range change {
		c(&rule.Ladder[0])
	}
	return underAt(day, VerdictClaimed, Rules{Obligations: []ObligationRule{rule}, Paths: paths,
		Waits: Waits{Office: 15 * time.Minute, Outside: 10 * time.Minute}})
}

// steps runs the clock n times to the next due moment and says what each told.
func (in Incident) steps(t *testing.T, n int, s Staff, each func(Incident) Incident) (got []string) {
	t.Helper()
	for range n {
		at, _ := in.Due()
		var c Change
		in, c = in.come(t, at, s)
		got = append(got, paged(c, at))
		if each != nil {
			in = each(in)
		}
	}
	return got
}

// paged says when a change pages whom, over which paths and why.
func paged(c Change, at time.Time) string {
	var words []string
	for _, e := range c.Events {
		switch b := e.Body.(type) {
		case RungReached:
			words = append(words, fmt.Sprintf("%s %s %v", at.Sub(day), b.Rung, b.Page))
		case Escalated:
			words = append(words, fmt.Sprintf("%s %s %v", at.Sub(day), b.Why, b.Page))
		}
	}
	for _, e := range c.Effects {
		if e.Kind == EffectPage {
			words = append(words, "@"+e.Path)
		}
	}
	return strings.Join(words, " ")
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A page of which nothing says that it arrived takes the next path after five
// minutes; after the last path it goes to the managers as well, and then to all.
func TestAnUnconfirmedPageTakesTheNextPathThenMorePeople(t *testing.T) {
	want(t, paging([]string{"one", "two"}).steps(t, 8, staffedNow(), nil),
		"0s open [oncall] @one",
		"5m0s unconfirmed [oncall] @two",
		"15m0s no-ack [oncall manager] @one",
		"20m0s unconfirmed [oncall manager] @two",
		"30m0s no-ack [oncall manager support privacy] @one",
		"35m0s unconfirmed [oncall manager support privacy] @two",
		"1h35m0s no-ack [oncall manager support privacy] @one", // more than a day is left
		"2h35m0s unconfirmed [oncall manager support privacy] @two")
}

// A page that reached somebody waits for them, as long as the hour says.
func TestAConfirmedPageWaits(t *testing.T) {
	confirm := func(in Incident) Incident {
		keys := in.Pages()
		return in.took(t)(in.ConfirmPage(keys[len(keys)-1], in.owed(t, "ap").Standing.At.Add(time.Minute)))
	}
	want(t, paging([]string{"one", "two"}).steps(t, 2, staffedNow(), confirm),
		"0s open [oncall] @one",
		"11m0s no-ack [oncall manager] @one") // at night ten minutes from the confirmation
	office := staffedNow()
	office.Closed = false
	want(t, paging([]string{"one", "two"}).steps(t, 2, office, confirm),
		"0s open [oncall] @one",
		"16m0s no-ack [oncall manager] @one")
}

// What is heard late of an older page says nothing of the one that followed it,
// which takes its next path all the same.
func TestAnOlderPageConfirmsNothing(t *testing.T) {
	late := func(in Incident) Incident {
		keys := in.Pages()
		if c, err := in.ConfirmPage(keys[0], in.owed(t, "ap").Standing.At.Add(time.Minute)); len(keys) > 1 && (err != nil || len(c.Events) > 0) {
			t.Errorf("%s confirms after %s went out: %v", keys[0], keys[len(keys)-1], err)
		}
		return in
	}
	want(t, paging([]string{"one", "two", "three"}).steps(t, 3, staffedNow(), late),
		"0s open [oncall] @one",
		"5m0s unconfirmed [oncall] @two",
		"10m0s unconfirmed [oncall] @three")
	both := paging([]string{"one", "two", "three"}, func(r *Rung) { r.Second = true })
	both, _ = both.come(t, day, staffedNow())
	for _, key := range both.Pages() {
		if c, err := both.ConfirmPage(key, day.Add(time.Minute)); err != nil || len(c.Events) != 1 {
			t.Errorf("%s, one of two at once, does not confirm: %v", key, err)
		}
	}
}

// A rung with a second path takes two at once.
func TestASecondPathIsTakenAtOnce(t *testing.T) {
	want(t, paging([]string{"one", "two", "three"}, func(r *Rung) { r.Second = true }).steps(t, 3, staffedNow(), nil),
		"0s open [oncall] @one @two",
		"5m0s unconfirmed [oncall] @three",
		"15m0s no-ack [oncall manager] @one @two")
}

// Where nobody is, the next who are somebody are paged at once, and the page
// after that goes further still.
func TestNobodyThereIsTheNextLevelAtOnce(t *testing.T) {
	s := staffedNow()
	delete(s.Holders, OnCall)
	in, c := paging([]string{"one"}).come(t, day, s)
	b := c.Events[0].Body.(RungReached)
	if !slices.Equal(b.Nobody, []Role{OnCall}) || b.Level != 2 {
		t.Errorf("nobody is on call, and it says %v, level %d", b.Nobody, b.Level)
	}
	want(t, append([]string{paged(c, day)}, in.steps(t, 1, s, nil)...),
		"0s open [oncall manager] @one",
		"10m0s no-ack [oncall manager support privacy] @one")
	_, c = paging(nil).come(t, day, Staff{Closed: true, Holders: map[Role][]PersonID{}})
	b = c.Events[0].Body.(RungReached)
	if want := []Role{OnCall, Manager, Support, Privacy}; !slices.Equal(b.Page, want) || !slices.Equal(b.Nobody, want) {
		t.Errorf("with nobody anywhere it pages %v and says of %v that they are not there; want all in both", b.Page, b.Nobody)
	}
}

// A refused page is followed at once by the next, until everybody was tried over
// every path. Then the ladder goes on at its own pace.
func TestARefusedPageIsFollowedAtOnce(t *testing.T) {
	in, got := paging([]string{"one", "two"}), []string(nil)
	for range 8 {
		at, _ := in.Due()
		var c Change
		in, c = in.come(t, at, staffedNow())
		got = append(got, paged(c, at))
		keys := in.Pages()
		in = in.took(t)(in.GiveUp(Effect{Key: keys[len(keys)-1], Kind: EffectPage}, "gone", at.Add(time.Second)))
	}
	want(t, got,
		"0s open [oncall] @one",
		"1s unconfirmed [oncall] @two",
		"2s no-ack [oncall manager] @one",
		"3s unconfirmed [oncall manager] @two",
		"4s no-ack [oncall manager support privacy] @one",
		"5s unconfirmed [oncall manager support privacy] @two",
		"1h0m5s no-ack [oncall manager support privacy] @one",
		"2h0m5s unconfirmed [oncall manager support privacy] @two")
}

// Where everybody must acknowledge, two of three managers do not silence it.
func TestThreeManagersMustAcknowledge(t *testing.T) {
	in, _ := paging([]string{"one"}, func(r *Rung) { r.All, r.AckBy = true, []Role{Manager} }).come(t, day, staffedNow())
	manager := func(id PersonID) Person { return Person{ID: id, Roles: []Role{Manager}} }
	for i, id := range []PersonID{"mira", "hugo"} {
		at := day.Add(time.Duration(i+1) * time.Minute)
		in = in.took(t)(in.Acknowledge(manager(id), ViaSlack, at))
		if _, silent := in.owed(t, "ap").Acked(at); silent {
			t.Fatalf("silent with %d of three", i+1)
		}
	}
	if need := in.owed(t, "ap").Standing.Needs(day.Add(3 * time.Minute)); !slices.Equal(need, []PersonID{"lena"}) {
		t.Errorf("it waits for %v, want lena", need)
	}
	in, c := in.come(t, day.Add(10*time.Minute), staffedNow())
	if got := paged(c, day.Add(10*time.Minute)); got != "10m0s no-ack [oncall manager] @one" {
		t.Errorf("two of three acknowledged, and then %q", got)
	}
	c, err := in.Acknowledge(manager("lena"), ViaPager, day.Add(11*time.Minute))
	in = in.do(t, c, err)
	acked := 0
	for _, e := range c.Effects {
		if e.Kind == EffectPageAck {
			acked++
		}
	}
	if acked != 2 {
		t.Errorf("%d of two pages are told that all have acknowledged", acked)
	}
	// The first of the three to run out opens it again: mira's, of four hours.
	if at, _ := in.Due(); !at.Equal(day.Add(4*time.Hour + time.Minute)) {
		t.Errorf("it runs out at %s", at)
	}
}

// An acknowledgement that runs out is asked for again, as often as it runs out.
func TestAnAcknowledgementRunsOutTwice(t *testing.T) {
	in, _ := paging([]string{"one"}).come(t, day, staffedNow())
	at := day
	for range 2 {
		in = in.took(t)(in.Acknowledge(mira, ViaSlack, at.Add(time.Minute)))
		due, _ := in.Due()
		if want := at.Add(time.Minute + 4*time.Hour); !due.Equal(want) {
			t.Fatalf("it runs out at %s, want %s", due, want)
		}
		var c Change
		in, c = in.come(t, due, staffedNow())
		if got := paged(c, due); got != due.Sub(day).String()+" expired [oncall] @one" {
			t.Errorf("run out: %q", got)
		}
		if _, asks := in.Asking(due); !asks {
			t.Error("run out, it does not ask again")
		}
		at = due
	}
}

// What was paged ends once with what it was about, and a ladder that goes on
// after that sends pages of its own.
func TestPagesEndOnceAlsoWhenTheIncidentOpensAgain(t *testing.T) {
	in, _ := paging([]string{"one"}).come(t, day, staffedNow())
	ends := func(c Change) (n int) {
		for _, e := range c.Effects {
			if e.Kind == EffectPageEnd {
				n++
			}
		}
		return n
	}
	for i := range 2 {
		at := day.Add(time.Duration(i+1) * time.Hour)
		c, err := in.Close(anna, "no breach", at)
		if in = in.do(t, c, err); ends(c) != 1 {
			t.Errorf("closed, it ends %d pages, want the one that stands", ends(c))
		}
		in = in.took(t)(in.Reopen(mira, "it was one", at))
		in, c = in.come(t, at, staffedNow())
		if got := paged(c, at); !strings.HasSuffix(got, "@one") || len(in.Pages()) != 1 {
			t.Errorf("open again: %q", got)
		}
	}
}

// Who acknowledges by their turn on call alone is asked no longer than half an
// hour after it: then it is up to whoever is on call. A manager who happens to be
// on call stays one.
func TestAnAcknowledgementEndsSoonAfterTheTurn(t *testing.T) {
	in, _ := paging(nil).come(t, day, staffedNow())
	now := day.Add(time.Minute)
	for _, c := range []struct {
		roles []Role
		off   time.Duration
		want  time.Duration
	}{
		{[]Role{OnCall}, 0, 4 * time.Hour},
		{[]Role{OnCall}, time.Hour, 90 * time.Minute},
		{[]Role{OnCall}, 5 * time.Hour, 4 * time.Hour},
		{[]Role{OnCall, Support}, time.Hour, 90 * time.Minute},
		{[]Role{OnCall, Manager}, time.Hour, 4 * time.Hour},
	} {
		who := Person{ID: "night", Roles: c.roles}
		if c.off > 0 {
			who.Off = now.Add(c.off)
		}
		change, err := in.Acknowledge(who, ViaSlack, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := change.Events[0].Body.(Acknowledged).Until.Sub(now); got != c.want {
			t.Errorf("%v, off after %s: it stands for %s, want %s", c.roles, c.off, got, c.want)
		}
	}
}
