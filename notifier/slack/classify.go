package slack

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/notifier"
)

// defaultRetry is how long to wait when Slack says "too fast" without
// Retry-After, as message_limit_exceeded does (slack-go#1383).
const defaultRetry = 60 * time.Second

// A refused is an answer that our message is malformed: our bug, and no reason
// to say nothing. The message goes out once more as plain text.
type refused struct{ code string }

func (e refused) Error() string { return "malformed: " + e.code }

// classes is the table of reference/slack.md §5. What is not in it is unknown.
var classes = map[string]func(code string, now time.Time) error{
	"ratelimited":            tooFast,
	"rate_limited":           tooFast,
	"message_limit_exceeded": tooFast,

	"channel_not_found":       permanent,
	"not_in_channel":          permanent,
	"is_archived":             permanent,
	"cannot_reply_to_message": permanent,
	"thread_not_found":        permanent,
	"message_not_found":       permanent,
	"cant_update_message":     permanent, // reference/slack.md §3: only one's own messages

	"invalid_blocks":        malformed,
	"invalid_blocks_format": malformed,
	"msg_blocks_too_long":   malformed,
	"msg_too_long":          malformed,
	"metadata_too_large":    malformed,
	"no_text":               malformed,
	"invalid_arguments":     malformed,

	"not_authed":       stop,
	"invalid_auth":     stop,
	"token_revoked":    stop,
	"token_expired":    stop,
	"account_inactive": stop,
	"missing_scope":    stop,
}

func tooFast(code string, now time.Time) error {
	return notifier.Later{Until: now.Add(defaultRetry), Code: code}
}
func permanent(code string, _ time.Time) error { return notifier.Permanent{Code: code} }
func malformed(code string, _ time.Time) error { return refused{code} }
func stop(code string, _ time.Time) error      { return notifier.Stop{Code: code} }

// classify turns an error of slack-go into what the loop does about it.
func classify(err error, now time.Time) error {
	var (
		limited *slack.RateLimitedError
		status  slack.StatusCodeError
		answer  slack.SlackErrorResponse
		address *url.Error
		network *net.OpError
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limited):
		return notifier.Later{Until: now.Add(max(limited.RetryAfter, time.Second)), Code: "http_429"}
	case errors.As(err, &status):
		if status.Code == http.StatusTooManyRequests {
			return tooFast("http_429", now)
		}
		return notifier.Unknown{Code: "http_" + strconv.Itoa(status.Code)}
	case errors.As(err, &answer):
		if strings.HasPrefix(answer.Err, "restricted_action") {
			return notifier.Permanent{Code: answer.Err}
		}
		if class, ok := classes[answer.Err]; ok {
			return class(answer.Err, now)
		}
		return notifier.Unknown{Code: answer.Err}
	case errors.As(err, &network) && network.Op == "dial":
		return notifier.Later{Code: "dial"} // nothing was sent
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return notifier.Unknown{Code: "timeout"}
	case errors.As(err, &address):
		return notifier.Unknown{Code: "connection", Err: address.Err} // without the address
	}
	return notifier.Unknown{Code: "broken_answer"}
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// listed reports whether an unknown outcome is one that happens in the life of
// a network. Any other is a code of Slack's that somebody should look at.
func listed(code string) bool {
	switch code {
	case "timeout", "connection", "broken_answer", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
		return true
	}
	return strings.HasPrefix(code, "http_5")
}
