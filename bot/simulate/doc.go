// Package simulate plays an incident that nobody answers, so that it can be
// seen beforehand who is told what, when and by which path:
//
//	played, err := simulate.Play(simulate.Case{Rules: rules, Track: bot.Internal, Aware: aware, Staff: staff})
//	for _, line := range played.Lines {
//		fmt.Println(line.At, line.Rung, line.Paged)
//	}
//
// It decides nothing. It opens an incident with the desk's own rules and calls
// [bot.Incident.ComeDue] whenever [bot.Incident.Due] says so, which is what the
// desk does; so what it shows is what will happen, also after the rules have
// changed. Nothing is sent and nothing is kept.
//
// No page is ever confirmed to have arrived, so a desk with several paths is
// seen trying all of them.
package simulate
