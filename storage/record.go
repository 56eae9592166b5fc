package storage

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"meldwacht/bot"
)

// recordFormat is the version of the header line. A reader refuses any other.
const recordFormat = 1

// A Record is an event as it is stored: its header, and its payload as bytes.
// The ref is no part of it; it stands in the key under which a store keeps it,
// and the hash covers it.
type Record struct {
	No      int
	At      time.Time
	Kind    bot.Kind
	Actor   bot.PersonID
	Prev    bot.Hash
	Hash    bot.Hash
	Payload []byte
}

// header is the first line of a stored record.
type header struct {
	V     int    `json:"v"`
	No    int    `json:"no"`
	At    string `json:"at"`
	Kind  string `json:"kind"`
	Actor string `json:"actor"`
	Prev  string `json:"prev"`
	Hash  string `json:"hash"`
}

// Encode returns the stored bytes: one line of header, then the payload.
func (r Record) Encode() ([]byte, error) {
	head, err := marshal(header{
		V: recordFormat, No: r.No, At: r.At.UTC().Format(time.RFC3339Nano),
		Kind: string(r.Kind), Actor: string(r.Actor),
		Prev: r.Prev.String(), Hash: r.Hash.String(),
	})
	if err != nil {
		return nil, err
	}
	return append(append(head, '\n'), r.Payload...), nil
}

// DecodeRecord reads stored bytes. It shares no memory with stored, and takes
// one spelling of a header only: a header that says the same in other bytes
// (hex in capitals, a space, a field that it does not know) has been changed by
// somebody.
func DecodeRecord(stored []byte) (Record, error) {
	line, payload, ok := bytes.Cut(stored, []byte{'\n'})
	if !ok {
		return Record{}, errors.New("its header does not end")
	}
	if r, ok := quickRecord(line); ok {
		r.Payload = bytes.Clone(payload)
		return r, nil
	}
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return Record{}, fmt.Errorf("its header cannot be read: %w", err)
	}
	if h.V != recordFormat {
		return Record{}, fmt.Errorf("its format is %d, and this program reads %d: use a newer meldwacht", h.V, recordFormat)
	}
	at, err := time.Parse(time.RFC3339Nano, h.At)
	if err != nil {
		return Record{}, fmt.Errorf("its time cannot be read: %w", err)
	}
	r := Record{No: h.No, At: at.UTC(), Kind: bot.Kind(h.Kind), Actor: bot.PersonID(h.Actor), Payload: bytes.Clone(payload)}
	if !parseHash(&r.Prev, h.Prev) || !parseHash(&r.Hash, h.Hash) {
		return Record{}, errors.New("its hashes cannot be read")
	}
	again, err := r.Encode()
	if err != nil || !bytes.Equal(again, stored) {
		return Record{}, errors.New("its header is not in the one form in which headers are written")
	}
	return r, nil
}

func parseHash(h *bot.Hash, s string) bool {
	n, err := hex.Decode(h[:], []byte(s[:min(len(s), 2*len(h))]))
	return err == nil && n == len(h) && len(s) == 2*len(h)
}

// Sum returns the hash that the record must carry in the chain of ref.
func (r Record) Sum(ref bot.Ref) bot.Hash { return r.header().Sum(ref, r.Payload) }

// header returns the event without its body.
func (r Record) header() bot.Event {
	return bot.Event{No: r.No, At: r.At, Kind: r.Kind, Actor: r.Actor, Prev: r.Prev, Hash: r.Hash}
}

// Event returns the record as an event of ref, with its body. With the key of
// an incident that was erased its body is nil, unless its kind is bare.
func (r Record) Event(key *Key, ref bot.Ref) (bot.Event, error) {
	e := r.header()
	payload := r.Payload
	if !Bare(r.Kind) {
		var err error
		if payload, err = key.Open(payloadPlace(ref, r.No), r.Payload); errors.Is(err, ErrErased) {
			return e, nil
		} else if err != nil {
			return bot.Event{}, fmt.Errorf("%s: event %d: %w", ref, r.No, err)
		}
	}
	body, err := decodeBody(r.Kind, payload)
	if err != nil {
		return bot.Event{}, fmt.Errorf("%s: event %d: %w", ref, r.No, err)
	}
	e.Body = body
	return e, nil
}

