package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/slack"
)

// A filing is a workspace that takes files: the four methods that Pictures use.
type filing struct {
	t      *testing.T
	refuse map[string]string // an error of Slack by method
	lose   bool              // the answer to the next file that is shared
	sent   string            // the bytes
	thread []map[string]any  // files that stand in the thread
	calls  []string
}

// RoundTrip implements http.RoundTripper.
func (w *filing) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	w.calls = append(w.calls, method)
	if code := w.refuse[method]; code != "" {
		return response(0, nil, `{"ok":false,"error":"`+code+`"}`), nil
	}
	form, _ := url.ParseQuery(string(body))
	switch method {
	case "files.getUploadURLExternal":
		return response(0, nil, `{"ok":true,"upload_url":"https://slack.test/api/upload/`+form.Get("filename")+`","file_id":"F1"}`), nil
	case "conversations.replies":
		messages := []map[string]any{{"ts": thread, "bot_id": botID}}
		answer, err := json.Marshal(map[string]any{"ok": true, "messages": append(messages, w.thread...)})
		return response(0, nil, string(answer)), err
	case "files.completeUploadExternal":
		if form.Get("channel_id") != channel || form.Get("thread_ts") != thread {
			w.t.Errorf("the file goes to %q, %q", form.Get("channel_id"), form.Get("thread_ts"))
		}
		w.thread = append(w.thread, map[string]any{"ts": "9.0", "bot_id": botID, "files": []any{map[string]any{"id": "F1", "name": effectID + ".png"}}})
		if w.lose {
			w.lose = false
			return nil, errors.New("the line broke")
		}
		return response(0, nil, `{"ok":true,"files":[{"id":"F1","title":"x"}]}`), nil
	}
	if strings.HasPrefix(method, "upload/") {
		w.sent = fileIn(w.t, r, body)
		return response(0, nil, `{"ok":true}`), nil
	}
	w.t.Errorf("the desk calls %s", method)
	return response(http.StatusNotFound, nil, ""), nil
}

// fileIn returns the first file of a multipart body.
func fileIn(t *testing.T, r *http.Request, body []byte) string {
	t.Helper()
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(strings.NewReader(string(body)), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if part.FileName() != "" {
			data, err := io.ReadAll(part)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
	}
}

const (
	thread   = "1.000001"
	effectID = "0123456789abcdef0123456789abcdef"
)

// pictures are of a desk whose drawings are a few letters.
func pictures(d *desk, w *filing) slack.Pictures {
	sender := slack.New(slack.Options{API: slack.NewClient("xoxb-test", "https://slack.test/api/", w),
		Channel: channel, BotID: botID, Reader: d, Render: d, Now: time.Now, Log: d.logger})
	return slack.Pictures{Sender: sender, Draw: func(in bot.Incident, _ []bot.Event, _ time.Time) ([]byte, string, error) {
		return []byte("png of " + string(in.Ref)), string(in.Ref), nil
	}}
}

func picture(attempts int, last time.Time) notifier.Pending {
	return notifier.Pending{Effect: bot.Effect{Key: bot.EffectKey(ref + "/picture/1"), Ref: ref, Kind: bot.EffectPicture},
		ID: effectID, Attempts: attempts, Last: last, Prev: bot.Receipt{Channel: channel, ID: thread}}
}

// A picture is named, sent and shared, into its thread.
func TestAPictureGoesIntoItsThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &filing{t: t}
		receipt, err := pictures(newDesk(t), w).Send(t.Context(), picture(0, time.Time{}))
		if err != nil || receipt.ID != "F1" || w.sent != "png of "+string(ref) {
			t.Errorf("%+v %v, sent %q", receipt, err, w.sent)
		}
		want := []string{"files.getUploadURLExternal", "upload/" + effectID + ".png", "files.completeUploadExternal"}
		if diff := cmp.Diff(want, w.calls); diff != "" {
			t.Error(diff)
		}
	})
}

