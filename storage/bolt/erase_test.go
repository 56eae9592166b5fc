package bolt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

var (
	mark = bot.Person{ID: "mark", Roles: []bot.Role{bot.Manager}}
	mira = bot.Person{ID: "mira", Roles: []bot.Role{bot.Privacy}}
)

func decide(t testing.TB, s bot.Store, ref bot.Ref, f func(bot.Incident) (bot.Change, error)) bot.Incident {
	t.Helper()
	in, err := s.Update(ctx, ref, "", f)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// erase closes and erases an incident, by two people.
func erase(t testing.TB, s *bolt.Store, ref bot.Ref) {
	t.Helper()
	decide(t, s, ref, func(in bot.Incident) (bot.Change, error) { return in.Close(mark, "klaar", start) })
	posted, err := s.Posted(ctx, ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []bot.Person{mark, mira} {
		decide(t, s, ref, func(in bot.Incident) (bot.Change, error) {
			return in.Erase(who, bot.ViaSlack, posted, start.Add(time.Hour))
		})
	}
}

// After erasing, the record is whole and says so, its words are gone, the same
// mail is a new one, and the file holds neither the words nor the key.
func TestErasedIsGone(t *testing.T) {
	path := plant(t, bolt.Options{})
	s := open(t, path, bolt.Options{})
	const ref = bot.Ref("DL-2026-0001")
	other := receive(t, s, "ander")
	card := bot.CardKey(ref)
	for n := 100000; ; n++ {
		p, ok, err := s.NextEffect(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectCard, bot.EffectReply}, Lane: bot.Normal})
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		if err := s.Done(ctx, p.Key, bot.Receipt{Channel: "C0DESK", ID: fmt.Sprintf("17000000.%d", n), At: start}); err != nil {
			t.Fatal(err)
		}
	}
	var wrapped []byte
	view(t, s, func(get func(bucket, key []byte) []byte) { wrapped = get([]byte("keys"), refBytes(2026, 1)) })
	if len(wrapped) == 0 {
		t.Fatal("the incident has no key")
	}
	erase(t, s, ref)
	if !s.Stale() {
		t.Error("erased, and the file need not be written anew")
	}
	if err := s.Compact(ctx); err != nil || s.Stale() {
		t.Errorf("compact: %v", err)
	}
	data, err := os.ReadFile(path)
	if err != nil || bytes.Contains(data, wrapped) {
		t.Errorf("the wrapped key is in the file still (%v)", err)
	}
	in, err := s.Incident(ctx, ref)
	if err != nil || in.Erased == nil || in.Erased.By != "mira" || in.Erased.First != "mark" || in.Reporter.Name != "" || in.Erased.Row.Mails != 1 || in.Erased.Row.Notes != 1 {
		t.Errorf("the incident: %+v, %v", in, err)
	}
	events, err := s.Events(ctx, ref)
	if err != nil || len(events) != in.Version || events[0].Body != nil || events[0].Kind != "opened" || events[in.Version-1].Body == nil {
		t.Errorf("%d events, %v", len(events), err)
	}
	stats, err := storage.Verify(ctx, s, func(p storage.Problem) { t.Error(p) })
	if err != nil || stats.Erased != 1 || stats.Incidents != 2 {
		t.Errorf("verify: %+v, %v", stats, err)
	}
	m, raw := mail("uniek", 0)
	if _, err := s.Raw(ctx, m.RawSum); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("the raw mail: %v", err)
	}
	if _, _, err := s.RefOfThread(ctx, "C0DESK", "x"); err != nil {
		t.Error(err)
	}
	// What stands in Slack goes, and nothing else is left to do.
	var blanks []bot.EffectKey
	for {
		p, ok, err := s.NextEffect(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectBlank}, Lane: bot.Bulk})
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		if p.Prev.ID == "" || p.Prev.Channel != "C0DESK" {
			t.Errorf("%s has no receipt to go by: %+v", p.Key, p.Prev)
		}
		blanks = append(blanks, p.After)
		if err := s.Done(ctx, p.Key, bot.Receipt{}); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.Receipt(ctx, p.After); ok {
			t.Errorf("the receipt of %s is there still", p.After)
		}
	}
	if len(blanks) < 2 || blanks[0] != card {
		t.Errorf("blanked: %v", blanks)
	}
	if c, err := s.Counts(ctx); err != nil || c.Pending[bot.Bulk] != 0 {
		t.Errorf("counts: %+v, %v", c, err)
	}
	_, err = s.Update(ctx, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(mark, "nog iets", start) })
	if r, ok := errors.AsType[bot.Refusal](err); !ok || r.Reason != bot.IsErased {
		t.Errorf("a note afterwards: %v", err)
	}
	if f, err := desk(s, start.Add(2*time.Hour)).Receive(ctx, m, raw, start.Add(2*time.Hour)); err != nil || f.Outcome != bot.OutcomeOpened {
		t.Errorf("the same mail again: %+v, %v", f.Outcome, err)
	}
	if in, err := s.Incident(ctx, other); err != nil || in.Reporter.Address == "" {
		t.Errorf("another incident: %v", err)
	}
	s.Close()
	if list := problems(t, open(t, path, bolt.Options{})); len(list) != 0 {
		t.Errorf("opened again: %v", list)
	}
}

