package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// incidentMenu is the callback_id of the message shortcut in the manifest.
const incidentMenu = "incident_menu"

// work does what an envelope asks for and answers the person. Whatever goes
// wrong is a sentence for them or one line in the log.
func (g *Gateway) work(ctx context.Context, e envelope, r *reply) {
	in := e.in
	switch {
	case in.what == unreadable:
		g.Log.Warn().Str("kind", e.Kind).Msg("an envelope that cannot be read was kept out")
		return
	case in.what == ofNoUse:
		return
	case in.team != "" && in.team != g.Team || g.App != "" && in.app != "" && in.app != g.App:
		g.Log.Warn().Str("what", string(in.what)).Msg("an envelope of another workspace or app was dropped")
		return
	case in.what == aChange:
		g.changed(ctx, in)
		return
	case in.what == aMail:
		g.mailInSlack(ctx, e)
		return
	case in.user == g.BotUser:
		return // our own posts come back as message.im
	}
	p := place{in: in, at: e.At, lang: g.Who.Lang, reply: r}
	verb, args := g.verb(in)
	who, lang, err := g.person(ctx, in, verb)
	p.lang = lang
	if err != nil {
		g.turnAway(ctx, p, err)
		return
	}
	if g.isShared(ctx, in) {
		g.answer(ctx, p, commands.Answer{Text: say(lang, "shared")})
		return
	}
	switch in.what {
	case aHome:
		g.publish(ctx, in.user, g.Commands.Home(ctx, who, lang))
		return
	case aSuggestion:
		g.suggest(ctx, p)
		return
	}
	call, ok := g.call(ctx, e, verb, args)
	if !ok {
		return
	}
	call.Who, call.Lang = who, lang
	if in.files {
		// A file may take longer than an ack can wait. The modal stays, so that what
		// was typed in it can be given back with what is wrong.
		wait := g.Face.In(lang).NoticeModal(say(lang, "reading-file"))
		r.meanwhile(slack.NewUpdateViewSubmissionResponse(&wait))
	}
	p.verb = verb
	g.answer(ctx, p, g.Commands.Run(ctx, call))
}

// mailInSlack tells those who put a mail into the desk's channel by Slack's
// e-mail app how it reaches the desk: what proves who wrote it and when it
// arrived is lost on the way through Slack (slack.md §7).
func (g *Gateway) mailInSlack(ctx context.Context, e envelope) {
	if e.in.channel != g.Channel || g.isShared(ctx, e.in) {
		return
	}
	options := append(g.message(commands.Answer{Text: strings.ReplaceAll(say(g.Who.Lang, "mail-in-slack"), "{desk}", g.MailTo)}), slack.MsgOptionTS(e.in.head()))
	if _, _, err := g.API.PostMessageContext(ctx, e.in.channel, options...); err != nil {
		g.Log.Warn().Err(err).Msg("nobody could be told how to forward a mail that was posted into the channel")
	}
}

// verb returns what is asked for. The entities of what was typed are decoded;
// a button and a modal carry the verb in their id.
func (g *Gateway) verb(in inbound) (verb, args string) {
	switch in.what {
	case aCommand, aMessage:
		return commands.Parse(in.text)
	case aMention:
		return commands.Parse(g.withoutMention(in.text))
	case aClick, aSubmission:
		verb, _ = view.ParseVerb(in.action)
	}
	return verb, ""
}

