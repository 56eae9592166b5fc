// Package gateway is where Slack comes in: over Socket Mode or signed HTTP, as
// events, slash commands, clicks and submissions.
//
// Whatever comes in is stored under a key of its own before it is acknowledged,
// and worked on from there. Slack repeats events that were not acknowledged and
// never repeats the rest, so a crash between the two must lose nothing: at the
// next start what is unfinished is worked on again, and the same key keeps it
// from happening twice.
//
//	g := &gateway.Gateway{API: api, Inbox: store, Commands: desk, Who: who, …}
//	socket := gateway.Socket{Gateway: g, AppToken: token, …}   // or http.Handle("/slack/", g.Handler(secret))
//	go g.Run(ctx)
//	err := socket.Run(ctx)
//
// References to slack.md are to the notes on Slack's own documentation that the
// design rests on; pages are paths under docs.slack.dev.
package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// An Inbox keeps what came in until it was worked on. Every method is durable
// when it returns.
type Inbox interface {
	// Keep stores an envelope. fresh is false when one with that key was kept
	// before, finished or not.
	Keep(ctx context.Context, key string, payload []byte, now time.Time) (fresh bool, err error)
	// Finish says that an envelope was worked on. Its key stays remembered.
	Finish(ctx context.Context, key string) error
	// Unfinished gives the envelopes that were kept and not finished, oldest first.
	Unfinished(ctx context.Context) iter.Seq2[Kept, error]
}

// Kept is an envelope as the inbox gives it back.
type Kept struct {
	Key     string
	Payload []byte
}

// Commands run the verbs.
type Commands interface {
	Run(ctx context.Context, c commands.Call) commands.Answer
	// Home is the App Home of one person.
	Home(ctx context.Context, who bot.Person, lang bot.Lang) slack.HomeTabViewRequest
}

// An Alarm is something that Slack tells the desk about itself and that people
// must hear of over another path.
type Alarm struct {
	What    string // the event: channel_shared, tokens_revoked, …
	Channel string
	Moved   string // channel_id_changed: the new id
}

// A Gateway takes what Slack sends, and answers the person who sent it.
type Gateway struct {
	API      *slack.Client // with an http.Client of 10 s: slack-go's default has no timeout
	Inbox    Inbox
	Commands Commands
	Who      *Who
	Threads  commands.Threads
	Face     view.Face
	// Refresh renders an incident's card again, for somebody who looked at an old one.
	Refresh func(ctx context.Context, ref bot.Ref) error
	// Alarm is told what people must hear of over another path; it may be nil.
	Alarm func(ctx context.Context, a Alarm)
	// Suggest answers an external_select; nil offers nothing.
	Suggest func(ctx context.Context, s Suggestion) []*slack.OptionBlockObject
	Now     func() time.Time
	Log     zerolog.Logger

	APIURL  string // of the Web API; a response_url on its host is accepted beside Slack's own
	Team    string // id of the workspace; what comes from another is dropped
	App     string // id of the app; "" is not compared
	BotUser string // the desk's own user: what it says itself is ignored
	Channel string // the desk channel, where receipts go that have no thread
	MailTo  string // the desk's own mail address

	HTTP *http.Client // posts to response_urls; nil is one of 10 s

	once    sync.Once
	lines   *lines
	views   places
	sharing sharing

	mu       sync.Mutex
	taken    map[string]bool // keys that came in before Run had read what was unfinished
	caughtUp bool
}

// A Suggestion is what somebody types into an external_select.
type Suggestion struct {
	Action string // action_id
	Block  string
	Value  string // private_metadata of the modal
	Query  string
}

const (
	// keepBudget is how long storing may take: with the hand-over it must stay
	// inside the 3 s of an ack (slack.md §1.3: interactivity/handling-user-interaction).
	keepBudget = 2 * time.Second
	// answerBudget is how long a submission may be decided on before its modal
	// is closed and the answer sent after it.
	answerBudget = 1500 * time.Millisecond
	// workBudget bounds the work on one envelope: a few API calls of 10 s.
	workBudget = 45 * time.Second
	workers    = 16
)

func (g *Gateway) start() {
	g.once.Do(func() { g.lines = newLines(workers) })
}

