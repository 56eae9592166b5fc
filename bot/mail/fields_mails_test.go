package mail

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestFieldsOfMails reads forms in many layouts and mails in prose of many hands.
// A field that a mail in testdata/fields leaves out is not checked.
func TestFieldsOfMails(t *testing.T) {
	b, err := os.ReadFile("testdata/fields/mails.json")
	if err != nil {
		t.Fatal(err)
	}
	var mails []map[string]string
	if err := json.Unmarshal(b, &mails); err != nil {
		t.Fatal(err)
	}
	for _, want := range mails {
		u := unseen{body: want["body"], who: want["who"]}
		if u.who == "" {
			u.who = "Bea Smit"
		}
		m := desk.Read(u.raw())
		r := m.Report
		var scope, actions []string
		for _, s := range r.Scope {
			scope = append(scope, string(s))
		}
		for _, a := range r.Actions {
			actions = append(actions, string(a))
		}
		targets := slices.Sorted(slices.Values(r.Targets))
		got := map[string]string{
			"who": r.Requester, "account": r.Account, "when": clockOf(r.Occurred.From), "until": clockOf(r.Occurred.Until), "prec": string(r.Occurred.Precision),
			"scope": strings.Join(scope, " "), "actions": strings.Join(actions, " "), "targets": strings.Join(targets, " "),
		}
		for field, w := range want {
			if field != "name" && field != "body" && got[field] != w {
				t.Errorf("%s: %s: %q, want %q", want["name"], field, got[field], w)
			}
		}
		if err := badWords(m); err != "" {
			t.Errorf("%s: %s", want["name"], err)
		}
	}
}
