package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Fault is something that goes wrong on demand; CONTROL.md explains the
// fields and kinds.
type Fault struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind"`
	Method      string    `json:"method"`
	Channel     string    `json:"channel"`
	Nth         int       `json:"nth"`
	Count       int       `json:"count"`
	Probability float64   `json:"probability"`
	After       bool      `json:"after"`
	Status      int       `json:"status"`
	Error       string    `json:"error"`
	Reason      string    `json:"reason"`
	RetryAfter  int       `json:"retry_after"`
	Delay       int       `json:"delay"`
	Seconds     int       `json:"seconds"`
	Hits        int       `json:"hits"`
	ArmedAt     time.Time `json:"armed_at"`

	seen int // matching calls so far
}

var (
	callFaults   = []string{"ratelimited", "error", "status", "html", "half", "silence", "reset", "slow", "late"}
	onceFaults   = []string{"malformed", "unknown_event", "huge_frame"}
	socketFaults = []string{"duplicate", "lose_ack"}
	cutFaults    = []string{"drop", "disconnect"}
	stateFaults  = []string{"no_pings", "mute", "outage"}
)

// FaultKinds lists what can be armed.
func FaultKinds() []string {
	return slices.Concat(callFaults, socketFaults, onceFaults, cutFaults, stateFaults)
}

// Arm makes f happen from now on, or at once for the kinds that are a moment.
func (w *Workspace) Arm(f Fault) (Fault, error) {
	if !slices.Contains(FaultKinds(), f.Kind) {
		return f, fmt.Errorf("no fault %q; there are %s", f.Kind, strings.Join(FaultKinds(), ", "))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	f.ID, f.ArmedAt, f.Hits, f.seen = w.nextID("X"), w.opt.Now().UTC(), 0, 0
	if f.Count == 0 {
		f.Count = 1
		if f.Seconds > 0 || slices.Contains(stateFaults, f.Kind) {
			f.Count = -1
		}
	}
	if f.Status == 0 {
		f.Status = http.StatusInternalServerError
	}
	if f.Kind == "error" {
		setDefault(&f.Error, "internal_error")
	}
	setDefault(&f.Reason, "refresh_requested")
	w.record(Entry{Kind: "fault", Name: f.Kind, Channel: f.Channel, ID: f.ID, Request: mustJSON(f)})
	w.begin(&f)
	if !slices.Contains(onceFaults, f.Kind) && (!slices.Contains(cutFaults, f.Kind) || f.Seconds > 0 || f.Count != 1) {
		w.faults = append(w.faults, &f)
	}
	w.publishFaults()
	return f, nil
}

// begin does what an armed fault does at once. Needs mu held.
func (w *Workspace) begin(f *Fault) {
	switch f.Kind {
	case "drop", "outage":
		for _, c := range w.conns {
			c.shut()
		}
	case "disconnect":
		for _, c := range w.conns {
			c.disconnect(f.Reason)
		}
	case "malformed":
		w.emitRaw(object{"type": "app_mention", "user": "U0ANNA", "channel": "C0DESK", "text": "x", "ts": w.nextTS(),
			"blocks": []any{object{"type": "section", "text": []int{1}}}})
	case "unknown_event":
		w.emitRaw(object{"type": "event_from_the_future", "user": "U0ANNA"})
	case "huge_frame":
		w.emitRaw(object{"type": "app_mention", "user": "U0ANNA", "channel": "C0DESK", "ts": w.nextTS(),
			"text": strings.Repeat("x", 5<<20)})
	}
}

// Disarm ends one fault, or all when id is empty.
func (w *Workspace) Disarm(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = slices.DeleteFunc(w.faults, func(f *Fault) bool { return id == "" || f.ID == id })
	w.publishFaults()
}

// Faults lists what is armed.
func (w *Workspace) Faults() []Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.armed()
}

func (w *Workspace) armed() []Fault {
	w.expire()
	out := []Fault{}
	for _, f := range w.faults {
		out = append(out, *f)
	}
	return out
}

