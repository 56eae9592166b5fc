package bot

import (
	"fmt"
	"slices"
)

// An ask is a question that stands in the thread: a reply with buttons that
// decide something.
type ask struct {
	reply EffectKey // the effect that posted it
	event int       // which it tells of
}

// asks returns the questions that stand. When one is answered, in whatever way,
// its reply is drawn again without the buttons; when it stands again, with them.
func (in Incident) asks() []ask {
	if in.Closed != nil {
		asks := []ask{{in.key("event/%d", in.Closed.Event), in.Closed.Event}}
		if e := in.Erasing; e != nil {
			asks = append(asks, ask{in.key("event/%d", e.Event), e.Event})
		}
		return asks
	}
	var asks []ask
	for _, a := range in.Actions {
		if a.asks() {
			asks = append(asks, ask{in.key("%s", askKey(a.ID, a.Asked)), a.Asked})
		}
	}
	if e := in.Evidence; e != nil {
		asks = append(asks, ask{in.key("event/%d", e.Event), e.Event})
	}
	if s := in.NoNotice; s != nil && !s.Stands() {
		asks = append(asks, ask{in.key("event/%d", s.Event), s.Event})
	}
	for _, o := range in.Obligations {
		if s := o.Standing; s != nil && s.asks() && o.Open() && s.Expires.IsZero() {
			asks = append(asks, ask{in.key("%s", s.replyKey(o.Rule.Name)), s.Event})
		}
	}
	return asks
}

// Asks reports whether the reply that told of an event still has a question in
// it: one that a button can answer.
func (in Incident) Asks(event int) bool {
	return slices.ContainsFunc(in.asks(), func(a ask) bool { return a.event == event })
}

// asks reports whether somebody must still say something of the action: a word
// on the request, the result, or what comes after its end date.
func (a Action) asks() bool {
	switch a.State {
	case ActionWaiting:
		return true
	case ActionToDo:
		return a.Carrier == ByHand || a.Stuck()
	case ActionIsDone:
		return a.Ended && a.Reversed == 0
	}
	return false
}

// askKey names the reply of the event that asks for the next step of an action.
func askKey(id, event int) string { return fmt.Sprintf("action/%d/asked/%d", id, event) }

// replyKey names the reply that told the standing rung last.
func (s Standing) replyKey(obligation string) string {
	key := s.key(obligation)
	if s.Again > 0 {
		return fmt.Sprintf("again/%s/%d", key, s.Again)
	}
	return "rung/" + key
}

// redraw draws those replies again whose question was answered, or stands again.
func (d *draft) redraw() {
	is := d.in.asks()
	for _, a := range append(d.asked, is...) {
		if slices.Contains(d.asked, a) != slices.Contains(is, a) && a.event <= d.from {
			d.effect(Effect{Key: d.key("redraw/%d/%d", a.event, d.in.Version), Kind: EffectRedraw, After: a.reply, Lane: Normal, Event: a.event})
		}
	}
}
