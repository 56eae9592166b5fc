package sandbox

import (
	"encoding/json"
	"time"
)

// maxEntries bounds the log: 72 fake hours of a busy desk fit, a demo left
// running for a week does not grow without end.
const maxEntries = 20_000

// An Entry is one line of the log: a call, an envelope, an ack, and when.
type Entry struct {
	N        int             `json:"n"`
	At       time.Time       `json:"at"`
	Kind     string          `json:"kind"`
	Name     string          `json:"name,omitempty"`
	Channel  string          `json:"channel,omitempty"`
	ID       string          `json:"id,omitempty"`
	Status   int             `json:"status,omitempty"`
	Request  json.RawMessage `json:"request,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
	Fault    string          `json:"fault,omitempty"`
	Error    string          `json:"error,omitempty"`
	TookMS   int             `json:"took_ms,omitempty"`
}

// record adds e to the log. Needs mu held.
func (w *Workspace) record(e Entry) {
	w.seq["log"]++
	e.N, e.At = w.seq["log"], w.opt.Now().UTC()
	w.entries = append(w.entries, e)
	if len(w.entries) > maxEntries {
		w.entries = append([]Entry(nil), w.entries[maxEntries/10:]...)
	}
	w.publish("log", e)
}

// Log returns what happened so far, oldest first.
func (w *Workspace) Log() []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Entry{}, w.entries...)
}

// logAfter returns the entries with a number above after, at most limit.
func (w *Workspace) logAfter(after, limit int) []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Entry{}
	for _, e := range w.entries {
		if e.N > after {
			out = append(out, e)
		}
	}
	if len(out) > limit {
		if after > 0 {
			return out[:limit]
		}
		return out[len(out)-limit:]
	}
	return out
}

// surprise notes a call that the desk should not make. Needs mu held; the
// callback is returned so that it can run without it.
func (w *Workspace) surprise(name string) func() {
	w.unexpected = append(w.unexpected, name)
	w.record(Entry{Kind: "unexpected", Name: name})
	if w.opt.OnUnexpected == nil {
		return func() {}
	}
	return func() { w.opt.OnUnexpected(name) }
}
