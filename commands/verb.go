package commands

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A Verb is one thing that people ask of the desk. The table of all of them
// stands behind slash command, button, message shortcut, modal and @mention.
type Verb struct {
	Name  string   // Dutch; stands in action ids
	Alias string   // English
	Usage string   // what is typed behind it, in Dutch
	Typed string   // the same in English
	NL    string   // one line of help
	EN    string   // the same in English
	Who   bot.Role // who may ask for it at least; "" for everybody at the desk
	Also  bot.Role // may ask for it too, without the role above; "" for nobody
	Reads bool     // changes nothing that matters: answers also about another incident than the thread's
	Fresh bool     // two people count here: roles are read anew, never from a cache (slack.md §8)

	takes shape
	fits  func(in bot.Incident, now time.Time) bool // whether help and menu offer it; nil: always
	run   func(ctx context.Context, d *Desk, a ask) (Answer, error)
}

// A shape is what stands behind a verb, and so where in it a ref may stand.
type shape int

const (
	takesNothing shape = iota // [ref]
	takesTarget               // target [ref]
	takesNumber               // [number] [ref]
	takesText                 // [ref] text
	takesBoth                 // [number] [ref] text
	takesMethod               // [ref] method text
	takesNotice               // [ref] [kind] number day time [text], or a ref in the place of the text
)

var verbs struct {
	once  sync.Once
	table []Verb
}

// Verbs returns the table, in the order in which help shows it.
func Verbs() []Verb {
	verbs.once.Do(func() { verbs.table = table() })
	return verbs.table
}

func table() []Verb {
	return slices.Concat(customerVerbs(), internalVerbs(), dossierVerbs(), registerVerb(), eraseVerbs(), lastVerbs())
}

func customerVerbs() []Verb {
	return []Verb{
		{Name: view.VerbList, Alias: "list", Who: bot.Support, Reads: true, run: list,
			NL: "de open incidenten, minste tijd eerst", EN: "the open incidents, least time left first"},
		{Name: view.VerbShow, Alias: "show", Usage: "[ref]", Typed: "[ref]", Who: bot.Support, Reads: true, run: show,
			NL: "één incident, met wat er gebeurde", EN: "one incident, with its record"},
		{Name: view.VerbClaim, Alias: "claim", Usage: "[ref]", Typed: "[ref]", Who: bot.Support, fits: isOpen, run: claim,
			NL: "neem het incident op je", EN: "own the incident"},
		{Name: view.VerbValidate, Alias: "validate", Usage: "terugbellen|bewijs reden", Typed: "callback|evidence reason", Who: bot.Support, Fresh: true,
			takes: takesMethod, fits: isUnvalidated, run: validate,
			NL: "de aanvrager mag dit vragen: teruggebeld, of bewijs gezien", EN: "the requester may ask this: called back, or evidence seen"},
		{Name: view.VerbAsk, Alias: "ask", Usage: "[tekst | code [beheerder]]", Typed: "[text | code [admin]]", Who: bot.Support,
			takes: takesText, fits: writes, run: askFor,
			NL: "mail de aanvrager om wat ontbreekt, of een eenmalige code aan een beheerder", EN: "mail the requester for what is missing, or a one-time code to an admin"},
		{Name: view.VerbCorrect, Alias: "correct", Usage: "[ref]", Typed: "[ref]", Who: bot.Support, fits: isOpen, run: correct,
			NL: "verbeter wat er uit de mail is gelezen", EN: "correct what was read from the mail"},
		{Name: view.VerbReject, Alias: "reject", Usage: "reden", Typed: "reason", Who: bot.Support, takes: takesText, fits: isUnrejected, run: reject,
			NL: "de aanvrager mag dit niet vragen", EN: "the requester may not ask this"},
		requestVerb(bot.RevokeUser, "revoke-user", "gebruiker", "user",
			"vraag om een gebruiker te verwijderen", "ask for a user to be removed"),
		requestVerb(bot.BlockReports, "block-reports", "rapport", "report",
			"vraag om e-mailrapporten te blokkeren", "ask for e-mail reports to be blocked"),
		requestVerb(bot.SuspendAPI, "suspend-api", "sleutel", "key",
			"vraag om API-toegang te stoppen", "ask for API access to be suspended"),
		requestVerb(bot.StopAll, "stop-all", "", "",
			"vraag om alle toegang te stoppen", "ask for all access to be stopped"),
		{Name: view.VerbChange, Alias: "change", Usage: "[nummer] doel", Typed: "[number] target", Who: bot.Support,
			takes: takesBoth, fits: isPending, run: change,
			NL: "verander waar een aangevraagde actie over gaat", EN: "change what a requested action is about"},
		{Name: view.VerbApprove, Alias: "approve", Usage: "[nummer]", Typed: "[number]", Who: bot.Manager, Fresh: true,
			takes: takesNumber, fits: waits, run: approve,
			NL: "keur een aangevraagde actie goed", EN: "approve a requested action"},
		{Name: view.VerbDeny, Alias: "deny", Usage: "[nummer] reden", Typed: "[number] reason", Who: bot.Manager, Fresh: true,
			takes: takesBoth, fits: waits, run: deny,
			NL: "weiger een aangevraagde actie", EN: "deny a requested action"},
		{Name: view.VerbDone, Alias: "done", Usage: "[nummer] bewijs", Typed: "[number] proof", Who: bot.Support,
			takes: takesBoth, fits: toDo, run: finish,
			NL: "een actie is uitgevoerd", EN: "an action was carried out"},
		{Name: view.VerbFailed, Alias: "failed", Usage: "[nummer] reden", Typed: "[number] reason", Who: bot.Support,
			takes: takesBoth, fits: toDo, run: fail,
			NL: "een actie is niet gelukt", EN: "an action could not be carried out"},
		{Name: view.VerbRestore, Alias: "restore", Usage: "[nummer]", Typed: "[number]", Who: bot.Support, takes: takesNumber, fits: reversible, run: restore,
			NL: "draai een uitgevoerde actie terug", EN: "reverse an action"},
		{Name: view.VerbAck, Alias: "ack", Usage: "[ref]", Typed: "[ref]", Who: bot.OnCall, fits: asks, run: acknowledge,
			NL: "je hebt de herinnering gezien en bent ermee bezig", EN: "you have seen the reminder and are on it"},
		{Name: view.VerbAware, Alias: "aware", Usage: "dag tijd reden", Typed: "day time reason", Who: bot.Manager, takes: takesText, fits: isOpen, run: aware,
			NL: "verbeter het moment van kennisname; de klok schuift mee", EN: "correct the moment of awareness; the clock moves with it"},
	}
}

