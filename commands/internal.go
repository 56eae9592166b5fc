package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// declare opens an incident for a suspected leak at Snoobi itself. Typed it is
// what is known, since now: "meld een export stond open"; with --oefening in
// front it is an exercise.
func declare(ctx context.Context, d *Desk, a ask) (Answer, error) {
	a.ref = ""
	dec, wrong := d.declaration(a)
	if len(wrong) > 0 {
		return Answer{Errors: wrong}, nil
	}
	if dec.What == "" && a.Door.hasTrigger() {
		if !a.Who.May(bot.Support) {
			return Answer{}, bot.Refusal{Reason: bot.NotYourRole, Words: []string{string(bot.Support)}}
		}
		modal := d.Face.In(a.Lang).DeclareModal(bot.Incident{}, a.now)
		if dec.Drill {
			modal = d.Face.In(a.Lang).DrillModal(a.now)
		}
		return Answer{Modal: &modal}, nil
	}
	in, err := d.Desk.Declare(ctx, a.Once, a.Who, dec)
	var r bot.Refusal
	if errors.As(err, &r) {
		return d.refused(ctx, a, bot.Incident{}, r)
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{Text: d.receipt(a, in), about: in.Ref}, nil
}

// convert makes an internal incident of a customer's report.
func convert(ctx context.Context, d *Desk, a ask) (Answer, error) {
	dec, wrong := d.declaration(a)
	if len(wrong) > 0 {
		return Answer{Errors: wrong}, nil
	}
	bind := func(what string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			dec := dec
			dec.What = what
			return in.Convert(a.Who, dec, now)
		}
	}
	if dec.What == "" && a.Door.hasTrigger() {
		return d.form(ctx, a, bind("…"))
	}
	return d.do(ctx, a, bind(dec.What))
}

// drillMarks and drillWords make an exercise of what stands beside them. Phones
// turn two hyphens into a dash, and begin with a capital.
var (
	drillMarks = []string{"--oefening", "--drill", "—oefening", "—drill", "–oefening", "–drill"}
	drillWords = []string{"oefening:", "drill:"}
)

// cutDrill takes the word off that makes an exercise of a text: a mark in front
// or behind, or a word with a colon in front.
func cutDrill(text string) (rest string, drill bool) {
	text = strings.TrimSpace(text)
	words := strings.Fields(text)
	if len(words) == 0 {
		return text, false
	}
	first, last := words[0], words[len(words)-1]
	switch {
	case slices.Contains(slices.Concat(drillMarks, drillWords), strings.ToLower(first)):
		return strings.TrimSpace(strings.TrimPrefix(text, first)), true
	case slices.Contains(drillMarks, strings.ToLower(last)):
		return strings.TrimSpace(strings.TrimSuffix(text, last)), true
	}
	return text, false
}

// declaration is what the person typed, or filled in. wrong says under its own
// field of what was filled in which day or time is none.
func (d *Desk) declaration(a ask) (dec bot.Declaration, wrong map[string]string) {
	if a.Door != DoorModal {
		dec.What, dec.Drill = cutDrill(a.text)
		return dec, nil
	}
	dec.What, dec.Finder, dec.Later = strings.TrimSpace(a.Values[view.BlockNote]), a.Values[view.BlockFinder], a.Values[view.BlockLater]
	dec.Drill = strings.Contains(a.Values[view.BlockDrill], view.DrillYes)
	wrong = map[string]string{}
	for _, m := range []struct {
		to         *time.Time
		day, clock string
	}{
		{&dec.From, view.BlockFrom, view.BlockFromTime},
		{&dec.Found, view.BlockFound, view.BlockFoundTime},
		{&dec.Aware, view.BlockDate, view.BlockTime},
	} {
		t, at, why := d.given(a, m.day, m.clock)
		if *m.to = t; why != "" {
			wrong[at] = d.sentence(a.Lang, bot.Refusal{Reason: why})
		}
	}
	return dec, wrong
}

// given is a day and a time of the modal; zero when no day was given. A day
// without a time begins it. why says what is wrong with the field at.
func (d *Desk) given(a ask, day, clock string) (t time.Time, at string, why bot.Reason) {
	switch {
	case a.Values[day] == "" && a.Values[clock] == "":
		return time.Time{}, "", ""
	case a.Values[day] == "":
		return time.Time{}, day, bot.NeedsMoment
	}
	tod := a.Values[clock]
	if tod == "" {
		tod = "00:00"
	}
	t, why = moment(a.Values[day], tod, a.now, d.Face.Zone)
	return t, clock, why
}

