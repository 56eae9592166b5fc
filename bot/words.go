package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Ref names an incident, like DL-2026-0007: the year in which it was opened
// and its number within that year.
type Ref string

var refForm = regexp.MustCompile(`^DL-[0-9]{4}-[0-9]{4,}$`)

// MakeRef returns the ref of the n-th incident of a year.
func MakeRef(year, n int) Ref { return Ref(fmt.Sprintf("DL-%04d-%04d", year, n)) }

// ParseRef reads a ref in any case. ok is false when s is not of that form.
func ParseRef(s string) (ref Ref, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	return Ref(s), refForm.MatchString(s)
}

// Split returns the year and the number of a ref, zero when it has another form.
func (r Ref) Split() (year, n int) {
	if !refForm.MatchString(string(r)) {
		return 0, 0
	}
	year, _ = strconv.Atoi(string(r[3:7]))
	n, _ = strconv.Atoi(string(r[8:]))
	return year, n
}

// A UserID is a Slack user, like U0ANNA.
type UserID string

// A PersonID names a person of the configuration. Two people are compared by
// it and never by their Slack accounts, of which one person may have several.
type PersonID string

// The two actors that are no people.
const (
	ActorDesk PersonID = "desk" // the desk itself: a rung that came due
	ActorMail PersonID = "mail" // a mail that came in
)

// An AccountID is the number of a Snoobi account, like SN-10423.
type AccountID string

// An Address is a mail address in lower case. It prints itself masked, so that
// it cannot reach a log or a message by accident; string(a) is the full address.
type Address string

// String returns the address with all but its first character and its domain
// hidden: m•••@winkel.example.
func (a Address) String() string {
	local, domain, ok := strings.Cut(string(a), "@")
	if a == "" {
		return ""
	}
	if !ok || local == "" {
		return "•••"
	}
	for _, first := range local {
		return string(first) + "•••@" + domain
	}
	return "•••"
}

// GoString masks as String does, for %#v.
func (a Address) GoString() string { return a.String() }

// Domain returns what stands behind the last @, or "".
func (a Address) Domain() string {
	if i := strings.LastIndexByte(string(a), '@'); i >= 0 {
		return string(a)[i+1:]
	}
	return ""
}

// A Mailbox is a person as a mail header names them.
type Mailbox struct {
	Name    string  `json:"name"`
	Address Address `json:"address"`
}

// A Track is one of the two procedures that Snoobi publishes.
type Track string

const (
	Customer Track = "customer" // a leak at a Snoobi user
	Internal Track = "internal" // a suspected leak at Snoobi itself
)

// A Role is what a person may do at the desk.
type Role string

const (
	Support Role = "support" // triage, validate, request and carry out actions
	Manager Role = "manager" // approve, acknowledge, decide on notifying
	Privacy Role = "privacy" // all that a manager may, and the dossier
	OnCall  Role = "oncall"  // on duty outside office hours: gets paged, acknowledges
)

// A Person is somebody who acts at the desk, with the roles they hold now.
type Person struct {
	ID    PersonID
	User  UserID
	Name  string
	Roles []Role
	Off   time.Time // when the rota ends their turn on call; zero: not soon, or they are not on call
}

// May reports whether p may do what the role may. The privacy officer may do
// all that a manager may, and a manager all that support may.
func (p Person) May(role Role) bool {
	has := func(r Role) bool { return slices.Contains(p.Roles, r) }
	switch role {
	case Support:
		return has(Support) || has(Manager) || has(Privacy)
	case Manager:
		return has(Manager) || has(Privacy)
	}
	return has(role)
}

// A Lang is a language that the desk speaks.
type Lang string

const (
	NL Lang = "nl"
	EN Lang = "en"
)
