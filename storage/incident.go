package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"meldwacht/bot"
)

// IncidentFormat is the version of the stored incident. It grows whenever the
// same events fold into other bytes: a field is added, or Apply learns
// something. A store then folds its incidents again when it is opened.
const IncidentFormat = 6

// ErrFormat says that a stored incident has another format than this program
// writes, and must be folded again from its events.
var ErrFormat = errors.New("the incident is stored in another format")

// The stored incident is a cache of the fold, in structs of its own, so that
// bot.Incident may change its shape. What stands in the record already
// (reports, rules, mailboxes) keeps the form that it has there.
type (
	incident struct {
		Format      int             `json:"format"`
		Ref         bot.Ref         `json:"ref"`
		Version     int             `json:"version"`
		Head        string          `json:"head"`
		Track       bot.Track       `json:"track"`
		Opened      time.Time       `json:"opened"`
		Aware       time.Time       `json:"aware"`
		Rules       bot.Rules       `json:"rules"`
		Mails       []filed         `json:"mails,omitempty"`
		Report      bot.Report      `json:"report"`
		Reporter    bot.Mailbox     `json:"reporter"`
		Subject     string          `json:"subject,omitempty"`
		Lang        bot.Lang        `json:"lang,omitempty"`
		Warnings    []bot.Warning   `json:"warnings,omitempty"`
		Flags       []string        `json:"flags,omitempty"`
		Mentions    bot.Ref         `json:"mentions,omitempty"`
		Unreadable  string          `json:"unreadable,omitempty"`
		Account     bot.AccountID   `json:"account,omitempty"`
		AccountName string          `json:"account_name,omitempty"`
		Candidates  []bot.AccountID `json:"candidates,omitempty"`
		Phone       string          `json:"phone,omitempty"`
		Registered  bot.Address     `json:"registered,omitempty"`
		Admin       string          `json:"admin,omitempty"`
		ByAddress   bool            `json:"by_address,omitempty"`
		Verdict     bot.Verdict     `json:"verdict"`
		Validated   *validation     `json:"validated,omitempty"`
		Evidence    *evidence       `json:"evidence,omitempty"`
		Code        *code           `json:"code,omitempty"`
		Codes       int             `json:"codes,omitempty"`
		Asked       int             `json:"asked,omitempty"`
		Returned    int             `json:"returned,omitempty"`
		Corrected   bool            `json:"corrected,omitempty"`
		Owner       bot.PersonID    `json:"owner,omitempty"`
		Actions     []action        `json:"actions,omitempty"`
		Obligations []obligation    `json:"obligations,omitempty"`
		ClockSet    time.Time       `json:"clock_set,omitzero"`
		Notes       int             `json:"notes,omitempty"`
		Undelivered []bot.EffectKey `json:"undelivered,omitempty"`
		Silent      *silence        `json:"silent,omitempty"`
		Silences    int             `json:"silences,omitempty"`
		Closed      *closing        `json:"closed,omitempty"`
		Dropped     int             `json:"dropped,omitempty"`
		Held        *hold           `json:"held,omitempty"`
		Erasing     *erasing        `json:"erasing,omitempty"`
		Erased      *erasure        `json:"erased,omitempty"`

		Suspicion *suspicion               `json:"suspicion,omitempty"`
		Drill     bool                     `json:"drill,omitempty"`
		Notices   []notice                 `json:"notices,omitempty"`
		NoNotice  *silencing               `json:"no_notice,omitempty"`
		Skipped   []marked[bot.StageSkip]  `json:"skipped,omitempty"`
		Findings  []marked[bot.CauseFound] `json:"findings,omitempty"`
		Restored  *restoration             `json:"restored,omitempty"`

		Severity *noted[bot.Assessed]     `json:"severity,omitempty"`
		Answers  []noted[bot.FieldAnswer] `json:"answers,omitempty"`
	}
	// noted is what a body said, who said it when, and the number of its event.
	noted[T any] struct {
		Mark  mark `json:"mark"`
		Body  T    `json:"body"`
		Event int  `json:"event"`
	}
	// marked is what a body said, and who said it when.
	marked[T any] struct {
		Mark mark `json:"mark"`
		Body T    `json:"body"`
	}
	restoration struct {
		marked[bot.ServiceRestored]
		Before bool `json:"before,omitempty"`
	}
	suspicion struct {
		Mark      mark            `json:"mark"`
		Body      bot.Declaration `json:"body"`
		Event     int             `json:"event"`
		Converted bool            `json:"converted,omitempty"`
		Was       time.Time       `json:"was,omitzero"`
	}
	notice struct {
		Mark  mark          `json:"mark"`
		Body  bot.Notice    `json:"body"`
		Late  time.Duration `json:"late,omitempty"`
		Event int           `json:"event"`
	}
	silencing struct {
		Mark    mark         `json:"mark"`
		Event   int          `json:"event"`
		Reason  string       `json:"reason"`
		Privacy bool         `json:"privacy,omitempty"`
		Second  bot.PersonID `json:"second,omitempty"`
	}
	silence struct {
		Since time.Time `json:"since"`
		Event int       `json:"event"`
		Paged []paged   `json:"paged,omitempty"`
	}
	hold struct {
		By     bot.PersonID `json:"by"`
		At     time.Time    `json:"at"`
		Reason string       `json:"reason"`
	}
	erasing struct {
		By    bot.PersonID `json:"by"`
		At    time.Time    `json:"at"`
		Event int          `json:"event"`
	}
	erasure struct {
		By    bot.PersonID `json:"by"`
		At    time.Time    `json:"at"`
		Event int          `json:"event"`
		Body  bot.Erased   `json:"body"`
	}
	mark struct {
		By bot.PersonID `json:"by,omitempty"`
		At time.Time    `json:"at,omitzero"`
	}
	closing struct {
		By    bot.PersonID `json:"by"`
		At    time.Time    `json:"at"`
		Event int          `json:"event"`
	}
	filed struct {
		Key       bot.MailKey   `json:"key"`
		RawSum    string        `json:"raw_sum"`
		MessageID string        `json:"message_id,omitempty"`
		Event     int           `json:"event"`
		Forwarded bot.Forwarded `json:"forwarded"`
		Sender    bot.Address   `json:"sender"`
		Authentic bool          `json:"authentic,omitempty"`
		Checked   bool          `json:"checked,omitempty"`
	}
	validation struct {
		By     bot.PersonID `json:"by"`
		At     time.Time    `json:"at"`
		Method bot.Method   `json:"method,omitempty"`
		Reason string       `json:"reason,omitempty"`
		Second bot.PersonID `json:"second,omitempty"`
	}
	evidence struct {
		By       bot.PersonID  `json:"by"`
		At       time.Time     `json:"at"`
		Event    int           `json:"event"`
		Account  bot.AccountID `json:"account"`
		Evidence string        `json:"evidence"`
	}
	code struct {
		By      bot.PersonID  `json:"by"`
		At      time.Time     `json:"at"`
		ID      int           `json:"id"`
		Account bot.AccountID `json:"account"`
		Admin   string        `json:"admin"`
		To      bot.Address   `json:"to"`
		Expires time.Time     `json:"expires"`
		Tries   int           `json:"tries,omitempty"`
		Used    bool          `json:"used,omitempty"`
	}
	action struct {
		ID        int             `json:"id"`
		Kind      bot.ActionKind  `json:"kind"`
		Account   bot.AccountID   `json:"account"`
		Target    string          `json:"target,omitempty"`
		Reverses  int             `json:"reverses,omitempty"`
		Reversed  int             `json:"reversed,omitempty"`
		State     bot.ActionState `json:"state"`
		Carrier   bot.Carrier     `json:"carrier,omitempty"`
		Approval  bool            `json:"approval,omitempty"`
		Approvers []bot.PersonID  `json:"approvers,omitempty"`
		Approver  bot.Role        `json:"approver,omitempty"`
		Lapses    time.Time       `json:"lapses,omitzero"`
		Until     time.Time       `json:"until,omitzero"`
		Ended     bool            `json:"ended,omitempty"`
		Changed   int             `json:"changed,omitempty"`
		Asked     int             `json:"asked,omitempty"`
		Requested mark            `json:"requested"`
		Decided   mark            `json:"decided,omitzero"`
		Finished  mark            `json:"finished,omitzero"`
		Words     string          `json:"words,omitempty"`
		Many      *many           `json:"many,omitempty"`
		Message   *bot.Message    `json:"message,omitempty"`
	}
	many struct {
		All       bool            `json:"all,omitempty"`
		Count     int             `json:"count"`
		Sum       string          `json:"sum"`
		Batches   []batch         `json:"batches,omitempty"`
		Tries     int             `json:"tries,omitempty"`
		Returned  [][2]int        `json:"returned,omitempty"`
		Answered  int             `json:"answered,omitempty"`
		Of        int             `json:"of,omitempty"`
		First     []bot.AccountID `json:"first,omitempty"`
		Unreached int             `json:"unreached,omitempty"`
		Missed    []bot.AccountID `json:"missed,omitempty"`
		Again     int             `json:"again,omitempty"`
		Earlier   []int           `json:"earlier,omitempty"`
	}
	batch struct {
		Event  int                  `json:"event"`
		Count  int                  `json:"count"`
		Done   int                  `json:"done,omitempty"`
		Failed []bot.AccountFailure `json:"failed,omitempty"`
		Over   bool                 `json:"over,omitempty"`
	}
	obligation struct {
		Rule     bot.ObligationRule `json:"rule"`
		From     time.Time          `json:"from"`
		Deadline time.Time          `json:"deadline"`
		Moved    int                `json:"moved,omitempty"`
		Reached  int                `json:"reached,omitempty"`
		Times    int                `json:"times,omitempty"`
		Standing *standing          `json:"standing,omitempty"`
		Met      *mark              `json:"met,omitempty"`
	}
	standing struct {
		Rung      bot.Rung       `json:"rung"`
		Times     int            `json:"times,omitempty"`
		Moved     int            `json:"moved,omitempty"`
		At        time.Time      `json:"at"`
		Closed    bool           `json:"closed,omitempty"`
		Event     int            `json:"event"`
		Again     int            `json:"again,omitempty"`
		PageAt    time.Time      `json:"page_at,omitzero"`
		Pages     int            `json:"pages,omitempty"`
		Level     int            `json:"level,omitempty"`
		Path      int            `json:"path,omitempty"`
		Confirmed bool           `json:"confirmed,omitempty"`
		Paged     []paged        `json:"paged,omitempty"`
		Must      []bot.PersonID `json:"must,omitempty"`
		Acks      []ack          `json:"acks,omitempty"`
		Expires   time.Time      `json:"expires,omitzero"`
	}
	paged struct {
		Key   bot.EffectKey `json:"key"`
		Path  string        `json:"path,omitempty"`
		Event int           `json:"event"`
	}
	ack struct {
		By    bot.PersonID `json:"by"`
		At    time.Time    `json:"at"`
		Until time.Time    `json:"until"`
		Via   bot.Via      `json:"via,omitempty"`
	}
)

