package mail

import (
	"slices"
	"testing"
)

// A code counts in what somebody writes himself, and not in the mail of ours
// that his answer quotes.
func TestCodesInQuotesDoNotCount(t *testing.T) {
	const quote = "\r\nOp vr 18 sep 2026 om 08:55 schreef Snoobi datalekdesk <avg-incident@snoobi.nl>:\r\n\r\n> De code is 7K2M-QX9D.\r\n"
	for text, want := range map[string][]string{
		"De code is 7K2M-QX9D.\r\n":                    {"7K2M-QX9D"},
		"7k2m-qx9d\r\n" + quote:                        {"7K2M-QX9D"},
		"Dit heb ik NIET gevraagd!\r\n" + quote:        nil,
		"Dit heb ik NIET gevraagd!\r\n\r\n> 7K2M-QX9D": nil,
	} {
		raw := "From: Bert <bert@fietsenhuls.example>\r\nTo: avg-incident@snoobi.nl\r\nSubject: Re: [DL-2026-0001] Code\r\n" +
			"Date: Fri, 18 Sep 2026 09:00:00 +0200\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text
		if got := (Reader{}).Read([]byte(raw)).Codes; !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
