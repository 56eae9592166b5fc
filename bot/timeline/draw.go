package timeline

import (
	"strings"
	"time"
)

// Measures, in pixels of the picture. 800 wide with words of 17 and more is the
// smallest that a phone of 390 still shows in the size of a footnote (chosen, by
// looking at it).
const (
	width     = 800.0
	margin    = 22.0
	laneLeft  = 176.0 // the clock stands left of the lanes
	laneStep  = 36.0
	leadRoom  = 46.0 // between the lanes and the words
	sizeTitle = 30.0
	sizeHead  = 20.0
	sizeTail  = 18.0
	sizeClock = 18.0
	leastTall = 1180.0 // of the chart
	tailLines = 3
)

const (
	ink     color = 0x1b1f24
	soft    color = 0x57606a
	faint   color = 0xaab2bd
	running color = 0xc4ccd6 // a clock that runs
	late    color = 0xd55e00 // Okabe and Ito: vermillion
	blue    color = 0x0072b2
	orange  color = 0xe69f00
	green   color = 0x009e73
	night   color = 0xeceff4
	weekend color = 0xdde3ec
	holiday color = 0xf7e6c4
	white   color = 0xffffff
)

// A sheet is a drawing on its way to paper.
type sheet struct {
	Drawing
	Picture
	ruler
	top, tall float64 // of the chart
	words     float64 // where the labels begin
	labels    []block
}

// A block is a label with its lines broken.
type block struct {
	Label
	head, tail []string
	height     float64
}

// Draw puts a drawing on paper.
func (d Drawing) Draw() Picture {
	s := &sheet{Drawing: d, ruler: ruler{}}
	s.words = laneLeft + laneStep*float64(len(d.Lanes)) + leadRoom
	s.Picture.Width, s.Picture.Title = int(width), d.Title
	y := s.header()
	s.breakLabels()
	s.top = s.laneNames(y)
	s.tall = max(leastTall, s.labelsTall())
	s.shades()
	s.clock()
	s.leads()
	s.law()
	s.lanes()
	end := s.legend(s.top + s.tall + 34)
	s.Picture.Height = int(end + margin)
	return s.Picture
}

// y is where a moment lies.
func (s *sheet) y(t time.Time) float64 {
	return s.top + s.tall*float64(t.Sub(s.From))/float64(s.To.Sub(s.From))
}

func (s *sheet) x(lane int) float64 { return laneLeft + laneStep*(float64(lane)+0.5) }

func (s *sheet) within(t time.Time) bool { return !t.Before(s.From) && !t.After(s.To) }

func (s *sheet) header() float64 {
	y := margin + sizeTitle
	for _, line := range s.wrap(s.Drawing.Title, sizeTitle, true, width-2*margin) {
		s.text(ink, sizeTitle, true, margin, y, line)
		y += sizeTitle * 1.25
	}
	for _, words := range s.Lines {
		for _, line := range s.wrap(words, sizeHead, false, width-2*margin) {
			s.text(soft, sizeHead, false, margin, y, line)
			y += sizeHead * 1.35
		}
	}
	return y - sizeHead
}

// laneNames writes the name of each lane beside the words, with a line to it.
func (s *sheet) laneNames(y float64) float64 {
	const row = sizeClock * 1.5
	bottom := y + row*float64(len(s.Lanes)) + 8
	for i := len(s.Lanes) - 1; i >= 0; i-- {
		lane := s.Lanes[i]
		y += row
		middle := y - sizeClock*0.35
		s.line(faint, 1.5, point{s.words - 8, middle}, point{s.x(i), middle}, point{s.x(i), bottom + 14})
		s.text(ink, sizeClock, lane.Law, s.words, y, s.cut(lane.Name, sizeClock, lane.Law, width-margin-s.words))
	}
	return bottom + 14
}

// shades are the times in which the office is closed.
func (s *sheet) shades() {
	for _, b := range s.Bands {
		from, to := b.From, b.To
		if from.Before(s.From) {
			from = s.From
		}
		if to.After(s.To) {
			to = s.To
		}
		if from.Before(to) {
			s.box(b.Kind.color(), margin, s.y(from), s.words-leadRoom-margin, s.y(to)-s.y(from))
		}
	}
}

func (k BandKind) color() color { return [...]color{night, weekend, holiday}[k] }

