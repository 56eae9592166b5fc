package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// An upload is a file on its way: named, then sent, then shared.
type upload struct {
	file   File
	data   []byte
	sent   bool
	shared bool
}

// filesGetUploadURL is step one. The URL has the API's host, or slack-go keeps
// its token to itself.
func filesGetUploadURL(w *Workspace, c *call) (object, error) {
	name := c.str("filename")
	n, err := strconv.Atoi(c.str("length"))
	if name == "" || err != nil || n <= 0 {
		return nil, fail("invalid_arguments")
	}
	id := w.nextID("F")
	link := w.opt.BaseURL + "/files/" + id + "/" + strings.ReplaceAll(name, "/", "_")
	w.uploads[id] = &upload{file: File{ID: id, Name: name, Title: name, Size: n, URL: link}}
	return object{"upload_url": link, "file_id": id}, nil
}

// serveFiles takes the bytes by POST and shows shared files by GET.
func (w *Workspace) serveFiles(rw http.ResponseWriter, r *http.Request) {
	id, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/files/"), "/")
	if r.Method == http.MethodGet {
		w.mu.Lock()
		u := w.uploads[id]
		w.mu.Unlock()
		if u == nil || !u.sent || u.file.User != "" {
			http.NotFound(rw, r)
			return
		}
		// Never as HTML: a dossier quotes strangers.
		rw.Header().Set("Content-Type", contentType(u.data))
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = rw.Write(u.data)
		return
	}
	data, err := uploadedBytes(r)
	w.mu.Lock()
	out := w.active("outage")
	f := w.strike("upload", "")
	u := w.uploads[id]
	status, words := http.StatusOK, "OK"
	switch {
	case out || f != nil && !f.After && f.Kind != "slow":
	case err != nil || u == nil:
		status, words = http.StatusNotFound, "no such upload"
	case len(data) != u.file.Size:
		status, words = http.StatusBadRequest, "the length is not the one announced"
	default:
		u.data, u.sent = data, true
	}
	w.record(Entry{Kind: "upload", ID: id, Status: status})
	w.mu.Unlock()
	if out {
		hangUp(rw)
		return
	}
	if f != nil && w.spoil(rw, r, f) {
		return
	}
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, words)
}

// contentType is that of a picture, of a PDF, or of plain text.
func contentType(data []byte) string {
	if bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")) { // W3C PNG §5.2
		return "image/png"
	}
	if bytes.HasPrefix(data, []byte("%PDF-")) { // ISO 32000-1 §7.5.2
		return "application/pdf"
	}
	return "text/plain; charset=utf-8"
}

// uploadedBytes accepts the two forms that Slack documents: raw, or multipart.
func uploadedBytes(r *http.Request) ([]byte, error) {
	if mr, err := r.MultipartReader(); err == nil {
		for {
			part, err := mr.NextPart()
			if err != nil {
				return nil, err
			}
			if part.FileName() != "" {
				return io.ReadAll(io.LimitReader(part, 64<<20))
			}
		}
	}
	return io.ReadAll(io.LimitReader(r.Body, 64<<20))
}

// filesComplete is step three: the files become a message.
func filesComplete(w *Workspace, c *call) (object, error) {
	v, ok, err := c.structure("files")
	list, isList := v.([]any)
	if err != nil || !ok || !isList || len(list) == 0 {
		return nil, fail("invalid_arguments")
	}
	var files []File
	for _, x := range list {
		o, _ := x.(object)
		u := w.uploads[str(o["id"])]
		switch {
		case u == nil:
			return nil, fail("file_not_found")
		case !u.sent || u.shared:
			return nil, fail("file_update_failed")
		}
		if t := str(o["title"]); t != "" {
			u.file.Title = t
		}
		files = append(files, u.file)
	}
	answer := []object{}
	if c.str("channel_id") != "" {
		c.args["channel"] = c.args["channel_id"]
		ch, err := w.reachable(c, true)
		if err != nil {
			return nil, err
		}
		m := &Message{Channel: ch.ID, User: w.seed.BotUser, BotID: w.seed.BotID, Text: c.str("initial_comment"), Files: files}
		if root := c.str("thread_ts"); root != "" {
			if w.message(ch.ID, root) == nil {
				return nil, fail("thread_not_found")
			}
			m.ThreadTS = root
		}
		w.add(m)
	}
	for _, f := range files {
		w.uploads[f.ID].shared = true
		answer = append(answer, object{"id": f.ID, "title": f.Title})
	}
	return object{"files": answer}, nil
}

// filesDelete forgets a file, and the message that showed it and nothing else.
// Slack may refuse an app what somebody else has uploaded (cant_delete_file,
// reference/methods/files.delete), and does not say when; a fault does that here.
func filesDelete(w *Workspace, c *call) (object, error) {
	id := c.str("file")
	if w.uploads[id] == nil && !w.shows(id) {
		return nil, fail("file_not_found")
	}
	delete(w.uploads, id)
	for _, list := range w.messages {
		for _, m := range slices.Clone(list) {
			n := len(m.Files)
			m.Files = slices.DeleteFunc(m.Files, func(f File) bool { return f.ID == id })
			switch {
			case len(m.Files) == n:
			case len(m.Files) == 0 && m.Text == "" && m.Blocks == nil:
				w.remove(m)
			default:
				w.publish("message", m.copied())
			}
		}
	}
	return object{}, nil
}

// shows reports whether some message shows the file. Needs mu held.
func (w *Workspace) shows(id string) bool {
	for _, list := range w.messages {
		for _, m := range list {
			if slices.ContainsFunc(m.Files, func(f File) bool { return f.ID == id }) {
				return true
			}
		}
	}
	return false
}

func pinsAdd(w *Workspace, c *call) (object, error) {
	ch, err := w.reachable(c, true)
	if err != nil {
		return nil, err
	}
	m := w.message(ch.ID, c.str("timestamp"))
	switch {
	case m == nil:
		return nil, fail("message_not_found")
	case m.Pinned:
		return nil, fail("already_pinned")
	}
	m.Pinned = true
	w.publish("message", m.copied())
	return object{}, nil
}