// notices are the words by which people name what they filed.
var notices = map[string]bot.NoticeKind{
	"initieel": bot.NoticeInitial, "eerste": bot.NoticeInitial, "initial": bot.NoticeInitial,
	"aanvulling": bot.NoticeSupplement, "supplement": bot.NoticeSupplement,
	"intrekking": bot.NoticeWithdrawal, "withdrawal": bot.NoticeWithdrawal,
}

// notify records what was filed at the AP. Typed it is a kind, the AP's number,
// a day, a time and a reason where one is needed: "ap initieel 2026-44123
// vandaag 9:05". Without a kind it is the first one that is missing.
func notify(ctx context.Context, d *Desk, a ask) (Answer, error) {
	n, why := d.notice(a)
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		n := n
		if n.What == "" {
			n.What = bot.NoticeInitial
			if _, stands := in.Standing(); stands {
				n.What = bot.NoticeSupplement
			}
		}
		if why != "" {
			n.Filed = time.Time{}
		}
		change, err := in.Notify(a.Who, n, now)
		var r bot.Refusal
		if errors.As(err, &r) && r.Reason == bot.NeedsMoment && why != "" {
			r.Reason = why // it knows only that there is no moment
			return change, r
		}
		return change, err
	}
	if n.Number == "" && a.Door.hasTrigger() {
		return d.form(ctx, a, decide)
	}
	return d.do(ctx, a, decide)
}

func (d *Desk) notice(a ask) (n bot.Notice, why bot.Reason) {
	if a.Door == DoorModal {
		n = bot.Notice{What: bot.NoticeKind(a.Values[view.BlockNotice]), Number: a.Values[view.BlockNumber], Reason: a.Values[view.BlockReason]}
		n.Filed, _, why = d.given(a, view.BlockDate, view.BlockTime)
		return n, why
	}
	word, rest := cutWord(a.text)
	if kind, is := notices[strings.ToLower(word)]; is {
		n.What = kind
		word, rest = cutWord(rest)
	}
	n.Number = word
	day, rest := cutWord(rest)
	clock, rest := cutWord(rest)
	n.Filed, why = moment(day, clock, a.now, d.Face.Zone)
	n.Reason = rest
	return n, why
}

// noNotice decides not to notify the AP, or is the second person's word on it.
func noNotice(ctx context.Context, d *Desk, a ask) (Answer, error) {
	bind := func(text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			change, err := in.DecideNoNotice(a.Who, text, now)
			if p := in.NoNotice; err == nil && p != nil && (text != "" || a.Version > 0 && a.Version < p.Event) {
				return bot.Change{}, bot.Refusal{Reason: proposedFirst, Ref: in.Ref, By: p.By, Words: []string{d.personName(a.Lang, p.By)}}
			}
			return change, err
		}
	}
	text := a.written()
	if text == "" && a.Door.hasTrigger() {
		in, err := d.read(ctx, a.ref)
		if err != nil {
			return Answer{}, err
		}
		if in.NoNotice == nil {
			return d.form(ctx, a, bind("…"))
		}
	}
	return d.do(ctx, a, bind(text))
}

// proposedFirst: another person's proposal stands, which this one has not read.
// Nobody agrees to it with a reason of their own, or from a card that is older.
const proposedFirst bot.Reason = "proposed-first"

// mustNotify turns down a proposal not to notify.
func mustNotify(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.DenyNoNotice(a.Who, text, now) }
	})
}

// stages are the words by which people name a stage.
var stages = map[string]bot.Stage{
	"stoppen": bot.StageStop, "stop": bot.StageStop, "ernst": bot.StageAssess, "assess": bot.StageAssess,
	"melden": bot.StageNotify, "ap": bot.StageNotify, "notify": bot.StageNotify,
	"informeren": bot.StageInform, "inform": bot.StageInform, "oorzaak": bot.StageCause, "cause": bot.StageCause,
	"herstel": bot.StageRestore, "restore": bot.StageRestore,
}

