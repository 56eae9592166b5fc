package config

import (
	"net"
	netmail "net/mail"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"meldwacht/bot"
)

// MailOut is how the desk writes mail to people outside.
type MailOut struct {
	Host         string      `yaml:"host"` // with a port; see Server
	TLS          string      `yaml:"tls"`
	User         string      `yaml:"user"` // "": the server asks for no login
	PasswordEnv  string      `yaml:"password_env"`
	PasswordFile string      `yaml:"password_file"`
	OAuth        *OAuth      `yaml:"oauth"` // nil: a password, or no login
	FromText     string      `yaml:"from"`  // see From
	ReturnPath   bot.Address `yaml:"return_path"`
	Domain       string      `yaml:"domain"`
	PerDay       int         `yaml:"per_day"`
	PerMinute    int         `yaml:"per_minute"`
	Templates    string      `yaml:"templates"` // "": the desk's own texts alone

	Password Secret      `yaml:"-"` // when there is a User, unless OAuth is there
	From     bot.Mailbox `yaml:"-"`
}

const (
	defaultPerDay = 5   // a receipt, some questions and a code (chosen)
	maxPerDay     = 100 // beyond it no person reads them (chosen)

	defaultPerMinute = 600   // letters to many: 20,000 take some 35 minutes (chosen)
	maxPerMinute     = 60000 // more than one process writes (chosen)
	// maxName is what a list of mails shows of a name at most (chosen). It keeps
	// the line of the header far from the 998 characters of RFC 5322 §2.1.1.
	maxName = 80
)

// Server returns where the server is.
func (o MailOut) Server() (host string, port int) {
	host, p, _ := net.SplitHostPort(o.Host)
	port, _ = strconv.Atoi(p)
	return host, port
}

// out checks how mail goes out, and fills in what the file leaves out.
func (k *check) out(m *Mail) {
	const at = "mail.out"
	if !k.outline.has(at) {
		return
	}
	if m.Out == nil {
		m.Out = &MailOut{} // the name alone stands there
	}
	o := m.Out
	if !k.outline.has(at + ".tls") {
		o.TLS = TLSStart
	}
	k.oneOf(at+".tls", o.TLS, TLSStart, TLSImplicit, TLSNone)
	o.Host = strings.ToLower(o.Host)
	if host, ok := k.hostPort(at+".host", o.Host, "relay.snoobi.nl:587"); ok && o.TLS == TLSNone && !loopback(host) {
		k.problem(at+".tls", "%s.tls would send the letters over the network unencrypted. Write starttls or implicit.", at)
	}
	k.outLogin(at, o)
	k.from(at+".from", o)
	k.returnPath(at+".return_path", o, m)
	if o.Domain = strings.ToLower(o.Domain); o.Domain == "" {
		o.Domain = o.From.Address.Domain()
	}
	k.form(at+".domain", o.Domain, domain, "Write a domain of ours such as snoobi.nl, or leave it out for the one of from.", false)
	if !k.outline.has(at + ".per_minute") {
		o.PerMinute = defaultPerMinute
	}
	if o.PerMinute < 1 || o.PerMinute > maxPerMinute {
		k.problem(at+".per_minute", "%s.per_minute is out of range. Write a number from 1 to %d.", at, maxPerMinute)
	}
	if !k.outline.has(at + ".per_day") {
		o.PerDay = defaultPerDay
	}
	if o.PerDay < 1 || o.PerDay > maxPerDay {
		k.problem(at+".per_day", "%s.per_day is out of range. Write a number from 1 to %d.", at, maxPerDay)
	}
	k.folder(at+".templates", o.Templates, "Write the path of a folder with texts such as receipt.nl.txt, or leave it out for the desk's own.")
	o.Templates = k.path(o.Templates)
}

