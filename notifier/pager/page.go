package pager

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"meldwacht/bot"
)

// A page is the body of a webhook: thin, ours alone, and nothing of anybody's
// mail (reference/oncall.md §1.8). What its fields are called is a promise to
// the receiver: they are added to and never changed.
type page struct {
	Type      string    `json:"type"`      // "rung", "escalated" when nobody acknowledged one, or "silent" when Slack cannot be reached
	Timestamp time.Time `json:"timestamp"` // when it happened
	Data      data      `json:"data"`
}

type data struct {
	Incident     bot.Ref        `json:"incident"`
	Obligation   string         `json:"obligation"`
	Rung         string         `json:"rung"`
	LeftSeconds  int64          `json:"left_seconds"` // when this attempt was made; below zero when overdue
	Audience     []bot.PersonID `json:"audience"`
	NobodyOnCall bool           `json:"nobody_on_call,omitempty"` // nobody of the audience's roles can be reached
	Level        int            `json:"level"`                    // of the rung on its ladder, from 1
	Text         string         `json:"text"`
	DedupKey     bot.EffectKey  `json:"dedup_key"`
}

var (
	errMoot     = errors.New("nothing to page for any more")
	errNotAPage = errors.New("the event is none that pages")
)

// compose makes the page of an effect from the incident as it is now. It
// returns errMoot when the reason for the page has gone: the obligation ended,
// or somebody acknowledged this rung.
func compose(key bot.EffectKey, in bot.Incident, e bot.Event, reach func([]bot.Role) []bot.PersonID, now time.Time) (page, error) {
	var obligation, rung string
	p := page{Type: "rung", Timestamp: e.At.UTC()}
	switch b := e.Body.(type) {
	case bot.SlackSilent:
		return silent(key, in, e, b, reach, now)
	case bot.RungReached:
		obligation, rung = b.Obligation, b.Rung
	case bot.Escalated:
		obligation, rung, p.Type = b.Obligation, b.Rung, "escalated"
	default:
		return page{}, errNotAPage
	}
	i := slices.IndexFunc(in.Obligations, func(o bot.Obligation) bool { return o.Rule.Name == obligation })
	if i < 0 {
		return page{}, errNotAPage
	}
	o := in.Obligations[i]
	level := slices.IndexFunc(o.Rule.Ladder, func(r bot.Rung) bool { return r.Name == rung })
	if level < 0 {
		return page{}, errNotAPage
	}
	if in.Closed != nil || !o.Open() {
		return page{}, errMoot
	}
	if _, acked := o.Acked(now); acked && o.Standing.Rung.Name == rung {
		return page{}, errMoot
	}
	audience := reach(o.Rule.Ladder[level].Page)
	if audience == nil {
		audience = []bot.PersonID{} // a list in JSON, also when it is empty
	}
	left := o.Left(now)
	p.Data = data{Incident: in.Ref, Obligation: obligation, Rung: rung, LeftSeconds: int64(left / time.Second),
		Audience: audience, NobodyOnCall: len(audience) == 0, Level: level + 1,
		Text: text(in.Ref, left), DedupKey: key}
	return p, nil
}

// silent makes the page that says that Slack cannot be reached. It is of no use
// once the thread was told of what waited.
func silent(key bot.EffectKey, in bot.Incident, e bot.Event, b bot.SlackSilent, reach func([]bot.Role) []bot.PersonID, now time.Time) (page, error) {
	if in.Closed != nil || in.Silent == nil || in.Silent.Event != e.No {
		return page{}, errMoot
	}
	audience := slices.Clone(b.Ask)
	if len(b.Page) > 0 {
		for _, p := range reach(b.Page) {
			if !slices.Contains(audience, p) {
				audience = append(audience, p)
			}
		}
	}
	if audience == nil {
		audience = []bot.PersonID{}
	}
	d := data{Incident: in.Ref, Audience: audience, NobodyOnCall: len(audience) == 0, DedupKey: key}
	d.Text = fmt.Sprintf("%s: Slack cannot be reached since %s UTC, and something urgent waits.", in.Ref, b.Since.UTC().Format("15:04"))
	if o, ok := in.Clock(); ok { // as the card does
		d.Obligation, d.LeftSeconds = o.Rule.Name, int64(o.Left(now)/time.Second)
		d.Text += " " + leftWords(o.Left(now)) + "."
	}
	return page{Type: "silent", Timestamp: e.At.UTC(), Data: d}, nil
}

// text is what a telephone shows: the ref, the time and what to do.
func text(ref bot.Ref, left time.Duration) string {
	return fmt.Sprintf("%s: %s, nobody has acknowledged. Open Slack.", ref, leftWords(left))
}

func leftWords(left time.Duration) string {
	if left < 0 {
		return roughly(-left) + " overdue"
	}
	return roughly(left) + " left"
}

// roughly rounds to minutes: a page that was sent a few seconds after the rung
// says "2 h", not "1 h 59 min".
func roughly(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}
