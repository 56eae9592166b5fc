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
			a.read(t, lead)
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
		rest := lower[i+len(" schreef "):]
		// "Op D schreef N <A>" or "N <A> schreef op D"
		return lead == "op" && len(rest) < 200 && !strings.ContainsAny(rest, "?!") || strings.HasPrefix(rest, "op ") && strings.Contains(lower[:i], "@")
	}
	if i := strings.Index(lower, " schrieb "); i >= 0 {
		return lead == "am"
	}
	return false
}

// read takes name, address and date out of an attribution. It serves Windows
// Mail, which has nothing else to show above what it forwards.
func (a *attribution) read(s, lead string) {
	if lead == "" {
		return
	}
	rest := strings.TrimSpace(s[len(lead):])
	date, who := "", ""
	lower := strings.ToLower(rest)
	switch {
	case strings.Contains(lower, " schreef ") && len(lower) == len(rest):
		i := strings.Index(lower, " schreef ")
		date, who = rest[:i], rest[i+len(" schreef "):]
	case strings.Contains(lower, " heeft ") && len(lower) == len(rest):
		i := strings.Index(lower, " heeft ")
		date, who = rest[:i], rest[i+len(" heeft "):]
		who = cutAny(who, " het volgende geschreven", " geschreven")
	default:
		who = cutAny(rest, " wrote")
		// The last comma before the name parts it from the date.
		cut := len(who)
		if i := strings.IndexAny(who, `<"`); i >= 0 {
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
