package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"sync/atomic"
	"time"

	"meldwacht/bot"
)

// Why a mail is filed unread: the values of Unreadable that this package adds
// to those of the reader.
const (
	TookTooLong = "took too long to read"
	ReadFailed  = "could not be read"
)

const (
	// readLimit is how long the reader may take before the mail is filed
	// without it. It needs milliseconds for any mail that is one.
	readLimit = 2 * time.Second
	// maxStuck is how many readers may be at work beyond their limit before mails
	// are filed unread at once: a running parse cannot be stopped, and each of
	// these holds a processor (chosen).
	maxStuck = 4
)

// read has the mail read. It always returns one, whatever the reader does.
func (v *service) read(raw []byte) bot.Mail {
	if v.stuck.Load() >= maxStuck {
		v.Log.Error().Int("bytes", len(raw)).Msg("mail filed unread, too many readers are stuck")
		return unread(raw, TookTooLong)
	}
	done := make(chan bot.Mail, 1)
	var over atomic.Bool // either the reader is done or its time is up, whichever comes first
	v.reads.Go(func() {
		m := v.tryRead(raw)
		if over.CompareAndSwap(false, true) {
			done <- m
			return
		}
		v.stuck.Add(-1)
	})
	limit := time.NewTimer(readLimit)
	defer limit.Stop()
	select {
	case m := <-done:
		return m
	case <-limit.C:
	}
	v.stuck.Add(1)
	if !over.CompareAndSwap(false, true) {
		v.stuck.Add(-1)
		return <-done
	}
	v.Log.Error().Int("bytes", len(raw)).Msg("mail filed unread, the reader took too long")
	return unread(raw, TookTooLong)
}

func (v *service) tryRead(raw []byte) (m bot.Mail) {
	defer func() {
		if recover() != nil { // what it panicked with may quote the mail
			v.Log.Error().Int("bytes", len(raw)).Msg("mail filed unread, the reader panicked")
			m = unread(raw, ReadFailed)
		}
	}()
	return v.Read(raw)
}

// waitReads waits for readers, but not for one that is stuck.
func (v *service) waitReads() {
	done := make(chan struct{})
	go func() { v.reads.Wait(); close(done) }()
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
