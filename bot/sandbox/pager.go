package sandbox

import (
	"io"
	"net/http"
	"time"
)

// A Page is one request to the pager's webhook.
type Page struct {
	ID      string            `json:"id"`
	At      time.Time         `json:"at"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	Status  int               `json:"status"`
}

// servePager takes anything that is POSTed as a page. It fails under a fault
// with method "pager".
func (w *Workspace) servePager(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(rw, "a page is a POST", http.StatusMethodNotAllowed)
		return
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	p := Page{Path: r.URL.Path, Headers: map[string]string{}, Body: string(body), Status: http.StatusAccepted}
	for k := range r.Header {
		p.Headers[k] = r.Header.Get(k)
	}
	if p.Headers["Authorization"] != "" {
		p.Headers["Authorization"] = "…"
	}
	w.mu.Lock()
	f := w.strike("pager", "")
	entry := Entry{Kind: "page", Name: p.Path}
	spoiled := f != nil && f.Kind != "slow"
	if spoiled {
		p.Status, entry.Fault = f.Status, f.Kind
	}
	if !spoiled || f.After {
		p.ID, p.At = w.nextID("P"), w.opt.Now().UTC()
		w.pages = append(w.pages, p)
		w.publish("page", p)
	}
	entry.ID, entry.Status = p.ID, p.Status
	w.record(entry)
	w.mu.Unlock()
	if f != nil && w.spoil(rw, r, f) {
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(p.Status)
	_, _ = rw.Write(mustJSON(object{"status": "success", "id": p.ID}))
}

// Pages returns what was paged, oldest first.
func (w *Workspace) Pages() []Page {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Page{}, w.pages...)
}
