package mail

import "strings"

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
	"doorgestuurd": markExplicit, "forwarded by": markExplicit, "begin van doorgestuurd bericht": markExplicit,
	"doorgezonden bericht": markExplicit, "forwarded email": markExplicit, "forwarded mail": markExplicit,
	"begin forwarded mail":   markExplicit,
	"oorspronkelijk bericht": markNeutral, "originele bericht": markNeutral, "origineel bericht": markNeutral,
	"oorspronkelijke bericht": markNeutral, "original message": markNeutral, "oorspronkelijke e-mail": markNeutral,
	"original email": markNeutral, "original mail": markNeutral, "ursprüngliche nachricht": markNeutral,
	"originalnachricht": markNeutral, "message d'origine": markNeutral, "message original": markNeutral,
}

// readSeparator reads a separator: two or more dashes around known words, known
// words with a colon behind them, or a rule of underscores. glued is what stands
// behind the second dashes on the same line, as Yahoo writes it.
func readSeparator(s string) (m marker, glued string) {
	if len(s) < 2 {
		return markNone, ""
	}
	switch c := s[0]; {
	case c == '_':
		if len(s) >= 10 && strings.Trim(s, "_") == "" {
			return markNeutral, ""
		}
		return markNone, ""
	case c == '-' || strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–"):
		inner := strings.TrimLeft(s, "-—–")
		if !strings.HasPrefix(s, "--") && len(s)-len(inner) < 2 {
			return markNone, ""
		}
		end := strings.Index(inner[:min(len(inner), 80)], "--")
		if end < 0 {
			if end = strings.IndexAny(inner[:min(len(inner), 80)], "—–"); end < 0 {
				return markNone, ""
			}
		}
		words := strings.ToLower(strings.Trim(inner[:end], " *:"))
		return separatorWords[words], strings.TrimLeft(inner[end:], "-—– ")
	case len(s) <= 60 && strings.HasSuffix(strings.TrimRight(s, "* "), ":"):
		return separatorWords[strings.ToLower(strings.Trim(s, "*: "))], ""
	}
	return markNone, ""
}

// unglue splits "Van: N <A>Aan: "B" <B>Verzonden: …CETOnderwerp: …" into its
// lines: a label begins where its word, capital first, ends at a colon.
func unglue(s string, depth int) []line {
	if len(s) > maxBlockBytes {
		return nil
	}
	var out []line
	start := 0
	for i := 0; i < len(s) && len(out) < maxBlockLines; i++ {
		if s[i] != ':' {
			continue
		}
		at := labelStart(s[:i])
		if at <= start {
			continue
		}
		out = append(out, gluedLine(s[start:at], depth))
		start = at
	}
	return append(out, gluedLine(s[start:], depth))
}

func gluedLine(s string, depth int) line {
	s = strings.TrimSpace(s)
	return line{raw: s, text: s, depth: depth}
}

// labelStart returns where the label at the end of s begins, or -1.
func labelStart(s string) int {
	for _, word := range gluedLabels {
		if strings.HasSuffix(s, word) {
			return len(s) - len(word)
		}
	}
	return -1
}

var gluedLabels = []string{"Van", "Aan", "Cc", "CC", "Verzonden", "Onderwerp", "From", "To", "Sent", "Date", "Datum", "Subject"}
