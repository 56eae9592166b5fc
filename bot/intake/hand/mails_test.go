package hand

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// put writes a file below dir and returns its path.
func put(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// found is what the walk yields, one line each, with paths relative to dir.
func found(dir string, stdin io.Reader, paths ...string) []string {
	var lines []string
	for m, err := range Mails(paths, stdin) {
		line := m.Path + " " + string(m.Raw)
		if err != nil {
			line = "! " + err.Error()
		}
		lines = append(lines, strings.ReplaceAll(line, dir+"/", ""))
	}
	return lines
}

const archive = `From jan@winkel.example Tue Sep  1 10:42:20 2026
Subject: een

From now on this is text, and
>From Jan is quoted.
>>From twice.

From - Tue Sep  1 10:43 2026
Subject: twee

From MAILER-DAEMON Tue Sep  1 10:44:20 2026 +0200
Subject: drie

Hallo
From jan@winkel.example Tue Sep  1 10:42:20 2026 does not follow a blank line
`

func TestMails(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "one.txt", "Subject: x\r\n\r\nja\r\n")
	put(t, dir, "archive", archive)
	put(t, dir, "crlf", strings.ReplaceAll("From x 10:42\nA: b\n\nc\n\nFrom x 10:42\nA: d\n\n", "\n", "\r\n"))
	put(t, dir, "long", "From x 10:42"+strings.Repeat(" ", 70_000)+"\nA: b\n")
	put(t, dir, "empty", "")
	put(t, dir, "hollow", "From x 10:42\n\nFrom x 10:42\nA: b\n")
	put(t, dir, "box/new/1725180142.M3.host", "C: 3\n")
	put(t, dir, "box/cur/1725180141.M2.host:2,S", "B: 2\n")
	put(t, dir, "box/cur/925180141.M1.host:2,S", "A: 1\n")
	put(t, dir, "box/cur/strange", "From x 10:42\nD: 4\n\nFrom x 10:42\n")
	put(t, dir, "box/tmp/1725180140.M0.host", "half")
	put(t, dir, "box/new/.hidden", "no mail")
	put(t, dir, "none/new/.hidden", "")
	put(t, dir, "none/cur/.hidden", "")
	put(t, dir, "none/tmp/1725180140.M0.host", "half")
	put(t, dir, "saved/b.EML", "B: 2\n")
	put(t, dir, "saved/a.eml", "A: 1\n")
	put(t, dir, "saved/c.eml/not", "")
	put(t, dir, "saved/notes.txt", "no mail")
	put(t, dir, "saved/deeper/d.eml", "D: 4\n")
	put(t, dir, "bare/notes.txt", "no mail")
	for _, tc := range []struct {
		rule  string
		paths string
		stdin string
		want  []string
	}{
		{rule: "a file is one mail, as it is", paths: "one.txt", want: []string{"one.txt Subject: x\r\n\r\nja\r\n"}},
		{rule: "an mbox is several, with what was quoted taken back", paths: "archive", want: []string{
			"archive#1 Subject: een\n\nFrom now on this is text, and\nFrom Jan is quoted.\n>From twice.\n",
			"archive#2 Subject: twee\n",
			"archive#3 Subject: drie\n\nHallo\nFrom jan@winkel.example Tue Sep  1 10:42:20 2026 does not follow a blank line\n"}},
		{rule: "also with the line ends of mail", paths: "crlf", want: []string{"crlf#1 A: b\r\n\r\nc\r\n", "crlf#2 A: d\r\n"}},
		{rule: "and lines that begin a mail of any length", paths: "long", want: []string{"long#1 A: b\n"}},
		{rule: "a mail of nothing is none", paths: "hollow", want: []string{"! hollow#1: " + noMail, "hollow#2 A: b\n"}},
		{rule: "stdin is a mail", paths: "-", stdin: "A: b\n", want: []string{"- A: b\n"}},
		{rule: "or an mbox", paths: "-", stdin: archive[:70], want: []string{"-#1 Subject: een\n\nFrom no"}},
		{rule: "or nothing", paths: "-", want: []string{"! -: " + noMail}},
		{rule: "a Maildir goes by delivery, without what is being delivered", paths: "box", want: []string{
			"box/cur/925180141.M1.host:2,S A: 1\n", "box/cur/1725180141.M2.host:2,S B: 2\n", "box/new/1725180142.M3.host C: 3\n",
			"box/cur/strange From x 10:42\nD: 4\n\nFrom x 10:42\n"}},
		{rule: "another folder gives its .eml files by name", paths: "saved", want: []string{
			"saved/a.eml A: 1\n", "saved/b.EML B: 2\n", "! saved/c.eml: " + noFile}},
		{rule: "what gives no mail is named, and the rest goes on", paths: "nowhere empty none bare one.txt", want: []string{
			"! nowhere: no such file or directory; check the path", "! empty: " + noMail, "! none: " + noMails, "! bare: " + noMails,
			"one.txt Subject: x\r\n\r\nja\r\n"}},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			paths := strings.Fields(tc.paths)
			for i, p := range paths {
				if p != "-" {
					paths[i] = filepath.Join(dir, p)
				}
			}
			if diff := cmp.Diff(tc.want, found(dir, strings.NewReader(tc.stdin), paths...)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A mail that the desk would not take is not held in memory, and those behind it
// in an mbox are found.
func TestTooLarge(t *testing.T) {
	dir := t.TempDir()
	const limit = 100_000
	put(t, dir, "fits", strings.Repeat("x", limit))
	put(t, dir, "huge", strings.Repeat("x", limit+1))
	put(t, dir, "mbox", "From x 10:42\n"+strings.Repeat("x", 5*limit)+"\n\nFrom x 10:43\nA: b\n")
	var got []string
	w := walk{limit: limit, yield: func(m Mail, err error) bool {
		got = append(got, fmt.Sprint(strings.TrimPrefix(m.Path, dir+"/"), " ", len(m.Raw), " ", err != nil && strings.HasSuffix(err.Error(), tooLarge)))
		return true
	}}
	for _, name := range []string{"fits", "huge", "mbox"} {
		w.at(filepath.Join(dir, name))
	}
	if diff := cmp.Diff([]string{"fits 100000 false", "huge 0 true", "mbox#1 0 true", "mbox#2 5 false"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A source that breaks off gives no half a mail.
func TestBrokenSource(t *testing.T) {
	for _, text := range []string{"A: b\n\nja", archive[:80]} {
		in := io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("disk on fire")))
		got := found("", in, "-")
		if len(got) != 1 || !strings.Contains(got[0], "disk on fire; check the path") || got[0][0] != '!' {
			t.Errorf("found %q", got)
		}
	}
}

// Whoever wants no more mails gets no more.
func TestMailsCanBeLeft(t *testing.T) {
	dir := t.TempDir()
	path := put(t, dir, "archive", archive)
	put(t, dir, "saved/a.eml", "A: 1\n")
	put(t, dir, "saved/b.eml", "B: 2\n")
	for range Mails([]string{path, path}, nil) {
		break
	}
	for range Mails([]string{filepath.Join(dir, "nowhere"), path}, nil) {
		break
	}
	for range Mails([]string{filepath.Join(dir, "saved"), path}, nil) {
		break
	}
}

// A path that may not be read says who may.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		path := &os.PathError{Op: "open", Path: "/x", Err: os.ErrPermission}
		if got := reason(path); got != "permission denied; run this as a user who may read it" {
			t.Errorf("%q", got)
		}
		return
	}
	path := put(t, t.TempDir(), "x", "A: b\n")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if got := found(filepath.Dir(path), nil, path); len(got) != 1 || got[0] != "! x: permission denied; run this as a user who may read it" {
		t.Errorf("%q", got)
	}
}

func TestSender(t *testing.T) {
	const unknown = "postmaster@desk.snoobi.nl"
	for _, tc := range []struct{ rule, raw, want string }{
		{"what the server wrote", "Return-Path: <jan@winkel.example>\r\nFrom: x\r\n\r\n", "jan@winkel.example"},
		{"also without brackets, and folded", "Received: x\n\ty\nreturn-path:\n jan@winkel.example\n\n", "jan@winkel.example"},
		{"a bounce stays one", "Return-Path: <>\n\n", ""},
		{"the reader takes this for a bounce too", "Return-Path:\n\n", ""},
		{"the topmost counts", "Return-Path: <jan@winkel.example>\nReturn-Path: <>\n\n", "jan@winkel.example"},
		{"a report without one is no bounce", "From: Jan <jan@winkel.example>\n\nx", unknown},
		{"what stands in the text is text", "Subject: x\n\nReturn-Path: <>\n", unknown},
		{"nor is an empty mail a bounce", "", unknown},
		{"what no MAIL FROM can say is unknown", "Return-Path: <MAILER-DAEMON>\n\n", unknown},
		{"nor this", "Return-Path: <a@b> SIZE=1\n\n", unknown},
		{"nor this", "Return-Path: <a@b@c>\n\n", unknown},
		{"nor this", "Return-Path: <a@b\rRSET>\n\n", unknown},
		{"nor bytes that are no text", "Return-Path: <\xff@b>\n\n", unknown},
		{"nor one that is too long", "Return-Path: <" + strings.Repeat("x", 254) + "@b>\n\n", unknown},
		{"letters may be any", "Return-Path: <jürgen@käse.example>\n\n", "jürgen@käse.example"},
		{"a header that goes on for ever is left", strings.Repeat("X: y\n", headerLimit) + "Return-Path: <>\n\n", unknown},
	} {
		if got := Sender([]byte(tc.raw), "desk.snoobi.nl"); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.rule, got, tc.want)
		}
	}
}

// Whatever lies in a file, the walk ends, nothing of an mbox is lost but lines
// that begin its mails, and the sender can be said in one command.
func FuzzMails(f *testing.F) {
	f.Add([]byte(archive))
	f.Add([]byte("Return-Path: <a@b>\n\tc\n\n"))
	f.Add([]byte(">>From x\n\nFrom 10:00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var n int
		for m, err := range Mails([]string{"-"}, strings.NewReader(string(in))) {
			if err != nil {
				continue
			}
			n += len(m.Raw)
			if s := Sender(m.Raw, "h"); strings.ContainsAny(s, " \r\n<>") {
				t.Errorf("the sender is %q", s)
			}
		}
		lost := 0
		for line := range strings.Lines(string(in)) {
			switch {
			case isFrom([]byte(line)):
				lost += len(line) + len("\r\n") // with the blank line in front of it
			case quotedPattern.MatchString(line):
				lost++
			}
		}
		if n > len(in) || n < len(in)-lost-len("\r\n") {
			t.Errorf("%d bytes became %d, at most %d may go", len(in), n, lost)
		}
	})
}
