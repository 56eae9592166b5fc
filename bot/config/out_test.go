package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
)

// loadOut loads a whole configuration with these fields of mail.out, in a flow.
func loadOut(t *testing.T, fields string) (*MailOut, error) {
	t.Helper()
	c, err := loadMail(t, t.TempDir(), "  smtp: {listen: \":25\"}\n  out: {"+fields+"}")
	return c.Mail.Out, err
}

// What the file leaves out is what config.example.yaml says it is.
func TestMailOutLeftOut(t *testing.T) {
	got, err := loadOut(t, `host: "Relay.Snoobi.nl:587", from: "Snoobi datalekdesk <AVG-incident@Snoobi.nl>"`)
	if err != nil {
		t.Fatal(err)
	}
	want := &MailOut{Host: "relay.snoobi.nl:587", TLS: TLSStart, FromText: "Snoobi datalekdesk <AVG-incident@Snoobi.nl>",
		ReturnPath: "avg-incident@snoobi.nl", Domain: "snoobi.nl", PerDay: 5, PerMinute: 600,
		From: bot.Mailbox{Name: "Snoobi datalekdesk", Address: "avg-incident@snoobi.nl"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Secret{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if host, port := got.Server(); host != "relay.snoobi.nl" || port != 587 {
		t.Errorf("%s %d", host, port)
	}
	c, err := loadMail(t, t.TempDir(), "  smtp: {listen: \":25\"}")
	if err != nil || c.Mail.Out != nil || c.Rules().Letters {
		t.Errorf("a desk without mail.out writes letters: %v", err)
	}
}

// The example's letters can be used once their "#" are gone, and then the rules
// say that the desk writes some.
func TestMailOutOfTheExample(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "letters"), 0o700); err != nil {
		t.Fatal(err)
	}
	example := fromExample(t, "  #out:")
	before, oauth, _ := strings.Cut(example, "    oauth:\n")
	fields := strings.LastIndex(oauth, "\n      ") // of oauth, the last of which is key_file
	after := oauth[fields+1+strings.Index(oauth[fields+1:], "\n")+1:]
	c, err := loadMail(t, dir, "  smtp: {listen: \":25\"}\n"+before+after)
	if err != nil {
		t.Fatal(err)
	}
	want := &MailOut{Host: "relay.snoobi.nl:587", TLS: TLSStart, User: "avg-incident@snoobi.nl", PasswordEnv: "MAIL_OUT_PASSWORD",
		FromText: "Snoobi datalekdesk <avg-incident@snoobi.nl>", ReturnPath: "avg-incident@snoobi.nl", Domain: "snoobi.nl", PerDay: 5, PerMinute: 600,
		Templates: filepath.Join(dir, "letters"), Password: Secret{value: "canary-8"},
		From: bot.Mailbox{Name: "Snoobi datalekdesk", Address: "avg-incident@snoobi.nl"}}
	if diff := cmp.Diff(want, c.Mail.Out, cmp.AllowUnexported(Secret{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !c.Rules().Letters {
		t.Error("the rules say that the desk writes no letters")
	}
	token, err := loadMail(t, dir, "  smtp: {listen: \":25\"}\n"+without(example, "password_env", "key_file"))
	if err != nil {
		t.Fatal(err)
	}
	want.PasswordEnv, want.Password = "", Secret{}
	want.OAuth = &OAuth{Provider: ClientCredentials, TokenURL: "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token",
		ClientID: "00000000-0000-0000-0000-000000000000", ClientSecretEnv: "MAIL_CLIENT_SECRET",
		Scope: "https://outlook.office365.com/.default", ClientSecret: NewSecret("canary-6")}
	if diff := cmp.Diff(want, token.Mail.Out, cmp.AllowUnexported(Secret{})); diff != "" {
		t.Errorf("with a token (-want +got)\n%s", diff)
	}
	asJSON, errJSON := json.Marshal(c.Mail)
	asYAML, errYAML := yaml.Marshal(c.Mail)
	if err := errors.Join(errJSON, errYAML); err != nil {
		t.Fatal(err)
	}
	o := c.Mail.Out
	if out := string(asJSON) + string(asYAML) + fmt.Sprintf("%v %+v %#v %x", o, *o, *o, o.Password); strings.Contains(out, "canary") || strings.Contains(out, fmt.Sprintf("%x", "canary")) {
		t.Errorf("a secret comes out: %s", out)
	}
}

// without leaves fields out, each on a line of its own.
func without(text string, fields ...string) string {
	return regexp.MustCompile(`(?m)^ *(`+strings.Join(fields, "|")+`):.*\n`).ReplaceAllString(text, "")
}

// A token takes a user, and the place of a password.
func TestMailOutByToken(t *testing.T) {
	const base = `host: "smtp.office365.com:587", from: Desk <avg-incident@snoobi.nl>, `
	const oauth = `oauth: {provider: client_credentials, token_url: "https://login.example/token", client_id: id, client_secret_env: MAIL_CLIENT_SECRET, scope: s}`
	for fields, want := range map[string]string{
		`user: u, ` + oauth: "",
		oauth:               "mail.out.user is missing",
		`user: u, password_env: MAIL_OUT_PASSWORD, ` + oauth: "mail.out has a password and oauth",
		`user: u, oauth: {provider: none}`:                   "mail.out.oauth.provider must be one of",
		`user: u, oauth: {provider: client_credentials}`:     "mail.out.oauth.token_url is missing",
	} {
		_, err := loadOut(t, base+fields)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", fields, err, want)
		}
	}
}

// Who writes is one name with one address, in any form that RFC 5322 has for
// it, and nothing that cannot be seen.
func TestWhoWritesTheLetters(t *testing.T) {
	const address = " <avg-incident@snoobi.nl>"
	for _, test := range []struct{ from, name, says string }{
		{from: "Snoobi datalekdesk" + address, name: "Snoobi datalekdesk"},
		{from: "Datalekdesk van Snoobi B.V." + address, name: "Datalekdesk van Snoobi B.V."},
		{from: `"Snoobi, meldpunt datalekken"` + address, name: "Snoobi, meldpunt datalekken"},
		{from: "Coördinatie" + address, name: "Coördinatie"},
		{from: "=?utf-8?q?Co=C3=B6rdinatie?=" + address, name: "Coördinatie"},
		{from: strings.Repeat("é", 80) + address, name: strings.Repeat("é", 80)},
		{from: "Snoobi, meldpunt" + address, says: "not one name with one address"},
		{from: "Snoobi" + address + ", Tom <tom@snoobi.nl>", says: "not one name with one address"},
		{from: "Snoobi: Tom <tom@snoobi.nl>;", says: "not one name with one address"},
		{from: "Snoobi avg-incident@snoobi.nl", says: "not one name with one address"},
		{from: "Snoobi <avg-incident>", says: "not one name with one address"},
		{from: "avg-incident@snoobi.nl", says: "has no name"},
		{from: `" "` + address, says: "has no name"},
		{from: "   ", says: "is missing"},
		{from: "=?utf-8?q?Snoobi=0D=0ABcc=3A?=" + address, says: "cannot be seen"},
		{from: "Snoobi \u202eksed" + address, says: "cannot be seen"},
		{from: "Snoobi\u200b" + address, says: "cannot be seen"},
		{from: strings.Repeat("é", 81) + address, says: "longer than 80 characters"},
		{from: `Snoobi <"avg incident"@snoobi.nl>`, says: "none that mail servers agree about"},
		{from: "Snoobi <ävg@snoobi.nl>", says: "none that mail servers agree about"},
		{from: "Snoobi <avg@[127.0.0.1]>", says: "none that mail servers agree about"},
		{from: "Snoobi <avg@" + strings.Repeat("x", 64) + ".nl>", says: "none that mail servers agree about"},
		{from: "Snoobi <" + strings.Repeat("x", 65) + "@snoobi.nl>", says: "none that mail servers agree about"},
	} {
		o, err := loadOut(t, fmt.Sprintf("host: \"relay.snoobi.nl:587\", from: %q", test.from))
		if test.says == "" {
			if err != nil || o.From != (bot.Mailbox{Name: test.name, Address: "avg-incident@snoobi.nl"}) {
				t.Errorf("%q: %+v, %v", test.from, o, err)
			}
			continue
		}
		var problems Problems
		if !errors.As(err, &problems) || len(problems) != 1 || !strings.Contains(problems[0].Text, test.says) {
			t.Errorf("%q: %v, want %q", test.from, err, test.says)
		}
	}
}

// Letters cross no network without TLS.
func TestLettersWithoutTLS(t *testing.T) {
	for host, ok := range map[string]bool{
		"127.0.0.1:25": true, "localhost:25": true, "[::1]:25": true, "LOCALHOST:25": true,
		"192.0.2.1:25": false, "relay.snoobi.nl:25": false, "localhost.snoobi.nl:25": false, "[2001:db8::1]:25": false,
	} {
		_, err := loadOut(t, fmt.Sprintf("host: %q, tls: none, from: Desk <avg-incident@snoobi.nl>", host))
		if (err == nil) != ok {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// Non-delivery reports go to an address that the desk takes in.
func TestReturnPath(t *testing.T) {
	for _, test := range []struct {
		desk, path string
		want       bot.Address
	}{
		{"[avg-incident@snoobi.nl, avg-bounce@snoobi.nl]", "", "avg-incident@snoobi.nl"},
		{"[avg-incident@snoobi.nl, avg-bounce@snoobi.nl]", "AVG-bounce@snoobi.nl", "avg-bounce@snoobi.nl"},
		{"[avg-incident@snoobi.nl]", "avg-bounce@snoobi.nl", ""},
	} {
		dir := t.TempDir()
		// The file is written as for one address of the desk, and then has them all.
		_, _ = loadMail(t, dir, "  smtp: {listen: \":25\"}\n  out: {host: \"relay.snoobi.nl:587\", from: Desk <desk@snoobi.nl>, return_path: \""+test.path+"\"}")
		file := filepath.Join(dir, "meldwacht.yaml")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, "meldwacht.yaml", strings.Replace(string(text), "[avg-incident@snoobi.nl]", test.desk, 1))
		c, err := Load(file, secrets)
		if (err == nil) != (test.want != "") || err == nil && c.Mail.Out.ReturnPath != test.want {
			t.Errorf("%s of %s: %v", test.path, test.desk, err)
		}
	}
}
