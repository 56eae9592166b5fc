package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/tools/txtar"

	"meldwacht/bot/app"
	"meldwacht/bot/config"
	"meldwacht/bot/sandbox"
	"meldwacht/notifier/action/actiontest"
)

// A stage is one desk and one Slack workspace in a bubble, and the transcript
// of what happens between them.
type stage struct {
	t      *testing.T
	dir    string
	net    *pipeNet
	slack  *sandbox.Workspace
	desk   context.CancelFunc // ends the desk; nil while it is down
	ended  chan error
	dns    *names
	config string // that the scenario adds to that of all
	post   *post
	api    *actiontest.Server
	duty   *duty
	ntfy   *telephones
	parts  *txtar.Archive

	answers int
	closers []func()
	scribe  *scribe
	lines   strings.Builder
	log     logged
}

// logged is what the desk logs.
type logged struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// play runs the script of a scenario and returns the transcript.
func play(t *testing.T, dir string, scenario *txtar.Archive) string {
	script := section(scenario, "script")
	s := &stage{parts: scenario, config: section(scenario, "config"), t: t, dir: dir, net: &pipeNet{}, dns: readNames(t)}
	s.scribe = &scribe{stage: s, seen: map[string]string{}}
	defer s.leave()
	for n, line := range strings.Split(script, "\n") {
		line, _, _ = strings.Cut(line, "  #")
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.step(line); err != nil {
			t.Fatalf("script line %d, %q: %v", n+1, line, err)
		}
		s.scribe.write()
	}
	s.leave()
	return aHash.ReplaceAllString(s.lines.String(), " · <hash>")
}

var spoken = regexp.MustCompile(`^(\w+)(?: in (DL-\S+))?: (.*)$`)
var clicked = regexp.MustCompile(`^(\w+(?:\+\w+)*) clicks "([^"]+)" on (DL-\S+)$`)
var filled = regexp.MustCompile(`^(\w+) fills (.*)$`)
var pair = regexp.MustCompile(`(\w[\w:.~-]*)=("[^"]*"|\S+)`)

// step does one line of a script.
func (s *stage) step(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "at":
		return s.begin(rest)
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		s.say("%s pass", rest)
		s.wait(d)
		return nil
	case "mail":
		return s.mail(rest)
	case "fault":
		return s.fault(rest)
	case "clear":
		s.slack.Disarm("")
		s.say("the fault is over")
		return nil
	case "kill":
		s.say("the desk is killed")
		s.stopDesk()
		return nil
	case "start":
		s.say("the desk starts")
		return s.startDesk()
	case "verify":
		return s.verify()
	case "nowhere":
		return s.nowhere(rest)
	case "api":
		if rest == "has" {
			s.carried()
			return nil
		}
		return s.faults(rest)
	case "channel":
		s.say("the channel: %s", rest)
		_, err := s.slack.Rearrange(sandbox.Rearrangement{Channel: channel, Do: rest})
		s.settle()
		return err
	case "pagerduty":
		return s.pagerDuty(rest)
	case "config": // another one, from the next start on
		s.config = section(s.parts, "config "+rest)
		s.say("the configuration is %s", rest)
		return nil
	case "link":
		return s.follow(rest)
	case "bounce":
		return s.bounce(rest)
	case "unknown":
		s.post.mu.Lock()
		s.post.unknown = append(s.post.unknown, rest)
		s.post.mu.Unlock()
		s.say("the mail server knows nobody at %s", rest)
		return nil
	case "directory":
		return s.directory(rest)
	case "files":
		s.say("people's files in Slack: %d", len(s.slack.PrivateFiles()))
		return nil
	case "dns":
		s.dns.down.Store(rest == "down")
		s.say("the DNS is %s", rest)
		return nil
	}
	if m := answered.FindStringSubmatch(line); m != nil {
		return s.answer(m[1], m[2])
	}
	if m := clicked.FindStringSubmatch(line); m != nil {
		return s.click(strings.Split(m[1], "+"), m[2], m[3])
	}
	if who, ok := strings.CutSuffix(line, " reads the modal"); ok {
		return s.read(who)
	}
	if m := filled.FindStringSubmatch(line); m != nil {
		return s.fill(m[1], m[2])
	}
	if m := spoken.FindStringSubmatch(line); m != nil {
		return s.speak(m[1], m[2], m[3])
	}
	return fmt.Errorf("no such step")
}

