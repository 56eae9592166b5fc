package acklink

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

// An Outcome is what became of an acknowledgement.
type Outcome int

// The outcomes. All but Refused leave the person with nothing to do.
const (
	// Acknowledged: it counts from now on.
	Acknowledged Outcome = iota + 1
	// Already: this link was used before, or somebody else was faster.
	Already
	// Over: nothing waits for an acknowledgement any more, because what was owed
	// was done, or a later rung has been reached.
	Over
	// Refused: this person may not acknowledge any more.
	Refused
)

const (
	// takeTime bounds the callback: a person waits for it.
	takeTime = 10 * time.Second
	// formMost is how much of a form is read; ours has eleven bytes.
	formMost = 1 << 10
)

// Options are what a Handler needs.
type Options struct {
	Signer *Signer
	// Take acknowledges for the person of a claim. It decides once and for all:
	// the same claim taken again is Already. With an error nothing was kept.
	Take  func(context.Context, Claim) (Outcome, error)
	Lang  string // "nl" or "en": for browsers that ask for neither
	Slack string // where "open Slack" leads, "" for a sentence without a link
	Now   func() time.Time
	Log   zerolog.Logger
}

// A Handler answers under Path: GET shows what a link is for and changes
// nothing, POST acknowledges.
type Handler struct{ o Options }

// New returns a Handler, or says why it could not answer.
func New(o Options) (*Handler, error) {
	if o.Signer == nil || o.Take == nil {
		return nil, errors.New("acknowledge links have nobody to sign or to take them")
	}
	if _, ok := catalog[o.Lang]; !ok {
		return nil, errors.New("the language of acknowledge links must be nl or en")
	}
	if o.Slack != "" && !strings.HasPrefix(o.Slack, "https://") {
		return nil, errors.New("the address of Slack must begin with https://")
	}
	return &Handler{o}, nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(out http.ResponseWriter, q *http.Request) {
	p := page{h: h, out: out, lang: language(q.Header.Get("Accept-Language"), h.o.Lang)}
	if q.Method != http.MethodGet && q.Method != http.MethodHead && q.Method != http.MethodPost {
		out.Header().Set("Allow", "GET, HEAD, POST")
		p.show(http.StatusMethodNotAllowed, "", forged)
		return
	}
	claim, err := h.o.Signer.Read(strings.TrimPrefix(q.URL.Path, Path), h.o.Now())
	switch {
	case errors.Is(err, ErrExpired):
		p.show(http.StatusGone, claim.Ref, expired)
	case err != nil:
		p.show(http.StatusNotFound, "", forged)
	case q.Method != http.MethodPost:
		p.show(http.StatusOK, claim.Ref, ask)
	default:
		h.take(p, q, claim)
	}
}

// take acknowledges. Only our own page sends the word in the form: a scanner
// that posts to whatever it finds does not.
func (h *Handler) take(p page, q *http.Request, c Claim) {
	q.Body = http.MaxBytesReader(p.out, q.Body, formMost)
	if q.ParseForm() != nil || q.PostForm.Get("confirm") != "yes" {
		p.show(http.StatusOK, c.Ref, ask)
		return
	}
	// A telephone that goes out of reach has acknowledged all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(q.Context()), takeTime)
	defer cancel()
	outcome, err := h.o.Take(ctx, c)
	switch {
	case err != nil:
		h.o.Log.Error().Err(err).Str("incident", string(c.Ref)).Msg("an acknowledgement by a link cannot be kept")
		p.show(http.StatusServiceUnavailable, c.Ref, failed)
	case outcome == Acknowledged:
		p.show(http.StatusOK, c.Ref, acknowledged)
	case outcome == Already:
		p.show(http.StatusOK, c.Ref, already)
	case outcome == Over:
		p.show(http.StatusOK, c.Ref, over)
	default:
		p.show(http.StatusForbidden, c.Ref, refused)
	}
}

// language returns the first language of ours that a browser asks for. Browsers
// write the best first.
func language(accept, otherwise string) string {
	for tag := range strings.SplitSeq(accept, ",") {
		tag, _, _ = strings.Cut(tag, ";")
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), "-")
		if tag = strings.ToLower(tag); catalog[tag] != nil {
			return tag
		}
	}
	return otherwise
}
