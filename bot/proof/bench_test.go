package proof

import (
	"fmt"
	"strings"
	"testing"

	"github.com/foxcpp/go-mockdns"
)

// BenchmarkProve proves a mail with one signature of RSA 2048, the DNS at hand.
func BenchmarkProve(b *testing.B) {
	benchmark(b, signer{}.sign(direct))
}

// BenchmarkProveLarge does so for what a hostile sender can make of a large mail:
// five signatures of a domain of his own, and blank lines wherever they may be.
func BenchmarkProveLarge(b *testing.B) {
	for _, how := range []string{"simple", "relaxed"} {
		for _, mb := range []int{8, 16, 32} {
			text := strings.Repeat(strings.Repeat("\r\n", maxBlank/2-1)+"x", mb)
			raw := direct + text
			for i := range maxSignatures {
				raw = "DKIM-Signature: v=1; a=rsa-sha256; d=winkel.example; s=mail; c=" + how + "/" + how + "; h=from:to:date:subject; bh=" + fmt.Sprint(1000+i) + "; b=AAAA\r\n" + raw
			}
			b.Run(fmt.Sprintf("%s/%dMB", how, mb), func(b *testing.B) { benchmark(b, raw) })
		}
	}
}

// BenchmarkProveAttached proves an original inside a forward.
func BenchmarkProveAttached(b *testing.B) {
	benchmark(b, attach(colleague, signer{}.sign(direct), "base64"))
}

func benchmark(b *testing.B, raw string) {
	c := Checker{Resolver: &mockdns.Resolver{Zones: zones()}, Reader: reader}
	m := reader.Read([]byte(raw))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		c.Prove(b.Context(), m, []byte(raw), Edge{Received: received})
	}
}
