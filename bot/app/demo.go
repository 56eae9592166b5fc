package app

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/sandbox"
	"meldwacht/bot/sandbox/page"
)

//go:embed demo.yaml
var demoConfig string

// demoSecrets are the demo's own: they open nothing but the workspace beside it.
var demoSecrets = map[string]string{
	"DEMO_BOT_TOKEN":    "xoxb-demo",
	"DEMO_APP_TOKEN":    "xapp-demo",
	"DEMO_PAGER_SECRET": "whsec_bWVsZHdhY2h0LWRlbW8tcGFnZXItc2VjcmV0",
}

// demoMails are fed at the start, in this order: forwards of three clients, a
// direct report, an impostor, and an automatic answer that becomes no thread.
var demoMails = []string{
	"08-doorgestuurd-laptop", "10-fw-json-feed", "06-fwd-weekrapport", "01-melding-lijstje",
	"16-lookalike-domein", "05-afwezig", "28-bureau-twee-van-drie",
}

// DemoOptions are what the command line says of the demo.
type DemoOptions struct {
	Page    string // address of the page and of the workspace's API
	SMTP    string // address on which mail comes in
	Data    string // folder to keep; "" for one that goes away
	Offset  time.Duration
	NoMails bool
	Samples fs.FS // mails/*.eml and directory.yaml
}

// Demo runs a desk beside a Slack workspace of its own until ctx is done. Only
// the workspace is a stand-in: the desk is the real one and talks to it over
// Slack's own wire.
func Demo(ctx context.Context, o DemoOptions, out io.Writer) error {
	dir, remove, err := demoFolder(o.Data)
	if err != nil {
		return err
	}
	defer remove()
	listener, err := net.Listen("tcp", o.Page)
	if err != nil {
		return fmt.Errorf("the page cannot stand at %s: %w; end what holds this address, or give another with --page", o.Page, err)
	}
	defer listener.Close()
	o.Page = listener.Addr().String()
	mails, err := net.Listen("tcp", o.SMTP)
	if err != nil {
		return fmt.Errorf("mail cannot come in at %s: %w; end what holds this address, or give another with --smtp", o.SMTP, err)
	}
	defer mails.Close()
	o.SMTP = mails.Addr().String()
	// What the desk writes goes to the workspace, which shows it and delivers none.
	letters, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("the workspace cannot take the desk's letters: %w", err)
	}
	defer letters.Close()
	cfg, err := demoDesk(o, dir, letters.Addr().String())
	if err != nil {
		return err
	}
	clock := &Clock{}
	clock.Forward(o.Offset)
	d := &demo{DemoOptions: o, out: out, clock: clock}
	// The demo runs at Slack's own pace; the log says what goes wrong, and the
	// page shows the rest.
	log := zerolog.New(zerolog.ConsoleWriter{Out: os.Stderr, TimeFormat: time.TimeOnly, NoColor: true}).Level(zerolog.WarnLevel).With().Timestamp().Logger()
	if d.app, err = New(cfg, Options{Clock: clock, Log: log, Config: filepath.Join(dir, "config.yaml"), Listen: demoListen(mails)}); err != nil {
		return err
	}
	return d.run(ctx, listener, letters)
}

// demoListen has mail come in at a listener that is there already.
func demoListen(mails net.Listener) func(network, address string) (net.Listener, error) {
	return func(network, address string) (net.Listener, error) {
		if network == "unix" { // for commands of this machine
			return net.Listen(network, address)
		}
		return mails, nil
	}
}

// demoFolder returns the folder for the demo's data, and what removes it.
func demoFolder(data string) (dir string, remove func(), err error) {
	if data != "" {
		return data, func() {}, os.MkdirAll(data, 0o700)
	}
	dir, err = os.MkdirTemp("", "meldwacht-demo-")
	return dir, func() { os.RemoveAll(dir) }, err
}

