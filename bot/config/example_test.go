package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
)

const examplePath = "../../config.example.yaml"

// signingSecret is what calls are signed with: base64 of 27 bytes behind whsec_.
const signingSecret = "whsec_canarycanarycanarycanarycanarycanary"

// storeKey is a master key: base64 of 32 bytes.
const storeKey = "canarycanarycanarycanarycanarycanarycanaryA="

// secrets stands in for the environment of a desk that is set up.
func secrets(name string) (string, bool) {
	v, ok := map[string]string{
		"SLACK_BOT_TOKEN": "xoxb-canary-1", "SLACK_APP_TOKEN": "xapp-canary-2",
		"SLACK_SIGNING_SECRET": "canary-3", "PAGER_SECRET": signingSecret,
		"MAIL_PASSWORD": "canary-5", "MAIL_CLIENT_SECRET": "canary-6",
		"MAIL_OUT_PASSWORD": "canary-8", "DIRECTORY_TOKEN": "canary-9", "ACTIONS_SECRET": signingSecret,
		"UNSIGNABLE": "whsec_canary", "MONITOR_URL": "https://ping.example/canary-10", "MONITOR_HTTP": "http://ping.example/canary-11", "MONITOR_WORDS": "canary-12",
		"MELDWACHT_KEY": storeKey, "STORE_KEY": storeKey, "SHORT_KEY": "Y2FuYXJ5",
		"NOT_BASE64": "whsec_canary-canary-canary-canary-canary",
	}[name]
	return v, ok
}

func loadExample(t *testing.T) Config {
	t.Helper()
	c, err := Load(examplePath, secrets)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The example can be used as it is, and what it says of the rules is what
// holds when it says nothing.
func TestExampleLoads(t *testing.T) {
	c := loadExample(t)
	want := bot.DefaultRules()
	want.Paths = []string{PathWebhook}
	if diff := cmp.Diff(want, c.Rules()); diff != "" {
		t.Errorf("the ladder of the example is not the default (-default +example):\n%s", diff)
	}
	if got := c.Slack.BotToken.Reveal(); got != "xoxb-canary-1" {
		t.Errorf("bot token = %q", got)
	}
	if got := c.Directory.File; got != "../../directory.yaml" {
		t.Errorf("directory.file = %q, want it beside the configuration", got)
	}
	if network, address := c.Mail.LMTP.Listen.Split(); network != "unix" || address != "/run/meldwacht/lmtp.sock" {
		t.Errorf("lmtp = %s %s", network, address)
	}
	if p, ok := c.PersonOf("U0TOM"); !ok || p.ID != "tom" {
		t.Errorf("U0TOM is %v", p.ID)
	}
	if got := c.RolesOf("mira"); !reflect.DeepEqual(got, []bot.Role{bot.Manager, bot.OnCall}) {
		t.Errorf("mira holds %v", got)
	}
	if got := c.Holders(bot.Support); len(got) != 2 || got[0].ID != "anna" {
		t.Errorf("support is held by %d people", len(got))
	}
}

var (
	alternative = regexp.MustCompile(`(?m)^( *)#((?:- )?[a-z_]+:)`)
	field       = regexp.MustCompile(`^ *(?:- )?([a-z_]+):`)
)

// Every field of the types that may be used stands in the example, the
// alternatives after a "#", with a sentence above the place where it comes first.
func TestExampleHoldsEveryField(t *testing.T) {
	data, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	text := alternative.ReplaceAllString(string(data), "$1$2")
	var root yaml.Node
	if err := yaml.Load([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	c := defaults()
	if err := yaml.Load([]byte(text), &c, yaml.WithKnownFields(true)); err != nil {
		t.Fatal("an alternative is no field:", err)
	}
	found := map[string]bool{}
	list := regexp.MustCompile(`\[\d+\]`)
	for path := range outlineOf(&root, reflect.TypeFor[Config]()).values {
		found[list.ReplaceAllString(path, "[]")] = true
	}
	for _, path := range allFields("", reflect.TypeFor[Config]()) {
		if refused := strings.HasPrefix(path, "mail.lmtp.tls_"); found[path] == refused {
			t.Errorf("the example holds %s: %v", path, found[path])
		}
	}
	explained := map[string]bool{}
	lines := strings.Split(text, "\n")
	for i, line := range lines[1:] {
		m := field.FindStringSubmatch(line)
		if m == nil || line[0] == '#' {
			continue
		}
		above := strings.TrimSpace(lines[i])
		if strings.HasPrefix(above, "# ") && strings.HasSuffix(above, ".") {
			explained[m[1]] = true
		} else if !explained[m[1]] {
			t.Errorf("line %d: %s comes without a sentence", i+2, m[1])
		}
	}
}

func allFields(path string, typ reflect.Type) []string {
	var all []string
	switch {
	case typ.Kind() == reflect.Pointer:
		return allFields(path, typ.Elem())
	case typ.Kind() == reflect.Slice:
		return allFields(path+"[]", typ.Elem())
	case typ.Kind() == reflect.Map:
		return allFields(path+".support", typ.Elem())
	case typ.Kind() != reflect.Struct || len(fieldNames(typ)) == 0:
		return []string{path}
	}
	for _, name := range fieldNames(typ) {
		all = append(all, allFields(join(path, name), fieldType(typ, name))...)
	}
	return all
}
