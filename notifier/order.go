package notifier

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// A thread is where order matters: the replies of one incident, or its pages.
// A reply and an update of the card may pass each other, because both are
// rendered from what holds when they are sent.
type thread struct {
	ref  bot.Ref
	kind bot.EffectKind
}

// A begun is an effect of which an attempt was recorded and which is not done.
type begun struct {
	Pending
	flying bool
	since  time.Time // start of the attempt
	until  time.Time // when it comes again
	behind []waiting // moved out of its way, to be brought back when it is done
}

type waiting struct {
	key bot.EffectKey
	due time.Time // before it was moved
}

// order keeps the effects of one thread from overtaking each other.
//
// One effect of a thread is under way at a time. One that has to be repeated
// holds the later ones, so that a thread reads in the order in which things
// happened. An urgent effect waits for neither, except for another urgent one
// that is being sent at this moment: a rung that comes too late is worse than
// one that stands above an older reply.
type order map[thread][]*begun

func (o order) begin(p Pending, now time.Time) {
	for _, b := range o[thread{p.Ref, p.Kind}] {
		b.behind = slices.DeleteFunc(b.behind, func(w waiting) bool { return w.key == p.Key })
	}
	if b := o.find(p); b != nil {
		b.Pending, b.flying, b.since, b.until = p, true, now, lease(now)
		return
	}
	t := thread{p.Ref, p.Kind}
	o[t] = append(o[t], &begun{Pending: p, flying: true, since: now, until: lease(now)})
}

func (o order) find(p Pending) *begun {
	for _, b := range o[thread{p.Ref, p.Kind}] {
		if b.Key == p.Key {
			return b
		}
	}
	return nil
}

// before returns what p has to wait for, or nil.
func (o order) before(p Pending) *begun {
	for _, b := range o[thread{p.Ref, p.Kind}] {
		switch {
		case b.Key == p.Key:
			if b.flying {
				return b // its lease ran out under a Send that does not return
			}
		case p.Lane == bot.Urgent:
			if b.flying && b.Lane == bot.Urgent {
				return b
			}
		case b.flying, b.Event < p.Event:
			return b
		}
	}
	return nil
}

// aside notes that p was moved behind b, and returns to when. Each is moved a
// little further than the one before, so that they come back in order.
func (b *begun) aside(p Pending) time.Time {
	i := slices.IndexFunc(b.behind, func(w waiting) bool { return w.key == p.Key })
	if i < 0 {
		i = len(b.behind)
		b.behind = append(b.behind, waiting{p.Key, p.at()})
	}
	return b.until.Add(time.Duration(i+1) * time.Millisecond)
}

// again notes that the attempt is over and that p comes back at until.
func (o order) again(p Pending, until time.Time) {
	if b := o.find(p); b != nil {
		b.flying, b.until = false, until
	}
}

// end forgets p and returns what was moved out of its way.
func (o order) end(p Pending) []waiting {
	t := thread{p.Ref, p.Kind}
	b := o.find(p)
	if b == nil {
		return nil
	}
	o[t] = slices.DeleteFunc(o[t], func(x *begun) bool { return x == b })
	if len(o[t]) == 0 {
		delete(o, t)
	}
	return b.behind
}
