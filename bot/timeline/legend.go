package timeline

// legend explains the marks and the shades, in two columns.
func (s *sheet) legend(y float64) float64 {
	const row = 34.0
	s.line(faint, 1, point{margin, y}, point{width - margin, y})
	y += row
	type entry struct {
		key  string
		draw func(x, y float64)
	}
	var all []entry
	for i, key := range []string{"key.said", "key.told", "key.asked", "key.paged", "key.acked", "key.mail", "key.done"} {
		all = append(all, entry{key, func(x, y float64) { s.mark(MarkKind(i), x, y) }})
	}
	all = append(all, entry{"key.late", func(x, y float64) { s.box(late, x-4, y-12, 8, 24) }})
	for i, key := range []string{"key.night", "key.weekend", "key.holiday"} {
		all = append(all, entry{key, func(x, y float64) {
			s.box(faint, x-14, y-11, 28, 22)
			s.box(BandKind(i).color(), x-13, y-10, 26, 20)
		}})
	}
	half := (len(all) + 1) / 2
	for i, e := range all {
		x, at := margin+18, y+row*float64(i%half)
		if i >= half {
			x = width/2 + 18
		}
		e.draw(x, at)
		s.text(ink, sizeTail, false, x+26, at+sizeTail*0.35, s.Words[e.key])
	}
	return y + row*float64(half-1) + 14
}
