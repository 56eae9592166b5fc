package sandbox_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"meldwacht/bot/sandbox"
)

func asksForAFile(types ...string) *slack.InputBlock {
	word := slack.NewTextBlockObject("plain_text", "Lijst", false, false)
	return slack.NewInputBlock("b", word, nil, slack.NewFileInputBlockElement("file").WithFileTypes(types...).WithMaxFiles(1))
}

func fileModal() slack.ModalViewRequest {
	word := slack.NewTextBlockObject("plain_text", "Lijst", false, false)
	return slack.ModalViewRequest{Type: slack.VTModal, Title: word, Submit: word, Blocks: slack.Blocks{BlockSet: []slack.Block{asksForAFile("csv")}}}
}

// A person's file goes into a modal, the app reads it by its id with its token,
// and deletes it; nobody else sees it.
func TestAFileInAModal(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	got := make(chan []slack.File, 1)
	connect(t, w, api, func(smc *socketmode.Client, e socketmode.Event) {
		if cb, ok := e.Data.(slack.InteractionCallback); ok {
			_ = smc.Ack(*e.Request)
			got <- cb.View.State.Values["b"]["file"].Files
		}
	})
	if _, err := api.OpenView(w.TestTrigger("U0ANNA"), fileModal()); err != nil {
		t.Fatal(err)
	}
	view := w.Views("U0ANNA")[0].ID
	upload := func(user, name, data string) string {
		f, err := w.Upload(sandbox.Attachment{User: user, Name: name, Data: []byte(data)})
		if err != nil {
			t.Fatal(err)
		}
		return f.ID
	}
	submit := func(ids ...string) (sandbox.Outcome, error) {
		return w.Submit(sandbox.Submit{User: "U0ANNA", ViewID: view, State: sandbox.State{"b": {"file": ids}}})
	}
	for says, ids := range map[string][]string{
		"required":         nil,
		"No more than 1":   {upload("U0ANNA", "a.csv", "a"), upload("U0ANNA", "b.csv", "b")},
		"is not of a type": {upload("U0ANNA", "lijst.xlsx", "PK")},
	} {
		if out, err := submit(ids...); err != nil || !strings.Contains(out.Errors["b"], says) {
			t.Errorf("%v: %+v, %v; want %q", ids, out, err, says)
		}
	}
	if _, err := submit(upload("U0PIET", "lijst.csv", "x")); err == nil {
		t.Error("somebody else's file was put into the modal")
	}
	id := upload("U0ANNA", `C:\lijsten\lijst één.csv`, "SN-1;é")
	if out, err := submit(id); err != nil || !out.OK {
		t.Fatalf("submit: %+v, %v", out, err)
	}
	if f := <-got; len(f) != 1 || f[0].ID != id || f[0].Name != "lijst één.csv" || f[0].User != "U0ANNA" || f[0].Filetype != "csv" || f[0].Size != 7 {
		t.Fatalf("files of the submission: %+v", f)
	}

	info, _, _, err := api.GetFileInfo(id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := api.GetFile(info.URLPrivateDownload, &data); err != nil || data.String() != "SN-1;é" {
		t.Errorf("download: %q, %v", data.String(), err)
	}
	r, err := http.DefaultTransport.RoundTrip(must(http.NewRequest(http.MethodGet, info.URLPrivateDownload, nil)))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if to := r.Header.Get("Location"); r.StatusCode != http.StatusFound || !strings.Contains(to, "redir=%2Ffiles-pri%2FT0DESK-"+id) {
		t.Errorf("without a token: %s to %q", r.Status, to)
	}
	if err := api.DeleteFile(id); err != nil {
		t.Error(err)
	}
	if _, _, _, err := api.GetFileInfo(id, 0, 0); err == nil || err.Error() != "file_not_found" {
		t.Errorf("after deleting: %v", err)
	}
	if err := api.GetFile(info.URLPrivateDownload, &data); err == nil {
		t.Error("a deleted file is given")
	}
	if slices.ContainsFunc(w.PrivateFiles(), func(f sandbox.File) bool { return f.ID == id }) {
		t.Error("a deleted file is listed")
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	for _, a := range []sandbox.Attachment{{User: "U0ANNA", Name: "", Data: []byte("x")}, {User: "U0ANNA", Name: "x.csv"},
		{User: "U0ANNA", Name: "x.csv", Data: make([]byte, 10_000_001)}, {User: "U0NOBODY", Name: "x.csv", Data: []byte("x")}} {
		if _, err := w.Upload(a); err == nil {
			t.Errorf("%q of %s, %d bytes, was taken", a.Name, a.User, len(a.Data))
		}
	}
	if _, _, err := api.PostMessage("C0DESK", slack.MsgOptionBlocks(asksForAFile())); err == nil || !strings.Contains(err.Error(), "invalid_blocks") {
		t.Errorf("a message asks for a file: %v", err)
	}
	many := fileModal()
	many.Blocks.BlockSet[0].(*slack.InputBlock).Element.(*slack.FileInputBlockElement).MaxFiles = 11
	if _, err := api.OpenView(w.TestTrigger("U0ANNA"), many); err == nil {
		t.Error("a modal asks for eleven files")
	}
	_, poor := start(t, sandbox.Options{Scopes: slices.DeleteFunc(sandbox.DefaultScopes(), func(s string) bool { return s == "files:read" })})
	if _, _, _, err := poor.GetFileInfo("F01", 0, 0); err == nil || err.Error() != "missing_scope" {
		t.Errorf("files.info without files:read: %v", err)
	}
}

func must(r *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return r
}
