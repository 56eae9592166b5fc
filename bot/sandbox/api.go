package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A method is one Web API method that the desk uses. What is not in the table
// does not exist here.
type method struct {
	scope string // needed on the bot token; "" none, or decided by run
	rate  rate
	app   bool // wants the xapp- token
	run   func(w *Workspace, c *call) (object, error)
}

// methods is the whole Web API of the sandbox, with the scopes of each method's
// page and the tiers of apis/web-api/rate-limits.
func methods() map[string]method {
	return map[string]method{
		"auth.test":                    {rate: special, run: authTest},
		"apps.connections.open":        {scope: "connections:write", app: true, run: connectionsOpen},
		"chat.postMessage":             {scope: "chat:write", rate: posting, run: chatPostMessage},
		"chat.update":                  {scope: "chat:write", rate: tier3, run: chatUpdate},
		"chat.delete":                  {scope: "chat:write", rate: tier3, run: chatDelete},
		"chat.postEphemeral":           {scope: "chat:write", rate: tier4, run: chatPostEphemeral},
		"chat.getPermalink":            {rate: special, run: chatGetPermalink},
		"conversations.info":           {rate: tier3, run: conversationsInfo},
		"conversations.members":        {rate: tier4, run: conversationsMembers},
		"conversations.history":        {rate: tier3, run: conversationsHistory},
		"conversations.replies":        {rate: tier3, run: conversationsReplies},
		"conversations.open":           {scope: "im:write", rate: tier3, run: conversationsOpen},
		"users.info":                   {scope: "users:read", rate: tier4, run: usersInfo},
		"users.lookupByEmail":          {scope: "users:read.email", rate: tier3, run: usersLookupByEmail},
		"usergroups.list":              {scope: "usergroups:read", rate: tier2, run: usergroupsList},
		"usergroups.users.list":        {scope: "usergroups:read", rate: tier2, run: usergroupsUsersList},
		"views.open":                   {rate: tier4, run: viewsOpen},
		"views.push":                   {rate: tier4, run: viewsPush},
		"views.update":                 {rate: tier4, run: viewsUpdate},
		"views.publish":                {rate: tier4, run: viewsPublish},
		"pins.add":                     {scope: "pins:write", rate: tier2, run: pinsAdd},
		"files.getUploadURLExternal":   {scope: "files:write", rate: tier4, run: filesGetUploadURL},
		"files.info":                   {scope: "files:read", rate: tier4, run: filesInfo},
		"files.delete":                 {scope: "files:write", rate: tier3, run: filesDelete},
		"files.completeUploadExternal": {scope: "files:write", rate: tier4, run: filesComplete},
	}
}

// apiError is an answer with ok false.
type apiError struct {
	code     string
	problems []string // "… [json-pointer:/…]", validation only
	extra    object   // needed, provided
	list     bool     // repeat problems in "errors", as chat.* does
}

func (e *apiError) Error() string { return e.code }

func fail(code string) error { return &apiError{code: code} }

func missingScope(needed string, provided []string) error {
	return &apiError{code: "missing_scope", extra: object{"needed": needed, "provided": strings.Join(provided, ",")}}
}

// A call is one request with its arguments, wherever they came from: query,
// form or JSON body.
type call struct {
	method  string
	token   string
	args    map[string]any
	channel string // resolved by the method when it takes a user id
}

// str returns an argument as text; numbers and booleans of JSON bodies too.
func (c *call) str(name string) string {
	switch v := c.args[name].(type) {
	case string:
		return v
	case nil:
		return ""
	default:
		return string(mustJSON(v))
	}
}

func (c *call) truth(name string) bool {
	v := c.str(name)
	return v == "true" || v == "1"
}

// structure returns an argument that is JSON: text in a form, itself in a JSON
// body. ok is false when it is absent, err set when it cannot be decoded.
func (c *call) structure(name string) (v any, ok bool, err error) {
	switch a := c.args[name].(type) {
	case nil:
		return nil, false, nil
	case string:
		if a == "" {
			return nil, false, nil
		}
		err = json.Unmarshal([]byte(a), &v)
		return v, true, err
	default:
		return a, true, nil
	}
}

// serveAPI answers /api/<method>: faults, rates, token, scope, the method, in
// the order in which Slack's front door meets them.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	c, err := parseCall(r)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	if w.active("outage") {
		w.record(Entry{Kind: "call", Name: c.method, Channel: c.channel, Fault: "outage"})
		w.mu.Unlock()
		hangUp(rw)
		return
	}
	f := w.strike(c.method, c.channel)
	var body object
	var after func()
	status, header := http.StatusOK, http.Header{}
	switch {
	case f != nil && !f.After && f.Kind != "slow" && f.Kind != "late":
		// Refused at the door: nothing happens.
	default:
		body, status, after = w.perform(c, header, f)
	}
	if body != nil {
		header.Set("X-OAuth-Scopes", strings.Join(w.opt.Scopes, ","))
	}
	e := Entry{Kind: "call", Name: c.method, Channel: c.channel, Request: mustJSON(c.shown()), Status: status}
	if body != nil {
		e.Response = mustJSON(body)
		if code, ok := body["error"].(string); ok {
			e.Error = code
		}
	}
	if f != nil {
		e.Fault = f.Kind
	}
	e.TookMS = int(time.Since(start).Milliseconds())
	w.record(e)
	w.mu.Unlock()
	if after != nil {
		after()
	}
	if f != nil && w.spoil(rw, r, f) {
		return
	}
	for k, v := range header {
		rw.Header()[k] = v
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(mustJSON(body)) // a client that has left is its own problem
}

