package simulate

import (
	"strings"

	"meldwacht/bot"
)

// words are what the table says itself. What things are called stands in the
// catalogs of package view.
var words = map[string]map[bot.Lang]string{
	"title":             {bot.NL: "Wie hoort wat, als het nu begon: {track}, kennisname {aware}", bot.EN: "Who is told what, if it began now: {track}, aware {aware}"},
	"law":               {bot.NL: "{duty}: {deadline}", bot.EN: "{duty}: {deadline}"},
	"nobody-acks":       {bot.NL: "Niemand bevestigt, en van geen oproep is bekend dat hij aankomt.", bot.EN: "Nobody acknowledges, and no page is known to arrive."},
	"acks":              {bot.NL: "Wie het eerst wordt gevraagd, bevestigt telkens na {time}.", bot.EN: "The first who is asked acknowledges each time after {time}."},
	"head.when":         {bot.NL: "wanneer", bot.EN: "when"},
	"head.office":       {bot.NL: "kantoor", bot.EN: "office"},
	"head.duty":         {bot.NL: "termijn", bot.EN: "obligation"},
	"head.left":         {bot.NL: "tijd", bot.EN: "time"},
	"head.what":         {bot.NL: "wat", bot.EN: "what"},
	"head.told":         {bot.NL: "genoemd in Slack", bot.EN: "named in Slack"},
	"head.paged":        {bot.NL: "opgeroepen", bot.EN: "paged"},
	"head.path":         {bot.NL: "langs", bot.EN: "by"},
	"acked":             {bot.NL: "{who} bevestigt, geldt tot {until}", bot.EN: "{who} acknowledges, stands until {until}"},
	"open":              {bot.NL: "open", bot.EN: "open"},
	"over":              {bot.NL: "tijd is om", bot.EN: "time is up"},
	"opened":            {bot.NL: "mail komt binnen, kaart in het kanaal", bot.EN: "mail comes in, card in the channel"},
	"rung":              {bot.NL: "herinnering", bot.EN: "reminder"},
	"rung.asks":         {bot.NL: "herinnering, bevestigen", bot.EN: "reminder, acknowledge"},
	"again.no-ack":      {bot.NL: "niemand bevestigde", bot.EN: "nobody acknowledged"},
	"again.expired":     {bot.NL: "bevestiging verlopen", bot.EN: "acknowledgement expired"},
	"again.unconfirmed": {bot.NL: "oproep kwam niet aan, volgende weg", bot.EN: "page did not arrive, next path"},
	"times":             {bot.NL: "{n} keer met {every} ertussen, tot {last}", bot.EN: "{n} times, {every} apart, until {last}"},
	"everybody":         {bot.NL: "iedereen", bot.EN: "everybody"},
	"everybody.number":  {bot.NL: "iedereen ({n})", bot.EN: "everybody ({n})"},
	"thread":            {bot.NL: "alleen de thread", bot.EN: "the thread alone"},
	"channel":           {bot.NL: "ook in het kanaal", bot.EN: "in the channel too"},
	"nobody":            {bot.NL: "niemand voor {roles}", bot.EN: "nobody for {roles}"},
	"none":              {bot.NL: "-", bot.EN: "-"},
	"path":              {bot.NL: "pager", bot.EN: "pager"},
	"sum":               {bot.NL: "{rungs} herinneringen en {pages} oproepen aan {people} mensen, in {time}.", bot.EN: "{rungs} reminders and {pages} pages to {people} people, in {time}."},
	"and":               {bot.NL: "en", bot.EN: "and"},
	"sum.most":          {bot.NL: "De meeste oproepen: {pages}, voor de {duty} ({rung}).", bot.EN: "Most pages: {pages}, for the {duty} ({rung})."},
}

// say returns a sentence with its values filled in: pairs of a name and a value.
func say(lang bot.Lang, key string, pairs ...string) string {
	s, ok := words[key][lang]
	if !ok {
		s = words[key][bot.NL]
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}
