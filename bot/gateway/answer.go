package gateway

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/commands"
)

// A place is where somebody asked, and so where they are answered.
type place struct {
	in    inbound
	at    time.Time // when it came in
	lang  bot.Lang
	verb  string
	reply *reply // the ack of a submission, as long as it can hold the answer
}

const (
	// triggerLife is how long a trigger_id opens a modal, less the way there
	// (docs.slack.dev interactivity/handling-user-interaction: 3 s).
	triggerLife = 2800 * time.Millisecond
	// responseLife is how long a response_url works: 5 uses in 30 min.
	responseLife = 29 * time.Minute
)

// answer gives the person what came of their call. Everybody else is told by
// the effects of the change, so nothing here is repeated when it fails.
func (g *Gateway) answer(ctx context.Context, p place, a commands.Answer) {
	if a.Stale != "" && g.Refresh != nil {
		if err := g.Refresh(ctx, a.Stale); err != nil {
			g.Log.Error().Err(err).Str("incident", string(a.Stale)).Msg("a stale card could not be rendered again")
		}
	}
	if p.in.what == aSuggestion {
		p.reply.give(suggestions{All: []*slack.OptionBlockObject{}})
		return
	}
	if p.in.what == aSubmission {
		g.answerModal(ctx, p, a)
		return
	}
	if a.Modal != nil {
		if g.open(ctx, p, *a.Modal) {
			return
		}
		a = commands.Answer{Text: say(p.lang, "click-again")}
	}
	if a.Text == "" && len(a.Blocks) == 0 {
		return
	}
	switch {
	case p.in.view != "":
		g.show(ctx, p, a)
	case p.in.what == aCommand || p.in.ephemeral:
		g.respond(ctx, p, a)
	case p.in.what == aMessage:
		g.post(ctx, p, a)
	case p.in.what == aMention && readsAloud(p.verb):
		g.post(ctx, p, a)
	default:
		g.whisper(ctx, p, a)
	}
}

// readsAloud reports whether the answer to a mention is for the thread: what
// was asked openly and changes nothing. Help is for the person alone.
func readsAloud(verb string) bool {
	v, ok := commands.Lookup(verb)
	return ok && v.Reads && v.Alias != "help" && v.Alias != "details" && v.Alias != "told"
}

// answerModal answers a submission in its ack. When that has gone already the
// modal waits, where a file is read for it, and is replaced; any other is
// closed, and the person is told beside it.
func (g *Gateway) answerModal(ctx context.Context, p place, a commands.Answer) {
	switch {
	case len(a.Errors) > 0:
		if p.reply.give(slack.NewErrorsViewSubmissionResponse(a.Errors)) {
			return
		}
		if a.Again != nil && g.replace(ctx, p, *a.Again) {
			return
		}
		if a.Text == "" {
			for _, s := range a.Errors {
				a.Text = s // the modal is gone: one of them says what to do
			}
		}
	case a.Modal != nil:
		if p.reply.give(slack.NewUpdateViewSubmissionResponse(a.Modal)) {
			return
		}
		a.Text = say(p.lang, "click-again")
	default:
		if !p.reply.give(slack.NewClearViewSubmissionResponse()) && g.replace(ctx, p, g.Face.In(p.lang).NoticeModal(a.Text)) {
			return
		}
	}
	if from, ok := g.views.find(p.in.root); ok {
		p.in.channel, p.in.thread, p.in.ts = from.channel, from.thread, from.ts
	}
	g.whisper(ctx, p, a)
}

// replace puts another view into the modal that waits for a file, and reports
// whether the person still has it open.
func (g *Gateway) replace(ctx context.Context, p place, v slack.ModalViewRequest) bool {
	if !p.in.files {
		return false
	}
	_, err := g.API.UpdateViewContext(ctx, v, "", "", p.in.view)
	if err != nil {
		g.Log.Info().Err(err).Msg("a modal was closed before its file was read")
	}
	return err == nil
}

