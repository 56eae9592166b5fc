package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
