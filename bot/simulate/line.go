package simulate

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// A Line says whom one event told, and by which path.
type Line struct {
	At         time.Time
	Kind       bot.Kind // opened, rung-reached, escalated or acknowledged
	Event      int      // its number
	Obligation string
	Rung       string
	Left       time.Duration // to the deadline of that obligation
	Why        bot.Why       // of what was told again
	Closed     bool          // outside office hours

	Tell  []bot.Role     // whom the thread mentions
	Told  []bot.PersonID // who they are
	Page  []bot.Role     // whom it pages
	Paged []bot.PersonID // who they are
	// Nobody are the roles that should have been paged and that nobody holds
	// at that hour.
	Nobody  []bot.Role
	Paths   []string // of the pages; "" is the only path of a desk that names none
	Channel bool     // shown in the channel as well as in the thread
	Asks    bool     // somebody must acknowledge

	By    bot.PersonID // who acknowledged
	Until time.Time    // how long that stands

	// Again and Rounds are of a line that stands for several; see Fold.
	Again  Series // of the line itself, and of the next paths behind it
	Rounds Series // of the line with all that follows it, to the next rung
	Within bool   // it belongs to the series of a line above
}

// A Series is how often something came, at equal intervals. The zero value came once.
type Series struct {
	Times int
	Every time.Duration
	Last  time.Time
}

// lineOf returns the line of an event; in is the incident after it.
func lineOf(in bot.Incident, e bot.Event, effects []bot.Effect, staff bot.Staff) (Line, bool) {
	l := Line{At: e.At, Kind: e.Kind, Event: e.No, Closed: staff.Closed}
	var rung bot.Rung
	switch b := e.Body.(type) {
	case bot.Opened:
		l.Channel = true
		return l, true
	case bot.RungReached:
		l.Obligation, l.Rung, l.Left, l.Page, l.Nobody = b.Obligation, b.Rung, b.Left, b.Page, b.Nobody
		rung = rungOf(in, b.Obligation, b.Rung)
		l.Tell = union(rung.Tell, b.Page)
		l.Asks = rung.Ack || len(b.Page) > 0
	case bot.Escalated:
		l.Obligation, l.Rung, l.Left, l.Page, l.Nobody, l.Why = b.Obligation, b.Rung, b.Left, b.Page, b.Nobody, b.Why
		rung = rungOf(in, b.Obligation, b.Rung)
		if l.Tell = b.Page; len(b.Page) == 0 {
			l.Tell = rung.Tell
		}
		l.Asks = true
	case bot.Acknowledged:
		l.Obligation, l.Rung, l.By, l.Until = b.Obligation, b.Rung, e.Actor, b.Until
		for _, o := range in.Obligations {
			if o.Rule.Name == b.Obligation {
				l.Left = o.Left(e.At)
			}
		}
		return l, true
	default:
		return Line{}, false
	}
	l.Channel = rung.Broadcast
	l.Told, l.Paged = staff.Of(l.Tell), staff.Of(l.Page)
	for _, effect := range effects {
		if effect.Kind == bot.EffectPage && effect.Event == e.No {
			l.Paths = append(l.Paths, effect.Path)
		}
	}
	return l, true
}

func rungOf(in bot.Incident, obligation, name string) bot.Rung {
	for _, o := range in.Obligations {
		for _, r := range o.Rule.Ladder {
			if o.Rule.Name == obligation && r.Name == name {
				return r
			}
		}
	}
	return bot.Rung{}
}

func union(a, b []bot.Role) []bot.Role {
	all := slices.Clone(a)
	for _, r := range b {
		if !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}
