package mailbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/intake"
)

// A pipe is a listener whose connections are pipes in memory, so that a server
// can run inside a bubble of testing/synctest.
type pipe struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
	wrap  func(net.Conn) net.Conn // the server's side; nil leaves it as it is
}

func newPipe() *pipe { return &pipe{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		if p.wrap != nil {
			c = p.wrap(c)
		}
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Net: "pipe", Name: "pipe"} }

func (p *pipe) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

const (
	user   = "avg-incident@snoobi.example"
	secret = "paard-batterij-nietje"
)

// fullCaps is what Dovecot and Exchange Online can do, as far as it is used here.
var fullCaps = imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIdle: {}, imap.CapMove: {}, imap.CapUIDPlus: {}, imap.CapSASLIR: {}}

// A server is a real IMAP server in memory, which does wrong on demand.
type server struct {
	t    *testing.T
	user *imapmemserver.User
	imap *imapserver.Server
	pipe *pipe

	mu     sync.Mutex
	logins int
	login  error                                        // the answer to a login
	give   func(c *imapserver.Conn, uid imap.UID) error // before the body of a mail is sent
	move   func(c *imapserver.Conn) error               // before mails are moved or copied
	store  func() error                                 // before flags are set
	search func(c *imapserver.Conn)
	sizes  map[imap.UID]int64 // what is said of a size, instead of the truth
	gives  map[imap.UID]int   // how often a body was asked for
}

// serve runs a server with an INBOX until the test is over.
func serve(t *testing.T, caps imap.CapSet) *server {
	t.Helper()
	s := &server{t: t, user: imapmemserver.NewUser(user, secret), gives: map[imap.UID]int{}}
	s.create("INBOX")
	s.listen(&imapserver.Options{Caps: caps, InsecureAuth: true,
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return s.session(c), nil, nil
		}}, nil)
	return s
}

// listen runs the server with other options from now on.
func (s *server) listen(o *imapserver.Options, wrap func(net.Conn) net.Conn) {
	o.Logger = log.New(io.Discard, "", 0)
	s.imap, s.pipe = imapserver.New(o), newPipe()
	s.pipe.wrap = wrap
	done := make(chan struct{})
	go func(srv *imapserver.Server, p *pipe) { defer close(done); _ = srv.Serve(p) }(s.imap, s.pipe)
	srv := s.imap
	s.t.Cleanup(func() { _ = srv.Close(); <-done })
}

func (s *server) session(c *imapserver.Conn) *served {
	return &served{imapmemserver.NewUserSession(s.user), s, c}
}

func (s *server) create(folder string) {
	s.t.Helper()
	if err := s.user.Create(folder, nil); err != nil {
		s.t.Fatal(err)
	}
}

// deliver puts a mail into a folder and returns its text.
func (s *server) deliver(folder, name string, flags ...imap.Flag) string {
	s.t.Helper()
	raw := letterOf(name)
	s.deliverRaw(folder, raw, flags...)
	return raw
}

func (s *server) deliverRaw(folder, raw string, flags ...imap.Flag) {
	s.t.Helper()
	_, err := s.user.Append(folder, bytes.NewReader([]byte(raw)), &imap.AppendOptions{Flags: flags, Time: time.Now().Add(-time.Minute)})
	if err != nil {
		s.t.Fatal(err)
	}
}

func letterOf(name string) string {
	return "Message-ID: <" + name + "@winkel.example>\r\nFrom: Jan de Vries <jan@winkel.example>\r\nSubject: Datalek " + name + "\r\n\r\nOnze login is gestolen.\r\n"
}

// holds is how many mails lie in a folder.
func (s *server) holds(folder string) int {
	s.t.Helper()
	d, err := s.user.Status(folder, &imap.StatusOptions{NumMessages: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return int(*d.NumMessages)
}

func (s *server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *server) asked(uid imap.UID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gives[uid]
}

// served is one client's session.
type served struct {
	*imapmemserver.UserSession
	s *server
	c *imapserver.Conn
}

func (x *served) Login(user, password string) error {
	x.s.mu.Lock()
	x.s.logins++
	err := x.s.login
	x.s.mu.Unlock()
	if err != nil {
		return err
	}
	return x.UserSession.Login(user, password)
}

func (x *served) Search(kind imapserver.NumKind, c *imap.SearchCriteria, o *imap.SearchOptions) (*imap.SearchData, error) {
	x.s.mu.Lock()
	f := x.s.search
	x.s.mu.Unlock()
	if f != nil {
		f(x.c)
	}
	return x.UserSession.Search(kind, c, o)
}

func (x *served) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	uids, _ := set.(imap.UIDSet).Nums()
	if len(uids) != 1 {
		return errors.New("more than one mail was asked for")
	}
	x.s.mu.Lock()
	give, size, lies := x.s.give, x.s.sizes[uids[0]], x.s.sizes[uids[0]] != 0
	if len(o.BodySection) > 0 {
		x.s.gives[uids[0]]++
	}
	x.s.mu.Unlock()
	if len(o.BodySection) > 0 && give != nil {
		if err := give(x.c, uids[0]); err != nil {
			return err
		}
	}
	if o.RFC822Size && lies {
		m := w.CreateMessage(1)
		m.WriteUID(uids[0])
		m.WriteRFC822Size(size)
		return m.Close()
	}
	return x.UserSession.Fetch(w, set, o)
}

func (x *served) Move(w *imapserver.MoveWriter, set imap.NumSet, to string) error {
	if err := x.moving(); err != nil {
		return err
	}
	return x.UserSession.Move(w, set, to)
}

func (x *served) Copy(set imap.NumSet, to string) (*imap.CopyData, error) {
	if err := x.moving(); err != nil {
		return nil, err
	}
	return x.UserSession.Copy(set, to)
}

func (x *served) Store(w *imapserver.FetchWriter, set imap.NumSet, f *imap.StoreFlags, o *imap.StoreOptions) error {
	if x.s.store != nil {
		return x.s.store()
	}
	return x.UserSession.Store(w, set, f, o)
}

func (x *served) moving() error {
	x.s.mu.Lock()
	f := x.s.move
	x.s.mu.Unlock()
	if f != nil {
		return f(x.c)
	}
	return nil
}

func no(code imap.ResponseCode) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: "no, " + user}
}

