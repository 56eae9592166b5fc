package mailbox

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	// mostFirst is how many mails of the first folder are brought in before the
	// others get their turn, and mostOther the same the other way round (chosen).
	mostFirst = 500
	mostOther = 50
	// idleRoom is what may come in while waiting: other readers of a shared
	// mailbox make the server talk (chosen).
	idleRoom = 1 << 20
)

// work reads all folders, waits in the first, and reads again.
func (s *session) work(ctx context.Context) error {
	first, others := s.folders[0], s.folders[1:]
	poll := time.Now()
	for {
		if at := nextTry(others); !at.IsZero() && at.Before(poll) {
			poll = at
		}
		if !time.Now().Before(poll) {
			s.selected = nil // the server says anew what it has
		}
		more, err := s.visit(ctx, first, mostFirst)
		if err != nil {
			return err
		}
		if !more {
			s.note(func(h *Health) { h.LastRead = s.Now().UTC() })
			s.clear(TroubleLost, TroubleSilent, TroubleFiling)
		}
		if !time.Now().Before(poll) {
			rest, err := s.visitOthers(ctx, others)
			if err != nil {
				return err
			}
			if !rest {
				poll = time.Now().Add(s.untilPoll())
			}
			if len(others) > 0 {
				continue // what came into the first meanwhile goes before the rest
			}
		}
		if s.ending() {
			return nil
		}
		if more {
			continue
		}
		if err := s.wait(ctx, time.Until(poll)); err != nil {
			return err
		}
	}
}

// visitOthers reports whether there is more to read in one of them. A folder that
// cannot be opened keeps nobody from reading the rest.
func (s *session) visitOthers(ctx context.Context, others []*folder) (more bool, err error) {
	bad := false
	for _, f := range others {
		m, err := s.visit(ctx, f, mostOther)
		if _, no := said(err); no {
			bad = true
			if !f.bad {
				s.log.Warn().Err(err).Str("folder", f.Name).Str("next", "make the folder, or take it out of the configuration").Msg("folder not read")
			}
			// Each time: another trouble may have taken its place and be over.
			s.note(func(h *Health) { h.Trouble = TroubleFolder })
			f.bad = true
			clear(f.tries)
			continue
		}
		if err != nil {
			return false, err
		}
		f.bad, more = false, more || m
	}
	if !bad {
		s.clear(TroubleFolder)
	}
	return more, nil
}

func (s *session) untilPoll() time.Duration {
	third := s.times.poll / 3
	return s.times.poll - third + rand.N(2*third+1)
}

// ending reports whether the login is about to end.
func (s *session) ending() bool { return !s.renew.IsZero() && !time.Now().Before(s.renew) }

// wait returns when mails may have come, when a mail is to be tried again, or
// after d.
func (s *session) wait(ctx context.Context, d time.Duration) error {
	if at := nextTry(s.folders); !at.IsZero() {
		d = min(d, time.Until(at))
	}
	if !s.renew.IsZero() {
		d = min(d, time.Until(s.renew))
	}
	if d <= 0 {
		return nil
	}
	select {
	case <-s.news:
		return nil
	default:
	}
	if s.deaf || !s.caps.Has(imap.CapIdle) {
		return s.sleep(ctx, min(d, s.times.blind))
	}
	return s.idle(ctx, d)
}

// sleep is what waiting is at a server that tells nothing. The wire is rested, so
// a peer that is gone is noticed by the next command.
func (s *session) sleep(ctx context.Context, d time.Duration) error {
	rest(ctx, d)
	return ctx.Err()
}

// idle waits with IDLE. While it waits the server may be silent; what it must do
// is answer when the waiting is ended (reference/libraries.md B.2.1).
func (s *session) idle(ctx context.Context, d time.Duration) error {
	s.wire.allow(s.times.answer, 0, idleRoom)
	defer s.rest()
	cmd, err := s.client.Idle()
	if err != nil {
		err = s.explain(err)
		if _, s.deaf = said(err); s.deaf {
			return nil
		}
		return err
	}
	s.wire.allow(0, 0, idleRoom)
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-s.client.Closed():
	case <-s.news:
	case <-t.C:
	}
	s.wire.allow(s.times.done, s.times.done, idleRoom)
	if err := cmd.Close(); err != nil {
		return s.explain(err)
	}
	if err := s.explain(cmd.Wait()); err != nil {
		return err
	}
	return ctx.Err()
}
