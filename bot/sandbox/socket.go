package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// connectionsOpen hands out a socket URL that works once, for 30 s.
func connectionsOpen(w *Workspace, c *call) (object, error) {
	if w.opt.RequestURLs != nil {
		return nil, fail("socket_mode_not_enabled")
	}
	ticket := w.boot + w.nextID("t")
	w.tickets[ticket] = time.Now().Add(ticketLife)
	base := "ws" + strings.TrimPrefix(w.opt.BaseURL, "http")
	return object{"url": base + "/socket/?ticket=" + ticket + "&app_id=" + w.seed.AppID}, nil
}

// A conn is one open socket. Its writer goroutine owns all writes.
type conn struct {
	id   string
	ws   *websocket.Conn
	out  chan []byte
	gone chan struct{}
	once sync.Once
}

// shut cuts the socket without a close frame. It does not block.
func (c *conn) shut() {
	c.once.Do(func() {
		close(c.gone)
		_ = c.ws.UnderlyingConn().Close() // closing twice is harmless
	})
}

// push queues a frame; false when the client has stopped reading.
func (c *conn) push(frame []byte) bool {
	select {
	case <-c.gone:
		return false
	default:
	}
	select {
	case c.out <- frame:
		return true
	default:
		return false
	}
}

// disconnect says that the connection ends, and why. A warning leaves it open;
// after every other reason Slack closes it.
func (c *conn) disconnect(reason string) {
	c.push(mustJSON(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "sandbox"}}))
	if reason != "warning" {
		c.push(nil) // nil: close after what is queued
	}
}

// serveSocket upgrades a ticket to a socket, greets, and reads acks until it
// ends.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	expires, ok := w.tickets[ticket]
	delete(w.tickets, ticket)
	out := w.active("outage") || w.closed
	w.mu.Unlock()
	if out {
		hangUp(rw)
		return
	}
	if !ok || time.Now().After(expires) {
		http.Error(rw, "this URL has been used or has expired", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := &conn{ws: ws, out: make(chan []byte, 1024), gone: make(chan struct{})}
	w.mu.Lock()
	c.id = w.nextID("ws")
	if w.closed {
		w.mu.Unlock()
		_ = ws.Close()
		return
	}
	w.tasks.Add(1)
	defer w.tasks.Done()
	w.spawn(func() { w.writeSocket(c) })
	if len(w.conns) >= maxConns {
		c.disconnect("too_many_websockets")
		w.record(Entry{Kind: "socket", Name: "disconnect", ID: c.id, Error: "too_many_websockets"})
	} else {
		w.conns = append(w.conns, c)
		c.push(mustJSON(object{"type": "hello", "num_connections": len(w.conns),
			"connection_info": object{"app_id": w.seed.AppID},
			"debug_info":      object{"host": "sandbox", "build_number": 1, "approximate_connection_time": int(w.opt.ConnectionTime.Seconds())}}))
		w.record(Entry{Kind: "socket", Name: "hello", ID: c.id})
		w.publish("connections", object{"connections": len(w.conns)})
		if w.strikeKind("drop") != nil {
			c.push(nil)
		}
		if f := w.strikeKind("disconnect"); f != nil {
			c.disconnect(f.Reason)
		}
	}
	w.mu.Unlock()

	for {
		_, raw, err := ws.ReadMessage()
		if err != nil {
			break
		}
		w.answered(raw)
	}
	c.shut()
	w.mu.Lock()
	w.conns = slices.DeleteFunc(w.conns, func(x *conn) bool { return x == c })
	w.record(Entry{Kind: "socket", Name: "close", ID: c.id})
	w.publish("connections", object{"connections": len(w.conns)})
	w.mu.Unlock()
}

// writeSocket sends frames and pings, and refreshes the connection when its
// time has come: a warning, ten seconds later the end.
func (w *Workspace) writeSocket(c *conn) {
	ping := time.NewTicker(w.opt.PingEvery)
	defer ping.Stop()
	age := time.NewTimer(max(w.opt.ConnectionTime-warnBefore, warnBefore))
	defer age.Stop()
	defer c.shut()
	reason := "warning"
	for {
		var err error
		select {
		case frame := <-c.out:
			if frame == nil {
				return
			}
			err = c.ws.WriteMessage(websocket.TextMessage, frame)
		case <-ping.C:
			if w.pinging() {
				err = c.ws.WriteMessage(websocket.PingMessage, []byte("Ping from sandbox"))
			}
		case <-age.C:
			w.mu.Lock()
			w.record(Entry{Kind: "socket", Name: "disconnect", ID: c.id, Error: reason})
			w.mu.Unlock()
			c.disconnect(reason)
			reason = "refresh_requested"
			age.Reset(warnBefore)
		case <-c.gone:
			return
		case <-w.done:
			return
		}
		if err != nil {
			return
		}
	}
}

func (w *Workspace) pinging() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.active("no_pings")
}

// toNext gives a frame to the next socket in turn. Needs mu held.
func (w *Workspace) toNext(frame []byte) bool {
	for range w.conns {
		c := w.conns[w.turn%len(w.conns)]
		w.turn++
		if c.push(frame) {
			return true
		}
	}
	return false
}

// Connections returns how many sockets are open.
func (w *Workspace) Connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.conns)
}
