package config

import (
	"net"
	"strconv"
	"strings"
)

// A Listen is an address to listen on: host:port, or unix:/path/of/a/socket.
type Listen string

// Split returns it as net.Listen wants it.
func (l Listen) Split() (network, address string) {
	if path, ok := strings.CutPrefix(string(l), "unix:"); ok {
		return "unix", path
	}
	return "tcp", string(l)
}

func (k *check) listen(path string, l Listen) {
	network, address := l.Split()
	if l == "" || network == "unix" && address != "" {
		return
	}
	_, port, err := net.SplitHostPort(address)
	if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 0 || n > 65535 {
		k.problem(path, "%s is no address to listen on. Write host:port, such as 127.0.0.1:2525, or unix:/run/meldwacht.sock.", path)
	}
}
