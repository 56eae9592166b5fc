package proof

import (
	"context"
	"net"
	"strings"

	"blitiri.com.ar/go/spf"

	"meldwacht/bot/mail"
)

// spf asks whether the peer may send for the domain in the envelope, or for the
// name by which it greeted when the envelope is empty (RFC 7208 §2.4). It asks
// about no other domain than that of From.
func (c *claim) spf(ctx context.Context, e Edge) finding {
	if !e.Peer.IsValid() {
		return finding{}
	}
	helo := mail.Hostname(e.Helo)
	sender, what := e.From, "smtp.mailfrom="
	if sender == "" {
		sender, what = "postmaster@"+helo, "smtp.helo="
	}
	at := strings.LastIndexByte(sender, '@')
	domain := mail.Hostname(sender[at+1:])
	// The library cuts an address at the first @, of which a quoted local part
	// may hold one.
	if at < 0 || domain == "" || strings.Contains(sender[:at], "@") {
		return finding{}
	}
	what += short(domain, 48)
	if !c.aligned(domain) {
		return finding{say: "spf of another domain, " + what}
	}
	result, _ := spf.CheckHostWithSender(net.IP(e.Peer.AsSlice()), helo, sender[:at]+"@"+domain,
		spf.WithContext(ctx), spf.WithResolver(c.ask))
	if c.ask.spent {
		result = spf.PermError
	}
	say := "spf=" + string(result) + " " + what
	switch result {
	case spf.Pass:
		return c.accept(ctx, domain, say, func(p policy) bool { return p.strictSPF })
	case spf.TempError:
		return finding{temp: true, say: say}
	}
	return finding{say: say}
}
