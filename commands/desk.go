package commands

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// Books are what the verbs read.
type Books interface {
	// Incident returns one incident, or bot.ErrNotFound.
	Incident(ctx context.Context, ref bot.Ref) (bot.Incident, error)
	// Events returns the record of one incident, oldest first.
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
	// OpenIncidents returns the open incidents, least time left first, at most limit.
	OpenIncidents(ctx context.Context, limit int) ([]bot.Incident, error)
}

// Threads finds the incident that a message belongs to.
type Threads interface {
	// RefOfThread returns the incident whose root card is the message ts in
	// channel; ok is false when it is another message.
	RefOfThread(ctx context.Context, channel, ts string) (ref bot.Ref, ok bool, err error)
}

// A Desk runs the verbs.
type Desk struct {
	Desk    *bot.Desk
	Books   Books
	Threads Threads
	Face    view.Face
	Log     zerolog.Logger

	Accounts Accounts // what the directory knows; nil checks nothing
	Uploads  Uploads  // files that people put into modals; nil: none can be given
	// Approvers returns who holds a role now; nil leaves approval to the role.
	Approvers func(ctx context.Context, role bot.Role) ([]bot.PersonID, error)
	Health    func() []view.HealthLine        // for Home; may be nil
	OnCall    func(now time.Time) view.OnCall // for Home; may be nil
	// Posted returns what stands in Slack of an incident; nil: nothing does.
	Posted func(ctx context.Context, ref bot.Ref) ([]bot.EffectKey, error)
	Rota   Rota // nil: the desk does not know who is on call
	// MailOf is the mail address of a person of the desk; nil: none is known.
	MailOf func(who bot.PersonID) bot.Address
	// Letters are what the desk writes to people outside; nil shows none.
	Letters *view.Letters
	// TestPage pages somebody for a test; nil: pages are not configured.
	TestPage func(ctx context.Context, who bot.PersonID) error
	// Register counts a year of the register; nil: there is none.
	Register func(ctx context.Context, year int) (view.RegisterCount, error)
}

// maxOpen is how many open incidents are looked at to find out which is meant.
const maxOpen = 500

// An ask is one call on its way: what was typed is taken apart, and the
// incident that is meant is known.
type ask struct {
	Call
	verb Verb
	words
	ref bot.Ref   // "" for the verbs that are about the desk
	now time.Time // when the call was taken up
}

// Run lets one person ask one thing. What goes wrong becomes a sentence for
// them: a refusal says what to do instead, and everything else is logged here,
// once, and answered by one fixed sentence.
func (d *Desk) Run(ctx context.Context, c Call) Answer {
	if c.Lang == "" {
		c.Lang = d.Face.Lang
	}
	verb, ok := Lookup(c.Verb)
	if !ok {
		return Answer{Text: d.refuse(c, bot.Refusal{Reason: bot.UnknownVerb, Ref: c.Ref, Words: unknown(c.Verb)})}
	}
	a := ask{Call: c, verb: verb, ref: c.Ref, now: d.Desk.Now().UTC()}
	a.words = split(c.Args, verb.takes)
	answer, err := d.run(ctx, &a)
	return d.said(ctx, a, answer, err)
}

// unknown returns the words of the refusal of a verb that does not exist. What
// was typed is cut: it is quoted back and may be a whole mail.
func unknown(typed string) []string {
	near := Nearest(typed)
	if r := []rune(typed); len(r) > 30 {
		typed = string(r[:30]) + "…"
	}
	if near == "" {
		return []string{typed}
	}
	return []string{typed, near}
}

func (d *Desk) run(ctx context.Context, a *ask) (Answer, error) {
	// On an approval the incident itself knows better: that it is the person's
	// own request says more than that they are no manager.
	if !a.verb.allows(a.Who) && !(a.verb.Fresh && a.Who.May(bot.Support)) {
		return Answer{}, bot.Refusal{Reason: bot.NotYourRole, Ref: a.Ref, Words: []string{string(roleFor(a.verb))}}
	}
	if n := a.verb.Name; n == view.VerbList || n == view.VerbDuty || n == view.VerbDeclare || n == view.VerbRegister {
		a.ref = "" // it is about the desk
	} else {
		picker, err := d.which(ctx, a)
		if err != nil || picker != nil {
			return orNone(picker), err
		}
	}
	return a.verb.run(ctx, d, *a)
}

