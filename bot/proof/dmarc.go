package proof

import (
	"context"
	"strings"
)

// A policy is what a domain asks for (RFC 7489 §6.3).
type policy struct {
	temp       bool // the DNS did not answer
	unasked    bool // the DNS had been asked too often before
	strictDKIM bool // adkim=s
	strictSPF  bool // aspf=s
	say        string
}

// maxParents is how many names above From's domain are asked for a policy, those
// nearest to the organisation's (chosen).
const maxParents = 6

// lookup asks for the policy of From's domain: the record of the domain itself,
// else of the nearest name above it, up to that of the organisation, whose sp=
// speaks for the names below (RFC 7489 §6.6.3). Once is enough.
func (c *claim) lookup(ctx context.Context) policy {
	if c.policy == nil {
		p := c.find(ctx)
		c.policy = &p
	}
	return *c.policy
}

func (c *claim) find(ctx context.Context) policy {
	names := []string{c.from}
	for name := c.from; c.org != "" && name != c.org; {
		_, name, _ = strings.Cut(name, ".")
		names = append(names, name)
	}
	if len(names) > 1+maxParents {
		names = append(names[:1], names[len(names)-maxParents:]...)
	}
	for i, name := range names {
		txts, err := c.ask.LookupTXT(ctx, "_dmarc."+name)
		switch {
		case isTemporary(err):
			return policy{temp: true, say: "dmarc=temperror"}
		case err != nil && !isMissing(err):
			// Asking again would end the same way, so it is no error that passes.
			return policy{unasked: true, say: "dmarc=permerror"}
		case err != nil:
			continue
		}
		if p, ok := readPolicy(txts, i > 0); ok {
			return p
		}
	}
	return policy{say: "dmarc=none"}
}

// readPolicy reads the one DMARC record among the TXT records of a name; more
// than one count as none (RFC 7489 §6.6.3).
func readPolicy(txts []string, below bool) (p policy, ok bool) {
	for _, txt := range txts {
		first, _, _ := strings.Cut(txt, ";")
		if strings.Join(strings.Fields(first), "") != "v=DMARC1" {
			continue
		}
		if ok {
			return policy{}, false
		}
		t := tags(txt)
		p = policy{strictDKIM: strings.EqualFold(t["adkim"], "s"), strictSPF: strings.EqualFold(t["aspf"], "s")}
		ask, from := t["p"], "p="
		if sp := t["sp"]; below && sp != "" {
			ask, from = sp, "sp="
		}
		switch ask = strings.ToLower(ask); ask {
		case "none", "quarantine", "reject":
		default:
			ask = "other"
		}
		p.say, ok = "dmarc "+from+ask, true
	}
	return p, ok
}

// tags reads a list like v=DKIM1; k=rsa; p=… (RFC 6376 §3.2), without blanks and
// line breaks. Of a name that comes twice the first counts here; a signature that
// says anything twice does not verify.
func tags(s string) map[string]string {
	all := map[string]string{}
	for pair := range strings.SplitSeq(s, ";") {
		name, value, ok := strings.Cut(pair, "=")
		if name = squeeze(name); ok && len(all) < 50 {
			if _, twice := all[name]; !twice {
				all[name] = squeeze(value)
			}
		}
	}
	return all
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
