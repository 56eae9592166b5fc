package slack_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
)

// 2,000 effects that wait, at the pace that Slack allows, hold an urgent one up
// for two seconds at most.
func TestABacklogHoldsNothingUrgentUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.in.Version = 200
		d.box.Add(card())
		d.run(t, time.Second)
		for i := range 2000 {
			lane, e := bot.Bulk, card()
			if i%2 == 0 {
				lane = bot.Normal
			}
			e.Key, e.Ref, e.Lane = bot.EffectKey(fmt.Sprintf("backlog/%d", i)), bot.MakeRef(2026, i+100), lane
			d.box.Add(e)
		}
		var urgent []bot.EffectKey
		at := map[bot.EffectKey]time.Time{}
		done := make(chan bool)
		go func() {
			defer close(done)
			for i := range 40 {
				time.Sleep(9*time.Second + time.Duration(i*17)*time.Millisecond) // at all phases of the pace
				e := reply(10+i, bot.Urgent)
				urgent, at[e.Key] = append(urgent, e.Key), time.Now()
				d.box.Add(e)
			}
		}()
		d.run(t, 7*time.Minute)
		<-done
		var took []time.Duration
		for _, key := range urgent {
			r, ok := d.box.Receipt(key)
			if !ok {
				t.Fatalf("%s is not sent", key)
			}
			took = append(took, r.At.Sub(at[key]))
		}
		slices.Sort(took)
		t.Logf("urgent behind 2,000: p50 %s, p99 %s, worst %s", took[20], took[38], took[39])
		if took[39] > 2*time.Second {
			t.Errorf("an urgent one waited %s", took[39])
		}
		if n := len(d.texts()); n < 380 {
			t.Errorf("%d posts in seven minutes: the backlog did not move", n)
		}
	})
}