// roleFor is the role that a refusal names: for an acknowledgement the
// managers, who can be asked at any hour.
func roleFor(v Verb) bot.Role {
	if v.Who == bot.OnCall {
		return bot.Manager
	}
	return v.Who
}

func orNone(a *Answer) Answer {
	if a == nil {
		return Answer{}
	}
	return *a
}

// said turns what came of a call into what the person reads.
func (d *Desk) said(ctx context.Context, a ask, answer Answer, err error) Answer {
	var r bot.Refusal
	switch {
	case err == nil:
	case errors.As(err, &r):
		if answer.Text == "" && len(answer.Errors) == 0 {
			answer.Text = d.refuse(a.Call, r)
		}
	case errors.Is(err, bot.ErrHandled):
		answer = Answer{Text: d.say(a.Lang, "handled")}
	default:
		d.Log.Error().Err(err).Str("verb", a.verb.Name).Str("incident", string(a.ref)).Str("door", string(a.Door)).Msg("a call could not be handled")
		answer = Answer{Text: d.say(a.Lang, "broken"), Errors: answer.Errors}
	}
	if answer.Text != "" && a.ref != "" && !strings.Contains(answer.Text, string(a.ref)) {
		answer.Text = string(a.ref) + ": " + answer.Text
	}
	return d.marked(ctx, a, answer)
}

// marked marks an answer about an exercise. One that comes with the mark has it
// in its blocks too.
func (d *Desk) marked(ctx context.Context, a ask, answer Answer) Answer {
	ref := a.ref
	if answer.about != "" {
		ref = answer.about
	}
	if ref == "" || answer.Text == "" {
		return answer
	}
	in, err := d.Books.Incident(ctx, ref)
	if err != nil {
		return answer // the sentence says what is wrong with it
	}
	f := d.Face.In(a.Lang)
	if text := f.Marked(in, answer.Text); text != answer.Text {
		answer.Text = text
		if len(answer.Blocks) > 0 {
			answer.Blocks = f.MarkedBlocks(in, answer.Blocks)
		}
	}
	return answer
}

// refuse returns the sentence of a refusal. Without a trigger no modal can be
// opened, so a sentence that asks for words also says how they are typed.
func (d *Desk) refuse(c Call, r bot.Refusal) string {
	s := d.sentence(c.Lang, r)
	if v, ok := Lookup(c.Verb); ok && c.Door == DoorMention && asksWords(r.Reason) {
		typed := v.typed(c.Lang)
		if r.Reason == needsConfirm {
			typed += " " + string(r.Ref)
		}
		s += " " + d.say(c.Lang, "type", "typed", typed)
	}
	return s
}

// sentence says a refusal: those of this package stand in its own table, and
// view has all others.
func (d *Desk) sentence(lang bot.Lang, r bot.Refusal) string {
	if r.Reason == needsCount {
		return d.say(lang, string(r.Reason), "ref", string(r.Ref), "count", r.Words[0])
	}
	if r.Reason == needsMethod || r.Reason == needsConfirm || r.Reason == needsAdmin || r.Reason == needsMoment || r.Reason == noSuchHour {
		return d.say(lang, string(r.Reason), "ref", string(r.Ref))
	}
	if key := "refuse." + string(r.Reason); sentences[key] != nil {
		word := ""
		if len(r.Words) > 0 {
			word = r.Words[0]
		}
		return d.say(lang, key, "word", word)
	}
	return view.Refuse(lang, r, d.Face)
}

