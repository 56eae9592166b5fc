package simulate

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// Fold makes few lines of many. A page that goes out again at equal intervals to
// the same people, by the same paths in turn, is told once, with how often. So is
// a rung that comes again and again with the same lines behind it, and an
// acknowledgement that runs out each time.
func Fold(lines []Line) []Line {
	var order []string
	by := map[string][]Line{} // by obligation
	for _, l := range lines {
		if _, seen := by[l.Obligation]; !seen {
			order = append(order, l.Obligation)
		}
		by[l.Obligation] = append(by[l.Obligation], l)
	}
	var out []Line
	for _, obligation := range order {
		pages := rounds(by[obligation], func(l Line) bool { return l.Why != bot.WhyUnconfirmed }, func(l *Line) *Series { return &l.Again })
		out = append(out, rounds(pages, func(l Line) bool { return l.Kind == rungReached || l.Why == bot.WhyExpired }, func(l *Line) *Series { return &l.Rounds })...)
	}
	slices.SortStableFunc(out, func(a, b Line) int { return a.Event - b.Event })
	return out
}

// rounds joins the rounds that are alike and come at equal intervals. begins
// says where one begins, and series where it is counted.
func rounds(lines []Line, begins func(Line) bool, series func(*Line) *Series) []Line {
	var out []Line
	var model []Line // the round that the next ones are compared with
	var last time.Time
	var every time.Duration
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && !begins(lines[n]) {
			n++
		}
		round := lines[:n]
		lines = lines[n:]
		since := round[0].At.Sub(last)
		if !sameRound(model, round, len(lines) == 0) || every != 0 && since != every {
			out = append(out, round...)
			model, last, every = round, round[0].At, 0
			continue
		}
		every, last = since, round[0].At
		at := len(out) - len(model)
		s := series(&out[at])
		*s = Series{Times: max(1, s.Times) + 1, Every: every, Last: last}
		for i := at + 1; i < len(out); i++ {
			out[i].Within = true
		}
	}
	return out
}

// sameRound reports whether two rounds are alike. The last of all may be cut off.
func sameRound(a, b []Line, cut bool) bool {
	if len(a) == 0 || len(b) > len(a) || len(b) < len(a) && !cut {
		return false
	}
	for i := range b {
		if !a[i].sameAs(b[i]) || b[i].At.Sub(b[0].At) != a[i].At.Sub(a[0].At) || !cut && a[i].Again.Times != b[i].Again.Times {
			return false
		}
	}
	return true
}

// sameAs reports whether the two lines say the same to the same people.
func (l Line) sameAs(o Line) bool {
	return l.Kind == o.Kind && l.Rung == o.Rung && l.Why == o.Why && l.Closed == o.Closed && l.By == o.By &&
		slices.Equal(l.Told, o.Told) && slices.Equal(l.Paged, o.Paged) && slices.Equal(l.Page, o.Page) && slices.Equal(l.Paths, o.Paths)
}

const (
	opened       bot.Kind = "opened"
	rungReached  bot.Kind = "rung-reached"
	escalated    bot.Kind = "escalated"
	acknowledged bot.Kind = "acknowledged"
)
