package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// visible resolves a channel argument for reading, with the scope that its
// kind demands: groups:read, im:history and so on. Needs mu held.
func (w *Workspace) visible(c *call, suffix string) (*Channel, error) {
	ch, err := w.reachable(c, false)
	if err != nil {
		return nil, err
	}
	family := map[string]string{Private: "groups", Public: "channels", IM: "im"}[ch.Kind]
	return ch, w.scoped(family + ":" + suffix)
}

func (w *Workspace) wireChannel(ch *Channel) object {
	o := object{"id": ch.ID, "name": ch.Name, "name_normalized": ch.Name, "is_channel": ch.Kind == Public,
		"is_group": ch.Kind == Private, "is_im": ch.Kind == IM, "is_private": ch.Kind != Public, "is_mpim": false,
		"is_archived": ch.Archived, "is_general": false, "is_member": ch.has(w.seed.BotUser),
		"is_shared": ch.Shared, "is_ext_shared": ch.Shared, "is_org_shared": false,
		"is_pending_ext_shared": ch.PendingShared, "creator": "U0MIRA", "num_members": len(ch.Members),
		"context_team_id": w.seed.Team.ID, "topic": object{"value": ch.Topic}, "purpose": object{"value": ""}}
	if ch.Kind == IM {
		o["user"] = ch.Name
		delete(o, "name")
		delete(o, "name_normalized")
	}
	return o
}

func conversationsInfo(w *Workspace, c *call) (object, error) {
	ch, err := w.visible(c, "read")
	if err != nil {
		return nil, err
	}
	return object{"channel": w.wireChannel(ch)}, nil
}

func conversationsMembers(w *Workspace, c *call) (object, error) {
	ch, err := w.visible(c, "read")
	if err != nil {
		return nil, err
	}
	page, next, err := paged(c, slices.Clone(ch.Members), 100)
	if err != nil {
		return nil, err
	}
	return object{"members": page, "response_metadata": object{"next_cursor": next}}, nil
}

func conversationsOpen(w *Workspace, c *call) (object, error) {
	if id := c.str("channel"); id != "" {
		ch := w.channel(id)
		if ch == nil || ch.Kind != IM {
			return nil, fail("channel_not_found")
		}
		return object{"channel": w.wireChannel(ch), "no_op": true, "already_open": true}, nil
	}
	ids := c.str("users")
	if ids == "" {
		return nil, fail("users_list_not_supplied")
	}
	if strings.Contains(ids, ",") {
		return nil, fail("method_not_supported_for_channel_type")
	}
	u := w.user(ids)
	switch {
	case u == nil:
		return nil, fail("user_not_found")
	case u.Kind == Deleted:
		return nil, fail("user_disabled")
	case u.ID == w.seed.BotUser:
		return nil, fail("cannot_dm_bot")
	}
	return object{"channel": w.wireChannel(w.dm(u)), "no_op": true, "already_open": true}, nil
}

// conversationsHistory shows the channel, newest first, without replies unless
// they were broadcast.
func conversationsHistory(w *Workspace, c *call) (object, error) {
	ch, err := w.visible(c, "history")
	if err != nil {
		return nil, err
	}
	within, err := window(c)
	if err != nil {
		return nil, err
	}
	var list []*Message
	for _, m := range w.messages[ch.ID] {
		if (!m.isReply() || m.Broadcast) && within(m.TS) && !m.visible.After(w.opt.Now()) {
			list = append(list, m)
		}
	}
	slices.Reverse(list)
	return w.answerMessages(c, list, 100)
}

// conversationsReplies shows a thread, oldest first. The root comes with every
// page, whatever the window says.
func conversationsReplies(w *Workspace, c *call) (object, error) {
	ch, err := w.visible(c, "history")
	if err != nil {
		return nil, err
	}
	root := w.message(ch.ID, c.str("ts"))
	if root != nil && root.isReply() {
		root = w.message(ch.ID, root.ThreadTS)
	}
	if root == nil {
		return nil, fail("thread_not_found")
	}
	within, err := window(c)
	if err != nil {
		return nil, err
	}
	var list []*Message
	for _, m := range w.messages[ch.ID] {
		if m.isReply() && m.ThreadTS == root.TS && within(m.TS) && !m.visible.After(w.opt.Now()) {
			list = append(list, m)
		}
	}
	out, err := w.answerMessages(c, list, 1000)
	if err == nil {
		all := c.truth("include_all_metadata")
		out["messages"] = append([]object{w.wire(root, all)}, out["messages"].([]object)...)
	}
	return out, err
}

func (w *Workspace) answerMessages(c *call, list []*Message, standard int) (object, error) {
	page, next, err := paged(c, list, standard)
	if err != nil {
		return nil, err
	}
	messages := []object{}
	for _, m := range page {
		messages = append(messages, w.wire(m, c.truth("include_all_metadata")))
	}
	return object{"messages": messages, "has_more": next != "", "response_metadata": object{"next_cursor": next}}, nil
}

// window reads oldest, latest and inclusive. Without inclusive the bounds
// themselves are left out.
func window(c *call) (func(ts string) bool, error) {
	oldest, latest := int64(0), int64(1)<<62
	if s := c.str("oldest"); s != "" {
		v, ok := microseconds(s)
		if !ok {
			return nil, fail("invalid_ts_oldest")
		}
		oldest = v
	}
	if s := c.str("latest"); s != "" {
		v, ok := microseconds(s)
		if !ok {
			return nil, fail("invalid_ts_latest")
		}
		latest = v
	}
	inclusive := c.truth("inclusive")
	return func(ts string) bool {
		v, _ := microseconds(ts)
		return oldest < v && v < latest || inclusive && (v == oldest || v == latest)
	}, nil
}

// microseconds reads a ts: seconds with up to six decimals.
func microseconds(ts string) (int64, bool) {
	whole, part, _ := strings.Cut(ts, ".")
	if len(part) > 6 {
		part = part[:6]
	}
	part += strings.Repeat("0", 6-len(part))
	s, err1 := strconv.ParseInt(whole, 10, 64)
	us, err2 := strconv.ParseInt(part, 10, 64)
	return s*1e6 + us, err1 == nil && err2 == nil && s >= 0 && us >= 0
}

// paged cuts one page out of list. The cursor is an offset in disguise.
func paged[T any](c *call, list []T, standard int) (page []T, next string, err error) {
	limit, from := standard, 0
	if s := c.str("limit"); s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 0 || limit > 1000 {
			return nil, "", fail("invalid_limit")
		}
		if limit == 0 {
			limit = standard
		}
	}
	if s := c.str("cursor"); s != "" {
		offset, ok := strings.CutPrefix(s, "next_")
		if from, err = strconv.Atoi(offset); !ok || err != nil || from < 0 || from > len(list) {
			return nil, "", fail("invalid_cursor")
		}
	}
	to := min(from+limit, len(list))
	if to < len(list) {
		next = "next_" + strconv.Itoa(to)
	}
	return list[from:to], next, nil
}
