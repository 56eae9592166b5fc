package action

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// Whatever the API answers, it is a reply or an error, and its words are one
// line of bounded length that turns nothing around.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{`{"status":"done","reference":"ADM-7"}`, `{"title":"No","detail":"https://evil.example"}`,
		`{"status":"failed"}`, `{"status":7}`, "<h1>", "{\"title\":\"\u202e\xff\"}", strings.Repeat("[", 10000)} {
		f.Add(200, s)
		f.Add(422, s)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		res := &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {body}}}
		r, err := judge("DL-2026-0007/carry/1/2", res, []byte(body), time.Unix(0, 0))
		switch {
		case err != nil:
			return
		case r.status == accepted:
			if r.until.After(time.Unix(0, 0).Add(longestRetry)) {
				t.Errorf("waits until %v", r.until)
			}
			return
		case r.words == "" || utf8.RuneCountInString(r.words) > wordsMost || !utf8.ValidString(r.words):
			t.Errorf("words %q", r.words)
		}
		for _, c := range r.words {
			if unicode.IsControl(c) || c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069' {
				t.Errorf("%U in %q", c, r.words)
			}
		}
		if strings.Contains(r.words, "https://") {
			t.Errorf("a link: %q", r.words)
		}
	})
}
