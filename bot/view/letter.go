package view

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

// A LetterKind is one of the mails that the desk writes to people outside.
type LetterKind string

const (
	LetterReceipt  LetterKind = "receipt"  // your report came in, and this is still missing
	LetterQuestion LetterKind = "question" // a colleague asks something
	LetterCode     LetterKind = "code"     // a one-time code to the registered address
	LetterOutcome  LetterKind = "outcome"  // this is what we did
)

// LetterKinds returns all kinds, in the order in which an incident meets them.
func LetterKinds() []LetterKind {
	return []LetterKind{LetterReceipt, LetterQuestion, LetterCode, LetterOutcome, LetterController, LetterPerson}
}

// LetterOf returns the letter that tells of an event; ok is false when none does.
func LetterOf(b bot.Body) (kind LetterKind, ok bool) {
	switch b.(type) {
	case bot.Opened:
		return LetterReceipt, true
	case bot.Asked:
		return LetterQuestion, true
	case bot.CodeSent:
		return LetterCode, true
	case bot.Closed:
		return LetterOutcome, true
	}
	return "", false
}

// A Letter is a mail before it is one: its subject on one line, and its text.
type Letter struct {
	Subject string
	Text    string // lines end in \n
}

// Letters writes the desk's mails in Dutch and in English. What others wrote
// stands in them as inert text: no links, no characters that cannot be seen.
// Nothing of an account is said before its requester was validated, and a
// verdict never.
type Letters struct {
	desk  bot.Mailbox
	zone  *time.Location
	texts map[bot.Lang]map[LetterKind]letterText

	// Contact is who can be asked about a leak, by name and with how to reach
	// them; "": the desk.
	Contact string
}