// view reads the file behind the store.
func view(t *testing.T, s *bolt.Store, f func(get func(bucket, key []byte) []byte)) {
	t.Helper()
	err := s.DB().View(func(tx *bbolt.Tx) error {
		f(func(bucket, key []byte) []byte { return bytes.Clone(tx.Bucket(bucket).Get(key)) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func refBytes(year uint16, n uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(nil, year), n)
}

func deleteKey(year uint16, n uint32) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error { return tx.Bucket([]byte("keys")).Delete(refBytes(year, n)) }
}

// Words that cannot be opened are accepted only where the record says that they
// were erased.
func TestALostKeyIsNoErasure(t *testing.T) {
	path := small(t)
	edit(t, path, deleteKey(2026, 2))
	s := open(t, path, bolt.Options{})
	list := problems(t, s)
	if len(list) != 1 || list[0].Ref != "DL-2026-0002" || list[0].Fault != storage.FaultUndecodable || list[0].No != 1 {
		t.Errorf("found %v", list)
	}
}

// An erasing that was cut off before the file was written anew is finished at
// the next start.
func TestErasingGoesOnAtTheNextStart(t *testing.T) {
	path := plant(t, bolt.Options{})
	s := open(t, path, bolt.Options{})
	var wrapped []byte
	view(t, s, func(get func(bucket, key []byte) []byte) { wrapped = get([]byte("keys"), refBytes(2026, 1)) })
	erase(t, s, "DL-2026-0001")
	s.Close()
	if err := os.WriteFile(path+".new", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !bytes.Contains(data, wrapped) {
		t.Log("the key is gone already: nothing to show")
	}
	s = open(t, path, bolt.Options{})
	if data, err := os.ReadFile(path); err != nil || bytes.Contains(data, wrapped) {
		t.Errorf("the wrapped key is in the file still (%v)", err)
	}
	if _, err := os.Stat(path + ".new"); err == nil {
		t.Error("the half-written file is there still")
	}
	if list := problems(t, s); len(list) != 0 {
		t.Error(list)
	}
}

// Reads and writes go on around a file that is written anew.
func TestCompactBesideOthers(t *testing.T) {
	s := open(t, plant(t, bolt.Options{}), bolt.Options{})
	ref := receive(t, s, "ander")
	erase(t, s, "DL-2026-0001")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				if _, err := s.Incident(ctx, ref); err != nil {
					t.Error(err)
				}
				note(t, s, ref, "gebeld")
			}
		})
	}
	if err := s.Compact(ctx); err != nil {
		t.Error(err)
	}
	all.Wait()
	if in, err := s.Incident(ctx, ref); err != nil || in.Notes != 80 {
		t.Errorf("%d notes, %v", in.Notes, err)
	}
	if list := problems(t, s); len(list) != 0 {
		t.Error(list)
	}
}

func TestAStoreWithoutKeyErasesNothing(t *testing.T) {
	s := open(t, plant(t, bolt.Options{Master: unsealed}), bolt.Options{Master: unsealed})
	decide(t, s, "DL-2026-0001", func(in bot.Incident) (bot.Change, error) { return in.Close(mark, "klaar", start) })
	decide(t, s, "DL-2026-0001", func(in bot.Incident) (bot.Change, error) { return in.Erase(mark, bot.ViaSlack, nil, start) })
	_, err := s.Update(ctx, "DL-2026-0001", "", func(in bot.Incident) (bot.Change, error) { return in.Erase(mira, bot.ViaSlack, nil, start) })
	if err == nil || !strings.Contains(err.Error(), "not sealed") {
		t.Errorf("error is %v", err)
	}
}
