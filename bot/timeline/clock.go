package timeline

import (
	"math"
	"time"
)

// clock writes the days and hours on the wall, and where the wall clock is changed.
func (s *sheet) clock() {
	every := 6
	switch hours := s.To.Sub(s.From).Hours(); {
	case hours > 240:
		every = 24
	case hours > 120:
		every = 12
	}
	right := laneLeft - 10
	last := s.top - 100
	for t := s.From.Truncate(time.Hour); !t.After(s.To); t = t.Add(time.Hour) {
		local := t.In(s.Zone)
		if t.Before(s.From) || local.Minute() != 0 {
			continue
		}
		y := s.y(t)
		s.change(t, y)
		if local.Hour()%every != 0 || y-last < sizeClock || s.covered(y) {
			continue
		}
		last = y
		words, bold := local.Format("15:04"), local.Hour() == 0
		if bold {
			words = s.Day(t)
			s.line(faint, 1.2, point{margin, y}, point{s.words - leadRoom, y})
		} else {
			s.line(faint, 1, point{right - 2, y}, point{right + 8, y})
		}
		if bold {
			s.text(ink, sizeClock+1, true, margin+4, y+sizeClock+2, words)
			s.named(t, y+sizeClock+2)
			last = y + sizeClock
			continue
		}
		s.text(soft, sizeClock, false, right-6-s.width(words, sizeClock, false), y+sizeClock*0.35, words)
	}
	if first := s.Day(s.From); s.From.In(s.Zone).Hour() < 22 {
		s.text(ink, sizeClock+1, true, margin+4, s.top+sizeClock, first)
		s.named(s.From, s.top+sizeClock)
	}
}

// covered reports whether the sign of the law's deadline stands at y.
func (s *sheet) covered(y float64) bool {
	for _, lane := range s.Lanes {
		if lane.Law && s.within(lane.Deadline) && math.Abs(y-s.y(lane.Deadline)) < sizeHead+sizeClock/3 {
			return true
		}
	}
	return false
}

// named writes the name of a holiday below its day, and below a change of the
// clock: the clock changes on Easter Sunday in some years, as in 2027.
func (s *sheet) named(t time.Time, y float64) {
	if _, change := t.In(s.Zone).ZoneBounds(); !change.IsZero() && change.Sub(t) < 6*time.Hour {
		y = max(y, s.y(change)+sizeClock*1.1)
	}
	for _, b := range s.Bands {
		if b.Kind != Holiday || b.From.After(t) || !b.To.After(t) {
			continue
		}
		for _, line := range s.wrap(b.Name, sizeClock-1, false, laneLeft-margin-70) {
			y += sizeClock * 1.15
			s.text(soft, sizeClock-1, false, margin+4, y, line)
		}
		return
	}
}

// change marks an hour at which the clock on the wall was moved.
func (s *sheet) change(t time.Time, y float64) {
	_, before := t.Add(-time.Second).In(s.Zone).Zone()
	_, after := t.In(s.Zone).Zone()
	if before == after {
		return
	}
	words := s.Words["back"]
	if after > before {
		words = s.Words["forward"]
	}
	s.dashes(late, 2, margin, s.words-leadRoom, y)
	s.text(Paged.ink(), sizeClock-1, true, laneLeft-10-s.width(words, sizeClock-1, true), y+sizeClock, words)
}
