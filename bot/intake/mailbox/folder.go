package mailbox

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// A folder is what is known of one of the folders. It outlives the connections.
type folder struct {
	Folder
	box      string // what it is called in Marks
	validity uint32
	mark     imap.UID          // every mail up to it is filed, and some may be here still
	filed    map[imap.UID]bool // beyond the mark: filed, and perhaps here still
	tries    map[imap.UID]try  // mails that could not be brought in
	waiting  int               // mails that were seen and are not filed
	tidied   time.Time         // when it was last tried to move what stayed
	bad      bool              // it was logged that it cannot be opened
}

// A try is what is known of a mail that could not be brought in.
type try struct {
	unfetched int       // how often the server did not give it
	unfiled   int       // how often the store did not take it
	unmoved   int       // how often the connection broke when it was moved
	next      time.Time // when it is tried again
}

func (t try) trouble() int { return t.unfetched + t.unfiled + t.unmoved }

// mostTries is how often a mail is asked for before it counts as left.
const mostTries = 3

func (f *folder) reset(validity uint32) {
	f.validity, f.mark, f.waiting, f.tidied = validity, 0, 0, time.Time{}
	f.filed, f.tries = map[imap.UID]bool{}, map[imap.UID]try{}
}

// done says that a mail is filed, and was moved if it could be.
func (f *folder) done(uid imap.UID) {
	f.filed[uid] = true
	delete(f.tries, uid)
	f.waiting--
}

func (f *folder) left() (n int) {
	for _, t := range f.tries {
		if t.unfetched >= mostTries {
			n++
		}
	}
	return n
}

// nextTry is when a mail in one of the folders comes up again; zero when none does.
func nextTry(folders []*folder) (at time.Time) {
	for _, f := range folders {
		for _, t := range f.tries {
			if at.IsZero() || t.next.Before(at) {
				at = t.next
			}
		}
	}
	return at
}

// visit brings in what lies in a folder, until there is no more or most mails
// were seen to.
func (s *session) visit(ctx context.Context, f *folder, most int) (more bool, err error) {
	defer s.count()
	if err := s.open(ctx, f); err != nil {
		return false, err
	}
	for n := 0; ; {
		select {
		case <-s.news: // the search below sees what it is about
		default:
		}
		todo, err := s.list(ctx, f)
		if err != nil || len(todo) == 0 {
			return false, err
		}
		s.count()
		for _, uid := range todo {
			if n++; n > most || s.ending() {
				return true, nil
			}
			if err := s.bring(ctx, f, uid); err != nil {
				return false, err
			}
		}
	}
}

// open selects the folder. When its UIDVALIDITY is another one, no UID means what
// it did, and all of it is read again: the store knows what it has.
func (s *session) open(ctx context.Context, f *folder) error {
	if s.selected == f {
		return nil
	}
	s.selected = nil
	var box *imap.SelectData
	err := s.ask(loginRoom, func() (err error) {
		box, err = s.client.Select(f.Name, nil).Wait()
		return err
	})
	if a, no := said(err); no && f == s.folders[0] && !a.passing() {
		return &trouble{code: TroubleFolder, err: a, next: "check the name of the first folder that is read"}
	}
	if err != nil {
		return err
	}
	if box.UIDValidity != f.validity || box.UIDValidity == 0 {
		if f.validity != 0 {
			s.log.Info().Str("folder", f.Name).Msg("the folder has other UIDs, and is read anew")
		}
		f.reset(box.UIDValidity)
		validity, uid, err := s.Marks.Mark(ctx, f.box)
		if err != nil {
			f.validity = 0 // ask again
			return &trouble{code: TroubleFiling, err: err}
		}
		if validity == box.UIDValidity && validity != 0 {
			f.mark = imap.UID(uid)
		}
	}
	if box.UIDNext != 0 && f.mark >= box.UIDNext {
		// UIDs are never given twice (RFC 9051 §2.3.1.1), so the server lost some:
		// it came out of a backup.
		s.log.Warn().Str("folder", f.Name).Msg("the folder has gone back in time, and is read anew")
		f.reset(box.UIDValidity)
	}
	s.selected = f
	return s.tidyUp(f)
}

// list returns the mails that are to be brought in now, in the order in which they
// came; those that made trouble come last, so that they are in nobody's way.
func (s *session) list(ctx context.Context, f *folder) (todo []imap.UID, err error) {
	if f.mark == math.MaxUint32 {
		return nil, nil
	}
	here, err := s.search(f.mark+1, 0)
	if err != nil {
		return nil, err
	}
	f.forget(here)
	if err := s.remember(ctx, f, here); err != nil {
		return nil, err
	}
	now := time.Now()
	f.waiting = 0
	for _, uid := range here {
		t := f.tries[uid]
		if uid <= f.mark || f.filed[uid] || t.unfetched >= mostTries && t.next.After(now) {
			continue
		}
		f.waiting++
		if !t.next.After(now) {
			todo = append(todo, uid)
		}
	}
	slices.SortStableFunc(todo, func(a, b imap.UID) int {
		return cmp.Compare(f.tries[a].trouble(), f.tries[b].trouble())
	})
	return todo, nil
}

// forget drops what is known of mails that are no longer here.
func (f *folder) forget(here []imap.UID) {
	gone := func(uid imap.UID) bool {
		_, found := slices.BinarySearch(here, uid)
		return !found
	}
	for uid := range f.filed {
		if gone(uid) {
			delete(f.filed, uid)
		}
	}
	for uid := range f.tries {
		if gone(uid) {
			delete(f.tries, uid)
		}
	}
}

// remember sets the mark behind the mails that are filed and stayed. One that is
// not filed holds it up: after a restart, nothing else would ask for that one.
func (s *session) remember(ctx context.Context, f *folder, here []imap.UID) error {
	mark := f.mark
	for _, uid := range here {
		if !f.filed[uid] {
			break
		}
		mark = uid
	}
	if mark == f.mark || f.validity == 0 {
		return nil
	}
	if err := s.Marks.SetMark(ctx, f.box, f.validity, uint32(mark)); err != nil {
		return &trouble{code: TroubleFiling, err: err}
	}
	f.mark = mark
	for uid := range f.filed {
		if uid <= mark {
			delete(f.filed, uid)
		}
	}
	return nil
}

// mostListed is how many mails of a folder are looked at in one go (chosen).
const mostListed = 100_000

// search returns the mails from one UID up to another, or to the end when that is
// 0, in order. The server answers "n:*" with its last mail, even when that lies
// before n (RFC 9051 §6.4.8).
func (s *session) search(from, to imap.UID) (uids []imap.UID, err error) {
	var found imap.UIDSet
	err = s.ask(listRoom, func() error {
		data, err := s.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{{{Start: from, Stop: to}}}}, nil).Wait()
		found, _ = data.All.(imap.UIDSet)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		for uid := uint64(max(r.Start, from)); uid <= uint64(r.Stop) && len(uids) < mostListed; uid++ {
			uids = append(uids, imap.UID(uid))
		}
	}
	return uids, nil
}
