package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"slices"
	"strings"
	"time"
)

const (
	// codeLife is how long a one-time code can be answered: an admin who is
	// asleep still has the morning (chosen).
	codeLife = 24 * time.Hour
	// codeTries is how many mails with a wrong code one code survives. It has
	// 40 bits: five guesses find it once in 2·10^11 times.
	codeTries = 5
	// codesEach is how many codes one incident sends at most, so that nobody
	// floods a mailbox through the desk (chosen).
	codesEach = 5
)

// codeAlphabet is Crockford's: without I, L, O and U, which are taken for other
// characters when a code is read out.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var codes = base32.NewEncoding(codeAlphabet).WithPadding(base32.NoPadding)

// CodeFor returns the id-th one-time code of an incident, like 7K2M-QX9D. It is
// made from the desk's secret, so that it stands nowhere but in the mail.
func CodeFor(secret []byte, ref Ref, id int) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("meldwacht code v1\n" + ref + "\n"))
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(id))
	h.Write(n[:])
	s := codes.EncodeToString(h.Sum(nil)[:5])
	return s[:4] + "-" + s[4:]
}

// FindCodes returns what may be one-time codes in a text, in the form of
// CodeFor, each once and at most ten. It takes linear time.
func FindCodes(text string) []string {
	var found []string
	for i := 0; i+9 <= len(text) && len(found) < 10; i++ {
		if text[i+4] != '-' || i > 0 && goesOn(text[i-1]) || i+9 < len(text) && goesOn(text[i+9]) {
			continue
		}
		var b [9]byte
		ok := true
		for j := range b {
			if b[j] = '-'; j != 4 {
				b[j] = codeByte(text[i+j])
			}
			ok = ok && b[j] != 0
		}
		if s := string(b[:]); ok && !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	return found
}

// goesOn reports whether c beside a code makes it part of something longer,
// like the number of an incident.
func goesOn(c byte) bool { return c == '-' || codeByte(c) != 0 }

// codeByte is the character of a code that c stands for, or 0.
func codeByte(c byte) byte {
	if c >= 'a' && c <= 'z' {
		c -= 'a' - 'A'
	}
	switch c {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	}
	if strings.IndexByte(codeAlphabet, c) < 0 {
		return 0
	}
	return c
}

// A CodeAnswer is what a mail says to the one-time code that is open.
type CodeAnswer int

const (
	NoCode    CodeAnswer = iota // it answers none
	RightCode                   // it holds the code, and comes from the address that got it
	WrongCode                   // it comes from there and holds another code
)

// answerTo compares the codes in a mail with the one that is open, in constant
// time. A mail from elsewhere answers nothing, whatever it holds: it neither
// proves anything nor uses up a try.
func (in Incident) answerTo(m Mail, secret []byte, now time.Time) CodeAnswer {
	if !in.Code.Open(now) || len(secret) == 0 || len(m.Codes) == 0 || m.Forwarded != ForwardNone || m.Sender.Address != in.Code.To {
		return NoCode
	}
	want := []byte(CodeFor(secret, in.Ref, in.Code.ID))
	right := 0
	for _, c := range m.Codes {
		right |= subtle.ConstantTimeCompare([]byte(c), want)
	}
	if right == 1 {
		return RightCode
	}
	return WrongCode
}

// SendCode mails a one-time code to the registered address of an admin of the
// account, who answers from there. A new code takes the place of the one before.
func (in Incident) SendCode(who Person, account AccountID, admin Mailbox, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	switch {
	case !in.Rules.Letters:
		return Change{}, in.refuse(NoLetters)
	case in.Verdict.Valid():
		by := ActorDesk
		if in.Validated != nil {
			by = in.Validated.By
		}
		return Change{}, in.refuseAfter(AlreadyValid, by)
	case account == "" || admin.Address == "":
		return Change{}, in.refuse(NoAccount, words(in.Candidates)...)
	case in.Codes >= codesEach:
		return Change{}, in.refuse(TooManyCodes)
	}
	d := in.draft(who.ID, now)
	b := CodeSent{ID: in.Codes + 1, Account: account, Admin: admin.Name, To: admin.Address, Expires: now.UTC().Add(codeLife)}
	no := d.record(b)
	d.reply(no, Normal, "event/%d", no)
	d.letter(no)
	return d.done(), nil
}

// answered records what came of a code. The right one makes an admin of the
// requester, unless somebody has decided in the meantime.
func (d *draft) answered(a CodeAnswer) {
	c := d.in.Code
	if c == nil {
		return
	}
	switch {
	case a == RightCode && !d.in.Verdict.Valid() && d.in.Verdict != VerdictRejected:
		no := d.record(Validated{Verdict: VerdictAdmin, Method: MethodCode, Account: c.Account})
		d.reply(no, Normal, "event/%d", no)
	case a == WrongCode:
		no := d.record(CodeTried{ID: c.ID, Left: codeTries - c.Tries - 1})
		d.reply(no, Normal, "event/%d", no)
	}
}
