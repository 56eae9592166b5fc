package rota

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	// lookEvery is how often files are looked at for a change (chosen): one stat each.
	lookEvery = 5 * time.Second
	// askEvery is how often everything is read again (chosen): calendars on a server
	// say no other way that they changed, and the days to come move on.
	askEvery = 15 * time.Minute
	// readTime bounds the reading of one calendar.
	readTime = 30 * time.Second
)

// Sources are what a [Live] reads.
type Sources struct {
	// Rota reads the rota. A spec that does not hold is an error.
	Rota func(context.Context) (Spec, error)
	// Changed reports whether the rota is worth reading again. Nil: it never is.
	Changed func() bool
	// Who tells who the names and addresses of calendars are. It knows nobody who
	// cannot be reached: Check does not see these people.
	Who Who
	// Client asks for calendars that have a URL. Its transport keeps away from
	// addresses inside.
	Client *http.Client
	// Notice is called after a reading at which troubles began or ended. It may be nil.
	Notice func(State)
}

// A Live is a plan that is read again when its file or a calendar changes. The
// last good copy of each stays in force while it is broken, and State tells since
// when and why. It is safe for any number of goroutines.
type Live struct {
	from Sources
	now  func() time.Time

	reading sync.Mutex       // one reading at a time; what follows belongs to it
	base    *Plan            // without calendars
	feeds   map[string]*feed // by layer

	mu    sync.Mutex // never held while something is read
	plan  *Plan
	state State
}

// A State is what is known of the copies that are in force.
type State struct {
	Loaded   time.Time            // when the rota was last read
	Troubles []Trouble            // what cannot be read now
	Warnings map[string][]Warning // what the calendars left out, by layer
}

// A Trouble is a rota or a calendar that cannot be read. What it said last stays
// in force.
type Trouble struct {
	Layer  string // whose calendar it is; empty: the rota itself
	Why    string // for people
	Since  time.Time
	Loaded time.Time // when the copy in force was read; zero: there is none
}

// A feed is the calendar of a layer.
type feed struct {
	spec   CalendarSpec
	source source
	text   []byte // of the last good copy
	good   *Calendar
	loaded time.Time
}

// Open reads everything for the first time. A broken rota is an error: there is
// no last good copy. A broken calendar is a trouble: the desk must come up while
// the server of a calendar is down, and the layers below have somebody.
func Open(ctx context.Context, from Sources, now func() time.Time) (*Live, error) {
	l := &Live{from: from, now: now, feeds: map[string]*feed{}}
	_ = l.Reload(ctx) // a calendar's trouble is kept in the state
	if l.plan == nil {
		return nil, errors.New(l.state.Troubles[0].Why)
	}
	return l, nil
}

// Run looks for changes until ctx is done, and then returns nil.
func (l *Live) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	asked := l.now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if now := l.now(); now.Sub(asked) >= askEvery || l.changed() {
			asked = now
			_ = l.Reload(ctx) // kept in the state
		}
	}
}

func (l *Live) changed() bool {
	l.reading.Lock()
	defer l.reading.Unlock()
	if l.from.Changed != nil && l.from.Changed() {
		return true
	}
	for _, f := range l.feeds {
		if f.source.changed() {
			return true
		}
	}
	return false
}

// Reload reads everything again. What cannot be read stays as it was, and is the
// error that it returns.
func (l *Live) Reload(ctx context.Context) error {
	l.reading.Lock()
	defer l.reading.Unlock()
	now := l.now().UTC()
	before := l.State()
	state := State{Loaded: now, Warnings: map[string][]Warning{}}
	var wrong []error
	trouble := func(layer string, loaded time.Time, err error) {
		wrong = append(wrong, err)
		state.Troubles = append(state.Troubles, Trouble{Layer: layer, Why: err.Error(), Since: now, Loaded: loaded})
	}
	spec, err := l.from.Rota(ctx)
	var base *Plan
	if err == nil {
		base, err = New(spec, nil)
	}
	if err != nil {
		state.Loaded = before.Loaded
		trouble("", before.Loaded, err)
	} else {
		l.base = base
	}
	if l.base == nil { // at the start
		l.keep(nil, state, before)
		return errors.Join(wrong...)
	}
	feeds := map[string]*feed{}
	calendars := map[string]*Calendar{}
	for _, layer := range l.base.layers {
		if layer.from == (CalendarSpec{}) {
			continue
		}
		f := l.feeds[layer.name]
		if f == nil || f.spec != layer.from {
			f = l.feed(layer.from)
		}
		feeds[layer.name] = f
		if err := f.read(ctx, layer.zone, now, l.from.Who); err != nil {
			trouble(layer.name, f.loaded, fmt.Errorf("the calendar of layer %q: %w", layer.name, err))
		}
		if f.good != nil {
			calendars[layer.name] = f.good
			state.Warnings[layer.name] = f.good.warnings
		}
	}
	l.feeds = feeds
	l.keep(l.base.attach(calendars), state, before)
	return errors.Join(wrong...)
}

// keep puts a reading in force. A trouble that goes on began when it was first
// seen.
func (l *Live) keep(plan *Plan, state, before State) {
	for i := range state.Troubles {
		for _, old := range before.Troubles {
			if old.Layer == state.Troubles[i].Layer {
				state.Troubles[i].Since = old.Since
			}
		}
	}
	l.mu.Lock()
	l.plan, l.state = plan, state
	l.mu.Unlock()
	same := slices.EqualFunc(before.Troubles, state.Troubles, func(a, b Trouble) bool { return a.Layer == b.Layer && a.Why == b.Why })
	if l.from.Notice != nil && !same {
		l.from.Notice(state)
	}
}

func (l *Live) feed(s CalendarSpec) *feed {
	if s.File != "" {
		return &feed{spec: s, source: &calendarFile{path: s.File}}
	}
	return &feed{spec: s, source: newCalendarURL(s.URL, l.from.Client)}
}

// read reads the calendar again. One that did not change, or that is broken now,
// is worked out again from the last good text all the same: the days to come move
// on.
func (f *feed) read(ctx context.Context, zone *time.Location, now time.Time, who Who) error {
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	text, err := f.source.read(ctx)
	if err == nil {
		var fresh *Calendar
		if fresh, err = ParseCalendar(text, zone, now, who); err == nil {
			f.text, f.good, f.loaded = text, fresh, now
			return nil
		}
		f.source.spoilt()
	}
	if f.good != nil {
		if again, err := ParseCalendar(f.text, zone, now, who); err == nil {
			f.good = again
		}
	}
	if errors.Is(err, errUnchanged) {
		f.loaded = now
		return nil
	}
	return err
}

// Plan returns the plan that is in force now, without overrides.
func (l *Live) Plan() *Plan {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.plan
}

// State returns what is known of the copies in force.
func (l *Live) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