var mention = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>`)

// withoutMention takes our own name out of what was said to us: people write it
// in front, and sometimes behind.
func (g *Gateway) withoutMention(text string) string {
	return mention.ReplaceAllStringFunc(text, func(m string) string {
		if mention.FindStringSubmatch(m)[1] == g.BotUser {
			return " "
		}
		return m
	})
}

// person finds out who asks. For what takes two people nothing is believed that
// was read before (slack.md §8, 3).
func (g *Gateway) person(ctx context.Context, in inbound, verb string) (bot.Person, bot.Lang, error) {
	v, _ := commands.Lookup(verb)
	if in.userTeam != "" && in.userTeam != g.Team {
		return bot.Person{}, g.Who.Lang, outsider{"stranger"}
	}
	return g.Who.Person(ctx, bot.UserID(in.user), v.Fresh)
}

// turnAway tells somebody that the desk does not serve them, or cannot find out
// whether it does.
func (g *Gateway) turnAway(ctx context.Context, p place, err error) {
	key := "who-unknown"
	var o outsider
	if errors.As(err, &o) {
		key = o.why
		g.Log.Warn().Str("why", o.why).Str("what", string(p.in.what)).Msg("somebody was turned away")
	} else {
		g.Log.Error().Err(err).Msg("it cannot be found out who asks")
	}
	if p.in.what == aHome {
		g.publish(ctx, p.in.user, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{sentence(say(p.lang, key))}}})
		return
	}
	g.answer(ctx, p, commands.Answer{Text: say(p.lang, key)})
}

// call is what the person asks for, in the words of package commands. ok is
// false when it is nothing of ours.
func (g *Gateway) call(ctx context.Context, e envelope, verb, args string) (c commands.Call, ok bool) {
	in := e.in
	c = commands.Call{Once: e.key, Verb: verb, Args: args, Values: in.values}
	switch in.what {
	case aCommand:
		c.Door = commands.DoorSlash
		return c, true
	case aMention, aMessage:
		c.Door = commands.DoorMention
		c.Ref = g.refOf(ctx, in)
		return c, true
	case aShortcut:
		if in.action != incidentMenu {
			return c, false
		}
		c.Door, c.Ref = commands.DoorShortcut, g.refOf(ctx, in)
		return c, true
	case aClick:
		c.Door = commands.DoorButton
	case aSubmission:
		c.Door = commands.DoorModal
	}
	v := in.button()
	c.Ref, c.Version = v.Ref, v.Version
	if v.ID > 0 {
		c.Args = strconv.Itoa(v.ID)
	}
	return c, verb != "" // a select, a link button: nothing to do
}

// refOf returns the incident of the thread. When that cannot be read the person
// is asked which one is meant.
func (g *Gateway) refOf(ctx context.Context, in inbound) bot.Ref {
	if in.channel == "" || in.head() == "" {
		return ""
	}
	ref, ok, err := g.Threads.RefOfThread(ctx, in.channel, in.head())
	if err != nil {
		g.Log.Error().Err(err).Msg("the incident of a thread cannot be read")
	}
	if err != nil || !ok {
		return ""
	}
	return ref
}

// suggestions are slack.OptionsResponse, which leaves the list out when it is
// empty: Slack wants one all the same.
type suggestions struct {
	All []*slack.OptionBlockObject `json:"options"`
}

const (
	// maxSuggestions is how many options a select shows
	// (docs.slack.dev reference/block-kit/block-elements/select-menu-element).
	maxSuggestions = 100
	// maxAck is how many bytes of payload an ack may carry: Socket Mode drops
	// whole acks of 20,480 and more without a word (slack.md §1.2).
	maxAck = 20_000
)

// suggest answers a picker. Of more than an ack can carry the last are left out:
// who types on sees them.
func (g *Gateway) suggest(ctx context.Context, p place) {
	var all []*slack.OptionBlockObject
	if g.Suggest != nil {
		all = g.Suggest(ctx, Suggestion{Action: p.in.action, Block: p.in.block, Value: p.in.value, Query: strings.TrimSpace(p.in.text)})
	}
	fit := suggestions{All: []*slack.OptionBlockObject{}}
	room := maxAck - len(`{"options":[]}`)
	for _, o := range all[:min(len(all), maxSuggestions)] {
		b, err := json.Marshal(o)
		if err != nil {
			g.Log.Error().Err(err).Msg("an option of a picker cannot be written")
			continue
		}
		if room -= len(b) + 1; room < 0 {
			break
		}
		fit.All = append(fit.All, o)
	}
	p.reply.give(fit)
}
