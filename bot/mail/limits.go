package mail

import "bytes"

// Why a mail could not be read. The raw bytes are kept all the same, and the
// desk opens a thread that shows the reason.
const (
	TooLarge       = "mail too large"
	HeaderTooLarge = "header block too large"
	TooManyParts   = "too many parts"
	TooDeep        = "parts nested too deep"
)

// What is counted before a mail is parsed, and again for each attached mail: a
// parse cannot be stopped once it runs. The first four stand for what made
// other MIME readers run for 25 seconds and more on half a megabyte.
const (
	maxRawBytes    = 35 << 20
	maxHeaderBytes = 256 << 10
	maxDashLines   = 2000 // lines that begin with "--"
	maxBoundaries  = 50   // "boundary="
	maxNesting     = 12   // multiparts in multiparts
	maxAttached    = 3    // mails attached to attached mails
	maxHops        = 10   // forwards inside the text
	maxText        = 1 << 20
	maxBlockLines  = 40
	maxBlockBytes  = 16 << 10
	maxGlued       = 100 // lines that may be a whole block, in one text
	maxAddresses   = 200
	maxIDs         = 100
	maxAsks        = 100 // things asked in one mail
	maxMentions    = 300 // names and addresses that they may be about
	maxMoments     = 300 // times that are weighed
	lookBack       = 12  // clauses or times that words such as "that user" point over
)

// prescan returns why raw must not be parsed, or "". It looks at each byte a
// fixed number of times.
func prescan(raw []byte) string {
	if len(raw) > maxRawBytes {
		return TooLarge
	}
	if headerLen(raw) > maxHeaderBytes {
		return HeaderTooLarge
	}
	dashes, bounds := 0, 0
	for rest := raw; ; {
		i := bytes.Index(rest, []byte("\n--"))
		if i < 0 {
			break
		}
		if dashes++; dashes > maxDashLines {
			return TooManyParts
		}
		rest = rest[i+3:]
	}
	for rest := raw; ; {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			break
		}
		if i >= 8 && bytes.EqualFold(rest[i-8:i], []byte("boundary")) {
			if bounds++; bounds > maxBoundaries {
				return TooDeep
			}
		}
		rest = rest[i+1:]
	}
	return ""
}

// headerLen returns where the first blank line stands.
func headerLen(raw []byte) int {
	for i := 0; i < len(raw); {
		j := bytes.IndexByte(raw[i:], '\n')
		if j < 0 {
			break
		}
		line := raw[i : i+j]
		if len(line) == 0 || len(line) == 1 && line[0] == '\r' {
			return i
		}
		i += j + 1
	}
	return len(raw)
}
