package config

import (
	"os"
	"regexp"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

// Dossier is how the dossier for the AP is made.
type Dossier struct {
	Questions string `yaml:"questions"` // a file; "": those that the program came with
}

// kvkForm is a number of the Dutch trade register: eight digits.
var kvkForm = regexp.MustCompile(`^[0-9]{8}$`)

// organisation checks what would be copied into the AP's form. The questions
// themselves are read where the form is made.
func (k *check) organisation(c *Config) {
	k.form("organisation.kvk", c.Organisation.KvK, kvkForm, `Write the eight digits of the trade register, in quotes, such as "01234567".`, false)
	if m := c.Organisation.Reporter.Mail; m != "" && !plain(bot.Address(m)) {
		k.problem("organisation.reporter.mail", "organisation.reporter.mail is no mail address. Write one such as fg@snoobi.nl.")
	}
	c.Dossier.Questions = k.path(c.Dossier.Questions)
}

// Form returns the questions of the AP's form for this organisation.
func (c Config) Form() (dossier.Form, error) {
	form := dossier.Built()
	if c.Dossier.Questions != "" {
		data, err := os.ReadFile(c.Dossier.Questions)
		if err != nil {
			return dossier.Form{}, err
		}
		if form, err = dossier.Load(data); err != nil {
			return dossier.Form{}, err
		}
	}
	return form.For(c.Organisation, c.Location, c.Language), nil
}
