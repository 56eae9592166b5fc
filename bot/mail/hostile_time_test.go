//go:build !race

package mail

import (
	"testing"
	"time"
)

// TestHostile reads 100 KB of each hostile input, and of the slow ones 25 and
// 50 KB too. It is not built under the race detector, which multiplies times;
// there are no goroutines here to race. Linear work doubles with the input; the
// bound is wide, so that a busy machine does not fail it, and still below what
// work that grows with the square would take.
func TestHostile(t *testing.T) {
	small, half, large := hostileMails(25<<10), hostileMails(50<<10), hostileMails(100<<10)
	took := func(raw []byte) time.Duration {
		best := time.Hour
		for range 7 {
			best = min(best, cpu(func() { desk.Read(raw) }))
		}
		return best
	}
	var slowest time.Duration
	worst := ""
	for name, raw := range large {
		d := cpu(func() { desk.Read(raw) })
		if d > 20*time.Millisecond { // or the garbage collector came by
			d = took(raw)
		}
		if d > slowest {
			slowest, worst = d, name
		}
		if d > 50*time.Millisecond {
			t.Errorf("%s: 100 KB took %v", name, d)
		}
		if d > 20*time.Millisecond {
			s, h := took(small[name]), took(half[name])
			if d > 9*s && h > 3*s {
				t.Errorf("%s: 25, 50 and 100 KB took %v, %v and %v", name, s, h, d)
			}
		}
	}
	t.Logf("slowest: %s, %v", worst, slowest)
}
