package bolt_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"meldwacht/bot"
	"meldwacht/storage/bolt"
)

// The test binary starts itself with these set, and then writes until it dies.
const (
	killFile = "MELDWACHT_TEST_FILE"
	killAt   = "MELDWACHT_TEST_WRITE"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(killFile); path != "" {
		writeUntilKilled(path)
	}
	os.Exit(m.Run())
}

// writeUntilKilled files mails from several goroutines and says each ref aloud
// once it is safe. The process kills itself before the write of that number.
func writeUntilKilled(path string) {
	n, _ := strconv.Atoi(os.Getenv(killAt))
	s, err := bolt.Open(path, bolt.Options{Master: master, Failpoint: func(write int) error {
		if n > 0 && write == n {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil
	}})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				m, raw := mail(fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i), 200)
				f, err := desk(s, start).Receive(ctx, m, raw, start)
				if err != nil {
					fmt.Println("error", err)
					os.Exit(1)
				}
				in, err := s.Update(ctx, f.Ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "x", start) })
				if err != nil {
					fmt.Println("error", err)
					os.Exit(1)
				}
				fmt.Println(f.Ref, in.Version)
			}
		})
	}
	wg.Wait()
}

// A desk that is killed in the middle of anything loses nothing that it
// confirmed, and leaves nothing by halves.
func TestKilledDeskKeepsWhatItConfirmed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	confirmed := map[bot.Ref]int{}
	for round, at := range []int{1, 2, 23, 60, 150, 0} {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), killFile+"="+path, killAt+"="+strconv.Itoa(at))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := 0
		for sc := bufio.NewScanner(out); sc.Scan(); lines++ {
			var ref bot.Ref
			var version int
			if _, err := fmt.Sscan(sc.Text(), &ref, &version); err != nil {
				t.Fatalf("round %d: the desk said %q", round, sc.Text())
			}
			confirmed[ref] = version
			if at == 0 && lines == 20 { // from outside, at no moment in particular
				_ = cmd.Process.Kill()
			}
		}
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err == nil {
			t.Fatalf("round %d: the desk ended by itself", round)
		}

		s := open(t, path, bolt.Options{})
		if list := problems(t, s); len(list) != 0 {
			t.Fatalf("round %d: %v", round, list)
		}
		for ref, version := range confirmed {
			if in, err := s.Incident(ctx, ref); err != nil || in.Version < version {
				t.Fatalf("round %d: %s is at version %d, confirmed was %d: %v", round, ref, in.Version, version, err)
			}
		}
		n := 0
		for ref, err := range s.Refs(ctx) {
			if n++; err != nil || ref != bot.MakeRef(2026, n) {
				t.Fatalf("round %d: ref %d is %s, %v", round, n, ref, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(confirmed) < 20 {
		t.Errorf("only %d incidents were confirmed", len(confirmed))
	}
}
