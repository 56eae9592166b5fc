package app

import (
	"fmt"
	"time"

	"meldwacht/bot/config"
	"meldwacht/bot/intake"
	"meldwacht/bot/intake/mailbox"
	"meldwacht/bot/view"
)

// mailboxes are the mailboxes of the configuration, each ready to be watched.
func (a *App) mailboxes(filer *intake.Filer) ([]*mailbox.Watcher, error) {
	var list []*mailbox.Watcher
	for i, c := range a.cfg.Mail.IMAP {
		auth, err := login(c)
		if err != nil {
			return nil, ConfigError{fmt.Errorf("mail.imap[%d].oauth: %w", i, err)}
		}
		w := &mailbox.Watcher{
			Name: c.Name, Address: c.Host, TLS: mailbox.TLSMode(c.TLS), Auth: auth,
			Done: c.Done, Own: []string{a.cfg.Mail.AuthservID, a.cfg.Mail.Hostname}, MaxBytes: a.cfg.Mail.MaxBytes(),
			Filer: filer, Marks: a.store, Now: a.opt.Clock.Now, Log: a.log, Dial: a.opt.Dial,
		}
		for _, f := range c.Folders {
			w.Folders = append(w.Folders, mailbox.Folder{Name: f})
		}
		for _, f := range c.Junk {
			w.Folders = append(w.Folders, mailbox.Folder{Name: f, Junk: true})
		}
		list = append(list, w)
	}
	return list, nil
}

// login is how the desk logs in to a mailbox.
func login(c config.IMAP) (mailbox.Auth, error) {
	if c.OAuth == nil {
		return mailbox.Password{User: c.User, Secret: c.Password.Reveal()}, nil
	}
	source, err := tokens(c.OAuth, c.User)
	return mailbox.OAuth{User: c.User, Tokens: source}, err
}

// tokens are those with which the desk opens the mailbox of user.
func tokens(o *config.OAuth, user string) (mailbox.Tokens, error) {
	if o.Provider == config.GoogleServiceAccount {
		return mailbox.NewServiceAccount([]byte(o.Key.Reveal()), user, o.Scope)
	}
	return mailbox.NewClientCredentials(o.TokenURL, o.ClientID, o.ClientSecret.Reveal(), o.Scope)
}

// unread is how long a mailbox may go unread before Home says so (chosen: two
// looks and a half).
const unread = 8 * time.Minute

// mailHealth is how the mailboxes are doing.
func (a *App) mailHealth() []view.HealthLine {
	var lines []view.HealthLine
	now := a.opt.Clock.Now()
	for _, w := range a.watched {
		h := w.Health()
		lines = append(lines, view.HealthLine{What: view.HealthMail, Name: w.Name, Since: h.LastRead,
			OK: h.Connected && now.Sub(h.LastRead) < unread && h.Left == 0 && h.Trouble == ""})
	}
	return lines
}
