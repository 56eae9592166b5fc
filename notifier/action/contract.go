package action

import (
	"fmt"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// What goes over the wire. docs/action-api.yaml promises these names to the
// other side: they are added to and never changed.
type (
	// A request asks for one action. It follows from the record alone, so that
	// every repetition has the same bytes.
	request struct {
		ID          bot.EffectKey  `json:"id"` // as in Idempotency-Key
		Incident    bot.Ref        `json:"incident"`
		Action      bot.ActionKind `json:"action"`
		Hold        string         `json:"hold"` // what is held by it, or let go: see holdOf
		Account     bot.AccountID  `json:"account"`
		Target      string         `json:"target,omitempty"`
		Reverse     bool           `json:"reverse"` // take it back
		Until       time.Time      `json:"until,omitzero"`
		RequestedBy bot.PersonID   `json:"requested_by"`
		ApprovedBy  bot.PersonID   `json:"approved_by,omitempty"`
		RequestedAt time.Time      `json:"requested_at"`
	}
	// An answer says how far the action has come.
	answer struct {
		Status    status `json:"status"`
		Reference string `json:"reference,omitempty"` // of done: where the other side finds it again
		Title     string `json:"title,omitempty"`     // of failed: why
		Detail    string `json:"detail,omitempty"`
	}
	// A problem says why a request is refused (RFC 9457 §3.1). Its other
	// members are not read.
	problem struct {
		Title  string `json:"title"`
		Detail string `json:"detail,omitempty"`
	}
)

// A status is how far the API has come with an action.
type status string

const (
	accepted status = "accepted" // it will be carried out
	done     status = "done"     // it was carried out
	failed   status = "failed"   // it will not be carried out
)

// ask makes the request for an action.
func ask(key bot.EffectKey, ref bot.Ref, a bot.Action) request {
	r := request{ID: key, Incident: ref, Action: a.Kind, Hold: holdOf(ref, a), Account: a.Account, Target: a.Target, Reverse: a.Reverses > 0,
		Until: a.Until, RequestedBy: a.Requested.By, RequestedAt: a.Requested.At.UTC()}
	if a.Approval {
		r.ApprovedBy = a.Decided.By
	}
	return r
}

// holdOf names the action that keeps something stopped. What is taken back carries
// the hold of what it takes back, so that the API keeps an account closed which
// another action, or another incident, still holds.
func holdOf(ref bot.Ref, a bot.Action) string {
	no := a.ID
	if a.Reverses > 0 {
		no = a.Reverses
	}
	return fmt.Sprintf("%s/%d", ref, no)
}

// wordsMost is how many characters of the API's words the record keeps.
const wordsMost = 300

// why joins title and detail; mute stands in for both.
func (p problem) why(mute string) string {
	title, detail := clean(p.Title), clean(p.Detail)
	switch {
	case title != "" && detail != "":
		return clean(title + ": " + detail)
	case title != "" || detail != "":
		return title + detail
	}
	return clean(mute)
}

// clean makes words of the API fit for the record and the thread: one line, no
// characters that hide or turn text around, no link that works.
func clean(s string) string {
	s = s[:min(len(s), 8*wordsMost)] // each step costs time for each byte; Clean mends a character cut in two
	s = strings.Join(strings.Fields(view.Clean(s)), " ")
	if s == "" {
		return ""
	}
	runes := []rune(view.Defang(s))
	if len(runes) > wordsMost {
		return string(runes[:wordsMost-1]) + "…"
	}
	return string(runes)
}
