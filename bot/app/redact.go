package app

import (
	"io"
	"regexp"
)

// redact is the last net under the log. Types that hold something personal or
// secret print themselves masked; what slips through all the same is taken out
// here. zerolog writes one event a call, so no secret is cut in two.
type redact struct{ out io.Writer }

// leaks are what must not stand in a log: Slack's tokens and hooks, webhook
// secrets, bearer tokens, and mail addresses.
var leaks = regexp.MustCompile(`xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|hooks\.slack\.com/[A-Za-z0-9/_-]+|whsec_[A-Za-z0-9+/=]+|(?i:bearer) [A-Za-z0-9._~+/=-]+|[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)

// Write passes the line on without them. The replacement is safe in JSON.
func (r redact) Write(line []byte) (int, error) {
	if _, err := r.out.Write(leaks.ReplaceAll(line, []byte("[redacted]"))); err != nil {
		return 0, err
	}
	return len(line), nil
}
