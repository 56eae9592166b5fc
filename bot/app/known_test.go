package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meldwacht/bot"
	"meldwacht/bot/app"
)

// TestKnownAdminIsNoList: a mail with the marks of a list opens a thread when an
// admin of an account sent it, and stays automatic from anybody else. Who is an
// admin is asked of the directory that is in force when the mail comes in.
func TestKnownAdminIsNoList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, err := app.New(deskConfig(t, dir), app.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	read := a.Reading()
	class := func(from string) bot.Class {
		return read([]byte("From: " + from + "\r\nTo: avg-incident@snoobi.nl\r\nDate: Tue, 01 Sep 2026 10:42:00 +0200\r\n" +
			"List-Id: Kantoor <kantoor.fietsenhuls.example>\r\nPrecedence: list\r\nSubject: laptop weg\r\n\r\n" +
			"Graag gebruiker joost.brinkman@fietsenhuls.example verwijderen.\r\n")).Class
	}
	if got := class("Marleen Huls <Marleen@fietsenhuls.example>"); got != bot.ClassReport {
		t.Errorf("of an admin: %s, want %s", got, bot.ClassReport)
	}
	if got := class("Joost Brinkman <joost.brinkman@fietsenhuls.example>"); got != bot.ClassAuto {
		t.Errorf("of a user: %s, want %s", got, bot.ClassAuto)
	}

	path := filepath.Join(dir, "directory.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = []byte(strings.Replace(string(text), "email: marleen@fietsenhuls.example", "email: m.huls@fietsenhuls.example", 1))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := class("Marleen Huls <marleen@fietsenhuls.example>"); got != bot.ClassAuto {
		t.Errorf("of an address that the directory holds no longer: %s, want %s", got, bot.ClassAuto)
	}
	if got := class("Marleen Huls <m.huls@fietsenhuls.example>"); got != bot.ClassReport {
		t.Errorf("of an address that the directory holds by now: %s, want %s", got, bot.ClassReport)
	}
}