// EncodeIncident returns the stored form of a folded incident. The same
// incident always gives the same bytes.
func EncodeIncident(in bot.Incident) ([]byte, error) {
	b, err := marshal(incident{
		Format: IncidentFormat, Ref: in.Ref, Version: in.Version, Head: in.Head.String(),
		Track: in.Track, Opened: in.Opened, Aware: in.Aware, Rules: in.Rules,
		Mails:  each(in.Mails, func(f bot.Filed) filed { return filed(f) }),
		Report: in.Report, Reporter: in.Reporter, Subject: in.Subject, Lang: in.Lang,
		Warnings: in.Warnings, Flags: in.Flags, Mentions: in.Mentions, Unreadable: in.Unreadable,
		Account: in.Account, AccountName: in.AccountName, Candidates: in.Candidates,
		Phone: in.Phone, Registered: in.Registered, Admin: in.Admin, ByAddress: in.ByAddress, Verdict: in.Verdict,
		Validated: ptr(in.Validated, func(v bot.Validation) validation {
			return validation{By: v.By, At: v.At, Method: v.Method, Reason: v.Reason, Second: v.Second}
		}),
		Evidence: ptr(in.Evidence, func(e bot.Evidence) evidence {
			return evidence{By: e.By, At: e.At, Event: e.Event, Account: e.Account, Evidence: e.Evidence}
		}),
		Code: ptr(in.Code, func(c bot.Code) code {
			return code{By: c.By, At: c.At, ID: c.ID, Account: c.Account, Admin: c.Admin, To: c.To, Expires: c.Expires, Tries: c.Tries, Used: c.Used}
		}),
		Codes: in.Codes, Asked: in.Asked, Returned: in.Returned, Corrected: in.Corrected,
		Owner: in.Owner,
		Actions: each(in.Actions, func(a bot.Action) action {
			return action{ID: a.ID, Kind: a.Kind, Account: a.Account, Target: a.Target,
				Reverses: a.Reverses, Reversed: a.Reversed, State: a.State, Carrier: a.Carrier, Approval: a.Approval,
				Approvers: a.Approvers, Approver: a.Approver, Lapses: a.Lapses, Until: a.Until, Ended: a.Ended, Changed: a.Changed, Asked: a.Asked,
				Requested: mark(a.Requested), Decided: mark(a.Decided), Finished: mark(a.Finished), Words: a.Words, Message: a.Message,
				Many: ptr(a.Many, func(m bot.Many) many {
					return many{All: m.All, Count: m.Count, Sum: m.Sum, Tries: m.Tries, Returned: m.Returned, Answered: m.Answered, Of: m.Of, First: m.First, Unreached: m.Unreached, Missed: m.Missed, Again: m.Again, Earlier: m.Earlier, Batches: each(m.Batches, func(b bot.Batch) batch { return batch(b) })}
				})}
		}),
		Obligations: each(in.Obligations, storeObligation),
		ClockSet:    in.ClockSet,
		Notes:       in.Notes, Undelivered: in.Undelivered,
		Silent: ptr(in.Silent, func(s bot.Silence) silence {
			return silence{Since: s.Since, Event: s.Event, Paged: each(s.Paged, func(p bot.Paged) paged { return paged(p) })}
		}),
		Silences: in.Silences,
		Closed:   ptr(in.Closed, func(c bot.Closing) closing { return closing{By: c.By, At: c.At, Event: c.Event} }),
		Dropped:  in.Dropped,
		Held:     ptr(in.Held, func(h bot.Hold) hold { return hold{By: h.By, At: h.At, Reason: h.Reason} }),
		Erasing:  ptr(in.Erasing, func(e bot.Erasing) erasing { return erasing{By: e.By, At: e.At, Event: e.Event} }),
		Erased:   ptr(in.Erased, func(e bot.Erasure) erasure { return erasure{By: e.By, At: e.At, Event: e.Event, Body: e.Erased} }),
		Suspicion: ptr(in.Suspicion, func(s bot.Suspicion) suspicion {
			return suspicion{Mark: mark(s.Mark), Body: s.Declaration, Event: s.Event, Converted: s.Converted, Was: s.Was}
		}),
		Drill: in.Drill,
		Notices: each(in.Notices, func(n bot.Recorded) notice {
			return notice{Mark: mark(n.Mark), Body: n.Notice, Late: n.Late, Event: n.Event}
		}),
		NoNotice: ptr(in.NoNotice, func(s bot.Silencing) silencing {
			return silencing{Mark: mark(s.Mark), Event: s.Event, Reason: s.Reason, Privacy: s.Privacy, Second: s.Second}
		}),
		Skipped:  each(in.Skipped, func(s bot.Skipped) marked[bot.StageSkip] { return marked[bot.StageSkip]{mark(s.Mark), s.StageSkip} }),
		Findings: each(in.Findings, func(f bot.Finding) marked[bot.CauseFound] { return marked[bot.CauseFound]{mark(f.Mark), f.CauseFound} }),
		Restored: ptr(in.Restored, func(r bot.Restoration) restoration {
			return restoration{marked[bot.ServiceRestored]{mark(r.Mark), r.ServiceRestored}, r.Before}
		}),
		Severity: ptr(in.Severity, func(a bot.Assessment) noted[bot.Assessed] {
			return noted[bot.Assessed]{mark(a.Mark), a.Assessed, a.Event}
		}),
		Answers: each(in.Answers, func(a bot.Answered) noted[bot.FieldAnswer] {
			return noted[bot.FieldAnswer]{mark(a.Mark), a.FieldAnswer, a.Event}
		}),
	})
	if err != nil {
		return nil, fmt.Errorf("%s: encode: %w", in.Ref, err)
	}
	return b, nil
}

