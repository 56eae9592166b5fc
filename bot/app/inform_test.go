package app

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/view"
	"meldwacht/notifier/mail"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// A postOffice takes letters over pipes. One address in a hundred it does not
// know, and it can be cut off after it has taken a letter.
type postOffice struct {
	server *smtp.Server
	conns  chan net.Conn
	closed chan struct{}

	mu    sync.Mutex
	taken map[string]int // by Message-ID
	to    map[string]int // by address
	tries int
	lost  int // letters that it took and said nothing of
	cut   func(tries int) bool
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newPostOffice() *postOffice {
	p := &postOffice{conns: make(chan net.Conn), closed: make(chan struct{}), taken: map[string]int{}, to: map[string]int{}}
	p.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &postSession{p: p}, nil }))
	p.server.Domain, p.server.ErrorLog = "post.example", log.New(io.Discard, "", 0)
	go func() { _ = p.server.Serve(p) }()
	return p
}

// Accept, Close and Addr make it a net.Listener.
func (p *postOffice) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *postOffice) Close() error   { close(p.closed); return nil }
func (p *postOffice) Addr() net.Addr { return &net.TCPAddr{} }

func (p *postOffice) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type postSession struct {
	p  *postOffice
	to string
}

func (s *postSession) Reset()                               { s.to = "" }
func (s *postSession) Logout() error                        { return nil }
func (s *postSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.Contains(to, "07@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	s.to = to
	return nil
}

var messageID = regexp.MustCompile(`(?mi)^Message-ID: <(\S+)>`)

func (s *postSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := messageID.FindSubmatch(raw)
	if m == nil {
		return &smtp.SMTPError{Code: 554, Message: "no Message-ID"}
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.tries++
	down := s.p.cut != nil && s.p.cut(s.p.tries)
	if s.p.lost += btoi(down); down && s.p.lost > 8 {
		return &smtp.SMTPError{Code: 421, Message: "going down"}
	}
	s.p.taken[string(m[1])]++
	s.p.to[s.to]++
	if down {
		return &smtp.SMTPError{Code: 421, Message: "going down"} // it has taken the letter all the same
	}
	return nil
}

// tellDesk is a desk that writes to many.
func tellDesk(t *testing.T, path string, p *postOffice) (*App, *mail.Sender) {
	t.Helper()
	store, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clock := &Clock{}
	a := &App{store: store, log: zerolog.Nop(), opt: Options{Clock: clock, Log: zerolog.Nop(), Dial: p.dial}, cfg: config.Config{Location: time.UTC}}
	a.desk = &bot.Desk{Store: store, Now: clock.Now, Secret: []byte("a secret of thirty-two bytes, ok"), Rules: func() bot.Rules {
		r := bot.DefaultRules()
		r.Letters = true
		return r
	}}
	letters, err := view.NewLetters(bot.Mailbox{Name: "Snoobi datalekdesk", Address: "avg-incident@snoobi.nl"}, time.UTC, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := mail.New(mail.Options{Host: "127.0.0.1", Port: 25, TLS: mail.Plain, From: bot.Mailbox{Name: "Snoobi", Address: "avg-incident@snoobi.nl"},
		ReturnPath: "avg-incident@snoobi.nl", ReplyTo: "avg-incident@snoobi.nl", Domain: "snoobi.nl", Instance: "desk-1", PerDay: 5, PerMinute: 6_000,
		Progress: a.progress, Secret: a.desk.Secret, Letters: letters, Reader: store, Store: store, Now: clock.Now, Log: zerolog.Nop(), Dial: p.dial})
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

// tell runs the loop of the letters until the action stands still, or so many
// letters went out.
func (a *App) tell(t *testing.T, s *mail.Sender, p *postOffice, ref bot.Ref, tries int) bot.Incident {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- a.ring(ctx) }()
	go func() { ended <- a.loop(view.HealthLetters, mail.Kinds(), s).Run(ctx) }()
	var in bot.Incident
	for {
		time.Sleep(time.Second)
		var err error
		if in, err = a.store.Incident(ctx, ref); err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		crash := tries > 0 && p.tries >= tries
		p.mu.Unlock()
		if one, _ := in.Action(1); crash || !one.Many.Running() {
			break
		}
	}
	cancel()
	<-ended
	<-ended
	return in
}

// Account holders are told while the desk crashes in the middle, some of the
// addresses are not known, and some letters come back: each of the others gets
// the letter, under one Message-ID that never changes, and the record says who
// did not.
func TestManyAccountHoldersAreToldOnce(t *testing.T) {
	holders := manyHolders
	if n, err := strconv.Atoi(os.Getenv("MELDWACHT_HOLDERS")); err == nil {
		holders = n
	}
	path := filepath.Join(t.TempDir(), "told.db")
	synctest.Test(t, func(t *testing.T) {
		p := newPostOffice()
		defer p.server.Close()
		a, s := tellDesk(t, path, p)
		mira, fati := bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}, bot.Person{ID: "fati", Roles: []bot.Role{bot.Privacy}}
		list := make([]bot.Recipient, holders)
		for i := range list {
			list[i] = bot.Recipient{Name: "Marleen Huls", Address: bot.Address(fmt.Sprintf("m%05d@winkel.example", i)), Accounts: []bot.AccountID{bot.AccountID(fmt.Sprintf("SN-%05d", i))}}
		}
		in, err := a.desk.Declare(t.Context(), "", mira, bot.Declaration{What: "een export lag op straat"})
		if err != nil {
			t.Fatal(err)
		}
		do := func(decide func(bot.Incident, time.Time) (bot.Change, error)) {
			t.Helper()
			if in, err = a.desk.Do(t.Context(), in.Ref, "", decide); err != nil {
				t.Fatal(err)
			}
		}
		message := bot.Message{As: bot.AsController, Happened: "Een export stond open.", Data: "Tellingen.", Consequences: "Geen bekend.", Advice: "Niets.", Measures: "Dicht."}
		do(func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.Tell(mira, bot.InformRequest{Message: message, Recipients: list}, now)
		})
		do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(fati, 1, in.Version, now) })

		middle := holders * 2 / 5
		p.cut = func(tries int) bool { return tries >= middle }
		a.tell(t, s, p, in.Ref, middle)
		if err := a.store.Close(); err != nil {
			t.Fatal(err)
		}
		p.cut = nil
		a, s = tellDesk(t, path, p)
		defer func() { a.store.Close() }()
		in = a.tell(t, s, p, in.Ref, 0)

		one, _ := in.Action(1)
		if !one.Stuck() || one.Many.Done() != holders*99/100 || len(one.Many.Failed()) != holders/100 {
			t.Fatalf("stuck %t: %d told, %d not", one.Stuck(), one.Many.Done(), len(one.Many.Failed()))
		}
		if in.Stage(bot.StageInform).Progress != bot.StageDoing {
			t.Error("the stage is over while some were not told")
		}
		if len(p.taken) != holders*99/100 {
			t.Errorf("%d different Message-IDs", len(p.taken))
		}
		again := 0
		for i := range list {
			to := string(list[i].Address)
			want := 1
			if strings.Contains(to, "07@") {
				want = 0
			}
			if n := p.to[to]; want == 0 && n > 0 || want == 1 && n < 1 {
				t.Errorf("%s got %d letters", to, n)
			} else if n > 1 {
				again++
			}
		}
		if again > 8 { // those of which nobody knew when the server went down
			t.Errorf("%d letters went out again", again)
		}

		// Some come back, one twice; one is answered. Nobody is replied to for each.
		for _, no := range []int{3, 4, 3} {
			do(func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.ReturnMail(bot.Mail{Bounced: "ab" + bot.InformID(1, 2, no) + "@snoobi.nl", Status: "5.1.1"}, "", now)
			})
		}
		if one, _ = in.Action(1); len(one.Many.Returned) != 2 || in.Returned != 0 {
			t.Errorf("returned: %v, and %d others", one.Many.Returned, in.Returned)
		}
		do(func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.Finish(mira, 1, "De anderen zijn gebeld.", now)
		})
		if o := in.Stage(bot.StageInform); o.Progress != bot.StageDone {
			t.Errorf("the stage is %s", o.Progress)
		}
		for _, o := range in.Obligations {
			if o.Rule.MetBy == bot.MetByInform && o.Open() {
				t.Error("the obligation is still owed")
			}
		}
		stats, err := storage.Verify(t.Context(), a.store, func(p storage.Problem) { t.Error(p) })
		if err != nil || stats.Problems > 0 {
			t.Errorf("verify: %v, %+v", err, stats)
		}
		t.Logf("%d attempts for %d account holders: %d got a letter, %d of them twice; %d events", p.tries, holders, len(p.taken), again, stats.Events)
	})
}