// A store files as the real one does: what it has is a duplicate.
type store struct {
	mu         sync.Mutex
	mails      []bot.Mail
	raws       []string
	times      []time.Time
	keys       map[bot.MailKey]bool
	duplicates int
	offered    int
	fail       func(raw string) error
	marks      map[string][2]uint32
}

func newStore() *store { return &store{keys: map[bot.MailKey]bool{}, marks: map[string][2]uint32{}} }

func (s *store) filer() *intake.Filer {
	return &intake.Filer{Receive: s.receive, Log: zerolog.Nop(), Read: func(raw []byte) bot.Mail {
		sum := sha256.Sum256(raw)
		name := hex.EncodeToString(sum[:])
		return bot.Mail{Key: bot.MailKey("v1:" + name), RawSum: name, Class: bot.ClassReport, Text: string(raw), Subject: "read"}
	}}
}

func (s *store) receive(_ context.Context, m bot.Mail, raw []byte, at time.Time) (bot.Filing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offered++
	if s.fail != nil {
		if err := s.fail(string(raw)); err != nil {
			return bot.Filing{}, err
		}
	}
	if s.keys[m.Key] {
		s.duplicates++
		return bot.Filing{Outcome: bot.OutcomeDuplicate}, nil
	}
	s.keys[m.Key] = true
	s.mails, s.raws, s.times = append(s.mails, m), append(s.raws, string(raw)), append(s.times, at)
	return bot.Filing{Outcome: bot.OutcomeOpened, Ref: bot.MakeRef(2026, len(s.mails))}, nil
}

func (s *store) Mark(_ context.Context, box string) (uint32, uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[box][0], s.marks[box][1], nil
}

func (s *store) SetMark(_ context.Context, box string, validity, uid uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks[box] = [2]uint32{validity, uid}
	return nil
}

func (s *store) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.mails)
}

func (s *store) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// want fails the test unless exactly these mails were filed, in any order.
func (s *store) want(t *testing.T, raws ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	got := slices.Sorted(slices.Values(s.raws))
	if want := slices.Sorted(slices.Values(raws)); !slices.Equal(got, want) {
		t.Errorf("%d mails were filed, want %d:\n%q", len(got), len(want), got)
	}
}

// A notebook is a log that is read back.
type notebook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (n *notebook) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.Write(b)
}

func (n *notebook) count(text string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Count(n.b.String(), text)
}

// tail is the end of it.
func (n *notebook) tail() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.String()[max(0, n.b.Len()-4000):]
}

// A watch is a Watcher at work in a test.
type watch struct {
	*Watcher
	t    *testing.T
	log  *notebook
	stop func()
}

func watcher(dial func(context.Context, string, string) (net.Conn, error), st *store) *Watcher {
	return &Watcher{Name: "incident", Address: "mail.snoobi.example:143", TLS: TLSNone, Auth: Password{user, secret},
		Folders: []Folder{{Name: "INBOX"}}, Done: "Verwerkt", Filer: st.filer(), Marks: st, Now: time.Now, Dial: dial}
}

// begin runs a Watcher until stop is called, or the test is over, and looks at what
// it has logged: nothing of a mail, of its people, or of the login.
func begin(t *testing.T, w *Watcher) *watch {
	t.Helper()
	book := &notebook{}
	w.Log = zerolog.New(book)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run ended in %v", err)
		}
		for _, private := range []string{"@", secret, "vries", "gestolen", "datalek"} {
			if strings.Contains(strings.ToLower(book.b.String()), private) {
				t.Errorf("the log holds %q:\n%s", private, book.b.String())
			}
		}
		if h := w.Health(); h.Connected {
			t.Errorf("after the end: %+v", h)
		}
	})
	t.Cleanup(stop)
	return &watch{w, t, book, stop}
}

// settle lets time pass: everything that is due by then has happened.
func settle(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (w *watch) trouble(want Trouble) {
	w.t.Helper()
	if got := w.Health().Trouble; got != want {
		w.t.Errorf("the trouble is %q, want %q:\n%s", got, want, w.log.b.String())
	}
}

func (w *watch) logged(text string, times int) {
	w.t.Helper()
	if n := w.log.count(text); n != times {
		w.t.Errorf("%q was logged %d times, want %d:\n%s", text, n, times, w.log.b.String())
	}
}

func names(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("m%03d", i))
	}
	return list
}

var errDisk = errors.New("disk full")

// reader is somebody else who reads along.
func reader(s *server, folder string) *imapmemserver.UserSession {
	x := imapmemserver.NewUserSession(s.user)
	if _, err := x.Select(folder, nil); err != nil {
		s.t.Error(err)
	}
	return x
}

// until waits for a condition, and fails the test when it does not come.
func until(t *testing.T, what string, ok func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !ok() {
		if time.Since(began) > 30*time.Second {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(began)
}
