package view

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	chunk      = 2800   // of one preformatted block
	maxDetails = 60_000 // of all mails together, in bytes: a view has to stay well under Slack's size
)

// DetailsModal shows what the record holds of an incident in full and unmasked,
// to members of the desk: what was declared and found out, the accounts of each
// action on many of them, and the mails. Each opening is an event. The text is
// still inert: cleaned, defanged, and in a container where it can be nothing but
// text.
func (f Face) DetailsModal(in bot.Incident, events []bot.Event, now time.Time) slack.ModalViewRequest {
	s := f.sheet(VerbDetails, in, 0)
	s.add(footnote(f.say("details.confidential").plain()))
	mails := MailsIn(events)
	budget := s.declared(in, events, maxDetails, now)
	for i, m := range mails {
		s.add(header(f.say("details.mail", "no", i+1).plain()))
		s.add(rich(f.mailInFull(m, now)...))
		if m.Unreadable != "" {
			s.say("mail.unreadable", "why", f.known("unreadable."+m.Unreadable, "unreadable.other"))
			continue
		}
		budget = s.words(m.Text, "mail.empty", budget)
		if strings.TrimSpace(m.Note) != "" {
			s.say("mail.note")
			budget = s.words(m.Note, "mail.empty", budget)
		}
		if budget <= 0 || len(s.blocks) > maxViewBlocks-20 {
			if i < len(mails)-1 {
				s.say("details.more", "n", len(mails)-1-i)
			}
			break
		}
	}
	return s.done()
}

// MailsIn are what the record holds of them; one whose words were erased is gone.
func MailsIn(events []bot.Event) []bot.Mail {
	var out []bot.Mail
	for _, e := range events {
		switch b := e.Body.(type) {
		case bot.Opened:
			out = append(out, b.Mail)
		case bot.MailAdded:
			out = append(out, b.Mail)
		}
	}
	return out
}

// words adds a text in blocks, as far as the budget goes, and returns what is
// left of it.
func (s *sheet) words(t, empty string, budget int) int {
	part, _ := bound(t, max(budget, 1))
	left := utf8.RuneCountInString(t[len(part):])
	t = Defang(Clean(part))
	if t == "" {
		s.say(empty)
		return budget
	}
	budget -= len(t)
	if left += utf8.RuneCountInString(s.pages(t)); left > 0 {
		s.say("details.cut", "count", left)
	}
	return budget
}

// pages adds a text as it is, in blocks that are cut at the end of a line where
// there is one, and returns what the modal has no room for.
func (s *sheet) pages(t string) (rest string) {
	for t != "" && len(s.blocks) < maxViewBlocks-4 {
		head, _ := cut(t, chunk)
		if i := strings.LastIndexByte(head, '\n'); i > chunk/2 && len(head) < len(t) {
			head = head[:i+1]
		}
		s.add(pre(head))
		t = t[len(head):]
	}
	return t
}

// mailInFull is the head of a mail, unmasked, and what was read in it.
func (f Face) mailInFull(m bot.Mail, now time.Time) []text {
	out := []text{f.say("details.from", "who", f.mailboxInFull(m.Reporter))}
	if m.Forwarder != nil {
		out = append(out, f.say("details.forwarder", "who", f.mailboxInFull(*m.Forwarder)))
	}
	if !m.SentAt.IsZero() {
		out = append(out, f.say("details.sent", "when", word(f.When(m.SentAt, now))))
	}
	if s := oneLine(Defang(oneLine(m.Subject, 300)), 400); s != "" {
		out = append(out, f.say("mail.subject", "subject", data(s)))
	}
	if s := oneLine(Defang(oneLine(m.Authentic.Evidence, 200)), 300); s != "" {
		out = append(out, f.say("details.evidence", "evidence", data(s)))
	}
	if s := oneLine(m.Report.Requester, 120); s != "" {
		out = append(out, f.say("details.requester", "who", data(s)))
	}
	if s := oneLine(m.Report.Occurred.Text, 200); s != "" {
		out = append(out, f.say("details.occurred", "when", data(s)))
	}
	var targets []text
	for _, t := range m.Report.Targets[:min(len(m.Report.Targets), 20)] {
		targets = append(targets, of(data(oneLine(t, bot.TargetRunes))))
	}
	if len(targets) > 0 {
		out = append(out, f.say("details.targets", "targets", join(", ", targets...)))
	}
	return out
}

func (f Face) mailboxInFull(m bot.Mailbox) text {
	s := oneLine(m.Name, 120)
	if m.Address != "" {
		s = strings.TrimSpace(s + " <" + Defang(oneLine(string(m.Address), 200)) + ">")
	}
	if s == "" {
		return f.say("requester.none")
	}
	return of(data(s))
}
