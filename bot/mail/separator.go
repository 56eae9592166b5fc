package mail

import (
	"strings"
	"unicode/utf8"
)

// A marker is a line that says what stands below it.
type marker int

const (
	markNone     marker = iota
	markExplicit        // "Forwarded message": a forward, whatever the subject says
	markNeutral         // "Original message", a rule of underscores: as the subject says
)

// The words between the dashes, in lower case.
var separatorWords = map[string]marker{
	"forwarded message": markExplicit, "doorgestuurd bericht": markExplicit, "doorgestuurde e-mail": markExplicit,
	"begin doorgestuurd bericht": markExplicit, "begin forwarded message": markExplicit,
	"weitergeleitete nachricht": markExplicit, "anfang der weitergeleiteten nachricht": markExplicit,
	"message transféré": markExplicit, "début du message transféré": markExplicit, "début du message réexpédié": markExplicit,
	"doorgestuurd": markExplicit, "begin van doorgestuurd bericht": markExplicit, "doorgestuurde bericht": markExplicit,
	"doorgezonden bericht": markExplicit, "forwarded email": markExplicit, "forwarded mail": markExplicit,
	"begin forwarded mail": markExplicit, "forwarded e-mail": markExplicit, "doorgestuurde mail": markExplicit,
	"weitergeleitete e-mail": markExplicit, "message transmis": markExplicit, "message réexpédié": markExplicit, "courriel transféré": markExplicit,
	"oorspronkelijk bericht": markNeutral, "originele bericht": markNeutral, "origineel bericht": markNeutral,
	"oorspronkelijke bericht": markNeutral, "original message": markNeutral, "oorspronkelijke e-mail": markNeutral,
	"originele e-mail": markNeutral, "oorspronkelijke mail": markNeutral, "original e-mail": markNeutral,
	"original email": markNeutral, "original mail": markNeutral, "ursprüngliche nachricht": markNeutral,
	"originalnachricht": markNeutral, "original-nachricht": markNeutral, "message d'origine": markNeutral, "message d’origine": markNeutral,
	"message original": markNeutral, "message initial": markNeutral, "courriel original": markNeutral,
	"original appointment": markNeutral, "oorspronkelijke afspraak": markNeutral, "originele afspraak": markNeutral,
}

// Words that a person follows: "Forwarded message from N <A>", "Forwarded by N on D".
var separatorLeads = []string{
	"forwarded message from ", "doorgestuurd bericht van ", "weitergeleitete nachricht von ", "message transféré de ",
	"forwarded by ", "doorgestuurd door ", "weitergeleitet von ", "transféré par ",
}

// The words below a forward, where a client writes some: what follows is the
// forwarder's again.
var endWords = []string{
	"end forwarded message", "end of forwarded message", "einde doorgestuurd bericht", "einde van doorgestuurd bericht",
	"einde van het doorgestuurde bericht", "ende der weitergeleiteten nachricht", "fin du message transféré", "fin du message réexpédié",
}

const maxSeparator = 250 // bytes

// readSeparator reads a separator: two or more dashes around known words, known
// words alone on their line, with or without a colon, or a rule of underscores
// or dashes. glued is what stands behind the second dashes on the same line, as
// Yahoo writes it.
func readSeparator(s string) (m marker, glued string) {
	if len(s) < 2 {
		return markNone, ""
	}
	inner := strings.TrimLeft(s, ruleSigns)
	if inner == "" {
		return rule(s), ""
	}
	if len(inner) == len(s) {
		if len(s) <= 60 {
			m = folded(separatorWords, strings.TrimRight(s, ": "))
		}
		return m, ""
	}
	if lead := s[:len(s)-len(inner)]; utf8.RuneCountInString(lead) < 2 && lead != "—" && lead != "–" {
		if lead != "*" { // bold made text
			return markNone, ""
		}
		return folded(separatorWords, strings.Trim(s[:min(len(s), 60)], "*: ")), ""
	}
	end := wordsEnd(inner[:min(len(inner), maxSeparator)])
	if end < 0 {
		return markNone, ""
	}
	return wordsMark(inner[:end]), strings.TrimLeft(inner[end:], ruleSigns+" ")
}

