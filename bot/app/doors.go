package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/intake"
	"meldwacht/bot/mail"
	"meldwacht/bot/proof"
)

// A door is one way by which mail comes in.
type door struct {
	serve func(ctx context.Context) error
}

// reader reads mails as the configuration says whom to believe.
func (a *App) reader() mail.Reader {
	m := a.cfg.Mail
	r := mail.Reader{Authserv: m.AuthservID, Results: mail.Results(m.Results), StaffDomains: m.StaffDomains,
		Known: func(who bot.Address) bool { return len(a.books.Directory().ByAdmin(who)) > 0 }}
	for _, d := range m.Desk {
		r.Desk = append(r.Desk, string(d))
	}
	return r
}

// checker checks signatures where our own mail server has not.
func (a *App) checker() proof.Checker {
	resolver := a.opt.Resolver
	if resolver == nil {
		resolver = proof.System()
	}
	return proof.Checker{Resolver: resolver, Reader: a.reader()}
}

// filer reads, proves and files what comes in by any door.
func (a *App) filer() *intake.Filer {
	f := &intake.Filer{Read: a.reader().Read, Receive: a.desk.Receive, Log: a.log}
	if a.cfg.Mail.CheckSignatures {
		checker := a.checker()
		f.Prove = func(ctx context.Context, m bot.Mail, raw []byte, o intake.Origin) bot.Mail {
			return checker.Prove(ctx, m, raw, proof.Edge{Peer: o.Peer, Helo: o.Helo, From: o.From, Received: o.Received})
		}
	}
	return f
}

// open opens every door of the configuration, or none.
func (a *App) open() ([]door, error) {
	filer := a.filer()
	watched, err := a.mailboxes(filer)
	if err != nil {
		return nil, err
	}
	a.watched = watched
	var doors []door
	for _, w := range watched {
		doors = append(doors, door{w.Run})
	}
	var open []net.Listener
	fail := func(err error) ([]door, error) {
		for _, o := range open {
			o.Close()
		}
		return nil, err
	}
	for _, l := range []struct {
		name  string
		at    config.Listener
		serve func(*intake.Server) func(context.Context, net.Listener) error
	}{
		{"mail.smtp", a.cfg.Mail.SMTP, func(s *intake.Server) func(context.Context, net.Listener) error { return s.ServeSMTP }},
		{"mail.lmtp", a.cfg.Mail.LMTP, func(s *intake.Server) func(context.Context, net.Listener) error { return s.ServeLMTP }},
	} {
		if l.at.Listen == "" {
			continue
		}
		server, err := a.server(filer, l.at)
		if err != nil {
			return fail(ConfigError{fmt.Errorf("%s: %w", l.name, err)})
		}
		listener, err := a.opt.Listen(l.at.Listen.Split())
		if err != nil {
			return fail(fmt.Errorf("%s.listen: %w; end what holds this address, or give another", l.name, err))
		}
		open = append(open, listener)
		serve := l.serve(server)
		doors = append(doors, door{func(ctx context.Context) error { return serve(ctx, listener) }})
	}
	return doors, nil
}

// server takes mail on one listener.
func (a *App) server(filer *intake.Filer, l config.Listener) (*intake.Server, error) {
	m := a.cfg.Mail
	s := &intake.Server{
		Filer: filer, Now: a.opt.Clock.Now, Hostname: m.Hostname, Recipients: a.reader().Desk,
		AuthservID: m.AuthservID, Trusted: m.Trusted, Allowed: l.Allow, MaxBytes: m.MaxBytes(),
	}
	if l.TLSCert != "" {
		certificate, err := intake.Certificate(l.TLSCert, l.TLSKey, a.log)
		if err != nil {
			return nil, err
		}
		s.TLS = &tls.Config{GetCertificate: certificate, MinVersion: tls.VersionTLS12}
	}
	return s, nil
}
