package intake

import (
	"net/netip"
	"strings"
)

// EdgeOf reads back who handed a mail over, from what our own door wrote on top
// of it: see stamp. Of a mail from one of our own mail servers it knows the
// envelope's sender alone.
func EdgeOf(raw []byte, hostname string) Origin {
	var o Origin
	n := 0
	fields(raw[:min(len(raw), 4096)], func(name string, field []byte) {
		n++
		switch {
		case n == 1 && name == "return-path":
			_, value, _ := strings.Cut(string(field), ":")
			o.From = strings.Trim(strings.TrimSpace(value), "<>")
		case n == 2 && name == "received":
			// Received: from HELO ([IP]) by HOST (Meldwacht) with …
			w := strings.Fields(string(field))
			if len(w) < 7 || w[1] != "from" || w[4] != "by" || w[5] != hostname || w[6] != "(Meldwacht)" {
				return
			}
			ip := strings.TrimSuffix(strings.TrimPrefix(w[3], "(["), "])")
			if peer, err := netip.ParseAddr(strings.TrimPrefix(ip, "IPv6:")); err == nil {
				o.Peer, o.Helo = peer.Unmap(), w[2]
			}
		}
	}, func([]byte) {})
	return o
}
