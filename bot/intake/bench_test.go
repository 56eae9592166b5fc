package intake

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"meldwacht/bot"
)

// BenchmarkSMTP is the cost of the protocol alone: accept to answer over
// loopback, with a Receive that commits nothing. Each connection sends one mail
// after the other, as a mail server does.
func BenchmarkSMTP(b *testing.B) {
	text := []byte(mail + strings.Repeat("Een regel van een gewone mail.\r\n", 60) + ".\r\n")
	for _, conns := range []int{1, 64} {
		b.Run(fmt.Sprintf("conns=%d", conns), func(b *testing.B) {
			var n atomic.Int64
			s := server(&box{})
			s.Receive = func(context.Context, bot.Mail, []byte, time.Time) (bot.Filing, error) {
				n.Add(1)
				return bot.Filing{}, nil
			}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- s.ServeSMTP(ctx, l) }()
			var left atomic.Int64
			left.Store(int64(b.N))
			b.SetBytes(int64(len(text)))
			b.ResetTimer()
			var clients sync.WaitGroup
			for range conns {
				clients.Go(func() {
					if err := send(l.Addr().String(), text, &left); err != nil {
						b.Error(err)
					}
				})
			}
			clients.Wait()
			b.StopTimer()
			b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "mails/s")
			cancel()
			if err := <-done; err != nil || n.Load() != int64(b.N) {
				b.Errorf("%d of %d mails, %v", n.Load(), b.N, err)
			}
		})
	}
}

// send delivers mails over one connection for as long as some are left.
func send(addr string, text []byte, left *atomic.Int64) error {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer nc.Close()
	r := bufio.NewReader(nc)
	expect := func(code string, replies int) error {
		for range replies {
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return err
				}
				if !strings.HasPrefix(line, code) {
					return fmt.Errorf("%q, want %s", line, code)
				}
				if line[3] == ' ' {
					break
				}
			}
		}
		return nil
	}
	if err := expect("220", 1); err != nil {
		return err
	}
	fmt.Fprint(nc, "EHLO bench.example\r\n")
	if err := expect("250", 1); err != nil {
		return err
	}
	for left.Add(-1) >= 0 {
		// Pipelined, as RFC 2920 allows and mail servers do.
		fmt.Fprint(nc, "MAIL FROM:<jan@winkel.example>\r\nRCPT TO:<avg-incident@snoobi.nl>\r\nDATA\r\n")
		if err := expect("250", 2); err != nil {
			return err
		}
		if err := expect("354", 1); err != nil {
			return err
		}
		if _, err := nc.Write(text); err != nil {
			return err
		}
		if err := expect("250", 1); err != nil {
			return err
		}
	}
	return nil
}
