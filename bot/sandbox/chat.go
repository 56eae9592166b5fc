package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// reachable resolves a channel argument for writing; a user id means the DM.
// The bot does not see private channels that it is not in. Needs mu held.
func (w *Workspace) reachable(c *call, write bool) (*Channel, error) {
	id := c.str("channel")
	if u := w.user(id); u != nil && u.ID != w.seed.BotUser && write {
		if u.Kind == Deleted {
			return nil, fail("channel_not_found")
		}
		ch := w.dm(u)
		c.channel = ch.ID
		return ch, nil
	}
	ch := w.channel(id)
	switch {
	case ch == nil:
		return nil, fail("channel_not_found")
	case !ch.has(w.seed.BotUser) && ch.Kind == Private:
		return nil, fail("channel_not_found")
	case !ch.has(w.seed.BotUser) && write:
		return nil, fail("not_in_channel")
	case ch.Archived && write:
		return nil, fail("is_archived")
	}
	c.channel = ch.ID
	return ch, nil
}

// content reads text, blocks and metadata of a post or update into m.
func (w *Workspace) content(c *call, m *Message) (warning string, err error) {
	m.Text = c.str("text")
	rawBlocks, hasBlocks, err := c.structure("blocks")
	if err != nil {
		return "", fail("invalid_blocks_format")
	}
	if md := c.str("markdown_text"); md != "" {
		if m.Text != "" || hasBlocks {
			return "", fail("markdown_text_conflict")
		}
		if utf8.RuneCountInString(md) > maxMarkdownText {
			return "", fail("msg_too_long")
		}
		m.Text = md
	}
	attachments, hasAttachments, err := c.structure("attachments")
	if list, ok := attachments.([]any); err != nil || hasAttachments && !ok {
		return "", fail("invalid_attachments")
	} else if len(list) > maxAttachments {
		return "", fail("too_many_attachments")
	} else if len(list) == 0 {
		hasAttachments = false
	}
	if list, ok := rawBlocks.([]any); ok && len(list) == 0 {
		hasBlocks = false
	}
	if m.Text == "" && !hasBlocks && !hasAttachments {
		return "", fail("no_text")
	}
	if r := []rune(m.Text); len(r) > maxTextCut {
		m.Text, warning = string(r[:maxTextCut]), "message_truncated"
	}
	if hasBlocks {
		blocks, problems := checkMessageBlocks(rawBlocks)
		if len(problems) > 0 {
			return "", &apiError{code: "invalid_blocks", problems: problems, list: true}
		}
		w.nameBlocks(blocks)
		m.Blocks = mustJSON(blocks)
	}
	return warning, w.metadata(c, m)
}

// metadata follows messaging/message-metadata; {} removes what was there.
func (w *Workspace) metadata(c *call, m *Message) error {
	v, ok, err := c.structure("metadata")
	if err != nil {
		return fail("invalid_metadata_format")
	}
	if !ok {
		return nil
	}
	o, isObject := v.(object)
	if !isObject {
		return fail("invalid_metadata_format")
	}
	if len(o) == 0 {
		m.Metadata = nil
		return nil
	}
	payload, isObject := o["event_payload"].(object)
	name := str(o["event_type"])
	if !isObject || name == "" || len(name) > maxEventType {
		return fail("invalid_metadata_schema")
	}
	raw := mustJSON(payload)
	if len(raw) > maxMetadata {
		return fail("metadata_too_large")
	}
	m.Metadata = &Metadata{EventType: name, EventPayload: raw}
	return nil
}

