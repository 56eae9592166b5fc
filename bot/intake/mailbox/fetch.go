package mailbox

import (
	"context"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"meldwacht/bot"
	"meldwacht/bot/intake"
)

const (
	// cutBytes is what is taken of a mail that is too large: its header, and enough
	// to see what it is (chosen).
	cutBytes = 256 << 10
	// tooLarge is mail.TooLarge, which the thread has words for.
	tooLarge = "mail too large"
	// fileLimit is for the store, as it is for the doors.
	fileLimit = time.Minute
)

// A letter is a mail as the server gives it.
type letter struct {
	raw  []byte
	came time.Time // INTERNALDATE
	cut  bool      // it is too large, and raw is its beginning
}

// bring files one mail and moves it. Its error ends the connection; a mail that
// the server does not give is no error, and waits for its next try.
func (s *session) bring(ctx context.Context, f *folder, uid imap.UID) error {
	l, err := s.fetch(uid)
	if err != nil {
		return s.unfetched(f, uid, err)
	}
	filer := s.Filer
	if l.cut {
		filer = s.cut
	}
	fctx, cancel := context.WithTimeout(ctx, fileLimit)
	m, filing, err := filer.File(fctx, l.raw, intake.Origin{
		Received: intake.ReceivedAt(l.raw, s.Own, l.came, s.Now()), Junk: f.Junk})
	cancel()
	if err != nil {
		t := f.tries[uid]
		t.unfiled++
		f.tries[uid] = t
		return &trouble{code: TroubleFiling, err: err}
	}
	s.progress = s.progress || filing.Outcome != bot.OutcomeDuplicate
	s.log.Info().Str("outcome", string(filing.Outcome)).Str("incident", string(filing.Ref)).Int("bytes", len(l.raw)).
		Bool("junk", f.Junk).Bool("unreadable", m.Unreadable != "").Msg("mail received")
	if err := s.move(uid); err != nil {
		return s.unmoved(f, uid, err)
	}
	f.done(uid)
	return nil
}

// unmoved leaves a mail to be filed again, as a duplicate, and moved then. One over
// which the connection always breaks stays, and is in nobody's way.
func (s *session) unmoved(f *folder, uid imap.UID, err error) error {
	t := f.tries[uid]
	t.unmoved++
	f.tries[uid] = t
	if t.unmoved == mostTries {
		s.log.Warn().Err(err).Str("folder", f.Name).Uint32("uid", uint32(uid)).Msg("mail is filed and stays in its folder, since moving it breaks the connection")
		f.done(uid)
	}
	return err
}

// unfetched puts a mail off that the server does not give. When the connection
// broke over it the mail may be the reason, or not: so it is soon tried again, but
// after all others.
func (s *session) unfetched(f *folder, uid imap.UID, err error) error {
	_, no := said(err)
	t := f.tries[uid]
	t.unfetched++
	if no || t.unfetched >= mostTries {
		t.next = time.Now().Add(min(s.times.again<<min(t.unfetched-1, 20), s.times.againMost))
	}
	f.tries[uid] = t
	if t.unfetched == mostTries {
		s.log.Error().Err(err).Str("folder", f.Name).Uint32("uid", uint32(uid)).
			Str("next", "look at this mail in the mailbox, or move it elsewhere and forward it to the desk").
			Msg("mail left in its folder, since the server does not give it; it is tried again each hour")
	}
	if no {
		return nil
	}
	return err
}

// fetch gets one mail without marking it as read. A mail that is too large is cut,
// whatever the server said its size was: Exchange Online only guesses.
func (s *session) fetch(uid imap.UID) (l letter, err error) {
	size := int64(-1)
	err = s.items(uid, loginRoom, &imap.FetchOptions{RFC822Size: true, InternalDate: true}, func(item imapclient.FetchItemData) error {
		switch item := item.(type) {
		case imapclient.FetchItemDataRFC822Size:
			size = item.Size
		case imapclient.FetchItemDataInternalDate:
			l.came = item.Time
		}
		return nil
	})
	if err != nil {
		return letter{}, err
	}
	most, got := s.max+1, false
	if size > s.max {
		most = cutBytes
	}
	part := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: most}}
	err = s.items(uid, most+loginRoom, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{part}}, func(item imapclient.FetchItemData) error {
		body, ok := item.(imapclient.FetchItemDataBodySection)
		if !ok || body.Literal == nil {
			return nil
		}
		got = true
		l.raw = make([]byte, min(body.Literal.Size(), most))
		_, err := io.ReadFull(body.Literal, l.raw) // the library does not tell a mail that was cut off
		return err
	})
	switch {
	case err != nil:
		return letter{}, err
	case !got, len(l.raw) == 0 && size != 0:
		return letter{}, errNotThere
	}
	if l.cut = size > s.max || int64(len(l.raw)) > s.max; l.cut {
		l.raw = l.raw[:min(len(l.raw), cutBytes)]
	}
	return l, nil
}

// errNotThere is what a server means that says OK and gives nothing. Often
// somebody has just moved the mail.
var errNotThere = &answer{kind: "OK, but sent no mail"}

// items hands over what the server says of one mail. When each fails, nothing more
// is read: the connection must go.
func (s *session) items(uid imap.UID, room int64, o *imap.FetchOptions, each func(imapclient.FetchItemData) error) error {
	return s.ask(room, func() error {
		cmd := s.client.Fetch(imap.UIDSetNum(uid), o)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			for item := msg.Next(); item != nil; item = msg.Next() {
				if err := each(item); err != nil {
					// Closing cmd would read on in a literal that broke off, beside
					// the library itself, which has gone on to what follows.
					return err
				}
			}
		}
		return cmd.Close()
	})
}

// cutFiler files the beginning of a mail that is too large: as one that says so,
// with what its header tells. The whole of it stays in the mailbox.
func cutFiler(f *intake.Filer) *intake.Filer {
	return &intake.Filer{Receive: f.Receive, Log: f.Log, Read: func(raw []byte) bot.Mail {
		m := f.Read(raw)
		return bot.Mail{Key: m.Key, RawSum: m.RawSum, MessageID: m.MessageID, IDs: m.IDs, Tag: m.Tag, Class: m.Class,
			Unreadable: tooLarge, Forwarded: bot.ForwardNone, Reporter: m.Sender, Sender: m.Sender, Subject: m.Subject,
			Lang: m.Lang, Authentic: m.Authentic}
	}}
}
