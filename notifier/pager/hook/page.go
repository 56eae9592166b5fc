package hook

import (
	"encoding/json"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier/pager/internal/wire"
	"meldwacht/notifier/pager/path"
)

const (
	// bodyMost is what a receiver has to take (Standard Webhooks 1.0: 20 KB).
	bodyMost = 20_000
	// textMost leaves room for the people. A page has one line (chosen).
	textMost = 1024
)

// A page is the body of a webhook: thin, ours alone, and nothing of anybody's
// mail (reference/oncall.md §1.8). What its fields are called is a promise to
// the receiver: they are added to and never changed.
type page struct {
	Type      string    `json:"type"`      // "rung", or "test" when nothing is wrong
	Timestamp time.Time `json:"timestamp"` // when it came due
	Data      data      `json:"data"`
}

type data struct {
	Key      string        `json:"key"`
	Ref      bot.Ref       `json:"ref"`
	Text     string        `json:"text"`
	Severity path.Severity `json:"severity"`
	Link     string        `json:"link,omitempty"`
	People   []person      `json:"people"`
	LeftOut  int           `json:"people_left_out,omitempty"` // as many more did not fit

	// The names that the first pages had for the same.
	Incident     bot.Ref        `json:"incident"`
	DedupKey     string         `json:"dedup_key"`
	Audience     []bot.PersonID `json:"audience"`
	NobodyOnCall bool           `json:"nobody_on_call,omitempty"`
}

type person struct {
	ID    bot.PersonID `json:"id"`
	Phone string       `json:"phone,omitempty"`
}

// compose makes the body of a page. Too many people are cut off at the end, so
// that the first of them are paged: nobody would be by a body that is refused.
func compose(c path.Call) ([]byte, error) {
	p := page{Type: "rung", Timestamp: c.At.UTC(), Data: data{Key: c.Key, Ref: c.Ref, Text: wire.Cut(c.Text, textMost), Severity: c.Severity, Link: c.Link,
		People: []person{}, Incident: c.Ref, DedupKey: c.Key, Audience: []bot.PersonID{}, NobodyOnCall: len(c.People) == 0}}
	if c.Test {
		p.Type = "test"
	}
	for _, contact := range c.People {
		p.Data.People = append(p.Data.People, person{contact.ID, contact.Phone})
		p.Data.Audience = append(p.Data.Audience, contact.ID)
	}
	for {
		body, err := json.Marshal(p)
		if err != nil || len(body) < bodyMost || len(p.Data.People) == 0 {
			return body, err
		}
		n := len(p.Data.People)
		most := min(n-1, n*bodyMost/len(body)) // never too few: the rest of the body counts as theirs
		p.Data.People, p.Data.Audience = p.Data.People[:most], p.Data.Audience[:most]
		p.Data.LeftOut += n - most
	}
}
