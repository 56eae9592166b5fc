package intake

import (
	"net"
	"net/netip"
	"slices"
)

// trusts reports whether a peer is one of our own mail servers.
func (s *Server) trusts(peer net.Addr) bool {
	if peer.Network() == "unix" {
		return true // whoever may open the socket's file
	}
	ip, ok := ipOf(peer)
	return ok && contains(s.Trusted, ip)
}

// admits reports whether a peer may connect.
func (s *Server) admits(peer net.Addr) bool {
	if len(s.Allowed) == 0 || s.trusts(peer) {
		return true
	}
	ip, ok := ipOf(peer)
	return ok && contains(s.Allowed, ip)
}

func contains(networks []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(ip) })
}

// ipOf is the address of a peer as networks are written: IPv4 as such, and
// without the name of the interface that a link-local one came in by.
func ipOf(peer net.Addr) (netip.Addr, bool) {
	at, err := netip.ParseAddrPort(peer.String())
	if err != nil {
		return netip.Addr{}, false
	}
	return at.Addr().Unmap().WithZone(""), true
}
