// Package page is the face of the local Slack workspace: one page that works
// like the chat programs people know, with a bar and a panel for what a real
// workspace does not have: a clock that can be moved, mail, pages, faults and
// the log of the wire.
//
// It is plain HTML, CSS and JavaScript modules, embedded as they are written:
// no framework, no build step, no request to anywhere but the server that
// serves it. It talks to the control API (bot/sandbox/CONTROL.md) and imports
// nothing of ours; the sandbox mounts [Handler] behind its own routes.
//
// # Safety
//
// What is shown comes from strangers' mail. Text reaches the page as text
// nodes only, and the policy in [Policy] makes the browser refuse the rest: no
// inline script or style, no markup from strings (Trusted Types), no other
// host, no frame around the page.
//
// # Addresses
//
//	/                                   the first channel
//	/#/home                             the app's Home
//	/#/c/C0DESK/1796083200.000100       a channel, with a thread open
//	/archives/C0DESK/p1796083200000100  a message, as Slack's permalinks have it
//	/?panel=mail&lang=en                a tab of the panel open; language
//
// # Hooks for browser tests
//
// Each is an attribute data-testid, or a selector of data attributes, that
// stays when the look changes.
//
//	workspace-name                          name of the workspace
//	user-switch [data-user]                 who one is; user-role: role and locale
//	user-option [data-user]                 one person in the list it opens
//	nav-channel [data-channel], nav-home    where one can go (nav-open: phone)
//	pane-title                              where one is
//	channel-messages, thread-messages       the two lists
//	message [data-ts] [data-thread-ts]      one message; also [data-user],
//	                                        [data-ephemeral], [data-broadcast]
//	message-body, edited, only-you, file    parts of one
//	reply-button, thread-link               open its thread
//	message-menu                            ⋯: shortcut [data-callback-id],
//	                                        reply-menu, copy-link, delete-message
//	thread [data-thread-ts], thread-close   the pane of the thread
//	channel-composer, channel-send          writing; thread-composer,
//	                                        thread-send, also-channel in a thread
//	suggestions, suggestion [data-value]    completions of "/" and "@"
//	composer-refusal                        why something was not sent
//	home                                    the app's Home
//	block [data-block-id]                   class of each Block Kit block
//	[data-action-id] [data-block-id]        each element: action-button, overflow
//	                                        (overflow-option [data-value]),
//	                                        static-select, external-select,
//	                                        users-select, radio-buttons, checkboxes,
//	                                        datepicker, timepicker, text-input
//	picker-search, option [data-value]      the open list of a select
//	confirm, confirm-yes, confirm-no        the confirmation dialog
//	modal [data-view-id] [data-callback-id] the open modal: modal-title,
//	                                        modal-body, modal-submit, modal-close,
//	                                        modal-back, modal-x
//	modal-field [data-block-id]             an input; field-error under it
//	clock, next-rung                        the desk's clock and what is due
//	clock-1h, clock-12h, clock-next         move it
//	connection [data-state]                 good, warn (no bot) or bad (page offline)
//	unexpected, faults-badge                warnings beside it
//	lang-nl, lang-en                        language of the page
//	panel-toggle, panel, panel-close        the panel
//	tab-mail, tab-pages, tab-faults, tab-log   its tabs; panel-mail, … their bodies
//	send-sample [data-sample]               feed a sample mail
//	mail-compose, mail-from, mail-to,       write one (mail-compose: unfold first)
//	mail-subject, mail-text, mail-send
//	mail [data-mail] [data-direction]       one mail; reply-mail answers it
//	page [data-page]                        one page
//	fault-preset, fault-arm                 arm a fault; fault-refine unfolds
//	                                        fault-method, -nth, -count, -seconds
//	fault [data-fault], fault-clear,        an armed one
//	fault-clear-all
//	log-all, log-calls, log-envelopes,      filters of the log
//	log-other
//	log-entry [data-kind] [data-name]       one line of it
//	toast [data-kind]                       info or error, at the foot
package page

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var embedded embed.FS

// Policy is the Content-Security-Policy of the page. Pictures, styles, scripts
// and requests come from the server itself; nothing is inline.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// The types are written down because the tables of the operating system, which
// package mime reads, differ between machines.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// Handler serves the page at / and at the permalinks under /archives/, and its
// parts under /page/. Nothing is cached: who restarts a newer demo on the same
// port sees the newer page.
func Handler() http.Handler {
	files, err := fs.Sub(embedded, "static")
	if err != nil {
		panic(err) // The name is a constant that the embed directive checked.
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { serve(w, r, files, "index.html") })
	mux.HandleFunc("GET /archives/", func(w http.ResponseWriter, r *http.Request) { serve(w, r, files, "index.html") })
	mux.HandleFunc("GET /page/", func(w http.ResponseWriter, r *http.Request) {
		serve(w, r, files, strings.TrimPrefix(r.URL.Path, "/page/"))
	})
	return mux
}

func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	kind, known := types[path.Ext(name)]
	body, err := fs.ReadFile(files, name)
	if err != nil || !known {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", Policy)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.Write(body)
}
