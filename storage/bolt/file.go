package bolt

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// maxRelated is how many incidents may be related to one mail. A stranger can
// write message ids of everybody's mail into one header; each costs a read.
const maxRelated = 32

// File implements bot.Store.
func (s *Store) File(ctx context.Context, m bot.Mail, raw []byte, decide func(bot.Known) (bot.Filing, error)) (bot.Filing, error) {
	sum := sha256.Sum256(raw)
	if hex.EncodeToString(sum[:]) != m.RawSum {
		return bot.Filing{}, fmt.Errorf("file mail: its raw sum is %q and its raw bytes have %x", m.RawSum, sum)
	}
	if m.Key == "" {
		return bot.Filing{}, errors.New("file mail: it has no key")
	}
	kept, err := packRaw(raw)
	if err != nil {
		return bot.Filing{}, fmt.Errorf("file mail: keep raw bytes: %w", err)
	}
	var filing bot.Filing
	err = s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		k, err := s.known(tx, m)
		if err != nil {
			return nil, err
		}
		f, err := decide(k)
		if err != nil {
			return nil, err
		}
		filing = f
		switch f.Outcome {
		case bot.OutcomeDuplicate:
			if !k.Again {
				return nil, errors.New("file mail: called a duplicate, and there is no other")
			}
			return nil, nil
		case bot.OutcomeAutomatic:
			if f.Ref != "" {
				return s.fileInIncident(tx, m, kept, f)
			}
			return s.fileMail(m, s.keys.Desk(), kept, storage.StoredMail{Outcome: f.Outcome, RawSum: m.RawSum, At: f.At}, nil)
		case bot.OutcomeOpened, bot.OutcomeAdded:
			return s.fileInIncident(tx, m, kept, f)
		}
		return nil, fmt.Errorf("file mail: outcome %q is not known", f.Outcome)
	})
	if err != nil {
		return bot.Filing{}, err
	}
	return filing, nil
}

// known looks up what is known of a mail.
func (s *Store) known(tx *bbolt.Tx, m bot.Mail) (bot.Known, error) {
	k := bot.Known{Next: func(year int) bot.Ref { return bot.MakeRef(year, lastOf(tx, year)+1) }}
	if stored := tx.Bucket(bMails).Get(s.outsideKey(string(m.Key))); stored != nil {
		was, err := decode[storage.StoredMail](s.keys.Desk(), bMails, "the index entry of a mail", stored)
		if err != nil {
			return bot.Known{}, err
		}
		k.Again, k.Same = true, was.Ref
		return k, nil
	}
	related, err := s.related(tx, m)
	if err != nil {
		return bot.Known{}, err
	}
	k.Related = related
	if m.Bounced != "" {
		if k.Bounced, err = s.relatedTo(tx, []string{m.Bounced}); err != nil {
			return bot.Known{}, err
		}
		if len(k.Bounced) > 0 {
			if k.Returned, err = s.letterSent(tx, k.Bounced[0].Ref, m.Bounced); err != nil {
				return bot.Known{}, err
			}
		}
	}
	if key, ok := refKey(m.Tag); ok && tx.Bucket(bIncidents).Get(key) != nil {
		in, err := s.loadIncident(tx, m.Tag, key)
		if err != nil {
			return bot.Known{}, err
		}
		k.Tagged = &in
	}
	return k, nil
}

// letterSent returns the letter of an incident that went out under a Message-ID;
// "" when none did, or its receipt has not been kept yet.
func (s *Store) letterSent(tx *bbolt.Tx, ref bot.Ref, id string) (letter bot.EffectKey, err error) {
	within(tx, bReceipts, []byte(string(ref)+"/letter/"), func(k, _ []byte) bool {
		var r storage.StoredReceipt
		if r, _, err = s.loadReceipt(tx, bot.EffectKey(k)); err == nil && r.ID == id {
			letter = bot.EffectKey(k)
		}
		return err == nil && letter == ""
	})
	return letter, err
}

// related returns the incidents that share a message id with the mail, the one
// whose id was filed last first.
func (s *Store) related(tx *bbolt.Tx, m bot.Mail) ([]bot.Incident, error) {
	return s.relatedTo(tx, messageIDs(m))
}

func (s *Store) relatedTo(tx *bbolt.Tx, ids []string) ([]bot.Incident, error) {
	newest := map[bot.Ref]uint64{}
	for _, id := range ids {
		prefix := s.idKey(id)
		within(tx, bMsgIDs, prefix, func(k, v []byte) bool {
			if ref, ok := keyRef(k[len(prefix):]); ok {
				newest[ref] = max(newest[ref], number(v))
			}
			return true
		})
	}
	type hit struct {
		ref bot.Ref
		seq uint64
	}
	var hits []hit
	for ref, seq := range newest {
		hits = append(hits, hit{ref, seq})
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.seq, a.seq), cmp.Compare(b.ref, a.ref)) })
	var out []bot.Incident
	for _, h := range hits[:min(len(hits), maxRelated)] {
		key, _ := refKey(h.ref)
		in, err := s.loadIncident(tx, h.ref, key)
		if err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	return out, nil
}

