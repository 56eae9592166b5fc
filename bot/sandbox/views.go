package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// A trigger lets the app open a modal for the person who just did something.
type trigger struct {
	user   string
	issued time.Time
	used   bool
}

// newTrigger issues a trigger_id. Needs mu held.
func (w *Workspace) newTrigger(user string) string {
	id := w.nextID("1.2.") + w.boot
	w.triggers[id] = &trigger{user: user, issued: time.Now()}
	return id
}

// exchange spends a trigger: within 3 s, once
// (interactivity/handling-user-interaction). Needs mu held.
func (w *Workspace) exchange(id string) (*trigger, error) {
	t := w.triggers[id]
	switch {
	case id == "" || t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case time.Since(t.issued) > triggerLife:
		return nil, fail("expired_trigger_id")
	}
	return t, nil
}

// viewArgument checks the view of a call and makes a View of it.
func (w *Workspace) viewArgument(c *call, kind string) (*View, error) {
	v, ok, err := c.structure("view")
	if err != nil || !ok {
		return nil, &apiError{code: "invalid_arguments", problems: []string{"missing required field: view [json-pointer:/view]"}}
	}
	return w.buildView(v, kind)
}

// buildView is viewArgument for a view that came in an ack. Needs mu held.
func (w *Workspace) buildView(v any, kind string) (*View, error) {
	o, problems := checkView(v, kind)
	if len(problems) > 0 {
		return nil, &apiError{code: "invalid_arguments", problems: problems}
	}
	blocks := o["blocks"].([]any)
	for _, b := range blocks {
		// The page of the element says that the app must have the scope, and not
		// what happens to one that lacks it
		// (reference/block-kit/block-elements/file-input-element).
		if b := b.(object); len(interactive(b)) == 1 && interactive(b)[0]["type"] == "file_input" {
			if err := w.scoped("files:read"); err != nil {
				return nil, err
			}
		}
	}
	w.nameBlocks(blocks)
	view := &View{Type: kind, CallbackID: str(o["callback_id"]), ExternalID: str(o["external_id"]), Blocks: mustJSON(blocks),
		PrivateMetadata: str(o["private_metadata"]), NotifyOnClose: o["notify_on_close"] == true, ClearOnClose: o["clear_on_close"] == true}
	for _, part := range []struct {
		name string
		to   *[]byte
	}{{"title", (*[]byte)(&view.Title)}, {"submit", (*[]byte)(&view.Submit)}, {"close", (*[]byte)(&view.Close)}} {
		if t, ok := o[part.name].(object); ok {
			*part.to = mustJSON(t)
		}
	}
	return view, nil
}

// freshen gives a view its id and a new hash. Needs mu held.
func (w *Workspace) freshen(v *View, id, user string) {
	if id == "" {
		id = w.nextID("V")
	}
	w.seq["hash"]++
	v.ID, v.User, v.Hash = id, user, fmt.Sprintf("%d.h%d", w.opt.Now().Unix(), w.seq["hash"])
}

