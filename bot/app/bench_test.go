package app_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/bot/sandbox"
	"meldwacht/storage/bolt"
)

// BenchmarkIntake measures mails from the first byte of DATA to the 250, which
// comes after the commit: over real SMTP on loopback, read, matched and stored
// by the real desk. Beside it, on the same disk in the same run, what one write
// and fsync costs and what a bbolt Update by a single writer costs.
func BenchmarkIntake(b *testing.B) {
	b.Run("fsync", func(b *testing.B) {
		f, err := os.Create(filepath.Join(b.TempDir(), "f"))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		block := make([]byte, 1024)
		for b.Loop() {
			f.Write(block)
			f.Sync()
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "per_s")
	})
	b.Run("bbolt-update", func(b *testing.B) {
		db, err := bbolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, nil)
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		value := make([]byte, 1024)
		for n := 0; b.Loop(); n++ {
			if err := db.Update(func(tx *bbolt.Tx) error {
				bucket, err := tx.CreateBucketIfNotExists([]byte("b"))
				if err != nil {
					return err
				}
				return bucket.Put(fmt.Appendf(nil, "%09d", n), value)
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "per_s")
	})
	for _, connections := range []int{1, 64} {
		b.Run(fmt.Sprintf("smtp-%d", connections), func(b *testing.B) { benchmarkSMTP(b, connections) })
	}
}

// only has all that a desk opens to others come to one listener.
func only(l net.Listener) func(network, address string) (net.Listener, error) {
	return func(network, address string) (net.Listener, error) {
		if network == "unix" { // for commands of this machine
			return net.Listen(network, address)
		}
		return l, nil
	}
}

func benchmarkSMTP(b *testing.B, connections int) {
	dir := b.TempDir()
	cfg := deskConfig(b, dir)
	l := listen(b)
	a, err := app.New(cfg, app.Options{Log: quiet, Resolver: readNames(b),
		Listen: only(l),
		Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, fmt.Errorf("no slack in this benchmark")
		}})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	var n atomic.Int64
	var clients sync.WaitGroup
	b.ResetTimer()
	for range connections {
		clients.Go(func() {
			c, err := dialMail(l.Addr().String())
			if err != nil {
				b.Error(err)
				return
			}
			defer c.conn.Close()
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				if err := c.send(int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "per_s")
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

// A mailClient speaks as little SMTP as it takes, so that the client costs
// little beside the server in one process.
type mailClient struct {
	conn net.Conn
	in   *bufio.Reader
}

func dialMail(address string) (*mailClient, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &mailClient{conn, bufio.NewReader(conn)}
	if err := c.expect("220"); err != nil {
		return nil, err
	}
	return c, c.say("EHLO mx.snoobi.nl\r\n", "250")
}

func (c *mailClient) send(n int) error {
	for _, step := range [][2]string{
		{fmt.Sprintf("MAIL FROM:<r%d@customer%d.example>\r\n", n, n), "250"},
		{"RCPT TO:<avg-incident@snoobi.nl>\r\n", "250"},
		{"DATA\r\n", "354"},
		{benchMail(n) + ".\r\n", "250"},
	} {
		if err := c.say(step[0], step[1]); err != nil {
			return err
		}
	}
	return nil
}

func (c *mailClient) say(line, code string) error {
	if _, err := c.conn.Write([]byte(line)); err != nil {
		return err
	}
	return c.expect(code)
}

func (c *mailClient) expect(code string) error {
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(line, code) {
			return fmt.Errorf("%s instead of %s", strings.TrimSpace(line), code)
		}
		if len(line) > 3 && line[3] == ' ' {
			return nil
		}
	}
}

// benchMail is a report of the size and form of the samples.
func benchMail(n int) string {
	return fmt.Sprintf("From: Reporter %d <r%d@customer%d.example>\r\nTo: avg-incident@snoobi.nl\r\nSubject: Sleutel gelekt\r\n"+
		"Message-ID: <bench-%d@customer.example>\r\nDate: Tue, 01 Sep 2026 10:42:17 +0200\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+
		"Beste Snoobi,\r\n\r\nNaam aanvrager: Reporter %d\r\nAccount: SN-10423\r\nOmvang incident: API\r\nDatum en tijd: 31 augustus 2026, 16:45\r\n"+
		"Gevraagde actie: API-toegang stoppen voor sleutel magazijn-dashboard\r\n\r\nToelichting: de sleutel stond in een openbare map. Wij hebben hem daar weggehaald, maar weten niet wie hem heeft gezien.\r\n\r\n"+
		"Met vriendelijke groet,\r\nReporter %d\r\n", n, n, n, n, n, n)
}

// BenchmarkStart measures a desk with 100,000 open incidents in its store, as a
// process of its own: the time from exec to the greeting of its mail server, and
// its memory then and after ten seconds of work.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	deskConfig(b, dir)
	fill(b, filepath.Join(dir, "meldwacht.db"), 100_000)
	program := filepath.Join(dir, "meldwacht")
	if out, err := exec.Command("go", "build", "-o", program, "meldwacht").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	page := listen(b)
	w := sandbox.New(sandbox.Options{Rate: 1, BaseURL: "http://" + page.Addr().String()})
	server := &http.Server{Handler: w.Handler()}
	go server.Serve(page)
	defer func() { w.Close(); server.Close() }()
	mail := freeAddress(b)
	text, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	config := strings.NewReplacer("127.0.0.1:8484", page.Addr().String(), "127.0.0.1:2525", mail).Replace(string(text))
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(config), 0o600); err != nil {
		b.Fatal(err)
	}
	var started time.Duration
	var first, later float64
	for b.Loop() {
		desk := exec.Command(program, "serve", "-c", filepath.Join(dir, "config.yaml"))
		desk.Env = os.Environ()
		for name, value := range scenarioSecrets {
			desk.Env = append(desk.Env, name+"="+value)
		}
		began := time.Now()
		if err := desk.Start(); err != nil {
			b.Fatal(err)
		}
		for {
			c, err := dialMail(mail)
			if err == nil {
				c.conn.Close()
				break
			}
			if time.Since(began) > time.Minute {
				b.Fatal("no greeting within a minute")
			}
			time.Sleep(time.Millisecond)
		}
		started = time.Since(began)
		first = resident(b, desk.Process.Pid)
		time.Sleep(10 * time.Second)
		later = resident(b, desk.Process.Pid)
		desk.Process.Kill()
		desk.Wait()
	}
	b.ReportMetric(float64(started.Milliseconds()), "ms_to_greeting")
	b.ReportMetric(first, "MiB_at_greeting")
	b.ReportMetric(later, "MiB_after_10_s")
}

// resident is the memory of a process that is in RAM, pages of the store included.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	b.Fatal("no VmRSS")
	return 0
}

// fill opens n incidents, received over the last two days.
func fill(b *testing.B, path string, n int) {
	b.Helper()
	store, err := bolt.Open(path, bolt.Options{Master: scenarioKey()})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	now := time.Now().UTC()
	desk := &bot.Desk{Store: store, Rules: bot.DefaultRules, Now: func() time.Time { return now },
		Match: func(bot.Mail) bot.Match { return bot.Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V."} }}
	var next atomic.Int64
	var writers sync.WaitGroup
	for range 256 {
		writers.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				raw := []byte(benchMail(i))
				sum := sha256.Sum256(raw)
				m := bot.Mail{Key: bot.MailKey(fmt.Sprintf("v1:%d", i)), RawSum: hex.EncodeToString(sum[:]), Class: bot.ClassReport,
					MessageID: fmt.Sprintf("bench-%d@customer.example", i), Subject: "Sleutel gelekt", Text: string(raw), Lang: bot.NL}
				if _, err := desk.Receive(context.Background(), m, raw, now.Add(-time.Duration(i)*time.Second)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
}
