package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// loadMail loads a whole configuration from dir, with these lines under mail.
func loadMail(t *testing.T, dir, lines string) (Config, error) {
	t.Helper()
	rest, err := os.ReadFile("testdata/doors-closed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(rest), "  smtp:")
	_, after, _ = strings.Cut(after, "\n  imap: []\n")
	file := filepath.Join(dir, "meldwacht.yaml")
	if err := os.WriteFile(file, []byte(before+lines+"\n"+after), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(file, secrets)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What the file leaves out is what config.example.yaml says it is.
func TestMailLeftOut(t *testing.T) {
	c, err := loadMail(t, t.TempDir(), "  imap: [{name: own, host: \"Mail.Snoobi.nl:993\", user: incident, password_env: MAIL_PASSWORD}]")
	if err != nil {
		t.Fatal(err)
	}
	if m := c.Mail; m.Results != ResultsPinned || m.AuthservID != "" || !m.CheckSignatures || m.MaxMB != 35 {
		t.Errorf("results %q of %q, signatures %t, %d MB", m.Results, m.AuthservID, m.CheckSignatures, m.MaxMB)
	}
	want := []IMAP{{Name: "own", Host: "mail.snoobi.nl:993", TLS: TLSImplicit, User: "incident", PasswordEnv: "MAIL_PASSWORD",
		Folders: []string{"INBOX"}, Done: "Verwerkt", Password: Secret{value: "canary-5"}}}
	if diff := cmp.Diff(want, c.Mail.IMAP, cmp.AllowUnexported(Secret{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, lines := range []string{"  results: google", "  results: google\n  authserv_id: mx.google.com"} {
		c, err := loadMail(t, t.TempDir(), lines+"\n  check_signatures: false\n  smtp: {listen: \":25\"}")
		if err != nil || c.Mail.AuthservID != "mx.google.com" || c.Mail.CheckSignatures {
			t.Errorf("%s: %q, signatures %t, %v", lines, c.Mail.AuthservID, c.Mail.CheckSignatures, err)
		}
	}
}

// fromExample returns a section of the example without its "#", and with the
// secrets that are there. It ends at the first blank line.
func fromExample(t *testing.T, name string) string {
	t.Helper()
	example, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	_, lines, found := strings.Cut(string(example), "\n"+name+"\n")
	lines, _, _ = strings.Cut(lines, "\n\n")
	if !found {
		t.Fatalf("the example has no %q", name)
	}
	lines = alternative.ReplaceAllString(name+"\n"+lines, "$1$2")
	return regexp.MustCompile(`(?m)^ *(client_secret|password|secret|token)_file:.*\n?`).ReplaceAllString(lines, "")
}

func exampleMailboxes(t *testing.T, dir string) string {
	t.Helper()
	write(t, dir, "google.json", "{\"private_key\": \"canary-7\"}\n")
	return strings.Replace(fromExample(t, "  #imap:"), "/run/secrets/mail-google.json", "google.json", 1)
}

// The mailboxes of the example can be used once their "#" are gone.
func TestMailboxesOfTheExample(t *testing.T) {
	dir := t.TempDir()
	c, err := loadMail(t, dir, exampleMailboxes(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	inbox := []string{"INBOX"}
	want := []IMAP{
		{Name: "incident", Host: "outlook.office365.com:993", TLS: TLSImplicit, User: "avg-incident@snoobi.nl",
			Folders: inbox, Junk: []string{"Junk Email"}, Done: "Verwerkt",
			OAuth: &OAuth{Provider: ClientCredentials, TokenURL: "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token",
				ClientID: "00000000-0000-0000-0000-000000000000", ClientSecretEnv: "MAIL_CLIENT_SECRET",
				Scope: "https://outlook.office365.com/.default", ClientSecret: Secret{value: "canary-6"}}},
		{Name: "google", Host: "imap.gmail.com:993", TLS: TLSImplicit, User: "avg-incident@snoobi.nl", Folders: inbox, Done: "Verwerkt",
			OAuth: &OAuth{Provider: GoogleServiceAccount, Scope: "https://mail.google.com/",
				KeyFile: filepath.Join(dir, "google.json"), Key: Secret{value: "{\"private_key\": \"canary-7\"}\n"}}},
		{Name: "own-server", Host: "mail.snoobi.nl:993", TLS: TLSImplicit, User: "avg-incident", PasswordEnv: "MAIL_PASSWORD",
			Folders: inbox, Done: "Verwerkt", Password: Secret{value: "canary-5"}},
	}
	if diff := cmp.Diff(want, c.Mail.IMAP, cmp.AllowUnexported(Secret{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// However a mailbox is printed or encoded, its secrets do not come out.
func TestPrintedMailboxTellsNoSecret(t *testing.T) {
	dir := t.TempDir()
	c, err := loadMail(t, dir, exampleMailboxes(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(c.Mail)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(c.Mail)
	if err != nil {
		t.Fatal(err)
	}
	out := string(asJSON) + string(asYAML)
	for _, m := range c.Mail.IMAP {
		out += fmt.Sprintf("%v %+v %#v", m, m, m)
		if m.OAuth != nil {
			out += fmt.Sprintf("%v %+v %#v %x", m.OAuth, *m.OAuth, *m.OAuth, m.OAuth.Key)
		}
	}
	if strings.Contains(out, "canary") || strings.Contains(out, fmt.Sprintf("%x", "canary")) {
		t.Errorf("a secret comes out: %s", out)
	}
}

// A mailbox without TLS is one on this very machine.
func TestMailboxWithoutTLS(t *testing.T) {
	for host, ok := range map[string]bool{
		"127.0.0.1:143": true, "localhost:143": true, "[::1]:143": true, "LOCALHOST:143": true,
		"192.0.2.1:143": false, "mail.snoobi.nl:143": false, "localhost.snoobi.nl:143": false, "[2001:db8::1]:143": false,
	} {
		_, err := loadMail(t, t.TempDir(), fmt.Sprintf("  imap: [{name: own, host: %q, tls: none, user: u, password_env: MAIL_PASSWORD}]", host))
		if (err == nil) != ok {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// A certificate must be there with the key that belongs to it, beside the file
// that names it.
func TestCertificate(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"desk", "other"} {
		cert, key := certificate(t)
		write(t, dir, name+".pem", cert)
		write(t, dir, name+".key", key)
	}
	c, err := loadMail(t, dir, "  smtp: {listen: \":25\", tls_cert: desk.pem, tls_key: desk.key}")
	if err != nil {
		t.Fatal(err)
	}
	if c.Mail.SMTP.TLSCert != filepath.Join(dir, "desk.pem") || c.Mail.SMTP.TLSKey != filepath.Join(dir, "desk.key") {
		t.Errorf("%+v", c.Mail.SMTP)
	}
	for lines, want := range map[string]string{
		"tls_cert: desk.pem, tls_key: other.key": "with the key that belongs to it",
		"tls_cert: desk.key, tls_key: desk.pem":  "with the key that belongs to it",
		"tls_key: desk.key":                      "comes without its certificate",
		"tls_cert: desk.pem":                     "comes without its key",
		"tls_cert: desk.pem, tls_key: gone.key":  "tls_key names does not exist",
	} {
		_, err := loadMail(t, dir, "  smtp: {listen: \":25\", "+lines+"}")
		var problems Problems
		if !errors.As(err, &problems) || len(problems) != 1 || !strings.Contains(problems[0].Text, want) {
			t.Errorf("%s: %v, want %q", lines, err, want)
		}
	}
}

// certificate makes a certificate and its key.
func certificate(t *testing.T) (certPEM, keyPEM string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"desk.snoobi.nl"}, NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block := func(name string, b []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: name, Bytes: b}))
	}
	return block("CERTIFICATE", cert), block("PRIVATE KEY", der)
}
