package mail

import (
	"context"
	"errors"
	"sync"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/notifier"
)

const (
	// manyAtOnce is how many letters to many go out at the same time (chosen):
	// mail servers commonly take ten connections of one sender.
	manyAtOnce = 8
	// manyPerMinute is how many go out in a minute unless the configuration says
	// otherwise (chosen): 20,000 take some 35 minutes, and a mail server does not
	// take the desk for one that sends spam.
	manyPerMinute = 600
	// manyTime is how long one attempt goes on: the loop gives up after 15 s.
	manyTime = 8 * time.Second
)

// A pace lets so many letters to many go in a minute, over all batches together.
type pace struct {
	every time.Duration
	mu    sync.Mutex
	next  time.Time
}

// take returns how long to wait before the next letter may go.
func (p *pace) take(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next.Before(now) {
		p.next = now
	}
	wait := p.next.Sub(now)
	p.next = p.next.Add(p.every)
	return wait
}

// listed returns the recipients that the effect's event names.
func listed(events []bot.Event, no int) (b bot.InformRecipients, ok bool) {
	if no < 1 || no > len(events) {
		return b, false
	}
	b, ok = events[no-1].Body.(bot.InformRecipients)
	return b, ok
}

// sendMany writes to the recipients of a batch, as many as fit in one attempt.
// Each letter that the server took is noted at once, so that after a crash only
// those are sent again of which nobody knows, with the Message-ID that they had.
// The limit of letters in a day does not hold here: the law asks for these, and
// each of them was approved by two people.
func (s *Sender) sendMany(ctx context.Context, p notifier.Pending, in bot.Incident, b bot.InformRecipients, events []bot.Event) (bot.Receipt, error) {
	now := s.o.Now().UTC()
	a, ok := in.Action(b.ID)
	if !ok || a.Many == nil || a.State != bot.ActionToDo || in.Closed != nil || b.Batch < 1 || b.Batch > len(a.Many.Batches) || a.Many.Batches[b.Batch-1].Over {
		return bot.Receipt{Channel: path, ID: moot, At: now}, nil
	}
	message, ok := messageOf(events, b.ID)
	if !ok {
		return bot.Receipt{}, notifier.Permanent{Code: codeLetter}
	}
	sent, err := s.o.Store.Sent(ctx, tellKey(in.Ref, b))
	if err != nil {
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	part := a.Many.Batches[b.Batch-1]
	w := &many{Sender: s, p: p, in: in, b: b, message: message, part: part, sent: sent, ends: now.Add(manyTime), failed: map[int]string{}}
	w.todo()
	if err := w.index(ctx); err != nil {
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	w.run(ctx)
	if w.stop != nil {
		return bot.Receipt{}, *w.stop
	}
	word := w.word(a.Many.Tries)
	if word.Over || word.Done > part.Done {
		if err := s.o.Progress(ctx, p.Ref, word); err != nil {
			s.o.Log.Error().Err(err).Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("how far letters to many have come cannot be recorded")
			return bot.Receipt{}, notifier.Later{Code: "store"}
		}
	}
	if !word.Over {
		return bot.Receipt{}, w.later
	}
	return bot.Receipt{Channel: path, ID: moot, At: now}, nil
}

// tellKey is under what the letters of a batch are noted, in all tries.
func tellKey(ref bot.Ref, b bot.InformRecipients) bot.EffectKey {
	return bot.EffectKey(string(ref) + bot.InformID(b.ID, b.Batch, 0))
}

// messageOf returns what is told by an action.
func messageOf(events []bot.Event, id int) (bot.Message, bool) {
	for _, e := range events {
		if b, ok := e.Body.(bot.ActionRequested); ok && b.ID == id && b.Message != nil {
			return *b.Message, true
		}
	}
	return bot.Message{}, false
}

// A many is one attempt at a batch.
type many struct {
	*Sender
	p       notifier.Pending
	in      bot.Incident
	b       bot.InformRecipients
	message bot.Message
	part    bot.Batch
	places  []int // that are tried, from 1
	ends    time.Time

	mu     sync.Mutex
	sent   map[int]time.Time
	failed map[int]string // for good, by place
	later  error          // when to go on
	stop   *notifier.Stop
}

// todo chooses whom to write to: all who were not, and of an earlier try those
// who were refused.
func (w *many) todo() {
	for no := 1; no <= len(w.b.List); no++ {
		if _, done := w.sent[no]; !done {
			w.places = append(w.places, no)
		}
	}
}

// id is the Message-ID of the letter to a recipient: nobody can guess it, and it
// names the place.
func (w *many) id(no int) string {
	tail := bot.InformID(w.b.ID, w.b.Batch, no)
	return w.Sender.tailed("message", string(w.in.Ref)+tail, tail)
}

// index lets what comes back find the incident, in one write for all of them.
func (w *many) index(ctx context.Context) error {
	ids := []string{w.Sender.id("thread", string(w.in.Ref))}
	for _, no := range w.places {
		ids = append(ids, w.id(no))
	}
	return w.o.Store.IndexMail(ctx, w.in.Ref, ids...)
}

func (w *many) run(ctx context.Context) {
	room := make(chan struct{}, manyAtOnce)
	var all sync.WaitGroup
	for _, no := range w.places {
		wait := w.o.pace.take(w.o.Now())
		if !w.goes(ctx, wait) {
			break
		}
		room <- struct{}{}
		all.Add(1)
		go func() {
			defer func() { <-room; all.Done() }()
			w.one(ctx, no)
		}()
	}
	all.Wait()
}

// goes waits for the pace. It is false when this attempt should end.
func (w *many) goes(ctx context.Context, wait time.Duration) bool {
	w.mu.Lock()
	over := w.stop != nil || w.o.Now().Add(wait).After(w.ends)
	if over && w.later == nil {
		w.later = notifier.Later{Code: "more", Until: w.o.Now()}
	}
	w.mu.Unlock()
	if over {
		return false
	}
	if wait > 0 {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
	}
	return ctx.Err() == nil
}

// one writes to one recipient.
func (w *many) one(ctx context.Context, no int) {
	err := w.send(ctx, no)
	w.mu.Lock()
	defer w.mu.Unlock()
	var stop notifier.Stop
	var permanent notifier.Permanent
	switch {
	case err == nil:
		w.sent[no] = w.o.Now().UTC()
	case errors.As(err, &stop):
		w.stop = &stop
	case errors.As(err, &permanent):
		w.failed[no] = permanent.Code
	default:
		w.later = err
	}
}

func (w *many) send(ctx context.Context, no int) error {
	r := w.b.List[no-1]
	now := w.o.Now().UTC()
	switch {
	case !plausible(r.Address):
		return notifier.Permanent{Code: "bad-address"}
	case w.own(r.Address):
		return notifier.Permanent{Code: "own-address"}
	}
	letter, err := w.o.Letters.Tell(w.in, w.message, r)
	if err != nil {
		return notifier.Permanent{Code: codeLetter}
	}
	m := message{Letter: letter, kind: view.LetterTold(w.message.As), to: r.Address, at: now, due: w.p.Due, id: w.id(no), thread: w.Sender.id("thread", string(w.in.Ref))}
	if err := w.deliver(ctx, m); err != nil {
		return err
	}
	if err := w.o.Store.NoteSent(context.WithoutCancel(ctx), tellKey(w.in.Ref, w.b), no, now); err != nil {
		w.o.Log.Error().Err(err).Str("incident", string(w.in.Ref)).Str("effect", string(w.p.Key)).Msg("a letter that went out cannot be noted")
		return notifier.Later{Code: "store"}
	}
	return nil
}

// word is how far the batch has come. It is over once the server has said
// something of everybody.
func (w *many) word(try int) bot.ActionProgress {
	word := bot.ActionProgress{ID: w.b.ID, Batch: w.b.Batch, Try: try, Done: len(w.sent), Over: len(w.sent)+len(w.failed) == len(w.b.List)}
	if word.Over {
		for no := 1; no <= len(w.b.List); no++ {
			if code, ok := w.failed[no]; ok {
				word.Failed = append(word.Failed, bot.AccountFailure{Account: w.b.List[no-1].Accounts[0], Code: code, No: no})
			}
		}
	} else if w.later == nil {
		w.later = notifier.Later{Code: "more", Until: w.o.Now()}
	}
	return word
}
