package timeline

import (
	"strings"

	"meldwacht/bot"
)

// Words are what a picture says itself, in one language. What things are called
// stands in the catalogs of package view.
type Words map[string]string

// WordsOf returns the words of a language; Dutch unless it is English.
func WordsOf(lang bot.Lang) Words {
	w := Words{}
	for key, in := range words {
		if w[key] = in[bot.NL]; lang == bot.EN {
			w[key] = in[bot.EN]
		}
	}
	return w
}

var words = map[string]map[bot.Lang]string{
	"title":       {bot.NL: "{ref} tegen de klok", bot.EN: "{ref} against the clock"},
	"title.ahead": {bot.NL: "Als het nu begon", bot.EN: "If it began now"},
	"track":       {bot.NL: "{track}, kennisname {aware}", bot.EN: "{track}, aware {aware}"},
	"deadline":    {bot.NL: "{duty}: {deadline}", bot.EN: "{duty}: {deadline}"},
	"lane.people": {bot.NL: "mail en mensen", bot.EN: "mail and people"},
	"law":         {bot.NL: "termijn", bot.EN: "deadline"},
	"now":         {bot.NL: "nu", bot.EN: "now"},
	"back":        {bot.NL: "klok terug", bot.EN: "clock back"},
	"forward":     {bot.NL: "klok vooruit", bot.EN: "clock forward"},
	"start":       {bot.NL: "bij het begin", bot.EN: "at the start"},
	"over":        {bot.NL: "tijd is om", bot.EN: "time is up"},
	"times":       {bot.NL: "{n} keer, tot {last}", bot.EN: "{n} times, until {last}"},
	"page":        {bot.NL: "oproep: {who}", bot.EN: "page: {who}"},
	"pages":       {bot.NL: "{n} oproepen tot {last}: {who}", bot.EN: "{n} pages until {last}: {who}"},
	"thread":      {bot.NL: "alleen de thread", bot.EN: "the thread alone"},
	"everybody":   {bot.NL: "iedereen", bot.EN: "everybody"},
	"acked":       {bot.NL: "{who} bevestigt", bot.EN: "{who} acknowledges"},
	"acked.until": {bot.NL: "geldt tot {until}", bot.EN: "stands until {until}"},
	"acked.times": {bot.NL: "{n} keer, geldt tot {until}", bot.EN: "{n} times, stands until {until}"},
	"more":        {bot.NL: "en nog {n}; zie het verslag", bot.EN: "and {n} more; see the record"},
	"key.said":    {bot.NL: "herinnering in de thread", bot.EN: "reminder in the thread"},
	"key.told":    {bot.NL: "herinnering, mensen genoemd", bot.EN: "reminder, people named"},
	"key.asked":   {bot.NL: "bevestiging gevraagd", bot.EN: "acknowledgement asked"},
	"key.paged":   {bot.NL: "oproep; elke streep is er een", bot.EN: "page; each stroke is one"},
	"key.acked":   {bot.NL: "bevestigd; groen zolang het geldt", bot.EN: "acknowledged; green while it stands"},
	"key.mail":    {bot.NL: "mail", bot.EN: "mail"},
	"key.done":    {bot.NL: "gedaan door mensen", bot.EN: "done by people"},
	"key.late":    {bot.NL: "te laat", bot.EN: "overdue"},
	"key.night":   {bot.NL: "nacht", bot.EN: "night"},
	"key.weekend": {bot.NL: "weekend", bot.EN: "weekend"},
	"key.holiday": {bot.NL: "feestdag", bot.EN: "holiday"},
}

// say returns a sentence with its values filled in: pairs of a name and a value.
func (w Words) say(key string, pairs ...string) string {
	s := w[key]
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}