// law draws the deadline of the law across everything.
func (s *sheet) law() {
	for _, lane := range s.Lanes {
		if !lane.Law || !s.within(lane.Deadline) {
			continue
		}
		y := s.y(lane.Deadline)
		s.box(ink, margin, y-2.5, s.words-leadRoom-margin+10, 5)
		day, _, _ := strings.Cut(s.Day(lane.Deadline), " ")
		words := s.Words["law"] + " " + day + " " + lane.Deadline.In(s.Zone).Format("15:04")
		s.box(ink, margin, y-sizeHead*0.72, s.width(words, sizeClock-1, true)+10, sizeHead*1.44)
		s.text(white, sizeClock-1, true, margin+5, y+sizeClock*0.36, words)
	}
	if !s.Now.IsZero() && s.within(s.Now) {
		y := s.y(s.Now)
		s.dashes(blue, 2.5, margin, s.words-leadRoom, y)
		s.text(blue, sizeClock, true, laneLeft-8-s.width(s.Words["now"], sizeClock, true), y-5, s.Words["now"])
	}
}

// lanes draw the clocks, and on them what happened.
func (s *sheet) lanes() {
	for i, lane := range s.Lanes {
		x, half := s.x(i), 4.0
		if lane.Law {
			half = 6
		}
		bar := func(c color, from, to time.Time, half float64) {
			if from.Before(s.From) {
				from = s.From
			}
			if to.After(s.To) {
				to = s.To
			}
			if from.Before(to) {
				s.box(c, x-half, s.y(from), 2*half, s.y(to)-s.y(from))
			}
		}
		end := lane.End
		if end.IsZero() {
			if end = s.To; !s.Now.IsZero() && s.Now.Before(end) {
				end = s.Now
			}
		}
		if !lane.Deadline.IsZero() {
			bar(running, lane.From, earlier(lane.Deadline, either(lane.End, s.To)), half)
			bar(late, lane.Deadline, end, half)
			for _, a := range lane.Acked {
				bar(green, a.From, earlier(a.To, end), half+2)
			}
			if s.within(lane.Deadline) && (lane.End.IsZero() || lane.Deadline.Before(lane.End)) {
				s.box(ink, x-half-5, s.y(lane.Deadline)-1.5, 2*half+10, 3)
			}
			if !lane.End.IsZero() && s.within(lane.End) {
				s.box(green, x-half-5, s.y(lane.End)-2.5, 2*half+10, 5) // met
			}
		} else {
			bar(running, s.From, s.To, 1)
		}
		for _, m := range lane.Marks {
			if s.within(m.At) && m.Kind == Paged {
				s.box(late, x-half-6, s.y(m.At)-1, 2*half+12, 2) // a stroke for each page, below the marks
			}
		}
		for _, m := range s.Drawing.Labels {
			if m.Lane == i && s.within(m.At) {
				s.mark(m.Kind, x, s.y(m.At))
			}
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// either is a, unless it was never set.
func either(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// mark draws one mark, with a white rim that parts it from what lies below.
func (s *sheet) mark(k MarkKind, x, y float64) {
	const many = 32
	switch k {
	case Said:
		s.disc(white, x, y, 9, many)
		s.disc(soft, x, y, 7.5, many)
		s.disc(white, x, y, 4.5, many)
	case Told:
		s.disc(white, x, y, 10, many)
		s.disc(blue, x, y, 8, many)
	case Asked:
		s.disc(white, x, y, 13, 4)
		s.disc(ink, x, y, 11, 4)
		s.disc(orange, x, y, 8.5, 4)
	case Paged:
		s.disc(white, x, y+1, 15, 3)
		s.disc(ink, x, y+1, 12.5, 3)
		s.disc(late, x, y+1, 9.5, 3)
	case Acked, Done:
		fill := green
		if k == Done {
			fill = ink
		}
		s.disc(white, x, y, 11, many)
		s.disc(fill, x, y, 9, many)
		s.line(white, 2.6, point{x - 4.4, y + 0.3}, point{x - 1.2, y + 3.6})
		s.line(white, 2.6, point{x - 1.9, y + 3.7}, point{x + 4.6, y - 3.4})
	case Mail:
		s.box(white, x-12, y-9, 24, 18)
		s.box(ink, x-10, y-7, 20, 14)
		s.line(white, 1.8, point{x - 9, y - 6}, point{x, y + 1.5}, point{x + 9, y - 6})
	}
}
