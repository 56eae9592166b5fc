package directory

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// The fast reader of plain YAML reads what the full one reads, or nothing.
func TestPlainYAML(t *testing.T) {
	sample, err := os.ReadFile("testdata/directory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"sample": sample, "invented": big(500)} {
		fast, ok := fromPlainYAML(data)
		l := loading{}
		slow := l.fromYAML(data)
		if !ok {
			t.Errorf("%s: not read by the fast reader", name)
		}
		if diff := cmp.Diff(slow, fast, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: (-slow +fast)\n%s", name, diff)
		}
	}
	for _, odd := range []string{
		"", "accounts: []", "accounts:\n- {id: SN-1}", "accounts:\n- id: SN-1\n  name: a: b", "accounts:\n- id: SN-1\n  name: x #y",
		"accounts:\n- id: SN-1\n  name: &a x", "accounts:\n- id: SN-1\n  name: |\n    x", "accounts:\n- id: SN-1\n  name: x\n  name: y",
		"accounts:\n- id: SN-1\n  name: \"a\\tb\"", "accounts:\n- id: SN-1\n  name: null", "accounts:\n- id: SN-1\n  name: x\n  admins:\n  - {name: y, email: {a: b}}",
		"accounts:\n- id: SN-1\n  name: x\nother: y", "accounts:\n- id: SN-1\n  name: x\n  admins:\n  - {name: 'it''s', email: a@b.example}",
	} {
		if f, ok := fromPlainYAML([]byte(odd)); ok {
			t.Errorf("%q was read by the fast reader: %+v", odd, f)
		}
	}
}

