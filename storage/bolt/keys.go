package bolt

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"meldwacht/bot"
)

// The buckets. Names and layouts stand in files that outlive this program: they
// are added to and never changed.
var (
	bMeta      = []byte("meta")      // "layout" → 1; "incident format" → n
	bYears     = []byte("years")     // year → number of its last incident
	bEvents    = []byte("events")    // ref, number → record
	bIncidents = []byte("incidents") // ref → stored incident
	bIndexed   = []byte("indexed")   // ref → where it stands in due and open
	bDue       = []byte("due")       // time, ref → ""
	bOpen      = []byte("open")      // deadline, ref → ""
	bMails     = []byte("mails")     // mail key → stored mail
	bMsgIDs    = []byte("msgids")    // sum of the message id, ref → sequence
	bRaw       = []byte("raw")       // SHA-256 in hex → codec, raw mail; sealed: its keyed sum → ref, sealed codec and mail
	bOnce      = []byte("once")      // key → when
	bEffects   = []byte("effects")   // effect key → stored effect, until it is done
	bReady     = []byte("ready")     // lane, kind, time, sequence → effect key
	bWaiting   = []byte("waiting")   // key of the predecessor, sequence → effect key
	bBegun     = []byte("begun")     // sequence → key of an effect that was tried and is not done
	bParked    = []byte("parked")    // sequence → effect key
	bUpdates   = []byte("updates")   // ref → key of its update that nobody has tried yet
	bReceipts  = []byte("receipts")  // effect key → stored receipt
	bThreads   = []byte("threads")   // channel, ts of the root card → ref
	bInbox     = []byte("inbox")     // sequence → key, payload: kept and not finished
	bSeen      = []byte("seen")      // key of an envelope → when, sequence
	bCounts    = []byte("counts")    // name → number
	bFolders   = []byte("folders")   // mailbox folder → UIDVALIDITY, UID; made by the first mark: older files lack it
	bMailed    = []byte("mailed")    // sum of the address, effect key → when; made by the first letter: older files lack it
	bKeys      = []byte("keys")      // ref → key of the incident, wrapped; gone when it is erased. Sealed stores alone
	bHeads     = []byte("heads")     // ref → hash of its last event before the store was sealed; stores that once were not
	bSent      = []byte("sent")      // effect key, place → when; made by the first letter to many: older files lack it
	bOverrides = []byte("overrides") // sequence → stored override; made by the first of them: older files lack it
)

var buckets = [][]byte{
	bMeta, bYears, bEvents, bIncidents, bIndexed, bDue, bOpen, bMails, bMsgIDs, bRaw, bOnce,
	bEffects, bReady, bWaiting, bBegun, bParked, bUpdates, bReceipts, bThreads, bInbox, bSeen, bCounts,
}

// Sizes of the fixed parts of keys.
const (
	refSize  = 6
	timeSize = 12
	seqSize  = 8
	idSize   = 16
)

// refKey is a ref in the order in which incidents were opened. ok is false for
// what is no ref, also for one with more zeros than we write: two spellings of
// one incident would have two hashes.
func refKey(ref bot.Ref) (key []byte, ok bool) {
	year, n := ref.Split()
	if n <= 0 || n > math.MaxUint32 || bot.MakeRef(year, n) != ref {
		return nil, false
	}
	key = binary.BigEndian.AppendUint16(nil, uint16(year))
	return binary.BigEndian.AppendUint32(key, uint32(n)), true
}

func keyRef(key []byte) (bot.Ref, bool) {
	if len(key) != refSize {
		return "", false
	}
	ref := bot.MakeRef(int(binary.BigEndian.Uint16(key)), int(binary.BigEndian.Uint32(key[2:])))
	again, ok := refKey(ref)
	return ref, ok && bytes.Equal(again, key)
}

func eventKey(ref []byte, no int) []byte {
	return binary.BigEndian.AppendUint32(bytes.Clone(ref), uint32(no))
}

// timeKey is an instant in the order of time, to the nanosecond and without the
// borders of a 64-bit count of them (the years 1678 and 2262).
func timeKey(t time.Time) []byte {
	key := binary.BigEndian.AppendUint64(nil, uint64(t.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(key, uint32(t.Nanosecond()))
}

func keyTime(key []byte) time.Time {
	return time.Unix(int64(binary.BigEndian.Uint64(key)^1<<63), int64(binary.BigEndian.Uint32(key[8:]))).UTC()
}

func seqKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// longest is how long a key from outside may be before its sum stands for it.
const longest = 500

// outsideKey is a key that others chose: once-keys, mail keys, envelope ids.
// bbolt takes no empty key and none above 32 KiB, and long ones fill pages. In a
// sealed store it is a keyed sum, for it may be an address or a name.
func (s *Store) outsideKey(key string) []byte { return s.keys.Lookup(plainKey(key)) }

func plainKey(s string) []byte {
	if len(s) <= longest {
		return append([]byte{'='}, s...)
	}
	sum := sha256.Sum256([]byte(s))
	return append([]byte{'#'}, sum[:]...)
}

// idKey is a message id. Strangers write them, in any length.
func (s *Store) idKey(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return s.keys.Lookup(sum[:idSize])[:idSize]
}

// rawKey is the sum of a raw mail, in hex.
func (s *Store) rawKey(sum string) []byte { return s.keys.Lookup([]byte(sum)) }

// queueKey is the prefix of a lane's effects of one kind.
func queueKey(lane bot.Lane, kind bot.EffectKind) []byte {
	return join([]byte(lane), []byte{0}, []byte(kind), []byte{0})
}