// skipStage leaves a stage out. Typed it is the stage and the reason.
func skipStage(ctx context.Context, d *Desk, a ask) (Answer, error) {
	word, reason := cutWord(a.text)
	stage, ok := stages[strings.ToLower(word)]
	if a.Door == DoorModal {
		stage, reason = bot.Stage(a.Values[view.BlockStage]), a.Values[view.BlockReason]
	} else if !ok {
		stage = bot.Stage(word)
	}
	bind := func(s bot.Stage, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Skip(a.Who, s, text, now) }
	}
	if a.Door.hasTrigger() && (word == "" || ok && reason == "") {
		return d.form(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
			for _, c := range in.Playbook() { // any that can be skipped
				if c.Stage != bot.StageNotify && !c.Progress.Over() {
					return in.Skip(a.Who, c.Stage, "…", now)
				}
			}
			return in.Skip(a.Who, bot.StageNotify, "…", now)
		})
	}
	return d.do(ctx, a, bind(stage, reason))
}

// cause records a finding about the cause.
func cause(ctx context.Context, d *Desk, a ask) (Answer, error) {
	f := bot.CauseFound{Finding: a.text}
	if a.Door == DoorModal {
		at, field, why := d.given(a, view.BlockDate, view.BlockTime)
		if why != "" {
			return Answer{Errors: map[string]string{field: d.sentence(a.Lang, bot.Refusal{Reason: why})}}, nil
		}
		f = bot.CauseFound{Finding: a.Values[view.BlockNote], Evidence: a.Values[view.BlockProof], Contained: at}
	}
	return d.found(ctx, a, f.Finding, func(text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			f := f
			f.Finding = text
			return in.FindCause(a.Who, f, now)
		}
	})
}

// restored says that the service is back.
func restored(ctx context.Context, d *Desk, a ask) (Answer, error) {
	r := bot.ServiceRestored{Words: a.text}
	if a.Door == DoorModal {
		at, field, why := d.given(a, view.BlockDate, view.BlockTime)
		if why != "" {
			return Answer{Errors: map[string]string{field: d.sentence(a.Lang, bot.Refusal{Reason: why})}}, nil
		}
		r = bot.ServiceRestored{Words: a.Values[view.BlockNote], At: at}
	}
	return d.found(ctx, a, r.Words, func(text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			r := r
			r.Words = text
			return in.RestoreService(a.Who, r, now)
		}
	})
}

// found runs a decision that takes a text, and opens its modal where it is missing.
func (d *Desk) found(ctx context.Context, a ask, text string, bind func(string) decision) (Answer, error) {
	if strings.TrimSpace(text) == "" && a.Door.hasTrigger() {
		return d.form(ctx, a, bind("…"))
	}
	return d.do(ctx, a, bind(text))
}

// internalModal is the form of a verb of the internal track.
func (d *Desk) internalModal(in bot.Incident, a ask) (slack.ModalViewRequest, bool) {
	f := d.Face.In(a.Lang)
	switch a.verb.Name {
	case view.VerbInform:
		return f.InformModal(in, view.InformForm{All: d.holders(), Upload: d.Uploads != nil}), true
	case view.VerbConvert:
		return f.DeclareModal(in, a.now), true
	case view.VerbNotify:
		return f.NotifyModal(in, a.now), true
	case view.VerbNoNotice:
		return f.NoNoticeModal(in), true
	case view.VerbNotice:
		return f.MustNotifyModal(in), true
	case view.VerbSkip:
		return f.SkipModal(in), true
	case view.VerbCause:
		return f.CauseModal(in), true
	case view.VerbRestored:
		return f.RestoredModal(in, a.now), true
	}
	return d.dossierModal(in, a)
}