// demoDesk writes the demo's configuration into the folder and reads it back
// as serve would.
func demoDesk(o DemoOptions, dir, letters string) (config.Config, error) {
	accounts, err := fs.ReadFile(o.Samples, "directory.yaml")
	if err != nil {
		return config.Config{}, err
	}
	file := filepath.Join(dir, "config.yaml")
	text := strings.NewReplacer("${page}", o.Page, "${smtp}", o.SMTP, "${letters}", letters).Replace(demoConfig)
	err = errors.Join(
		os.WriteFile(filepath.Join(dir, "directory.yaml"), accounts, 0o600),
		os.WriteFile(file, []byte(text), 0o600),
		makeKey(dir))
	if err != nil {
		return config.Config{}, err
	}
	cfg, err := config.Load(file, func(name string) (string, bool) { v, ok := demoSecrets[name]; return v, ok })
	if err != nil {
		return config.Config{}, ConfigError{err}
	}
	return cfg, nil
}

// A demo is a desk and the workspace that it works in.
type demo struct {
	DemoOptions
	out       io.Writer
	clock     *Clock
	app       *App
	workspace *sandbox.Workspace
}

func (d *demo) run(ctx context.Context, listener, letters net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.workspace = sandbox.New(sandbox.Options{
		Now: d.clock.Now, Rate: 1, BaseURL: "http://" + d.Page, Page: page.Handler(),
		Forward: d.clock.Forward, NextRung: d.nextRung, SendMail: d.send, SampleMails: d.samples,
		OnUnexpected: func(method string) { fmt.Fprintf(d.out, "The desk called %s, which it should not.\n", method) },
	})
	defer d.workspace.Close()
	again, err := d.restore()
	if err != nil {
		d.app.Close()
		return err
	}
	server := &http.Server{Handler: d.workspace.Handler(), ReadHeaderTimeout: 10 * time.Second}
	d.say("Slack workspace   http://%s  (API under /api/, tokens xoxb-demo and xapp-demo)", d.Page)
	d.say("Mail comes in at  smtp://%s  for avg-incident@snoobi.nl; what the desk writes shows on the page", d.SMTP)

	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	work.Go(func() error {
		if err := d.workspace.ServeMail(letters); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	work.Go(func() error {
		// The desk ends first: what it says to Slack, and its letters, are taken until then.
		defer letters.Close()
		defer server.Close()
		return d.app.Run(ctx)
	})
	work.Go(func() error { return d.keep(ctx) })
	work.Go(func() error { return d.tell(ctx, again) })
	err = work.Wait()
	if err == nil || errors.Is(err, context.Canceled) {
		d.say("Stopped.")
		return nil
	}
	return err
}

// tell feeds the sample mails over real SMTP and says what became of them. A
// demo that goes on where it was has them already.
func (d *demo) tell(ctx context.Context, again bool) error {
	if err := d.workspace.Wait(ctx, func() bool { return d.workspace.Connections() > 0 }); err != nil {
		return nil
	}
	d.say("The desk is connected to Slack.")
	if again {
		d.say("Going on with %d threads from %s. Ctrl-C stops.", d.threads(), d.Data)
		return nil
	}
	if d.NoMails {
		d.say("No mails were sent. Send one from the page, or over SMTP. Ctrl-C stops.")
		return nil
	}
	for _, name := range demoMails {
		raw, err := fs.ReadFile(d.Samples, "mails/"+name+".eml")
		if err != nil {
			return err
		}
		if _, err := d.workspace.FeedMail(raw); err != nil {
			return fmt.Errorf("mail %s: %w", name, err)
		}
		d.say("Mail sent: %s", name)
	}
	d.say("Threads appear in #avg-desk at Slack's own pace, one post a second.")
	if err := d.workspace.Wait(ctx, func() bool { return d.threads() >= len(demoMails)-1 }); err != nil {
		return nil
	}
	d.say("All %d threads stand: open http://%s and play Anna (support) or Mira (manager). Ctrl-C stops.", d.threads(), d.Page)
	return nil
}

// threads counts the root cards in the desk's channel.
func (d *demo) threads() int {
	n := 0
	for _, m := range d.workspace.Messages(d.app.cfg.Slack.Channel) {
		if m.BotID != "" && (m.ThreadTS == "" || m.ThreadTS == m.TS) {
			n++
		}
	}
	return n
}

// send delivers a raw mail to the desk, as a mail server would.
func (d *demo) send(raw []byte) error {
	c, err := smtp.Dial(d.SMTP)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Mail(envelopeFrom(raw)); err != nil {
		return err
	}
	if err := c.Rcpt("avg-incident@snoobi.nl"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(untraced(raw)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// envelopeFrom takes the envelope sender from the Return-Path that the sample
// was delivered with; without one it is the empty sender of automatic mail only
// when the sample says so.
func envelopeFrom(raw []byte) string {
	line, _, _ := strings.Cut(string(raw), "\n")
	if path, ok := strings.CutPrefix(line, "Return-Path:"); ok {
		return strings.Trim(strings.TrimSpace(path), "<>")
	}
	return "sender@unknown.example"
}

// untraced returns a sample as if our own mail server had it only now: the
// moment of receipt that it wrote into Received, which starts the clock, is left
// out.
func untraced(raw []byte) []byte {
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	var b bytes.Buffer
	received, dated := false, false // inside such a field, and behind its semicolon
	for line := range bytes.SplitAfterSeq(head, []byte("\r\n")) {
		if len(line) == 0 || line[0] != ' ' && line[0] != '\t' {
			received, dated = bytes.HasPrefix(bytes.ToLower(line), []byte("received:")), false
		}
		if dated {
			continue
		}
		if i := bytes.LastIndexByte(line, ';'); received && i >= 0 {
			line, dated = append(line[:i:i], "\r\n"...), true
		}
		b.Write(line)
	}
	if !bytes.HasSuffix(b.Bytes(), []byte("\r\n")) {
		b.WriteString("\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// samples are the mails that can be sent from the page.
func (d *demo) samples() []sandbox.SampleMail {
	files, _ := fs.Glob(d.Samples, "mails/*.eml")
	var list []sandbox.SampleMail
	for _, f := range files {
		raw, err := fs.ReadFile(d.Samples, f)
		if err != nil {
			continue
		}
		name := strings.TrimSuffix(path.Base(f), ".eml")
		list = append(list, sandbox.SampleMail{Name: name, Title: strings.ReplaceAll(name, "-", " "), Raw: string(raw)})
	}
	return list
}

// nextRung says what is next due on any ladder, for the page.
func (d *demo) nextRung() (time.Time, string, bool) {
	ref, at, ok, err := d.app.store.NextDue(context.Background())
	if err != nil || !ok {
		return time.Time{}, "", false
	}
	in, err := d.app.store.Incident(context.Background(), ref)
	if err != nil {
		return at, string(ref), true
	}
	what := string(ref)
	if u := upcoming(in, at); u != "" {
		what += " · " + u
	}
	return at, what, true
}

// upcoming names what comes due at that moment.
func upcoming(in bot.Incident, at time.Time) string {
	for _, o := range in.Obligations {
		if step, ok := o.Next(); ok && step.At.Equal(at) {
			switch step.Kind {
			case bot.StepPage:
				return o.Standing.Rung.Name + ": nog niet bevestigd"
			case bot.StepExpiry:
				return o.Standing.Rung.Name + ": bevestiging verloopt"
			}
			for _, r := range o.Rule.Ladder[min(o.Reached, len(o.Rule.Ladder)-1):] {
				return r.Name
			}
		}
	}
	for _, a := range in.Actions {
		switch {
		case a.State.Pending() && a.Lapses.Equal(at):
			return fmt.Sprintf("actie %d verloopt", a.ID)
		case a.Until.Equal(at):
			return fmt.Sprintf("actie %d: einddatum", a.ID)
		}
	}
	return ""
}

func (d *demo) say(format string, args ...any) {
	fmt.Fprintf(d.out, time.Now().Format("15:04:05")+"  "+format+"\n", args...)
}
