package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// A Filer reads a mail, has its signatures checked and files it, whatever the
// reader makes of it. All doors share one. Its fields must not change once it
// is used.
type Filer struct {
	Read func(raw []byte) bot.Mail
	// Prove completes what Read says of the mail's authenticity, and may ask the
	// DNS; nil when nobody checks. When its context ends it must return.
	Prove   func(ctx context.Context, m bot.Mail, raw []byte, o Origin) bot.Mail
	Receive func(ctx context.Context, m bot.Mail, raw []byte, received time.Time) (bot.Filing, error)
	Log     zerolog.Logger

	reads sync.WaitGroup // calls of Read
	stuck atomic.Int32   // those that did not return in time
	held  atomic.Int64   // bytes of mails that are being taken
}

// An Origin is what our own side knows of how a mail came in.
type Origin struct {
	Received time.Time  // when our server took it: the start of the clock
	Peer     netip.Addr // who handed it over by SMTP; not valid when that says nothing of the sender: our own servers, a mailbox, a file
	Helo     string     // how that peer called itself
	From     string     // the envelope's sender; may be empty
	Junk     bool       // it lay in a folder for junk
}

// WarnJunk is the warning on a mail that was found among the junk.
const WarnJunk = "junk-folder"

// File reads the mail and files it. When it returns no error the mail is safe.
func (f *Filer) File(ctx context.Context, raw []byte, o Origin) (bot.Mail, bot.Filing, error) {
	m := f.read(raw)
	if f.Prove != nil && m.Unreadable == "" && m.Class == bot.ClassReport {
		m = f.prove(ctx, m, raw, o)
	}
	if o.Junk {
		m.Warnings = append(slices.Clone(m.Warnings), WarnJunk)
		slices.Sort(m.Warnings)
	}
	filing, err := f.Receive(ctx, m, raw, o.Received)
	return m, filing, err
}

// prove gives the check its time, and the mail goes on without it when it fails.
func (f *Filer) prove(ctx context.Context, m bot.Mail, raw []byte, o Origin) (proven bot.Mail) {
	ctx, cancel := context.WithTimeout(ctx, proveLimit)
	defer cancel()
	defer func() {
		if recover() != nil { // what it panicked with may quote the mail
			f.Log.Error().Int("bytes", len(raw)).Msg("the check of a mail's signatures panicked")
			proven = m
		}
	}()
	return f.Prove(ctx, m, raw, o)
}

// Why a mail is filed unread: the values of Unreadable that this package adds
// to those of the reader.
const (
	TookTooLong = "took too long to read"
	ReadFailed  = "could not be read"
)

const (
	// proveLimit is what the DNS may take before a check counts as not made yet.
	// The client waits minutes for its 250, but the thread is wanted at once (chosen).
	proveLimit = 2 * time.Second
	// readLimit is how long the reader may take before the mail is filed
	// without it. It needs milliseconds for any mail that is one.
	readLimit = 2 * time.Second
	// maxStuck is how many readers may be at work beyond their limit before mails
	// are filed unread at once: a running parse cannot be stopped, and each of
	// these holds a processor (chosen).
	maxStuck = 4
)

// read has the mail read. It always returns one, whatever the reader does.
func (f *Filer) read(raw []byte) bot.Mail {
	if f.stuck.Load() >= maxStuck {
		f.Log.Error().Int("bytes", len(raw)).Msg("mail filed unread, too many readers are stuck")
		return unread(raw, TookTooLong)
	}
	done := make(chan bot.Mail, 1)
	var over atomic.Bool // either the reader is done or its time is up, whichever comes first
	f.reads.Go(func() {
		m := f.tryRead(raw)
		if over.CompareAndSwap(false, true) {
			done <- m
			return
		}
		f.stuck.Add(-1)
	})
	limit := time.NewTimer(readLimit)
	defer limit.Stop()
	select {
	case m := <-done:
		return m
	case <-limit.C:
	}
	f.stuck.Add(1)
	if !over.CompareAndSwap(false, true) {
		f.stuck.Add(-1)
		return <-done
	}
	f.Log.Error().Int("bytes", len(raw)).Msg("mail filed unread, the reader took too long")
	return unread(raw, TookTooLong)
}

func (f *Filer) tryRead(raw []byte) (m bot.Mail) {
	defer func() {
		if recover() != nil { // what it panicked with may quote the mail
			f.Log.Error().Int("bytes", len(raw)).Msg("mail filed unread, the reader panicked")
			m = unread(raw, ReadFailed)
		}
	}()
	return f.Read(raw)
}

// waitReads waits for readers, but not for one that is stuck.
func (f *Filer) waitReads() {
	done := make(chan struct{})
	go func() { f.reads.Wait(); close(done) }()
	limit := time.NewTimer(closeGrace)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
	}
}

// unread is a mail of which nothing is known but its bytes. Its key leaves the
// trace fields out, as that of a mail that was read does: a client that never
// saw our 250 sends the same mail again, with another Received above it.
func unread(raw []byte, why string) bot.Mail {
	return bot.Mail{Key: bot.MailKey("v1:" + sum(untraced(raw))), RawSum: sum(raw),
		Class: bot.ClassReport, Forwarded: bot.ForwardNone, Lang: bot.NL, Unreadable: why}
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
