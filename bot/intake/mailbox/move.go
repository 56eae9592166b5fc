package mailbox

import (
	"errors"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// makeDone makes the folder for what is filed. When it cannot, moving says so.
func (s *session) makeDone() error {
	there := false
	err := s.ask(loginRoom, func() error {
		list, err := s.client.List("", s.Done, nil).Collect()
		there = len(list) > 0
		return err
	})
	if _, no := said(err); no || err == nil && !there {
		err = s.ask(loginRoom, func() error { return s.client.Create(s.Done, nil).Wait() })
	}
	if _, no := said(err); no {
		return nil
	}
	return err
}

// move puts filed mails away. That it cannot is logged once and is no error: they
// are safe, and stay where they are.
func (s *session) move(uids ...imap.UID) error {
	err := s.tryMove(imap.UIDSetNum(uids...))
	if a, no := said(err); no && a.code == imap.ResponseCodeTryCreate { // RFC 9051 §6.4.7: somebody took the folder away
		if err = s.makeDone(); err == nil {
			err = s.tryMove(imap.UIDSetNum(uids...))
		}
	}
	if _, no := said(err); !no && !errors.Is(err, errNoMove) {
		if err == nil && s.stays {
			s.stays = false
			s.clear(TroubleMove)
		}
		return err
	}
	s.note(func(h *Health) { h.Trouble = TroubleMove })
	if !s.stays {
		s.stays = true
		s.log.Warn().Err(err).Str("folder", s.Done).
			Str("next", "make the folder, or give the login the right to move mails into it; some servers want the name INBOX.Verwerkt").
			Msg("mails are filed but cannot be moved, and stay in their folder")
	}
	return nil
}

var errNoMove = errors.New("the server cannot move mails (it has neither MOVE nor UIDPLUS)")

// tryMove moves mails, by MOVE (RFC 6851) or by its three steps. The steps are
// taken one by one, since a copy that failed must not be followed by a deletion;
// and what is expunged is named (UIDPLUS, RFC 4315), since others mark mails for
// deletion too.
func (s *session) tryMove(uids imap.UIDSet) error {
	if s.caps.Has(imap.CapMove) {
		return s.ask(loginRoom, func() error {
			_, err := s.client.Move(uids, s.Done).Wait()
			return err
		})
	}
	if !s.caps.Has(imap.CapUIDPlus) || s.stuck {
		return errNoMove
	}
	err := s.ask(loginRoom, func() error {
		_, err := s.client.Copy(uids, s.Done).Wait()
		return err
	})
	if err != nil {
		return err
	}
	err = s.ask(loginRoom, func() error {
		return s.client.Store(uids, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
	})
	if err == nil {
		err = s.ask(loginRoom, func() error { return s.client.UIDExpunge(uids).Close() })
	}
	_, s.stuck = said(err) // each further try would leave another copy
	return err
}

// mostMoved is how many mails are named in one command (RFC 2683 §3.2.1.5: lines of
// 1,000 octets are safe).
const mostMoved = 80

// tidyUp tries now and then to move what was filed and had to stay.
func (s *session) tidyUp(f *folder) error {
	if f.mark == 0 || time.Since(f.tidied) < s.times.tidy {
		return nil
	}
	f.tidied = time.Now()
	uids, err := s.search(1, f.mark)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(uids, mostMoved) {
		if err := s.move(some...); err != nil || s.stays {
			return err
		}
	}
	return nil
}