func storeObligation(o bot.Obligation) obligation {
	return obligation{Rule: o.Rule, From: o.From, Deadline: o.Deadline, Moved: o.Moved, Reached: o.Reached, Times: o.Times,
		Standing: ptr(o.Standing, func(s bot.Standing) standing {
			return standing{Rung: s.Rung, Times: s.Times, Moved: s.Moved, At: s.At, Closed: s.Closed, Event: s.Event, Again: s.Again, PageAt: s.PageAt, Pages: s.Pages,
				Level: s.Level, Path: s.Path, Confirmed: s.Confirmed, Must: s.Must,
				Paged: each(s.Paged, func(p bot.Paged) paged { return paged(p) }),
				Acks:  each(s.Acks, func(a bot.Ack) ack { return ack(a) }), Expires: s.Expires}
		}),
		Met: ptr(o.Met, func(m bot.Met) mark { return mark(m) })}
}

// DecodeIncident reads a stored incident. It returns ErrFormat when the bytes
// have another format; the incident can then be folded from its events.
func DecodeIncident(ref bot.Ref, stored []byte) (bot.Incident, error) {
	var s incident
	if err := json.Unmarshal(stored, &s); err != nil {
		return bot.Incident{}, fmt.Errorf("%s: the stored incident cannot be read: %w", ref, err)
	}
	if s.Format != IncidentFormat {
		return bot.Incident{}, fmt.Errorf("%s: %w", ref, ErrFormat)
	}
	in := bot.Incident{
		Ref: s.Ref, Version: s.Version,
		Track: s.Track, Opened: s.Opened, Aware: s.Aware, Rules: s.Rules,
		Mails:  each(s.Mails, func(f filed) bot.Filed { return bot.Filed(f) }),
		Report: s.Report, Reporter: s.Reporter, Subject: s.Subject, Lang: s.Lang,
		Warnings: s.Warnings, Flags: s.Flags, Mentions: s.Mentions, Unreadable: s.Unreadable,
		Account: s.Account, AccountName: s.AccountName, Candidates: s.Candidates,
		Phone: s.Phone, Registered: s.Registered, Admin: s.Admin, ByAddress: s.ByAddress, Verdict: s.Verdict,
		Validated: ptr(s.Validated, func(v validation) bot.Validation {
			return bot.Validation{Mark: bot.Mark{By: v.By, At: v.At}, Method: v.Method, Reason: v.Reason, Second: v.Second}
		}),
		Evidence: ptr(s.Evidence, func(e evidence) bot.Evidence {
			return bot.Evidence{Mark: bot.Mark{By: e.By, At: e.At}, Event: e.Event, Account: e.Account, Evidence: e.Evidence}
		}),
		Owner: s.Owner,
		Code: ptr(s.Code, func(c code) bot.Code {
			return bot.Code{Mark: bot.Mark{By: c.By, At: c.At}, ID: c.ID, Account: c.Account, Admin: c.Admin, To: c.To, Expires: c.Expires, Tries: c.Tries, Used: c.Used}
		}),
		Codes: s.Codes, Asked: s.Asked, Returned: s.Returned, Corrected: s.Corrected,
		Actions: each(s.Actions, func(a action) bot.Action {
			return bot.Action{ID: a.ID, Kind: a.Kind, Account: a.Account, Target: a.Target,
				Reverses: a.Reverses, Reversed: a.Reversed, State: a.State, Carrier: a.Carrier, Approval: a.Approval,
				Approvers: a.Approvers, Approver: a.Approver, Lapses: a.Lapses, Until: a.Until, Ended: a.Ended, Changed: a.Changed, Asked: a.Asked,
				Requested: bot.Mark(a.Requested), Decided: bot.Mark(a.Decided), Finished: bot.Mark(a.Finished), Words: a.Words, Message: a.Message,
				Many: ptr(a.Many, func(m many) bot.Many {
					return bot.Many{All: m.All, Count: m.Count, Sum: m.Sum, Tries: m.Tries, Returned: m.Returned, Answered: m.Answered, Of: m.Of, First: m.First, Unreached: m.Unreached, Missed: m.Missed, Again: m.Again, Earlier: m.Earlier, Batches: each(m.Batches, func(b batch) bot.Batch { return bot.Batch(b) })}
				})}
		}),
		Obligations: each(s.Obligations, loadObligation),
		ClockSet:    s.ClockSet,
		Notes:       s.Notes, Undelivered: s.Undelivered,
		Silent: ptr(s.Silent, func(s silence) bot.Silence {
			return bot.Silence{Since: s.Since, Event: s.Event, Paged: each(s.Paged, func(p paged) bot.Paged { return bot.Paged(p) })}
		}),
		Silences: s.Silences,
		Closed:   ptr(s.Closed, func(c closing) bot.Closing { return bot.Closing{Mark: bot.Mark{By: c.By, At: c.At}, Event: c.Event} }),
		Dropped:  s.Dropped,
		Held:     ptr(s.Held, func(h hold) bot.Hold { return bot.Hold{Mark: bot.Mark{By: h.By, At: h.At}, Reason: h.Reason} }),
		Erasing:  ptr(s.Erasing, func(e erasing) bot.Erasing { return bot.Erasing{Mark: bot.Mark{By: e.By, At: e.At}, Event: e.Event} }),
		Erased: ptr(s.Erased, func(e erasure) bot.Erasure {
			return bot.Erasure{Mark: bot.Mark{By: e.By, At: e.At}, Event: e.Event, Erased: e.Body}
		}),
		Suspicion: ptr(s.Suspicion, func(s suspicion) bot.Suspicion {
			return bot.Suspicion{Mark: bot.Mark(s.Mark), Declaration: s.Body, Event: s.Event, Converted: s.Converted, Was: s.Was}
		}),
		Drill: s.Drill,
		Notices: each(s.Notices, func(n notice) bot.Recorded {
			return bot.Recorded{Mark: bot.Mark(n.Mark), Notice: n.Body, Late: n.Late, Event: n.Event}
		}),
		NoNotice: ptr(s.NoNotice, func(s silencing) bot.Silencing {
			return bot.Silencing{Mark: bot.Mark(s.Mark), Event: s.Event, Reason: s.Reason, Privacy: s.Privacy, Second: s.Second}
		}),
		Skipped: each(s.Skipped, func(m marked[bot.StageSkip]) bot.Skipped {
			return bot.Skipped{Mark: bot.Mark(m.Mark), StageSkip: m.Body}
		}),
		Findings: each(s.Findings, func(m marked[bot.CauseFound]) bot.Finding {
			return bot.Finding{Mark: bot.Mark(m.Mark), CauseFound: m.Body}
		}),
		Restored: ptr(s.Restored, func(m restoration) bot.Restoration {
			return bot.Restoration{Mark: bot.Mark(m.Mark), ServiceRestored: m.Body, Before: m.Before}
		}),
		Severity: ptr(s.Severity, func(n noted[bot.Assessed]) bot.Assessment {
			return bot.Assessment{Mark: bot.Mark(n.Mark), Assessed: n.Body, Event: n.Event}
		}),
		Answers: each(s.Answers, func(n noted[bot.FieldAnswer]) bot.Answered {
			return bot.Answered{Mark: bot.Mark(n.Mark), FieldAnswer: n.Body, Event: n.Event}
		}),
	}
	if s.Ref != ref || !parseHash(&in.Head, s.Head) {
		return bot.Incident{}, fmt.Errorf("%s: the stored incident is of %s, or has no hash", ref, s.Ref)
	}
	return in, nil
}

