package storage

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Why something sealed cannot be read.
var (
	// ErrWrongKey says that the store was sealed with another master key.
	ErrWrongKey = errors.New("the master key is not the one that the store was sealed with")
	// ErrNeedsKey says that something is sealed and there is no key to open it.
	ErrNeedsKey = errors.New("it is sealed, and the master key is not there")
	// ErrErased says that the key was destroyed, and with it what it sealed.
	ErrErased = errors.New("it was erased")
	// ErrBroken says that sealed bytes are not those that were sealed there.
	ErrBroken = errors.New("what is sealed was changed, or stands in another place")
)

// keySize is that of AES-256.
const keySize = 32

// sealedForm is the first byte of everything that is sealed. What is not
// sealed begins as JSON does, or with a codec, and never with it.
const sealedForm = 0x01

// A Master is the master key: it opens the keys of a store, and nothing else.
type Master struct {
	wrap *Key
	id   string
}

// NewMaster returns the text of a new master key.
func NewMaster() string {
	raw := make([]byte, keySize)
	rand.Read(raw) // never fails, crypto/rand says
	return base64.StdEncoding.EncodeToString(raw)
}

// ParseMaster reads a master key: 32 bytes in base64. Its error repeats nothing
// of the text.
func ParseMaster(text string) (*Master, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != keySize {
		return nil, errors.New("a master key is 32 bytes in base64: make one with 'meldwacht key new'")
	}
	return &Master{wrap: newKey(derive(raw, "meldwacht wrap 1")), id: hex.EncodeToString(derive(raw, "meldwacht id 1")[:4])}, nil
}

// ID names the key without saying anything of it.
func (m *Master) ID() string { return m.id }

// derive makes a key for one purpose from another one.
func derive(raw []byte, purpose string) []byte {
	out, err := hkdf.Key(sha256.New, raw, nil, purpose, keySize)
	if err != nil {
		panic(err) // a length that SHA-256 cannot give: a constant of ours
	}
	return out
}

// A Key seals what belongs together: one incident, or what belongs to none. A
// nil Key is that of a store which is not sealed; it returns what it is given.
//
// AES-256-GCM takes a random nonce of 96 bits for each sealing, which is safe
// for 2^32 of them under one key (NIST SP 800-38D §8.3). An incident has
// thousands. The desk's own key also seals each envelope of Slack: at ten in a
// second, day and night, that is enough for thirteen years.
type Key struct{ aead cipher.AEAD }

// Destroyed is the key of an incident that was erased: it opens nothing.
var Destroyed = &Key{}

