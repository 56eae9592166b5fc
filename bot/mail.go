package bot

import "time"

// A MailKey tells two mails apart: the same mail that arrives twice, by two
// paths or by a retry, has the same key. The key begins with the version of
// the rule that made it ("v1:"), so that the rule can change.
type MailKey string

// A Class says whether a mail is, or may be, a report.
type Class string

const (
	ClassReport Class = "report" // everything that is or may be a report
	ClassAuto   Class = "auto"   // an automatic answer, a bounce or list mail (RFC 3834)
)

// Forwarded says how a mail carries the one that it passes on.
type Forwarded string

const (
	ForwardNone     Forwarded = "none"
	ForwardInline   Forwarded = "inline"   // pasted into the text: a claim
	ForwardAttached Forwarded = "attached" // a message/rfc822 part
)

// A Mail is one mail as it was read. Reading never fails: what cannot be read
// says so in Unreadable, and the raw bytes are kept all the same.
type Mail struct {
	Key        MailKey   `json:"key"`
	RawSum     string    `json:"raw_sum"`    // SHA-256 of the raw bytes, in hex
	MessageID  string    `json:"message_id"` // of the outer mail, without angle brackets; may be empty
	IDs        []string  `json:"ids,omitempty"`
	Tag        Ref       `json:"tag,omitempty"` // the [DL-2026-0007] in the subject; anybody can type one
	Class      Class     `json:"class"`
	Unreadable string    `json:"unreadable,omitempty"` // why it could not be read: one of the reasons of package mail
	Forwarded  Forwarded `json:"forwarded"`
	Forwarder  *Mailbox  `json:"forwarder,omitempty"` // From of the outer mail when it is a forward
	Reporter   Mailbox   `json:"reporter"`            // the innermost forwarded From, else the outer From
	Sender     Mailbox   `json:"sender"`              // From of the outer mail, always
	Hops       []Hop     `json:"hops,omitempty"`      // outermost first
	Subject    string    `json:"subject"`             // of the original, without Fwd: and Re:
	SentAt     time.Time `json:"sent_at,omitzero"`    // when the original was written, in the zone it names; zero when unknown
	Text       string    `json:"text"`                // what the original author wrote
	Note       string    `json:"note,omitempty"`      // the forwarder's own words
	Lang       Lang      `json:"lang"`
	Staff      bool      `json:"staff,omitempty"`   // the sender's address is at a domain of colleagues
	Codes      []string  `json:"codes,omitempty"`   // what may be a one-time code of the desk, as CodeForm writes it
	Bounced    string    `json:"bounced,omitempty"` // Message-ID of the mail that could not be delivered (RFC 3464)
	Status     string    `json:"status,omitempty"`  // of the delivery that failed (RFC 3463)
	Authentic  Authentic `json:"authentic"`         // of the outer mail
	// Original is set when the reporter is the author of an attached mail: its
	// own signature, not the forwarder's, proves him.
	Original *Authentic `json:"original,omitempty"`
	Warnings []string   `json:"warnings,omitempty"`
	Report   Report     `json:"report"`
}

// A Hop is one mail in a chain of forwards.
type Hop struct {
	From    Mailbox   `json:"from"`
	Subject string    `json:"subject"`
	SentAt  time.Time `json:"sent_at,omitzero"`
}

// Authentic says whether the address in From is proven, and by what.
type Authentic struct {
	Pass bool `json:"pass"`
	// Judge is who found out: the authserv-id of our own mail server, or "desk"
	// when the desk checked signatures itself. "" when nobody has.
	Judge string `json:"judge,omitempty"`
	// Pending says that a check could not be made yet, because the DNS did not
	// answer: it is not failed, and is tried again.
	Pending  bool   `json:"pending,omitempty"`
	Evidence string `json:"evidence,omitempty"` // "dkim=pass header.d=winkel.example", "no result of mx.snoobi.nl"
}

// JudgeDesk is the Judge of what the desk checked itself.
const JudgeDesk = "desk"

// Pending reports whether a check of the mail is to be tried again.
func (m Mail) Pending() bool { return m.Authentic.Pending || m.Original != nil && m.Original.Pending }

// A Report is what the mail says of the incident.
type Report struct {
	Requester string        `json:"requester,omitempty"` // name as written
	Account   string        `json:"account,omitempty"`   // name, number or domain, as written
	Scope     []Scope       `json:"scope,omitempty"`     // sorted, each once
	Occurred  Occurred      `json:"occurred"`
	Actions   []Ask         `json:"actions,omitempty"` // sorted, each once
	Targets   []string      `json:"targets,omitempty"` // what to act on, as written; addresses in lower case
	Missing   []MissingItem `json:"missing,omitempty"` // sorted
	Words     []Words       `json:"words,omitempty"`   // where each of these was read, in the order of the text
}

// Words says where in a mail one field of its report was read, so that people
// can see the words beside the reading.
type Words struct {
	Field ReportField `json:"field"`
	From  int         `json:"from"` // first byte in Mail.Text
	To    int         `json:"to"`   // behind the last byte
	// Subject says that the words stand in Mail.Subject: a mail may say all in it.
	Subject bool `json:"subject,omitempty"`
}

// A ReportField names a field of a Report.
type ReportField string

const (
	FieldRequester ReportField = "requester"
	FieldAccount   ReportField = "account"
	FieldScope     ReportField = "scope"
	FieldOccurred  ReportField = "occurred"
	FieldActions   ReportField = "actions"
	FieldTargets   ReportField = "targets"
)

// A Scope is the size of a leak: which kind of access is concerned.
type Scope string

const (
	ScopeUser  Scope = "user"
	ScopeAPI   Scope = "api"
	ScopeOther Scope = "other"
)

// An Ask is what a mail asks the desk to do.
type Ask string

const (
	AskRevokeUser   Ask = "revoke_user"
	AskBlockReports Ask = "block_reports"
	AskSuspendAPI   Ask = "suspend_api"
	AskOther        Ask = "other"
)

// A MissingItem is one of the four things that a report must give and this one
// does not (https://snoobi.eu/blog/privacy/datalek-bij-klant-of-snoobi/).
type MissingItem string

const (
	MissingAction    MissingItem = "action"
	MissingOccurred  MissingItem = "occurred"
	MissingRequester MissingItem = "requester"
	MissingScope     MissingItem = "scope"
)

// A Precision says how exactly the moment of the incident is known.
type Precision string

const (
	PrecisionMinute  Precision = "minute"
	PrecisionHour    Precision = "hour"
	PrecisionDay     Precision = "day" // From is 00:00 of that day
	PrecisionUnknown Precision = "unknown"
)

// Occurred is when the incident happened, as far as the mail tells.
type Occurred struct {
	From      time.Time `json:"from,omitzero"`  // zero when unknown
	Until     time.Time `json:"until,omitzero"` // zero for an instant, or when the end is unknown
	Precision Precision `json:"precision,omitempty"`
	Text      string    `json:"text,omitempty"` // as written
}
