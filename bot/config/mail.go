package config

import (
	"net/netip"
	"strings"

	"meldwacht/bot"
)

// Mail is where mail comes in, whose word about it is believed, and how the desk
// answers.
type Mail struct {
	Desk            []bot.Address  `yaml:"desk"`
	StaffDomains    []string       `yaml:"staff_domains"`
	Results         string         `yaml:"results"`
	AuthservID      string         `yaml:"authserv_id"`
	CheckSignatures bool           `yaml:"check_signatures"`
	Trusted         []netip.Prefix `yaml:"trusted"`
	Hostname        string         `yaml:"hostname"`
	MaxMB           int            `yaml:"max_mb"`
	SMTP            Listener       `yaml:"smtp"`
	LMTP            Listener       `yaml:"lmtp"`
	IMAP            []IMAP         `yaml:"imap"`
	Out             *MailOut       `yaml:"out"` // nil: the desk writes no mail
}

// Whose Authentication-Results count (mail.md §5).
const (
	ResultsPinned   = "pinned"   // those that begin with Mail.AuthservID (RFC 8601 §2.2)
	ResultsExchange = "exchange" // those of Exchange Online, which writes no authserv-id
	ResultsGoogle   = "google"   // those of mx.google.com
)

// googleServer is the authserv-id of Gmail and Google Workspace.
const googleServer = "mx.google.com"

// maxMailMB is what the reader of mails takes at most, and Exchange Online
// sends by default (35 MB).
const maxMailMB = 35

// MaxBytes is the size from which a mail is refused.
func (m Mail) MaxBytes() int64 { return int64(m.MaxMB) << 20 }

func (k *check) mail(m *Mail) {
	if len(m.Desk) == 0 {
		k.problem("mail.desk", "mail.desk is missing. Write the addresses at which reports arrive, such as [avg-incident@snoobi.nl].")
	}
	for i, a := range m.Desk {
		m.Desk[i] = bot.Address(strings.ToLower(strings.TrimSpace(string(a))))
		k.address(index("mail.desk", i), m.Desk[i])
	}
	for i, d := range m.StaffDomains {
		m.StaffDomains[i] = strings.ToLower(d)
		k.form(index("mail.staff_domains", i), m.StaffDomains[i], domain, "Write a domain such as snoobi.nl, without @.", true)
	}
	k.results(m)
	for i, n := range m.Trusted {
		if n.Bits() == 0 {
			k.problem(index("mail.trusted", i), "this network is the whole world, and anybody could say who a sender is. Write those of our own mail servers.")
		}
	}
	k.form("mail.hostname", m.Hostname, domain, "Write the name of this machine as mail servers see it, such as desk.snoobi.nl.", true)
	if m.MaxMB < 1 || m.MaxMB > maxMailMB {
		k.problem("mail.max_mb", "mail.max_mb is out of range. Write a number from 1 to %d.", maxMailMB)
	}
	k.listener("mail.smtp", &m.SMTP)
	k.certificate("mail.smtp", &m.SMTP)
	k.listener("mail.lmtp", &m.LMTP)
	k.noCertificate("mail.lmtp", m.LMTP)
	k.mailboxes(m.IMAP)
	if m.SMTP.Listen == "" && m.LMTP.Listen == "" && len(m.IMAP) == 0 && !k.anyMistyped("mail.smtp", "mail.lmtp", "mail.imap") {
		k.problem("mail.smtp.listen", "no mail can come in. Write an address into mail.smtp.listen or mail.lmtp.listen, or a mailbox into mail.imap.")
	}
	k.out(m)
}

func (k *check) results(m *Mail) {
	k.oneOf("mail.results", m.Results, ResultsPinned, ResultsExchange, ResultsGoogle)
	k.form("mail.authserv_id", m.AuthservID, domain, "Write the name that our own mail server puts into Authentication-Results, such as mx.snoobi.nl.", false)
	if m.Results != ResultsGoogle {
		return
	}
	if m.AuthservID != "" && m.AuthservID != googleServer {
		k.problem("mail.authserv_id", "mail.authserv_id has no effect with results: google, which believes %s alone. Remove it, or write results: pinned.", googleServer)
	}
	m.AuthservID = googleServer
}
