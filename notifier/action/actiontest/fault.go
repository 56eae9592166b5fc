package actiontest

import (
	"io"
	"net/http"
)

// A Fault is what goes wrong with one call. The zero Fault is none.
type Fault struct {
	instead func(w http.ResponseWriter, r *http.Request) // of everything
	file    func(e *entry)                               // how a new action is taken in
	after   func(w http.ResponseWriter, r *http.Request) // instead of the answer
}

// And is both faults at once: Queue(2).And(Hang()) accepts an action and loses
// the answer. Where both say the same kind of thing, g counts.
func (f Fault) And(g Fault) Fault {
	if g.instead != nil {
		f.instead = g.instead
	}
	if g.file != nil {
		f.file = g.file
	}
	if g.after != nil {
		f.after = g.after
	}
	return f
}

// Unavailable answers with a status and does nothing. retryAfter may be "".
func Unavailable(status int, retryAfter string) Fault {
	return Fault{instead: func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
	}}
}

// Lost never answers, and takes nothing in.
func Lost() Fault { return Fault{instead: hang} }

// Hang takes the action in, and never answers.
func Hang() Fault { return Fault{after: hang} }

// Cut takes the action in, and breaks the connection off before the answer.
func Cut() Fault {
	return Fault{after: func(w http.ResponseWriter, _ *http.Request) { w.(*answering).cut = true }}
}

// Queue accepts an action, and carries it out when it was looked at so often.
func Queue(looks int) Fault { return Fault{file: func(e *entry) { e.looks = looks }} }

// QueueThenFail accepts an action that in the end is not carried out.
func QueueThenFail(looks int, title, detail string) Fault {
	return Fault{file: func(e *entry) { e.looks, e.problem = looks, &Problem{title, detail} }}
}

// Refuse refuses an action with a status of 4xx.
func Refuse(status int, title, detail string) Fault {
	return Fault{file: func(e *entry) { e.status, e.problem = status, &Problem{title, detail} }}
}

// Busy takes an action in and answers 409, as an API does while another call
// for the same key is under way.
func Busy() Fault {
	return Fault{after: func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusConflict, Problem{Title: "A call for this key is under way"})
	}}
}

// Say takes the action in, and answers with bytes of the test's own.
func Say(status int, kind, body string) Fault {
	return Fault{after: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}}
}

// hang holds the call until the other side gives up, which net/http sees once
// the body is read.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.CopyN(io.Discard, r.Body, bodyMost)
	<-r.Context().Done()
}

// answering notes what a call is answered with.
type answering struct {
	http.ResponseWriter
	fault  Fault
	status int
	cut    bool
}

// WriteHeader implements http.ResponseWriter.
func (a *answering) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func faultOf(w http.ResponseWriter) Fault { return w.(*answering).fault }
