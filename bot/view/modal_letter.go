package view

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	// maxNamed is how many recipients the modal names (chosen); of more it names
	// the first and counts the others. It also is how many rows one list has.
	maxNamed = 40
	// maxNamedOfMany is how many it names when they are more.
	maxNamedOfMany = 10
	// maxNamedAccounts is how many accounts of one recipient it names.
	maxNamedAccounts = 10
)

// LetterModal shows, to whoever approves it, the whole letter as it leaves, in
// each language in which somebody gets it, and who gets it. It is written to the
// first of them: the others get the same, with their own name and accounts. It
// holds addresses, so each opening is an event, as that of DetailsModal is.
func (f Face) LetterModal(in bot.Incident, a bot.Action, l *Letters, list []bot.Recipient, without []bot.AccountID) (slack.ModalViewRequest, error) {
	s := f.sheet(VerbLetter, in, a.ID)
	s.add(footnote(f.say("details.confidential").plain()))
	if a.Message == nil || len(list) == 0 {
		s.say("letter.none")
		return s.done(), nil
	}
	s.say("letter.same", "no", a.ID, "accounts", f.onAccounts(a), "as", f.say("as."+string(a.Message.As)))
	count := map[bot.Lang]int{}
	for _, r := range list {
		count[letterLang(r)]++
	}
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		if count[lang] == 0 {
			continue
		}
		to := list[firstIn(list, lang)]
		letter, err := l.Tell(in, *a.Message, to)
		if err != nil {
			return slack.ModalViewRequest{}, fmt.Errorf("what the letter says: %w", err)
		}
		s.add(header(f.say("letter.in."+string(lang), "count", f.number(count[lang])).plain()))
		s.say("letter.to", "who", data(string(to.Address)), "subject", data(letter.Subject))
		if rest := s.pages(strings.TrimRight(letter.Text, "\n")); rest != "" {
			return slack.ModalViewRequest{}, fmt.Errorf("%s: the letter of action %d does not fit into a modal", in.Ref, a.ID)
		}
	}
	s.recipients(list)
	s.without(without, maxListing)
	return s.done(), nil
}

// letterLang is the language in which somebody is told.
func letterLang(r bot.Recipient) bot.Lang {
	if r.Lang == bot.EN {
		return bot.EN
	}
	return bot.NL
}

func firstIn(list []bot.Recipient, lang bot.Lang) int {
	for i, r := range list {
		if letterLang(r) == lang {
			return i
		}
	}
	return 0
}

// recipients lists who gets the letter.
func (s *sheet) recipients(all []bot.Recipient) {
	s.add(header(s.f.say("letter.recipients", "count", s.f.number(len(all))).plain()))
	show := all
	if len(all) > maxNamed {
		show = all[:maxNamedOfMany]
	}
	var rows []text
	for _, r := range show {
		name := data(oneLine(r.Name, 80))
		if name == "" {
			name = "–"
		}
		rows = append(rows, s.f.say("letter.recipient", "address", data(oneLine(string(r.Address), 200)), "name", name,
			"accounts", s.f.someAccounts(r.Accounts, maxNamedAccounts), "lang", s.f.say("letter.lang."+string(letterLang(r)))))
	}
	if t := s.f.more(len(all) - len(show)); len(t) > 0 {
		rows = append(rows, capital(t))
	}
	s.add(list(rows...))
}

// without names the accounts that no mail reaches, and returns what is left of
// the room.
func (s *sheet) without(ids []bot.AccountID, room int) int {
	if len(ids) == 0 {
		return room
	}
	s.add(header(s.f.say("letter.without", "count", s.f.number(len(ids))).plain()))
	s.say("letter.without.next")
	left, room := s.numbers(ids, room)
	if left > 0 {
		s.say("details.listed.more", "count", s.f.number(left))
	}
	return room
}

// someAccounts names the first accounts and counts the others.
func (f Face) someAccounts(ids []bot.AccountID, most int) text {
	var out []text
	for _, id := range ids[:min(len(ids), most)] {
		out = append(out, accountID(id))
	}
	return join(", ", append(out, f.more(len(ids)-most))...)
}
