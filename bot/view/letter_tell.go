package view

import (
	"fmt"
	"strings"

	"meldwacht/bot"
)

// The two letters that tell account holders of a leak (GDPR art. 33(2) and 34).
const (
	LetterController LetterKind = "controller" // their visitors' data: they are the controller, and their own 72 hours begin
	LetterPerson     LetterKind = "person"     // their own data
)

// LetterTold is the letter by which somebody is told in a role.
func LetterTold(as bot.As) LetterKind {
	if as == bot.AsPerson {
		return LetterPerson
	}
	return LetterController
}

// Tell writes what one account holder is told. A recipient without accounts is
// one of the desk who wants to see it first.
func (l *Letters) Tell(in bot.Incident, m bot.Message, to bot.Recipient) (Letter, error) {
	lang := letterLang(to)
	kind, words := LetterTold(m.As), letterWords[lang]
	var accounts []string
	for _, id := range to.Accounts[:min(len(to.Accounts), maxLetterActions)] {
		accounts = append(accounts, inertLine(string(id), 40))
	}
	w, people, records := m.In(lang), words.people(m.Affected), words.unknown
	if a := m.Affected; a != nil && a.Records != "" {
		records = inertLine(a.Records, 20)
	}
	aware := m.Aware
	if aware.IsZero() {
		aware = in.Aware // an older request did not fix it
	}
	letter, err := l.texts[lang][kind].write(letterFields{Ref: string(in.Ref), Tag: "[" + string(in.Ref) + "]", Name: plainName(to.Name),
		Desk: l.signer(words), Address: string(l.desk.Address), Accounts: strings.Join(accounts, ", "), Aware: words.when(aware.In(l.zone)),
		Happened: LetterWords(w.Happened), Data: LetterWords(w.Data), Consequences: LetterWords(w.Consequences),
		Advice: LetterWords(w.Advice), Measures: LetterWords(w.Measures), People: people, Records: records, Contact: l.contact(words)})
	if err != nil {
		return Letter{}, fmt.Errorf("%s: letter %s: %w", in.Ref, kind, err)
	}
	return letter, nil
}

// people says how many it is about, approximately.
func (c letterCatalog) people(a *bot.Affected) string {
	if a == nil {
		return c.unknown
	}
	exact, low, high := inertLine(a.People, 20), inertLine(a.Low, 20), inertLine(a.High, 20)
	switch {
	case exact != "":
		return exact
	case low != "" && low == high:
		return low
	case low != "" && high != "":
		return fmt.Sprintf(c.between, low, high)
	case low != "":
		return fmt.Sprintf(c.least, low)
	case high != "":
		return fmt.Sprintf(c.most, high)
	}
	return c.unknown
}

// contact is whom somebody can ask about the leak.
func (l *Letters) contact(words letterCatalog) string {
	if s := oneLine(l.Contact, 300); s != "" {
		return s
	}
	return l.signer(words) + ", " + string(l.desk.Address)
}

// signer is who signs a letter.
func (l *Letters) signer(words letterCatalog) string {
	if s := oneLine(l.desk.Name, 80); s != "" {
		return s
	}
	return words.desk
}

// Test marks the subject of a letter that only shows what it will be.
func (l *Letters) Test(lang bot.Lang, subject string) string {
	if lang == bot.EN {
		return "TEST: " + subject
	}
	return "PROEF: " + subject
}
