// Package proof finds out whether the address in From is proven, where our own
// mail server has not: it checks DKIM signatures on the bytes as they came, those
// of attached originals too, SPF where a stranger's server handed the mail to us,
// and what the domain in From asks for (DMARC).
//
//	c := proof.Checker{Resolver: proof.System(), Reader: reader}
//	m = c.Prove(ctx, reader.Read(raw), raw, proof.Edge{Peer: peer, Helo: helo, From: from, Received: received})
//
// A mail passes on a signature, or on the server it came from, of the domain in
// From (RFC 7489 §3.1). What the DNS did not tell in time is pending: not failed,
// and to be asked again.
//
// The evidence is one line for people and for the record, like
//
//	dkim=pass header.d=winkel.example header.s=mail key=2f9c0a1b77de4105; dmarc p=reject
//
// key is the beginning of the SHA-256 of the TXT record that the DNS gave: keys
// are replaced, and the signature cannot be checked again later. It holds domains
// and names of keys, and nothing else of the mail.
//
// Everything here is written by strangers. How many signatures are looked at, how
// often the DNS is asked and how large a key may be are constants; work grows with
// the size of the mail and no faster.
package proof
