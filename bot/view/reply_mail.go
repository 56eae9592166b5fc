package view

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	maxMail      = 1500 // what a thread shows of a mail
	maxMailLines = 30
	maxNote      = 500 // of the forwarder
)

func (f Face) openedReply(in bot.Incident, b bot.Opened, now time.Time) []slack.Block {
	return f.mailBlocks(in, b.Mail, f.say("reply.opened"), nil, now)
}

func (f Face) mailReply(in bot.Incident, b bot.MailAdded, now time.Time) []slack.Block {
	v := ButtonValue{Ref: in.Ref, Version: in.Version}
	if in.Closed != nil {
		return f.mailBlocks(in, b.Mail, f.say("reply.mail-added.closed"),
			f.buttons(v, button{verb: VerbReopen, style: slack.StylePrimary}, button{verb: VerbDetails}), now)
	}
	return f.mailBlocks(in, b.Mail, f.say("reply.mail-added"), nil, now)
}

// mailBlocks shows what a mail said: who wrote it and when, the words of the
// author, and those of the forwarder apart. Attachments are never shown.
func (f Face) mailBlocks(in bot.Incident, m bot.Mail, head text, ask []slack.Block, now time.Time) []slack.Block {
	if ask == nil {
		ask = f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version}, button{verb: VerbDetails})
	}
	if m.Unreadable != "" {
		why := f.known("unreadable."+m.Unreadable, "unreadable.other")
		return append([]slack.Block{section(lines(head, f.say("mail.unreadable", "why", why)))}, ask...)
	}
	blocks := []slack.Block{rich(lines(head, f.mailHead(m, now))), f.mailText(m.Text)}
	blocks = append(blocks, f.readings(m, now)...)
	if note := strings.TrimSpace(m.Note); note != "" {
		blocks = append(blocks, section(f.say("mail.note")), quote(f.excerpt(note, maxNote, 8), maxText))
	}
	blocks = append(blocks, footnote(f.say("mail.masked").plain()))
	return append(blocks, ask...)
}

// mailHead says who wrote, when, who passed it on, and whether that is proven.
func (f Face) mailHead(m bot.Mail, now time.Time) text {
	from := f.say("mail.from", "who", f.mailbox(m.Reporter))
	if !m.SentAt.IsZero() {
		from = f.say("mail.from.at", "who", f.mailbox(m.Reporter), "when", f.at(m.SentAt, now))
	}
	var via text
	if m.Forwarder != nil {
		key := "mail.forwarded"
		if m.Forwarded == bot.ForwardAttached {
			key = "mail.attached"
		}
		via = f.say(key, "who", f.mailbox(*m.Forwarder))
	}
	var subject text
	if s := oneLine(Redact(oneLine(m.Subject, 300)), 120); s != "" {
		subject = f.say("mail.subject", "subject", data(s))
	}
	return lines(from, via, f.proof(m), subject)
}

// proof says whether it is proven who wrote the mail: for an attached original
// its own author, else the sender.
func (f Face) proof(m bot.Mail) text {
	who, a := m.Sender, m.Authentic
	if m.Original != nil {
		who, a = m.Reporter, *m.Original
	}
	switch {
	case a.Pass && m.Original != nil:
		return f.say("mail.proven.original", "domain", data(oneLine(who.Address.Domain(), 80)))
	case a.Pass:
		return f.say("mail.proven", "domain", data(oneLine(who.Address.Domain(), 80)))
	case a.Pending:
		return f.say("mail.pending")
	}
	return f.say("mail.unproven")
}

// checked says what a later check of a mail came to.
func (f Face) checked(b bot.MailChecked) text {
	if b.Original != nil && b.Original.Pass || b.Original == nil && b.Authentic.Pass {
		return f.say("reply.mail-checked.proven")
	}
	return f.say("reply.mail-checked")
}

// verdictNow says that the check made an admin of the requester, while that holds.
func (f Face) verdictNow(in bot.Incident, b bot.MailChecked) text {
	if b.Verdict == bot.VerdictAdmin && in.Verdict == bot.VerdictAdmin && in.Validated == nil {
		return f.say("reply.mail-checked.admin")
	}
	return nil
}

func (f Face) mailbox(m bot.Mailbox) text {
	switch {
	case m.Address != "":
		return of(data(MaskAddress(m.Address)))
	case m.Name != "":
		return of(data(MaskName(m.Name)))
	}
	return f.say("requester.none")
}

func (f Face) mailText(s string) slack.Block {
	s = f.excerpt(s, maxMail, maxMailLines)
	if s == "" {
		return section(f.say("mail.empty"))
	}
	return pre(s)
}

// excerpt returns the beginning of a mail, masked and defanged, and says how
// much was left out. It is masked before it is cut, or a cut could halve an
// address into something that no mask knows.
func (f Face) excerpt(s string, max, rows int) string {
	const enough = 16_000 // bytes: more is never shown, so it is not looked at
	part, whole := bound(s, enough)
	over := utf8.RuneCountInString(s[len(part):])
	if i := strings.LastIndexAny(part, " \n\t"); !whole && i > 0 {
		part = part[:i] // not half an address
	}
	s = Redact(Clean(part))
	head, _ := cut(s, max)
	if parts := strings.SplitN(head, "\n", rows+1); len(parts) > rows {
		head = strings.Join(parts[:rows], "\n")
	}
	left := utf8.RuneCountInString(s[len(head):]) + over
	if left == 0 {
		return s
	}
	return strings.TrimRight(head, " \n") + "\n" + f.say("mail.cut", "count", left).plain()
}
