package gateway

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/commands"
)

// sharing remembers the channels that other companies can read.
type sharing struct {
	mu  sync.Mutex
	all map[string]time.Time // when it was last looked at
}

// CheckChannel asks Slack whether a channel is shared with another company, or
// about to be. While it is, the desk says nothing there. It is called at the
// start, and again for each event that says so (slack.md §8).
func (g *Gateway) CheckChannel(ctx context.Context, channel string) (shared bool, err error) {
	c, err := g.API.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		return false, err
	}
	shared = c.IsExtShared || c.IsPendingExtShared
	g.sharing.mu.Lock()
	defer g.sharing.mu.Unlock()
	if g.sharing.all == nil {
		g.sharing.all = map[string]time.Time{}
	}
	if shared {
		g.sharing.all[channel] = g.Now()
	} else {
		delete(g.sharing.all, channel)
	}
	return shared, nil
}

// isShared reports whether nothing may be said where the envelope came from. A
// channel that was shared is looked at again after a minute; what cannot be
// looked at stays shared.
func (g *Gateway) isShared(ctx context.Context, in inbound) bool {
	if in.channel == "" || strings.HasPrefix(in.channel, "D") {
		return false // im:read is not asked for
	}
	g.sharing.mu.Lock()
	at, known := g.sharing.all[in.channel]
	g.sharing.mu.Unlock()
	if !known && !in.shared {
		return false
	}
	if known && g.Now().Sub(at) < time.Minute {
		return true
	}
	shared, err := g.CheckChannel(ctx, in.channel)
	if err != nil {
		g.Log.Error().Err(err).Msg("it cannot be found out whether a channel is shared")
		return true
	}
	if shared && !known {
		g.alarm(ctx, Alarm{What: "is_ext_shared_channel", Channel: in.channel})
	}
	return shared
}

// changed passes on what Slack says about a channel or the app itself.
func (g *Gateway) changed(ctx context.Context, in inbound) {
	if in.event == "member_left_channel" && in.user != g.BotUser {
		return
	}
	if in.event == "channel_shared" {
		g.sharing.mark(in.channel)
		if in.channel == g.Channel {
			g.sayShared(ctx)
		}
	}
	g.alarm(ctx, Alarm{What: in.event, Channel: in.channel, Moved: in.moved})
}

// sayShared is the last that the channel hears: why the desk is silent from now on.
func (g *Gateway) sayShared(ctx context.Context) {
	options := g.message(commands.Answer{Text: say(g.Who.Lang, "shared")})
	if _, _, err := g.API.PostMessageContext(ctx, g.Channel, options...); err != nil {
		g.Log.Error().Err(err).Msg("the channel is shared with another company, and could not be told that the desk is silent")
	}
}

// Shared reports whether the desk's channel is shared with another company, so
// that nothing may be posted there.
func (g *Gateway) Shared(ctx context.Context) bool {
	return g.isShared(ctx, inbound{channel: g.Channel})
}

// mark takes a channel for shared until Slack says that it is not.
func (s *sharing) mark(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]time.Time{}
	}
	s.all[channel] = time.Time{}
}

func (g *Gateway) alarm(ctx context.Context, a Alarm) {
	g.Log.Warn().Str("event", a.What).Str("channel", a.Channel).Msg("slack says that something is wrong with the channel or the app")
	if g.Alarm != nil {
		g.Alarm(ctx, a)
	}
}
