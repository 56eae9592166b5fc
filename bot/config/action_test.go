package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// loadMore loads a whole configuration with these lines at its end.
func loadMore(t *testing.T, lines string) (Config, error) {
	t.Helper()
	c, err := os.ReadFile("testdata/doors-closed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := strings.Replace(string(c), "  smtp: {tls_cert: secrets/two-lines}\n  lmtp: {allow: [0.0.0.0/0]}\n", "  smtp: {listen: \":25\"}\n", 1)
	write(t, dir, "meldwacht.yaml", text+"\n"+lines)
	return Load(filepath.Join(dir, "meldwacht.yaml"), secrets)
}

// The rules hold what the file says, and what it leaves out is written down with
// it: a running incident does not follow a later version of the defaults.
func TestRulesOfTheActions(t *testing.T) {
	c, err := loadMore(t, `
approval: [revoke-user, stop-all]
actions:
  - {kind: stop-all, approvers: privacy, stands: 72h, carrier: http}
  - {kind: revoke-user, stands: 10m}
  - {kind: block-reports, anybody: true}
actions_api: {url: "http://127.0.0.1:8080/api/v1", secret_env: ACTIONS_SECRET}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := bot.DefaultRules()
	want.Paths = []string{PathWebhook}
	want.Approval = []bot.ActionKind{bot.RevokeUser, bot.StopAll}
	want.Actions = []bot.ActionRule{
		{Kind: bot.StopAll, Approvers: bot.Privacy, Stands: 72 * time.Hour, Carrier: bot.ByAPI},
		{Kind: bot.RevokeUser, Approvers: bot.Manager, Stands: 10 * time.Minute, Carrier: bot.ByHand},
		{Kind: bot.BlockReports, Anybody: true, Approvers: bot.Manager, Stands: 4 * time.Hour, Carrier: bot.ByHand},
	}
	if diff := cmp.Diff(want, c.Rules()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if c.ActionsAPI.URL != "http://127.0.0.1:8080/api/v1" || c.ActionsAPI.Secret.Reveal() != signingSecret {
		t.Errorf("the API is %s", c.ActionsAPI.URL)
	}
}

// The example's actions can be used once their "#" are gone.
func TestActionsOfTheExample(t *testing.T) {
	c, err := loadMore(t, fromExample(t, "#actions:")+"\n"+fromExample(t, "#actions_api:"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Action{{Kind: bot.SuspendAPI, Approvers: bot.Manager, Stands: 4 * time.Hour, Carrier: bot.ByAPI}}
	if diff := cmp.Diff(want, c.Actions); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if c.ActionsAPI.URL != "https://admin.snoobi.nl/api/v1" || c.ActionsAPI.Secret.IsZero() {
		t.Errorf("%+v", c.ActionsAPI)
	}
	// An incident that opened while the API was used still needs it.
	if _, err := loadMore(t, fromExample(t, "#actions_api:")); err != nil {
		t.Errorf("an API must not be there for no action: %v", err)
	}
}

// Only what can be signed with is a secret for signing (Standard Webhooks 1.0).
func TestSigningSecret(t *testing.T) {
	for secret, ok := range map[string]bool{
		"whsec_" + strings.Repeat("AAAA", 8):           true,  // 24 bytes
		"whsec_" + strings.Repeat("AAAA", 21) + "AA==": true,  // 64
		"whsec_" + strings.Repeat("AAAA", 7) + "AAA=":  false, // 23
		"whsec_" + strings.Repeat("AAAA", 21) + "AAA=": false, // 65
		strings.Repeat("AAAA", 8):                      false,
		"whsec_":                                       false,
		"whsec_" + strings.Repeat("AA-A", 8):           false,
		"whsec_" + strings.Repeat("AAAA", 7) + "AAA":   false,
	} {
		dir := t.TempDir()
		text, err := os.ReadFile("testdata/doors-closed.yaml")
		if err != nil {
			t.Fatal(err)
		}
		good := strings.Replace(string(text), "  smtp: {tls_cert: secrets/two-lines}\n  lmtp: {allow: [0.0.0.0/0]}\n", "  smtp: {listen: \":25\"}\n", 1)
		write(t, dir, "secret", secret+"\n")
		write(t, dir, "meldwacht.yaml", strings.Replace(good, "secret_env: PAGER_SECRET", "secret_file: secret", 1)+
			"\nactions_api: {url: \"https://admin.snoobi.nl\", secret_file: secret}\n")
		_, err = Load(filepath.Join(dir, "meldwacht.yaml"), secrets)
		var problems Problems
		if ok != (err == nil) || !ok && (!errors.As(err, &problems) || len(problems) != 2) {
			t.Errorf("%s: %v", secret, err)
		}
	}
}
