package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/bot/sandbox"
	"meldwacht/storage/bolt"
)

// The desk is killed at random moments while mails arrive and Slack misbehaves.
// Whatever got a 250 has exactly one thread, no reminder is missing or doubled,
// and the record is whole. MELDWACHT_CHAOS=200,400 sets the kills and the mails
// (make chaos); without it a small run is made.
func TestChaos(t *testing.T) {
	t.Parallel()
	kills, mails := 4, 16
	if size := os.Getenv("MELDWACHT_CHAOS"); size != "" {
		if _, err := fmt.Sscanf(size, "%d,%d", &kills, &mails); err != nil {
			t.Fatalf("MELDWACHT_CHAOS=%q: want kills,mails", size)
		}
	}
	seed := rand.Uint64()
	t.Logf("seed %d, %d kills, %d mails", seed, kills, mails)
	c := newChaos(t, rand.New(rand.NewPCG(seed, 0)))
	c.start()

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	var sent sync.WaitGroup
	next := make(chan int)
	for range 4 {
		sent.Go(func() {
			for n := range next {
				c.send(ctx, n)
			}
		})
	}
	go func() {
		defer close(next)
		for n := range mails {
			next <- n
			// The mails are spread over the kills.
			pause(ctx, time.Duration(kills)*400*time.Millisecond/time.Duration(mails))
		}
	}()
	for range kills {
		c.spoil()
		pause(ctx, time.Duration(50+c.random.IntN(400))*time.Millisecond)
		c.kill()
		c.start()
	}
	sent.Wait()
	c.slack.Disarm("")
	c.settle(ctx, mails)
}

// pause waits in real time: the processes under test live in it.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// A chaos is a desk as a process of its own, beside a workspace in this one.
type chaos struct {
	t       *testing.T
	random  *rand.Rand
	dir     string
	program string
	smtp    string
	slack   *sandbox.Workspace
	desk    *exec.Cmd
	log     *os.File
	begun   time.Time
}

