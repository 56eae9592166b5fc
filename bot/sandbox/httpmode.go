package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Sign returns the X-Slack-Signature of a request body
// (authentication/verifying-requests-from-slack).
func Sign(secret string, timestamp int64, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%d:%s", timestamp, body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// postEnvelope delivers e by HTTP; the body of the answer is the ack.
func (w *Workspace) postEnvelope(e envelope, p *pending) {
	ctx, cancel := context.WithTimeout(context.Background(), ackTimeout)
	defer cancel()
	go func() { // ends with ctx
		select {
		case <-w.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	to, kind, body := w.opt.RequestURLs.Events, "application/json", []byte(nil)
	switch e.kind {
	case "events_api":
		body = mustJSON(e.payload)
	case "slash_commands":
		to, kind = w.opt.RequestURLs.Commands, "application/x-www-form-urlencoded"
		form := url.Values{}
		for k, v := range e.payload {
			form.Set(k, fmt.Sprint(v))
		}
		body = []byte(form.Encode())
	default:
		to, kind = w.opt.RequestURLs.Interactivity, "application/x-www-form-urlencoded"
		body = []byte(url.Values{"payload": {string(mustJSON(e.payload))}}.Encode())
	}
	header := http.Header{"Content-Type": {kind}}
	if e.retry > 0 {
		header.Set("X-Slack-Retry-Num", strconv.Itoa(e.retry))
		reason := "http_error"
		if e.reason == "timeout" {
			reason = "http_timeout"
		}
		header.Set("X-Slack-Retry-Reason", reason)
	}
	status, answer, noRetry, err := w.postSigned(ctx, to, header, body)
	var r reply
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return // await reports the timeout
	case err != nil:
		r.err = errNoConnection
	case status/100 != 2:
		r.err = fmt.Errorf("http_error %d", status)
		if noRetry {
			r.err = errNoRetry
		}
	case len(answer) > 0 && json.Valid(answer):
		r.payload = answer
	case len(answer) > 0:
		r.payload = mustJSON(object{"text": string(answer)})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	entry := Entry{Kind: "http", Name: e.kind, ID: p.id, Status: status, Response: r.payload, TookMS: int(time.Since(p.sent).Milliseconds())}
	if r.err != nil {
		entry.Error = r.err.Error()
	}
	w.record(entry)
	p.reply <- r
}

func (w *Workspace) postSigned(ctx context.Context, to string, header http.Header, body []byte) (status int, answer []byte, noRetry bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, nil, false, err
	}
	// Real time, not the workspace's: receivers compare with their own clock
	// and refuse what is more than five minutes off.
	now := time.Now().Unix()
	req.Header = header
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	req.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(now, 10))
	req.Header.Set("X-Slack-Signature", Sign(w.opt.SigningSecret, now, body))
	resp, err := w.opt.HTTPClient.Do(req)
	if err != nil {
		return 0, nil, false, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, answer, resp.Header.Get("X-Slack-No-Retry") == "1", err
}

// VerifyURL does what Slack does when an Events request URL is entered: it
// sends a challenge and wants it back (reference/events/url_verification).
func (w *Workspace) VerifyURL() error {
	if w.opt.RequestURLs == nil {
		return errors.New("the workspace runs in Socket Mode: there is no request URL to verify")
	}
	ctx, cancel := context.WithTimeout(context.Background(), ackTimeout)
	defer cancel()
	const challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
	body := mustJSON(object{"type": "url_verification", "token": "sandbox", "challenge": challenge})
	status, answer, _, err := w.postSigned(ctx, w.opt.RequestURLs.Events, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil {
		return fmt.Errorf("url_verification: %w", err)
	}
	if status != http.StatusOK || !bytes.Contains(answer, []byte(challenge)) {
		return fmt.Errorf("url_verification: the answer (status %d) does not hold the challenge", status)
	}
	return nil
}