// perform runs the method and shapes its answer. Needs mu held; after is to be
// run without it.
func (w *Workspace) perform(c *call, header http.Header, f *Fault) (body object, status int, after func()) {
	m, known := methods()[c.method]
	if !known {
		return object{"ok": false, "error": "unknown_method", "req_method": c.method}, http.StatusOK, w.surprise(c.method)
	}
	if wait := w.throttle(m.rate, c); wait > 0 {
		header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		return object{"ok": false, "error": "ratelimited"}, http.StatusTooManyRequests, nil
	}
	out, err := object(nil), w.authorise(m, c)
	if err == nil {
		out, err = m.run(w, c)
	}
	var refused *apiError
	switch {
	case err == nil:
		if out == nil {
			out = object{}
		}
		out["ok"] = true
		if f != nil && f.Kind == "late" {
			if posted := w.message(c.channel, str(out["ts"])); posted != nil {
				posted.visible = w.opt.Now().Add(time.Duration(f.Delay) * time.Second)
			}
		}
		return out, http.StatusOK, nil
	case errors.As(err, &refused):
		out = object{"ok": false, "error": refused.code}
		for k, v := range refused.extra {
			out[k] = v
		}
		if len(refused.problems) > 0 {
			messages := make([]string, len(refused.problems))
			for i, p := range refused.problems {
				messages[i] = "[ERROR] " + p
			}
			out["response_metadata"] = object{"messages": messages}
			if refused.list {
				out["errors"] = refused.problems
			}
		}
		return out, http.StatusOK, nil
	default:
		return object{"ok": false, "error": "internal_error"}, http.StatusInternalServerError, nil
	}
}

// authorise checks the token and the method's scope. Needs mu held.
func (w *Workspace) authorise(m method, c *call) error {
	switch {
	case c.token == "":
		return fail("not_authed")
	case c.token != w.opt.BotToken && c.token != w.opt.AppToken:
		return fail("invalid_auth")
	case !w.installed:
		return fail("account_inactive")
	case m.app != (c.token == w.opt.AppToken):
		return fail("not_allowed_token_type")
	case m.app || m.scope == "":
		return nil
	}
	return w.scoped(m.scope)
}

// scoped refuses when the bot token lacks scope.
func (w *Workspace) scoped(scope string) error {
	if !slices.Contains(w.opt.Scopes, scope) {
		return missingScope(scope, w.opt.Scopes)
	}
	return nil
}

// shown are the arguments for the log.
func (c *call) shown() map[string]any {
	out := make(map[string]any, len(c.args))
	for k, v := range c.args {
		if s, ok := v.(string); ok && (k == "blocks" || k == "metadata" || k == "view" || k == "attachments") && json.Valid([]byte(s)) {
			v = json.RawMessage(s)
		}
		out[k] = v
	}
	return out
}

// parseCall reads the arguments. Slack takes them from query, form and JSON
// alike, and the token from a field or the Authorization header
// (apis/web-api/using-the-web-api).
func parseCall(r *http.Request) (*call, error) {
	c := &call{method: r.PathValue("method"), args: map[string]any{}}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return nil, fmt.Errorf("read the request: %w", err)
	}
	for k, v := range r.URL.Query() {
		c.args[k] = v[0]
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "application/json":
		var body map[string]any
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &body); err != nil {
				return nil, fmt.Errorf("the JSON body cannot be read: %w", err)
			}
		}
		for k, v := range body {
			c.args[k] = v
		}
	case len(raw) > 0:
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, fmt.Errorf("the form cannot be read: %w", err)
		}
		for k, v := range form {
			c.args[k] = v[0]
		}
	}
	c.token = c.str("token")
	delete(c.args, "token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	for _, name := range []string{"channel", "channel_id"} {
		if c.channel == "" {
			c.channel = c.str(name)
		}
	}
	return c, nil
}

func str(v any) string { s, _ := v.(string); return s }

func authTest(w *Workspace, c *call) (object, error) {
	bot := w.user(w.seed.BotUser)
	return object{"url": "https://" + w.seed.Team.Domain + ".slack.com/", "team": w.seed.Team.Name,
		"team_id": w.seed.Team.ID, "user": bot.Name, "user_id": bot.ID, "bot_id": w.seed.BotID,
		"is_enterprise_install": false}, nil
}