// payloadPlace is where a payload is sealed for.
func payloadPlace(ref bot.Ref, no int) string { return "event " + string(ref) + " " + strconv.Itoa(no) }

// Bare reports whether bodies of that kind are stored as they are also in a
// sealed store: they hold nothing personal, and outlive the incident's key.
func Bare(kind bot.Kind) bool { return bare[kind] }

var bare = func() map[bot.Kind]bool {
	kinds := map[bot.Kind]bool{}
	for _, b := range bot.Bodies() {
		if _, ok := b.(bot.Bare); ok {
			kinds[b.Kind()] = true
		}
	}
	return kinds
}()

// DecodeEvent reads the stored bytes of event no of ref.
func DecodeEvent(key *Key, ref bot.Ref, no int, stored []byte) (bot.Event, error) {
	r, err := DecodeRecord(stored)
	if err != nil {
		return bot.Event{}, fmt.Errorf("%s: event %d: %w", ref, no, err)
	}
	if r.No != no {
		return bot.Event{}, fmt.Errorf("%s: event %d: it says that it is number %d", ref, no, r.No)
	}
	return r.Event(key, ref)
}

// bodyTypes finds the type of a body by its kind.
var bodyTypes = func() map[bot.Kind]reflect.Type {
	types := map[bot.Kind]reflect.Type{}
	for _, b := range bot.Bodies() {
		types[b.Kind()] = reflect.TypeOf(b)
	}
	return types
}()

// decodeBody reads a payload. Fields that this program does not know are left
// alone, so that a desk can go back to its previous version in an emergency;
// the hash covers them all the same.
func decodeBody(kind bot.Kind, payload []byte) (bot.Body, error) {
	t, ok := bodyTypes[kind]
	if !ok {
		return nil, fmt.Errorf("kind %q is not known: use the meldwacht that wrote it, or a newer one", kind)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(payload, v.Interface()); err != nil {
		return nil, fmt.Errorf("its payload (%s) cannot be read: %w", kind, err)
	}
	return v.Elem().Interface().(bot.Body), nil
}

// encodeBody returns the payload of a body. Instants are brought to UTC first:
// a mail may name its own zone, and the record knows one spelling of a moment.
func encodeBody(b bot.Body) ([]byte, error) {
	if zoned(reflect.ValueOf(b)) {
		// A body may share memory with the decision that made it, so the
		// instants are changed in a copy.
		raw, err := marshal(b)
		if err != nil {
			return nil, err
		}
		v := reflect.New(reflect.Indirect(reflect.ValueOf(b)).Type())
		if err := json.Unmarshal(raw, v.Interface()); err != nil {
			return nil, err
		}
		toUTC(v.Elem())
		return marshal(v.Interface())
	}
	return marshal(b)
}

// marshal is JSON without the escapes that only HTML needs, and without the
// newline at the end.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'}), nil
}

var timeType = reflect.TypeFor[time.Time]()

// zoned reports whether some instant in v is in another zone than UTC.
func zoned(v reflect.Value) bool {
	found := false
	eachTime(v, func(t reflect.Value) {
		if at := t.Interface().(time.Time); at.Location() != time.UTC {
			found = true
		}
	})
	return found
}

func toUTC(v reflect.Value) {
	eachTime(v, func(t reflect.Value) { t.Set(reflect.ValueOf(t.Interface().(time.Time).UTC())) })
}

// eachTime visits every instant in a body: bodies are made of structs, slices
// and pointers.
func eachTime(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachTime(v.Elem(), visit)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Struct || k == reflect.Pointer {
			for i := range v.Len() {
				eachTime(v.Index(i), visit)
			}
		}
	case reflect.Struct:
		if v.Type() == timeType {
			visit(v)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachTime(v.Field(i), visit)
			}
		}
	}
}
