package wire

import (
	"errors"
	"net/netip"
	"net/url"
	"syscall"
	"unicode/utf8"
)

// Address reads where a path calls. Keys and topics travel over it, so it must
// be https, unless the other side is on this very machine. The error does not
// quote it: it may hold a token.
func Address(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil:
		return nil, errors.New("the address is no web address; write one like https://host/path, without name and password")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, errors.New("the address would send secrets over the network unencrypted; write https")
	case u.Fragment != "":
		return nil, errors.New("the address has a fragment, which is never sent; leave out what follows #")
	}
	return u, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

var errUnsafe = errors.New("an address that no path is at")

// metadata is where AWS gives out credentials over IPv6; over IPv4 it is
// 169.254.169.254, which is link-local as with every other cloud.
var metadata = netip.MustParseAddr("fd00:ec2::254")

// safe keeps a name that someone else controls from leading to what listens
// for this machine alone, such as a cloud's metadata service. It is asked after
// the name was looked up. A server in one's own network is what
// reference/oncall.md §6 prefers, so private addresses are let through.
func safe(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errUnsafe
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() || ip == metadata {
		return errUnsafe
	}
	return nil
}

// Cut shortens s to so many bytes, and never in the middle of a rune.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
