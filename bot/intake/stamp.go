package intake

import (
	"bytes"
	"net"
	"strings"
	"time"
)

// stamp returns the mail as it is read and stored.
//
// The envelope's sender goes on top as Return-Path, which final delivery adds
// (RFC 5321 §4.4): an empty one marks a bounce. Any other Return-Path is text
// that somebody typed, and goes.
//
// Our own mail servers have left their Received and Authentication-Results on
// top, where the reader looks for them, so nothing is put above these. A mail
// from anybody else gets a Received of ours, which buries what it claims to have
// passed through, and loses every Authentication-Results in the name of our
// server (RFC 8601 §5): anybody can write one.
func (x *session) stamp(raw []byte, from string, rcpts []string, received time.Time) []byte {
	var b bytes.Buffer
	b.Grow(len(raw) + 512)
	b.WriteString("Return-Path: <" + printable(from) + ">\r\n")
	if !x.trusted {
		b.WriteString("Received: from " + x.hello() + " (" + peer(x.conn.RemoteAddr()) + ")\r\n\tby " + x.Hostname + " (Meldwacht) with " + x.with())
		if len(rcpts) == 1 { // several would tell each of them who the others are
			b.WriteString("\r\n\tfor <" + printable(rcpts[0]) + ">")
		}
		b.WriteString("; " + received.Format(time.RFC1123Z) + "\r\n")
	}
	fields(raw, func(name string, field []byte) {
		switch {
		case name == "return-path":
		case name == "authentication-results" && !x.trusted && speaksFor(x.AuthservID, field):
		default:
			if &field[0] == &raw[0] {
				// An indented first line would continue the field that we put above it.
				field = bytes.TrimLeft(field, " \t")
			}
			b.Write(field)
		}
	}, func(body []byte) { b.Write(body) })
	return b.Bytes()
}

// with is how the mail came, in the words of RFC 3848.
func (x *session) with() string {
	with := "ESMTP"
	if x.lmtp {
		with = "LMTP"
	}
	if x.tls {
		with += "S"
	}
	return with
}

// hello is what the client called itself, as far as it is a name or a number.
func (x *session) hello() string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-:[]_", r) {
			return r
		}
		return -1
	}, x.helo)
	if name == "" {
		return "unknown"
	}
	return name[:min(len(name), 255)] // RFC 5321 §4.5.3.1.2
}

// peer is the client's address as RFC 5321 §4.1.3 writes it.
func peer(a net.Addr) string {
	host, _, err := net.SplitHostPort(a.String())
	switch ip := net.ParseIP(host); {
	case err != nil || ip == nil:
		return "[local]"
	case ip.To4() == nil:
		return "[IPv6:" + ip.String() + "]"
	default:
		return "[" + ip.String() + "]"
	}
}

// printable leaves out what would end an address or its line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '<' || r == '>' {
			return -1
		}
		return r
	}, s)
}

// speaksFor reports whether an Authentication-Results may be read as one of id.
// It looks past quotes, case, comments and folding, and would rather take one
// away too many: it is asked only about peers who have no say in the matter.
func speaksFor(id string, field []byte) bool {
	squeezed := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(string(field)))
	return id != "" && strings.Contains(squeezed, strings.ToLower(id))
}

// untraced returns the mail without the fields that servers add on the way.
func untraced(raw []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(raw))
	fields(raw, func(name string, field []byte) {
		switch name {
		case "return-path", "received", "authentication-results", "delivered-to", "x-original-to":
		default:
			b.Write(field)
		}
	}, func(body []byte) { b.Write(body) })
	return b.Bytes()
}

// fields hands over each header field with the lines that continue it, its name
// in lower case, and then the rest from the blank line on. It ends a line, and
// the header, where the reader does or later: a field must not be hidden from
// one of the two. A line without a name counts as a field of its own.
func fields(raw []byte, field func(name string, field []byte), rest func([]byte)) {
	at := 0
	for at < len(raw) {
		end := lineEnd(raw, at)
		line := raw[at:end]
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		for end < len(raw) && (raw[end] == ' ' || raw[end] == '\t') {
			next := lineEnd(raw, end)
			if len(bytes.TrimSpace(raw[end:next])) == 0 {
				break
			}
			end = next
		}
		name, _, _ := bytes.Cut(line[:min(len(line), 100)], []byte(":"))
		field(strings.ToLower(string(bytes.TrimSpace(name))), raw[at:end])
		at = end
	}
	rest(raw[at:])
}

// lineEnd returns where the line that begins at at is over: behind CRLF, LF or a
// lone CR.
func lineEnd(raw []byte, at int) int {
	i := bytes.IndexAny(raw[at:], "\r\n")
	if i < 0 {
		return len(raw)
	}
	if i += at; raw[i] == '\r' && i+1 < len(raw) && raw[i+1] == '\n' {
		return i + 2
	}
	return i + 1
}
