package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A desk that writes mail needs a password for it; whoever hands mail in does not.
func TestLoadMailNeedsNoPassword(t *testing.T) {
	text, err := os.ReadFile("testdata/doors-closed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(text), "  smtp:")
	_, after, _ = strings.Cut(after, "\n  imap: []\n")
	out := "  lmtp: {listen: \"unix:/run/lmtp\"}\n  out: {host: \"relay.snoobi.nl:587\", user: u, password_env: UNSET, from: Desk <avg-incident@snoobi.nl>}\n"
	dir := t.TempDir()
	write(t, dir, "c.yaml", before+out+after)
	m, err := LoadMail(filepath.Join(dir, "c.yaml"))
	if err != nil || m.Out == nil || !m.Out.Password.IsZero() {
		t.Errorf("%v", err)
	}
	if _, err := Load(filepath.Join(dir, "c.yaml"), secrets); err == nil {
		t.Error("the desk starts without the password")
	}
}

// The certificate, the service account's key and the letters belong to the desk's
// own user; whoever hands mail in cannot read them, and need not.
func TestLoadMailOpensNoFiles(t *testing.T) {
	text, err := os.ReadFile("testdata/doors-closed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(text), "  smtp:")
	_, after, _ = strings.Cut(after, "\n  imap: []\n")
	for _, lines := range []string{
		"  smtp: {listen: \"127.0.0.1:2525\", tls_cert: none/cert.pem, tls_key: none/key.pem}",
		"  imap: [{name: own, host: \"imap.gmail.com:993\", user: u, oauth: {provider: google_service_account, key_file: none/key.json}}]",
		"  smtp: {listen: \"127.0.0.1:2525\"}\n  out: {host: \"relay.snoobi.nl:587\", from: Desk <avg-incident@snoobi.nl>, templates: none}",
	} {
		dir := t.TempDir()
		write(t, dir, "c.yaml", before+lines+"\n"+after)
		if _, err := LoadMail(filepath.Join(dir, "c.yaml")); err != nil {
			t.Errorf("%v", err)
		}
		if _, err := Load(filepath.Join(dir, "c.yaml"), secrets); err == nil {
			t.Errorf("the desk starts without what this names:\n%s", lines)
		}
	}
}

// Whoever hands mail to the desk need not know its secrets; what is wrong with
// the mail section is still said.
func TestLoadMailNeedsNoSecrets(t *testing.T) {
	m, err := LoadMail("../../config.example.yaml")
	if err != nil || len(m.Desk) == 0 || m.LMTP.Listen == "" {
		t.Errorf("%v %+v", err, m.Desk)
	}
	text, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "c.yaml")
	bad := strings.Replace(string(text), "max_mb: 35", "max_mb: 99", 1)
	if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadMail(path); err == nil || !strings.Contains(err.Error(), "mail.max_mb") || strings.Contains(err.Error(), "slack") {
		t.Errorf("%v", err)
	}
}

// Whoever looks ahead needs no secrets either, and is still told what is wrong
// with the people and the ladders.
func TestLoadPlanNeedsNoSecrets(t *testing.T) {
	c, err := LoadPlan("../../config.example.yaml")
	if err != nil || len(c.Rules().Obligations) == 0 || c.Location == nil {
		t.Errorf("%v %+v", err, c.Location)
	}
	text, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "c.yaml", strings.Replace(string(text), "{name: 12h, left: 12h, tell: [manager]", "{name: 12h, left: 12h, tell: [boss]", 1))
	if _, err := LoadPlan(filepath.Join(dir, "c.yaml")); err == nil {
		t.Error("a ladder that tells a role that is not there is taken")
	}
}
