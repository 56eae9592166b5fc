package wire_test

import (
	"io"
	"log"
	"strings"
	"testing"
	"unicode/utf8"

	"meldwacht/notifier/pager/internal/wire"
)

var discard = log.New(io.Discard, "", 0)

func TestAddresses(t *testing.T) {
	for s, good := range map[string]bool{
		"https://pager.example/geheim":        true,
		"https://10.0.0.7/geheim":             true, // one's own server
		"http://localhost:8080/geheim":        true,
		"http://[::1]:8080/geheim":            true,
		"https://pager.example/hook?k=geheim": true,
		"":                                    false,
		"pager.example/geheim":                false,
		"http://pager.example/geheim":         false,
		"http://localhost.example/geheim":     false,
		"ftp://pager.example/geheim":          false,
		"https://desk:geheim@pager.example":   false,
		"https:///geheim":                     false,
		"https://:443/geheim":                 false,
		"https://pager.example/#geheim":       false,
		"https://pager.example/%zzgeheim":     false,
	} {
		_, err := wire.Address(s)
		if (err == nil) != good {
			t.Errorf("%q: %v", s, err)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error quotes the address: %v", err)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tc := range []struct {
		s    string
		most int
		want string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"ab€", 4, "ab"}, {"ab€", 5, "ab€"}, {"€€", 5, "€"}, {"€", 2, ""},
	} {
		if got := wire.Cut(tc.s, tc.most); got != tc.want || !utf8.ValidString(got) {
			t.Errorf("Cut(%q, %d) is %q, want %q", tc.s, tc.most, got, tc.want)
		}
	}
}
