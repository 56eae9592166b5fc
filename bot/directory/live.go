package directory

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

const (
	// lookEvery is how often a file is looked at for a change (chosen): one stat.
	lookEvery = 5 * time.Second
	// readTime bounds one reading.
	readTime = 2 * time.Minute
	// shrinkWait is how long a directory that lost more than half of its accounts
	// is not believed: an export is replaced within minutes when it was cut off,
	// and a true one is still there (chosen).
	shrinkWait = 10 * time.Minute
)

// A Live is a directory that is read again when it changes. The last good copy
// stays in force while its source is broken, and State tells how old it is. It
// is safe for any number of goroutines.
type Live struct {
	source Source
	now    func() time.Time
	log    zerolog.Logger

	reading sync.Mutex // one reading at a time; guards source and shrunk
	shrunk  time.Time  // when it was first seen to have lost half of its accounts

	mu    sync.Mutex // never held while the source is read, which may take minutes
	good  *Directory
	state State
}

// A State is what is known of the copy that is in force.
type State struct {
	Loaded   time.Time // when the copy was read, or last found unchanged
	Accounts int
	Broken   string    // why the source cannot be read now, for people; "" when it can
	Since    time.Time // since when it is broken
}

// Open reads the source for the first time. A source that is broken at the
// start is an error: there is no last good copy.
func Open(ctx context.Context, source Source, now func() time.Time, log zerolog.Logger) (*Live, error) {
	d, err := source.Read(ctx)
	if err != nil {
		return nil, err
	}
	return &Live{source: source, now: now, log: log, good: d, state: State{Loaded: now(), Accounts: len(d.accounts)}}, nil
}

// Run looks for changes until ctx is done, and then returns nil.
func (l *Live) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			l.look(ctx)
		}
	}
}

func (l *Live) look(ctx context.Context) {
	l.reading.Lock()
	defer l.reading.Unlock()
	if l.source.Changed() {
		_ = l.reload(ctx) // kept in the state, and logged there once
	}
}

// Reload reads the source again. When it cannot, or when what it holds looks
// cut off, the copy before stays in force.
func (l *Live) Reload(ctx context.Context) error {
	l.reading.Lock()
	defer l.reading.Unlock()
	return l.reload(ctx)
}

func (l *Live) reload(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	d, err := l.source.Read(bounded)
	if err != nil && ctx.Err() != nil {
		return err // the desk stops, which says nothing of the source
	}
	now := l.now()
	if err == nil {
		if err = l.believe(len(d.accounts), now); err != nil {
			l.source.Forget()
		}
	}
	switch {
	case errors.Is(err, ErrUnchanged):
		l.mended(now, nil)
		return nil
	case err != nil:
		l.broken(now, err)
		return err
	}
	l.mended(now, d)
	l.log.Info().Int("accounts", len(d.accounts)).Msg("the directory was read again")
	return nil
}

// believe refuses a directory that lost more than half of its accounts, until
// it has done so for shrinkWait.
func (l *Live) believe(accounts int, now time.Time) error {
	before := l.State().Accounts
	if 2*accounts >= before {
		return nil
	}
	if l.shrunk.IsZero() {
		l.shrunk = now
	}
	if now.Sub(l.shrunk) >= shrinkWait {
		return nil
	}
	return fmt.Errorf("the directory had %d accounts and now has %d: it looks cut off. It is believed if it still is so after %s", before, accounts, shrinkWait)
}

// mended notes that the source is good. d is what it holds, or nil when that is
// the copy in force.
func (l *Live) mended(now time.Time, d *Directory) {
	l.shrunk = time.Time{}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state.Broken != "" {
		l.log.Info().Msg("the directory can be read again")
	}
	if d != nil {
		l.good = d
	}
	l.state = State{Loaded: now, Accounts: len(l.good.accounts)}
}

func (l *Live) broken(now time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state.Broken == "" {
		l.state.Since = now
		l.log.Error().Int("accounts", l.state.Accounts).Time("loaded", l.state.Loaded).Str("why", reason(err)).
			Msg("the directory cannot be read again; the last good copy stays in force")
	}
	l.state.Broken = reason(err)
}

// reason is an error without what a file holds: the first problem says where.
func reason(err error) string {
	var ps Problems
	if errors.As(err, &ps) && len(ps) > 0 {
		return ps[0].String()
	}
	return err.Error()
}

// State returns what is known of the copy in force.
func (l *Live) State() State {
	_, s := l.current()
	return s
}

// Directory returns the copy that is in force now.
func (l *Live) Directory() *Directory {
	d, _ := l.current()
	return d
}

func (l *Live) current() (*Directory, State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.good, l.state
}

// Everybody returns the numbers of all accounts; ok is false while the directory
// cannot be read again.
func (l *Live) Everybody() (ids []bot.AccountID, ok bool) {
	d, state := l.current()
	for _, a := range d.Accounts() {
		ids = append(ids, a.ID)
	}
	return ids, state.Broken == ""
}

// Has reports whether there is such an account.
func (l *Live) Has(id bot.AccountID) bool {
	_, ok := l.Directory().Account(id)
	return ok
}

// Match says what the copy in force says of a mail. While the source is broken it
// warns how old that copy is.
func (l *Live) Match(m bot.Mail) bot.Match {
	d, s := l.current()
	match := d.Match(m)
	if s.Broken != "" {
		match.Warnings = append(match.Warnings, bot.Warning{Code: bot.WarnStale, About: s.Loaded.UTC().Format("2006-01-02 15:04 UTC")})
	}
	return match
}
