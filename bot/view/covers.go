package view

import "meldwacht/bot"

// covers says how much a step was taken for that is ticked: one account of
// twelve is not all of them. The step counts as done all the same, since people
// decide how far it must go.
//
// Two actions may be about the same accounts, which the card cannot know; so
// their numbers stand beside each other and are never added up.
func (f Face) covers(in bot.Incident, c bot.Checked) text {
	var counts []text
	last, all := 0, 0
	for _, a := range in.Covers(c.Stage) {
		last = 1
		if a.Many != nil {
			if a.Many.All && a.Kind == bot.StopAll {
				return f.onAccounts(a)
			}
			last, all = a.Many.Count, max(all, a.Many.Of)
		}
		counts = append(counts, of(f.number(last)))
	}
	if len(counts) == 0 {
		return nil
	}
	key := "covers." + string(c.Stage)
	switch {
	case all > 0 && c.Stage == bot.StageStop:
		key += ".of"
	case len(counts) == 1 && last == 1:
		key += ".one"
	}
	return f.say(key, "counts", join(" + ", counts...), "of", f.number(all))
}

// notReached says, on the line of the step, which accounts nobody has told yet
// since no mail can reach them, until somebody has recorded how they were told.
func (f Face) notReached(in bot.Incident, c bot.Checked) text {
	if c.Stage != bot.StageInform {
		return nil
	}
	var out []text
	for _, a := range in.Actions {
		if a.Kind == bot.Inform && a.State.Pending() && a.Many != nil && a.Many.Unreached > 0 {
			out = append(out, f.withoutAddress(a.Many, 3))
		}
	}
	return join(", ", out...)
}