// lastVerbs are those of every incident, and of the desk.
func lastVerbs() []Verb {
	return []Verb{
		{Name: view.VerbNote, Alias: "note", Usage: "tekst", Typed: "text", Who: bot.Support, takes: takesText, run: note,
			NL: "een regel in het verslag", EN: "a line in the record"},
		{Name: view.VerbTimeline, Alias: "timeline", Usage: "[ref]", Typed: "[ref]", Who: bot.Support, run: timeline,
			NL: "teken het incident tegen de klok, in de thread", EN: "draw the incident against the clock, in the thread"},
		{Name: view.VerbClose, Alias: "close", Usage: "[reden]", Typed: "[reason]", Who: bot.Support, takes: takesText, fits: isOpen, run: closeIt,
			NL: "sluit het incident", EN: "close the incident"},
		{Name: view.VerbReopen, Alias: "reopen", Usage: "reden", Typed: "reason", Who: bot.Manager, takes: takesText, fits: isClosed, run: reopen,
			NL: "open een gesloten incident opnieuw", EN: "reopen a closed incident"},
		{Name: view.VerbDetails, Alias: "details", Usage: "[ref]", Typed: "[ref]", Who: bot.Support, Reads: true, run: details,
			NL: "de hele melding, zonder maskers; het openen wordt vastgelegd", EN: "the whole report, unmasked; opening it is recorded"},
		{Name: view.VerbDuty, Alias: "oncall", Usage: "[wie van tot reden | terug nummer | test]", Typed: "[who from until reason | undo number | test]",
			Who: bot.Support, Also: bot.OnCall, Reads: true, run: duty,
			NL: "wie dienst heeft; een manager kan het wijzigen", EN: "who is on call; a manager can change it"},
		{Name: view.VerbMenu, Alias: "help", Reads: true, run: help,
			NL: "wat hier en nu kan", EN: "what fits here and now"},
	}
}

// Lookup returns the verb with that Dutch or English name, in any case.
func Lookup(name string) (Verb, bool) {
	name = strings.ToLower(name)
	if name == "" || name == "?" {
		name = view.VerbMenu
	}
	for _, v := range Verbs() {
		if name == v.Name || name == v.Alias {
			return v, true
		}
	}
	return Verb{}, false
}

// named returns the verb's name in a language.
func (v Verb) named(lang bot.Lang) string {
	if lang == bot.EN {
		return v.Alias
	}
	return v.Name
}

// typed returns the verb with what is typed behind it.
func (v Verb) typed(lang bot.Lang) string {
	usage := v.Usage
	if lang == bot.EN {
		usage = v.Typed
	}
	return strings.TrimSpace(v.named(lang) + " " + usage)
}

// allows reports whether who may ask for the verb. The decision itself checks
// again, on the incident as it is by then.
func (v Verb) allows(who bot.Person) bool {
	switch v.Who {
	case "":
		return true
	case bot.OnCall:
		return who.May(bot.OnCall) || who.May(bot.Manager)
	}
	return who.May(v.Who) || v.Also != "" && who.May(v.Also)
}

func isOpen(in bot.Incident, _ time.Time) bool   { return in.Closed == nil }
func isClosed(in bot.Incident, _ time.Time) bool { return in.Closed != nil }

func isUnvalidated(in bot.Incident, _ time.Time) bool {
	return in.Track != bot.Internal && (in.State() == bot.StateReported || in.State() == bot.StateRejected)
}

func isUnrejected(in bot.Incident, _ time.Time) bool {
	return in.Closed == nil && in.Track != bot.Internal && in.State() != bot.StateRejected
}

func isValidated(in bot.Incident, _ time.Time) bool { return in.State() == bot.StateValidated }

func waits(in bot.Incident, now time.Time) bool {
	return isOpen(in, now) && has(in, func(a bot.Action) bool { return a.State == bot.ActionWaiting })
}

// writes: the desk can write mail about an incident that is open.
func writes(in bot.Incident, _ time.Time) bool { return in.Closed == nil && in.Rules.Letters }

func isPending(in bot.Incident, now time.Time) bool {
	return isOpen(in, now) && has(in, func(a bot.Action) bool { return a.State.Pending() })
}

func toDo(in bot.Incident, now time.Time) bool {
	return isValidated(in, now) && has(in, func(a bot.Action) bool { return a.State == bot.ActionToDo })
}

func reversible(in bot.Incident, now time.Time) bool {
	return isValidated(in, now) && has(in, func(a bot.Action) bool {
		return a.State == bot.ActionIsDone && a.Reverses == 0 && a.Reversed == 0
	})
}

func asks(in bot.Incident, now time.Time) bool {
	_, ok := in.Asking(now)
	return ok
}

func has(in bot.Incident, is func(bot.Action) bool) bool {
	for _, a := range in.Actions {
		if is(a) {
			return true
		}
	}
	return false
}
