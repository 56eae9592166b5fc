package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"
)

// listen is net.Listen, with what a unix socket needs beside it: a mail server
// runs as another user and must be able to connect, so the folder that the
// socket stands in decides who may; and a socket that a killed desk left behind
// is taken away, but not one on which somebody answers.
func listen(network, address string) (net.Listener, error) {
	if network != "unix" {
		return net.Listen(network, address)
	}
	if err := clearSocket(address); err != nil {
		return nil, err
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(address, 0o666); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

func clearSocket(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() != fs.ModeSocket:
		return fmt.Errorf("%s is there and is no socket", path)
	}
	if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
		c.Close()
		return fmt.Errorf("somebody answers on %s", path)
	}
	return os.Remove(path)
}
