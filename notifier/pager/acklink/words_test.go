package acklink

import (
	"strings"
	"testing"
)

// Each language says all that the other says, with the next step in it.
func TestBothLanguagesAreComplete(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		if len(catalog[lang]) != len(tones)+4 {
			t.Errorf("%s has %d texts", lang, len(catalog[lang]))
		}
		for k := range tones {
			w := catalog[lang][k]
			if w.title == "" || !strings.Contains(strings.Join(w.lines, " "), "Slack") {
				t.Errorf("%s: page %d says %q", lang, k, w)
			}
		}
		for _, k := range []kind{button, again, slack, desk} {
			if catalog[lang][k].title == "" {
				t.Errorf("%s lacks the word %d", lang, k)
			}
		}
	}
}
