package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// A responseHook is what a response_url leads to: five uses in thirty minutes
// (interactivity/handling-user-interaction).
type responseHook struct {
	user, channel string
	on            *Message // the message clicked on; nil for commands
	uses          int
	expires       time.Time
}

// newHook issues a response_url. Needs mu held.
func (w *Workspace) newHook(user, channel string, on *Message) string {
	id := w.boot + w.nextID("r")
	w.hooks[id] = &responseHook{user: user, channel: channel, on: on, expires: w.opt.Now().Add(responseLife)}
	return w.opt.BaseURL + "/response/" + id
}

func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	w.mu.Lock()
	if w.active("outage") {
		w.mu.Unlock()
		hangUp(rw)
		return
	}
	f := w.strike("response_url", "")
	h := w.hooks[r.PathValue("id")]
	status, code := http.StatusOK, ""
	switch {
	case f != nil && !f.After && f.Kind != "slow":
	case h == nil:
		status, code = http.StatusNotFound, "no_service"
	case w.opt.Now().After(h.expires):
		status, code = http.StatusNotFound, "expired_url"
	case h.uses >= responseUses:
		status, code = http.StatusNotFound, "used_url"
	default:
		h.uses++
		if err := w.respond(h, raw); err != nil {
			status, code = http.StatusBadRequest, err.Error()
		}
	}
	e := Entry{Kind: "response_url", ID: r.PathValue("id"), Status: status, Error: code}
	if json.Valid(raw) {
		e.Request = raw
	}
	if f != nil {
		e.Fault = f.Kind
	}
	w.record(e)
	w.mu.Unlock()
	if f != nil && w.spoil(rw, r, f) {
		return
	}
	body := object{"ok": code == ""}
	if code != "" {
		body["error"] = code
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(mustJSON(body))
}

// respond does what a POST to a response_url asks for. Needs mu held.
func (w *Workspace) respond(h *responseHook, raw []byte) error {
	var r struct {
		Replace bool   `json:"replace_original"`
		Delete  bool   `json:"delete_original"`
		Type    string `json:"response_type"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return fail("invalid_payload")
	}
	switch {
	case h.on == nil || !r.Replace && !r.Delete:
		return w.answerHere(raw, h.user, h.channel, "")
	case r.Delete && h.on.EphemeralFor != "":
		w.unwhisper(h.on)
		return nil
	case r.Delete:
		w.remove(h.on)
		return nil
	}
	next := *h.on
	next.Blocks = nil
	if err := w.fromJSON(raw, &next); err != nil {
		return err
	}
	*h.on = next
	if next.EphemeralFor != "" {
		// An ephemeral message stays one: it cannot be made public.
		w.publish("ephemeral", next.copied())
	} else {
		h.on.EditedTS = w.nextTS()
		w.publish("message", h.on.copied())
	}
	return nil
}

func (w *Workspace) unwhisper(m *Message) {
	for i, e := range w.ephemerals {
		if e == m {
			w.ephemerals = append(w.ephemerals[:i:i], w.ephemerals[i+1:]...)
			break
		}
	}
	w.publish("message_deleted", object{"channel": m.Channel, "ts": m.TS, "ephemeral_for": m.EphemeralFor})
}

// answerHere shows a message in answer to a command or click: to one person
// unless it says in_channel, in which case what was typed shows too. Posting
// rules do not apply. Needs mu held.
func (w *Workspace) answerHere(raw []byte, user, channel, typed string) error {
	var r struct {
		Type     string `json:"response_type"`
		ThreadTS string `json:"thread_ts"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return fail("invalid_payload")
	}
	m := &Message{Channel: channel, User: w.seed.BotUser, BotID: w.seed.BotID, ThreadTS: r.ThreadTS}
	if err := w.fromJSON(raw, m); err != nil {
		return err
	}
	if m.Text == "" && m.Blocks == nil {
		return nil // an empty body is an ack and nothing else
	}
	if r.Type == "in_channel" {
		if typed != "" {
			w.add(&Message{Channel: channel, User: user, Text: w.typed(typed)})
		}
		w.add(m)
		return nil
	}
	m.EphemeralFor = user
	w.whisper(m)
	return nil
}

// fromJSON reads text and blocks of a JSON message body. Needs mu held.
func (w *Workspace) fromJSON(raw []byte, m *Message) error {
	c := &call{}
	if err := json.Unmarshal(raw, &c.args); err != nil {
		return fail("invalid_payload")
	}
	if c.str("text") == "" && c.args["blocks"] == nil {
		return nil
	}
	_, err := w.content(c, m)
	return err
}