// begin moves the bubble's clock to a moment in Amsterdam, and opens the stage.
func (s *stage) begin(moment string) error {
	at, err := time.ParseInLocation("2006-01-02 15:04:05 MST", moment, amsterdam)
	if err != nil {
		if at, err = time.ParseInLocation("2006-01-02 15:04:05", moment, amsterdam); err != nil {
			return err
		}
	}
	time.Sleep(time.Until(at))
	s.slack = sandbox.New(sandbox.Options{
		Rate: 1, BaseURL: "http://127.0.0.1:8484", PingEvery: 20 * time.Second, ConnectionTime: 1000 * time.Hour,
		OnUnexpected: func(method string) { s.t.Errorf("the desk called %s, which it should not", method) },
	})
	serveSandbox(s.t, s.net, "127.0.0.1:8484", s.slack)
	if err := errors.Join(s.openPost(), s.openAPI(), s.openDuty(), s.openNtfy()); err != nil {
		return err
	}
	s.say("the desk starts")
	return s.startDesk()
}

// directory breaks the file of accounts, or mends it.
func (s *stage) directory(what string) error {
	path := filepath.Join(s.dir, "directory.yaml")
	text := []byte("accounts: [")
	if what == "mended" {
		var err error
		if text, err = os.ReadFile("../../testdata/sample/directory.yaml"); err != nil {
			return err
		}
	}
	s.say("the directory is %s", what)
	return errors.Join(os.WriteFile(path, text, 0o600), os.Chtimes(path, time.Now(), time.Now()))
}

func (s *stage) startDesk() error {
	a, err := app.New(deskConfig(s.t, s.dir, s.config), app.Options{Listen: s.net.Listen, Dial: s.net.Dial, Resolver: s.dns, Secret: []byte("the secret of the scenarios, 32 b"), Log: zerolog.New(&s.log)})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.desk, s.ended = cancel, make(chan error, 1)
	go func() { s.ended <- a.Run(ctx) }()
	s.wait(3 * time.Second)
	return nil
}

func (s *stage) stopDesk() {
	if s.desk == nil {
		return
	}
	s.desk()
	if err := <-s.ended; err != nil {
		s.t.Errorf("the desk ended with: %v", err)
	}
	s.desk = nil
}

// leave ends whatever still runs, so that the bubble can end.
func (s *stage) leave() {
	s.stopDesk()
	if s.slack != nil {
		s.slack.Close()
		for _, close := range s.closers {
			close()
		}
		s.net.closeAll()
		s.slack = nil
		synctest.Wait()
	}
}

// wait lets time pass and writes down what happens meanwhile.
func (s *stage) wait(d time.Duration) {
	step := time.Second
	if d > 10*time.Minute {
		step = 20 * time.Second
	}
	for end := time.Now().Add(d); time.Now().Before(end); {
		time.Sleep(min(step, time.Until(end)))
		s.scribe.write()
	}
}

// settle waits until the desk has nothing more to do at this moment.
func (s *stage) settle() { s.wait(5 * time.Second) }

func (s *stage) mail(name string) error {
	raw, err := os.ReadFile(filepath.Join("../../testdata/sample/mails", name+".eml"))
	if err != nil {
		if raw, err = os.ReadFile(filepath.Join("../../testdata/scenario/mails", name+".eml")); err != nil {
			return err
		}
	}
	conn, err := s.net.Dial(context.Background(), "tcp", "127.0.0.1:2525")
	if err != nil {
		s.say("mail %s → %v", name, err)
		return nil
	}
	s.say("mail %s → %s", name, deliver(conn, app.Untraced(raw)))
	s.settle()
	return nil
}

func (s *stage) fault(words string) error {
	f, err := faultFrom(words)
	if err != nil {
		return err
	}
	s.say("fault: %s", words)
	_, err = s.slack.Arm(f)
	return err
}

// speak lets a person type: in the channel, or in the thread of an incident.
func (s *stage) speak(who, ref, text string) error {
	user := userOf(who)
	if ref == "" && strings.HasPrefix(text, "/") {
		s.say("%s types %s", who, text)
		out, err := s.slack.Command(sandbox.Command{User: user, Channel: channel, Text: text})
		s.outcome(out)
		s.settle()
		return err
	}
	ts := ""
	if ref != "" {
		ts = s.scribe.root(ref)
		if ts == "" {
			return fmt.Errorf("no thread of %s", ref)
		}
	}
	s.say("%s types in %s: %s", who, ref, text)
	_, err := s.slack.Post(sandbox.Post{User: user, Channel: channel, ThreadTS: ts, Text: text})
	s.settle()
	return err
}

// click presses the newest button with this label in a thread; several people
// press it at the same moment, on the same card, in the order of the script.
func (s *stage) click(who []string, label, ref string) error {
	b, ok := s.scribe.button(ref, label)
	if !ok {
		return fmt.Errorf("no button %q in the thread of %s", label, ref)
	}
	s.say("%s clicks [%s] on %s", strings.Join(who, " and "), label, ref)
	for _, w := range who {
		b.User = userOf(w)
		out, err := s.slack.Click(b)
		if err != nil {
			out.Shown = err.Error()
		}
		s.outcome(out)
	}
	s.settle()
	return nil
}

