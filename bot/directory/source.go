package directory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrUnchanged says that a source holds what it held when it was last read.
var ErrUnchanged = errors.New("the directory has not changed")

// A Source is where the accounts come from.
type Source interface {
	// Read returns the accounts, or ErrUnchanged when they are those that it
	// returned last. What is wrong with the content comes back as [Problems].
	Read(ctx context.Context) (*Directory, error)
	// Changed reports whether it is worth reading again before the schedule says
	// so. It is cheap, and may be wrong.
	Changed() bool
	// Forget makes the next Read return the accounts also when they have not
	// changed: those that it returned last were not believed.
	Forget()
}

// File is a source in the file system: CSV by the end of its name, else YAML or
// JSON.
type File struct {
	Path string

	size  int64 // of what was read last, and when that was written
	when  time.Time
	flaws Problems // what was wrong with it
}

// Read reads the file.
func (f *File) Read(context.Context) (*Directory, error) {
	info, err := os.Stat(f.Path)
	if err != nil {
		return nil, err
	}
	if f.size == info.Size() && f.when.Equal(info.ModTime()) && f.size > 0 {
		if len(f.flaws) > 0 {
			return nil, f.flaws
		}
		return nil, ErrUnchanged
	}
	f.Forget()
	d, err := Load(f.Path)
	if err == nil || errors.As(err, &f.flaws) {
		f.size, f.when = info.Size(), info.ModTime()
	}
	return d, err
}

// Changed reports whether the file was written since it was last read.
func (f *File) Changed() bool {
	info, err := os.Stat(f.Path)
	return err != nil || info.Size() != f.size || !info.ModTime().Equal(f.when)
}

// Forget drops what is known of the file.
func (f *File) Forget() { f.size, f.when, f.flaws = 0, time.Time{}, nil }

// maxAnswer bounds what a server can make us hold: some ten times what 100,000
// accounts take (chosen).
const maxAnswer = 256 << 20

// HTTP is a source that answers GET with the JSON form of the file. It is asked
// with the ETag and the date of the last answer (RFC 9110 §13).
type HTTP struct {
	url    string
	token  string // sent as a bearer token (RFC 6750 §2.1)
	client *http.Client

	tag, modified string
}

// NewHTTP returns a source, or an error when the address would send the token
// in the clear. The client may be nil; whichever it is, redirects are refused.
func NewHTTP(address, token string, client *http.Client) (*HTTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, errors.New("the address of the directory is none; write one such as https://accounts.snoobi.nl/directory")
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme != "https" && !(u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())) {
		return nil, errors.New("the directory must be read over https: its token would travel in the clear")
	}
	if client == nil {
		client = &http.Client{Timeout: time.Minute}
	}
	safe := *client
	safe.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &HTTP{url: address, token: token, client: &safe}, nil
}

// Read asks the server.
func (h *HTTP) Read(ctx context.Context) (*Directory, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url, nil)
	if err != nil {
		return nil, errors.New("the address of the directory cannot be called")
	}
	req.Header.Set("Accept", "application/json")
	if h.token != "" {
		req.Header.Set("Authorization", "Bearer "+h.token)
	}
	if h.tag != "" {
		req.Header.Set("If-None-Match", h.tag)
	}
	if h.modified != "" {
		req.Header.Set("If-Modified-Since", h.modified)
	}
	res, err := h.client.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address, which may hold a key
		}
		return nil, fmt.Errorf("asking for the directory: %w", err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified && (h.tag != "" || h.modified != ""):
		return nil, ErrUnchanged
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the directory's server answers %d; look at its address and token", res.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the directory: %w", err)
	case len(data) > maxAnswer:
		return nil, fmt.Errorf("the directory is larger than %d MB; let the server send accounts alone", maxAnswer>>20)
	}
	d, err := parse("directory", data)
	if err == nil {
		h.tag, h.modified = res.Header.Get("ETag"), res.Header.Get("Last-Modified")
	}
	return d, err
}

// Changed is always false: what a server holds it says when it is asked, and it
// is asked on schedule, by [Live.Reload].
func (h *HTTP) Changed() bool { return false }

// Forget drops the tag and the date of the last answer. With them the server
// would say "not modified" to a copy that nobody has.
func (h *HTTP) Forget() { h.tag, h.modified = "", "" }

// isCSV goes by the name: a spreadsheet's export says nothing about itself.
func isCSV(path string) bool {
	return strings.EqualFold(filepath.Ext(path), ".csv")
}
