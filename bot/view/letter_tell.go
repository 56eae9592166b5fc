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
	lang := bot.NL
	if to.Lang == bot.EN {
		lang = bot.EN
	}
	kind, words := LetterTold(m.As), letterWords[lang]
	var accounts []string
	for _, id := range to.Accounts[:min(len(to.Accounts), maxLetterActions)] {
		accounts = append(accounts, inertLine(string(id), 40))
	}
	letter, err := l.texts[lang][kind].write(letterFields{Ref: string(in.Ref), Tag: "[" + string(in.Ref) + "]", Name: plainName(to.Name),
		Desk: oneLine(l.desk.Name, 80), Address: string(l.desk.Address), Accounts: strings.Join(accounts, ", "), Aware: words.when(in.Aware.In(l.zone)),
		Happened: LetterWords(m.Happened), Data: LetterWords(m.Data), Consequences: LetterWords(m.Consequences),
		Advice: LetterWords(m.Advice), Measures: LetterWords(m.Measures)})
	if err != nil {
		return Letter{}, fmt.Errorf("%s: letter %s: %w", in.Ref, kind, err)
	}
	return letter, nil
}

// Test marks the subject of a letter that only shows what it will be.
func (l *Letters) Test(lang bot.Lang, subject string) string {
	if lang == bot.EN {
		return "TEST: " + subject
	}
	return "PROEF: " + subject
}
