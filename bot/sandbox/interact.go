package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// A Click is a click on a button or a choice in another element of a message
// (Channel and TS) or of a view (ViewID).
type Click struct {
	User     string   `json:"user"`
	Channel  string   `json:"channel"`
	TS       string   `json:"ts"`
	ViewID   string   `json:"view_id"`
	BlockID  string   `json:"block_id"`
	ActionID string   `json:"action_id"`
	Value    any      `json:"value"`
	Values   []string `json:"values"`
	State    State    `json:"state"`
	Query    string   `json:"query"` // Suggest only
}

// A Shortcut is a message shortcut from the ⋯ menu.
type Shortcut struct {
	User       string `json:"user"`
	Channel    string `json:"channel"`
	TS         string `json:"ts"`
	CallbackID string `json:"callback_id"`
}

// A Submit sends a modal, or closes it ([Workspace.Dismiss]).
type Submit struct {
	User   string `json:"user"`
	ViewID string `json:"view_id"`
	State  State  `json:"state"`
	All    bool   `json:"all"` // Dismiss: the whole stack
}

// A Suggestion is what the app offers in an external_select.
type Suggestion struct {
	Outcome Outcome           `json:"outcome"`
	Options []json.RawMessage `json:"options"`
	Groups  []json.RawMessage `json:"option_groups"`
}

