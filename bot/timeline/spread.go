package timeline

// spread moves blocks of the given heights along a line so that none covers
// another and each stays as near as it can to where it wants its top; wanted is
// in order. Blocks that touch move as one, to the middle of what they want.
func spread(wanted, heights []float64, top, bottom float64) []float64 {
	type group struct {
		n           int
		sum, height float64 // of what the first block would want, for each of them
	}
	var groups []group
	start := func(g group) float64 { return max(top, min(g.sum/float64(g.n), bottom-g.height)) }
	for i, w := range wanted {
		groups = append(groups, group{1, w, heights[i]})
		for n := len(groups); n > 1; n = len(groups) {
			a, b := groups[n-2], groups[n-1]
			if start(a)+a.height <= start(b) {
				break
			}
			a.sum += b.sum - float64(b.n)*a.height
			a.n += b.n
			a.height += b.height
			groups = append(groups[:n-2], a)
		}
	}
	var tops []float64
	for _, g := range groups {
		at := start(g)
		for range g.n {
			tops = append(tops, at)
			at += heights[len(tops)-1]
		}
	}
	return tops
}