// internalVerbs are those of a leak at Snoobi itself.
func internalVerbs() []Verb {
	return []Verb{
		{Name: view.VerbDeclare, Alias: "declare", Usage: "[--oefening] wat we weten", Typed: "[--drill] what we know", Who: bot.Support,
			takes: takesText, fits: never, run: declare,
			NL: "meld een vermoeden van een lek bij onszelf", EN: "declare a suspected leak at ourselves"},
		{Name: view.VerbConvert, Alias: "convert", Usage: "wat we weten", Typed: "what we know", Who: bot.Support,
			takes: takesText, fits: isCustomers, run: convert,
			NL: "het lek blijkt bij onszelf te zitten", EN: "the leak turns out to be with us"},
		{Name: view.VerbInform, Alias: "inform", Usage: "[ref]", Typed: "[ref]", Who: bot.Manager, fits: tells, run: inform,
			NL: "mail de accounthouders wat er is gebeurd", EN: "mail the account holders what happened"},
		{Name: view.VerbTry, Alias: "try", Usage: "[nummer]", Typed: "[number]", Who: bot.Manager, takes: takesNumber, fits: waitsToTell, run: tryTelling,
			NL: "stuur die mail eerst naar jezelf", EN: "send that mail to yourself first"},
		{Name: view.VerbTold, Alias: "told", Usage: "[nummer]", Typed: "[number]", Who: bot.Support, Reads: true, takes: takesNumber, fits: hasTold, run: told,
			NL: "wie is ingelicht, en hoe het met elke mail staat; het openen wordt vastgelegd", EN: "who was told, and how each mail stands; opening it is recorded"},
		{Name: view.VerbLetter, Alias: "letter", Usage: "[nummer]", Typed: "[number]", Who: bot.Manager, Reads: true, takes: takesNumber, fits: hasLetter, run: letter,
			NL: "lees die mail zoals hij weggaat, en wie hem krijgen; het openen wordt vastgelegd", EN: "read that mail as it leaves, and who gets it; opening it is recorded"},
		{Name: view.VerbRetry, Alias: "retry", Usage: "[nummer]", Typed: "[number]", Who: bot.Support,
			takes: takesNumber, fits: isStuck, run: retry,
			NL: "probeer de accounts opnieuw waarbij een actie mislukte", EN: "try the accounts again for which an action failed"},
		{Name: view.VerbNotify, Alias: "regulator", Usage: "[soort] nummer dag tijd [reden]", Typed: "[kind] number day time [reason]", Who: bot.Manager,
			takes: takesNotice, fits: isInternal, run: notify,
			NL: "leg vast wat er bij de AP is gemeld", EN: "record what was filed at the AP"},
		{Name: view.VerbNoNotice, Alias: "no-notice", Usage: "reden", Typed: "reason", Who: bot.Manager, Fresh: true,
			takes: takesText, fits: mayStaySilent, run: noNotice,
			NL: "besluit met twee personen om niet bij de AP te melden", EN: "decide with two people not to notify the AP"},
		{Name: view.VerbNotice, Alias: "notice", Usage: "reden", Typed: "reason", Who: bot.Manager, Fresh: true,
			takes: takesText, fits: silenceProposed, run: mustNotify,
			NL: "wijs het voorstel om niet te melden af, of kom op dat besluit terug", EN: "turn down the proposal not to notify, or go back on that decision"},
		{Name: view.VerbSkip, Alias: "skip", Usage: "stap reden", Typed: "step reason", Who: bot.Manager,
			takes: takesText, fits: isInternal, run: skipStage,
			NL: "sla een stap van de procedure over, met reden", EN: "skip a step of the procedure, with a reason"},
		{Name: view.VerbCause, Alias: "cause", Usage: "bevinding", Typed: "finding", Who: bot.Support,
			takes: takesText, fits: isInternal, run: cause,
			NL: "leg een bevinding over de oorzaak vast", EN: "record a finding about the cause"},
		{Name: view.VerbRestored, Alias: "restored", Usage: "wat er hersteld is", Typed: "what was restored", Who: bot.Support,
			takes: takesText, fits: isInternal, run: restored,
			NL: "de dienst draait weer", EN: "the service is back"},
	}
}

// never: the verb is about no incident that is there.
func never(bot.Incident, time.Time) bool { return false }

func isInternal(in bot.Incident, _ time.Time) bool {
	return in.Closed == nil && in.Track == bot.Internal
}

func isCustomers(in bot.Incident, _ time.Time) bool {
	return in.Closed == nil && in.Track == bot.Customer
}

func mayStaySilent(in bot.Incident, now time.Time) bool {
	return isInternal(in, now) && !in.Stage(bot.StageNotify).Progress.Over()
}

func silenceProposed(in bot.Incident, now time.Time) bool {
	return isInternal(in, now) && in.NoNotice != nil
}
