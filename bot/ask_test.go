package bot

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Whatever happens to an incident, in whatever order: a reply in its thread has
// buttons exactly as long as its question stands, because each change draws
// those again for which that changed. What is drawn again is a reply that was
// posted.
func TestAnsweredQuestionsLoseTheirButtons(t *testing.T) {
	people := []Person{anna, piet, mira, fati, night}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	redrawn := 0
	for range 300 {
		in, now := opened([]Verdict{VerdictAdmin, VerdictUnknown}[r.IntN(2)]), day
		events := map[EffectKey]int{} // of the replies in the thread
		asks := map[int]bool{}        // whether they show buttons
		var path []string
		for range 40 {
			v := verbs[r.IntN(len(verbs))]
			who := people[r.IntN(len(people))]
			now = now.Add(time.Duration(r.IntN(120)) * time.Minute)
			run := v.run
			if v.name == "rung due" {
				run = func(in Incident, _ Person, t time.Time) (Change, error) { return in.ComeDue(t, Staff{}) }
			}
			c, err := run(in, who, now)
			if err != nil {
				continue
			}
			path = append(path, v.name)
			in = in.after(c)
			for _, e := range c.Effects {
				switch e.Kind {
				case EffectReply:
					events[e.Key], asks[e.Event] = e.Event, in.Asks(e.Event)
				case EffectRedraw:
					redrawn++
					if no, ok := events[e.After]; !ok || no != e.Event {
						t.Fatalf("seed %d: %s is drawn again, which tells of event %d (%v)\n%s", seed, e.After, no, ok, strings.Join(path, ", "))
					}
					asks[e.Event] = in.Asks(e.Event)
				}
			}
			for no, shown := range asks {
				if shown != in.Asks(no) {
					t.Fatalf("seed %d: the reply of event %d shows buttons: %v, and its question stands: %v\n%s", seed, no, shown, in.Asks(no), strings.Join(path, ", "))
				}
			}
		}
	}
	if redrawn < 100 {
		t.Errorf("only %d replies were drawn again", redrawn)
	}
}