// interaction is what all interactive payloads share. Needs mu held.
func (w *Workspace) interaction(kind string, u *User) object {
	return object{"type": kind, "token": "sandbox", "api_app_id": w.seed.AppID, "is_enterprise_install": false, "enterprise": nil,
		"team":       object{"id": w.seed.Team.ID, "domain": w.seed.Team.Domain},
		"user":       object{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
		"trigger_id": w.newTrigger(u.ID)}
}

// valuesOf is Slack's state.values of a person's view. Needs mu held.
func (w *Workspace) valuesOf(u *User, v *View, s State) (object, error) {
	state, err := values(v.Blocks, s)
	if err == nil {
		err = w.attach(u.ID, state)
	}
	return state, err
}

func namedChannel(ch *Channel) object {
	name := map[string]string{IM: "directmessage", Private: "privategroup", Public: ch.Name}[ch.Kind]
	return object{"id": ch.ID, "name": name}
}

// placed finds where a click happens and fills the payload with it.
func (w *Workspace) placed(c Click, kind string) (payload object, at found, err error) {
	u, ch, err := w.actor(c.User, c.Channel)
	if err != nil {
		return nil, found{}, err
	}
	if c.ViewID != "" {
		v := w.openView(u.ID, c.ViewID)
		if v == nil {
			return nil, found{}, errors.New("that view is not open")
		}
		if at, err = find(v.Blocks, c.BlockID, c.ActionID); err != nil {
			return nil, found{}, err
		}
		state, err := w.valuesOf(u, v, c.State)
		if err != nil {
			return nil, found{}, err
		}
		payload = w.interaction(kind, u)
		view := w.wireView(v)
		view["state"] = object{"values": state}
		payload["view"], payload["container"] = view, object{"type": "view", "view_id": v.ID}
		return payload, at, nil
	}
	if ch == nil {
		return nil, found{}, needChannel("")
	}
	m := w.message(ch.ID, c.TS)
	for _, e := range w.ephemerals {
		if e.Channel == ch.ID && e.TS == c.TS && e.EphemeralFor == u.ID {
			m = e
		}
	}
	if m == nil {
		return nil, found{}, errors.New("that message is gone")
	}
	if at, err = find(m.Blocks, c.BlockID, c.ActionID); err != nil {
		return nil, found{}, err
	}
	state := State{}
	for b, in := range c.State {
		state[b] = in
	}
	if c.Value != nil && at.element["type"] != "button" && at.element["type"] != "overflow" {
		state[at.blockID] = map[string]any{c.ActionID: c.Value}
	}
	inputs, err := values(m.Blocks, state)
	if err != nil {
		return nil, found{}, err
	}
	payload = w.interaction(kind, u)
	container := object{"type": "message", "message_ts": m.TS, "channel_id": ch.ID, "is_ephemeral": m.EphemeralFor != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"], payload["channel"] = container, namedChannel(ch)
	payload["state"] = object{"values": inputs}
	payload["response_url"] = w.newHook(u.ID, ch.ID, m)
	if m.EphemeralFor == "" {
		// The payload of an ephemeral message does not hold the message.
		payload["message"] = w.wire(m, false)
	}
	return payload, at, nil
}

// Click sends block_actions and waits for the ack.
func (w *Workspace) Click(c Click) (Outcome, error) {
	w.mu.Lock()
	payload, at, err := w.placed(c, "block_actions")
	if err != nil {
		w.mu.Unlock()
		return Outcome{}, err
	}
	action := object{}
	if at.element["type"] == "button" {
		action["type"] = "button"
		if v, ok := at.element["value"]; ok {
			action["value"] = v
		}
		action["text"] = at.element["text"]
	} else {
		v := c.Value
		if c.Values != nil {
			v = listed(c.Values)
		}
		if action, err = elementState(at.element, v); err != nil {
			w.mu.Unlock()
			return Outcome{}, err
		}
	}
	action["action_id"], action["block_id"], action["action_ts"] = c.ActionID, at.blockID, w.nextTS()
	payload["actions"] = []object{action}
	p := w.send(envelope{kind: "interactive", payload: payload})
	w.mu.Unlock()
	return w.outcome(p, c.User, "This"), nil
}

// Suggest asks the app for the options of an external_select: at most 100,
// within 3 s.
func (w *Workspace) Suggest(c Click) (Suggestion, error) {
	s := Suggestion{Options: []json.RawMessage{}, Groups: []json.RawMessage{}}
	w.mu.Lock()
	payload, at, err := w.placed(c, "block_suggestion")
	if err != nil {
		w.mu.Unlock()
		return s, err
	}
	delete(payload, "trigger_id")
	delete(payload, "response_url")
	payload["action_id"], payload["block_id"], payload["value"] = c.ActionID, at.blockID, c.Query
	p := w.send(envelope{kind: "interactive", payload: payload})
	w.mu.Unlock()
	s.Outcome = w.outcome(p, c.User, "The list")
	if !s.Outcome.OK {
		return s, nil
	}
	var got struct {
		Options []json.RawMessage `json:"options"`
		Groups  []json.RawMessage `json:"option_groups"`
	}
	var generic object
	errs := &problems{}
	if json.Unmarshal(s.Outcome.Ack, &got) != nil || json.Unmarshal(s.Outcome.Ack, &generic) != nil {
		errs.add("", "not options")
	}
	if o, ok := generic["options"]; ok {
		listOf(0, maxOptions, option(plain))(errs, "/options", o)
	}
	if g, ok := generic["option_groups"]; ok {
		listOf(0, maxOptions, optionGroup.check)(errs, "/option_groups", g)
	}
	if len(errs.list) > 0 {
		s.Outcome.OK, s.Outcome.Error, s.Outcome.Shown = false, "bad_ack", "The list could not be loaded: "+errs.list[0]
		return s, nil
	}
	s.Options, s.Groups = append(s.Options, got.Options...), append(s.Groups, got.Groups...)
	return s, nil
}

// Shortcut runs a message shortcut. It works in threads; its response_url does
// not reach them.
func (w *Workspace) Shortcut(s Shortcut) (Outcome, error) {
	w.mu.Lock()
	u, ch, err := w.actor(s.User, s.Channel)
	if err == nil && ch == nil {
		err = needChannel("")
	}
	var m *Message
	if err == nil {
		if m = w.message(ch.ID, s.TS); m == nil {
			err = errors.New("that message is gone")
		}
	}
	if err == nil && !slices.ContainsFunc(w.seed.Shortcuts, func(x MessageShortcut) bool { return x.CallbackID == s.CallbackID }) {
		err = fmt.Errorf("there is no shortcut %q", s.CallbackID)
	}
	if err != nil {
		w.mu.Unlock()
		return Outcome{}, err
	}
	if u.Kind == Stranger || u.Kind == Bot {
		w.mu.Unlock()
		return refusedBy("Shortcuts are for members of " + w.seed.Team.Name + " only."), nil
	}
	payload := w.interaction("message_action", u)
	payload["callback_id"], payload["message_ts"], payload["action_ts"] = s.CallbackID, m.TS, w.nextTS()
	payload["channel"], payload["message"] = namedChannel(ch), w.wire(m, false)
	payload["response_url"] = w.newHook(u.ID, ch.ID, nil)
	p := w.send(envelope{kind: "interactive", payload: payload})
	w.mu.Unlock()
	return w.outcome(p, u.ID, "The shortcut"), nil
}

// Submit sends a modal. Errors come back under the inputs; otherwise the modal
// closes, changes or gets another on top, as the ack says.
func (w *Workspace) Submit(s Submit) (Outcome, error) {
	w.mu.Lock()
	u, v, err := w.modal(s)
	if err != nil {
		w.mu.Unlock()
		return Outcome{}, err
	}
	state, err := w.valuesOf(u, v, s.State)
	if err != nil {
		w.mu.Unlock()
		return Outcome{}, err
	}
	if errs := incomplete(v.Blocks, state); len(errs) > 0 {
		w.mu.Unlock()
		return Outcome{Error: "refused", Errors: errs, Shown: "Something is missing."}, nil
	}
	payload := w.interaction("view_submission", u)
	view := w.wireView(v)
	view["state"] = object{"values": state}
	payload["view"], payload["response_urls"] = view, []any{}
	p := w.send(envelope{kind: "interactive", payload: payload})
	w.mu.Unlock()

	out := w.outcome(p, u.ID, "We had some trouble connecting. This")
	if !out.OK {
		return out, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.settle(u.ID, v, &out); err != nil {
		out.OK, out.Error, out.Shown = false, "bad_ack", "We had some trouble connecting. Try again? ("+err.Error()+")"
		var refused *apiError
		if errors.As(err, &refused) && len(refused.problems) > 0 {
			out.Shown = "We had some trouble connecting. Try again? (" + refused.problems[0] + ")"
		}
		w.notice(u.ID, out.Shown)
	}
	return out, nil
}

func (w *Workspace) modal(s Submit) (*User, *View, error) {
	u, _, err := w.actor(s.User, "")
	if err != nil {
		return nil, nil, err
	}
	v := w.openView(u.ID, s.ViewID)
	if v == nil || v.Type != "modal" {
		return nil, nil, errors.New("that modal is not open")
	}
	return u, v, nil
}

// settle does what the ack of a view_submission says (surfaces/modals).
// Needs mu held.
func (w *Workspace) settle(user string, v *View, out *Outcome) error {
	var ack struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   any               `json:"view"`
	}
	if len(out.Ack) > 0 {
		if err := json.Unmarshal(out.Ack, &ack); err != nil {
			return err
		}
	}
	switch ack.Action {
	case "":
		w.pop(user, v)
	case "clear":
		w.stacks[user] = nil
		w.publishStack(user)
	case "errors":
		if len(ack.Errors) == 0 {
			return errors.New("errors without an error")
		}
		for id := range ack.Errors {
			if !slices.Contains(inputBlocks(v.Blocks), id) {
				return fmt.Errorf("errors name %q, which is not an input block", id)
			}
		}
		out.OK, out.Error, out.Errors = false, "errors", ack.Errors
	case "update", "push":
		next, err := w.buildView(ack.View, "modal")
		if err != nil {
			return err
		}
		if ack.Action == "update" {
			w.replace(v, next)
			return nil
		}
		if len(w.stacks[user]) >= maxStack {
			return fail("push_limit_reached")
		}
		w.stack(user, next)
	default:
		return fmt.Errorf("there is no response_action %q", ack.Action)
	}
	return nil
}

// pop takes v, and what lies on it, off the stack. Needs mu held.
func (w *Workspace) pop(user string, v *View) {
	if i := slices.Index(w.stacks[user], v); i >= 0 {
		w.stacks[user] = w.stacks[user][:i:i]
	}
	w.publishStack(user)
}

// Dismiss closes a modal without sending it; the app hears of it only when the
// view asked for notify_on_close.
func (w *Workspace) Dismiss(s Submit) (Outcome, error) {
	w.mu.Lock()
	u, v, err := w.modal(s)
	if err != nil {
		w.mu.Unlock()
		return Outcome{}, err
	}
	all := s.All || v.ClearOnClose
	payload := w.interaction("view_closed", u)
	delete(payload, "trigger_id")
	payload["view"], payload["is_cleared"] = w.wireView(v), all
	if all {
		w.stacks[u.ID] = nil
		w.publishStack(u.ID)
	} else {
		w.pop(u.ID, v)
	}
	if !v.NotifyOnClose {
		w.mu.Unlock()
		return Outcome{OK: true}, nil
	}
	p := w.send(envelope{kind: "interactive", payload: payload})
	w.mu.Unlock()
	_, err = w.await(p) // nobody waits for this answer: the modal is gone
	out := Outcome{OK: err == nil, EnvelopeID: p.id}
	if err != nil {
		out.Error = "timeout"
	}
	return out, nil
}

// OpenHome shows a person the app's Home tab and tells the app.
func (w *Workspace) OpenHome(user string) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, _, err := w.actor(user, "")
	if err != nil {
		return Outcome{}, err
	}
	if u.Kind == Stranger || u.Kind == Bot {
		return refusedBy("The app is for members of " + w.seed.Team.Name + " only."), nil
	}
	e := object{"type": "app_home_opened", "user": u.ID, "channel": w.dm(u).ID, "tab": "home",
		"event_ts": fmt.Sprintf("%d.%06d", w.opt.Now().Unix(), 0)}
	if h := w.homes[u.ID]; h != nil {
		e["view"] = w.wireView(h)
	}
	w.emit("app_home_opened", e)
	return Outcome{OK: true}, nil
}
