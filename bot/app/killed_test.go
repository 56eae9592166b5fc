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

	"meldwacht/bot/app"
	"meldwacht/bot/config"
	"meldwacht/bot/sandbox"
)

// What the tests share that kill the desk: chaos_test.go and flood_test.go.

// pause waits in real time: the processes under test live in it.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// A chaos is a desk as a process of its own, which can be killed, beside a
// workspace in this one.
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

	kills, mails int
}

// newChaos makes one for so many kills and mails, unless the variable env says
// otherwise.
func newChaos(t *testing.T, env string, kills, mails int) *chaos {
	t.Helper()
	if size := os.Getenv(env); size != "" {
		if _, err := fmt.Sscanf(size, "%d,%d", &kills, &mails); err != nil {
			t.Fatalf("%s=%q: want kills,mails", env, size)
		}
	}
	seed := rand.Uint64()
	t.Logf("seed %d, %d kills, %d mails", seed, kills, mails)
	c := &chaos{t: t, random: rand.New(rand.NewPCG(seed, 0)), dir: t.TempDir(), smtp: freeAddress(t), begun: time.Now(), kills: kills, mails: mails}
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
	conf := strings.NewReplacer("${page}", page.Addr().String(), "${smtp}", c.smtp).Replace(string(text))
	accounts, err := os.ReadFile("../../testdata/sample/directory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"config.yaml": conf, "directory.yaml": string(accounts)} {
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

// pour sends all mails from several hands at once. before is called before each
// of them. The mails have their 250 when what it returns is done.
func (c *chaos) pour(ctx context.Context, hands int, before func(n int)) *sync.WaitGroup {
	var sent sync.WaitGroup
	next := make(chan int)
	for range hands {
		sent.Go(func() {
			for n := range next {
				c.send(ctx, n)
			}
		})
	}
	go func() {
		defer close(next)
		for n := range c.mails {
			before(n)
			next <- n
		}
	}()
	return &sent
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

// record is where the desk keeps its record.
func (c *chaos) record() string { return filepath.Join(c.dir, "meldwacht.db") }

// kept holds that each mail opened one incident, and nothing else did, and that
// the record is whole. opened counts the incidents by the id of their mail.
func (c *chaos) kept(ctx context.Context, opened map[string]int, say string) {
	c.t.Helper()
	for n := range c.mails {
		id := fmt.Sprintf("chaos-%d@customer.example", n)
		if opened[id] != 1 {
			c.t.Errorf("mail %d got its 250 and opened %d incidents", n, opened[id])
		}
		delete(opened, id)
	}
	for id, n := range opened {
		c.t.Errorf("%d incidents of mail %q, which nobody sent", n, id)
	}
	var report strings.Builder
	if err := app.VerifyStore(ctx, config.Store{Path: c.record(), Key: config.NewSecret(scenarioSecrets["SCENARIO_STORE_KEY"])}, &report); err != nil {
		c.t.Errorf("verify: %v\n%s", err, report.String())
	}
	c.t.Logf("%s in %s; %s", say, time.Since(c.begun).Round(time.Second), strings.TrimSpace(report.String()))
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
