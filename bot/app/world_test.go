package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"meldwacht/bot/config"
	"meldwacht/bot/sandbox"
	"meldwacht/storage"
)

// The world of the scenarios: the people of the sandbox's demo workspace.
const channel = "C0DESK"

var people = []string{"U0ANNA", "U0PIET", "U0MIRA", "U0TOM", "U0FATI", "U0GAST", "U0XENO"}

var quiet = zerolog.Nop()

func userOf(name string) string { return "U0" + strings.ToUpper(name) }

// scenarioSecrets open nothing but the workspace in the bubble.
var scenarioSecrets = map[string]string{
	"SCENARIO_STORE_KEY": "bWVsZHdhY2h0IG1hc3RlciBrZXkgZm9yIHRlc3RzIDE=",
	"SCENARIO_BOT_TOKEN": "xoxb-demo", "SCENARIO_APP_TOKEN": "xapp-demo",
	"SCENARIO_PAGERDUTY_KEY": "0123456789abcdef0123456789abcdef", "SCENARIO_PAGERDUTY_SECRET": "scenario-pagerduty-webhook-secret",
	"SCENARIO_TOPIC_MIRA":   "scenario-topic-mira",
	"SCENARIO_PAGER_SECRET": "whsec_bWVsZHdhY2h0LWRlbW8tcGFnZXItc2VjcmV0", "SCENARIO_ACTIONS_SECRET": "whsec_bWVsZHdhY2h0LWRlbW8tYWN0aW9ucy1zZWNyZXQ=",
}

// scenarioKey is the master key of the scenarios.
func scenarioKey() *storage.Master {
	m, err := storage.ParseMaster(scenarioSecrets["SCENARIO_STORE_KEY"])
	if err != nil {
		panic(err)
	}
	return m
}

// sectionStart begins a section of a configuration.
var sectionStart = regexp.MustCompile(`(?m)^[a-z]+:`)

// deskConfig reads the configuration of the scenarios as serve would, with more
// behind it, or in the place of what it says.
func deskConfig(t testing.TB, dir string, more ...string) config.Config {
	t.Helper()
	text, err := os.ReadFile("../../testdata/scenario/config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	added := strings.Join(more, "")
	for _, section := range sectionStart.FindAllString(added, -1) { // stands in the place of the one of all scenarios
		text = regexp.MustCompile("(?m)^"+section+".*\n(?:[ -].*\n?)*").ReplaceAll(text, nil)
	}
	if strings.Contains("\n"+added, "\nrota:") { // which says who is on call in the place of the role
		text = bytes.Replace(text, []byte("  oncall: {people: [piet]}\n"), nil, 1)
	}
	text = append(text, added...)
	accounts, err := os.ReadFile("../../testdata/sample/directory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "config.yaml")
	if err := errors.Join(os.WriteFile(file, text, 0o600), os.WriteFile(filepath.Join(dir, "directory.yaml"), accounts, 0o600)); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, func(name string) (string, bool) { v, ok := scenarioSecrets[name]; return v, ok })
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// serveSandbox puts the workspace on the network of the bubble.
func serveSandbox(t *testing.T, n *pipeNet, address string, w *sandbox.Workspace) *http.Server {
	t.Helper()
	l, err := n.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: w.Handler()}
	go server.Serve(l)
	return server
}

// faultFrom reads "kind=outage seconds=3600 method=chat.postMessage after=true".
func faultFrom(words string) (sandbox.Fault, error) {
	var f sandbox.Fault
	for _, w := range strings.Fields(words) {
		name, value, _ := strings.Cut(w, "=")
		n, _ := strconv.Atoi(value)
		switch name {
		case "kind":
			f.Kind = value
		case "method":
			f.Method = value
		case "nth":
			f.Nth = n
		case "count":
			f.Count = n
		case "status":
			f.Status = n
		case "error":
			f.Error = value
		case "retry_after":
			f.RetryAfter = n
		case "seconds":
			f.Seconds = n
		case "after":
			f.After = value == "true"
		default:
			return f, fmt.Errorf("a fault has no %q", name)
		}
	}
	return f, nil
}
