package notifier

import (
	"fmt"
	"time"
)

// What a Sender answers when it could not get a receipt is one of the four
// types below. Any other error counts as Unknown. Codes are short words of ours
// or of the other side's API ("channel_not_found"): they go into logs and into
// the record, so they never hold what somebody wrote.
type (
	// Later says that nothing was done, and when it may be tried again. A zero
	// Until leaves that to the loop's back-off.
	Later struct {
		Until time.Time
		Code  string
	}
	// Unknown says that it may have been done: no answer, half an answer, or
	// an answer that nobody has listed. The Sender finds out before it repeats.
	Unknown struct {
		Code string
		Err  error // without addresses and tokens; nil when the code says it all
	}
	// Permanent says that the other side refuses this effect for good. When it
	// comes with a receipt, the effect arrived all the same in a poorer form:
	// the refusal is recorded, and what follows the effect goes on.
	Permanent struct{ Code string }
	// Stop says that this Sender can deliver nothing at all, such as after its
	// token was revoked. Its effects stay due.
	Stop struct{ Code string }
)

func (e Later) Error() string {
	if e.Until.IsZero() {
		return "later: " + e.Code
	}
	return fmt.Sprintf("later: %s, not before %s", e.Code, e.Until.UTC().Format(time.RFC3339))
}

func (e Unknown) Error() string {
	if e.Err == nil {
		return "unknown whether it was done: " + e.Code
	}
	return fmt.Sprintf("unknown whether it was done: %s: %v", e.Code, e.Err)
}

func (e Unknown) Unwrap() error { return e.Err }

func (e Permanent) Error() string { return "refused for good: " + e.Code }

func (e Stop) Error() string { return "nothing can be delivered: " + e.Code }