// messageIDs returns the ids by which a mail hangs together with others, each once.
func messageIDs(m bot.Mail) []string {
	var ids []string
	for _, id := range append(slices.Clone(m.IDs), m.MessageID) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func lastOf(tx *bbolt.Tx, year int) int {
	b := tx.Bucket(bYears).Get(yearKey(year))
	if len(b) != 4 {
		return 0
	}
	return int(binary.BigEndian.Uint32(b))
}

func yearKey(year int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(year)) }

// fileInIncident seals the change of a filing into its incident, new or not.
func (s *Store) fileInIncident(tx *bbolt.Tx, m bot.Mail, kept []byte, f bot.Filing) (apply, error) {
	key, ok := refKey(f.Ref)
	if !ok {
		return nil, fmt.Errorf("file mail: %q is no ref", f.Ref)
	}
	in := bot.Incident{Ref: f.Ref}
	year, n := f.Ref.Split()
	if f.Outcome == bot.OutcomeOpened {
		// Refs are given out here alone, in the transaction that uses them, so
		// they have no gaps and none is given twice.
		if n != lastOf(tx, year)+1 {
			return nil, fmt.Errorf("file mail: %s is not the next ref", f.Ref)
		}
		if len(f.Change.Events) == 0 {
			return nil, fmt.Errorf("file mail: %s would open without an event", f.Ref)
		}
	} else {
		var err error
		if in, err = s.loadIncident(tx, f.Ref, key); err != nil {
			return nil, err
		}
	}
	sv, err := s.saving(tx, key, in, f.Change)
	if err != nil {
		return nil, err
	}
	was := storage.StoredMail{Ref: f.Ref, Outcome: f.Outcome, RawSum: m.RawSum, Event: in.Version + 1, At: f.At}
	return s.fileMail(m, sv.sealing, kept, was, func(w *batch) error {
		if f.Outcome == bot.OutcomeOpened {
			if err := w.put(bYears, yearKey(year), uint32Key(uint32(n))); err != nil {
				return err
			}
		}
		if err := sv.apply(w); err != nil {
			return err
		}
		if f.Outcome == bot.OutcomeAutomatic {
			return nil // its ids are those of a machine
		}
		return w.indexIDs(messageIDs(m), key)
	})
}

// fileMail puts the mail on file: its raw bytes, and under its key what became of it.
func (s *Store) fileMail(m bot.Mail, key *storage.Key, kept []byte, was storage.StoredMail, more apply) (apply, error) {
	entry, err := encode(s.keys.Desk(), bMails, was)
	if err != nil {
		return nil, err
	}
	if kept, err = s.sealRaw(key, was.Ref, m.RawSum, kept); err != nil {
		return nil, err
	}
	return func(w *batch) error {
		if w.tx.Bucket(bRaw).Get(s.rawKey(m.RawSum)) == nil {
			if err := w.put(bRaw, s.rawKey(m.RawSum), kept); err != nil {
				return err
			}
		}
		if err := w.put(bMails, s.outsideKey(string(m.Key)), entry); err != nil {
			return err
		}
		if was.Outcome == bot.OutcomeAutomatic {
			w.counts["automatic"]++
		}
		if more == nil {
			return nil
		}
		return more(w)
	}, nil
}

// IndexMail lets later mails find the incident by the message ids of a mail that
// the desk is about to send: the answer names them.
func (s *Store) IndexMail(ctx context.Context, ref bot.Ref, ids ...string) error {
	key, ok := refKey(ref)
	if !ok {
		return fmt.Errorf("index mail: %q is no ref", ref)
	}
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		var fresh []string
		for _, id := range ids {
			if tx.Bucket(bMsgIDs).Get(join(s.idKey(id), key)) == nil {
				fresh = append(fresh, id)
			}
		}
		if len(fresh) == 0 {
			return nil, nil
		}
		return func(w *batch) error { return w.indexIDs(fresh, key) }, nil
	})
}

// indexIDs lets later mails find the incident by any of the message ids.
func (w *batch) indexIDs(ids []string, ref []byte) error {
	if len(ids) == 0 {
		return nil
	}
	seq, err := w.next(bMsgIDs)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := w.put(bMsgIDs, join(w.store.idKey(id), ref), seqKey(seq)); err != nil {
			return err
		}
	}
	return nil
}
