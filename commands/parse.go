package commands

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// Parse splits what somebody typed, as Slack sends it, into the verb in lower
// case and the rest. It takes everything that people and their keyboards
// produce: entities, no-break spaces, curly quotes, line breaks. A verb typed
// as two words (stop api) is one verb.
func Parse(text string) (verb, args string) {
	text = strings.TrimSpace(view.Clean(Plain(text)))
	verb, args = cutWord(text)
	if second, rest := cutWord(args); second != "" {
		if joined := strings.ToLower(bare(verb) + "-" + bare(second)); isVerb(joined) {
			return joined, rest
		}
	}
	return strings.ToLower(bare(verb)), args
}

// entity is what Slack makes of a mention, a channel or a link
// (docs.slack.dev messaging/formatting-message-text).
var entity = regexp.MustCompile(`<([^<>|]+)(?:\|([^<>]*))?>`)

// Plain turns Slack's text into what was typed: a link into its address, a
// mention into the id, and the three escaped characters into themselves.
func Plain(text string) string {
	var b strings.Builder
	for {
		at := entity.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		b.WriteString(unescape(text[:at[0]]))
		b.WriteString(entityText(text[at[2]:at[3]]))
		text = text[at[1]:]
	}
	b.WriteString(unescape(text))
	return b.String()
}

func entityText(s string) string {
	s = unescape(s)
	switch {
	case strings.HasPrefix(s, "@"), strings.HasPrefix(s, "#"):
		return s[1:]
	case strings.HasPrefix(s, "mailto:"):
		return s[len("mailto:"):]
	case strings.HasPrefix(s, "tel:"):
		return s[len("tel:"):]
	case strings.HasPrefix(s, "!"):
		return "@" + strings.TrimPrefix(s[1:], "subteam^")
	}
	return s
}

var three = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return three.Replace(s) }

// cutWord returns the first word of s and what stands behind it.
func cutWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	if i := strings.IndexFunc(s, isSpace); i >= 0 {
		return s[:i], strings.TrimSpace(s[i:])
	}
	return s, ""
}

// lastWord returns the last word of s and what stands before it.
func lastWord(s string) (rest, word string) {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexFunc(s, isSpace); i >= 0 {
		return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i:])
	}
	return "", s
}

func isSpace(r rune) bool {
	return strings.ContainsRune(" \t\n\r\v\f\u0085\u00a0\u2000\u2002\u2003\u2009\u202f\u3000", r)
}

// bare takes off what keyboards and people put around a word.
func bare(word string) string { return strings.Trim(word, "\"'`“”„‘’«»*_,:.!/") }

func isVerb(name string) bool {
	_, ok := Lookup(name)
	return ok
}

// A pointer is an incident as it was typed: a ref, a number within a year, or
// the address of a message.
type pointer struct {
	ref     bot.Ref
	number  int
	channel string
	ts      []string // the thread's root first
	text    string   // as typed, for a refusal
}

func (p pointer) given() bool { return p.text != "" }

var (
	hashForm = regexp.MustCompile(`^#0*([1-9][0-9]{0,8})$`)
	bareForm = regexp.MustCompile(`^0*([1-9][0-9]{0,8})$`)
	// https://desk.slack.com/archives/C0DESK/p1700000000000100?thread_ts=1699999999.000200&cid=C0DESK
	linkForm   = regexp.MustCompile(`^https?://[^/\s]+/archives/([CGD][A-Z0-9]+)/p([0-9]{10})([0-9]{6})(?:\?(\S*))?$`)
	threadForm = regexp.MustCompile(`(?:^|&)thread_ts=([0-9]{10}\.[0-9]{6})(?:&|$)`)
)

// point reads a word that names an incident in a way that cannot mean anything else.
func point(word string) (pointer, bool) {
	word = strings.Trim(word, "\"'`“”„‘’,;()[]")
	if ref, ok := bot.ParseRef(word); ok {
		return pointer{ref: ref, text: word}, true
	}
	if m := hashForm.FindStringSubmatch(word); m != nil {
		n, _ := strconv.Atoi(m[1]) // nine digits
		return pointer{number: n, text: word}, true
	}
	if m := linkForm.FindStringSubmatch(html.UnescapeString(word)); m != nil {
		p := pointer{channel: m[1], ts: []string{m[2] + "." + m[3]}, text: "link"}
		if t := threadForm.FindStringSubmatch(m[4]); t != nil {
			p.ts = []string{t[1], p.ts[0]}
		}
		return p, true
	}
	return pointer{}, false
}

// pointBare reads a bare number too, where it can mean nothing else.
func pointBare(word string) (pointer, bool) {
	if p, ok := point(word); ok {
		return p, true
	}
	if m := bareForm.FindStringSubmatch(word); m != nil {
		n, _ := strconv.Atoi(m[1]) // nine digits
		return pointer{number: n, text: "#" + m[1]}, true
	}
	return pointer{}, false
}

// Words are what was typed behind a verb, taken apart.
type words struct {
	at     pointer
	number int
	method bot.Method
	text   string
}

// split takes apart what was typed behind a verb. A ref counts only in front of
// free text: in a reason or a note it is part of what is said, and closing the
// incident that a reason mentions would be the wrong one.
func split(args string, takes shape) words {
	var w words
	args = strings.TrimSpace(args)
	if p, ok := pointBare(args); ok && takes != takesNumber && takes != takesBoth && takes != takesTarget {
		return words{at: p} // nothing but a ref
	}
	for range 3 {
		word, rest := cutWord(args)
		if p, ok := point(word); ok && !w.at.given() {
			w.at, args = p, rest
			continue
		}
		if m := bareForm.FindStringSubmatch(word); m != nil && w.number == 0 && (takes == takesNumber || takes == takesBoth) {
			w.number, _ = strconv.Atoi(m[1]) // nine digits
			args = rest
			continue
		}
		if m, ok := methodOf(word); ok && w.method == "" && takes == takesMethod {
			w.method, args = m, rest
			continue
		}
		break
	}
	if takes == takesTarget || takes == takesNothing || takes == takesNumber || takes == takesNotice && isNoticeAndWord(args) {
		if rest, word := lastWord(args); !w.at.given() {
			if p, ok := point(word); ok {
				w.at, args = p, rest
			}
		}
	}
	w.text = args
	if takes == takesTarget {
		w.text = strings.Trim(args, "\"'`“”„‘’ ")
	}
	return w
}

// isNoticeAndWord reports whether one word stands behind a notice. A ref there is
// the incident: it would be no reason for anything.
func isNoticeAndWord(args string) bool {
	all := strings.FieldsFunc(args, isSpace)
	if len(all) > 0 && notices[strings.ToLower(all[0])] != "" {
		all = all[1:]
	}
	return len(all) == 4 // number, day, time
}

// methodOf reads how a requester was validated, in either language.
func methodOf(word string) (bot.Method, bool) {
	switch strings.ToLower(bare(word)) {
	case "terugbellen", "teruggebeld", "callback", "call-back", "called":
		return bot.MethodCallBack, true
	case "bewijs", "evidence":
		return bot.MethodEvidence, true
	}
	return "", false
}
