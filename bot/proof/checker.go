package proof

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/mail"
)

// A Checker proves mails. Both fields must be set.
type Checker struct {
	Resolver Resolver
	Reader   mail.Reader // the one that read the mails: it finds the attached original again
}

// An Edge is what our own side knows of how a mail came in.
type Edge struct {
	Peer     netip.Addr // who handed it over by SMTP; not valid when that says nothing of the sender
	Helo     string     // how that peer called itself
	From     string     // the envelope's sender; may be empty
	Received time.Time  // when our server took it; zero when that is not known
}

// WarnOld is the warning on a mail that is proven and was written long before it
// came: whoever holds a signed mail can send it again, and the signature is as
// good as on the first day (reference/mail.md §5).
const WarnOld = "old-mail"

// maxAge is what a mail may have been under way before it counts as sent again.
// Servers try for 4 to 5 days (RFC 5321 §4.5.4.1); 7 days are chosen.
const maxAge = 7 * 24 * time.Hour

// Prove completes what reading says of a mail's authenticity. What our own server
// decided stands. raw is the mail as it came; ctx is how long the DNS may take.
func (c Checker) Prove(ctx context.Context, m bot.Mail, raw []byte, e Edge) bot.Mail {
	if m.Unreadable != "" {
		return m
	}
	ask := &asker{r: c.Resolver, left: maxLookups, told: map[string]answer{}}
	replayed := m.Forwarded == bot.ForwardNone // a pass may be that of a mail sent again
	if m.Authentic.Judge == "" || m.Authentic.Judge == bot.JudgeDesk {
		var by string
		m.Authentic, by = check(ctx, ask, raw, e)
		replayed = replayed && by != "spf"
	}
	replayed = replayed && m.Authentic.Pass
	if m.Original != nil && m.Forwarded == bot.ForwardAttached {
		// SPF says nothing of an attached mail: nobody handed it over.
		original, _ := check(ctx, ask, c.Reader.Original(raw), Edge{Received: e.Received})
		m.Original = &original
		replayed = original.Pass
	}
	if replayed && !m.SentAt.IsZero() && e.Received.Sub(m.SentAt) > maxAge {
		m.Warnings = append(slices.Clone(m.Warnings), WarnOld)
		slices.Sort(m.Warnings)
		m.Warnings = slices.Compact(m.Warnings)
	}
	return m
}

// A finding is what one check came to.
type finding struct {
	pass bool
	temp bool   // the DNS did not answer
	say  string // for the evidence; "" when there was nothing to check
}

// check proves one mail, and says by what method.
func check(ctx context.Context, ask *asker, raw []byte, e Edge) (a bot.Authentic, by string) {
	a.Judge = bot.JudgeDesk
	author, ok := mail.Author(raw)
	from := mail.Hostname(author.Domain())
	switch {
	case !ok:
		a.Evidence = "not exactly one From address"
		return a, ""
	case from == "":
		a.Evidence = "the domain in From is no name"
		return a, ""
	}
	c := claim{ask: ask, from: from, org: mail.Organisational(from)}
	said := []string{}
	for _, method := range []struct {
		name  string
		check func() finding
	}{
		{"dkim", func() finding { return c.dkim(ctx, raw, e.Received) }},
		{"spf", func() finding { return c.spf(ctx, e) }},
	} {
		f := method.check()
		a.Pending = a.Pending || f.temp
		if f.say != "" {
			said = append(said, f.say)
		}
		if f.pass {
			said = []string{f.say}
			a.Pass, a.Pending, by = true, false, method.name
			c.lookup(ctx)
			break
		}
	}
	if c.policy != nil {
		said = append(said, c.policy.say)
	}
	a.Evidence = strings.Join(said, "; ")
	if len(a.Evidence) > maxEvidence {
		a.Evidence = a.Evidence[:maxEvidence-len(cut)] + cut
	}
	return a, by
}

// A claim is a domain that a mail says it comes from.
type claim struct {
	ask    *asker
	from   string // as the DNS holds it
	org    string
	policy *policy // what the domain asks for; nil before it was asked
}

// aligned reports whether a domain that is proven is that of From, or at least
// of the same organisation.
func (c *claim) aligned(domain string) bool {
	return domain != "" && (domain == c.from || c.org != "" && mail.Organisational(domain) == c.org)
}

// accept passes an aligned domain that is proven, when From's domain itself is
// proven or does not ask for that.
func (c *claim) accept(ctx context.Context, domain, say string, strict func(policy) bool) finding {
	if domain == c.from {
		return finding{pass: true, say: say}
	}
	switch p := c.lookup(ctx); {
	case p.temp:
		return finding{temp: true, say: say}
	case p.unasked:
		return finding{say: say + " not aligned, and no policy that allows it"}
	case strict(p):
		return finding{say: say + " not aligned, which is strict"}
	}
	return finding{pass: true, say: say}
}

const (
	maxEvidence = 200 // bytes: it stands on one line of a card
	cut         = "..."
)

// short cuts a name down to n bytes. Who it belongs to stands at its end.
func short(name string, n int) string {
	if len(name) <= n {
		return name
	}
	return cut + name[len(name)-n+len(cut):]
}
