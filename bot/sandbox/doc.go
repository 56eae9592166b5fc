// Package sandbox is a local Slack workspace: the Web API, Socket Mode and the
// HTTP mode as a client sees them, and people who post, click and type.
//
// A Slack app cannot be developed against a stub that says yes. The sandbox
// says no where Slack does: it enforces the documented sizes, rates, scopes
// and time limits, forgets triggers after three seconds, redelivers events and
// drops interactions, and fails in Slack's own ways on demand.
//
//	w := sandbox.New(sandbox.Options{BaseURL: "http://127.0.0.1:8484"})
//	defer w.Close()
//	go http.Serve(listener, w.Handler())
//
//	out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"})
//
// It binds nothing itself: it runs behind a plain [net/http.Server] on any
// listener, also on in-memory pipes inside a testing/synctest bubble. Two
// clocks are kept apart: [Options.Now] is what people see (message ts, expiry
// of response_urls and of faults) and may be moved; acks, triggers, pings,
// retries and rates run on real time, which a bubble fakes as a whole.
//
// What the page in the browser and the tests can do is written in CONTROL.md;
// the methods of [Workspace] are the same calls without HTTP.
//
// Sources are cited as paths under docs.slack.dev.
package sandbox