const ruleSigns = "-—–=_*~"

// rule reads a line of nothing but dashes or underscores.
func rule(s string) marker {
	if s[0] == '*' || s[0] == '~' || strings.TrimLeft(s, s[:1]) != "" && s[0] < utf8.RuneSelf {
		return markNone
	}
	if utf8.RuneCountInString(s) < 10 {
		return markNone
	}
	return markNeutral
}

// wordsEnd returns where two dashes in a row, or a long one, end the words.
func wordsEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte("-=_*~", c) >= 0 && i+1 < len(s) && s[i+1] == c:
			return i
		case c == 0xe2 && (strings.HasPrefix(s[i:], "—") || strings.HasPrefix(s[i:], "–")):
			return i
		}
	}
	return -1
}

func wordsMark(s string) marker {
	words := strings.ToLower(strings.Trim(s, " *:"))
	if m := separatorWords[words]; m != markNone {
		return m
	}
	for _, lead := range separatorLeads {
		if strings.HasPrefix(words, lead) {
			return markExplicit
		}
	}
	return markNone
}

// fenced reports whether a line is dashes or underscores, or words between them.
func fenced(s string) bool {
	return len(s) >= 3 && len(s) <= maxSeparator && strings.IndexByte("-=_", s[0]) >= 0 && s[1] == s[0] && s[len(s)-1] == s[0] && s[len(s)-2] == s[0] || rule(s) != markNone
}

// endsForward reports whether a line says that the forwarded mail ends here.
func endsForward(s string) bool {
	inner := strings.TrimLeft(s, "-—– ")
	if len(s)-len(inner) < 2 || len(inner) > 100 {
		return false
	}
	words := strings.ToLower(strings.Trim(inner, "-—– *:"))
	for _, w := range endWords {
		if strings.HasPrefix(words, w) {
			return true
		}
	}
	return false
}

// unglue splits "Van: N <A>Aan: "B" <B>Verzonden: …CETOnderwerp: …" into its
// lines: a label begins where its word, capital first, ends at a colon. No label
// comes twice, and behind the last one a colon is part of the subject.
func unglue(s string, depth int) []line {
	if len(s) > maxBlockBytes {
		return nil
	}
	var out []line
	var seen [labelSkip + 1]bool
	start := 0
	for i := 0; i < len(s) && len(out) < maxBlockLines; i++ {
		if s[i] != ':' {
			continue
		}
		at, l := labelBefore(s[start:i])
		if at < 0 || l != labelSkip && seen[l] {
			continue
		}
		if seen[l] = true; at == 0 {
			continue
		}
		out = append(out, gluedLine(s[start:start+at], depth))
		start += at
		if seen[labelSubject] && seen[labelFrom] && seen[labelDate] && seen[labelTo] {
			break
		}
	}
	return append(out, gluedLine(s[start:], depth))
}

func gluedLine(s string, depth int) line {
	s = strings.TrimSpace(s)
	return line{raw: s, text: s, depth: depth}
}

// labelBefore returns where the label that s ends in begins, or -1.
func labelBefore(s string) (at int, l label) {
	start := max(0, len(s)-40)
	s = strings.TrimRight(s[start:], "* ")
	for _, word := range gluedLabels {
		if len(s) >= len(word) && s[len(s)-1] == word[len(word)-1] && strings.HasSuffix(s, word) {
			at = len(s) - len(word)
			if i := len(strings.TrimRight(s[:at], "*")); i < at { // *Van:*
				at = i
			}
			return start + at, folded(headerLabels, word)
		}
	}
	return -1, labelNone
}

var gluedLabels = []string{
	"Van", "Aan", "Cc", "CC", "Verzonden", "Onderwerp", "From", "To", "Sent", "Date", "Datum", "Subject", "Kopie", "Verstuurd",
	"Afzender", "Ontvanger", "Urgentie", "Importance", "Bijlagen", "Attachments",
	"Von", "Gesendet", "An", "Betreff", "De", "Envoyé", "À", "Objet", "Sujet",
}