func FuzzPlainYAML(f *testing.F) {
	sample, err := os.ReadFile("testdata/directory.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample[:1200])
	f.Add(big(1))
	f.Add([]byte("accounts:\n  - id: SN-1\n    name: \"a, b\"\n    domains: [a.example, 'b.example']\n    reports:\n      - {name: x y, recipients: [a@b.example]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fast, ok := fromPlainYAML(data)
		if !ok {
			return
		}
		l := loading{}
		slow := l.fromYAML(data)
		if len(l.problems) > 0 {
			t.Fatalf("the full reader refuses it: %v", l.problems)
		}
		if diff := cmp.Diff(slow, fast, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

const sheet = "account;name;domain;kind;label;email;phone\r\n" +
	"SN-10423;Fietsenhuls B.V.;fietsenhuls.example;admin;Marleen Huls;Marleen@fietsenhuls.example;+31 50 000 04 23\r\n" +
	";;;user;Joost Brinkman;joost@fietsenhuls.example;\r\n" +
	"SN-10423;;shop.example;api;webshop-feed;;\r\n" +
	"SN-10423;;;report;Weekrapport;a@fietsenhuls.example;\r\n" +
	"SN-10423;;;report;Weekrapport;b@fietsenhuls.example;\r\n" +
	"SN-10423;;;former-admin;Patrick Ex;patrick@elders.example;\r\n" +
	"SN-10424;Caf\xe9 Zo\xeb;;admin;Zo\xeb;zoe@cafe.example;\r\n"

// A spreadsheet's export: semicolons, Windows-1252, empty cells below the first
// row of an account.
func TestCSV(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.csv")
	if err := os.WriteFile(path, []byte(sheet), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []Account{
		{ID: "SN-10423", Name: "Fietsenhuls B.V.", Domains: []string{"fietsenhuls.example", "shop.example"},
			Admins:       []Person{{Name: "Marleen Huls", Email: "marleen@fietsenhuls.example", Phone: "+31 50 000 04 23"}},
			Users:        []Person{{Name: "Joost Brinkman", Email: "joost@fietsenhuls.example"}},
			APIKeys:      []Key{{"webshop-feed", "api"}},
			Reports:      []Report{{"Weekrapport", []bot.Address{"a@fietsenhuls.example", "b@fietsenhuls.example"}}},
			FormerAdmins: []Person{{Name: "Patrick Ex", Email: "patrick@elders.example"}}},
		{ID: "SN-10424", Name: "Café Zoë", Admins: []Person{{Name: "Zoë", Email: "zoe@cafe.example"}}},
	}
	if diff := cmp.Diff(want, d.Accounts()); diff != "" {
		t.Error(diff)
	}
	for text, words := range map[string]string{
		"account,kind\nSN-1,admin\n":             "the column label is missing",
		"account;kind;label;colour\n":            ":4: this column is not known",
		"account;kind;label;kind\n":              ":4: this column is there twice",
		"account;name;kind;label\nSN-1;x;boss;y": ":2:1: this kind is not known",
		"account;name;kind;label\n;x;admin;y":    ":2:1: this row names no account",
		"account;kind;label\n":                   "there are no accounts",
		"":                                       "no header row",
		"account;kind;label;email\nSN-1;user;x;\n\nSN-2;user;y;":                         ":4:1: this account has no name",
		"account;name;kind;label;email\nSN-1;x;user;y;\nSN-2;x;user;y;\n;;admin;;canary": ":3:1: this admin has no mail address",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, want %q", text, err, words)
		}
	}
}

// A server is asked with what it said last, never follows a redirect, and its
// token goes over https alone.
func TestHTTP(t *testing.T) {
	sample := `{"accounts":[{"id":"SN-1","name":"Een","domains":["een.example"],"admins":[{"name":"Ans","email":"ans@een.example"}]}]}`
	asked, status := 0, http.StatusOK
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Header.Get("Authorization") != "Bearer geheim" {
			t.Errorf("authorization %q", r.Header.Get("Authorization"))
		}
		switch {
		case status != http.StatusOK:
			w.Header().Set("Location", "/elders")
			w.WriteHeader(status)
		case r.Header.Get("If-None-Match") == `"v1"`:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", `"v1"`)
			fmt.Fprint(w, sample)
		}
	}))
	defer srv.Close()
	h, err := NewHTTP(srv.URL+"/directory?key=geheim", "geheim", nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.Read(t.Context())
	if err != nil || len(d.Accounts()) != 1 {
		t.Fatalf("%v", err)
	}
	if _, err := h.Read(t.Context()); !errors.Is(err, ErrUnchanged) {
		t.Errorf("read again: %v", err)
	}
	for _, status = range []int{http.StatusFound, http.StatusUnauthorized, http.StatusInternalServerError} {
		before := asked
		if _, err := h.Read(t.Context()); err == nil || strings.Contains(err.Error(), "geheim") || asked != before+1 {
			t.Errorf("%d: %v, asked %d times", status, err, asked-before)
		}
	}
	srv.Close()
	if _, err := h.Read(t.Context()); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("a server that is gone: %v", err)
	}
	for _, bad := range []string{"http://accounts.snoobi.example/", "ftp://x", "", "https://"} {
		if _, err := NewHTTP(bad, "geheim", nil); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// A file is read again when it was written.
func TestAFileThatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "directory.yaml")
	write := func(n int, at time.Time) {
		if err := os.WriteFile(path, big(n), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	write(3, at)
	f := &File{Path: path}
	l, err := Open(t.Context(), f, time.Now, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	if f.Changed() {
		t.Error("changed, and nobody wrote it")
	}
	write(4, at.Add(time.Minute))
	if !f.Changed() {
		t.Error("nobody saw that it was written")
	}
	if err := l.Reload(t.Context()); err != nil || l.State().Accounts != 4 {
		t.Errorf("%v %+v", err, l.State())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if !f.Changed() || l.Reload(t.Context()) == nil || l.State().Accounts != 4 {
		t.Errorf("a file that is gone: %+v", l.State())
	}
}

func TestTargets(t *testing.T) {
	d := load(t)
	for _, c := range []struct {
		kind  bot.ActionKind
		typed string
		found string
		near  []string
	}{
		{bot.RevokeUser, "joost.brinkman@fietsenhuls.example", "joost.brinkman@fietsenhuls.example", nil},
		{bot.RevokeUser, "Joost  BRINKMAN", "joost.brinkman@fietsenhuls.example", nil},
		{bot.RevokeUser, "Marleen Huls", "marleen@fietsenhuls.example", nil},
		{bot.RevokeUser, "joost", "", []string{"joost.brinkman@fietsenhuls.example"}},
		{bot.RevokeUser, "Joost Brinkmann", "", []string{"joost.brinkman@fietsenhuls.example"}},
		{bot.RevokeUser, "iemand anders", "", nil},
		{bot.SuspendAPI, "Webshop-Feed", "webshop-feed", nil},
		{bot.SuspendAPI, "webshopfeed", "", []string{"webshop-feed"}},
		{bot.SuspendAPI, "joost.brinkman@fietsenhuls.example", "", nil},
		{bot.BlockReports, "weekrapport verkoop", "Weekrapport verkoop", nil},
		{bot.BlockReports, "", "", nil},
	} {
		found, near, ok := d.Target("SN-10423", c.kind, c.typed)
		if found != c.found || ok != (c.found != "") || !slices.Equal(near, c.near) {
			t.Errorf("%s %q: %q %q %v, want %q %q", c.kind, c.typed, found, near, ok, c.found, c.near)
		}
	}
	if got := d.Targets("SN-10423", bot.SuspendAPI, "feed"); !slices.Equal(got, []string{"webshop-feed"}) {
		t.Errorf("targets %q", got)
	}
	for query, want := range map[string]bot.AccountID{"SN-10423": "SN-10423", "10423": "SN-10423", "fietsen": "SN-10423", "fietsenhuls.ex": "SN-10423", "Korenaar": "SN-10677"} {
		if got := d.Search(query, 5); len(got) == 0 || got[0].ID != want {
			t.Errorf("search %q: %d found", query, len(got))
		}
	}
	if d.Search("  ", 5) != nil || len(d.Search("e", 5)) != 5 {
		t.Error("an empty query, or the limit")
	}
}

// What will make work harder at night is listed, with addresses masked.
func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.yaml")
	text := `accounts:
- id: SN-1
  name: Een B.V.
  domains: [een.example, samen.example]
  admins:
  - {name: Ans, email: ans@een.example}
- id: SN-2
  name: Een
  domains: [samen.example]
  admins:
  - {name: Bep, email: bep@twee.example, phone: "+31 50 000 00 02"}
  - {name: Ans, email: ans@een.example, phone: "+31 50 000 00 01"}
  api_keys:
  - {label: feed, kind: api}
  - {label: feed, kind: json}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Check(path, &out); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"SN-1 has one admin: nobody is left to ask when it is about them.",
		"SN-1: admin a•••@een.example has no phone number and cannot be called back. Register one.",
		`SN-2: two keys or reports are called "feed", and cannot be told apart.`,
		"SN-1 and SN-2 have the same name.",
		"SN-1 and SN-2 share the domain samen.example: a mail from there says nothing about which one is meant.",
		path + " can be used: 2 accounts, 2 admins, 1 of them for several accounts; 5 things to look at.",
	}
	if diff := cmp.Diff(strings.Join(want, "\n")+"\n", out.String()); diff != "" {
		t.Error(diff)
	}
}

// The warnings that the new lists make possible.
func TestWarningsAboutAdmins(t *testing.T) {
	d := New([]Account{{ID: "SN-100", Name: "Een", Domains: []string{"een.example"},
		Admins:       []Person{{Name: "Ans Bos", Email: "ans@een.example"}, {Name: "Bep Vos", Email: "bep@een.example"}},
		FormerAdmins: []Person{{Name: "Cor Ex", Email: "cor@een.example"}}}})
	for says, c := range map[string]struct {
		mail bot.Mail
		want string
	}{
		"a former admin":               {bot.Mail{Reporter: bot.Mailbox{Name: "Cor Ex", Address: "cor@een.example"}}, bot.WarnExAdmin},
		"a former admin, by name":      {bot.Mail{Reporter: bot.Mailbox{Name: "Cor Ex", Address: "cor@elders.example"}, Report: bot.Report{Account: "SN-100"}}, bot.WarnExAdmin},
		"an admin wants the other out": {bot.Mail{Reporter: bot.Mailbox{Name: "Ans Bos", Address: "ans@een.example"}, Report: bot.Report{Actions: []bot.Ask{bot.AskRevokeUser}, Targets: []string{"bep@een.example"}}}, bot.WarnRemovesAdmins},
		"a free-mail address":          {bot.Mail{Reporter: bot.Mailbox{Name: "Ans Bos", Address: "ansbos@gmail.com"}, Report: bot.Report{Account: "SN-100"}}, bot.WarnFreeMail},
	} {
		got := d.Match(c.mail)
		if !slices.ContainsFunc(got.Warnings, func(w bot.Warning) bool { return w.Code == c.want }) {
			t.Errorf("%s: %+v", says, got.Warnings)
		}
	}
	capitals, err := parse("x.yaml", []byte("accounts:\n- id: SN-100\n  name: Een\n  former_admins:\n  - {name: Cor Ex, email: Cor@Een.example}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := capitals.Match(bot.Mail{Reporter: bot.Mailbox{Name: "C.", Address: "cor@een.example"}, Report: bot.Report{Account: "SN-100"}}); len(got.Warnings) != 1 || got.Warnings[0].Code != bot.WarnExAdmin {
		t.Errorf("a former admin who is registered in capitals: %+v", got.Warnings)
	}
	own := d.Match(bot.Mail{Reporter: bot.Mailbox{Name: "Ans Bos", Address: "ans@een.example"},
		Report: bot.Report{Actions: []bot.Ask{bot.AskRevokeUser}, Targets: []string{"ans@een.example"}}})
	if len(own.Warnings) > 0 {
		t.Errorf("somebody who asks to be removed: %+v", own.Warnings)
	}
}
