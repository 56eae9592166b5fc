package action_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier/action/actiontest"
)

var seeds = flag.Int("seeds", 300, "how many sequences of faults to try")

// Whatever goes wrong, in whatever order, and wherever the desk is stopped: in
// the end the action was done exactly once and the record says so, or it was
// not done and the record says why.
func TestEverySequenceOfFaultsEndsInDoneOnceOrRefused(t *testing.T) {
	ends := map[string]int{}
	for seed := range *seeds {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 7))
			w := newWorld(t)
			for range r.IntN(12) {
				w.api.Next(anyFault(r))
			}
			if r.IntN(2) == 0 {
				w.stopAPI()
			} else {
				w.revoke()
			}
			lossy := true
			w.box.Fail = func(string, bot.EffectKey) error {
				if lossy && r.IntN(5) == 0 {
					return errFull
				}
				return nil
			}
			for range r.IntN(5) { // starts and stops at any moment, on a store that fails
				w.down = r.IntN(3) == 0
				w.run(time.Duration(r.IntN(int(40 * time.Second))))
			}
			lossy, w.down = false, false
			w.run(time.Hour)

			done, said := len(w.api.Carried()), strings.Join(w.said(), "\n")
			switch {
			case w.box.Len() != 0:
				t.Errorf("seed %d: still under way after an hour", seed)
			case done == 1 && said == "done 1: ADM-0001":
				ends["done"]++
			case done == 0 && strings.HasPrefix(said, "failed 1: ") && !strings.Contains(said, "\n"):
				ends["refused"]++
			default:
				t.Errorf("seed %d: done %d times, and the record says %q", seed, done, said)
			}
			if t.Failed() {
				t.Logf("calls:\n%s", strings.Join(w.calls(), "\n"))
			}
		})
		if t.Failed() {
			return
		}
	}
	if *seeds >= 100 && (ends["done"] < 10 || ends["refused"] < 10) {
		t.Errorf("the faults are too tame: %v", ends)
	}
	t.Log(ends)
}

// anyFault draws one, or two at once.
func anyFault(r *rand.Rand) actiontest.Fault {
	draw := []func() actiontest.Fault{
		func() actiontest.Fault {
			status := []int{408, 425, 429, 500, 502, 503, 504, 301, 401, 403}[r.IntN(10)]
			return actiontest.Unavailable(status, []string{"", "3", "-1", "soon", "Sat, 01 Jan 2000 00:00:20 GMT"}[r.IntN(5)])
		},
		actiontest.Lost,
		actiontest.Hang,
		actiontest.Cut,
		actiontest.Busy,
		func() actiontest.Fault { return actiontest.Queue(r.IntN(4)) },
		func() actiontest.Fault {
			return actiontest.QueueThenFail(r.IntN(4), "Not possible", fmt.Sprint(r.IntN(9)))
		},
		func() actiontest.Fault {
			return actiontest.Refuse([]int{400, 404, 409, 410, 422, 451}[r.IntN(6)], "Not allowed", "")
		},
		func() actiontest.Fault {
			return actiontest.Say([]int{200, 201, 202, 204, 500}[r.IntN(5)], "application/json", []string{"", "{", "null", `{"status":"perhaps"}`, "[]"}[r.IntN(5)])
		},
		func() actiontest.Fault { return actiontest.Fault{} },
	}
	one := draw[r.IntN(len(draw))]()
	if r.IntN(3) == 0 {
		return one.And(draw[r.IntN(len(draw))]())
	}
	return one
}
