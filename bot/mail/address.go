package mail

import (
	"strings"

	"meldwacht/bot"
)

// mailboxes reads an address list of a header (RFC 5322 §3.4) as mailers write
// it, valid or not. It reads at most maxAddresses and counts no further.
func mailboxes(value string) []bot.Mailbox {
	var all []bot.Mailbox
	for len(value) > 0 && len(all) < maxAddresses {
		one, rest := cutMailbox(value)
		if strings.Trim(one, " \t,;") != "" {
			all = append(all, mailbox(one))
		}
		value = rest
	}
	return all
}

// cutMailbox cuts a list behind its first mailbox. A comma in quotes, in a
// comment or between < and > divides nothing, as long as they close.
func cutMailbox(list string) (one, rest string) {
	quoted, comment, angle := false, 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '\\' && (quoted || comment > 0):
			i++
		case c == '"' && comment == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			comment++
		case c == ')' && comment > 0:
			comment--
		case comment > 0:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case (c == ',' || c == ';') && !angle:
			return list[:i], list[i+1:]
		}
	}
	return list, ""
}

// mailbox reads one mailbox: N <A>, A, "N" <A>, N [mailto:A], N <A<mailto:A>>,
// A (N), or a name alone.
func mailbox(s string) bot.Mailbox {
	s = strings.TrimSpace(s)
	name, address := s, ""
	if i := angleStart(s); i >= 0 {
		name = s[:i]
		address = s[i:]
		address = strings.TrimPrefix(strings.TrimLeft(address, "<["), "mailto:")
		if end := strings.IndexAny(address, "<>[] \t"); end >= 0 {
			if strings.TrimSpace(address[:end]) == "" { // "< a@b>", wrapped
				address = strings.TrimLeft(address, " \t")
				end = strings.IndexAny(address+">", "<>[] \t")
			}
			address = address[:end]
		}
	} else if strings.Contains(s, "@") && !strings.ContainsAny(strings.TrimSpace(cutComment(s)), " \t") {
		address = strings.TrimSpace(cutComment(s))
		name = ""
		if i := strings.IndexByte(s, '('); i >= 0 {
			name = strings.Trim(s[i:], "() ")
		}
	}
	m := bot.Mailbox{Name: displayName(name), Address: bot.Address(cleanAddress(address))}
	if strings.EqualFold(m.Name, string(m.Address)) {
		m.Name = ""
	}
	return m
}

// angleStart finds where the address of a mailbox begins: at < or at
// Outlook's old [mailto:, outside quotes.
func angleStart(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '<':
			if !quoted {
				return i
			}
		case '[':
			if !quoted && strings.HasPrefix(s[i:], "[mailto:") {
				return i
			}
		}
	}
	if quoted { // a quote that does not close hides nothing
		return strings.LastIndexByte(s, '<')
	}
	return -1
}

func cutComment(s string) string {
	s, _, _ = strings.Cut(s, "(")
	return s
}

// displayName decodes a name and strips the quotes that mailers put around it,
// at times several layers of them ("'Jan'").
func displayName(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, `"`) && strings.IndexByte(s[1:], '"') >= 0 {
		v, rest := paramValue(s)
		s = v + rest // RFC 5322 §3.2.5: a phrase is words, some of them quoted
	}
	var o odd
	s = strings.Join(strings.Fields(clean(decodeWords(s), &o)), " ")
	for len(s) >= 2 && s[0] == s[len(s)-1] && (s[0] == '"' || s[0] == '\'') {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return strings.Trim(s, "\" \t")
}

// cleanAddress lower-cases an address; what holds no @ is none.
func cleanAddress(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "<>[]\"'.,;:"))
	if at := strings.LastIndexByte(s, '@'); at <= 0 || at == len(s)-1 || len(s) > 320 {
		return ""
	}
	return s
}

// ids reads Message-IDs between angle brackets. Of a long list the first and
// the last are kept: the root of the thread, and what is answered.
func ids(value string) []string {
	var all []string
	for {
		_, after, ok := strings.Cut(value, "<")
		if !ok {
			break
		}
		id, rest, ok := strings.Cut(after, ">")
		if !ok {
			break
		}
		if id = strings.TrimSpace(id); id != "" && len(id) <= 998 {
			all = append(all, id)
		}
		value = rest
	}
	if len(all) > maxIDs {
		all = append(all[:maxIDs/2:maxIDs/2], all[len(all)-maxIDs/2:]...)
	}
	return all
}
