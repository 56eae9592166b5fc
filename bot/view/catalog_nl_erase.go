package view

// eraseNL is what is said of keeping and erasing.
var eraseNL = catalog{
	"event.held":              "bewaard tot vrijgave",
	"event.released":          "vrijgegeven",
	"event.erasure-requested": "gevraagd om te wissen",
	"event.erased":            "gewist",
	"event.wiped":             "{what}, inhoud gewist",
	"event.mails-dropped":     "ruwe mails verwijderd",

	"demand.held":              "wordt bewaard",
	"demand.released":          "vrijgegeven",
	"demand.erasure-requested": "tweede persoon nodig",
	"demand.erased":            "gewist",
	"demand.mails-dropped":     "ruwe mails verwijderd",

	"reply.held":                      "*{who} bewaart dit incident*: het wordt niet gewist tot iemand het vrijgeeft. De reden:",
	"reply.released":                  "*{who} geeft dit incident vrij*: het mag weer gewist worden. De reden:",
	"row.stays":                       "De regel in het register blijft.",
	"reply.erasure-requested":         "*{who} vraagt om dit incident te wissen.* Alles wat Meldwacht er persoonlijks van heeft, verdwijnt, hier en in de opslag, en is nooit meer terug te halen. Wat mensen zelf in deze thread typten en mails die al weg zijn, kan Meldwacht niet weghalen; verwijder die berichten zelf.",
	"reply.erasure-requested.command": "*{who} vraagt op de opdrachtregel om dit incident te wissen.* Alles wat Meldwacht er persoonlijks van heeft, verdwijnt, hier en in de opslag, en is nooit meer terug te halen. Wat mensen zelf in deze thread typten en mails die al weg zijn, kan Meldwacht niet weghalen; verwijder die berichten zelf.",
	"reply.mails-dropped":             "De ruwe mails van dit incident zijn verwijderd ({n}); hun bewaartermijn is voorbij.",
	"reply.mails-dropped.one":         "De ruwe mail van dit incident is verwijderd; de bewaartermijn is voorbij.",
	"next.erasing":                    "Een tweede persoon moet het wissen bevestigen. Heropenen of bewaren houdt het tegen.",
	"again.is.held":                   "{who} bewaart het, {at}.",
	"again.is.reopened.erase":         "Niet gewist: het incident is heropend.",

	"blank":           "{ref} · gewist op {date}.",
	"blank.command":   "{ref} · gewist op {date}, op de opdrachtregel.",
	"blank.row":       "De regel in het register is gebleven.",
	"blank.row.drill": "Een oefening staat niet in het register.",

	"effect.blank": "Het weghalen van wat hier stond",

	"button.wis":        "Wis",
	"button.wis.second": "Bevestig: wissen",
	"button.bewaar":     "Bewaar",
	"button.geef-vrij":  "Geef vrij",

	"modal.reason.bewaar":    "Waarom moet dit bewaard worden?",
	"modal.reason.geef-vrij": "Waarom mag het weer?",
	"modal.title.bewaar":     "Niet wissen",
	"modal.title.geef-vrij":  "Vrijgeven",
	"modal.submit.bewaar":    "Bewaar",
	"modal.submit.geef-vrij": "Geef vrij",
	"modal.bewaar":           "Zolang een incident bewaard wordt, wist niemand het, ook de bewaartermijn niet.",
	"modal.geef-vrij":        "Daarna mag het gewist worden, ook als de bewaartermijn voorbij is.",

	"receipt.wis":       "Vastgelegd bij {ref}; een tweede persoon moet het bevestigen.",
	"receipt.wis.done":  "{ref} is gewist; wat Meldwacht in Slack zette verdwijnt nu. Verwijder zelf wat mensen in de thread typten.",
	"show.row":          "{track} · geopend {opened} · gesloten {closed} door {by}\nMails: {mails} · uitgevoerde acties: {actions} · notities: {notes} · meldingen bij de AP: {notices}",
	"receipt.bewaar":    "{ref} wordt bewaard.",
	"receipt.geef-vrij": "{ref} is vrijgegeven.",

	"refuse.close-first":     "{ref} is nog open; alleen een gesloten incident wordt gewist. Sluit het eerst.",
	"refuse.already-held":    "{by} bewaart {ref} al; je hoeft niets te doen.",
	"refuse.not-held":        "{ref} wordt niet bewaard, dus er is niets vrij te geven.",
	"refuse.is-held":         "{by} bewaart {ref}, dus het wordt niet gewist. Geef het eerst vrij.",
	"refuse.own-erasure":     "je vroeg zelf om {ref} te wissen; vraag een andere manager of de privacy officer om het te bevestigen.",
	"refuse.suspension-runs": "bij {ref} moet een stop nog aflopen. Wacht daarop, of draai haar eerst terug.",
	"refuse.still-posting":   "er is nog iets van {ref} onderweg naar Slack. Probeer het over een minuut opnieuw.",
	"refuse.is-erased":       "{ref} is gewist; alleen de regel in het register is er nog.",
	"refuse.is-erased.drill": "{ref} is gewist; er is niets meer om aan te werken.",
}
