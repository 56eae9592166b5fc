package rota

import (
	"bytes"
	"fmt"
	"strings"
)

const (
	// maxEvents is ten years of a rota that hands over each workday (chosen).
	maxEvents = 2600
	// maxLine bounds a property; a long list of exceptions is the longest of them.
	maxLine = 32 << 10
	// maxHead bounds a property's name and parameters. The parser copies the rest of
	// the line for each of them.
	maxHead = 2 << 10
	// maxNested bounds components in components; RFC 5545 knows three deep.
	maxNested = 8
)

// A CalendarError is why a calendar is refused, and what to do.
type CalendarError struct {
	Line int // where the event or the property begins; 0: the whole of it
	Text string
}

// Error returns the reason.
func (e *CalendarError) Error() string {
	if e.Line == 0 {
		return e.Text
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Text)
}

func refuse(line int, format string, args ...any) error {
	return &CalendarError{line, fmt.Sprintf(format, args...)}
}

// properties are what an event is read for. All else is not even parsed: the
// body of an invitation in HTML is no business of ours.
var properties = map[string]bool{
	"UID": true, "SUMMARY": true, "STATUS": true, "ATTENDEE": true,
	"DTSTART": true, "DTEND": true, "DURATION": true,
	"RRULE": true, "RDATE": true, "EXDATE": true, "EXRULE": true, "RECURRENCE-ID": true,
}

// cutDown leaves the events of a calendar and their properties, unfolded (RFC
// 5545 §3.1), and returns the lines that the events begin at. The parser that
// comes after it has no limits of its own.
func cutDown(data []byte) (text []byte, lines []int, err error) {
	if len(data) > maxCalendar {
		return nil, nil, errTooLarge
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var out bytes.Buffer
	var inside []string
	number := 0
	for len(data) > 0 {
		var line string
		var at int
		line, data, at, number = unfold(data, number)
		if strings.TrimSpace(line) == "" {
			continue
		}
		head, value, ok := cutHead(line)
		if !ok {
			return nil, nil, refuse(at, "it is no line of an iCalendar; export the calendar as .ics")
		}
		name, _, _ := strings.Cut(head, ";")
		name = strings.ToUpper(name)
		component := strings.ToUpper(strings.TrimSpace(value))
		switch {
		case name == "BEGIN":
			inside = append(inside, component)
			if len(inside) > maxNested || (len(inside) == 1) != (component == "VCALENDAR") {
				return nil, nil, refuse(at, "a calendar holds events, and nothing holds a calendar; export one calendar as .ics")
			}
			if component == "VEVENT" && len(inside) == 2 {
				lines = append(lines, at)
			}
			if kept(inside) {
				fmt.Fprintf(&out, "BEGIN:%s\r\n", component)
			}
		case name == "END":
			if len(inside) == 0 || inside[len(inside)-1] != component {
				return nil, nil, refuse(at, "an end without its beginning: the calendar is damaged")
			}
			if kept(inside) {
				fmt.Fprintf(&out, "END:%s\r\n", component)
			}
			inside = inside[:len(inside)-1]
			if len(inside) == 0 && len(bytes.TrimSpace(data)) > 0 {
				return nil, nil, refuse(number+1, "the calendar goes on after its end; export one calendar as .ics")
			}
		case len(inside) == 0:
			return nil, nil, refuse(at, "it is no iCalendar, which begins with BEGIN:VCALENDAR; export the calendar as .ics")
		case len(inside) == 2 && kept(inside) && properties[name]:
			if len(line) > maxLine || len(head) > maxHead {
				return nil, nil, refuse(at, "its %s is too long; export the shifts alone", name)
			}
			fmt.Fprintf(&out, "%s%s:%s\r\n", name, strings.ToValidUTF8(head[len(name):], "\ufffd"), strings.ToValidUTF8(value, "\ufffd"))
		}
	}
	switch {
	case len(lines) > maxEvents:
		return nil, nil, refuse(0, "it holds more than %d events; export the shifts alone", maxEvents)
	case len(inside) > 0:
		return nil, nil, refuse(0, "it ends in the middle: it was cut off on its way")
	case out.Len() == 0:
		return nil, nil, refuse(0, "it is empty")
	}
	return out.Bytes(), lines, nil
}

// kept reports whether the parser is shown the component that is open.
func kept(inside []string) bool {
	return len(inside) == 1 || len(inside) == 2 && inside[1] == "VEVENT"
}

// unfold takes the next property: what follows after a line break and a blank
// belongs to it.
func unfold(data []byte, number int) (line string, rest []byte, at, last int) {
	at, last = number+1, number
	var b strings.Builder
	for {
		part, after, _ := bytes.Cut(data, []byte("\n"))
		b.Write(bytes.TrimSuffix(part, []byte("\r")))
		data = after
		last++
		if len(data) == 0 || data[0] != ' ' && data[0] != '\t' {
			return b.String(), data, at, last
		}
		data = data[1:]
	}
}

// cutHead parts name and parameters from the value, at the first colon that is
// not quoted.
func cutHead(line string) (head, value string, ok bool) {
	quoted := false
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			return line[:i], line[i+1:], i > 0
		}
	}
	return "", "", false
}
