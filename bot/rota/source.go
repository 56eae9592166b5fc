package rota

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// maxCalendar bounds a calendar; larger ones are refused. A year of shifts with
// all that Outlook writes about them takes a tenth of it.
const maxCalendar = 1 << 20

// errUnchanged says that a source holds what it held when it was last read.
var errUnchanged = errors.New("the calendar has not changed")

// A source is where the text of a calendar stands.
type source interface {
	// read returns the text, or errUnchanged when it is what it returned last.
	read(ctx context.Context) ([]byte, error)
	// changed reports whether it is worth reading before its time. It is cheap.
	changed() bool
	// spoilt says that what was read last did not hold, and so must not be taken
	// for known.
	spoilt()
}

// calendarFile is a calendar in the file system.
type calendarFile struct {
	path string
	size int64
	when time.Time
}

func (f *calendarFile) read(context.Context) ([]byte, error) {
	f.size, f.when = 0, time.Time{}
	file, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	f.size, f.when = info.Size(), info.ModTime()
	data, err := capped(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	return data, nil
}

// changed is true once for a file that went away.
func (f *calendarFile) changed() bool {
	info, err := os.Stat(f.path)
	if err != nil {
		return !f.when.IsZero()
	}
	return info.Size() != f.size || !info.ModTime().Equal(f.when)
}

func (f *calendarFile) spoilt() {}

// calendarURL is a calendar on a server. It is asked with the ETag of the last
// answer (RFC 9110 §13). Its address is shown nowhere: in those of Outlook and
// Google the path is the password.
type calendarURL struct {
	address string
	client  *http.Client
	tag     string
}

// newCalendarURL refuses redirects: the guard of the client looks at the address
// that was written down.
func newCalendarURL(address string, client *http.Client) *calendarURL {
	safe := *client
	safe.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &calendarURL{address: address, client: &safe}
}

func (u *calendarURL) read(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.address, nil)
	if err != nil {
		return nil, errors.New("the address of the calendar cannot be called")
	}
	req.Header.Set("Accept", "text/calendar")
	if u.tag != "" {
		req.Header.Set("If-None-Match", u.tag)
	}
	res, err := u.client.Do(req)
	if err != nil {
		var e *url.Error
		if errors.As(err, &e) {
			err = e.Err // without the address
		}
		return nil, fmt.Errorf("asking for the calendar: %w", err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified && u.tag != "":
		return nil, errUnchanged
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the calendar's server answers %d; look at its address", res.StatusCode)
	}
	data, err := capped(res.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the calendar: %w", err)
	}
	u.tag = res.Header.Get("ETag")
	return data, nil
}

// changed is false: a server is asked in its own rhythm.
func (u *calendarURL) changed() bool { return false }

func (u *calendarURL) spoilt() { u.tag = "" }

func capped(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxCalendar+1))
	if err == nil && len(data) > maxCalendar {
		return nil, errTooLarge
	}
	return data, err
}

var errTooLarge = errors.New("it is larger than 1 MB; export the shifts alone")
