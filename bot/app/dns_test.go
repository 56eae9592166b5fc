package app_test

import (
	"context"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/foxcpp/go-mockdns"
)

// names are the DNS of the scenarios, which can be down.
type names struct {
	mockdns.Resolver
	down atomic.Bool
}

// readNames reads testdata/scenario/dns.txt.
func readNames(t testing.TB) *names {
	t.Helper()
	text, err := os.ReadFile("../../testdata/scenario/dns.txt")
	if err != nil {
		t.Fatal(err)
	}
	zones := map[string]mockdns.Zone{}
	for line := range strings.Lines(string(text)) {
		if name, record, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, "#") {
			zones[name+"."] = mockdns.Zone{TXT: []string{record}}
		}
	}
	return &names{Resolver: mockdns.Resolver{Zones: zones}}
}

func (n *names) fail(name string) error {
	if n.down.Load() {
		return &net.DNSError{Err: "no answer", Name: name, IsTemporary: true, IsTimeout: true}
	}
	return nil
}

func (n *names) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if err := n.fail(name); err != nil {
		return nil, err
	}
	return n.Resolver.LookupTXT(ctx, name)
}

func (n *names) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	if err := n.fail(name); err != nil {
		return nil, err
	}
	return n.Resolver.LookupMX(ctx, name)
}

func (n *names) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	if err := n.fail(host); err != nil {
		return nil, err
	}
	return n.Resolver.LookupIPAddr(ctx, host)
}

func (n *names) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	if err := n.fail(addr); err != nil {
		return nil, err
	}
	return n.Resolver.LookupAddr(ctx, addr)
}
