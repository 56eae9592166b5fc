package slack

import (
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// clientTimeout bounds one call; slack-go's own client has no limit
// (reference/slack.md §4.1 #8).
const clientTimeout = 10 * time.Second

// NewClient returns a client for the workspace of the token. An empty apiURL is
// Slack itself. transport is for tests; nil is the default one.
//
// slack-go's own retries stay off: they would wait inside a call, and the
// outbox waits better.
func NewClient(token, apiURL string, transport http.RoundTripper) *slack.Client {
	options := []slack.Option{slack.OptionHTTPClient(&http.Client{
		Timeout:   clientTimeout,
		Transport: transport,
		// The token goes to the address in the configuration and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})}
	if apiURL != "" {
		options = append(options, slack.OptionAPIURL(apiURL))
	}
	return slack.New(token, options...)
}
