package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// What can go wrong between Slack and the app.
var (
	errTimeout      = errors.New("timeout")
	errNoConnection = errors.New("no_connection")
	errClosed       = errors.New("closed")
	errNoRetry      = errors.New("no_retry") // X-Slack-No-Retry
)

// An envelope is one thing sent to the app, whichever way.
type envelope struct {
	kind    string // events_api, slash_commands, interactive
	payload object
	retry   int
	reason  string
}

// pending waits for the app's answer to one envelope.
type pending struct {
	id    string
	kind  string
	sent  time.Time
	reply chan reply // room for one
}

type reply struct {
	payload json.RawMessage
	err     error
}

// send puts e on its way and does not wait. Needs mu held, so that envelopes
// leave in the order in which things happened.
func (w *Workspace) send(e envelope) *pending {
	p := &pending{id: w.envelopeID(), kind: e.kind, sent: time.Now(), reply: make(chan reply, 1)}
	w.record(Entry{Kind: "envelope", Name: e.kind, ID: p.id, Channel: channelOf(e.payload), Request: logged(e.payload), Error: e.reason})
	if w.active("outage") {
		p.reply <- reply{err: errNoConnection}
		return p
	}
	twice := w.strikeKind("duplicate") != nil
	if w.opt.RequestURLs != nil {
		w.spawn(func() { w.postEnvelope(e, p) })
		if twice {
			spare := &pending{id: p.id, kind: p.kind, sent: p.sent, reply: make(chan reply, 1)}
			w.spawn(func() { w.postEnvelope(e, spare) })
		}
		return p
	}
	w.pending[p.id] = p
	frame := object{"type": e.kind, "envelope_id": p.id, "payload": e.payload, "accepts_response_payload": e.kind != "events_api"}
	if e.kind == "events_api" {
		frame["retry_attempt"], frame["retry_reason"] = e.retry, e.reason
	}
	raw := mustJSON(frame)
	if w.active("mute") {
		return p
	}
	if !w.toNext(raw) {
		delete(w.pending, p.id)
		p.reply <- reply{err: errNoConnection}
		return p
	}
	if twice {
		w.toNext(raw)
	}
	return p
}

func (w *Workspace) envelopeID() string {
	w.seq["envelope"]++
	return fmt.Sprintf("%08x-%s", w.seq["envelope"], w.boot)
}

func channelOf(payload object) string {
	if s := str(payload["channel_id"]); s != "" {
		return s
	}
	if e, ok := payload["event"].(object); ok {
		return str(e["channel"])
	}
	if c, ok := payload["channel"].(object); ok {
		return str(c["id"])
	}
	return ""
}

// logged keeps a 5 MiB frame out of the log.
func logged(payload object) json.RawMessage {
	if raw := mustJSON(payload); len(raw) < 256<<10 {
		return raw
	}
	return json.RawMessage(`"(too large to show)"`)
}

// await waits for the answer, at most 3 s.
func (w *Workspace) await(p *pending) (json.RawMessage, error) {
	t := time.NewTimer(ackTimeout)
	defer t.Stop()
	var err error
	select {
	case r := <-p.reply:
		return r.payload, r.err
	case <-t.C:
		err = errTimeout
	case <-w.done:
		err = errClosed
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.pending, p.id)
	if err == errTimeout {
		w.record(Entry{Kind: "timeout", Name: p.kind, ID: p.id})
	}
	return nil, err
}

// answered files an ack that came over a socket. Acks of unknown envelopes,
// too late or sent twice, mean nothing to Slack.
func (w *Workspace) answered(raw []byte) {
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := json.Unmarshal(raw, &ack); err != nil || ack.EnvelopeID == "" {
		w.record(Entry{Kind: "unexpected", Name: "frame", Error: "not an ack"})
		return
	}
	e := Entry{Kind: "ack", ID: ack.EnvelopeID, Response: ack.Payload}
	p := w.pending[ack.EnvelopeID]
	switch {
	case p == nil:
		e.Error = "unknown envelope"
	case len(raw) >= maxAck:
		e.Error, e.Response = "dropped: 20 KB or more", nil
	default:
		if f := w.strikeKind("lose_ack"); f != nil {
			e.Fault = f.Kind
			break
		}
		e.TookMS = int(time.Since(p.sent).Milliseconds())
		delete(w.pending, p.id)
		p.reply <- reply{payload: ack.Payload}
	}
	w.record(e)
}

// emit delivers an event if the app has subscribed to it. Needs mu held.
func (w *Workspace) emit(subscription string, event object) {
	if w.installed && slices.Contains(w.opt.BotEvents, subscription) {
		w.emitRaw(event)
	}
}

// emitRaw delivers an event and repeats it until it is acknowledged: at once,
// after one minute, after five (apis/events-api). Needs mu held.
func (w *Workspace) emitRaw(event object) {
	if event["event_ts"] == nil {
		event["event_ts"] = w.nextTS()
	}
	shared := false
	if ch := w.channel(str(event["channel"])); ch != nil {
		shared = ch.Shared
	}
	payload := object{"type": "event_callback", "token": "sandbox", "team_id": w.seed.Team.ID, "api_app_id": w.seed.AppID,
		"event": event, "event_id": "Ev" + w.boot + w.nextID(""), "event_time": w.opt.Now().Unix(),
		"is_ext_shared_channel": shared,
		"authorizations":        []object{{"team_id": w.seed.Team.ID, "user_id": w.seed.BotUser, "is_bot": true, "is_enterprise_install": false}}}
	first := w.send(envelope{kind: "events_api", payload: payload})
	w.spawn(func() { w.insist(payload, first) })
}

// insist sees an event through its retries.
func (w *Workspace) insist(payload object, p *pending) {
	_, err := w.await(p)
	for i, wait := range retryWaits(w.opt.DelayedEvents) {
		if err == nil || err == errNoRetry || !w.sleep(context.Background(), wait) {
			return
		}
		reason := "timeout"
		if err != errTimeout {
			reason = "connection_failed"
		}
		w.mu.Lock()
		p = w.send(envelope{kind: "events_api", payload: payload, retry: i + 1, reason: reason})
		w.mu.Unlock()
		_, err = w.await(p)
	}
}
