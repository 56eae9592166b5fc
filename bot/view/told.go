package view

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	// maxFound is how many bytes the rows of an answer to a search take: it goes
	// back in an ack, and Socket Mode drops whole acks of 20,480 bytes and more
	// without a word (slack.md §1.2).
	maxFound = 14_000
	// toldRow is how many recipients stand in one block.
	toldRow = 20
	// maxToldAccounts is how many accounts of one recipient are named.
	maxToldAccounts = 5
	// maxSearch is how long what is searched for can be: an address (RFC 5321 §4.5.3.1.3).
	maxSearch = 254
)

// toldOrder is how the modal shows them: those first who need somebody.
var toldOrder = []bot.ToldState{bot.ToldFailed, bot.ToldReturned, bot.ToldAnswered, bot.ToldQueued, bot.ToldAccepted}

// ToldModal shows whom an action told, unmasked, and how far each mail has come,
// to members of the desk; each opening is an event. Those who need somebody stand
// first; of those for whom there is no room only the number does.
func (f Face) ToldModal(in bot.Incident, a bot.Action, told []bot.Told, now time.Time) slack.ModalViewRequest {
	s := f.toldHead(in, a, told, "", now)
	return s.told(told, maxDetails, now)
}

// FoundModal is the same of those whose address or account number holds a part
// that somebody searched for, in any case; of everybody for "".
func (f Face) FoundModal(in bot.Incident, a bot.Action, told []bot.Told, part string, now time.Time) slack.ModalViewRequest {
	part = strings.TrimSpace(part)
	s := f.toldHead(in, a, told, part, now)
	found := told
	if part != "" {
		found = nil
		for _, t := range told {
			if holds(t, strings.ToLower(part)) {
				found = append(found, t)
			}
		}
		key := "who-told.found"
		if len(found) == 0 {
			key = "who-told.found.none"
		}
		s.add(rich(f.say(key, "query", data(oneLine(part, maxSearch)), "count", f.number(len(found)), "all", f.number(len(told)))))
	}
	return s.told(found, maxFound, now)
}

// holds reports whether a recipient's address or one of the account numbers has
// a part, which is in lower case.
func holds(t bot.Told, part string) bool {
	if strings.Contains(strings.ToLower(string(t.Address)), part) {
		return true
	}
	for _, id := range t.Accounts {
		if strings.Contains(strings.ToLower(string(id)), part) {
			return true
		}
	}
	return false
}

// toldHead begins the modal: what the action is, how many stand how, and the
// field to search in.
func (f Face) toldHead(in bot.Incident, a bot.Action, told []bot.Told, part string, now time.Time) *sheet {
	s := f.sheet(VerbTold, in, a.ID)
	s.add(footnote(f.say("who-told.confidential").plain()))
	s.say("who-told.action", "no", a.ID, "what", f.action(a), "who", f.who(a.Decided.By), "when", f.at(a.Decided.At, now))
	var counts []text
	n := map[bot.ToldState]int{}
	for _, t := range told {
		n[t.State]++
	}
	for _, state := range toldOrder {
		counts = append(counts, f.say("who-told."+string(state)+".count", "count", f.number(n[state])))
	}
	s.say("who-told.counts", "all", capital(f.onAccounts(a)), "counts", join(" · ", counts...))
	s.input(BlockSearch, "search", textInput(BlockSearch, oneLine(part, maxSearch), maxSearch, false), true)
	return s
}

// told ends the modal with recipients, state by state, as far as the blocks and
// so many bytes go.
func (s *sheet) told(all []bot.Told, room int, now time.Time) slack.ModalViewRequest {
	for _, state := range toldOrder {
		var rows []text
		left := 0
		for _, t := range all {
			if t.State != state {
				continue
			}
			// Beside its rows each state takes three blocks.
			if room > 0 && len(s.blocks)+len(rows)/toldRow < maxViewBlocks-3*len(toldOrder) {
				row := s.f.toldRow(t, now)
				if room -= size(row); room > 0 {
					rows = append(rows, row)
					continue
				}
			}
			room = 0 // nobody further down the list is shown instead
			left++
		}
		if len(rows)+left == 0 {
			continue
		}
		s.say("who-told."+string(state), "count", s.f.number(len(rows)+left))
		for len(rows) > 0 {
			n := min(len(rows), toldRow)
			s.add(list(rows[:n]...))
			rows = rows[n:]
		}
		if left > 0 {
			s.say("who-told.rest", "count", s.f.number(left))
		}
	}
	v := s.done()
	v.Close = plainLine(s.f.say("modal.close").plain(), maxTitle) // nothing is cancelled by it
	return v
}

// size is how many bytes a row of a list takes.
func size(row text) int {
	b, err := json.Marshal(slack.NewRichTextSection(row.rich()...))
	if err != nil {
		panic(err) // texts alone
	}
	return len(b)
}

// toldButtons offers to look at who was told, once a mail to many was let go;
// other buttons stand before it.
func (f Face) toldButtons(in bot.Incident, a bot.Action, before ...button) []slack.Block {
	if by, ok := in.ToldBy(a.ID); ok && a.ID > 0 {
		before = append(before, button{verb: VerbTold, id: by.ID})
	}
	return f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version}, before...)
}

// needsSomebody returns the last action by which somebody was told whom the mail
// did not reach, or who answered.
func needsSomebody(in bot.Incident) (bot.Action, bool) {
	a, ok := in.ToldBy(0)
	return a, ok && len(a.Many.Failed())+len(a.Many.Returned)+a.Many.Answered > 0
}

// toldRow is one recipient: the address in full, the accounts, why and when.
func (f Face) toldRow(t bot.Told, now time.Time) text {
	var accounts []text
	for _, id := range t.Accounts[:min(len(t.Accounts), maxToldAccounts)] {
		accounts = append(accounts, of(data(oneLine(string(id), 40))))
	}
	accounts = append(accounts, f.more(len(t.Accounts)-maxToldAccounts))
	row := join(" · ", of(data(oneLine(string(t.Address), maxSearch))), join(", ", accounts...))
	switch {
	case t.State == bot.ToldFailed && t.Code != "":
		row = join(" · ", row, f.failure(t.Code))
	case t.State == bot.ToldReturned && t.Code != "":
		row = join(" · ", row, of(data(oneLine(t.Code, 20))))
	}
	if t.At.IsZero() {
		return row
	}
	return join(" · ", row, of(f.at(t.At, now)))
}
