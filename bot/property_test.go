package bot

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever happens to an incident, under whatever rules and whoever is there,
// its ladders keep what the desk promises: see the checks of a life.
func TestLaddersKeepTheirPromisesWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := begin(t, drawWorld(t))
		who := func(t *rapid.T) Person { return rapid.SampledFrom(staffed).Draw(t, "who") }
		page := func(t *rapid.T) EffectKey {
			keys := l.in.Pages()
			if len(keys) == 0 {
				t.Skip("no page stands")
			}
			return rapid.SampledFrom(keys).Draw(t, "page")
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) { l.t = t },
			"time passes": func(t *rapid.T) {
				l.pass(draw(t, "minutes", 1, 12*60, time.Minute))
			},
			"until something is due": func(t *rapid.T) {
				if at, ok := l.in.Due(); ok {
					l.pass(at.Sub(l.now))
				}
			},
			"an outage": func(t *rapid.T) {
				l.now = l.now.Add(draw(t, "minutes", 1, 60*60, time.Minute))
				l.catchUp()
			},
			"a restart": func(t *rapid.T) { l.restart() },
			"acknowledge": func(t *rapid.T) {
				l.decide(l.in.Acknowledge(who(t), ViaSlack, l.now))
			},
			"everybody acknowledges": func(t *rapid.T) {
				for _, p := range staffed {
					l.decide(l.in.Acknowledge(p, ViaSlack, l.now))
				}
			},
			"a page arrives": func(t *rapid.T) { l.decide(l.in.ConfirmPage(page(t), l.now)) },
			"a page is refused": func(t *rapid.T) {
				l.decide(l.in.GiveUp(Effect{Key: page(t), Kind: EffectPage}, "gone", l.now))
			},
			"aware at another moment": func(t *rapid.T) {
				aware := l.opens.Add(draw(t, "aware", -100*60, 100*60, time.Minute))
				l.decide(l.in.CorrectAware(who(t), aware, "they called before", "", l.now))
			},
			"close":    func(t *rapid.T) { l.decide(l.in.Close(staffed[0], "no breach", l.now)) },
			"reopen":   func(t *rapid.T) { l.decide(l.in.Reopen(staffed[1], "it was one", l.now)) },
			"validate": func(t *rapid.T) { l.decide(l.in.Validate(who(t), MethodCallBack, "", "called her", l.now)) },
			"reject":   func(t *rapid.T) { l.decide(l.in.Reject(who(t), "an impostor", l.now)) },
			"correct": func(t *rapid.T) {
				l.decide(l.in.Correct(who(t), Report{Account: "SN-10424"}, Mail{}, Match{Account: "SN-10424"}, l.now))
			},
			"request": func(t *rapid.T) {
				kind := rapid.SampledFrom([]ActionKind{RevokeUser, SuspendAPI}).Draw(t, "kind")
				l.decide(l.in.RequestAction(who(t), ActionRequest{Kind: kind, Target: "joost"}, l.now))
			},
			"approve": func(t *rapid.T) { l.decide(l.in.Approve(who(t), 0, 0, l.now)) },
			"finish":  func(t *rapid.T) { l.decide(l.in.Finish(who(t), 0, "screenshot", l.now)) },
			"fail":    func(t *rapid.T) { l.decide(l.in.Fail(who(t), 0, "no such user", l.now)) },
		})
	})
}

// However the time passes, in one step or in many, with the same rung standing
// at the end.
func TestOneStepOrManyEndAtTheSameRung(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		many, once := begin(t, w), begin(t, w)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			many.now = many.now.Add(draw(t, "step", 1, 30*60, time.Minute))
			many.catchUp()
		}
		once.now = many.now
		once.catchUp()
		for i, o := range many.in.Obligations {
			p := once.in.Obligations[i]
			a, b := o.Standing, p.Standing
			if o.Reached != p.Reached || o.Times != p.Times || (a == nil) != (b == nil) || a != nil && (a.Rung.Name != b.Rung.Name || a.Times != b.Times) {
				t.Fatalf("%s: in steps %+v, at once %+v", o.Rule.Name, a, b)
			}
		}
	})
}

// Rungs come at elapsed time before the deadline, one after the other, whatever
// the clock on the wall does in the two nights in which it changes.
func TestRungsComeInOrderThroughBothClockChanges(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.opens = rapid.SampledFrom(nights[1:]).Draw(t, "change").Add(draw(t, "opens", 0, 48*60, time.Minute)).In(zone)
		l := begin(t, w)
		var last = map[string]time.Time{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at, ok := l.in.Due()
			if !ok {
				return
			}
			l.now = at.In(zone)
			l.catchUp()
			if next, _ := l.in.Due(); !next.After(at) {
				t.Fatalf("after %s comes %s", at, next)
			}
		}
		for _, e := range l.events {
			b, ok := e.Body.(RungReached)
			if !ok {
				continue
			}
			o, _ := l.in.obligation(b.Obligation)
			rung, _ := o.rung(b.Rung)
			want := w.opens.Add(o.Rule.Within - rung.Left + time.Duration(max(0, b.Times-1))*rung.Every)
			if !b.Due.Equal(want) || e.At.Location() != time.UTC || b.Due.Before(last[b.Obligation]) {
				t.Fatalf("%s/%d is due at %s, want %s, after %s", b.Rung, b.Times, b.Due, want, last[b.Obligation])
			}
			last[b.Obligation] = b.Due
		}
	})
}