func (w *Workspace) publishFaults() { w.publish("faults", object{"faults": w.armed()}) }

func (w *Workspace) expire() {
	now := w.opt.Now()
	w.faults = slices.DeleteFunc(w.faults, func(f *Fault) bool {
		return f.Seconds > 0 && !now.Before(f.ArmedAt.Add(time.Duration(f.Seconds)*time.Second))
	})
}

// active reports whether a lasting fault of this kind is armed. Needs mu held.
func (w *Workspace) active(kind string) bool {
	w.expire()
	return slices.ContainsFunc(w.faults, func(f *Fault) bool { return f.Kind == kind })
}

// strike returns the fault that hits this call, if any. Needs mu held.
func (w *Workspace) strike(method, channel string) *Fault {
	return w.hit(func(f *Fault) bool {
		api := !slices.Contains([]string{"response_url", "upload", "download", "pager", "mail"}, method)
		return slices.Contains(callFaults, f.Kind) && (f.Method == method || f.Method == "" && api) &&
			(f.Channel == "" || f.Channel == channel)
	})
}

// strikeKind is strike for faults of the transport. Needs mu held.
func (w *Workspace) strikeKind(kind string) *Fault {
	return w.hit(func(f *Fault) bool { return f.Kind == kind })
}

func (w *Workspace) hit(match func(*Fault) bool) *Fault {
	w.expire()
	for i, f := range w.faults {
		if !match(f) {
			continue
		}
		f.seen++
		if f.seen < f.Nth || f.Probability > 0 && w.random.Float64() >= f.Probability {
			continue
		}
		f.Hits++
		struck := *f
		if f.Count > 0 && f.Hits >= f.Count {
			w.faults = slices.Delete(w.faults, i, i+1)
		}
		w.publishFaults()
		return &struck
	}
	return nil
}

// spoil answers in place of the sandbox as f says. It reports whether it did;
// a slow or late answer is still the right one.
func (w *Workspace) spoil(rw http.ResponseWriter, r *http.Request, f *Fault) bool {
	answer := func(status int, kind, body string) bool {
		rw.Header().Set("Content-Type", kind)
		rw.WriteHeader(status)
		_, _ = rw.Write([]byte(body))
		return true
	}
	const asJSON = "application/json; charset=utf-8"
	switch f.Kind {
	case "ratelimited":
		if f.RetryAfter > 0 {
			rw.Header().Set("Retry-After", fmt.Sprint(f.RetryAfter))
		}
		return answer(http.StatusTooManyRequests, asJSON, `{"ok":false,"error":"ratelimited"}`)
	case "error":
		body := object{"ok": false, "error": f.Error}
		if f.Error == "missing_scope" {
			body["needed"], body["provided"] = "chat:write", "commands"
		}
		return answer(http.StatusOK, asJSON, string(mustJSON(body)))
	case "status":
		return answer(f.Status, "text/plain; charset=utf-8", http.StatusText(f.Status)+"\n")
	case "html":
		return answer(http.StatusOK, "text/html; charset=utf-8", "<!DOCTYPE html><title>Slack</title><h1>Something is wrong</h1>")
	case "half":
		return answer(http.StatusOK, asJSON, `{"ok":true,"channel":"C0DESK","ts":"17960`)
	case "reset":
		hangUp(rw)
		return true
	case "silence":
		select {
		case <-r.Context().Done():
		case <-w.done:
		}
		hangUp(rw)
		return true
	case "slow":
		return !w.sleep(r.Context(), time.Duration(f.Delay)*time.Second)
	}
	return false
}

// hangUp closes the connection without an answer.
func hangUp(rw http.ResponseWriter) {
	// The documented way to make net/http abort a response; it is not logged.
	if hj, ok := rw.(http.Hijacker); ok {
		if c, _, err := hj.Hijack(); err == nil {
			_ = c.Close()
			return
		}
	}
	panic(http.ErrAbortHandler)
}
