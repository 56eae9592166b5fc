package report

import "meldwacht/bot"

// say returns what a report says itself. What things are called stands in the
// catalogs of package view.
func (c Case) say(key string) string {
	if c.data.Lang == bot.EN {
		return words[key][1]
	}
	return words[key][0]
}

// words are in Dutch and in English. Columns are parted by a bar.
var words = map[string][2]string{
	"title":             {"Verslag van", "Case report of"},
	"made":              {"Gemaakt", "Made"},
	"drill":             {"OEFENING", "EXERCISE"},
	"private":           {"Dit verslag bevat persoonsgegevens: mails, namen en adressen. Bewaar het waar alleen bevoegden erbij kunnen, en niet langer dan nodig.", "This report holds personal data: mails, names and addresses. Keep it where only those who may can read it, and no longer than needed."},
	"summary":           {"Samenvatting", "Summary"},
	"picture":           {"Tegen de klok", "Against the clock"},
	"duties":            {"Termijnen", "Duties"},
	"duties.columns":    {"Plicht|Loopt sinds|Uiterlijk|Voldaan", "Duty|Since|Deadline|Met"},
	"decisions":         {"Besluiten en bevindingen", "Decisions and findings"},
	"decisions.columns": {"Nr|Wanneer|Wat|Wie|Reden of inhoud", "No.|When|What|Who|Reason or content"},
	"actions":           {"Acties", "Actions"},
	"actions.columns":   {"Nr|Actie|Gevraagd|Besloten|Afgerond|Stand", "No.|Action|Requested|Decided|Finished|State"},
	"mails":             {"Mails", "Mails"},
	"record":            {"Vastlegging", "Record"},
	"record.columns":    {"Nr|Wanneer|UTC|Wat|Wie|Hash", "No.|When|UTC|What|Who|Hash"},
	"check":             {"Elke regel draagt de hash van de regel ervoor. Het HTML-bestand van dit verslag bevat de vastlegging zelf. 'meldwacht verify BESTAND' rekent elke hash na en maakt de bladzijde opnieuw. Vergelijk het aantal regels en de laatste hash met wat Meldwacht toont: alleen dan staat vast dat dit de hele vastlegging is.", "Each line carries the hash of the line before. The HTML file of this report holds the record itself. 'meldwacht verify FILE' computes every hash again and writes the page anew. Compare the number of lines and the last hash with what Meldwacht shows: only then is it sure that this is the whole record."},
	"count":             {"Aantal regels", "Number of lines"},
	"head":              {"Laatste hash", "Last hash"},
	"none":              {"Geen.", "None."},
	"unknown":           {"niet bekend", "not known"},
	"track":             {"Soort", "Track"},
	"state":             {"Stand", "State"},
	"what":              {"Wat bekend is", "What is known"},
	"from":              {"Begin van het lek", "Start of the leak"},
	"to":                {"Einde van het lek", "End of the leak"},
	"found":             {"Ontdekt", "Discovered"},
	"was":               {"Klok van de klant sinds", "Clock of the customer since"},
	"occurred":          {"Wanneer het gebeurde, volgens de melding", "When it happened, by the report"},
	"opened":            {"Geopend", "Opened"},
	"aware":             {"Kennisname", "Aware"},
	"account":           {"Account", "Account"},
	"verdict":           {"Aanvrager", "Requester"},
	"owner":             {"In behandeling bij", "Owner"},
	"notified":          {"Gemeld bij de AP", "Notified to the AP"},
	"silent":            {"Niet gemeld bij de AP, omdat", "Not notified to the AP, because"},
	"restored":          {"Dienst hersteld", "Service restored"},
	"closed":            {"Gesloten", "Closed"},
	"owed":              {"nog niet", "not yet"},
	"ended":             {"nee; geëindigd door het sluiten", "no; ended by closing"},
	"late":              {"te laat:", "late:"},
	"accounts":          {"Accounts", "Accounts"},
	"action.waiting":    {"wacht op goedkeuring", "waits for approval"},
	"action.to-do":      {"nog uit te voeren", "to be carried out"},
	"action.done":       {"gedaan", "done"},
	"action.failed":     {"mislukt", "failed"},
	"action.denied":     {"geweigerd", "denied"},
	"action.lapsed":     {"vervallen", "lapsed"},
	"in":                {"mail ontvangen", "mail received"},
	"out":               {"mail van Meldwacht", "mail of the desk"},
	"sender":            {"Afzender", "Sender"},
	"reporter":          {"Melder", "Reporter"},
	"subject":           {"Onderwerp", "Subject"},
	"rawsum":            {"SHA-256 van de ruwe mail", "SHA-256 of the raw mail"},
	"to-whom":           {"Aan", "To"},
	"told.happened":     {"Wat er gebeurd is", "What happened"},
	"told.data":         {"Welke gegevens", "Which data"},
	"told.consequences": {"Mogelijke gevolgen", "Possible consequences"},
	"told.advice":       {"Wat de ontvanger kan doen", "What the recipient can do"},
	"told.measures":     {"Wat wij deden en doen", "What we did and do"},
	"told.columns":      {"Aan|Accounts|Stand|Wanneer", "To|Accounts|State|When"},
	"told.queued":       {"wacht", "queued"},
	"told.accepted":     {"aangenomen", "accepted"},
	"told.failed":       {"niet aangenomen", "not accepted"},
	"told.returned":     {"teruggekomen", "returned"},
	"told.answered":     {"beantwoord", "answered"},
	"what-mail":         {"Wat", "What"},
}
