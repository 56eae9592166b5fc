package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// A listener is one reader of the live stream.
type listener struct {
	out  chan liveEvent
	gone chan struct{}
}

type liveEvent struct {
	n    int
	kind string
	data json.RawMessage
}

// publish tells the page and everybody in Wait that something changed. A
// reader that does not keep up is cut off: it reads the state afresh when it
// comes back. Needs mu held.
func (w *Workspace) publish(kind string, data any) {
	close(w.changed)
	w.changed = make(chan struct{})
	if len(w.listeners) == 0 {
		return
	}
	w.seq["live"]++
	e := liveEvent{w.seq["live"], kind, mustJSON(data)}
	for l := range w.listeners {
		select {
		case l.out <- e:
		default:
			delete(w.listeners, l)
			close(l.gone)
		}
	}
}

// serveEvents is the Server-Sent-Events stream of CONTROL.md.
func (w *Workspace) serveEvents(rw http.ResponseWriter, r *http.Request) {
	flusher, ok := rw.(http.Flusher)
	if !ok {
		http.Error(rw, "streaming is not possible here", http.StatusInternalServerError)
		return
	}
	l := &listener{make(chan liveEvent, 512), make(chan struct{})}
	w.mu.Lock()
	w.listeners[l] = true
	n := len(w.conns)
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.listeners, l)
		w.mu.Unlock()
	}()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	hello := mustJSON(object{"clock": w.Clock(), "connections": n})
	fmt.Fprintf(rw, "event: hello\ndata: %s\n\n", hello)
	flusher.Flush()
	beat := time.NewTicker(15 * time.Second)
	defer beat.Stop()
	for {
		select {
		case e := <-l.out:
			fmt.Fprintf(rw, "id: %d\nevent: %s\ndata: %s\n\n", e.n, e.kind, e.data)
		case <-beat.C:
			fmt.Fprint(rw, ": still here\n\n")
		case <-l.gone:
			return
		case <-r.Context().Done():
			return
		case <-w.done:
			return
		}
		flusher.Flush()
	}
}
