package config

import (
	"strings"
	"unicode"
)

// IMAP is a mailbox that the desk reads.
type IMAP struct {
	Name         string   `yaml:"name"` // stands for the mailbox in logs and in the record of what was read
	Host         string   `yaml:"host"` // with a port
	TLS          string   `yaml:"tls"`
	User         string   `yaml:"user"`
	PasswordEnv  string   `yaml:"password_env"`
	PasswordFile string   `yaml:"password_file"`
	OAuth        *OAuth   `yaml:"oauth"` // nil: there is a password
	Folders      []string `yaml:"folders"`
	Junk         []string `yaml:"junk"`
	Done         string   `yaml:"done"`

	Password Secret `yaml:"-"` // unless OAuth is there
}

// How the connection to a mailbox, or to the server for mail that goes out, is
// protected.
const (
	TLSImplicit = "implicit" // TLS from the first byte (RFC 8314 §3.2)
	TLSStart    = "starttls" // TLS before the login
	TLSNone     = "none"     // on this very machine alone
)

// What a mailbox has where the file says nothing.
const (
	defaultFolder = "INBOX"
	defaultDone   = "Verwerkt"
)

// mailboxes checks each mailbox, and fills in what the file leaves out.
func (k *check) mailboxes(list []IMAP) {
	if k.moved("mail.imap", len(list)) {
		return
	}
	names := map[string]string{}
	for i := range list {
		m, at := &list[i], index("mail.imap", i)
		k.form(at+".name", m.Name, word, "Write a short name in lower case, such as incident.", true)
		k.once(at+".name", m.Name, claim(names, m.Name, at), "Two mailboxes need two names.")
		k.server(at, m)
		k.login(at, m)
		k.folders(at, m)
	}
}

func (k *check) server(at string, m *IMAP) {
	if !k.outline.has(at + ".tls") {
		m.TLS = TLSImplicit
	}
	k.oneOf(at+".tls", m.TLS, TLSImplicit, TLSStart, TLSNone)
	m.Host = strings.ToLower(m.Host)
	if host, ok := k.hostPort(at+".host", m.Host, "outlook.office365.com:993"); ok && m.TLS == TLSNone && !loopback(host) {
		k.problem(at+".tls", "%s.tls would send the login and the mails over the network unencrypted. Write implicit or starttls.", at)
	}
}

// login demands exactly one way in.
func (k *check) login(at string, m *IMAP) {
	k.line(at+".user", m.User, "Write the name with which the desk logs in, such as avg-incident@snoobi.nl.")
	oauth := at + ".oauth"
	password := k.outline.has(at+".password_env") || k.outline.has(at+".password_file")
	switch {
	case password && k.outline.has(oauth):
		k.problem(oauth, "%s has a password and oauth. Keep one of the two.", at)
	case password:
		m.Password = k.secret(at+".password", m.PasswordEnv, m.PasswordFile, "MAIL_PASSWORD")
	case k.outline.has(oauth):
		if m.OAuth == nil {
			m.OAuth = &OAuth{} // the name alone stands there
		}
		k.oauth(oauth, m.OAuth)
	default:
		k.problem(at, "%s has neither a password nor oauth. Name the password in password_env or password_file, or write oauth.", at)
	}
}

// folders demands that what is filed leaves the folders that are read. The case
// of letters makes no other folder: for INBOX by RFC 9051 §5.1, and many servers
// hold it so for all of them.
func (k *check) folders(at string, m *IMAP) {
	if !k.outline.has(at + ".folders") {
		m.Folders = []string{defaultFolder}
	}
	if !k.outline.has(at + ".done") {
		m.Done = defaultDone
	}
	if len(m.Folders) == 0 && !k.anyMistyped(at+".folders") {
		k.problem(at+".folders", "%s.folders is empty. Write [INBOX], or leave it out, which means the same.", at)
	}
	if k.moved(at+".folders", len(m.Folders)) || k.moved(at+".junk", len(m.Junk)) {
		return
	}
	held := map[string]string{}
	folder := func(path, name, such, why string) {
		k.line(path, name, "Write the name of a folder, such as "+such+".")
		k.once(path, name, claim(held, strings.ToLower(name), path), why)
	}
	for i, f := range m.Folders {
		folder(index(at+".folders", i), f, defaultFolder, "A folder is listed once.")
	}
	for i, f := range m.Junk {
		folder(index(at+".junk", i), f, "Junk", "A folder is listed once, in folders or in junk.")
	}
	folder(at+".done", m.Done, defaultDone, "What is filed must leave the folders that are read, so name another one in done.")
}

// line demands one line of text. Control characters would end a command of the
// protocol, or a field of the login.
func (k *check) line(path, value, next string) {
	k.required(path, strings.TrimSpace(value), next)
	if strings.ContainsFunc(value, unicode.IsControl) {
		k.problem(path, "%s holds a control character. %s", path, next)
	}
}
