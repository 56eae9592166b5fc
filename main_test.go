package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"meldwacht/storage/bolt"
)

// asProgram, when it is set, makes the test binary behave as meldwacht itself:
// so exit codes, signals and the lock on a file are those of a real process.
const asProgram = "MELDWACHT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Unsetenv(asProgram)
		main()
	}
	os.Exit(m.Run())
}

// program is a command line that has not been started. It is ended when the test is.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "SLACK_BOT_TOKEN=", "SLACK_APP_TOKEN=", "PAGER_SECRET=", "MELDWACHT_KEY=bWVsZHdhY2h0IG1hc3RlciBrZXkgZm9yIHRlc3RzIDE=")
	return cmd
}

// meldwacht runs a command line to its end.
func meldwacht(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := program(t, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if strings.Contains(errs.String(), "goroutine ") {
		t.Errorf("meldwacht %s panics:\n%s", strings.Join(args, " "), &errs)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// A command line that cannot be used ends with code 2 and says where help is.
func TestACommandLineThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{}, {"frobnicate"}, {"serve"}, {"parse"}, {"verify"}, {"demo", "--clock-offset", "soon"},
		{"verify", "--store", "a", "--config", "b"}, {"verify", "--store", "a", "report.html"},
		{"verify", "-c", "a", "report.html"}, {"report", "-c", "a", "DL-2026-0007"},
	} {
		code, stdout, stderr := meldwacht(t, args...)
		if code != 2 || !strings.Contains(stderr, "meldwacht --help shows how") {
			t.Errorf("meldwacht %q: code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}

// Help is there in both ways in which people ask for it.
func TestHelpIsShown(t *testing.T) {
	t.Parallel()
	for _, args := range [][2][]string{{{"help"}, {"--help"}}, {{"help", "register", "export"}, {"register", "export", "--help"}}} {
		_, want, _ := meldwacht(t, args[1]...)
		if code, stdout, stderr := meldwacht(t, args[0]...); code != 0 || stdout != want || !strings.Contains(stdout, "Usage: meldwacht") {
			t.Errorf("meldwacht %q: code %d\n%s%s", args[0], code, stdout, stderr)
		}
	}
}

func TestVersionNamesTheProgram(t *testing.T) {
	t.Parallel()
	if code, stdout, stderr := meldwacht(t, "version"); code != 0 || !strings.HasPrefix(stdout, "meldwacht ") {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
}

// Whatever is wrong with a configuration is said at once, each with its place.
func TestCheckConfigNamesEveryProblem(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bad.yaml")
	text := read(t, "config.example.yaml")
	problems := []struct{ good, bad, at, says string }{
		{"language: nl", "language: fy", "fy", "language must be one of nl, en"},
		{"zone: Europe", "zoen: Europe", "zoen", "Did you mean zone?"},
		{"mode: socket", "mode: pigeon", "pigeon", "slack.mode must be"},
		{"max_mb: 35", "max_mb: many", "many", "mail.max_mb is of the wrong type"},
		{"bot_token_env: SLACK_BOT_TOKEN", "bot_token_env: UNSET_BOT_TOKEN", "UNSET_BOT_TOKEN", "slack.bot_token_env names is not set"},
	}
	for _, p := range problems {
		if !strings.Contains(text, p.good) {
			t.Fatalf("config.example.yaml no longer has %q", p.good)
		}
		text = strings.Replace(text, p.good, p.bad, 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := meldwacht(t, "check-config", file)
	if code != 2 {
		t.Errorf("code %d", code)
	}
	placed := regexp.MustCompile(`^` + regexp.QuoteMeta(file) + `:[1-9]\d*:[1-9]\d*: \S`)
	for line := range strings.Lines(stderr) {
		if !placed.MatchString(line) {
			t.Errorf("no place: %s", line)
		}
	}
	for _, p := range problems {
		before, _, _ := strings.Cut(text, p.bad)
		before += p.bad[:strings.Index(p.bad, p.at)]
		place := fmt.Sprintf("%s:%d:%d: ", file, 1+strings.Count(before, "\n"), len(before)-strings.LastIndex(before, "\n"))
		if _, said, ok := strings.Cut(stderr, place); !ok || !strings.Contains(strings.SplitN(said, "\n", 2)[0], p.says) {
			t.Errorf("%s does not say %q:\n%s", place, p.says, stderr)
		}
	}
	if code, _, stderr := meldwacht(t, "serve", "-c", file); code != 2 || !placed.MatchString(stderr) {
		t.Errorf("serve starts with it: code %d\n%s", code, stderr)
	}
}

// The example is good once its secrets are there.
func TestCheckConfigAcceptsTheExample(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for from, to := range map[string]string{"config.example.yaml": "config.yaml", "testdata/sample/directory.yaml": "directory.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, to), []byte(read(t, from)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := program(t, "check-config", filepath.Join(dir, "config.yaml"))
	cmd.Env = append(cmd.Env, "SLACK_BOT_TOKEN=xoxb-1", "SLACK_APP_TOKEN=xapp-1", "PAGER_SECRET=whsec_bWVsZHdhY2h0LXRlc3QtcGFnZXItc2VjcmV0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestParsePrintsOneObjectALine(t *testing.T) {
	t.Parallel()
	const folder = "testdata/sample/mails/"
	code, stdout, stderr := meldwacht(t, "parse", folder+"01-melding-lijstje.eml", folder+"05-afwezig.eml")
	if code != 0 {
		t.Fatalf("code %d\n%s", code, stderr)
	}
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines for two mails:\n%s", len(lines), stdout)
	}
	for i, want := range []string{"report", "auto"} {
		var got struct{ Class string }
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil || got.Class != want {
			t.Errorf("line %d: class %q, want %q (%v)", i+1, got.Class, want, err)
		}
	}
	if code, _, stderr := meldwacht(t, "parse", "absent.eml"); code != 1 || !strings.Contains(stderr, "absent.eml") {
		t.Errorf("a file that is not there: code %d\n%s", code, stderr)
	}
}

// store makes an empty store and returns its path.
func store(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// A file that is damaged is called so, and left as it is.
func TestVerifyLeavesADamagedFileAlone(t *testing.T) {
	t.Parallel()
	page := os.Getpagesize()
	noise := bytes.Repeat([]byte("not a database. "), page/16)
	for name, damage := range map[string]func([]byte) []byte{
		"no store at all":      func([]byte) []byte { return bytes.Repeat(noise, 8) },
		"cut short":            func(b []byte) []byte { return b[:page+page/2] },
		"without its meta":     func(b []byte) []byte { return append(bytes.Repeat(noise, 2), b[2*page:]...) },
		"with nothing but it":  func(b []byte) []byte { return append(b[:2*page:2*page], bytes.Repeat(noise, len(b)/page-2)...) },
		"with zeroes for data": func(b []byte) []byte { return append(b[:2*page:2*page], make([]byte, len(b)-2*page)...) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := store(t)
			damaged := damage([]byte(read(t, path)))
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			code, stdout, stderr := meldwacht(t, "verify", "--store", path)
			if code != 1 || !strings.Contains(stderr, path) || !strings.Contains(stderr, "damaged") {
				t.Errorf("code %d\n%s%s", code, stdout, stderr)
			}
			if read(t, path) != string(damaged) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestVerifySaysWhatIsNotThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "absent.db")
	if code, _, stderr := meldwacht(t, "verify", "--store", path); code != 1 || !strings.Contains(stderr, path) {
		t.Errorf("code %d\n%s", code, stderr)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("verify made the file that it should read")
	}
	if code, stdout, stderr := meldwacht(t, "verify", "--store", store(t)); code != 0 || !strings.Contains(stdout, "The record is whole") {
		t.Errorf("an empty record: code %d\n%s%s", code, stdout, stderr)
	}
}

// A store that another process has is waited for, and then said to be taken.
func TestAStoreThatIsTaken(t *testing.T) {
	t.Parallel()
	path := store(t)
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, args := range [][]string{
		{"verify", "--store", path},
		{"demo", "--no-mails", "--page", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--data", filepath.Dir(path)},
	} {
		code, stdout, stderr := meldwacht(t, args...)
		if code != 1 || !strings.Contains(stderr, "another process has it (waited 2s)") {
			t.Errorf("meldwacht %s: code %d\n%s%s", args[0], code, stdout, stderr)
		}
	}
}

// A port that is taken is named, with the next step.
func TestAPortThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken := l.Addr().String()
	for _, args := range [][]string{
		{"demo", "--no-mails", "--page", taken, "--smtp", "127.0.0.1:0"},
		{"demo", "--no-mails", "--page", "127.0.0.1:0", "--smtp", taken},
	} {
		code, stdout, stderr := meldwacht(t, args...)
		if code != 1 || !strings.Contains(stderr, taken) || !strings.Contains(stderr, "give another") {
			t.Errorf("meldwacht %s: code %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
		}
	}
}

// Ctrl-C ends the demo with code 0, and nothing of a temporary folder is left.
func TestTheDemoStopsWhenItIsTold(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	cmd := program(t, "demo", "--no-mails", "--page", "127.0.0.1:0", "--smtp", "127.0.0.1:0")
	cmd.Env = append(cmd.Env, "TMPDIR="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { // a demo that says nothing must not hold up the tests
		<-ctx.Done()
		cmd.Process.Kill()
	}()
	var told time.Time
	said := bufio.NewScanner(out)
	for said.Scan() {
		if strings.Contains(said.Text(), "No mails were sent") {
			told = time.Now()
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err != nil || told.IsZero() {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if took := time.Since(told); took > 20*time.Second { // 2 s is what is promised, on a machine that does nothing else
		t.Errorf("it took %s", took)
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
