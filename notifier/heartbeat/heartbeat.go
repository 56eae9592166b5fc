// Package heartbeat watches the watcher. Once a minute it looks at what a desk
// needs, and tells somebody outside that all is well; when that somebody hears
// nothing, their alarm goes, whatever has become of the desk:
//
//	h := &heartbeat.Heartbeat{
//		Checks: []heartbeat.Check{{Name: "rungs", Look: overdue}, {Name: "clock", Look: jumps.Trouble}},
//		Ping:   heartbeat.Pinger(http.MethodGet, address, nil), Now: time.Now, Log: log,
//	}
//	err := h.Run(ctx)
//
// A ping is sent only when every check is well, also when there is nothing to
// do. It is never repeated, and no check is let off: a heartbeat that is late
// says what it should (reference/oncall.md §9).
package heartbeat

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// Every is how often the desk looks at itself (reference/oncall.md §9).
const Every = time.Minute

// lookTime bounds one check. One that hangs is not well.
const lookTime = 10 * time.Second

// Monitor is the name under which a ping that was not taken stands.
const Monitor = "monitor"

// A Check is one thing that must be well.
type Check struct {
	Name string
	// Look says in a few plain words what is not well, without names and
	// addresses, and "" when all is. It is called once at a time, and must heed
	// ctx.
	Look func(ctx context.Context) string
}

// A Trouble is a check that is not well.
type Trouble struct {
	Name   string
	Reason string    // as of the last look
	Since  time.Time // when a look found it first
}

// A Heartbeat looks at a desk. Its fields must not change once it runs.
type Heartbeat struct {
	Checks []Check
	Ping   func(ctx context.Context) error // nil: nobody outside is told
	Now    func() time.Time
	Log    zerolog.Logger

	mu       sync.Mutex
	troubles []Trouble // in the order of the checks
}

// Run looks once a minute until ctx is cancelled, and then returns nil. The
// first look comes after a minute: a desk that has just started is neither well
// nor ill.
func (h *Heartbeat) Run(ctx context.Context) error {
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			h.Look(ctx)
		}
	}
}

// Look looks at everything once, and pings when all is well.
func (h *Heartbeat) Look(ctx context.Context) {
	found := map[string]string{}
	for _, c := range h.Checks {
		if reason := look(ctx, c); reason != "" {
			found[c.Name] = reason
		}
	}
	if len(found) == 0 && h.Ping != nil {
		if err := h.Ping(ctx); err != nil {
			found[Monitor] = err.Error()
		}
	} else if was, ok := h.trouble(Monitor); ok {
		found[Monitor] = was.Reason // nobody has tried it since
	}
	if ctx.Err() == nil { // what a desk that stops could not look at says nothing
		h.keep(found)
	}
}

// look is one check. A panic in it ends neither the desk nor the looks.
func look(ctx context.Context, c Check) (reason string) {
	defer func() {
		if recover() != nil {
			reason = "the check itself panicked"
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	return c.Look(ctx)
}

// keep takes over what a look found, and logs what began and what ended.
func (h *Heartbeat) keep(found map[string]string) {
	var is []Trouble
	for _, name := range h.names() {
		was, before := h.trouble(name)
		reason, now := found[name]
		switch {
		case now && before:
			is = append(is, Trouble{name, reason, was.Since})
		case now:
			is = append(is, Trouble{name, reason, h.Now().UTC()})
			h.Log.Error().Str("check", name).Str("reason", reason).Msg("the desk is not well, and its heartbeat is withheld")
		case before:
			h.Log.Info().Str("check", name).Time("since", was.Since).Msg("the desk is well again in this")
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.troubles = is
}

func (h *Heartbeat) names() (names []string) {
	for _, c := range h.Checks {
		names = append(names, c.Name)
	}
	return append(names, Monitor)
}

func (h *Heartbeat) trouble(name string) (Trouble, bool) {
	for _, t := range h.Troubles() {
		if t.Name == name {
			return t, true
		}
	}
	return Trouble{}, false
}

// Troubles returns what the last look found, in the order of the checks. It may
// be called from any goroutine.
func (h *Heartbeat) Troubles() []Trouble {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Trouble(nil), h.troubles...)
}
