package acklink

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"html/template"
	"net/http"

	"meldwacht/bot"
)

var (
	//go:embed page.html
	html string
	//go:embed page.css
	style string

	layout = template.Must(template.New("page").Parse(html))
	// policy lets the page use its own style and send its own form, and nothing
	// else at all.
	policy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// A page is one answer to one person.
type page struct {
	h    *Handler
	out  http.ResponseWriter
	lang string
}

// tones are the colours of the page by what it says.
var tones = map[kind]string{ask: "due", acknowledged: "good", already: "good", over: "good", expired: "bad", forged: "bad", refused: "bad", failed: "bad"}

// show writes the page. The address of the page is the secret, so it is kept
// from caches, from search and from whoever is linked to.
func (p page) show(status int, ref bot.Ref, k kind) {
	w := catalog[p.lang]
	view := struct {
		Lang, Tone, Title, Desk, Button, Slack, Open string
		Style                                        template.CSS
		Ref                                          bot.Ref
		Lines                                        []string
	}{Lang: p.lang, Tone: tones[k], Title: w[k].title, Desk: w[desk].title, Ref: ref, Lines: w[k].lines, Style: template.CSS(style)}
	switch k {
	case ask:
		view.Button = w[button].title
	case failed:
		view.Button = w[again].title
	}
	// While the page asks, one button is enough.
	if k != ask && p.h.o.Slack != "" {
		view.Slack, view.Open = p.h.o.Slack, w[slack].title
	}
	var body bytes.Buffer
	if err := layout.Execute(&body, view); err != nil {
		p.h.o.Log.Error().Err(err).Msg("a page for an acknowledgement cannot be written")
		http.Error(p.out, w[failed].title, http.StatusInternalServerError)
		return
	}
	h := p.out.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.lang)
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language")
	p.out.WriteHeader(status)
	_, _ = p.out.Write(body.Bytes()) // nobody is told when the telephone is gone
}
