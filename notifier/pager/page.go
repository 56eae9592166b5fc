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
	Type      string    `json:"type"`      // "rung", or "escalated" when nobody acknowledged one
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
	errNotAPage = errors.New("the event is no rung")
)

// compose makes the page of an effect from the incident as it is now. It
// returns errMoot when the reason for the page has gone: the obligation ended,
// or somebody acknowledged this rung.
func compose(key bot.EffectKey, in bot.Incident, e bot.Event, reach func([]bot.Role) []bot.PersonID, now time.Time) (page, error) {
	var obligation, rung string
	var whom []bot.Role
	p := page{Type: "rung", Timestamp: e.At.UTC()}
	switch b := e.Body.(type) {
	case bot.RungReached:
		obligation, rung, whom = b.Obligation, b.Rung, b.Page
	case bot.Escalated:
		obligation, rung, whom, p.Type = b.Obligation, b.Rung, b.Page, "escalated"
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
	if len(whom) == 0 { // an event from before it said whom
		whom = o.Rule.Ladder[level].Page
	}
	audience := reach(whom)
	if audience == nil {
		audience = []bot.PersonID{} // a list in JSON, also when it is empty
	}
	left := o.Left(now)
	p.Data = data{Incident: in.Ref, Obligation: obligation, Rung: rung, LeftSeconds: int64(left / time.Second),
		Audience: audience, NobodyOnCall: len(audience) == 0, Level: level + 1,
		Text: text(in.Ref, left), DedupKey: key}
	return p, nil
}

// text is what a telephone shows: the ref, the time and what to do.
func text(ref bot.Ref, left time.Duration) string {
	if left < 0 {
		return fmt.Sprintf("%s: %s overdue, nobody has acknowledged. Open Slack.", ref, roughly(-left))
	}
	return fmt.Sprintf("%s: %s left, nobody has acknowledged. Open Slack.", ref, roughly(left))
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
