package mail

import (
	"bytes"
	"strings"
)

// decodeTransfer undoes a Content-Transfer-Encoding (RFC 2045 §6). What is
// broken is left out and the rest is kept; an unknown encoding is no encoding.
func decodeTransfer(body []byte, encoding string) []byte {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(encoding), `"'`)) {
	case "base64":
		return decodeBase64(body)
	case "quoted-printable":
		return decodeQuoted(body)
	}
	return body
}

var base64Value = func() (t [256]int8) {
	for i := range t {
		t[i] = -1
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = int8(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

// decodeBase64 leaves out what is none. A line with blanks inside is words: some
// gateways write a footer below an encoded text.
func decodeBase64(body []byte) []byte {
	out := make([]byte, 0, len(body)*3/4)
	var acc uint32
	var bits uint
	ended := false
	for len(body) > 0 {
		line := body
		if i := bytes.IndexByte(body, '\n'); i >= 0 {
			line, body = body[:i], body[i+1:]
		} else {
			body = nil
		}
		if blanks := bytes.Count(bytes.TrimSpace(line), []byte(" ")); blanks > 1 || blanks > 0 && ended {
			continue
		}
		for _, c := range line {
			if c == '=' { // the end of one run; another may follow
				acc, bits, ended = 0, 0, true
				continue
			}
			v := base64Value[c]
			if v < 0 {
				continue
			}
			acc = acc<<6 | uint32(v)
			if bits += 6; bits >= 8 {
				bits -= 8
				out = append(out, byte(acc>>bits))
			}
		}
	}
	return out
}

func decodeQuoted(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c != '=' {
			out = append(out, c)
			continue
		}
		if i+2 < len(body) {
			hi, lo := hexValue(body[i+1]), hexValue(body[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		// A soft break, which blanks may precede (RFC 2045 §6.7 rule 3).
		j := i + 1
		for j < len(body) && j-i < 80 && (body[j] == ' ' || body[j] == '\t') {
			j++
		}
		switch {
		case j >= len(body):
			i = j
		case body[j] == '\n':
			i = j
		case body[j] == '\r':
			if j+1 < len(body) && body[j+1] == '\n' {
				j++
			}
			i = j
		default:
			out = append(out, c)
		}
	}
	return out
}

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
