package view

// toldNL is what is said of who was told of a leak.
var toldNL = catalog{
	"button.verteld":            "Wie is verteld",
	"modal.title.verteld":       "Wie is verteld",
	"modal.submit.verteld":      "Zoek",
	"modal.search":              "Zoek op adres of accountnummer",
	"modal.search.hint":         "Een deel is genoeg. Laat het leeg om weer iedereen te zien.",
	"who-told.confidential":     "Volledige adressen: deel ze niet verder. Dat je deze lijst opende, staat in het verslag.",
	"who-told.action":           "*Actie {no}:* {what}, goedgekeurd door {who}, {when}.",
	"who-told.counts":           "*{all}:* {counts}",
	"who-told.queued.count":     "{count} in de wachtrij",
	"who-told.accepted.count":   "{count} aangenomen",
	"who-told.failed.count":     "{count} niet aangenomen",
	"who-told.returned.count":   "{count} teruggekomen",
	"who-told.answered.count":   "{count} beantwoord",
	"who-told.failed":           "*Niet aangenomen ({count}).* Geen mailserver nam de mail aan: zoek een ander adres, of bel.",
	"who-told.returned":         "*Teruggekomen ({count}).* Aangenomen en toch niet bezorgd: zoek een ander adres, of bel.",
	"who-told.answered":         "*Beantwoord ({count}).* Het antwoord staat in de thread.",
	"who-told.queued":           "*In de wachtrij ({count}).* Deze mail is nog niet verstuurd.",
	"who-told.accepted":         "*Aangenomen ({count}).* Een mailserver nam de mail aan; of zij is gelezen, weet niemand.",
	"who-told.found":            "*Gevonden voor* {query}: {count} van {all}.",
	"who-told.found.none":       "*Niemand gevonden voor* {query}. Zoek op een deel van het adres of van het accountnummer.",
	"who-told.rest":             "… en nog {count}. Zoek om ze te vinden.",
	"event.details-opened.told": "ontvangers van actie {no} bekeken",
	"reply.details-opened.told": "{who} heeft bekeken wie met actie {no} is verteld.",
	"refuse.nobody-told":        "er is nog niemand ingelicht; laat eerst een mail aan accounthouders goedkeuren.",
}
