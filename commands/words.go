package commands

import (
	"slices"
	"strconv"
	"strings"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// sentences are what this package says itself: receipts, and what is about the
// call and not about an incident. Values stand in braces; they are refs, verbs,
// names and times of our own, never text from a mail.
var sentences = map[string]map[bot.Lang]string{
	"broken": {
		bot.NL: "Dit is niet gelukt door een storing bij de desk; er is niets veranderd. Probeer het over een minuut opnieuw, en bel de dienst als het dan nog niet gaat.",
		bot.EN: "This did not work because of a fault at the desk; nothing was changed. Try again in a minute, and call the person on duty if it still fails.",
	},
	"handled": {
		bot.NL: "Dit was al verwerkt, je hoeft niets te doen.",
		bot.EN: "This was handled already, there is nothing you need to do.",
	},
	"type": {
		bot.NL: "Typ: @meldwacht {typed}",
		bot.EN: "Type: @meldwacht {typed}",
	},
	"timeline": {
		bot.NL: "De tijdlijn van {ref} komt in de thread.",
		bot.EN: "The timeline of {ref} comes into the thread.",
	},
	"form": {
		bot.NL: "Dit vul je bij {ref} in een venster in; klik op de knop.",
		bot.EN: "This is filled in in a window at {ref}; click the button.",
	},
	"file-stays": {
		bot.NL: "Let op: het bestand met de lijst staat nog in Slack, want de desk mag of kan het niet wissen. Wis het zelf, bij je bestanden.",
		bot.EN: "Mind: the file with the list is still in Slack, as the desk may not or cannot delete it. Delete it yourself, among your files.",
	},
	"fill-in": {
		bot.NL: "Invullen",
		bot.EN: "Fill in",
	},
	"which": {
		bot.NL: "Om welk incident gaat het? Kies er een, of typ het nummer erbij: {verb} {ref}.",
		bot.EN: "Which incident is this about? Choose one, or type its number too: {verb} {ref}.",
	},
	"which-typed": {
		bot.NL: "Om welk incident gaat het? Zet het nummer achter {verb}, zoals {verb} {ref}, gevolgd door je tekst; of kies er een en vul de rest daar in.",
		bot.EN: "Which incident is this about? Put its number behind {verb}, like {verb} {ref}, followed by your text; or choose one and fill in the rest there.",
	},
	"which-closed": {
		bot.NL: "Welk gesloten incident moet open? Typ het nummer erbij, zoals {verb} DL-2026-0007.",
		bot.EN: "Which closed incident should be opened? Type its number too, like {verb} DL-2026-0007.",
	},
	"none-open": {
		bot.NL: "Er is geen open incident. Typ het nummer erbij als je een gesloten incident bedoelt.",
		bot.EN: "No incident is open. Type its number too if you mean a closed one.",
	},
	"no-incident-here": {
		bot.NL: "Dit bericht hoort niet bij een incident. Kies het menu op een bericht in de thread van een incident, of typ /datalek lijst in het kanaal.",
		bot.EN: "This message does not belong to an incident. Open the menu on a message in an incident's thread, or type /datalek list in the channel.",
	},
	"other-thread": {
		bot.NL: "Deze thread gaat over {ref} en je typte {typed}, dus er is niets gedaan. Laat het nummer weg voor {ref}, of doe {verb} in de thread van {typed}.",
		bot.EN: "This thread is about {ref} and you typed {typed}, so nothing was done. Leave out the number for {ref}, or do {verb} in the thread of {typed}.",
	},
	"needs-method": {
		bot.NL: "Zeg hoe je het weet: terugbellen of bewijs, en daarachter waarom.",
		bot.EN: "Say how you know: callback or evidence, and behind it why.",
	},
	"needs-moment": {
		bot.NL: "Zeg wanneer wij het wisten en waarom: een dag, een tijd en een reden, zoals “kennisname vandaag 9:05 de klant belde toen al”.",
		bot.EN: "Say when we knew, and why: a day, a time and a reason, like “aware today 9:05 the customer called at that time”.",
	},
	"no-such-hour": {
		bot.NL: "Die tijd bestaat niet op die dag: de klok gaat dan vooruit. Kies een tijd ervoor of erna.",
		bot.EN: "That time does not exist on that day: the clocks go forward then. Choose one before or after it.",
	},
	"needs-admin": {
		bot.NL: "Zeg welke beheerder van het account de code krijgt: zet zijn naam achter het woord code.",
		bot.EN: "Say which admin of the account gets the code: put the name behind the word code.",
	},
	"bad-moment": {
		bot.NL: "Dit is geen datum; kies er een uit de kalender.",
		bot.EN: "This is no date; choose one from the calendar.",
	},
	"correct": {
		bot.NL: "De lezing van {ref} verbeter je in een venster. Klik op de knop.",
		bot.EN: "The reading of {ref} is corrected in a window. Click the button.",
	},
	"refuse.proposed-first": {
		bot.NL: "{word} heeft al voorgesteld om niet te melden, met een eigen reden. Lees die in de thread, en bevestig het voorstel daar of wijs het af.",
		bot.EN: "{word} has already proposed not to notify, with a reason of their own. Read it in the thread, and confirm the proposal there or turn it down.",
	},
	"needs-count": {
		bot.NL: "Typ {ref} {count} om te bevestigen dat je deze {count} accounts bedoelt.",
		bot.EN: "Type {ref} {count} to confirm that you mean these {count} accounts.",
	},
	"inform": {
		bot.NL: "Wie er gemaild worden en wat, vul je in in een venster bij {ref}. Klik op de knop.",
		bot.EN: "Who is mailed and what is filled in in a window for {ref}. Click the button.",
	},
	"letter": {
		bot.NL: "De brief van {ref} is alleen in een venster te zien. Klik op de knop.",
		bot.EN: "The letter of {ref} is shown in a window only. Click the button.",
	},
	"show-letter": {
		bot.NL: "Brief tonen",
		bot.EN: "Show the letter",
	},
	"stop-many": {
		bot.NL: "Van welke accounts het gaat, kies je in een venster bij {ref}. Klik op de knop.",
		bot.EN: "Which accounts it is about is chosen in a window for {ref}. Click the button.",
	},
	"needs-confirm": {
		bot.NL: "Typ het nummer {ref} erbij om te bevestigen dat alle toegang van dit account moet stoppen.",
		bot.EN: "Type its number {ref} too, to confirm that all access of this account must stop.",
	},
	"stale": {
		bot.NL: "De kaart was niet meer van nu: {by} was je voor bij {ref} ({what}, {ago}).",
		bot.EN: "The card was out of date: {by} was there before you at {ref} ({what}, {ago}).",
	},
	"stale.own": {
		bot.NL: "De kaart was niet meer van nu: jij deed daarna al iets bij {ref} ({what}, {ago}).",
		bot.EN: "The card was out of date: you did something since at {ref} ({what}, {ago}).",
	},
	"details": {
		bot.NL: "De details van {ref} zijn alleen in een venster te zien. Klik op de knop.",
		bot.EN: "The details of {ref} are shown in a window only. Click the button.",
	},
	"told": {
		bot.NL: "Wie er van {ref} is ingelicht, is alleen in een venster te zien. Klik op de knop.",
		bot.EN: "Who was told of {ref} is shown in a window only. Click the button.",
	},
	"show-told": {
		bot.NL: "Wie is verteld",
		bot.EN: "Who was told",
	},
	"show-details": {
		bot.NL: "Details tonen",
		bot.EN: "Show details",
	},

	"refuse.no-rota": {
		bot.NL: "De desk heeft geen rooster: wie dienst heeft staat in de configuratie. Laat een beheerder van de desk er een toevoegen.",
		bot.EN: "The desk has no rota: who is on call stands in the configuration. Have an administrator of the desk add one.",
	},
	"refuse.no-register": {
		bot.NL: "Deze desk houdt geen register bij. Vraag een beheerder van de desk.",
		bot.EN: "This desk keeps no register. Ask an administrator of the desk.",
	},
	"refuse.no-such-swap": {
		bot.NL: "Er is geen wijziging {word} die nog geldt. Typ dienst om te zien welke er zijn.",
		bot.EN: "There is no change {word} that still holds. Type oncall to see which there are.",
	},
	"refuse.nobody-then": {
		bot.NL: "Dan heeft van {word} niemand dienst, dus er is niets gewijzigd. Als dat de bedoeling is, geef dan ook het woord niemand: achter de eindtijd, of in het venster.",
		bot.EN: "Then nobody is on call from {word}, so nothing was changed. If that is meant, give the word nobody too: behind the end time, or in the window.",
	},
	"refuse.swap-overlap": {
		bot.NL: "Wijziging {word} zegt al wat deze persoon dan doet. Neem die eerst terug met dienst terug {word}, of kies een andere tijd.",
		bot.EN: "Change {word} already says what this person does then. Take it back first with oncall undo {word}, or choose another time.",
	},
	"refuse.swap-idle": {
		bot.NL: "Dit verandert niets: het is al zo. Typ dienst om te zien wie wanneer dienst heeft.",
		bot.EN: "This changes nothing: it is so already. Type oncall to see who is on call when.",
	},
	"refuse.swap-over": {
		bot.NL: "De wijziging eindigt voor zij begint, of is al voorbij. Kies een eindtijd die na het begin en na nu ligt.",
		bot.EN: "The change ends before it begins, or is over already. Choose an end that lies after the start and after now.",
	},
	"refuse.swap-long": {
		bot.NL: "Een wijziging duurt hoogstens een jaar. Pas voor langer het rooster zelf aan.",
		bot.EN: "A change lasts a year at most. For longer, change the rota itself.",
	},
	"refuse.no-such-person": {
		bot.NL: "{word} is niemand die de desk kent, of meer dan een. Typ de hele naam of het id uit de configuratie, zoals: dienst mira vandaag 18:00 tot morgen 09:00 reden.",
		bot.EN: "{word} is nobody that the desk knows, or more than one. Type the whole name or the id of the configuration, like: oncall mira today 18:00 until tomorrow 09:00 reason.",
	},
	"refuse.swap-when": {
		bot.NL: "Van wanneer tot wanneer? Typ het zo: dienst mira vandaag 18:00 tot morgen 09:00 reden.",
		bot.EN: "From when until when? Type it like this: oncall mira today 18:00 until tomorrow 09:00 reason.",
	},
	"refuse.swap-reason": {
		bot.NL: "Zeg er ook bij waarom: typ de reden achter de eindtijd.",
		bot.EN: "Say why as well: type the reason behind the end time.",
	},
	"refuse.no-test-page": {
		bot.NL: "Oproepen zijn niet ingesteld, dus er gaat niets uit. Laat een beheerder van de desk een oproepdienst instellen.",
		bot.EN: "Pages are not configured, so nothing goes out. Have an administrator of the desk set up a pager.",
	},
	"refuse.test-failed": {
		bot.NL: "De proefoproep is niet aangenomen. Laat een beheerder van de desk in het logboek kijken, en bel tot die tijd zelf.",
		bot.EN: "The test page was not taken. Have an administrator of the desk look at the log, and call people yourself until then.",
	},
	"done.dienst.replace": {
		bot.NL: "{who} heeft dienst van {from} tot {to}, in de plaats van wie het was (wijziging {no}).",
		bot.EN: "{who} is on call from {from} until {to}, in the place of whoever was (change {no}).",
	},
	"done.dienst.add": {
		bot.NL: "{who} heeft ook dienst van {from} tot {to} (wijziging {no}).",
		bot.EN: "{who} is on call as well from {from} until {to} (change {no}).",
	},
	"done.dienst.remove": {
		bot.NL: "{who} heeft geen dienst van {from} tot {to} (wijziging {no}).",
		bot.EN: "{who} is not on call from {from} until {to} (change {no}).",
	},
	"done.dienst.undo": {
		bot.NL: "Wijziging {no} geldt niet meer; het rooster is weer zoals het was.",
		bot.EN: "Change {no} no longer holds; the rota is as it was again.",
	},
	"done.dienst.test": {
		bot.NL: "De proefoproep aan {who} gaat nu uit. Komt er binnen vijf minuten niets aan, laat dan een beheerder van de desk kijken.",
		bot.EN: "The test page to {who} goes out now. If nothing arrives within five minutes, have an administrator of the desk look.",
	},

	"done.pak":               {bot.NL: "{ref} is nu van jou.", bot.EN: "{ref} is yours now."},
	"done.valideer":          {bot.NL: "De aanvrager van {ref} is gevalideerd; acties kunnen nu worden aangevraagd.", bot.EN: "The requester of {ref} was validated; actions can be requested now."},
	"done.valideer.evidence": {bot.NL: "Je bewijs bij {ref} is vastgelegd; een collega moet het nog bevestigen.", bot.EN: "Your evidence for {ref} was recorded; a colleague still has to confirm it."},
	"done.vraag":             {bot.NL: "De mail over {ref} gaat nu uit; het antwoord komt in de thread.", bot.EN: "The mail about {ref} goes out now; the answer comes into the thread."},
	"done.corrigeer":         {bot.NL: "De lezing van {ref} is verbeterd; het account en de aanvrager zijn opnieuw beoordeeld.", bot.EN: "The reading of {ref} was corrected; the account and the requester were judged again."},
	"done.wijzig":            {bot.NL: "De actie van {ref} is gewijzigd; een eerdere goedkeuring geldt niet meer.", bot.EN: "The action of {ref} was changed; an approval that was given no longer holds."},
	"done.wijs-af":           {bot.NL: "De aanvrager van {ref} is afgewezen.", bot.EN: "The requester of {ref} was rejected."},
	"done.request":           {bot.NL: "Actie {no} van {ref} is aangevraagd en kan nu worden uitgevoerd.", bot.EN: "Action {no} of {ref} was requested and can be carried out now."},
	"done.request.waiting":   {bot.NL: "Actie {no} van {ref} is aangevraagd en wacht op goedkeuring door een manager.", bot.EN: "Action {no} of {ref} was requested and waits for a manager's approval."},
	"done.keur-goed":         {bot.NL: "De actie van {ref} is goedgekeurd en kan nu worden uitgevoerd.", bot.EN: "The action of {ref} was approved and can be carried out now."},
	"done.weiger":            {bot.NL: "De actie van {ref} is geweigerd; er gebeurt niets.", bot.EN: "The action of {ref} was denied; nothing will happen."},
	"done.gedaan":            {bot.NL: "De actie van {ref} is afgerond.", bot.EN: "The action of {ref} is finished."},
	"done.mislukt":           {bot.NL: "Bij {ref} staat nu dat de actie niet lukte; vraag haar opnieuw aan of kies een andere.", bot.EN: "{ref} now says that the action failed; request it again or choose another."},
	"done.bevestig":          {bot.NL: "Je bent ermee bezig bij {ref}; de herinnering komt terug als je bevestiging verloopt.", bot.EN: "You are on it at {ref}; the reminder returns when your acknowledgement runs out."},
	"done.notitie":           {bot.NL: "Je notitie staat in het verslag van {ref}.", bot.EN: "Your note is in the record of {ref}."},
	"done.sluit":             {bot.NL: "{ref} is gesloten.", bot.EN: "{ref} is closed."},
	"done.heropen":           {bot.NL: "{ref} is weer open, met de klok die liep.", bot.EN: "{ref} is open again, with the clock that was running."},
	"event.claimed":          {bot.NL: "opgepakt", bot.EN: "claimed"},
	"event.evidence-given":   {bot.NL: "bewijs vastgelegd", bot.EN: "evidence recorded"},
	"event.validated":        {bot.NL: "aanvrager gevalideerd", bot.EN: "requester validated"},
	"event.rejected":         {bot.NL: "aanvrager afgewezen", bot.EN: "requester rejected"},
	"event.action-requested": {bot.NL: "actie aangevraagd", bot.EN: "action requested"},
	"event.action-approved":  {bot.NL: "actie goedgekeurd", bot.EN: "action approved"},
	"event.action-denied":    {bot.NL: "actie geweigerd", bot.EN: "action denied"},
	"event.action-done":      {bot.NL: "actie gedaan", bot.EN: "action done"},
	"event.action-failed":    {bot.NL: "actie mislukt", bot.EN: "action failed"},
	"event.acknowledged":     {bot.NL: "herinnering bevestigd", bot.EN: "reminder acknowledged"},
	"event.noted":            {bot.NL: "notitie", bot.EN: "note"},
	"event.closed":           {bot.NL: "gesloten", bot.EN: "closed"},
	"event.reopened":         {bot.NL: "heropend", bot.EN: "reopened"},
	"event.other":            {bot.NL: "er kwam iets bij", bot.EN: "something was added"},
	"actor.desk":             {bot.NL: "de desk", bot.EN: "the desk"},
	"actor.mail":             {bot.NL: "een mail", bot.EN: "a mail"},
	"actor.somebody":         {bot.NL: "iemand", bot.EN: "somebody"},
}

// say returns a sentence with its values filled in: pairs of a name and a value.
func (d *Desk) say(lang bot.Lang, key string, pairs ...string) string {
	all := sentences[key]
	s, ok := all[lang]
	if !ok {
		s = all[bot.NL]
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}

// receipt says that a change was made, for the caller alone: the thread is told
// by the effects of the change.
func (d *Desk) receipt(a ask, in bot.Incident) string {
	key := "done." + a.verb.Name
	no := ""
	switch {
	case a.verb.Name == "valideer" && in.Evidence != nil:
		key += ".evidence"
	case sentences[key] == nil && (!requests(a.verb.Name) || len(in.Actions) == 0):
		return d.Face.In(a.Lang).Receipt(a.verb.Name, in.Ref)
	case sentences[key] == nil:
		last := in.Actions[len(in.Actions)-1]
		key, no = "done.request", strconv.Itoa(last.ID)
		if last.State == bot.ActionWaiting {
			key = "done.request.waiting"
		}
	}
	return d.say(a.Lang, key, "ref", string(in.Ref), "no", no)
}

// requests reports whether the verb asks for an action.
func requests(verb string) bool {
	return verb == view.VerbInform || verb == view.VerbRestore || slices.ContainsFunc(bot.ActionKinds(), func(k bot.ActionKind) bool { return view.VerbOf(k) == verb })
}

// happened names an event in a few words.
func (d *Desk) happened(lang bot.Lang, e bot.Event) string {
	key := "event." + string(e.Kind)
	if sentences[key] == nil {
		return d.Face.In(lang).Happened(bot.Incident{}, e)
	}
	return d.say(lang, key)
}

// personName names whoever did something, without a mention.
func (d *Desk) personName(lang bot.Lang, id bot.PersonID) string {
	switch id {
	case bot.ActorDesk, bot.ActorMail:
		return d.say(lang, "actor."+string(id))
	}
	if n := d.Face.Cast.Names[id]; n != "" {
		return n
	}
	return d.say(lang, "actor.somebody")
}