// NewLetters returns the desk's letters. desk is who signs them and where
// answers go; times are told in zone. A text that dir holds goes before our own:
// see readLetters. dir may be empty. The error names every problem in dir, each
// with file and line.
func NewLetters(desk bot.Mailbox, zone *time.Location, dir string) (*Letters, error) {
	texts, err := readLetters(dir)
	if err != nil {
		return nil, err
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Letters{desk: desk, zone: zone, texts: texts}, nil
}

// Write writes the letter about event e to somebody. code is the one-time code
// that the letter brings; other letters have none.
func (l *Letters) Write(in bot.Incident, e bot.Event, to bot.Mailbox, code string) (Letter, error) {
	kind, ok := LetterOf(e.Body)
	if !ok {
		return Letter{}, fmt.Errorf("%s: no letter tells of event %d", in.Ref, e.No)
	}
	lang := bot.NL
	if in.Lang == bot.EN {
		lang = bot.EN
	}
	letter, err := l.texts[lang][kind].write(l.fields(kind, in, e, to, code, letterWords[lang]))
	if err != nil {
		return Letter{}, fmt.Errorf("%s: letter %s: %w", in.Ref, kind, err)
	}
	return letter, nil
}

// letterFields is what a template may name. letterAllows says which kind of
// letter has which.
type letterFields struct {
	Ref     string // DL-2026-0007
	Tag     string // [DL-2026-0007]: must stand in the subject of each answer
	Subject string // of the report, when it proved the recipient an admin; "" otherwise
	Name    string // of the recipient; "" when what the mail says is no name
	Desk    string // who signs
	Address string // where answers go

	Forwarded  bool     // the recipient passed on somebody else's mail
	Unreadable bool     // the desk could not read the mail
	Missing    []string // what the report does not say, one sentence each
	Words      string   // of the colleague who asks
	Code       string
	Until      string // when the code ends
	Account    string // only of a validated requester
	Done       []letterAction

	// Of what account holders are told.
	Accounts, Aware, Happened, Data, Consequences, Advice, Measures string

	People, Records string // how many, approximately (art. 33(3)(a)), or that it is not known yet
	Contact         string // the data protection officer or another contact point (art. 33(3)(b))
}

// A letterAction is one thing that was done.
type letterAction struct{ What, Target, When string }

// Bounds on what others wrote, in UTF-16 units.
const (
	maxLetterText    = 10_000
	maxLetterSubject = 120
	maxLetterTarget  = 120
	maxLetterActions = 50
)

// fields collects what a letter says. Each kind gets its own and no more, so
// that a template cannot tell what its reader may not know.
func (l *Letters) fields(kind LetterKind, in bot.Incident, e bot.Event, to bot.Mailbox, code string, words letterCatalog) letterFields {
	f := letterFields{Ref: string(in.Ref), Tag: "[" + string(in.Ref) + "]", Name: plainName(to.Name),
		Desk: l.signer(words), Address: string(l.desk.Address)}
	if kind != LetterCode && provenAuthor(in, to.Address) {
		f.Subject = inertLine(in.Subject, maxLetterSubject)
	}
	switch b := e.Body.(type) {
	case bot.Opened:
		f.Forwarded, f.Unreadable = b.Mail.Forwarded != bot.ForwardNone, in.Unreadable != ""
		if !f.Unreadable {
			f.Missing = words.items(in.Report.Missing)
		}
	case bot.Asked:
		f.Missing, f.Words = words.items(b.Items), inertText(b.Words, maxLetterText)
	case bot.CodeSent:
		f.Code, f.Until = code, words.when(b.Expires.In(l.zone))
	case bot.Closed:
		if !in.Verdict.Valid() {
			break
		}
		f.Account = inertLine(string(in.Account), 40)
		f.Done = l.done(in, words)
	}
	return f
}

// done lists what was carried out, oldest first. Of very many the last are told.
func (l *Letters) done(in bot.Incident, words letterCatalog) []letterAction {
	var out []letterAction
	for _, a := range in.Actions {
		if a.State != bot.ActionIsDone || a.Kind == bot.Inform {
			continue
		}
		what := words.done[a.Kind]
		if a.Reverses > 0 {
			what = words.undone[a.Kind]
		}
		if what == "" {
			what = words.other
		}
		target := inertLine(targetOf(a.Kind, a.Target), maxLetterTarget)
		out = append(out, letterAction{What: what, Target: target, When: words.when(a.Finished.At.In(l.zone))})
	}
	return out[max(0, len(out)-maxLetterActions):]
}

// provenAuthor reports whether the report came from this very address, and the
// mail itself proved its author to be an admin. To anybody else its subject
// would be a stranger's words, or name an account that is not his to hear of.
// Who is validated later gets none either: a subject that changed on the way
// would begin another thread in his client.
func provenAuthor(in bot.Incident, to bot.Address) bool {
	if to == "" || len(in.Mails) == 0 || in.Verdict != bot.VerdictAdmin || in.Validated != nil {
		return false
	}
	m := in.Mails[0]
	return m.Sender == to && m.Authentic && m.Forwarded == bot.ForwardNone
}

// A letterCatalog is what the letters say, in one language.
type letterCatalog struct {
	texts    map[LetterKind]string // templates; the first line is the subject
	missing  map[bot.MissingItem]string
	done     map[bot.ActionKind]string
	undone   map[bot.ActionKind]string
	unknown  string // a number that is not known yet
	between  string // %[1]s and %[2]s: the least and the most
	least    string // %s
	most     string // %s
	other    string // an action that is newer than this catalog
	desk     string // who signs, when the configuration names nobody
	moment   string // %[1]s weekday, %[2]d day, %[3]s month, %[4]d year, %[5]s time, %[6]s zone
	weekdays [7]string
	months   [12]string
}

var letterWords = map[bot.Lang]letterCatalog{bot.NL: lettersNL, bot.EN: lettersEN}

// items says what is missing, in a fixed order and each once.
func (c letterCatalog) items(list []bot.MissingItem) []string {
	var out []string
	for _, item := range []bot.MissingItem{bot.MissingAction, bot.MissingScope, bot.MissingOccurred, bot.MissingRequester} {
		if slices.Contains(list, item) {
			out = append(out, c.missing[item])
		}
	}
	return out
}

// when writes a moment out in full. It names the zone, since one hour of the
// year comes twice.
func (c letterCatalog) when(t time.Time) string {
	return fmt.Sprintf(c.moment, c.weekdays[t.Weekday()], t.Day(), c.months[t.Month()-1], t.Year(), t.Format("15:04"), t.Format("MST"))
}

// finish makes what a template gave a letter: one empty line at most between
// paragraphs, and none around them.
func finish(subject, body string) Letter {
	var b strings.Builder
	empty := true
	for line := range strings.SplitSeq(body, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" && empty {
			continue
		}
		empty = line == ""
		b.WriteString(line + "\n")
	}
	return Letter{Subject: headerLine(subject), Text: strings.TrimRight(b.String(), "\n") + "\n"}
}
