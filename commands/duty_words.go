package commands

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// typedSwap reads a change of who is on call:
//
//	mira vandaag 18:00 tot morgen 09:00 ruil met tom
//	zonder tom vr 17:30 tot ma 09:00 niemand: de desk is dicht
//	terug 3
func (d *Desk) typedSwap(words []string, a ask) (Swap, error) {
	s := Swap{How: view.SwapReplace}
	when := bot.Refusal{Reason: swapWhen}
	switch strings.ToLower(bare(words[0])) {
	case "terug", "undo":
		if len(words) < 2 {
			return s, when
		}
		return Swap{Undo: strings.Trim(words[1], "#.,"), Reason: strings.Join(words[2:], " ")}, nil
	case "erbij", "ook", "also", "add":
		s.How, words = view.SwapAdd, words[1:]
	case "zonder", "without", "remove":
		s.How, words = view.SwapRemove, words[1:]
	}
	unknown := func(words []string) error {
		return bot.Refusal{Reason: NoSuchPerson, Words: []string{clip(strings.Join(words[:min(len(words), 2)], " "))}}
	}
	rest := words
	if s.Person, rest = d.personAt(words, a.Who.ID); s.Person == "" {
		return s, unknown(words)
	}
	if next, more := skip(rest, "voor", "for"); more && s.How == view.SwapReplace {
		if s.For, rest = d.personAt(next, a.Who.ID); s.For == "" {
			return s, unknown(next)
		}
	}
	rest, _ = skip(rest, "van", "vanaf", "from")
	today := d.Rota.Today(a.now)
	from, rest, ok := momentAt(rest, today, today)
	if !ok {
		return s, when
	}
	rest, _ = skip(rest, "tot", "until", "to", "till")
	to, rest, ok := momentAt(rest, today, from)
	if !ok {
		return s, when
	}
	if next, sure := skip(rest, "niemand", "nobody"); sure {
		s.Sure, rest = true, next
	}
	s.From, s.To, s.Reason = d.Rota.At(from), d.Rota.At(to), strings.Join(rest, " ")
	return s, nil
}

func isNobody(word string) bool {
	_, is := skip([]string{word}, "niemand", "nobody")
	return is
}

// skip leaves out the first word when it is one of these.
func skip(words []string, these ...string) (rest []string, found bool) {
	if len(words) > 0 && slices.Contains(these, strings.ToLower(bare(words[0]))) {
		return words[1:], true
	}
	return words, false
}

// personAt reads the person whom the first words name: by account, id, whole
// name or first name, when only one has it. "ik" is whoever types.
func (d *Desk) personAt(words []string, self bot.PersonID) (bot.PersonID, []string) {
	if rest, me := skip(words, "ik", "me", "mij", "mijzelf"); me {
		return self, rest
	}
	if len(words) == 0 {
		return "", words
	}
	for n := min(len(words), 4); n > 1; n-- {
		typed := strings.Join(words[:n], " ")
		for id, name := range d.Face.Cast.Names {
			if strings.EqualFold(typed, name) {
				return id, words[n:]
			}
		}
	}
	word := strings.TrimPrefix(strings.Trim(words[0], ",;:\"'"), "@")
	var found []bot.PersonID
	for id, name := range d.Face.Cast.Names {
		switch first, _ := cutWord(name); {
		case strings.EqualFold(word, string(id)), strings.EqualFold(word, string(d.Face.Cast.Users[id])):
			return id, words[1:]
		case strings.EqualFold(word, first):
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return "", words
	}
	return found[0], words[1:]
}

var (
	clockForm = regexp.MustCompile(`^([01]?[0-9]|2[0-4])(?:[:.]([0-5][0-9])|[uh]([0-5][0-9])?)$`)
	dayForm   = regexp.MustCompile(`^([0-3]?[0-9])[-/]([01]?[0-9])(?:[-/](20[0-9]{2}))?$`)
)

// momentAt reads a day and a time, or one of the two words for now. All times are
// of the wall, as times in UTC. A day of the week is the next one from the day of
// after on; a time without a day is the first one after it.
func momentAt(words []string, today, after time.Time) (at time.Time, rest []string, ok bool) {
	if rest, now := skip(words, "nu", "now"); now {
		return after.Truncate(time.Minute), rest, true
	}
	if len(words) == 0 {
		return at, words, false
	}
	midnight := after.Truncate(24 * time.Hour)
	day, given := dayOf(strings.ToLower(strings.Trim(words[0], ",;")), today.Truncate(24*time.Hour), midnight)
	if given {
		words = words[1:]
	} else {
		day = midnight
	}
	rest, _ = skip(words, "om", "at")
	if len(rest) == 0 {
		return at, rest, false
	}
	m := clockForm.FindStringSubmatch(strings.ToLower(strings.Trim(rest[0], ",;:")))
	if m == nil {
		return at, rest, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2] + m[3])
	at = day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	if !given && at.Before(after) {
		at = at.Add(24 * time.Hour)
	}
	return at, rest[1:], true
}

// dayOf reads a day: morgen is seen from today, and a day of the week from the
// midnight that begins the time which is spoken of.
func dayOf(word string, today, midnight time.Time) (time.Time, bool) {
	day := func(n int) time.Time { return today.AddDate(0, 0, n) }
	switch word {
	case "vandaag", "today", "vanavond", "tonight":
		return day(0), true
	case "morgen", "tomorrow":
		return day(1), true
	case "overmorgen":
		return day(2), true
	}
	for i, names := range [7][]string{{"zo", "zondag", "sun", "sunday"}, {"ma", "maandag", "mon", "monday"}, {"di", "dinsdag", "tue", "tuesday"},
		{"wo", "woensdag", "wed", "wednesday"}, {"do", "donderdag", "thu", "thursday"}, {"vr", "vrijdag", "fri", "friday"}, {"za", "zaterdag", "sat", "saturday"}} {
		if slices.Contains(names, word) {
			return midnight.AddDate(0, 0, (i-int(midnight.Weekday())+7)%7), true
		}
	}
	if t, err := time.Parse(time.DateOnly, word); err == nil {
		return t, true
	}
	m := dayForm.FindStringSubmatch(word)
	if m == nil {
		return time.Time{}, false
	}
	d, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	year := midnight.Year()
	if m[3] != "" {
		year, _ = strconv.Atoi(m[3])
	}
	t := time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != month {
		return time.Time{}, false
	}
	if m[3] == "" && t.Before(midnight.AddDate(0, -1, 0)) {
		t = t.AddDate(1, 0, 0) // in December people write 3-1
	}
	return t, true
}

// clip shortens what is quoted back: what was typed may be a whole mail.
func clip(typed string) string {
	if r := []rune(typed); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return typed
}
