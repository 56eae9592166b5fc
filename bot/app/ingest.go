package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"meldwacht/bot/config"
	"meldwacht/bot/directory"
	"meldwacht/bot/intake/hand"
)

// Ingest hands the mails at the paths to the running desk of a configuration: a
// file, a folder, a Maildir, an mbox, or "-" for the standard input. It goes
// through the desk's own door, so a mail that is there already is not doubled.
func Ingest(ctx context.Context, path string, paths []string, in io.Reader, out io.Writer) error {
	m, err := config.LoadMail(path)
	if err != nil {
		return ConfigError{err}
	}
	listen, lmtp := m.LMTP.Listen, true
	if listen == "" {
		listen, lmtp = m.SMTP.Listen, false
	}
	if listen == "" {
		return ConfigError{errors.New("mail.lmtp.listen: the desk has no door by which a file can come in; write an address into mail.lmtp.listen, such as unix:/run/meldwacht/lmtp.sock, and start the desk again")}
	}
	door := hand.Door{LMTP: lmtp, To: string(m.Desk[0]), Dial: dialer(listen)}
	sum, err := hand.Run(ctx, hand.Options{Door: door, Host: m.Hostname, Paths: paths, Stdin: in, Out: out})
	if err == nil && sum.Refused+sum.Unread > 0 {
		err = fmt.Errorf("%d mails were not taken; see above, and hand those over again", sum.Refused+sum.Unread)
	}
	return err
}

// dialer connects to an address on which the desk listens.
func dialer(listen config.Listen) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		d := net.Dialer{Timeout: 10 * time.Second}
		network, address := listen.Split()
		return d.DialContext(ctx, network, address)
	}
}

// CheckDirectory writes what is odd about a directory file.
func CheckDirectory(path string, out io.Writer) error {
	if err := directory.Check(path, out); err != nil {
		return ConfigError{err}
	}
	return nil
}
