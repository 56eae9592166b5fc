// Package pager pages people. It makes a page from the incident as it is when
// it is sent, and hands it to the path that the effect names; each path is a
// package of its own below this one.
//
// A page may arrive twice: its key is the same each time and over every path,
// and one rung has one key for each time that it is paged.
package pager

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/path"
)

// Kinds are the effects that a Sender carries out.
func Kinds() []bot.EffectKind {
	return []bot.EffectKind{bot.EffectPage, bot.EffectPageAck, bot.EffectPageEnd}
}

// A Reader gives the incident and its record as they are now.
type Reader interface {
	Incident(ctx context.Context, ref bot.Ref) (bot.Incident, error)
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
}

// Options are what a Sender needs.
type Options struct {
	Paths  map[string]path.Path // by the names of bot.Rules.Paths
	First  string               // the path of pages that name none
	Reader Reader
	// Contacts returns who of some roles can be reached at this moment, each once.
	Contacts func(roles []bot.Role, at time.Time) []path.Contact
	// People returns how some people are reached.
	People func(ids []bot.PersonID) []path.Contact
	// Silent is Text of a page that says since when Slack takes nothing.
	Silent func(in bot.Incident, since, now time.Time) string
	// Text is what a telephone shows: no name, no address, no subject.
	Text func(in bot.Incident, o bot.Obligation, now time.Time) string
	// Ack returns a one-time link by which a person acknowledges a page, "" for none.
	Ack func(ref bot.Ref, key string, who bot.PersonID, now time.Time) string
	// Link returns where the thread of an incident is, "" when that is not known.
	Link func(ctx context.Context, ref bot.Ref) string
	// Down is told that a path can page nobody until the configuration is mended,
	// and with "" that it can.
	Down func(path, code string)
	Now  func() time.Time
	Log  zerolog.Logger
}

// A Sender pages over several paths. It is a notifier.Sender.
type Sender struct{ o Options }

// New returns a Sender, or says why these options cannot page anybody.
func New(o Options) (*Sender, error) {
	if len(o.Paths) == 0 || o.Paths[o.First] == nil {
		return nil, errors.New("there is no path by which people can be paged")
	}
	return &Sender{o}, nil
}

// moot is the id of a page that was not needed any more.
const moot = "moot"

// Send implements notifier.Sender.
func (s *Sender) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	name := p.Path
	if name == "" {
		name = s.o.First
	}
	way, ok := s.o.Paths[name]
	if !ok {
		return bot.Receipt{}, notifier.Permanent{Code: "no_such_path"} // the configuration has changed
	}
	receipt, err := s.send(ctx, way, p)
	if stop, is := errors.AsType[notifier.Stop](err); is {
		// One way that is shut must not hold up the others: the page is given up
		// here, and so goes out over the next path at once.
		s.down(name, stop.Code)
		return receipt, notifier.Permanent(stop)
	}
	if err == nil && receipt.ID != moot {
		s.down(name, "")
	}
	return receipt, err
}

func (s *Sender) down(name, code string) {
	if s.o.Down != nil {
		s.o.Down(name, code)
	}
}

func (s *Sender) send(ctx context.Context, way path.Path, p notifier.Pending) (bot.Receipt, error) {
	now := s.o.Now().UTC()
	switch p.Kind {
	case bot.EffectPageAck:
		return bot.Receipt{Channel: p.Path, ID: "acknowledged", At: now}, way.Acknowledge(ctx, Key(p.After))
	case bot.EffectPageEnd:
		return bot.Receipt{Channel: p.Path, ID: "resolved", At: now}, way.Resolve(ctx, Key(p.After))
	}
	c, err := s.call(ctx, p, now)
	if errors.Is(err, errMoot) {
		s.o.Log.Info().Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("a page is not needed any more")
		return bot.Receipt{Channel: p.Path, ID: moot, At: now}, nil
	}
	if err != nil {
		return bot.Receipt{}, err
	}
	if len(c.People) == 0 {
		s.o.Log.Error().Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("a page has nobody to reach")
	}
	return way.Page(ctx, c)
}

// Key is what the other side of a page knows it by: the same over every path.
func Key(e bot.EffectKey) string {
	key, _, _ := strings.Cut(string(e), ":")
	return key
}

// RefOf returns the incident of which a page has this key.
func RefOf(key string) (bot.Ref, bool) {
	ref, _, _ := strings.Cut(key, "/")
	return bot.ParseRef(ref)
}

// call makes the page from the incident as it is now.
func (s *Sender) call(ctx context.Context, p notifier.Pending, now time.Time) (path.Call, error) {
	in, err := s.o.Reader.Incident(ctx, p.Ref)
	if errors.Is(err, bot.ErrNotFound) {
		return path.Call{}, notifier.Permanent{Code: "no_incident"}
	}
	if err != nil {
		return path.Call{}, notifier.Later{Code: "store"}
	}
	events, err := s.o.Reader.Events(ctx, p.Ref)
	if err != nil {
		return path.Call{}, notifier.Later{Code: "store"}
	}
	for _, e := range events {
		if e.No == p.Event {
			return s.compose(ctx, in, e, Key(p.Key), now)
		}
	}
	return path.Call{}, notifier.Permanent{Code: "no_event"}
}
