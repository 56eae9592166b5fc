package config

import (
	"crypto/tls"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// A Listen is an address to listen on: host:port, or unix:/path/of/a/socket.
type Listen string

// A Listener is one door for mail; with an empty Listen it stays closed.
type Listener struct {
	Listen  Listen         `yaml:"listen"`
	Allow   []netip.Prefix `yaml:"allow"`    // empty: everybody
	TLSCert string         `yaml:"tls_cert"` // for STARTTLS; SMTP alone
	TLSKey  string         `yaml:"tls_key"`
}

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

// listener refuses what would have no effect: somebody may rely on it.
func (k *check) listener(at string, l *Listener) {
	k.listen(at+".listen", l.Listen)
	allow := at + ".allow"
	network, _ := l.Listen.Split()
	switch {
	case !k.outline.has(allow):
	case network == "unix":
		k.problem(allow, "%s does not hold for a unix socket: whoever may open its file may hand in mail. Remove it, or listen on host:port.", allow)
	case len(l.Allow) == 0 && !k.anyMistyped(allow):
		k.problem(allow, "%s is empty. List networks, or leave it out to allow everybody.", allow)
	}
	if k.moved(allow, len(l.Allow)) {
		return
	}
	for i, n := range l.Allow {
		if n.Bits() == 0 {
			k.problem(index(allow, i), "%s is the whole world. Write a network, or leave allow out to allow everybody.", index(allow, i))
		}
	}
}

// certificate demands a certificate that can be used, or none: a desk whose
// STARTTLS breaks gets no mail.
func (k *check) certificate(at string, l *Listener) {
	cert, key := at+".tls_cert", at+".tls_key"
	switch {
	case l.TLSCert == "" && l.TLSKey == "" || k.mistyped(cert) || k.mistyped(key):
		return
	case l.TLSKey == "":
		k.problem(cert, "%s comes without its key. Write the path of the key into tls_key, or remove both.", cert)
		return
	case l.TLSCert == "":
		k.problem(key, "%s comes without its certificate. Write the path of the certificate into tls_cert, or remove both.", key)
		return
	}
	certPEM, okCert := k.read(cert, l.TLSCert, "Write the path of the certificate, in PEM.")
	keyPEM, okKey := k.read(key, l.TLSKey, "Write the path of the certificate's key, in PEM.")
	if okCert && okKey {
		if _, err := tls.X509KeyPair(certPEM, keyPEM); err != nil {
			k.problem(cert, "%s and %s are no certificate with the key that belongs to it. Write the paths of the two, in PEM and without a passphrase.", cert, key)
		}
	}
	l.TLSCert, l.TLSKey = k.path(l.TLSCert), k.path(l.TLSKey)
}

func (k *check) noCertificate(at string, l Listener) {
	for _, f := range []struct{ path, value string }{{at + ".tls_cert", l.TLSCert}, {at + ".tls_key", l.TLSKey}} {
		if f.value != "" {
			k.problem(f.path, "%s has no effect: LMTP is for a mail server beside the desk, without TLS. Remove it, or take the mail in over mail.smtp.", f.path)
		}
	}
}