// outLogin demands a user with one way in, or neither: a relay may know the desk
// by its address, and one half of a login is a slip.
func (k *check) outLogin(at string, o *MailOut) {
	user, password, oauth := at+".user", k.named(at+".password"), at+".oauth"
	switch {
	case k.outline.has(oauth) && k.outline.has(password):
		k.problem(oauth, "%s has a password and oauth. Keep one of the two.", at)
	case k.outline.has(oauth):
		k.line(user, o.User, "Write the mailbox in whose name the desk sends, such as avg-incident@snoobi.nl.")
		if o.OAuth == nil {
			o.OAuth = &OAuth{} // the name alone stands there
		}
		k.oauth(oauth, o.OAuth)
	case !k.outline.has(user) && !k.outline.has(password):
	case !k.outline.has(user):
		k.problem(password, "%s comes without a user. Write the name with which the desk logs in into user, or remove the password.", password)
	case !k.outline.has(password):
		k.problem(user, "%s comes without its password. Name it in password_env or password_file, write oauth, or remove user.", user)
	default:
		k.line(user, o.User, "Write the name with which the desk logs in.")
		o.Password = k.secret(at+".password", o.PasswordEnv, o.PasswordFile, "MAIL_OUT_PASSWORD")
	}
}

// from reads the name and the address that letters come from. The name may be
// coded (RFC 2047), so it is looked at after it was decoded.
func (k *check) from(path string, o *MailOut) {
	const next = "Write a name and an address, such as \"Snoobi datalekdesk <avg-incident@snoobi.nl>\"."
	if strings.TrimSpace(o.FromText) == "" {
		k.problem(path, "%s is missing. %s", path, next)
		return
	}
	a, err := netmail.ParseAddress(o.FromText)
	// The parser takes a group of one member (RFC 5322 §3.4) for that member.
	if err != nil || strings.HasSuffix(strings.TrimSpace(o.FromText), ";") {
		k.problem(path, "%s is not one name with one address. %s A name with commas or colons stands in quotes of its own.", path, next)
		return
	}
	name, address := strings.TrimSpace(a.Name), bot.Address(strings.ToLower(a.Address))
	switch {
	case !plain(address):
		k.problem(path, "the address in %s is none that mail servers agree about. %s", path, next)
		return
	case name == "":
		k.problem(path, "%s has no name, and a reader would not know who writes. %s", path, next)
	case strings.ContainsFunc(name, hidden):
		k.problem(path, "the name in %s holds characters that cannot be seen. %s", path, next)
	case len([]rune(name)) > maxName:
		k.problem(path, "the name in %s is longer than %d characters. Write a shorter one.", path, maxName)
	}
	o.From = bot.Mailbox{Name: name, Address: address}
}

// hidden reports whether a character is a control or a format: line breaks,
// marks that turn the text around, blanks without width.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// returnPath demands an address that the desk takes in: who is not being
// reached is known by the non-delivery reports alone.
func (k *check) returnPath(path string, o *MailOut, m *Mail) {
	o.ReturnPath = bot.Address(strings.ToLower(strings.TrimSpace(string(o.ReturnPath))))
	switch {
	case o.ReturnPath == "" && len(m.Desk) > 0:
		o.ReturnPath = m.Desk[0]
	case o.ReturnPath == "" || k.anyMistyped("mail.desk"):
	case !plain(o.ReturnPath):
		k.address(path, o.ReturnPath)
	case !slices.Contains(m.Desk, o.ReturnPath):
		k.problem(path, "%s is no address of mail.desk, and what could not be delivered would stay unknown. Add it there, or leave it out for the first of them.", path)
	}
}

// folder demands that a folder can be read, if one is named; see check.only.
func (k *check) folder(field, path, next string) {
	if path == "" || k.only != nil {
		return
	}
	info, err := os.Stat(k.path(path))
	if err == nil && !info.IsDir() {
		k.problem(field, "what %s names is no folder. %s", field, next)
		return
	}
	if err == nil {
		_, err = os.ReadDir(k.path(path))
	}
	if err != nil {
		k.problem(field, "the folder that %s names %s. %s", field, whyNot(err), next)
	}
}
