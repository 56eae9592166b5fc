package hand

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Mail is one raw mail and where it was found.
type Mail struct {
	Path string // in an mbox with the number of the mail: archive.mbox#3
	Raw  []byte
}

// MaxBytes is the largest mail that the desk takes.
const MaxBytes = 35 << 20

// A PathError says why there is no mail at a path, and what to do about it.
type PathError struct {
	Path string
	Why  string
}

func (e *PathError) Error() string { return e.Path + ": " + e.Why }

// What is wrong with a path, with the next step.
const (
	tooLarge = "larger than 35 MB, which the desk does not take; send it without its attachments"
	noMail   = "empty, so there is no mail in it; check the path"
	noMails  = "no mails in this folder; give a Maildir, a folder with .eml files, an mbox or a file with one mail"
	noFile   = "no file; only files can be handed over"
)

// Mails yields the mails at the paths one after the other, and a [*PathError]
// for each that there is none at; the rest goes on. A path is a Maildir (its
// mails by the time of their delivery), another folder (its .eml files by name),
// an mbox, a file with one mail, or "-" for stdin, which holds either of these
// two. No more than one mail is in memory.
func Mails(paths []string, stdin io.Reader) iter.Seq2[Mail, error] {
	return func(yield func(Mail, error) bool) {
		w := walk{stdin: stdin, limit: MaxBytes, yield: yield}
		for _, path := range paths {
			if !w.at(path) {
				return
			}
		}
	}
}

// A walk looks for mails. Its methods return false when no more are wanted.
type walk struct {
	stdin io.Reader
	limit int // of one mail, in bytes
	yield func(Mail, error) bool
}

func (w walk) at(path string) bool {
	if path == "-" {
		return w.stream(path, w.stdin)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return w.fail(path, reason(err))
	case !info.IsDir():
		return w.open(path, w.stream)
	case isDir(filepath.Join(path, "new")) && isDir(filepath.Join(path, "cur")):
		return w.maildir(path)
	default:
		return w.folder(path)
	}
}

func (w walk) open(path string, read func(path string, r io.Reader) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return w.fail(path, reason(err))
	}
	defer f.Close()
	return read(path, f)
}

// stream yields the mails of an mbox, or the one mail that this is.
func (w walk) stream(path string, r io.Reader) bool {
	in := bufio.NewReaderSize(r, 64<<10)
	if head, _ := in.Peek(fromLine); isFrom(head) {
		return w.mbox(path, in)
	}
	return w.one(path, in)
}

// one yields the one mail that is in r.
func (w walk) one(path string, r io.Reader) bool {
	raw, err := io.ReadAll(io.LimitReader(r, int64(w.limit)+1))
	switch {
	case err != nil:
		return w.fail(path, reason(err))
	case len(raw) > w.limit:
		return w.fail(path, tooLarge)
	case len(raw) == 0:
		return w.fail(path, noMail)
	}
	return w.yield(Mail{path, raw}, nil)
}

// maildir yields what has been delivered: new/ and cur/, but not tmp/. The name
// of a file begins with the second of its delivery.
func (w walk) maildir(path string) bool {
	var files []string
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(path, sub))
		if err != nil && !w.fail(filepath.Join(path, sub), reason(err)) {
			return false
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") {
				files = append(files, filepath.Join(path, sub, e.Name()))
			}
		}
	}
	slices.SortFunc(files, func(a, b string) int {
		return cmp.Or(cmp.Compare(delivered(a), delivered(b)), cmp.Compare(filepath.Base(a), filepath.Base(b)))
	})
	return w.each(path, files)
}

// delivered is when a file came into a Maildir. One with another name goes last.
func delivered(path string) int64 {
	second, _, _ := strings.Cut(filepath.Base(path), ".")
	n, err := strconv.ParseInt(second, 10, 64)
	if err != nil {
		return math.MaxInt64
	}
	return n
}

// folder yields the .eml files of a folder.
func (w walk) folder(path string) bool {
	entries, err := os.ReadDir(path)
	if err != nil {
		return w.fail(path, reason(err))
	}
	var files []string
	for _, e := range entries {
		if strings.EqualFold(filepath.Ext(e.Name()), ".eml") {
			files = append(files, filepath.Join(path, e.Name()))
		}
	}
	return w.each(path, files)
}

// each yields the mails of a folder, each in a file of its own.
func (w walk) each(path string, files []string) bool {
	if len(files) == 0 {
		return w.fail(path, noMails)
	}
	for _, path := range files {
		if !w.single(path) {
			return false
		}
	}
	return true
}

func (w walk) single(path string) bool {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return w.fail(path, reason(err))
	case !info.Mode().IsRegular(): // opening a pipe would wait for somebody to write
		return w.fail(path, noFile)
	}
	return w.open(path, w.one)
}

func (w walk) fail(path, why string) bool {
	return w.yield(Mail{Path: path}, &PathError{path, why})
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// reason is why the system gave no file, without the path, which stands before it.
func reason(err error) string {
	next := "check the path"
	if errors.Is(err, fs.ErrPermission) {
		next = "run this as a user who may read it"
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Sprintf("%v; %s", err, next)
}