func viewsOpen(w *Workspace, c *call) (object, error) {
	t, err := w.exchange(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	v, err := w.viewArgument(c, "modal")
	if err != nil {
		return nil, err
	}
	t.used = true
	w.stacks[t.user] = nil
	w.stack(t.user, v)
	return object{"view": w.wireView(v)}, nil
}

func viewsPush(w *Workspace, c *call) (object, error) {
	t, err := w.exchange(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	v, err := w.viewArgument(c, "modal")
	if err != nil {
		return nil, err
	}
	switch n := len(w.stacks[t.user]); {
	case n == 0:
		return nil, fail("invalid_trigger_id") // nothing is open to push on
	case n >= maxStack:
		return nil, fail("push_limit_reached")
	}
	t.used = true
	w.stack(t.user, v)
	return object{"view": w.wireView(v)}, nil
}

// stack puts v on top of what the person has open. Needs mu held.
func (w *Workspace) stack(user string, v *View) {
	w.freshen(v, "", user)
	v.RootViewID = v.ID
	if s := w.stacks[user]; len(s) > 0 {
		v.RootViewID, v.PreviousViewID = s[0].ID, s[len(s)-1].ID
	}
	w.stacks[user] = append(w.stacks[user], v)
	w.publishStack(user)
}

func (w *Workspace) publishStack(user string) {
	w.publish("views", object{"user": user, "views": w.openViews(user)})
}

func (w *Workspace) openViews(user string) []View {
	out := []View{}
	for _, v := range w.stacks[user] {
		out = append(out, *v)
	}
	return out
}

func viewsUpdate(w *Workspace, c *call) (object, error) {
	var old *View
	for _, s := range w.stacks {
		for _, v := range s {
			if v.ID == c.str("view_id") || c.str("external_id") != "" && v.ExternalID == c.str("external_id") {
				old = v
			}
		}
	}
	if c.str("view_id") == "" && c.str("external_id") == "" {
		return nil, fail("invalid_arguments")
	}
	if old == nil {
		return nil, fail("not_found")
	}
	if h := c.str("hash"); h != "" && h != old.Hash {
		return nil, fail("hash_conflict")
	}
	v, err := w.viewArgument(c, "modal")
	if err != nil {
		return nil, err
	}
	w.replace(old, v)
	return object{"view": w.wireView(old)}, nil
}

// replace shows v where old was; id and place in the stack stay. Needs mu held.
func (w *Workspace) replace(old, v *View) {
	w.freshen(v, old.ID, old.User)
	v.RootViewID, v.PreviousViewID = old.RootViewID, old.PreviousViewID
	*old = *v
	w.publishStack(old.User)
}

func viewsPublish(w *Workspace, c *call) (object, error) {
	u := w.user(c.str("user_id"))
	if u == nil || u.Kind == Deleted || u.Kind == Stranger {
		return nil, fail("user_not_found")
	}
	old := w.homes[u.ID]
	if h := c.str("hash"); h != "" && old != nil && h != old.Hash {
		return nil, fail("hash_conflict")
	}
	v, err := w.viewArgument(c, "home")
	if err != nil {
		return nil, err
	}
	id := ""
	if old != nil {
		id = old.ID
	}
	w.freshen(v, id, u.ID)
	v.RootViewID = v.ID
	w.homes[u.ID] = v
	w.publish("home", object{"user": u.ID, "view": *v})
	return object{"view": w.wireView(v)}, nil
}

// wireView is a view as the API and payloads show it, without state.
func (w *Workspace) wireView(v *View) object {
	o := object{"id": v.ID, "team_id": w.seed.Team.ID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.PrivateMetadata,
		"callback_id": v.CallbackID, "external_id": v.ExternalID, "hash": v.Hash, "notify_on_close": v.NotifyOnClose,
		"clear_on_close": v.ClearOnClose, "root_view_id": v.RootViewID, "previous_view_id": nil, "app_id": w.seed.AppID,
		"bot_id": w.seed.BotID, "app_installed_team_id": w.seed.Team.ID, "state": object{"values": object{}}}
	if v.PreviousViewID != "" {
		o["previous_view_id"] = v.PreviousViewID
	}
	for name, part := range map[string][]byte{"title": v.Title, "submit": v.Submit, "close": v.Close} {
		o[name] = nil
		if len(part) > 0 {
			o[name] = rawJSON(part)
		}
	}
	return o
}

// Views returns the modals that a person has open, bottom first.
func (w *Workspace) Views(user string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.openViews(user)
}

// Home returns what was published to a person's Home tab; ok is false when
// nothing was.
func (w *Workspace) Home(user string) (v View, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h := w.homes[user]; h != nil {
		return *h, true
	}
	return View{}, false
}

// openView finds a person's modal, or their Home. Needs mu held.
func (w *Workspace) openView(user, id string) *View {
	if h := w.homes[user]; h != nil && h.ID == id {
		return h
	}
	if i := slices.IndexFunc(w.stacks[user], func(v *View) bool { return v.ID == id }); i >= 0 {
		return w.stacks[user][i]
	}
	return nil
}