func chatPostMessage(w *Workspace, c *call) (object, error) {
	ch, err := w.reachable(c, true)
	if err != nil {
		return nil, err
	}
	m := &Message{Channel: ch.ID, User: w.seed.BotUser, BotID: w.seed.BotID}
	warning, err := w.content(c, m)
	if err != nil {
		return nil, err
	}
	if root := c.str("thread_ts"); root != "" {
		parent := w.message(ch.ID, root)
		switch {
		case parent == nil:
			return nil, fail("thread_not_found")
		case parent.isReply():
			// "Avoid using a reply's ts value; use its parent instead": real
			// Slack then loses the reply in ways nobody should rely on.
			return nil, fail("cannot_reply_to_message")
		}
		m.ThreadTS, m.Broadcast = root, c.truth("reply_broadcast")
	}
	w.add(m)
	out := object{"channel": ch.ID, "ts": m.TS, "message": w.wire(m, true)}
	if warning != "" {
		out["warning"] = warning
		out["response_metadata"] = object{"warnings": []string{warning}}
	}
	return out, nil
}

// add gives m its ts, files it and tells who should hear of it. Needs mu held.
func (w *Workspace) add(m *Message) {
	m.TS = w.nextTS()
	w.messages[m.Channel] = append(w.messages[m.Channel], m)
	w.publish("message", m.copied())
	if m.isReply() {
		w.recount(m.Channel, m.ThreadTS)
	}
	ch := w.channel(m.Channel)
	subscription, kind := "message.im", "im"
	if ch.Kind == Private {
		subscription, kind = "message.groups", "group"
	}
	if ch.Kind == IM || ch.Kind == Private && ch.has(w.seed.BotUser) {
		e := w.wire(m, false)
		e["channel"], e["channel_type"], e["event_ts"] = m.Channel, kind, m.TS
		w.emit(subscription, e)
	}
}

// recount brings the root of a thread up to date. Needs mu held.
func (w *Workspace) recount(channel, ts string) {
	root := w.message(channel, ts)
	if root == nil {
		return
	}
	root.ReplyCount, root.ReplyUsers, root.LatestReply = 0, nil, ""
	for _, m := range w.messages[channel] {
		if m.ThreadTS == ts && m.TS != ts {
			root.ReplyCount++
			root.LatestReply = m.TS
			if !slices.Contains(root.ReplyUsers, m.User) {
				root.ReplyUsers = append(root.ReplyUsers, m.User)
			}
		}
	}
	root.ThreadTS = ""
	if root.ReplyCount > 0 {
		root.ThreadTS = ts
	}
	w.publish("message", root.copied())
}

