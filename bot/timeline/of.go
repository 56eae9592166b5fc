package timeline

import (
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A Look says how a drawing is made of an incident.
type Look struct {
	Face view.Face
	// Closed gives the times in which the office is closed; nil: it never is.
	Closed func(from, to time.Time) []Band
	// Until is to where an incident is drawn that has not happened; zero for one
	// that has.
	Until time.Time
	Notes []string // lines below the title
}

// beyond is how long after the deadline of the law a drawing goes on at most:
// what comes later would press the 72 hours together (chosen).
const beyond = 24 * time.Hour

// Of draws an incident as it is at now, from its record.
func Of(in bot.Incident, events []bot.Event, now time.Time, look Look) Drawing {
	f := look.Face
	d := Drawing{Words: WordsOf(f.Lang), Zone: f.Zone, Day: f.Day}
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	law, owed := in.Law()
	d.From, d.To = in.Aware, now
	if len(events) > 0 && events[0].At.Before(d.From) {
		d.From = events[0].At
	}
	d.Title = d.Words.say("title", "ref", string(in.Ref))
	if !look.Until.IsZero() {
		d.Title, d.To = d.Words["title.ahead"], look.Until
	} else {
		d.Now = now
		if in.Closed != nil {
			d.Now, d.To = time.Time{}, in.Closed.At
		}
	}
	d.Lines = append(d.Lines, d.Words.say("track", "track", f.TrackName(in.Track), "aware", f.When(in.Aware, now)))
	if owed {
		d.Lines = append(d.Lines, d.Words.say("deadline", "duty", f.DutyName(law), "deadline", f.When(law.Deadline, now)))
		if look.Until.IsZero() {
			d.To = law.Deadline.Add(max(2*time.Hour, min(beyond, d.To.Sub(law.Deadline)+time.Hour)))
		}
	}
	if !d.To.After(d.From) {
		d.To = d.From.Add(time.Hour)
	}
	d.Lines = append(d.Lines, look.Notes...)
	r := reading{Drawing: &d, face: f, in: in, now: now, law: law.Rule.Name}
	r.lanes()
	for _, e := range events {
		r.event(e)
	}
	d.Labels = r.labels()
	if look.Closed != nil {
		d.Bands = look.Closed(d.From, d.To)
	}
	return d
}
