package storagetest

import (
	"bytes"
	"context"
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/storage"
)

// A tampered source is a store of which one incident was changed.
type tampered struct {
	ref   bot.Ref
	chain storage.Chain
}

func (s tampered) Refs(context.Context) iter.Seq2[bot.Ref, error] {
	return func(yield func(bot.Ref, error) bool) { yield(s.ref, nil) }
}
func (s tampered) Chain(context.Context, bot.Ref) (storage.Chain, error) { return s.chain, nil }
func (s tampered) Strays(context.Context) iter.Seq2[storage.Due, error] {
	return func(func(storage.Due, error) bool) {}
}

// flippedBytes changes each byte of each stored event of an incident, in turn,
// and demands that it is found, at that event.
func flippedBytes(t *testing.T, open Open) {
	b := newBench(t, open)
	b.desk.Rules = func() bot.Rules { // short, so that there is less to flip
		return bot.Rules{Obligations: []bot.ObligationRule{{Name: "ap", Tracks: []bot.Track{bot.Customer}, Within: time.Hour,
			Ladder: []bot.Rung{{Name: "0h", Every: time.Hour, Ack: true}}}}}
	}
	m, raw := report("een")
	m.Text, m.Report = "kort", bot.Report{}
	ref := b.receive(m, raw).Ref
	b.note(ref, "een notitie")
	b.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.ComeDue(now.Add(time.Hour), bot.Staff{})
	})
	b.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.OpenDetails(anna, now) })
	chain, err := b.Chain(ctx, ref)
	b.must(err)

	verify := func(c storage.Chain) (list []storage.Problem) {
		t.Helper()
		_, err := storage.Verify(ctx, tampered{ref, c}, func(p storage.Problem) { list = append(list, p) })
		b.must(err)
		return list
	}
	if list := verify(chain); len(list) != 0 {
		t.Fatalf("untouched: %v", list)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i, kept := range chain.Records {
		header := bytes.IndexByte(kept.Bytes, '\n')
		for at := range kept.Bytes {
			masks := []byte{byte(1 + random.IntN(255))}
			if at <= header { // the hash covers the payload; the header must hold by itself
				masks = []byte{0x01, 0x20, 0x80}
			}
			for _, mask := range masks {
				c := chain
				c.Records = append([]storage.Kept(nil), chain.Records...)
				c.Records[i].Bytes = bytes.Clone(kept.Bytes)
				c.Records[i].Bytes[at] ^= mask
				if list := verify(c); len(list) != 1 || list[0].No != i+1 {
					t.Fatalf("event %d, byte %d (%q), mask %#x: found %v", i+1, at, kept.Bytes[at], mask, list)
				}
			}
		}
		for name, change := range map[string]func(c *storage.Chain){
			"under another number": func(c *storage.Chain) { c.Records[i].No += 1 << 8 },
			"with something added": func(c *storage.Chain) { c.Records[i].Bytes = append(bytes.Clone(kept.Bytes), ' ') },
			"cut short":            func(c *storage.Chain) { c.Records[i].Bytes = kept.Bytes[:len(kept.Bytes)-1] },
			"empty":                func(c *storage.Chain) { c.Records[i].Bytes = nil },
			"gone":                 func(c *storage.Chain) { c.Records = append(c.Records[:i:i], c.Records[i+1:]...) },
		} {
			c := chain
			c.Records = append([]storage.Kept(nil), chain.Records...)
			change(&c)
			if list := verify(c); len(list) != 1 {
				t.Errorf("event %d %s: found %v", i+1, name, list)
			}
		}
	}
	// An event that was changed and given the hash that fits is found at the one
	// after it, and the last one at the incident.
	for i, kept := range chain.Records {
		r, err := storage.DecodeRecord(kept.Bytes)
		b.must(err)
		r.Actor = "mallory"
		r.Hash = r.Sum(ref)
		c := chain
		c.Records = append([]storage.Kept(nil), chain.Records...)
		c.Records[i].Bytes, err = r.Encode()
		b.must(err)
		list := verify(c)
		want := storage.Problem{Ref: ref, No: i + 2, Fault: storage.FaultPrev}
		if i == len(chain.Records)-1 {
			want = storage.Problem{Ref: ref, Fault: storage.FaultFold}
		}
		if len(list) != 1 || list[0].No != want.No || list[0].Fault != want.Fault {
			t.Errorf("event %d sealed anew: found %v", i+1, list)
		}
	}
	for at := range chain.Incident {
		c := chain
		c.Incident = bytes.Clone(chain.Incident)
		c.Incident[at] ^= byte(1 + random.IntN(255))
		if list := verify(c); len(list) != 1 {
			t.Fatalf("incident, byte %d: found %v", at, list)
		}
	}
	for name, change := range map[string]func(c *storage.Chain){
		"no incident":        func(c *storage.Chain) { c.Incident = nil },
		"not due":            func(c *storage.Chain) { c.Due = time.Time{} },
		"due at another day": func(c *storage.Chain) { c.Due = c.Due.Add(time.Hour) },
		"not listed":         func(c *storage.Chain) { c.Listed = false },
	} {
		c := chain
		change(&c)
		if list := verify(c); len(list) != 1 {
			t.Errorf("%s: found %v", name, list)
		}
	}
}
