package config

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// The address of the monitor comes from the environment, and is called with GET
// unless the file says otherwise.
func TestMonitor(t *testing.T) {
	example, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	for more, want := range map[string]string{
		"": "", "monitor: {url_env: MONITOR_URL}\n": http.MethodGet, "monitor: {url_env: MONITOR_URL, method: post}\n": http.MethodPost,
	} {
		file := filepath.Join(t.TempDir(), "config.yaml")
		if err := os.WriteFile(file, append(example[:len(example):len(example)], more...), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(file, secrets)
		if err != nil {
			t.Fatal(err)
		}
		switch m := c.Monitor; {
		case want == "" && !m.URL.IsZero():
			t.Error("a desk that names no monitor has one")
		case want != "" && (m.HTTPMethod() != want || m.URL.Reveal() != "https://ping.example/canary-10"):
			t.Errorf("%q calls with %s", more, m.HTTPMethod())
		}
	}
}
