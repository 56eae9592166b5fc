// Package rota says who is on call when, and when the office is open.
//
// A [Spec] is the rota as the configuration writes it: layers of turns, fixed
// shifts and calendars, of which a later one wins where it has somebody.
// [Spec.Check] names what is wrong with it and where. A [Live] reads it, keeps
// the last good copy while its file or a calendar is broken, and hands out a
// [Plan], which is what the desk asks:
//
//	plan := live.Plan().With(overrides)
//	for _, person := range plan.On(now) {
//		// reach them; nobody at all: the next step at once, and a warning
//	}
//
// Everything is said by wall clock. A handover at 09:00 stays at 09:00 over both
// changes of the clock, so a shift over one lasts 23 or 25 hours. A time that
// does not exist becomes the first instant after the gap, and one that exists
// twice the first of the two. Spans are half open: who comes on at 09:00 is on at
// 09:00, and who leaves then is not.
//
// [Hours] choose the path (Slack or pager) and never whether somebody is told.
//
// The package reads files and calendars and decides nothing about incidents.
package rota
