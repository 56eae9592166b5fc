package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/notifier"
)

const (
	// secondLook is how long after a look that found nothing a second one
	// decides: the client gives up after 10 s, and a post may become visible
	// some seconds late (reference/slack.md §10: 8 s). It is also how old the
	// last attempt must be for one look to decide: so a desk that is started
	// again and again still comes to a decision.
	secondLook = 20 * time.Second
	// skew is how far our clock and Slack's may be apart; it is what Slack
	// allows on signed requests.
	skew = 5 * time.Minute
	// pageSize is how many messages one look-up reads. Slack advises at most 200.
	pageSize = 200
)

// find looks for p in the channel when an attempt may have posted it. It
// returns an empty receipt and no error when p is to be posted now.
func (s *Sender) find(ctx context.Context, p notifier.Pending, in bot.Incident) (bot.Receipt, error) {
	if !s.doubtful(p) {
		return bot.Receipt{}, nil
	}
	found, err := s.search(ctx, p, in)
	switch {
	case err != nil && p.Lane == bot.Urgent:
		// A duplicate is better than a miss.
		s.about(s.log.Warn(), p).Str("cause", err.Error()).Msg("an urgent post cannot be looked up and is repeated")
		return bot.Receipt{}, s.reserve(p)
	case err != nil:
		return bot.Receipt{}, s.nothing(p, err)
	case len(found) > 0:
		return s.keepOldest(ctx, p, found)
	}
	now := s.now()
	settled := !p.Last.IsZero() && now.Sub(p.Last) >= secondLook
	if since := s.missing(p, now); !settled && now.Sub(since) < secondLook {
		return bot.Receipt{}, notifier.Later{Until: since.Add(secondLook), Code: "not_found_yet"}
	}
	s.know(p, try{surely: p.Attempts})
	return bot.Receipt{}, s.reserve(p)
}

// reserve takes the call for a post that follows a look-up.
func (s *Sender) reserve(p notifier.Pending) error {
	if at, ok := s.pace.take(postMessage, s.place(p), s.now()); !ok {
		return s.nothing(p, notifier.Later{Until: at, Code: "pace"})
	}
	return nil
}

// search reads all messages among which p may be, and returns those that are
// p, oldest first.
//
// A reply is looked for in its whole thread: Slack's clock alone decides then,
// and a thread is short. A card is looked for from the moment at which its
// incident opened, not from the last attempt: an earlier one may have posted it.
func (s *Sender) search(ctx context.Context, p notifier.Pending, in bot.Incident) (found []slack.Message, err error) {
	m := replies
	if p.Kind == bot.EffectCard {
		m = history
	}
	for cursor := ""; ; {
		page, next, err := s.page(ctx, p, in, cursor)
		if err != nil {
			return nil, s.lookupFailed(p, m, err)
		}
		for _, msg := range page {
			if s.is(msg, p) {
				found = append(found, msg)
			}
		}
		if next == "" || next == cursor {
			break
		}
		cursor = next
	}
	// A ts is seconds and a counter, both of fixed width.
	slices.SortFunc(found, func(a, b slack.Message) int { return cmp.Compare(a.Timestamp, b.Timestamp) })
	// What is posted while we read shifts the pages, and one message can stand
	// on two of them. It is no duplicate of itself: it would be deleted as one.
	return slices.CompactFunc(found, func(a, b slack.Message) bool { return a.Timestamp == b.Timestamp }), nil
}

func (s *Sender) page(ctx context.Context, p notifier.Pending, in bot.Incident, cursor string) ([]slack.Message, string, error) {
	if p.Kind == bot.EffectCard {
		answer, err := s.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: s.place(p), Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
			Oldest: fmt.Sprintf("%d.000000", in.Opened.Add(-skew).Unix())})
		if err != nil {
			return nil, "", err
		}
		if !answer.Ok {
			return nil, "", errNotOK
		}
		return answer.Messages, answer.ResponseMetaData.NextCursor, nil
	}
	page, _, next, err := s.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: s.place(p), Timestamp: p.Prev.ID, Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true})
	if err == nil && cursor == "" && len(page) == 0 {
		return nil, "", errNotOK // a thread begins with its root
	}
	return page, next, err
}

// errNotOK is an answer that is neither a list nor an error. slack-go takes
// {"ok":false} without an error for an empty list.
var errNotOK = errors.New("an answer without ok")

// is reports whether msg is p: somebody else may copy the id into metadata of
// their own, so the author counts too.
func (s *Sender) is(msg slack.Message, p notifier.Pending) bool {
	id, _ := msg.Metadata.EventPayload[metadataID].(string)
	return msg.Metadata.EventType == metadataType && id == p.ID && msg.BotID == s.botID
}

// lookupFailed leaves p as unknown as it was, unless nobody can do anything.
func (s *Sender) lookupFailed(p notifier.Pending, m method, err error) error {
	err = classify(err, s.now())
	if later, ok := errors.AsType[notifier.Later](err); ok {
		if !later.Until.IsZero() {
			s.pace.park(m, s.place(p), later.Until, s.now())
		}
		return err
	}
	if bad, ok := errors.AsType[refused](err); ok {
		return notifier.Unknown{Code: bad.code}
	}
	if stopped, ok := errors.AsType[notifier.Stop](err); ok && stopped.Code == "missing_scope" {
		// Posting works without groups:history, only finding out does not.
		s.about(s.log.Error(), p).Str("code", stopped.Code).Str("method", string(m)).Msg("posts cannot be looked up")
		return notifier.Unknown{Code: stopped.Code}
	}
	return err
}

// keepOldest returns the receipt of the first message and deletes the others.
func (s *Sender) keepOldest(ctx context.Context, p notifier.Pending, found []slack.Message) (bot.Receipt, error) {
	for _, extra := range found[1:] {
		_, _, err := s.api.DeleteMessageContext(ctx, s.place(p), extra.Timestamp)
		if later, ok := errors.AsType[notifier.Later](classify(err, s.now())); ok {
			return bot.Receipt{}, later // found again then, and deleted
		}
		if err != nil {
			s.about(s.log.Warn(), p).Msg("a duplicate cannot be deleted")
		}
	}
	s.forget(p)
	return bot.Receipt{Channel: s.place(p), ID: found[0].Timestamp, At: s.now().UTC()}, nil
}

// doubtful reports whether an attempt may have posted p.
func (s *Sender) doubtful(p notifier.Pending) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !edits(p) && p.Attempts > s.tries[p.Key].surely
}

// nothing notes that this attempt posted nothing, which says something about p
// only when the attempts before it did not either.
func (s *Sender) nothing(p notifier.Pending, err error) error {
	if _, ok := errors.AsType[notifier.Permanent](err); ok {
		s.forget(p)
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tries[p.Key]; !edits(p) && p.Attempts <= t.surely {
		s.tries[p.Key] = try{surely: p.Attempts + 1}
	}
	return err
}

// missing notes that p was not found at now, and returns when it was first.
func (s *Sender) missing(p notifier.Pending, now time.Time) (since time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tries[p.Key]
	if t.missing.IsZero() || t.missing.After(now) {
		t.missing = now
		s.tries[p.Key] = t
	}
	return t.missing
}

func (s *Sender) know(p notifier.Pending, t try) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries[p.Key] = t
}

func (s *Sender) forget(p notifier.Pending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tries, p.Key)
}
