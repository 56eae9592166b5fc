package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The accounts are in a file or at an address, and never at both.
func TestDirectory(t *testing.T) {
	rest, err := os.ReadFile("testdata/directory-token.yaml")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?s)directory:\n.*\nstore:`)
	load := func(lines string) (string, Directory, error) {
		dir := t.TempDir()
		write(t, dir, "meldwacht.yaml", section.ReplaceAllLiteralString(string(rest), lines+"\nstore:"))
		c, err := Load(filepath.Join(dir, "meldwacht.yaml"), secrets)
		return dir, c.Directory, err
	}
	if dir, d, err := load("directory: {file: accounts.csv}"); err != nil || d != (Directory{File: filepath.Join(dir, "accounts.csv")}) {
		t.Errorf("%+v %v", d, err)
	}
	const address = "https://accounts.snoobi.nl/directory"
	example := regexp.MustCompile(`(?m)^ *file:.*\n`).ReplaceAllLiteralString(fromExample(t, "directory:"), "")
	want := Directory{URL: address, TokenEnv: "DIRECTORY_TOKEN", Token: Secret{value: "canary-9"}}
	if _, d, err := load(example); err != nil || d != want {
		t.Errorf("%+v %v", d, err)
	}
	for _, url := range []string{address, "http://127.0.0.1:8080/?all=1", "http://localhost/"} {
		if _, d, err := load("directory: {url: \"" + url + "\"}"); err != nil || d != (Directory{URL: url}) {
			t.Errorf("%+v %v", d, err)
		}
	}
	for lines, says := range map[string]string{
		"directory: {}":                                                                       "directory.file is missing",
		"directory: {url: \"\"}":                                                              "directory.file is missing",
		"directory: {url: \"http://192.0.2.1/\"}":                                             "Write https",
		"directory: {url: \"https://u:p@snoobi.nl/\"}":                                        "without name and password",
		"directory: {url: \"ftp://snoobi.nl/\"}":                                              "is no web address",
		"directory: {url: \"https://snoobi.nl/\", token_env: UNSET}":                          "is not set",
		"directory: {url: \"https://snoobi.nl/\", file: accounts.csv}":                        "Keep one of file and url",
		"directory: {file: accounts.csv, token_env: DIRECTORY_TOKEN}":                         "has no effect",
		"directory: {url: \"https://snoobi.nl/\", token_env: DIRECTORY_TOKEN, token_file: x}": "is named twice",
	} {
		if _, _, err := load(lines); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", lines, err, says)
		}
	}
}
