package gateway

import "meldwacht/bot"

// sentences are what the gateway says itself: to those whom the desk does not
// serve, and when Slack would not let it answer otherwise.
var sentences = map[string]map[bot.Lang]string{
	"guest": {
		bot.NL: "Gasten kunnen hier niets doen; vraag een collega van de desk.",
		bot.EN: "Guests cannot do anything here; ask a colleague at the desk.",
	},
	"stranger": {
		bot.NL: "De desk werkt alleen voor mensen van deze werkruimte; mail naar avg-incident@snoobi.nl.",
		bot.EN: "The desk works for members of this workspace only; mail avg-incident@snoobi.nl.",
	},
	"bot": {
		bot.NL: "Bots kunnen hier niets doen; laat een mens van de desk het doen.",
		bot.EN: "Bots cannot do anything here; have a person at the desk do it.",
	},
	"deleted": {
		bot.NL: "Dit account is afgesloten en kan hier niets meer doen; vraag een collega van de desk.",
		bot.EN: "This account was closed and cannot do anything here; ask a colleague at the desk.",
	},
	"who-unknown": {
		bot.NL: "Slack zegt nu niet wie je bent en wat je mag, dus er is niets gedaan. Probeer het over een minuut opnieuw.",
		bot.EN: "Slack does not say who you are and what you may do right now, so nothing was done. Try again in a minute.",
	},
	"shared": {
		bot.NL: "Dit kanaal wordt gedeeld met een ander bedrijf, dus de desk zegt hier niets meer. Maak het kanaal weer besloten, of werk in een ander kanaal.",
		bot.EN: "This channel is shared with another company, so the desk says nothing here any more. Make it private again, or work in another channel.",
	},
	"mail-in-slack": {
		bot.NL: "Deze mail staat alleen in Slack: er is geen incident van gemaakt en er loopt geen klok. Slack laat weg waaruit blijkt wie hem schreef en wanneer hij binnenkwam. Stuur hem in je mailprogramma door als bijlage aan {desk}; dan opent de desk binnen een minuut een thread.",
		bot.EN: "This mail is in Slack only: no incident was made of it and no clock runs. Slack drops what shows who wrote it and when it arrived. Forward it from your mail program as an attachment to {desk}; the desk then opens a thread within a minute.",
	},
	"click-again": {
		bot.NL: "Slack wachtte niet lang genoeg om het venster te openen; er is niets gedaan. Klik of typ het nog eens.",
		bot.EN: "Slack did not wait long enough for the window to open; nothing was done. Click or type it once more.",
	},
	"reading-file": {
		bot.NL: "De desk leest het bestand. Laat dit venster open: hier staat zo wat ervan is geworden.",
		bot.EN: "The desk is reading the file. Leave this window open: what came of it will stand here in a moment.",
	},
	"done": {
		bot.NL: "Klaar",
		bot.EN: "Done",
	},
	"close": {
		bot.NL: "Sluiten",
		bot.EN: "Close",
	},
}

func say(lang bot.Lang, key string) string {
	if s, ok := sentences[key][lang]; ok {
		return s
	}
	return sentences[key][bot.NL]
}
