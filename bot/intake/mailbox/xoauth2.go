package mailbox

import (
	"encoding/json"
	"regexp"
)

const xoauth2Name = "XOAUTH2"

// xoauth2 is the client's side of XOAUTH2, which the SASL library does not have.
type xoauth2 struct {
	user, token string
	status      string // of the refusal, if there was one: three digits
}

func (x *xoauth2) Start() (mech string, ir []byte, err error) {
	return xoauth2Name, []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

var threeDigits = regexp.MustCompile(`^[0-9]{3}$`)

// Next is asked only when the server refuses. The empty answer brings its NO,
// which tells a refusal from a server that is unwell.
func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	var refusal struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(challenge, &refusal) == nil && threeDigits.MatchString(refusal.Status) {
		x.status = refusal.Status
	}
	return []byte{}, nil
}
