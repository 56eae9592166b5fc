package slack

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// inert is on every message: Slack turns nothing in it into a link, a mention
// or a fetch of somebody's address (reference/slack.md §6). chat.update would
// otherwise parse, unlike chat.postMessage.
func inert() slack.MsgOption {
	return slack.MsgOptionCompose(slack.MsgOptionParse(false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
}

// The metadata of a message can be read by every app and member of the
// workspace, so it holds an opaque id and nothing else.
const (
	metadataType = "meldwacht_effect"
	metadataID   = "id"
)

// post posts p for the first time, as far as anybody knows.
func (s *Sender) post(ctx context.Context, p notifier.Pending, m message) (bot.Receipt, error) {
	options := []slack.MsgOption{inert(), slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType: metadataType, EventPayload: map[string]any{metadataID: p.ID}})}
	if p.Kind == bot.EffectReply {
		options = append(options, slack.MsgOptionTS(p.Prev.ID))
		if m.Broadcast {
			options = append(options, slack.MsgOptionBroadcast())
		}
	}
	receipt, err := s.say(m, func(content slack.MsgOption) (string, string, error) {
		return s.api.PostMessageContext(ctx, s.place(p), slack.MsgOptionCompose(options...), content)
	})
	err = s.outcome(p, postMessage, err)
	if receipt.ID != "" && p.Kind == bot.EffectCard {
		s.show(m.in)
	}
	return receipt, err
}

// update draws the card or a reply again. It repeats safely: it is drawn from
// the incident as it is now.
func (s *Sender) update(ctx context.Context, p notifier.Pending, m message) (bot.Receipt, error) {
	if p.Prev.ID == "" {
		return bot.Receipt{}, notifier.Permanent{Code: "no_card"}
	}
	now, card := s.now(), p.Kind == bot.EffectUpdate
	if card && s.shows(m.in) {
		s.pace.give(update, s.place(p), now)
		return bot.Receipt{Channel: s.place(p), ID: p.Prev.ID, At: now.UTC()}, nil
	}
	receipt, err := s.say(m, func(content slack.MsgOption) (string, string, error) {
		channel, ts, _, err := s.api.UpdateMessageContext(ctx, s.place(p), p.Prev.ID, inert(), content)
		return channel, ts, err
	})
	err = s.outcome(p, update, err)
	switch {
	case card && err != nil:
		s.forgetCard(p.Ref)
	case card:
		s.show(m.in)
	}
	return receipt, err
}

// say makes one call with the message, and one more in plain text when Slack
// finds the message malformed. The error is a class; it comes with a receipt
// when the plain text got through.
func (s *Sender) say(m message, call func(slack.MsgOption) (channel, ts string, err error)) (bot.Receipt, error) {
	try := func(text string, blocks []slack.Block) (bot.Receipt, error) {
		// Without blocks the option still clears those that a card had.
		channel, ts, err := call(slack.MsgOptionCompose(slack.MsgOptionText(text, false), slack.MsgOptionBlocks(blocks...)))
		now := s.now()
		if err == nil && ts == "" {
			// slack-go takes {"ok":false} without an error for success.
			return bot.Receipt{}, notifier.Unknown{Code: "broken_answer"}
		}
		if err != nil {
			return bot.Receipt{}, classify(err, now)
		}
		return bot.Receipt{Channel: channel, ID: ts, At: now.UTC()}, nil
	}
	receipt, err := try(m.Text, m.Blocks)
	if bug, ok := errors.AsType[refused](err); ok {
		m.bug = bug.code
		receipt, err = try(m.bare(), nil)
		if _, still := errors.AsType[refused](err); still {
			return bot.Receipt{}, notifier.Permanent{Code: bug.code}
		}
	}
	if err == nil && m.bug != "" {
		return receipt, notifier.Permanent{Code: m.bug}
	}
	return receipt, err
}

// outcome notes what the class of an answer means for the next attempt, and
// for the others in the same channel.
func (s *Sender) outcome(p notifier.Pending, m method, err error) error {
	var unknown notifier.Unknown
	switch {
	case err == nil:
		s.forget(p)
		return nil
	case errors.As(err, &unknown):
		if !listed(unknown.Code) {
			s.about(s.log.Error(), p).Str("code", unknown.Code).Msg("slack gave an answer that is not known")
		}
		s.forget(p)
		return err
	}
	if later, ok := errors.AsType[notifier.Later](err); ok && !later.Until.IsZero() {
		s.pace.park(m, s.place(p), later.Until, s.now())
	}
	return s.nothing(p, err)
}

// shows reports whether the card already shows all that happened.
func (s *Sender) shows(in bot.Incident) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, ok := s.showed[in.Ref]
	age := s.now().Sub(last.at)
	return ok && last.version == in.Version && age >= 0 && age < fresh
}

func (s *Sender) show(in bot.Incident) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.showed[in.Ref] = shown{in.Version, s.now()}
}

func (s *Sender) forgetCard(ref bot.Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.showed, ref)
}
