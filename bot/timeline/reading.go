package timeline

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A reading goes through a record and gathers what is to be drawn. What one rung
// brought is one label, however often it was told or paged: a picture that names
// each page of a night names none that can be read.
type reading struct {
	*Drawing
	face  view.Face
	in    bot.Incident
	now   time.Time
	law   string
	order []bot.Obligation
	rungs []*rungLabel
	acks  []*ackLabel
	other []Label
}

// A rungLabel is a rung with all that came of it.
type rungLabel struct {
	lane   int
	rung   bot.Rung
	at     time.Time
	kind   MarkKind
	times  int
	last   time.Time // of its rounds
	pages  int
	paged  time.Time // the last of them
	widest []bot.Role
}

// An ackLabel is a rung's acknowledgements.
type ackLabel struct {
	lane  int
	rung  string
	at    time.Time
	until time.Time
	by    []bot.PersonID
	times int
}

// maxLabels is how many labels a picture has: with more of them it is longer
// than anybody looks (chosen).
const maxLabels = 60

// lanes are the law's clock, the others by how soon they end, and the people.
func (r *reading) lanes() {
	r.order = slices.Clone(r.in.Obligations)
	r.order = slices.DeleteFunc(r.order, func(o bot.Obligation) bool { return o.Met != nil && !o.Met.At.After(o.From) }) // it never ran
	slices.SortStableFunc(r.order, func(a, b bot.Obligation) int {
		if (a.Rule.Name == r.law) != (b.Rule.Name == r.law) {
			if a.Rule.Name == r.law {
				return -1
			}
			return 1
		}
		return b.Deadline.Compare(a.Deadline)
	})
	for _, o := range r.order {
		l := Lane{Name: r.face.DutyShort(o), Law: o.Rule.Name == r.law, From: o.From, Deadline: o.Deadline}
		switch {
		case o.Met != nil:
			l.End = o.Met.At
		case r.in.Closed != nil:
			l.End = r.in.Closed.At
		}
		r.Lanes = append(r.Lanes, l)
	}
	r.Lanes = append(r.Lanes, Lane{Name: r.Words["lane.people"]})
}

// lane returns the lane of an obligation; ok is false for one that is not owed.
func (r *reading) lane(obligation string) (int, bool) {
	i := slices.IndexFunc(r.order, func(o bot.Obligation) bool { return o.Rule.Name == obligation })
	return i, i >= 0
}

func (r *reading) event(e bot.Event) {
	switch b := e.Body.(type) {
	case bot.RungReached:
		if lane, ok := r.lane(b.Obligation); ok {
			r.reached(lane, e, b)
		}
	case bot.Escalated:
		if lane, ok := r.lane(b.Obligation); ok {
			if l := r.rungOf(lane, b.Rung); l != nil {
				r.paged(l, e.At, b.Page)
			}
		}
	case bot.Acknowledged:
		if lane, ok := r.lane(b.Obligation); ok {
			r.acked(lane, e, b)
		}
	case bot.Opened, bot.MailAdded, bot.Asked, bot.CodeSent:
		r.happened(e, Mail)
	case bot.PageConfirmed, bot.DetailsOpened, bot.MailChecked, bot.CodeTried:
		// Seen in the record; in a picture they would stand in the way.
	default:
		r.happened(e, Done)
	}
}

func (r *reading) happened(e bot.Event, kind MarkKind) {
	l := Label{At: e.At, Lane: len(r.order), Kind: kind, Head: r.clock(e.At) + "  " + r.face.Happened(r.in, e)}
	if e.Actor != bot.ActorDesk && e.Actor != bot.ActorMail {
		l.Tail = r.face.PersonName(e.Actor)
	}
	r.other = append(r.other, l)
}

func (r *reading) reached(lane int, e bot.Event, b bot.RungReached) {
	if l := r.rungOf(lane, b.Rung); l != nil {
		l.times++
		l.last = e.At
		r.paged(l, e.At, b.Page)
		return
	}
	l := &rungLabel{lane: lane, at: e.At, times: 1, kind: Said, rung: bot.Rung{Name: b.Rung}}
	for _, rung := range r.order[lane].Rule.Ladder {
		if rung.Name == b.Rung {
			l.rung = rung
		}
	}
	switch {
	case len(b.Page) > 0:
		l.kind = Paged
	case l.rung.Ack:
		l.kind = Asked
	case len(l.rung.Tell) > 0:
		l.kind = Told
	}
	r.rungs = append(r.rungs, l)
	r.paged(l, e.At, b.Page)
}

