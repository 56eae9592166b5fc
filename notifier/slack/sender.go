package slack

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/notifier"
)

// Kinds are the effects that a Sender carries out.
func Kinds() []bot.EffectKind {
	return []bot.EffectKind{bot.EffectCard, bot.EffectReply, bot.EffectUpdate, bot.EffectRedraw}
}

// edits reports whether p changes a message that is there, which can be
// repeated at will.
func edits(p notifier.Pending) bool { return p.Kind == bot.EffectUpdate || p.Kind == bot.EffectRedraw }

// A Reader gives the incident and its record as they are now.
type Reader interface {
	Incident(ctx context.Context, ref bot.Ref) (bot.Incident, error)
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
}

// A Render says what the desk looks like.
type Render interface {
	Card(in bot.Incident, now time.Time) view.Message
	Reply(in bot.Incident, e bot.Event, now time.Time) view.Message
	// Again is the reply for when it is drawn again: what it asked may be
	// answered. told is when it was posted.
	Again(in bot.Incident, e bot.Event, told, now time.Time) view.Message
	// Plain is ref and demand alone, for when Slack refuses the blocks. e is
	// nil for the card.
	Plain(in bot.Incident, e *bot.Event, now time.Time) string
}

// A Sender posts to one channel. It is a notifier.Sender and a notifier.Pacer.
type Sender struct {
	api     *slack.Client
	channel string
	botID   string
	reader  Reader
	render  Render
	now     func() time.Time
	log     zerolog.Logger
	pace    pace

	mu     sync.Mutex
	tries  map[bot.EffectKey]try
	showed map[bot.Ref]shown
}

// Options are what a Sender needs.
type Options struct {
	API     *slack.Client // see NewClient
	Channel string        // the desk's channel, C… or G…
	BotID   string        // ours, B…: from auth.test
	Reader  Reader
	Render  Render
	Now     func() time.Time
	Log     zerolog.Logger
	Faster  float64 // than Slack allows, for stand-ins; 0 means Slack's own rates
}

// New returns a Sender.
func New(o Options) *Sender {
	if o.Faster <= 0 {
		o.Faster = 1
	}
	return &Sender{api: o.API, channel: o.Channel, botID: o.BotID, reader: o.Reader, render: o.Render,
		now: o.Now, log: o.Log, pace: pace{scale: o.Faster},
		tries: map[bot.EffectKey]try{}, showed: map[bot.Ref]shown{}}
}

// A try is what this process knows of the attempts at one post. It is lost with
// the process, and then the channel is asked.
type try struct {
	surely  int       // so many attempts are known to have posted nothing
	missing time.Time // when it was first looked for and not found
}

// A shown is what the card of an incident shows.
type shown struct {
	version int
	at      time.Time
}

// fresh is how long a card that shows the incident's last event is not drawn
// again: several updates in a row are one (reference/slack.md §9).
const fresh = time.Minute

// Take implements notifier.Pacer: it reserves the call with which Send begins.
func (s *Sender) Take(p notifier.Pending, now time.Time) (time.Time, bool) {
	return s.pace.take(s.first(p), s.place(p), now)
}

// first returns the method that Send calls first for p.
func (s *Sender) first(p notifier.Pending) method {
	switch {
	case edits(p):
		return update
	case !s.doubtful(p):
		return postMessage
	case p.Kind == bot.EffectCard:
		return history
	}
	return replies
}

// place returns the channel of p. A thread stays where its card was posted.
func (s *Sender) place(p notifier.Pending) string {
	if p.Kind != bot.EffectCard && p.Prev.Channel != "" {
		return p.Prev.Channel
	}
	return s.channel
}

// Send implements notifier.Sender.
func (s *Sender) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	m, err := s.draw(ctx, p)
	if err != nil {
		return bot.Receipt{}, s.nothing(p, err)
	}
	if edits(p) {
		return s.update(ctx, p, m)
	}
	receipt, err := s.find(ctx, p, m.in)
	if err != nil || receipt.ID != "" {
		return receipt, err
	}
	return s.post(ctx, p, m)
}

// A message is what p says, rendered from the incident as it is now.
type message struct {
	view.Message
	in   bot.Incident
	bare func() string // the same in plain text
	bug  string        // why it had to be plain from the start; "" when it did not
}

// draw renders p. Whatever package view does with an incident that it did not
// expect, a reminder goes out: as plain text when need be.
func (s *Sender) draw(ctx context.Context, p notifier.Pending) (message, error) {
	in, err := s.reader.Incident(ctx, p.Ref)
	if errors.Is(err, bot.ErrNotFound) {
		return message{}, notifier.Permanent{Code: "no_incident"}
	}
	if err != nil {
		return message{}, notifier.Later{Code: "store"}
	}
	now := s.now().UTC()
	if p.Kind != bot.EffectReply && p.Kind != bot.EffectRedraw {
		return s.drawn(p, in, func() view.Message { return s.render.Card(in, now) },
			func() string { return s.render.Plain(in, nil, now) }), nil
	}
	if p.Prev.ID == "" {
		return message{}, notifier.Permanent{Code: "no_thread"} // never loose in the channel
	}
	events, err := s.reader.Events(ctx, p.Ref)
	if err != nil {
		return message{}, notifier.Later{Code: "store"}
	}
	for _, e := range events {
		if e.No == p.Event {
			reply := s.render.Reply
			if p.Kind == bot.EffectRedraw {
				reply = func(in bot.Incident, e bot.Event, now time.Time) view.Message {
					return s.render.Again(in, e, p.Prev.At, now)
				}
			}
			return s.drawn(p, in, func() view.Message { return reply(in, e, now) },
				func() string { return s.render.Plain(in, &e, now) }), nil
		}
	}
	return message{}, notifier.Permanent{Code: "no_event"}
}

func (s *Sender) drawn(p notifier.Pending, in bot.Incident, full func() view.Message, plain func() string) message {
	m := message{in: in, bare: func() string {
		text, ok := guard(plain)
		if !ok || text == "" {
			return string(p.Ref)
		}
		return text
	}}
	var ok bool
	if m.Message, ok = guard(full); !ok || m.Text == "" {
		s.about(s.log.Error(), p).Msg("a message could not be rendered")
		m.Message, m.bug = view.Message{Text: m.bare()}, "not_rendered"
	}
	return m
}

// guard reports whether f came back without a panic.
func guard[T any](f func() T) (result T, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return f(), true
}

func (s *Sender) about(e *zerolog.Event, p notifier.Pending) *zerolog.Event {
	return e.Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Int("attempt", p.Attempts+1)
}