// open opens a modal, on top of the one in which the click was. It is the one
// call that Slack gives three seconds for, and is never repeated: the person
// clicks again (slack.md §3).
func (g *Gateway) open(ctx context.Context, p place, v slack.ModalViewRequest) bool {
	if p.in.trigger == "" || g.Now().Sub(p.at) > triggerLife {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	inModal := p.in.view != "" && !p.in.inHome
	call := g.API.OpenViewContext
	if inModal {
		call = g.API.PushViewContext
	}
	opened, err := call(ctx, p.in.trigger, v)
	if err != nil {
		g.Log.Warn().Err(err).Msg("a modal could not be opened")
		return false
	}
	if !inModal {
		g.views.put(opened.ID, p.in, g.Now())
	}
	return true
}

// show answers a click inside a view: in the modal itself, or in one over Home.
func (g *Gateway) show(ctx context.Context, p place, a commands.Answer) {
	v := g.Face.In(p.lang).NoticeModal(a.Text)
	if len(a.Blocks) > 0 {
		v.Blocks.BlockSet = a.Blocks
	}
	if p.in.inHome {
		if !g.open(ctx, p, v) {
			g.whisper(ctx, p, a)
		}
		return
	}
	if _, err := g.API.UpdateViewContext(ctx, v, "", "", p.in.view); err != nil {
		g.Log.Warn().Err(err).Msg("a modal could not be updated")
		g.whisper(ctx, p, a)
	}
}

// respond answers a command, or replaces the message that only this person
// sees, through the response_url. An error of it is logged and nothing more:
// some answers lack a Content-Type though they were taken (slack.md §4.1, 16).
func (g *Gateway) respond(ctx context.Context, p place, a commands.Answer) {
	if !g.ours(p.in.response) || g.Now().Sub(p.at) > responseLife {
		g.whisper(ctx, p, a)
		return
	}
	m := &slack.WebhookMessage{ResponseType: slack.ResponseTypeEphemeral, Text: literal(a.Text), Parse: "none", ReplaceOriginal: p.in.ephemeral}
	if len(a.Blocks) > 0 {
		m.Blocks = &slack.Blocks{BlockSet: a.Blocks}
	}
	no := false
	m.UnfurlLinks, m.UnfurlMedia = &no, &no
	if err := slack.PostWebhookCustomHTTPContext(ctx, p.in.response, g.http(), m); err != nil {
		g.Log.Warn().Err(withoutURL(err)).Msg("a response_url did not take the answer")
	}
}

// responses posts to response_urls. slack-go's own default has no timeout.
var responses = &http.Client{Timeout: apiTimeout}

func (g *Gateway) http() *http.Client {
	if g.HTTP != nil {
		return g.HTTP
	}
	return responses
}

// withoutURL takes the address out of an error: whoever has a response_url can
// use it, and a log is no place for it.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// ours reports whether a response_url leads to Slack, so that nobody makes the
// desk call somewhere else.
func (g *Gateway) ours(address string) bool {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return false
	}
	if u.Scheme == "https" && (u.Host == "hooks.slack.com" || u.Host == "hooks.slack-gov.com") {
		return true
	}
	api, err := url.Parse(g.APIURL)
	return err == nil && g.APIURL != "" && u.Host == api.Host && u.Scheme == api.Scheme
}

// whisper shows the answer to the person alone, where they asked. It may not be
// delivered and vanishes on reload (docs.slack.dev reference/methods/chat.postEphemeral),
// so it never carries more than a receipt.
func (g *Gateway) whisper(ctx context.Context, p place, a commands.Answer) {
	if a.Text == "" && len(a.Blocks) == 0 {
		return
	}
	channel, thread := p.in.channel, p.in.thread
	if channel == "" {
		channel, thread = g.Channel, ""
	}
	if thread == "" && p.in.what != aCommand && p.in.what != aMention && p.in.channel != "" {
		thread = p.in.ts // a button on the card itself: the answer stands in its thread
	}
	options := g.message(a)
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	if _, err := g.API.PostEphemeralContext(ctx, channel, p.in.user, options...); err != nil {
		g.Log.Warn().Err(err).Msg("an answer could not be shown")
	}
}

// post says the answer for all to read: in the thread, or in the DM.
func (g *Gateway) post(ctx context.Context, p place, a commands.Answer) {
	options := g.message(a)
	if p.in.thread != "" {
		options = append(options, slack.MsgOptionTS(p.in.thread))
	} else if p.in.what == aMention {
		options = append(options, slack.MsgOptionTS(p.in.ts))
	}
	if _, _, err := g.API.PostMessageContext(ctx, p.in.channel, options...); err != nil {
		g.Log.Warn().Err(err).Msg("an answer could not be posted")
	}
}

// message is an answer without anything that Slack would make live: no links,
// no names, no unfurling (slack.md §6).
func (g *Gateway) message(a commands.Answer) []slack.MsgOption {
	options := []slack.MsgOption{slack.MsgOptionText(literal(a.Text), false), slack.MsgOptionParse(false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
	if len(a.Blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(a.Blocks...))
	} else {
		options = append(options, slack.MsgOptionBlocks(sentence(a.Text)))
	}
	return options
}

var three = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// literal escapes for the notification text (docs.slack.dev messaging/formatting-message-text).
func literal(s string) string { return three.Replace(s) }

// maxText is how long a text object may be, in UTF-16 units, which no count of
// Slack's exceeds (docs.slack.dev reference/block-kit/composition-objects/text-object).
const maxText = 3000

// sentence shows a sentence as nothing but text.
func sentence(s string) slack.Block {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > maxText {
			s = s[:i]
			break
		}
	}
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, s, false, false), nil, nil)
}

func (g *Gateway) publish(ctx context.Context, user string, v slack.HomeTabViewRequest) {
	if _, err := g.API.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: v}); err != nil {
		g.Log.Warn().Err(err).Msg("home could not be published")
	}
}

// places remember from where a modal was opened: its submission does not say.
// They are kept for an hour and lost with the process, in which case the answer
// goes to the desk channel.
type places struct {
	mu  sync.Mutex
	all map[string]opened
}

type opened struct {
	channel, thread, ts string
	at                  time.Time
}

func (p *places) put(id string, in inbound, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[string]opened{}
	}
	for k, o := range p.all {
		if now.Sub(o.at) > time.Hour {
			delete(p.all, k)
		}
	}
	p.all[id] = opened{channel: in.channel, thread: in.thread, ts: in.ts, at: now}
}

func (p *places) find(id string) (opened, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, ok := p.all[id]
	return o, ok
}