// asksWords reports whether a refusal ends when somebody writes more.
func asksWords(why bot.Reason) bool {
	switch why {
	case bot.NeedsWhat, bot.NeedsNumber, bot.NeedsMoment, bot.NeedsDelay, bot.NeedsDelayToo, bot.NeedsLater, bot.NoStage:
		return true
	case bot.NeedsReason, bot.NeedsProof, bot.NeedsTarget, bot.NeedsText, bot.StillOwed, bot.NothingToAsk, needsMethod, needsConfirm, needsAdmin, needsMoment, noSuchHour:
		return true
	}
	return false
}

// A decision is one step of an incident, bound to who asks for it.
type decision func(in bot.Incident, now time.Time) (bot.Change, error)

// do has the incident decide, once for each click. A click on an old card goes
// ahead when the decision is still legal; when it is not, the answer says what
// happened since, and the card is to be rendered again.
func (d *Desk) do(ctx context.Context, a ask, decide decision) (Answer, error) {
	var seen bot.Incident
	in, err := d.Desk.Do(ctx, a.ref, a.Once, func(in bot.Incident, now time.Time) (bot.Change, error) {
		seen = in
		return decide(in, now)
	})
	if errors.Is(err, bot.ErrNotFound) {
		return Answer{}, d.notFound(ctx)
	}
	var r bot.Refusal
	if errors.As(err, &r) {
		return d.refused(ctx, a, seen, r)
	}
	var wrong faults
	if errors.As(err, &wrong) {
		return d.faulty(a, wrong), nil
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{Text: d.receipt(a, in)}, nil
}

// refused answers a refusal of the incident: in the modal where one field can
// mend it, as a stale answer where the person looked at an old card.
func (d *Desk) refused(ctx context.Context, a ask, in bot.Incident, r bot.Refusal) (Answer, error) {
	if field := a.fieldFor(r); field != "" {
		return Answer{Errors: map[string]string{field: d.sentence(a.Lang, r)}}, r
	}
	if a.Door == DoorMention && asksWords(r.Reason) {
		text := d.refuse(a.Call, r)
		return Answer{Text: text, Blocks: d.formButton(a, text, "fill-in", in.Version)}, r
	}
	if a.Version > 0 && a.Version < in.Version && !asksWords(r.Reason) && r.Reason != bot.NotYourRole {
		text, err := d.stale(ctx, a, in, r)
		if err != nil {
			return Answer{}, err
		}
		return Answer{Text: text, Stale: in.Ref}, nil
	}
	return Answer{}, r
}

// stale says what changed last since the card that the person clicked on, and by
// whom.
func (d *Desk) stale(ctx context.Context, a ask, in bot.Incident, r bot.Refusal) (string, error) {
	events, err := d.Books.Events(ctx, in.Ref)
	if err != nil {
		return "", err
	}
	s := d.sentence(a.Lang, r)
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if e.No <= a.Version || e.Kind == (bot.DetailsOpened{}).Kind() || e.Kind == (bot.Undelivered{}).Kind() {
			continue
		}
		key := "stale"
		if e.Actor == a.Who.ID {
			key = "stale.own" // they pressed twice
		}
		s = d.say(a.Lang, key, "ref", string(in.Ref), "by", d.personName(a.Lang, e.Actor), "what", d.happened(a.Lang, e), "ago", view.Ago(a.now.Sub(e.At), a.Lang)) + " " + s
		break
	}
	return s, nil
}

// read returns the incident at hand, or a refusal that names the open ones.
func (d *Desk) read(ctx context.Context, ref bot.Ref) (bot.Incident, error) {
	in, err := d.Books.Incident(ctx, ref)
	if errors.Is(err, bot.ErrNotFound) {
		return in, d.notFound(ctx)
	}
	return in, err
}

// notFound refuses a ref that does not exist, with those that do.
func (d *Desk) notFound(ctx context.Context) error {
	open, err := d.Books.OpenIncidents(ctx, 6)
	if err != nil {
		return err
	}
	r := bot.Refusal{Reason: bot.NotFound}
	for _, in := range open {
		r.Words = append(r.Words, string(in.Ref))
	}
	return r
}