func newChaos(t *testing.T, random *rand.Rand) *chaos {
	t.Helper()
	c := &chaos{t: t, random: random, dir: t.TempDir(), smtp: freeAddress(t), begun: time.Now()}
	c.program = filepath.Join(c.dir, "meldwacht")
	build := exec.Command("go", "build", "-o", c.program, "meldwacht")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	page := listen(t)
	c.slack = sandbox.New(sandbox.Options{BaseURL: "http://" + page.Addr().String()})
	server := &http.Server{Handler: c.slack.Handler()}
	go server.Serve(page)
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	c.log = log
	t.Cleanup(func() {
		c.kill()
		c.slack.Close()
		server.Close()
		log.Close()
		if t.Failed() {
			if text, err := os.ReadFile(log.Name()); err == nil {
				t.Logf("the end of the desk's log:\n%s", text[max(0, len(text)-4000):])
			}
		}
	})
	text, err := os.ReadFile("../../testdata/scenario/chaos.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config := strings.NewReplacer("${page}", page.Addr().String(), "${smtp}", c.smtp).Replace(string(text))
	accounts, err := os.ReadFile("../../testdata/sample/directory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"config.yaml": config, "directory.yaml": string(accounts)} {
		if err := os.WriteFile(filepath.Join(c.dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c *chaos) start() {
	c.desk = exec.Command(c.program, "serve", "-c", filepath.Join(c.dir, "config.yaml"))
	c.desk.Stdout, c.desk.Stderr = c.log, c.log
	c.desk.Env = os.Environ()
	for name, value := range scenarioSecrets {
		c.desk.Env = append(c.desk.Env, name+"="+value)
	}
	if err := c.desk.Start(); err != nil {
		c.t.Fatal(err)
	}
}

// kill ends the desk as a power cut would.
func (c *chaos) kill() {
	if c.desk != nil {
		c.desk.Process.Kill()
		c.desk.Wait()
		c.desk = nil
	}
}

// up waits until the desk takes mail.
func (c *chaos) up(ctx context.Context) {
	for ctx.Err() == nil {
		if conn, err := net.Dial("tcp", c.smtp); err == nil {
			conn.Close()
			return
		}
		pause(ctx, 20*time.Millisecond)
	}
}

// stop ends the desk as an administrator would.
func (c *chaos) stop() {
	c.desk.Process.Signal(syscall.SIGTERM)
	if err := c.desk.Wait(); err != nil {
		c.t.Errorf("the desk, told to stop: %v", err)
	}
	c.desk = nil
}

// spoil arms one of Slack's faults.
func (c *chaos) spoil() {
	faults := []sandbox.Fault{
		{Kind: "ratelimited", RetryAfter: 1, Count: 2},
		{Kind: "status", Status: 500, Count: 2},
		{Kind: "status", Status: 500, After: true, Method: "chat.postMessage"},
		{Kind: "error", Error: "internal_error", After: true, Method: "chat.postMessage"},
		{Kind: "reset", After: true, Method: "chat.postMessage"},
		{Kind: "silence", After: true, Method: "chat.postMessage"},
		{Kind: "html", Count: 2},
		{Kind: "drop"},
		{Kind: "duplicate", Count: 3},
	}
	c.slack.Disarm("")
	if _, err := c.slack.Arm(faults[c.random.IntN(len(faults))]); err != nil {
		c.t.Error(err)
	}
}

// send tries a mail until it got its 250, as a mail server would.
func (c *chaos) send(ctx context.Context, n int) {
	raw := fmt.Sprintf("From: Reporter %d <r%d@customer%d.example>\r\nTo: avg-incident@snoobi.nl\r\nSubject: Sleutel %d gelekt\r\n"+
		"Message-ID: <chaos-%d@customer.example>\r\nDate: Tue, 01 Sep 2026 10:42:17 +0200\r\n\r\nOnze API-sleutel is gisteren gelekt.\r\n", n, n, n, n, n)
	for ctx.Err() == nil {
		if smtp.SendMail(c.smtp, nil, fmt.Sprintf("r%d@customer%d.example", n, n), []string{"avg-incident@snoobi.nl"}, []byte(raw)) == nil {
			return
		}
		pause(ctx, 50*time.Millisecond)
	}
	c.t.Errorf("mail %d never got its 250", n)
}

// settle waits until the desk has nothing left to say, and holds what it said
// against its record.
func (c *chaos) settle(ctx context.Context, mails int) {
	for ctx.Err() == nil {
		pause(ctx, 2*time.Second)
		c.stop()
		done, why := c.check(ctx, mails)
		if done {
			return
		}
		c.t.Logf("not yet: %s", why)
		c.start()
		pause(ctx, 8*time.Second)
	}
	c.t.Error("the desk did not come to rest")
}

// check compares record and workspace. done is false while something is still
// to be said.
func (c *chaos) check(ctx context.Context, mails int) (done bool, why string) {
	path := filepath.Join(c.dir, "meldwacht.db")
	store, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		c.t.Fatal(err)
	}
	defer store.Close()
	counts, err := store.Counts(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	for lane, n := range counts.Pending {
		if n > 0 {
			return false, fmt.Sprintf("%d effects in lane %s", n, lane)
		}
	}
	posted := c.posted()
	opened := map[string]int{}
	expected, reminders := 0, 0
	for ref, err := range store.Refs(ctx) {
		if err != nil {
			c.t.Fatal(err)
		}
		events, err := store.Events(ctx, ref)
		if err != nil {
			c.t.Fatal(err)
		}
		keys := []bot.EffectKey{bot.CardKey(ref), bot.EffectKey(ref) + "/mail/1"}
		told := map[string]int{}
		for _, e := range events {
			switch b := e.Body.(type) {
			case bot.Opened:
				opened[b.Mail.MessageID]++
			case bot.RungReached:
				keys = append(keys, bot.EffectKey(fmt.Sprintf("%s/rung/%s/%s", ref, b.Obligation, b.Rung)))
				for _, name := range append(b.Missed, b.Rung) {
					told[name]++
				}
				reminders++
			}
		}
		for _, name := range []string{"first", "second"} {
			if told[name] == 0 {
				return false, fmt.Sprintf("%s: rung %s is not due yet", ref, name)
			}
			if told[name] > 1 {
				c.t.Errorf("%s: rung %s was told or named %d times", ref, name, told[name])
			}
		}
		for _, key := range keys {
			expected++
			r, ok, err := store.Receipt(ctx, key)
			if err != nil || !ok {
				c.t.Errorf("%s: no receipt (%v)", key, err)
				continue
			}
			if !posted[r.ID] {
				c.t.Errorf("%s: its receipt names %s, which is not in Slack", key, r.ID)
			}
			delete(posted, r.ID)
		}
	}
	for ts := range posted {
		c.t.Errorf("Slack holds a message %s that no receipt names", ts)
	}
	for n := range mails {
		if id := fmt.Sprintf("chaos-%d@customer.example", n); opened[id] != 1 {
			c.t.Errorf("mail %d got its 250 and opened %d incidents", n, opened[id])
		}
	}
	var report strings.Builder
	if err := app.Verify(ctx, "", path, &report); err != nil {
		c.t.Errorf("verify: %v\n%s", err, report.String())
	}
	c.t.Logf("%d incidents, %d messages, %d reminders in %s; %s", len(opened), expected, reminders,
		time.Since(c.begun).Round(time.Second), strings.TrimSpace(report.String()))
	return true, ""
}

// posted returns the ts of all that the desk said for everybody.
func (c *chaos) posted() map[string]bool {
	all := map[string]bool{}
	for _, root := range c.slack.Messages(channel) {
		for _, m := range append(c.slack.Thread(channel, root.TS), root) {
			if m.BotID != "" && m.EphemeralFor == "" {
				all[m.TS] = true
			}
		}
	}
	return all
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// freeAddress returns an address that was free a moment ago.
func freeAddress(t testing.TB) string {
	t.Helper()
	l := listen(t)
	defer l.Close()
	return l.Addr().String()
}