// fill types into the modal that a person has open, and sends it.
func (s *stage) fill(who, words string) error {
	user := userOf(who)
	views := s.slack.Views(user)
	if len(views) == 0 {
		return fmt.Errorf("%s has no modal open", who)
	}
	v := views[len(views)-1]
	s.say("%s sees %s", who, modalLine(v))
	pairs := pair.FindAllStringSubmatch(words, -1)
	for _, p := range pairs {
		if err := s.attach(user, p); err != nil {
			return err
		}
	}
	state, err := stateOf(v, pairs)
	if err != nil {
		return err
	}
	s.say("%s fills in %s", who, words)
	out, err := s.slack.Submit(sandbox.Submit{User: user, ViewID: v.ID, State: state})
	s.outcome(out)
	s.settle()
	return err
}

// attach puts a file into Slack where a pair names one, as in file=@list.csv: a
// section of the scenario, or one whose lines end as a spreadsheet ends them
// (file=@@list.csv, with a mark of UTF-8 in front). The pair has its id then.
func (s *stage) attach(user string, pair []string) error {
	name, ok := strings.CutPrefix(pair[2], "@")
	if !ok {
		return nil
	}
	name, sheet := strings.CutPrefix(name, "@")
	data := section(s.parts, name)
	if sheet {
		data = "\uFEFF" + strings.ReplaceAll(data, "\n", "\r\n")
	}
	f, err := s.slack.Upload(sandbox.Attachment{User: user, Name: name, Data: []byte(data)})
	pair[2] = f.ID
	return err
}

func (s *stage) outcome(out sandbox.Outcome) {
	if out.Shown != "" {
		s.say("  Slack: %s", out.Shown)
	}
	for _, id := range sortedKeys(out.Errors) {
		s.say("  under %s: %s", id, out.Errors[id])
	}
}

// nowhere demands that words, separated by commas, stand in no place that the
// desk writes to: the store, the log, and the workspace with its files.
func (s *stage) nowhere(words string) error {
	workspace, err := s.slack.Save()
	if err != nil {
		return err
	}
	record, err := os.ReadFile(filepath.Join(s.dir, "meldwacht.db"))
	if err != nil {
		return err
	}
	for word := range strings.SplitSeq(words, ",") {
		word = strings.TrimSpace(word)
		for place, data := range map[string]string{"the workspace": string(workspace), "the store": string(record), "the log": s.log.String()} {
			if i := strings.Index(data, word); i >= 0 {
				return fmt.Errorf("%q stands in %s: %q", word, place, data[max(0, i-60):min(len(data), i+60)])
			}
		}
	}
	s.say("nowhere in the store, the log and the workspace: %s", words)
	return nil
}

func (s *stage) verify() error {
	s.stopDesk()
	var b strings.Builder
	err := app.VerifyStore(context.Background(), config.Store{Path: filepath.Join(s.dir, "meldwacht.db"), Key: config.NewSecret(scenarioSecrets["SCENARIO_STORE_KEY"])}, &b)
	s.say("verify: %s", strings.TrimSpace(b.String()))
	return err
}

// aHash is that of an event, as people see it. It covers sealed bytes, so it is
// another one each time.
var aHash = regexp.MustCompile(`(?m) · [0-9a-f]{8}$`)

// say writes one line of the transcript, with the time in Amsterdam.
func (s *stage) say(format string, args ...any) {
	fmt.Fprintf(&s.lines, "%s  %s\n", stamp(time.Now()), fmt.Sprintf(format, args...))
}

func deliver(conn interface {
	Read([]byte) (int, error)
	Write([]byte) (int, error)
	Close() error
}, raw []byte) string {
	c, err := smtp.NewClient(conn.(addressed), "mail.test")
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	from := "sender@customer.example"
	if strings.HasPrefix(string(raw), "Return-Path: <>") {
		from = ""
	}
	if err := c.Hello("mx.snoobi.nl"); err != nil {
		return err.Error()
	}
	if err := c.Mail(from); err != nil {
		return err.Error()
	}
	if err := c.Rcpt("avg-incident@snoobi.nl"); err != nil {
		return err.Error()
	}
	w, err := c.Data()
	if err != nil {
		return err.Error()
	}
	if _, err := w.Write(raw); err != nil {
		return err.Error()
	}
	if err := w.Close(); err != nil {
		return err.Error()
	}
	_ = c.Quit()
	return "250"
}