func chatUpdate(w *Workspace, c *call) (object, error) {
	m, err := w.own(c, "cant_update_message")
	if err != nil {
		return nil, err
	}
	// The new text and blocks replace both old ones: text alone removes the
	// blocks. Metadata stays when it is not named (chat.update).
	next := *m
	next.Blocks = nil
	warning, err := w.content(c, &next)
	if err != nil {
		return nil, err
	}
	next.EditedTS = w.nextTS()
	if c.truth("reply_broadcast") && next.isReply() {
		next.Broadcast = true
	}
	*m = next
	w.publish("message", m.copied())
	out := object{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": w.wire(m, true)}
	if warning != "" {
		out["warning"] = warning
	}
	return out, nil
}

func chatDelete(w *Workspace, c *call) (object, error) {
	m, err := w.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(m)
	return object{"channel": m.Channel, "ts": m.TS}, nil
}

// own finds the bot's own message that a call names. A DM needs the D… id.
func (w *Workspace) own(c *call, refusal string) (*Message, error) {
	if w.user(c.str("channel")) != nil {
		return nil, fail("channel_not_found")
	}
	ch, err := w.reachable(c, true)
	if err != nil {
		return nil, err
	}
	m := w.message(ch.ID, c.str("ts"))
	switch {
	case m == nil:
		return nil, fail("message_not_found")
	case m.BotID != w.seed.BotID:
		return nil, fail(refusal)
	}
	return m, nil
}

// remove deletes m; replies of a deleted root stay, as in Slack. Needs mu held.
func (w *Workspace) remove(m *Message) {
	list := w.messages[m.Channel]
	w.messages[m.Channel] = slices.DeleteFunc(list, func(x *Message) bool { return x == m })
	w.publish("message_deleted", object{"channel": m.Channel, "ts": m.TS})
	if m.isReply() {
		w.recount(m.Channel, m.ThreadTS)
	}
}

func chatPostEphemeral(w *Workspace, c *call) (object, error) {
	ch, err := w.reachable(c, false)
	if err != nil {
		return nil, err
	}
	to := w.user(c.str("user"))
	switch {
	case !ch.has(w.seed.BotUser):
		return nil, fail("not_in_channel")
	case ch.Archived:
		return nil, fail("is_archived")
	case to == nil || !ch.has(to.ID) || to.Kind == Deleted:
		return nil, fail("user_not_in_channel")
	}
	m := &Message{Channel: ch.ID, User: w.seed.BotUser, BotID: w.seed.BotID, EphemeralFor: to.ID, ThreadTS: c.str("thread_ts")}
	if _, err := w.content(c, m); err != nil {
		return nil, err
	}
	w.whisper(m)
	return object{"message_ts": m.TS}, nil
}

// whisper shows m to one person. It never enters the history. Needs mu held.
func (w *Workspace) whisper(m *Message) {
	m.TS = w.nextTS()
	w.ephemerals = append(w.ephemerals, m)
	w.publish("ephemeral", m.copied())
}

func chatGetPermalink(w *Workspace, c *call) (object, error) {
	ch, err := w.reachable(c, false)
	if err != nil {
		return nil, err
	}
	m := w.message(ch.ID, c.str("message_ts"))
	if m == nil {
		return nil, fail("message_not_found")
	}
	link := fmt.Sprintf("https://%s.slack.com/archives/%s/p%s", w.seed.Team.Domain, ch.ID, strings.Replace(m.TS, ".", "", 1))
	if m.isReply() {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return object{"channel": ch.ID, "permalink": link}, nil
}

// wire is a message as the API and events show it. The payload of its metadata
// is shown only to who asked for it. Needs mu held.
func (w *Workspace) wire(m *Message, metadata bool) object {
	o := object{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text, "team": w.seed.Team.ID}
	if m.BotID != "" {
		o["bot_id"], o["app_id"] = m.BotID, w.seed.AppID
		o["bot_profile"] = object{"id": m.BotID, "app_id": w.seed.AppID, "name": w.user(m.User).Name, "team_id": w.seed.Team.ID}
	}
	if m.Subtype != "" {
		o["subtype"] = m.Subtype
	}
	if m.Broadcast {
		o["subtype"] = "thread_broadcast"
	}
	if len(m.Blocks) > 0 {
		o["blocks"] = json.RawMessage(m.Blocks)
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if m.isReply() {
		if root := w.message(m.Channel, m.ThreadTS); root != nil {
			o["parent_user_id"] = root.User
		}
	}
	if m.ReplyCount > 0 {
		o["reply_count"], o["reply_users"], o["reply_users_count"], o["latest_reply"] = m.ReplyCount, m.ReplyUsers, len(m.ReplyUsers), m.LatestReply
	}
	if m.EditedTS != "" {
		o["edited"] = object{"user": m.User, "ts": m.EditedTS}
	}
	if len(m.Files) > 0 {
		files := []object{}
		for _, f := range m.Files {
			file := object{"id": f.ID, "name": f.Name, "title": f.Title, "size": f.Size, "url_private": f.URL}
			if f.Email {
				file["filetype"], file["mode"], file["mimetype"], file["user"] = "email", "email", "text/html", "USLACKBOT"
				file["subject"], file["plain_text"] = f.Title, f.Preview
			}
			files = append(files, file)
		}
		o["files"] = files
	}
	if m.Metadata != nil {
		o["metadata"] = object{"event_type": m.Metadata.EventType}
		if metadata {
			o["metadata"] = m.Metadata
		}
	}
	return o
}
