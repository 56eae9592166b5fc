package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A message is a letter on its way.
type message struct {
	view.Letter
	kind   view.LetterKind
	to     bot.Address
	at     time.Time // of this attempt
	due    time.Time // when it should have gone out
	id     string    // the same on each attempt
	thread string    // of the incident: nobody ever sent a mail of this id
	parent string    // the mail that is answered; "" for none
	chain  []string  // oldest first, without thread, parent last
}

// lastIDs is how many ids of a thread are kept behind the first (RFC 5322
// §3.6.4 lets a long list be cut, and says of the first and the last that they
// should stay).
const lastIDs = 9

// answers makes m an answer to another mail. The ids come in the order in which
// bot/mail reads them: In-Reply-To, and then References.
func (m *message) answers(to bot.Mail, ok bool) {
	if !ok {
		return
	}
	chain := slices.Clone(to.IDs)
	chain = slices.DeleteFunc(chain, func(id string) bool { return !realID(id) || id == m.thread || id == m.id })
	if len(chain) > 1 {
		chain = append(chain[1:], chain[0]) // the parent of the mail stands behind its ancestors
	}
	// Who was forwarded never saw the mail that passed his on; at most its list
	// names his.
	if to.Sender.Address == m.to && realID(to.MessageID) {
		m.parent = to.MessageID
		chain = slices.DeleteFunc(chain, func(id string) bool { return id == m.parent })
		chain = append(chain, m.parent)
	}
	if len(chain) > 1+lastIDs {
		chain = append(chain[:1:1], chain[len(chain)-lastIDs:]...)
	}
	m.chain = chain
}

// idForm is a Message-ID of RFC 5322 §3.6.4, without the comments and blanks
// that nobody writes, and short enough for a line.
var idForm = regexp.MustCompile(`^[!#-;=?A-Z\[-~]{1,120}@[!#-;=?A-Z\[-~]{1,120}$`)

// realID reports whether an id may stand in a header: strangers wrote it. The
// names that the desk itself gives to mails without one ("original:v1:…") have
// no @ and are none.
func realID(id string) bool { return idForm.MatchString(id) && !strings.Contains(id, "=?") }

// id makes a Message-ID that nobody can guess, and that is the same each time.
func (s *Sender) id(what, of string) string {
	h := hmac.New(sha256.New, s.o.Secret)
	h.Write([]byte("meldwacht " + what + " v1\n" + of))
	return hex.EncodeToString(h.Sum(nil)[:16]) + "@" + s.o.Domain
}

// tailed makes such an id that ends in something before its @.
func (s *Sender) tailed(what, of, tail string) string {
	local, domain, _ := strings.Cut(s.id(what, of), "@")
	return local + tail + "@" + domain
}

// suppress keeps mail systems of Microsoft from answering by machine. Not All:
// that would hold back the non-delivery reports, too (reference/mail.md §7).
const suppress = "DR, RN, NRN, OOF, AutoReply"

// write writes m as it goes over the wire.
func (s *Sender) write(w io.Writer, m message) error {
	out := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	out.FromMailAddress(&netmail.Address{Name: inHeader(s.o.From.Name), Address: string(s.o.From.Address)})
	out.ToMailAddress(&netmail.Address{Address: string(m.to)}) // no name: the mail's author chose it himself
	out.ReplyToMailAddress(&netmail.Address{Name: inHeader(s.o.From.Name), Address: string(s.o.ReplyTo)})
	out.SetDateWithValue(m.at)
	out.SetMessageIDWithValue(m.id)
	out.Subject(inHeader(m.Subject))
	// The incident's own id stands first: clients that cut the list keep that
	// one, and all mails of the incident hang under it.
	references := []string{"<" + m.thread + ">"}
	for _, id := range m.chain {
		references = append(references, "<"+id+">")
	}
	out.SetGenHeader(gomail.HeaderReferences, strings.Join(references, " "))
	if m.parent != "" {
		out.SetGenHeader(gomail.HeaderInReplyTo, "<"+m.parent+">")
	}
	if auto := submitted(m.kind); auto != "" {
		out.SetGenHeader("Auto-Submitted", auto)
	}
	out.SetGenHeader("X-Auto-Response-Suppress", suppress)
	out.SetGenHeader("X-Meldwacht", s.o.Instance)
	out.SetBodyString(gomail.TypeTextPlain, m.Text)
	_, err := out.WriteTo(w)
	return err
}

// submitted says how a letter came about (RFC 3834 §5). A question was written
// by a person.
func submitted(kind view.LetterKind) string {
	switch kind {
	case view.LetterReceipt:
		return "auto-replied"
	case view.LetterQuestion:
		return ""
	}
	return "auto-generated"
}

// inHeader takes out of a header's value what must not stand in one, whoever
// wrote it.
func inHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7F && r <= 0x9F || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, s)
}

var (
	// localForm is the dot-atom of RFC 5322 §3.2.3: what stands in quotes, or is
	// no ASCII, is written by nobody whom the desk has to reach.
	localForm    = regexp.MustCompile("^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	hostForm     = regexp.MustCompile(`^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$`)
	instanceForm = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9.-]{0,63}$`)
)

// plausible reports whether a is an address that can be written to and can do
// no harm in a command or a header. RFC 5321 §4.5.3.1 has the lengths.
func plausible(a bot.Address) bool {
	local, host, ok := strings.Cut(string(a), "@")
	return ok && len(local) <= 64 && len(host) <= 255 && localForm.MatchString(local) && hostForm.MatchString(host)
}
