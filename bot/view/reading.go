package view

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	maxQuoted = 80 // of what a field was read from
	maxQuotes = 3  // pieces of text that one field may have been read from
)

// readFrom quotes what a field was read from, masked; "" when it was read from
// no words.
func (f Face) readFrom(m bot.Mail, field bot.ReportField) string {
	var parts []string
	for _, w := range m.Report.Words {
		in := m.Text
		if w.Subject {
			in = m.Subject
		}
		if w.Field != field || w.From < 0 || w.To > len(in) || w.From >= w.To || len(parts) == maxQuotes {
			continue
		}
		if s := oneLine(Redact(oneLine(strings.ToValidUTF8(in[w.From:w.To], "�"), 2*maxQuoted)), maxQuoted); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " … ")
}

// readings are what was understood of the mail, each beside the words that it
// was read from: gisteravond → di 15 sep, hele dag.
func (f Face) readings(m bot.Mail, now time.Time) []slack.Block {
	var out []text
	add := func(key string, field bot.ReportField, reading text) {
		if q := f.readFrom(m, field); q != "" && len(reading) > 0 {
			out = append(out, f.say("reading."+key, "reading", reading, "words", data(q)))
		}
	}
	add("occurred", bot.FieldOccurred, f.occurred(m.Report.Occurred, now))
	in := bot.Incident{Report: m.Report}
	add("asked", bot.FieldActions, f.asked(in))
	if len(out) == 0 {
		return nil
	}
	return []slack.Block{rich(out...)}
}

// occurred says when it happened, as exactly as it is known.
func (f Face) occurred(o bot.Occurred, now time.Time) text {
	if o.From.IsZero() {
		return f.say("occurred.unknown")
	}
	from := of(f.at(o.From, now))
	switch {
	case o.Precision == bot.PrecisionDay && !o.Until.IsZero() && o.Until.Sub(o.From) > 36*time.Hour:
		return f.say("occurred.days", "from", word(f.day(o.From.In(f.zone()), now)), "until", word(f.day(o.Until.Add(-time.Minute).In(f.zone()), now)))
	case o.Precision == bot.PrecisionDay:
		return f.say("occurred.day", "day", word(f.day(o.From.In(f.zone()), now)))
	case !o.Until.IsZero():
		return f.say("occurred.range", "from", from, "until", f.at(o.Until, now))
	case o.Precision == bot.PrecisionHour:
		return f.say("occurred.hour", "at", from)
	}
	return from
}
