package mail

import (
	"strings"
	"unicode"

	"meldwacht/bot"
)

// language tells Dutch from English by the small words of either.
func language(text, subject string) bot.Lang {
	nl, en := 0, 0
	for _, s := range []string{text[:min(len(text), 4000)], subject} {
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			if len(w) > 12 {
				continue
			}
			switch smallWords[strings.ToLower(w)] {
			case bot.NL:
				nl++
			case bot.EN:
				en++
			}
		}
	}
	if en > nl {
		return bot.EN
	}
	return bot.NL
}

var smallWords = func() map[string]bot.Lang {
	m := map[string]bot.Lang{}
	for w := range strings.FieldsSeq("de het een van en ik je wij jullie niet is met voor op te dat die er aan zijn naar bij ook om nog maar onze ons uw heeft hebben wordt kan wilt graag deze dit naam wanneer gebruiker groet hallo beste inlog gestolen kwijt") {
		m[w] = bot.NL
	}
	for w := range strings.FieldsSeq("the a an of and i you we our not with for on to that this are from by at it was were be has have please can user name when key regards dear hi hello my your stolen lost who") {
		m[w] = bot.EN
	}
	return m
}()
