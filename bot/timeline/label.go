package timeline

import (
	"slices"
)

// breakLabels breaks the words of the labels into lines. The lanes leave them
// what is left of the width.
func (s *sheet) breakLabels() {
	room := width - margin - s.words
	for _, l := range s.Drawing.Labels {
		if !s.within(l.At) {
			continue
		}
		b := block{Label: l, head: s.wrap(l.Head, sizeHead, true, room), tail: s.wrap(l.Tail, sizeTail, false, room)}
		if len(b.tail) > tailLines {
			b.tail = b.tail[:tailLines]
			b.tail[tailLines-1] = s.cut(b.tail[tailLines-1]+"…", sizeTail, false, room)
		}
		b.height = float64(len(b.head))*sizeHead*1.22 + float64(len(b.tail))*sizeTail*1.22 + 9
		s.labels = append(s.labels, b)
	}
	slices.SortStableFunc(s.labels, func(a, b block) int { return a.At.Compare(b.At) })
}

func (s *sheet) labelsTall() float64 {
	tall := 0.0
	for _, b := range s.labels {
		tall += b.height
	}
	return tall
}

// leads writes the labels and leads from each mark to its words.
func (s *sheet) leads() {
	var wanted, heights []float64
	for _, b := range s.labels {
		wanted = append(wanted, s.y(b.At)-sizeHead*0.7)
		heights = append(heights, b.height)
	}
	// The first label may stand a little above the chart, beside its own mark.
	for i, top := range spread(wanted, heights, s.top-sizeHead*0.7, s.top+s.tall+sizeHead) {
		b := s.labels[i]
		y := top + sizeHead*0.7
		s.line(faint, 1.2, point{s.x(b.Lane) + 13, s.y(b.At)}, point{s.words - leadRoom + 6, s.y(b.At)}, point{s.words - 14, y}, point{s.words - 6, y})
		line := top + sizeHead
		for _, words := range b.head {
			s.text(b.Kind.ink(), sizeHead, true, s.words, line, words)
			line += sizeHead * 1.22
		}
		for _, words := range b.tail {
			s.text(soft, sizeTail, false, s.words, line-1, words)
			line += sizeTail * 1.22
		}
	}
}

// ink is the color of the words of a mark: those that ring are seen first.
func (k MarkKind) ink() color {
	switch k {
	case Paged:
		return 0xa84300 // vermillion, dark enough for words (5.9 to 1 on white)
	case Acked:
		return 0x00684c // green, likewise
	}
	return ink
}
