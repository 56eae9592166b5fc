package view

import "strings"

// why says in words why something could not be delivered. Codes of the other
// side with a number in them stay beside the words, for whoever looks further.
func (f Face) why(code string) text {
	// Slack has several, such as restricted_action_read_only_channel.
	if strings.HasPrefix(code, "restricted_action") {
		code = "restricted_action"
	}
	key := "code." + code
	switch {
	case has(key):
	case strings.HasPrefix(code, "http_"):
		key = "code.http"
	case strings.HasPrefix(code, "smtp-"):
		key = "code.smtp"
	default:
		key = "code.other"
	}
	return f.say(key, "code", data(oneLine(code, 60)))
}
