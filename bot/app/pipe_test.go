package app_test

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// A pipeNet is a network inside a synctest bubble: connections are net.Pipe, on
// which waiting is waiting for the bubble's time. Real sockets would hold it still.
type pipeNet struct {
	mu        sync.Mutex
	listeners map[string]*pipeListener
}

type pipeListener struct {
	net     *pipeNet
	address string
	conns   chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

// Listen stands in for net.Listen.
func (p *pipeNet) Listen(_, address string) (net.Listener, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listeners[address] != nil {
		return nil, fmt.Errorf("listen %s: address already in use", address)
	}
	l := &pipeListener{net: p, address: address, conns: make(chan net.Conn), closed: make(chan struct{})}
	if p.listeners == nil {
		p.listeners = map[string]*pipeListener{}
	}
	p.listeners[address] = l
	return l, nil
}

// Dial stands in for a net.Dialer.
func (p *pipeNet) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	p.mu.Lock()
	l := p.listeners[address]
	p.mu.Unlock()
	if l == nil {
		return nil, fmt.Errorf("dial %s: connection refused", address)
	}
	here, there := net.Pipe()
	select {
	case l.conns <- addressed{there, l.address}:
		return addressed{here, l.address}, nil
	case <-l.closed:
		return nil, fmt.Errorf("dial %s: connection refused", address)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() {
		close(l.closed)
		l.net.mu.Lock()
		delete(l.net.listeners, l.address)
		l.net.mu.Unlock()
	})
	return nil
}

func (l *pipeListener) Addr() net.Addr { return loopback }

// addressed gives a pipe the address that servers ask for.
type addressed struct {
	net.Conn
	address string
}

var loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2525}

func (addressed) LocalAddr() net.Addr  { return loopback }
func (addressed) RemoteAddr() net.Addr { return loopback }

// closeAll ends everything that still listens.
func (p *pipeNet) closeAll() {
	p.mu.Lock()
	var all []*pipeListener
	for _, l := range p.listeners {
		all = append(all, l)
	}
	p.mu.Unlock()
	for _, l := range all {
		l.Close()
	}
}
