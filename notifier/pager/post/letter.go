package post

import (
	"io"
	netmail "net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"

	"meldwacht/notifier/pager/path"
)

// A letter is one page on its way to one person.
type letter struct {
	to path.Contact
	at time.Time // of this attempt
	id string    // the same on each attempt
}

// suppress keeps mail systems of Microsoft from answering by machine, and lets
// non-delivery reports through (reference/mail.md §7).
const suppress = "DR, RN, NRN, OOF, AutoReply"

// write writes a letter as it goes over the wire: plain text and nothing else.
func (p *Pager) write(w io.Writer, c path.Call, l letter) error {
	out := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	out.FromMailAddress(&netmail.Address{Name: p.o.From.Name, Address: string(p.o.From.Address)})
	out.ToMailAddress(&netmail.Address{Address: l.to.Mail})
	out.SetDateWithValue(l.at)
	out.SetMessageIDWithValue(l.id)
	out.Subject(p.words.subject(c, l.to.Ack != ""))
	if !c.Test {
		out.SetImportance(gomail.ImportanceHigh)
	}
	out.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 §5
	out.SetGenHeader("X-Auto-Response-Suppress", suppress)
	out.SetGenHeader("X-Meldwacht", p.o.Instance) // the intake refuses it
	out.SetBodyString(gomail.TypeTextPlain, p.words.text(c, l.to.Ack))
	_, err := out.WriteTo(w)
	return err
}
