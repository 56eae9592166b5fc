package bot

// A Verdict says what the desk knows of the right of the requester to ask.
type Verdict string

const (
	VerdictAdmin       Verdict = "admin"       // an admin of the account, authenticated or called back
	VerdictResponsible Verdict = "responsible" // demonstrably responsible: evidence by one, confirmed by another
	VerdictClaimed     Verdict = "claimed"     // an admin's name, or an admin's address that nothing proves
	VerdictUnknown     Verdict = "unknown"     // neither
	VerdictRejected    Verdict = "rejected"    // may not ask this
	VerdictStaff       Verdict = "staff"       // our own staff declared it: nobody outside asks
)

// Valid reports whether somebody with this verdict may have actions carried out.
func (v Verdict) Valid() bool {
	return v == VerdictAdmin || v == VerdictResponsible || v == VerdictStaff
}

// A Method is how a verdict was raised.
type Method string

const (
	MethodCallBack Method = "call-back" // the registered number was called, by the member of staff who records it
	MethodEvidence Method = "evidence"  // recorded by one person, confirmed by another
	MethodCode     Method = "code"      // a one-time code came back from the admin's registered address
)

// A Match is what the directory says of a mail.
type Match struct {
	Account    AccountID   `json:"account,omitempty"` // "" when none, or when more than one fits
	Name       string      `json:"name,omitempty"`    // of the account
	Candidates []AccountID `json:"candidates,omitempty"`
	Admin      string      `json:"admin,omitempty"` // the admin who was recognised, as registered
	ByAddress  bool        `json:"by_address,omitempty"`
	ByName     bool        `json:"by_name,omitempty"`
	Address    Address     `json:"address,omitempty"` // registered address of that admin
	Phone      string      `json:"phone,omitempty"`   // registered number of that admin, masked: ••• •• 23
	Warnings   []Warning   `json:"warnings,omitempty"`
}

// A Warning is something that staff should look at before they believe a mail.
// About names what it is about: a domain or an account, never a full address.
type Warning struct {
	Code  string `json:"code"`
	About string `json:"about,omitempty"`
}

// The warnings that the directory gives.
const (
	WarnLookalike      = "look-alike-domain" // fietsen-huls.example beside fietsenhuls.example
	WarnSimilarAccount = "similar-account"   // another account has nearly the same name
	WarnNameNotAddress = "name-not-address"  // an admin's name from an address that is not theirs
	WarnOtherSender    = "account-of-others" // the sender is admin of other accounts only
	WarnExAdmin        = "ex-admin"          // the author was an admin of the account
	WarnRemovesAdmins  = "removes-admins"    // an admin asks to remove another admin
	WarnStale          = "stale-directory"   // the accounts could not be read again; About: as of when they are
	WarnFreeMail       = "free-mail"         // an admin's name from an address that anybody can have
)

// Judge returns the verdict on the requester of a mail. Only an authentic
// sender whose whole address is registered for the account is an admin; whoever
// is admin of several accounts and names none is one of no account yet. What an
// inline forward says of its author is text that somebody pasted; an attached
// original is proof when its own signature is valid and that of its author's domain.
func Judge(m Mail, d Match) Verdict {
	switch {
	case d.ByAddress && d.Account != "" && m.proven():
		return VerdictAdmin
	case d.ByAddress, d.ByName:
		return VerdictClaimed
	}
	return VerdictUnknown
}

// proven reports whether the reporter's address is proven.
func (m Mail) proven() bool {
	switch m.Forwarded {
	case ForwardNone:
		return m.Authentic.Pass
	case ForwardAttached:
		return m.Original != nil && m.Original.Pass
	}
	return false
}
