package mail

import (
	"strings"
	"time"

	"meldwacht/bot"
)

// An attribution is the line above a quoted reply: "Op D schreef N <A>:". It
// may wrap over three lines.
type attribution struct {
	end    int // the line after it
	from   bot.Mailbox
	sentAt time.Time
}

const maxAttribution = 400 // bytes, over all its lines

// readAttribution reads an attribution that begins on lines[at].
func readAttribution(lines []line, at int) (attribution, bool) {
	s := lines[at].text
	lead := leadWord(s)
	if lead == "" && !strings.Contains(s[:min(len(s), maxAttribution)], "@") && !attributionVerb(s) {
		return attribution{}, false
	}
	for n := 1; n <= 3 && len(s) <= maxAttribution; n++ {
		if t, ok := strings.CutSuffix(s, ":"); ok && attributionEnds(strings.TrimSpace(t), lead) {
			a := attribution{end: at + n}
			a.read(strings.TrimSpace(t), lead)
			return a, true
		}
		next := at + n
		if next >= len(lines) || lines[next].text == "" || lines[next].depth != lines[at].depth {
			break
		}
		s += " " + lines[next].text
	}
	return attribution{}, false
}

func leadWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	switch word = strings.ToLower(word); word {
	case "op", "on", "am", "le":
		return word
	}
	return ""
}

func attributionVerb(s string) bool {
	s = s[:min(len(s), maxAttribution)]
	return strings.Contains(s, " schreef") || strings.Contains(s, " wrote") || strings.Contains(s, " schrieb")
}

// attributionEnds reports whether s, its colon taken off, is a whole
// attribution: it holds a digit, and ends in the verb or, behind the verb, in a
// name.
func attributionEnds(s, lead string) bool {
	if !strings.ContainsAny(s, "0123456789") {
		return false
	}
	lower := strings.ToLower(s)
	for _, end := range []string{" wrote", " geschreven", " schrieb", " a écrit"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	if i := strings.Index(lower, " schreef "); i >= 0 {
		rest := strings.TrimSuffix(lower[i+len(" schreef "):], " het volgende")
		// "Op D schreef N <A>" or "N <A> schreef op D"
		return lead == "op" && personAlone(rest) || strings.HasPrefix(rest, "op ") && strings.Contains(lower[:i], "@")
	}
	if i := strings.Index(lower, " schrieb "); i >= 0 {
		rest := strings.TrimSuffix(lower[i+len(" schrieb "):], " folgendes")
		return lead == "am" && personAlone(rest) || strings.HasPrefix(rest, "am ") && strings.Contains(lower[:i], "@")
	}
	if i := strings.Index(lower, " wrote on "); i >= 0 {
		return strings.Contains(lower[:i], "@")
	}
	// "2025-02-03 9:14 GMT+01:00 N <A>", as Gmail once wrote
	return lower[0] >= '0' && lower[0] <= '9' && strings.HasSuffix(lower, ">") && strings.Count(lower, "@") == 1
}

// personAlone reports whether s is a name, an address or both, and not the rest
// of a sentence.
func personAlone(s string) bool {
	if len(s) > 200 || strings.ContainsAny(s, "?!") {
		return false
	}
	if strings.Contains(s, "@") {
		return strings.HasSuffix(s, ">") || strings.HasSuffix(s, "]") || !strings.Contains(s, " ")
	}
	return strings.Count(s, " ") < 8
}

// read takes name, address and date out of an attribution. It serves Windows
// Mail, which has nothing else to show above what it forwards.
func (a *attribution) read(s, lead string) {
	if lead == "" {
		for _, verb := range []string{" schreef op ", " wrote on ", " schrieb am "} { // "N <A> schreef op D"
			if i := strings.Index(s, verb); i >= 0 {
				a.from = forwardedFrom(s[:i])
				a.sentAt, _ = readStamp(s[i+len(verb):], verb == " wrote on ")
			}
		}
		return
	}
	rest := strings.TrimSpace(s[len(lead):])
	date, who := "", ""
	lower := strings.ToLower(rest)
	if len(lower) != len(rest) {
		return
	}
	verb := func(words ...string) bool {
		for _, w := range words {
			if i := strings.Index(lower, w); i >= 0 {
				date, who = rest[:i], rest[i+len(w):]
				return true
			}
		}
		return false
	}
	switch {
	case verb(" schreef ", " schrieb "):
		who = cutAny(who, " het volgende", " folgendes")
	case verb(" heeft ", " hat "):
		who = cutAny(who, " het volgende geschreven", " geschreven")
	default:
		who = cutAny(rest, " wrote", " schrieb", " a écrit")
		// The last comma before the name parts it from the date.
		cut := len(who)
		if i := strings.IndexAny(who, `<"«`); i >= 0 {
			cut = i
		}
		if i := strings.LastIndex(who[:cut], ", "); i >= 0 {
			date, who = who[:i], who[i+2:]
		} else {
			date, who = who[:cut], who[cut:]
		}
	}
	a.from = forwardedFrom(strings.Trim(who, " ,"))
	a.sentAt, _ = readStamp(date, lead == "on")
}

func cutAny(s string, ends ...string) string {
	for _, e := range ends {
		if i := strings.LastIndex(s, e); i >= 0 {
			return s[:i]
		}
	}
	return s
}
