package proof

import (
	"context"
	"errors"
	"net"
	"strings"
)

// A Resolver asks the DNS; *net.Resolver is one. It returns when its context ends.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
	LookupAddr(ctx context.Context, addr string) ([]string, error)
}

// System is the resolver of the system.
func System() Resolver { return net.DefaultResolver }

// maxLookups is how often the DNS is asked about one mail, the one attached to it
// included (chosen). An SPF record alone may lead to 10 names (RFC 7208 §4.6.4),
// each with 10 servers; an ordinary mail needs 3 to 10.
const maxLookups = 60

// An asker asks the DNS about one mail, not too often and never twice for the
// same TXT record. Whatever is not an answer is an error that passes: the DNS is
// only believed when it says that a name does not exist.
type asker struct {
	r     Resolver
	left  int
	spent bool // more was asked than is allowed
	told  map[string]answer
}

type answer struct {
	txts []string
	err  error
}

func (a *asker) LookupTXT(ctx context.Context, name string) ([]string, error) {
	key := strings.ToLower(strings.TrimSuffix(name, "."))
	if got, ok := a.told[key]; ok {
		return got.txts, got.err
	}
	txts, err := lookup(ctx, a, absolute(name), a.r.LookupTXT)
	a.told[key] = answer{txts, err}
	return txts, err
}

func (a *asker) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	return lookup(ctx, a, absolute(name), a.r.LookupMX)
}

func (a *asker) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	return lookup(ctx, a, absolute(host), a.r.LookupIPAddr)
}

func (a *asker) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	return lookup(ctx, a, addr, a.r.LookupAddr)
}

// absolute keeps the system from trying a name inside its own domains first,
// where somebody else may hold it.
func absolute(name string) string { return strings.TrimSuffix(name, ".") + "." }

// lookup returns errors as the type that the libraries look for. What came
// together with an error is kept: one bad MX in a list does that.
func lookup[T any](ctx context.Context, a *asker, name string, ask func(context.Context, string) ([]T, error)) ([]T, error) {
	if a.left == 0 {
		a.spent = true
		return nil, &net.DNSError{Err: "asked too often", Name: name}
	}
	a.left--
	if ctx.Err() != nil {
		return nil, &net.DNSError{Err: "out of time", Name: name, IsTimeout: true, IsTemporary: true}
	}
	got, err := ask(ctx, name)
	if err == nil {
		return got, nil
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return got, &net.DNSError{Err: "no such name", Name: name, IsNotFound: true}
	}
	return got, &net.DNSError{Err: "no answer", Name: name, IsTemporary: true}
}

// isTemporary reports whether the DNS may answer another time.
func isTemporary(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsTemporary
}

// isMissing reports whether the DNS said that there is no such name.
func isMissing(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}
