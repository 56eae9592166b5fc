package storagetest

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"meldwacht/bot"
)

func opensIncident(t *testing.T, open Open) {
	b := newBench(t, open)
	m, raw := report("een")
	f := b.receive(m, raw)
	if f.Outcome != bot.OutcomeOpened || f.Ref != "DL-2026-0001" {
		t.Fatalf("filing is %s %s", f.Outcome, f.Ref)
	}
	in := b.incident(f.Ref)
	if in.Version != 1 || in.Verdict != bot.VerdictAdmin || in.Report.Requester != "Piet" || len(in.Obligations) != 1 {
		t.Errorf("incident is %+v", in)
	}
	if got, err := b.Raw(ctx, m.RawSum); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("raw mail is %q, %v", got, err)
	}
	if c, err := b.Counts(ctx); err != nil || c.Open != 1 || c.Pending[bot.Normal] != 2 {
		t.Errorf("counts are %+v, %v", c, err)
	}
	b.reopen(open)
	if again := b.incident(f.Ref); again.Head != in.Head {
		t.Error("another incident after reopening")
	}
	_, err := b.Incident(ctx, "DL-2026-0002")
	b.wantErr(err, bot.ErrNotFound)
	_, err = b.Incident(ctx, "DL-2026-00001") // the same number in another spelling
	b.wantErr(err, bot.ErrNotFound)
	_, err = b.Update(ctx, "DL-2026-0002", "", func(bot.Incident) (bot.Change, error) { panic("called") })
	b.wantErr(err, bot.ErrNotFound)
	_, err = b.Raw(ctx, "00")
	b.wantErr(err, bot.ErrNotFound)
	b.sound()
}

func sameMailTwice(t *testing.T, open Open) {
	b := newBench(t, open)
	m, raw := report("een")
	first := b.receive(m, raw)
	b.reopen(open)
	second := b.receive(m, raw)
	if second.Outcome != bot.OutcomeDuplicate || second.Ref != first.Ref {
		t.Errorf("second filing is %s %s", second.Outcome, second.Ref)
	}
	if in := b.incident(first.Ref); in.Version != 1 {
		t.Errorf("version is %d", in.Version)
	}
}

func relatedByID(t *testing.T, open Open) {
	b := newBench(t, open)
	one, two := b.opened("een"), b.opened("twee")
	var known bot.Known
	look := func(m bot.Mail, raw []byte) {
		t.Helper()
		_, err := b.File(ctx, m, raw, func(k bot.Known) (bot.Filing, error) {
			known = k
			return bot.Filing{}, bot.Refusal{Reason: bot.NotFound}
		})
		if err == nil {
			t.Fatal("an error of decide was lost")
		}
	}
	m, raw := report("drie")
	m.IDs = []string{"een@winkel.example", "twee@winkel.example", "niemand@winkel.example"}
	look(m, raw)
	if got := refsOf(known.Related); !slices.Equal(got, []bot.Ref{two, one}) {
		t.Errorf("related are %v", got)
	}
	// A mail that joins brings its own ids along.
	added, rawAdded := report("vier")
	added.IDs = []string{"een@winkel.example", "derde@elders.example"}
	added.Reporter.Address, added.Sender.Address = "een@winkel.example", "een@winkel.example"
	if f := b.receive(added, rawAdded); f.Outcome != bot.OutcomeAdded || f.Ref != one {
		t.Fatalf("filing is %s %s", f.Outcome, f.Ref)
	}
	m.IDs = []string{"derde@elders.example", "twee@winkel.example"}
	look(m, raw)
	if got := refsOf(known.Related); !slices.Equal(got, []bot.Ref{one, two}) {
		t.Errorf("related are %v", got)
	}
	m.IDs, m.MessageID = nil, "vier@winkel.example"
	look(m, raw)
	if got := refsOf(known.Related); !slices.Equal(got, []bot.Ref{one}) {
		t.Errorf("related are %v", got)
	}
	b.sound()
}

func refsOf(list []bot.Incident) (refs []bot.Ref) {
	for _, in := range list {
		refs = append(refs, in.Ref)
	}
	return refs
}

func taggedMail(t *testing.T, open Open) {
	b := newBench(t, open)
	one := b.opened("een")
	for tag, want := range map[bot.Ref]bool{one: true, "": false, "DL-2026-0099": false, "DL-2026-00001": false, "DL-X": false} {
		m, raw := report("twee")
		m.Tag = tag
		_, err := b.File(ctx, m, raw, func(k bot.Known) (bot.Filing, error) {
			if (k.Tagged != nil) != want || want && k.Tagged.Ref != tag {
				t.Errorf("tag %q: tagged is %v", tag, k.Tagged)
			}
			return bot.Filing{}, bot.Refusal{Reason: bot.NotFound}
		})
		if err == nil {
			t.Error("an error of decide was lost")
		}
	}
}

func automaticMail(t *testing.T, open Open) {
	b := newBench(t, open)
	m, raw := report("afwezig")
	m.Class = bot.ClassAuto
	if f := b.receive(m, raw); f.Outcome != bot.OutcomeAutomatic || f.Ref != "" {
		t.Fatalf("filing is %s %s", f.Outcome, f.Ref)
	}
	if f := b.receive(m, raw); f.Outcome != bot.OutcomeDuplicate {
		t.Fatalf("second filing is %s", f.Outcome)
	}
	if c, err := b.Counts(ctx); err != nil || c.Automatic != 1 || c.Open != 0 || c.Pending[bot.Normal] != 0 {
		t.Errorf("counts are %+v, %v", c, err)
	}
	if got, err := b.Raw(ctx, m.RawSum); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("raw mail is %q, %v", got, err)
	}
	if ref := b.opened("een"); ref != "DL-2026-0001" {
		t.Errorf("the next ref is %s", ref)
	}
}

func wrongRawSum(t *testing.T, open Open) {
	b := newBench(t, open)
	m, raw := report("een")
	if _, err := b.desk.Receive(ctx, m, append(raw, '!'), b.now); err == nil {
		t.Error("other bytes were kept under the sum of the mail")
	}
	if b.sound().Incidents != 0 {
		t.Error("an incident came of it")
	}
}

func refsPerYear(t *testing.T, open Open) {
	b := newBench(t, open)
	var got []bot.Ref
	for i, at := range []time.Time{start, start, start.AddDate(1, 0, 0), start, start.AddDate(1, 0, 0)} {
		b.now = at
		got = append(got, b.opened(string(rune('a'+i))))
	}
	want := []bot.Ref{"DL-2026-0001", "DL-2026-0002", "DL-2027-0001", "DL-2026-0003", "DL-2027-0002"}
	if !slices.Equal(got, want) {
		t.Errorf("refs are %v, want %v", got, want)
	}
	for _, ref := range []bot.Ref{"DL-2026-0003", "DL-2026-0005", "DL-2026-00004", "DL-4"} {
		m, raw := report("vreemd")
		_, err := b.File(ctx, m, raw, func(bot.Known) (bot.Filing, error) {
			return bot.Filing{Outcome: bot.OutcomeOpened, Ref: ref, Change: bot.Open(ref, bot.Opened{Mail: m}, b.now)}, nil
		})
		if err == nil {
			t.Errorf("%s was opened, and the next ref is DL-2026-0004", ref)
		}
	}
	b.sound()
}