func newKey(raw []byte) *Key {
	block, err := aes.NewCipher(raw)
	if err != nil {
		panic(err) // only for a key of another length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return &Key{aead}
}

// Seal returns plain sealed for one place: the same bytes in another place are
// refused by Open.
func (k *Key) Seal(place string, plain []byte) ([]byte, error) {
	switch {
	case k == nil:
		return plain, nil
	case k == Destroyed:
		return nil, ErrErased
	}
	return k.aead.Seal([]byte{sealedForm}, nil, plain, []byte(place)), nil
}

// Open returns what was sealed for that place.
func (k *Key) Open(place string, stored []byte) ([]byte, error) {
	sealed := Sealed(stored)
	switch {
	case k == nil && sealed:
		return nil, ErrNeedsKey
	case k == nil:
		return stored, nil
	case !sealed:
		return nil, ErrBroken
	case k == Destroyed:
		return nil, ErrErased
	}
	plain, err := k.aead.Open(nil, nil, stored[1:], []byte(place))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// Sealed reports whether stored bytes are sealed.
func Sealed(stored []byte) bool { return len(stored) > 0 && stored[0] == sealedForm }

// Keys are those of one store. The master key wraps the desk's own key and the
// key of each incident, so another master key needs these wrapped again and
// nothing sealed again. What the store must find again, a message id or an
// address, stands in it as a keyed sum (HMAC-SHA-256), whose key comes from the
// desk's own. Nil Keys are those of a store that is not sealed.
type Keys struct {
	master *Master
	raw    []byte // the desk's own
	desk   *Key
	lookup []byte
}

const placeOfDesk = "key of the desk"

// NewKeys makes the keys of a new store, and returns the desk's own as it is kept.
func NewKeys(m *Master) (*Keys, []byte, error) {
	raw := make([]byte, keySize)
	rand.Read(raw)
	wrapped, err := m.wrap.Seal(placeOfDesk, raw)
	return keysOf(m, raw), wrapped, err
}

// OpenKeys opens the keys of a store. It returns ErrWrongKey when another
// master key wrapped them.
func OpenKeys(m *Master, wrapped []byte) (*Keys, error) {
	raw, err := m.wrap.Open(placeOfDesk, wrapped)
	if err != nil || len(raw) != keySize {
		return nil, ErrWrongKey
	}
	return keysOf(m, raw), nil
}

func keysOf(m *Master, raw []byte) *Keys {
	return &Keys{master: m, raw: raw, desk: newKey(derive(raw, "meldwacht desk 1")), lookup: derive(raw, "meldwacht lookup 1")}
}

// Desk returns the key of what belongs to no incident.
func (k *Keys) Desk() *Key {
	if k == nil {
		return nil
	}
	return k.desk
}

// Fresh makes the key of an incident, and returns it as it is kept: wrapped by
// the master key. For a store that is not sealed both are nil.
func (k *Keys) Fresh(ref string) (*Key, []byte, error) {
	if k == nil {
		return nil, nil, nil
	}
	raw := make([]byte, keySize)
	rand.Read(raw)
	wrapped, err := k.master.wrap.Seal("key of "+ref, raw)
	return newKey(raw), wrapped, err
}

// Unwrap returns the key of an incident. Without a wrapped one it is Destroyed.
func (k *Keys) Unwrap(ref string, wrapped []byte) (*Key, error) {
	switch {
	case k == nil:
		return nil, nil
	case len(wrapped) == 0:
		return Destroyed, nil
	}
	raw, err := k.master.wrap.Open("key of "+ref, wrapped)
	if err != nil || len(raw) != keySize {
		return nil, fmt.Errorf("%s: its key cannot be opened: %w", ref, ErrBroken)
	}
	return newKey(raw), nil
}

// Disclose returns the key of an incident as bytes, for whoever is given its
// whole record: see DisclosedKey. Nil for a store that is not sealed.
func (k *Keys) Disclose(ref string, wrapped []byte) ([]byte, error) {
	switch {
	case k == nil:
		return nil, nil
	case len(wrapped) == 0:
		return nil, ErrErased
	}
	raw, err := k.master.wrap.Open("key of "+ref, wrapped)
	if err != nil || len(raw) != keySize {
		return nil, fmt.Errorf("%s: its key cannot be opened: %w", ref, ErrBroken)
	}
	return raw, nil
}

// DisclosedKey is the key of a disclosed one. Without one it is that of a record
// that is not sealed.
func DisclosedKey(raw []byte) (*Key, error) {
	switch len(raw) {
	case 0:
		return nil, nil
	case keySize:
		return newKey(raw), nil
	}
	return nil, ErrBroken
}

// Rewrap returns a wrapped key as another master key keeps it; ref is "" for
// the desk's own.
func (k *Keys) Rewrap(to *Master, ref string, wrapped []byte) ([]byte, error) {
	place := placeOfDesk
	if ref != "" {
		place = "key of " + ref
	}
	raw, err := k.master.wrap.Open(place, wrapped)
	if err != nil {
		return nil, err
	}
	return to.wrap.Seal(place, raw)
}

// Lookup returns the keyed sum of what must be found again. Without keys it is
// what it was.
func (k *Keys) Lookup(what []byte) []byte {
	if k == nil {
		return what
	}
	mac := hmac.New(sha256.New, k.lookup)
	mac.Write(what)
	return mac.Sum(nil)
}