// When the answer is lost the thread is searched, and there is no second file.
func TestAPictureIsNotPostedTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &filing{t: t, lose: true}
		p := pictures(newDesk(t), w)
		_, err := p.Send(t.Context(), picture(0, time.Time{}))
		if _, ok := errors.AsType[notifier.Unknown](err); !ok {
			t.Fatalf("%v", err)
		}
		receipt, err := p.Send(t.Context(), picture(1, time.Now()))
		if err != nil || receipt.ID != "F1" || len(w.thread) != 1 {
			t.Errorf("%+v %v, %d files", receipt, err, len(w.thread))
		}
	})
}

// What may become visible late is looked for a second time before it is repeated.
func TestAPictureIsLookedForTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &filing{t: t}
		p := pictures(newDesk(t), w)
		last := time.Now()
		time.Sleep(11 * time.Second) // the clock of the bubble
		_, err := p.Send(t.Context(), picture(1, last))
		later, ok := errors.AsType[notifier.Later](err)
		if !ok || later.Code != "not_found_yet" {
			t.Fatalf("%v", err)
		}
		time.Sleep(time.Until(later.Until))
		if receipt, err := p.Send(t.Context(), picture(2, last.Add(11*time.Second))); err != nil || receipt.ID != "F1" {
			t.Errorf("%+v %v", receipt, err)
		}
	})
}

// A failure is said and shown, and stops nothing else; before the file is shared
// nobody can have seen it.
func TestWhatBecomesOfAPictureThatFails(t *testing.T) {
	for _, tc := range []struct{ method, code, want string }{
		{"files.getUploadURLExternal", "missing_scope", "notifier.Permanent missing_scope"},
		{"files.getUploadURLExternal", "internal_error", "notifier.Later internal_error"},
		{"files.completeUploadExternal", "internal_error", "notifier.Unknown internal_error"},
		{"files.completeUploadExternal", "invalid_auth", "notifier.Stop invalid_auth"},
		{"files.completeUploadExternal", "invalid_arguments", "notifier.Permanent invalid_arguments"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := &filing{t: t, refuse: map[string]string{tc.method: tc.code}}
			_, err := pictures(newDesk(t), w).Send(t.Context(), picture(0, time.Time{}))
			if got := classed(err); got != tc.want {
				t.Errorf("%s: %s: %s, want %s", tc.method, tc.code, got, tc.want)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		p := pictures(newDesk(t), &filing{t: t})
		p.Draw = func(bot.Incident, []bot.Event, time.Time) ([]byte, string, error) { panic("a label without a place") }
		if _, err := p.Send(t.Context(), picture(0, time.Time{})); classed(err) != "notifier.Permanent not_drawn" {
			t.Error(err)
		}
		loose := picture(0, time.Time{})
		loose.Prev = bot.Receipt{}
		if _, err := p.Send(t.Context(), loose); classed(err) != "notifier.Permanent no_thread" {
			t.Error(err)
		}
	})
}

// classed writes the class of an error and its code.
func classed(err error) string {
	switch e := err.(type) {
	case notifier.Permanent:
		return fmt.Sprintf("%T %s", e, e.Code)
	case notifier.Later:
		return fmt.Sprintf("%T %s", e, e.Code)
	case notifier.Unknown:
		return fmt.Sprintf("%T %s", e, e.Code)
	case notifier.Stop:
		return fmt.Sprintf("%T %s", e, e.Code)
	}
	return fmt.Sprint(err)
}

// A dossier goes the same way, as a PDF and without a text for a picture.
func TestADossierGoesIntoItsThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &filing{t: t}
		p := pictures(newDesk(t), w)
		p.Ext = ".pdf"
		receipt, err := p.Send(t.Context(), picture(0, time.Time{}))
		if err != nil || receipt.ID != "F1" {
			t.Errorf("%+v %v", receipt, err)
		}
		want := []string{"files.getUploadURLExternal", "upload/" + effectID + ".pdf", "files.completeUploadExternal"}
		if diff := cmp.Diff(want, w.calls); diff != "" {
			t.Error(diff)
		}
	})
}