// Run works on what was left unfinished by an earlier run, and then waits for
// the work in hand when ctx ends. New envelopes are taken as soon as a Socket
// or a Handler runs, before or after this.
func (g *Gateway) Run(ctx context.Context) error {
	g.start()
	for k, err := range g.Inbox.Unfinished(ctx) {
		if err != nil {
			if ctx.Err() != nil {
				break
			}
			return fmt.Errorf("gateway: reading what was unfinished: %w", err)
		}
		if !g.leftOver(k.Key) {
			continue
		}
		e, err := openKept(k)
		if err != nil {
			g.Log.Error().Err(err).Msg("an unfinished envelope cannot be read")
			g.finish(ctx, k.Key)
			continue
		}
		g.handOver(e, nil)
	}
	g.mu.Lock()
	g.taken, g.caughtUp = nil, true
	g.mu.Unlock()
	<-ctx.Done()
	g.lines.close()
	return nil
}

// leftOver reports whether an unfinished envelope is of an earlier run. Those
// that came in since the start are in the same inbox and in hand already.
func (g *Gateway) leftOver(key string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.taken[key]
}

// note remembers what came in while Run still reads what was unfinished. It is
// called before the envelope is in the inbox, so that Run cannot miss it.
func (g *Gateway) note(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.caughtUp {
		return
	}
	if g.taken == nil {
		g.taken = map[string]bool{}
	}
	g.taken[key] = true
}

// An envelope is what came in, the same for both transports.
type envelope struct {
	Kind    string          `json:"kind"` // events_api, slash_commands or interactive
	At      time.Time       `json:"at"`
	Payload json.RawMessage `json:"payload"`

	key string
	in  inbound
}

// The kinds of envelopes (docs.slack.dev apis/events-api/using-socket-mode).
const (
	kindEvent       = "events_api"
	kindCommand     = "slash_commands"
	kindInteraction = "interactive"
)

func openKept(k Kept) (envelope, error) {
	e := envelope{key: k.Key}
	if err := json.Unmarshal(k.Payload, &e); err != nil {
		return e, fmt.Errorf("gateway: envelope: %w", err)
	}
	e.in = read(e.Kind, e.Payload)
	return e, nil
}

// take stores what came in and hands it over. When it returns without an error
// the envelope is safe and may be acknowledged: with nothing, or for a
// submission and a suggestion by the reply, which is then given within
// answerBudget.
func (g *Gateway) take(ctx context.Context, kind string, payload []byte, r *reply) error {
	g.start()
	e := envelope{Kind: kind, At: g.Now().UTC(), Payload: payload, in: read(kind, payload)}
	e.key = e.in.key(payload)
	if e.in.what == aSuggestion {
		// Nothing happens by it, so there is nothing to lose.
		r.within(answerBudget)
		g.handOver(e, r)
		return nil
	}
	if e.in.what == ofNoUse {
		// What colleagues say among themselves is not ours to keep.
		r.give(nil)
		return nil
	}
	if e.in.what == aMail {
		e.Payload = e.in.bare()
	}
	stored, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("gateway: envelope: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, keepBudget)
	defer cancel()
	g.note(e.key)
	fresh, err := g.Inbox.Keep(ctx, e.key, stored, e.At)
	if err != nil {
		return fmt.Errorf("gateway: keep an envelope: %w", err)
	}
	if !fresh || e.in.what != aSubmission {
		r.give(nil)
		r = nil
	} else {
		r.within(answerBudget)
	}
	if fresh {
		g.handOver(e, r)
	}
	return nil
}

// handOver queues the envelope behind those of the same incident or person.
func (g *Gateway) handOver(e envelope, r *reply) {
	g.lines.add(e.in.line(), func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, workBudget)
		defer cancel()
		g.attempt(ctx, e, r)
	})
}

// attempt works on one envelope. One that makes us panic is finished too:
// otherwise it would do so at each start.
func (g *Gateway) attempt(ctx context.Context, e envelope, r *reply) {
	defer r.give(nil)
	defer func() {
		if p := recover(); p != nil {
			g.Log.Error().Str("what", string(e.in.what)).Str("panic", fmt.Sprintf("%T", p)).Msg("the work on an envelope went wrong")
		}
		if g.lines.closing() && ctx.Err() != nil {
			return // cut off: to be worked on again at the next start
		}
		if e.in.what != aSuggestion {
			g.finish(ctx, e.key)
		}
	}()
	g.work(ctx, e, r)
}

func (g *Gateway) finish(ctx context.Context, key string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepBudget)
	defer cancel()
	if err := g.Inbox.Finish(ctx, key); err != nil {
		g.Log.Error().Err(err).Msg("an envelope could not be finished and will be worked on again")
	}
}
