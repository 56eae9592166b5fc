package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	// maxUpload is how large a file of a modal may be, in bytes: 20,000 lines, the
	// most that may be told at once, of 400 characters each (chosen). Slack itself
	// takes 10 MB (docs.slack.dev reference/block-kit/block-elements/file-input-element).
	maxUpload = 8_000_000
	// saidUpload is maxUpload for people.
	saidUpload = "8 MB"
	// uploadTime bounds reading a file: maxUpload over a line of 4 Mbit/s, and well
	// within workBudget, so that there is time left for the decision (chosen).
	uploadTime = 20 * time.Second
	// maxHops is how often a download is sent on: on Enterprise Grid
	// files.slack.com sends to files-origin.slack.com (chosen).
	maxHops = 3
)

// Uploads are the files that people put into the desk's modals. They need the
// scopes files:read and files:write.
type Uploads struct {
	api    *slack.Client
	base   *url.URL // of the Web API
	token  string
	client *http.Client
}

// NewUploads returns the files that api sees. The token, and apiURL as the
// client has them, are for the download itself, which is no call of the Web API.
// transport is for tests; nil is the default one.
func NewUploads(api *slack.Client, token, apiURL string, transport http.RoundTripper) (*Uploads, error) {
	if apiURL == "" {
		apiURL = slack.APIURL
	}
	base, err := url.Parse(apiURL)
	if err != nil {
		return nil, errors.New("gateway: the address of the Web API is none")
	}
	return &Uploads{api: api, base: base, token: token, client: &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// Read implements commands.Uploads. Where the file lies is asked for, and not
// taken from the modal: a payload may leave it out.
func (u *Uploads) Read(ctx context.Context, id string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadTime)
	defer cancel()
	var info *slack.File
	err := patiently(ctx, func() (err error) {
		info, _, _, err = u.api.GetFileInfoContext(ctx, id, 0, 0)
		return err
	})
	switch {
	case gone(err):
		return nil, bot.Refusal{Reason: bot.FileGone}
	case err != nil:
		return nil, fmt.Errorf("files.info: %w", withoutURL(err))
	case info.Size > maxUpload:
		return nil, bot.Refusal{Reason: bot.FileTooLarge, Words: []string{saidUpload}}
	}
	data, err := u.download(ctx, or(info.URLPrivateDownload, info.URLPrivate))
	if err != nil {
		return nil, fmt.Errorf("download: %w", err)
	}
	return data, nil
}

// Delete implements commands.Uploads.
func (u *Uploads) Delete(ctx context.Context, id string) error {
	err := patiently(ctx, func() error { return u.api.DeleteFileContext(ctx, id) })
	if gone(err) {
		return nil
	}
	return err
}

// gone reports whether Slack says that there is no such file (any more)
// (docs.slack.dev reference/methods/files.info, files.delete).
func gone(err error) bool {
	var refused slack.SlackErrorResponse
	return errors.As(err, &refused) && slices.Contains([]string{"file_not_found", "file_deleted"}, refused.Err)
}

// errSignIn says that Slack shows its sign-in page in the place of a file, with
// status 200 or by sending the client there: the token lacks files:read, or may
// not see this file (docs.slack.dev reference/objects/file-object, "Authentication").
var errSignIn = errors.New("slack asks to sign in: the app lacks files:read, or may not see the file")

// download gets a file from its private address. Go drops the token when it is
// sent on to another host, and follows to any host, so each hop is ours.
func (u *Uploads) download(ctx context.Context, address string) ([]byte, error) {
	for range maxHops + 1 {
		at, err := url.Parse(address)
		if err != nil || !u.slacks(at) {
			return nil, errors.New("the address of the file is not Slack's; the token does not go there")
		}
		data, next, err := u.get(ctx, at)
		if err != nil || next == nil {
			return data, err
		}
		if next.Query().Has("redir") { // the sign-in page knows where one came from
			return nil, errSignIn
		}
		address = next.String()
	}
	return nil, fmt.Errorf("sent on more than %d times", maxHops)
}

// get returns what stands at an address, or to where it sends.
func (u *Uploads) get(ctx context.Context, at *url.URL) (data []byte, next *url.URL, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, nil, withoutURL(err)
	}
	req.Header.Set("Authorization", "Bearer "+u.token)
	res, err := u.client.Do(req)
	if err != nil {
		return nil, nil, withoutURL(err)
	}
	defer res.Body.Close()
	switch kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		next, err = res.Location()
		return nil, next, withoutURL(err)
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return nil, nil, bot.Refusal{Reason: bot.FileGone}
	case res.StatusCode != http.StatusOK:
		return nil, nil, fmt.Errorf("status %d", res.StatusCode)
	case kind == "text/html":
		return nil, nil, errSignIn // Slack serves a .csv or .txt as something else
	}
	data, err = io.ReadAll(io.LimitReader(res.Body, maxUpload+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading: %w", withoutURL(err))
	}
	if len(data) > maxUpload {
		return nil, nil, bot.Refusal{Reason: bot.FileTooLarge, Words: []string{saidUpload}}
	}
	return data, nil, nil
}

// slackDomains are those under which Slack has its API and its files.
var slackDomains = []string{"slack.com", "slack-gov.com"}

// slacks reports whether an address is at the Slack that the client talks to,
// and so may have the token: the very host of the Web API, or a host of the same
// one of Slack's domains.
func (u *Uploads) slacks(at *url.URL) bool {
	if at.User != nil || at.Host == "" {
		return false
	}
	if at.Scheme == u.base.Scheme && at.Host == u.base.Host {
		return true
	}
	within := func(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }
	return at.Scheme == "https" && at.Port() == "" && slices.ContainsFunc(slackDomains, func(domain string) bool {
		return within(u.base.Hostname(), domain) && within(strings.ToLower(at.Hostname()), domain)
	})
}
