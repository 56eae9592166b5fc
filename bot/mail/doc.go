// Package mail reads what arrives at the desk: raw bytes in, a [bot.Mail] out.
// It takes the MIME parts apart, finds the original inside forwards of forwards,
// says whether the sender is proven, and reads from the words what is asked, by
// whom, about which account and when it happened:
//
//	r := mail.Reader{Authserv: "mx.snoobi.nl", Desk: []string{"avg-incident@snoobi.nl"}, StaffDomains: []string{"snoobi.nl"}}
//	m := r.Read(raw)
//	out, err := mail.Print(m) // one JSON object
//
// It does no I/O and keeps no state. Everything here is written by strangers,
// so each scanner passes over its input a fixed number of times, and what a
// mail may cost is counted before it is parsed.
//
// The MIME walker is its own. Only the way down to the words is needed here, no
// writing, no inline images; the general readers have no limit on depth and
// parts, cannot be stopped once they run (half a megabyte of nested multiparts
// keeps one busy for 25 seconds), and lose the text of HTML nested deeper than
// 512 elements. What stays outside is charsets (golang.org/x/text), the HTML
// tokenizer and the public suffix list (golang.org/x/net).
//
// The way of a mail through the files: limits.go counts; header.go, params.go,
// encoded.go and address.go read headers; mime.go, transfer.go, charset.go,
// html.go and html_hidden.go make text, winmail.go with tnef.go, tnef_props.go and
// rtf.go that of Outlook, and differ.go compares two; class.go and bounce.go know
// machines; unwrap.go with separator.go, block.go and attribution.go finds the
// original; words.go cuts it into words and clauses, and lexicon.go knows what they
// mean; dates_*.go read times; fields.go and the files beside it fill the report.
package mail
