// Package report writes the case report of one incident: a summary, its picture,
// what was decided, done and mailed, and its record line by line.
//
//	c, err := report.New(ref, stored, report.Look{Face: face, Closed: closed, Program: version}, now)
//	err = c.HTML(w) // or c.PDF
//	checked, err := report.Verify(file, version)
//
// Both hold the record itself as data, in the bytes that the store keeps: the
// HTML in a script that is not run, the PDF as an attached file. Verify computes
// every hash again, follows the chain, and writes the page or the PDF again from
// the data: what people read in it must be what the record says, byte for byte.
//
// A report that holds together can still be made by somebody else, or be an old
// one. Verify gives the number of events and the hash of the last one, to
// compare with what the desk shows.
package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/timeline"
	"meldwacht/bot/view"
	"meldwacht/storage"
)

// A Look says how a report is written.
type Look struct {
	Face    view.Face
	Closed  func(from, to time.Time) []timeline.Band // when the office is closed; nil: never
	Program string                                   // the version that writes it
}

// dataFormat is the version of the data in a report.
const dataFormat = 1

// data is all that a report is made of. The page is a function of it, so that
// it can be written again from what stands in it.
type data struct {
	Format  int                     `json:"format"`
	Program string                  `json:"program"`
	Ref     bot.Ref                 `json:"ref"`
	Made    time.Time               `json:"made"`
	Lang    bot.Lang                `json:"lang"`
	Zone    string                  `json:"zone"`
	Names   map[bot.PersonID]string `json:"names,omitempty"`
	Closed  []timeline.Band         `json:"closed,omitempty"`
	Events  [][]byte                `json:"events"`        // as stored: a line of header, then the payload
	Key     []byte                  `json:"key,omitempty"` // opens the payloads, where they are sealed: the report shows them all
	Sum     string                  `json:"sum"`           // SHA-256 of the data with an empty sum
}

// A Case is an incident of which a report is written.
type Case struct {
	data   data
	in     bot.Incident
	events []bot.Event
	face   view.Face
}

// New makes a case of the stored events of ref, in their order. It refuses a
// record that is not whole.
// key opens them: see storage.DisclosedKey.
func New(ref bot.Ref, stored [][]byte, key []byte, look Look, now time.Time) (Case, error) {
	d := data{Format: dataFormat, Program: look.Program, Ref: ref, Made: now.UTC().Truncate(time.Second),
		Lang: look.Face.Lang, Zone: "UTC", Names: map[bot.PersonID]string{}, Events: stored, Key: key}
	if look.Face.Zone != nil {
		d.Zone = look.Face.Zone.String()
	}
	c, err := read(d)
	if err != nil {
		return Case{}, err
	}
	for _, id := range people(c.in, c.events) { // and nobody else's name
		if name := look.Face.Cast.Names[id]; name != "" {
			c.data.Names[id] = name
		}
	}
	c.face.Cast.Names = c.data.Names
	if look.Closed != nil {
		timeline.Of(c.in, c.events, c.data.Made, timeline.Look{Face: c.face, Closed: func(from, to time.Time) []timeline.Band {
			c.data.Closed = look.Closed(from, to)
			for i, b := range c.data.Closed {
				c.data.Closed[i].From, c.data.Closed[i].To = b.From.UTC(), b.To.UTC()
			}
			return c.data.Closed
		}})
	}
	c.data.Sum, err = c.data.sum()
	return c, err
}

// read checks the record in d and folds it.
func read(d data) (Case, error) {
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		return Case{}, fmt.Errorf("the zone %q is not known", d.Zone)
	}
	c := Case{data: d, in: bot.Incident{Ref: d.Ref}, face: view.Face{Lang: d.Lang, Zone: zone, Cast: view.Cast{Names: d.Names}}}
	key, err := storage.DisclosedKey(d.Key)
	if err != nil {
		return Case{}, fmt.Errorf("%s: its key: %w", d.Ref, err)
	}
	if len(d.Events) == 0 {
		return Case{}, fmt.Errorf("%s: there is no record of it", d.Ref)
	}
	for i, stored := range d.Events {
		r, err := storage.DecodeRecord(stored)
		if err != nil {
			return Case{}, fmt.Errorf("%s: event %d: %w", d.Ref, i+1, err)
		}
		switch {
		case r.No != i+1:
			return Case{}, fmt.Errorf("%s: event %d: it says that it is number %d", d.Ref, i+1, r.No)
		case r.Hash != r.Sum(d.Ref):
			return Case{}, fmt.Errorf("%s: event %d: it carries hash %s and has %s", d.Ref, r.No, r.Hash.Short(), r.Sum(d.Ref).Short())
		case r.Prev != c.in.Head:
			return Case{}, fmt.Errorf("%s: event %d: it follows %s, and the event before it is %s", d.Ref, r.No, r.Prev.Short(), c.in.Head.Short())
		}
		e, err := r.Event(key, d.Ref)
		if err != nil {
			return Case{}, err
		}
		c.in, c.events = c.in.Apply(e), append(c.events, e)
	}
	return c, nil
}

func (d data) sum() (string, error) {
	d.Sum = ""
	b, err := json.Marshal(d)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}
