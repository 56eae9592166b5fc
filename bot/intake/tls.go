package intake

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"

	"github.com/rs/zerolog"
)

// secure is what STARTTLS is answered with. TLS 1.0 and 1.1 must not be used
// (RFC 8996), whatever the configuration says.
func (s *Server) secure() *tls.Config {
	if s.TLS == nil {
		return nil
	}
	c := s.TLS.Clone()
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	return c
}

// Certificate reads a certificate and its key, both in PEM, and returns what
// [tls.Config] calls for each handshake. When the files change they are read
// again, so that a renewed certificate needs no restart. Files that cannot be
// used are logged once, and what was read before stays in force.
func Certificate(certFile, keyFile string, log zerolog.Logger) (func(*tls.ClientHelloInfo) (*tls.Certificate, error), error) {
	k := &keyPair{cert: certFile, key: keyFile, log: log}
	k.seen = k.versions()
	var err error
	if k.current, err = k.load(); err != nil {
		return nil, err
	}
	return k.get, nil
}

// A keyPair is a certificate with its key, and the files that they came from.
type keyPair struct {
	cert, key string
	log       zerolog.Logger

	mu      sync.Mutex
	seen    [2]version // those that were read last, also when they could not be used
	current *tls.Certificate
}

// A version tells a file from what it was before. The zero version is no file.
type version struct{ modified, size int64 }

func (k *keyPair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.versions()
	if now == k.seen {
		return k.current, nil
	}
	k.seen = now
	switch renewed, err := k.load(); {
	case err != nil:
		k.log.Error().Err(err).Msg("the new certificate cannot be used, the old one stays")
	default:
		k.current = renewed
		k.log.Info().Msg("certificate renewed")
	}
	return k.current, nil
}

func (k *keyPair) load() (*tls.Certificate, error) {
	cert, err := os.ReadFile(k.cert)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w; let the desk read this file, or name another", err)
	}
	key, err := os.ReadFile(k.key)
	if err != nil {
		return nil, fmt.Errorf("key of the certificate: %w; let the desk read this file, or name another", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("%s with %s: %w; give a certificate and the key that belongs to it, in PEM", k.cert, k.key, err)
	}
	return &pair, nil
}

func (k *keyPair) versions() (v [2]version) {
	for i, path := range []string{k.cert, k.key} {
		if info, err := os.Stat(path); err == nil {
			v[i] = version{info.ModTime().UnixNano(), info.Size()}
		}
	}
	return v
}