func loadObligation(o obligation) bot.Obligation {
	return bot.Obligation{Rule: o.Rule, From: o.From, Deadline: o.Deadline, Moved: o.Moved, Reached: o.Reached, Times: o.Times,
		Standing: ptr(o.Standing, func(s standing) bot.Standing {
			return bot.Standing{Rung: s.Rung, Times: s.Times, Moved: s.Moved, At: s.At, Closed: s.Closed, Event: s.Event, Again: s.Again, PageAt: s.PageAt, Pages: s.Pages,
				Level: s.Level, Path: s.Path, Confirmed: s.Confirmed, Must: s.Must,
				Paged: each(s.Paged, func(p paged) bot.Paged { return bot.Paged(p) }),
				Acks:  each(s.Acks, func(a ack) bot.Ack { return bot.Ack(a) }), Expires: s.Expires}
		}),
		Met: ptr(o.Met, func(m mark) bot.Met { return bot.Met(m) })}
}

// SealIncident returns the stored form of an incident, sealed with its key. One
// that was erased holds nothing to seal.
func SealIncident(key *Key, in bot.Incident) ([]byte, error) {
	b, err := EncodeIncident(in)
	if err != nil || in.Erased != nil {
		return b, err
	}
	return key.Seal(incidentPlace(in.Ref), b)
}

// OpenIncident reads what SealIncident returned.
func OpenIncident(key *Key, ref bot.Ref, stored []byte) (bot.Incident, error) {
	b, err := openIncident(key, ref, stored)
	if err != nil {
		return bot.Incident{}, fmt.Errorf("%s: the stored incident: %w", ref, err)
	}
	return DecodeIncident(ref, b)
}

func openIncident(key *Key, ref bot.Ref, stored []byte) ([]byte, error) {
	if key == Destroyed && !Sealed(stored) {
		return stored, nil
	}
	return key.Open(incidentPlace(ref), stored)
}

func incidentPlace(ref bot.Ref) string { return "incident " + string(ref) }

// each converts a slice; an empty one becomes nil, as it does in the stored form.
func each[A, B any](list []A, to func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = to(a)
	}
	return out
}

func ptr[A, B any](p *A, to func(A) B) *B {
	if p == nil {
		return nil
	}
	b := to(*p)
	return &b
}
