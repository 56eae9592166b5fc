package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// An Attachment is a file that a person puts into a modal. Slack takes it in
// before the modal is sent, and the modal then holds its id.
type Attachment struct {
	User string `json:"user"`
	Name string `json:"name"`
	Data []byte `json:"data"` // base64 in JSON
}

// Upload takes in a person's file. It is shared with nobody; the app may read it
// once a modal that holds it was sent, which nothing here enforces.
func (w *Workspace) Upload(a Attachment) (File, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, _, err := w.actor(a.User, "")
	if err != nil {
		return File{}, err
	}
	name := path.Base(strings.ReplaceAll(a.Name, `\`, "/"))
	switch {
	case name == "." || name == "/":
		return File{}, errors.New("a file needs a name")
	case len(a.Data) == 0:
		return File{}, errors.New("this file is empty")
	case len(a.Data) > maxFileSize:
		return File{}, errors.New("this file is larger than 10 MB")
	}
	id := w.nextID("F")
	f := File{ID: id, Name: name, Title: name, Size: len(a.Data), User: u.ID,
		URL: w.opt.BaseURL + "/files-pri/" + w.seed.Team.ID + "-" + id + "/download/" + url.PathEscape(name)}
	w.uploads[id] = &upload{file: f, data: slices.Clone(a.Data), sent: true}
	w.record(Entry{Kind: "upload", ID: id, Status: http.StatusOK})
	return f, nil
}

// PrivateFiles are the files that people put into modals and nobody has deleted,
// oldest first.
func (w *Workspace) PrivateFiles() []File {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []File{}
	for _, id := range slices.Sorted(maps.Keys(w.uploads)) {
		if f := w.uploads[id].file; f.User != "" {
			out = append(out, f)
		}
	}
	return out
}

// wireFile is a file as the API and payloads show it
// (reference/objects/file-object).
func (w *Workspace) wireFile(f File) object {
	ext := extension(f.Name)
	return object{"id": f.ID, "created": w.opt.Now().Unix(), "timestamp": w.opt.Now().Unix(), "name": f.Name, "title": f.Title,
		"mimetype": strings.TrimSuffix(mediaType(f.Name), "; charset=utf-8"), "filetype": ext, "pretty_type": strings.ToUpper(ext), "user": f.User,
		"editable": false, "size": f.Size, "mode": "hosted", "is_external": false, "external_type": "", "is_public": false,
		"public_url_shared": false, "url_private": strings.Replace(f.URL, "/download/", "/", 1), "url_private_download": f.URL,
		"channels": []any{}, "groups": []any{}, "ims": []any{}}
}

func extension(name string) string { return strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")) }

func mediaType(name string) string {
	if extension(name) == "csv" {
		return "text/csv; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

func filesInfo(w *Workspace, c *call) (object, error) {
	u := w.uploads[c.str("file")]
	if u == nil || !u.sent {
		return nil, fail("file_not_found")
	}
	return object{"file": w.wireFile(u.file), "comments": []any{}, "response_metadata": object{"next_cursor": ""}}, nil
}

// attach puts the files of a person in the place of their ids, in the state of a
// view. Needs mu held.
func (w *Workspace) attach(user string, state object) error {
	for _, block := range state {
		for _, e := range block.(object) {
			e := e.(object)
			if e["type"] != "file_input" {
				continue
			}
			files := []any{}
			for _, v := range e["files"].([]any) {
				id := fmt.Sprint(v)
				if o, ok := v.(object); ok {
					id = str(o["id"])
				}
				u := w.uploads[id]
				if u == nil {
					// The chip stays in a real modal too when its file was deleted.
					files = append(files, object{"id": id, "mode": "tombstone"})
					continue
				}
				if u.file.User != user {
					return errors.New("that is no file of yours")
				}
				files = append(files, w.wireFile(u.file))
			}
			e["files"] = files
		}
	}
	return nil
}

// badFiles is what the client says of the files of an element before it sends
// them; "" for nothing.
func badFiles(e object, files []any) string {
	most := number(e["max_files"])
	if most == 0 {
		most = maxFiles
	}
	if len(files) > most {
		return fmt.Sprintf("No more than %d files fit here.", most)
	}
	types, _ := e["filetypes"].([]any)
	for _, f := range files {
		f := f.(object)
		if f["mode"] == "tombstone" || len(types) == 0 || slices.Contains(types, any(extension(str(f["name"])))) {
			continue
		}
		return fmt.Sprintf("%s is not of a type that fits here: %v.", str(f["name"]), types)
	}
	return ""
}

// servePrivate gives a person's file to the app. To whoever has no token with
// files:read it shows the page to sign in, as Slack does: it sends there with the
// file's path as redir (seen by slack-go, misc.go: downloadFile).
func (w *Workspace) servePrivate(rw http.ResponseWriter, r *http.Request) {
	id, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/files-pri/"+w.seed.Team.ID+"-"), "/")
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	w.mu.Lock()
	out := w.active("outage")
	f := w.strike("download", "")
	u := w.uploads[id]
	status := http.StatusOK
	switch {
	case out:
		status = 0
	case token != w.opt.BotToken || !w.installed || w.scoped("files:read") != nil:
		status = http.StatusFound
	case u == nil || u.file.User == "" || r.Method != http.MethodGet:
		status = http.StatusNotFound
	}
	w.record(Entry{Kind: "download", ID: id, Status: status})
	w.mu.Unlock()
	switch {
	case out:
		hangUp(rw)
	case f != nil && w.spoil(rw, r, f):
	case status == http.StatusFound:
		http.Redirect(rw, r, "/?redir="+url.QueryEscape(r.URL.Path), status)
	case status == http.StatusNotFound:
		http.NotFound(rw, r)
	default:
		rw.Header().Set("Content-Type", mediaType(u.file.Name))
		rw.Header().Set("Content-Disposition", "attachment")
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = rw.Write(u.data)
	}
}