// rungOf returns the label of a rung that was told before.
func (r *reading) rungOf(lane int, rung string) *rungLabel {
	for _, l := range r.rungs {
		if l.lane == lane && l.rung.Name == rung {
			return l
		}
	}
	return nil
}

func (r *reading) paged(l *rungLabel, at time.Time, page []bot.Role) {
	if len(page) == 0 {
		return
	}
	l.pages++
	l.paged = at
	if len(page) > len(l.widest) {
		l.widest = page
	}
	r.Lanes[l.lane].Marks = append(r.Lanes[l.lane].Marks, Mark{At: at, Kind: Paged})
}

func (r *reading) acked(lane int, e bot.Event, b bot.Acknowledged) {
	r.Lanes[lane].Acked = append(r.Lanes[lane].Acked, Span{e.At, b.Until})
	i := slices.IndexFunc(r.acks, func(a *ackLabel) bool { return a.lane == lane && a.rung == b.Rung })
	if i < 0 {
		i = len(r.acks)
		r.acks = append(r.acks, &ackLabel{lane: lane, rung: b.Rung, at: e.At})
	}
	a := r.acks[i]
	a.times++
	a.until = b.Until
	if !slices.Contains(a.by, e.Actor) {
		a.by = append(a.by, e.Actor)
	}
}

// labels are all labels in the order of time. Of too many, the middle is left out.
func (r *reading) labels() []Label {
	all := slices.Clone(r.other)
	for _, l := range r.rungs {
		all = append(all, r.rungText(l))
	}
	for _, a := range r.acks {
		all = append(all, r.ackText(a))
	}
	slices.SortStableFunc(all, func(a, b Label) int { return a.At.Compare(b.At) })
	if extra := len(all) - maxLabels; extra > 0 {
		half := maxLabels / 2
		more := Label{At: all[half].At, Lane: len(r.order), Kind: Said, Head: r.Words.say("more", "n", strconv.Itoa(extra))}
		all = slices.Concat(all[:half], []Label{more}, all[half+extra:])
	}
	return all
}

func (r *reading) rungText(l *rungLabel) Label {
	o := r.order[l.lane]
	name := r.face.RungName(o, l.rung.Name)
	switch {
	case l.rung.Left >= o.Rule.Within:
		name = r.Words["start"]
	case l.rung.Left == 0:
		name = r.Words["over"]
	}
	parts := []string{r.roles(l.rung.Tell)}
	if len(l.rung.Tell) == 0 {
		parts[0] = r.Words["thread"]
	}
	if l.times > 1 {
		parts = append(parts, r.Words.say("times", "n", strconv.Itoa(l.times), "last", r.clock(l.last)))
	}
	switch {
	case l.pages == 1:
		parts = append(parts, r.Words.say("page", "who", r.roles(l.widest)))
	case l.pages > 1:
		parts = append(parts, r.Words.say("pages", "n", strconv.Itoa(l.pages), "last", r.clock(l.paged), "who", r.roles(l.widest)))
	}
	return Label{At: l.at, Lane: l.lane, Kind: l.kind, Head: r.clock(l.at) + "  " + name, Tail: r.face.DutyShort(o) + ": " + strings.Join(parts, "; ")}
}

func (r *reading) ackText(a *ackLabel) Label {
	var names []string
	for _, id := range a.by {
		names = append(names, r.face.PersonName(id))
	}
	tail := r.Words.say("acked.until", "until", r.clock(a.until))
	if a.times > 1 {
		tail = r.Words.say("acked.times", "n", strconv.Itoa(a.times), "until", r.clock(a.until))
	}
	return Label{At: a.at, Lane: a.lane, Kind: Acked, Head: r.clock(a.at) + "  " + r.Words.say("acked", "who", strings.Join(names, ", ")),
		Tail: r.face.DutyShort(r.order[a.lane]) + ": " + tail}
}

func (r *reading) roles(roles []bot.Role) string {
	if len(roles) == 4 { // all that there are
		return r.Words["everybody"]
	}
	var names []string
	for _, role := range roles {
		names = append(names, r.face.RoleName(role))
	}
	return strings.Join(names, ", ")
}

// clock writes a moment with its day of the week, which is enough for 72 hours.
func (r *reading) clock(t time.Time) string {
	day, _, _ := strings.Cut(r.Day(t), " ")
	return day + " " + t.In(r.Zone).Format("15:04")
}
