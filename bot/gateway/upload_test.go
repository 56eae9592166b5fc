package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/commands"
)

// A slackOf is Slack and all that may be elsewhere, whatever the name: files.info
// says address, and gives[host+path] answers.
type slackOf struct {
	address string
	size    int
	refused string // error of files.info and files.delete
	gives   map[string]http.HandlerFunc
	tokens  map[string]string // by host, what came with a download
	deleted string
}

func (s *slackOf) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if method, ok := strings.CutPrefix(r.URL.Path, "/api/"); ok {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		rw.Header().Set("Content-Type", "application/json")
		switch {
		case s.refused != "":
			fmt.Fprintf(rw, `{"ok":false,"error":%q}`, s.refused)
		case method == "files.info":
			fmt.Fprintf(rw, `{"ok":true,"file":{"id":%q,"size":%d,"url_private_download":%q}}`, form.Get("file"), s.size, s.address)
		case method == "files.delete":
			s.deleted = form.Get("file")
			fmt.Fprint(rw, `{"ok":true}`)
		}
		return
	}
	s.tokens[r.Host] = r.Header.Get("Authorization")
	if f := s.gives[r.Host+r.URL.Path]; f != nil {
		f(rw, r)
		return
	}
	http.NotFound(rw, r)
}

// everywhere leads each address, https or not, to s.
func (s *slackOf) everywhere(t *testing.T) *http.Transport {
	t.Helper()
	s.tokens = map[string]string{}
	server := httptest.NewTLSServer(s)
	plain := httptest.NewServer(s)
	t.Cleanup(func() { server.Close(); plain.Close() })
	tr := server.Client().Transport.(*http.Transport).Clone()
	tr.TLSClientConfig.InsecureSkipVerify = true // whatever name is asked for
	tr.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		to := plain
		if strings.HasSuffix(address, ":443") {
			to = server
		}
		return new(net.Dialer).DialContext(ctx, network, to.Listener.Addr().String())
	}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

const list = "SN-1;Marleen Huls;marleen@huls.example\n"

func page(kind, body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(rw, body)
	}
}

func sentTo(address string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, address, http.StatusFound) }
}

// The token goes to the Slack of the client and nowhere else, whatever files.info
// says and wherever a download is sent on to; what comes back is the file, or
// what a person can do about it, or an error for the log.
func TestDownloads(t *testing.T) {
	const home = "https://slack.com/api/"
	const at = "https://files.slack.com/files-pri/T0-F1/download/list.csv"
	csv := page("text/csv; charset=utf-8", list)
	signIn := page("text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>")
	for name, c := range map[string]struct {
		api, address, refused string
		size                  int
		gives                 map[string]http.HandlerFunc
		want                  string // the file, the reason of a refusal, or words of an error
		token                 string // the hosts that saw the token
	}{
		"a file": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": csv}, list, "files.slack.com"},
		"of a stand-in": {"http://127.0.0.1:8484/api/", "http://127.0.0.1:8484/files-pri/F1", "", 40,
			map[string]http.HandlerFunc{"127.0.0.1:8484/files-pri/F1": csv}, list, "127.0.0.1:8484"},
		"sent on within Slack": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": sentTo("https://files-origin.slack.com/x"),
			"files-origin.slack.com/x": csv}, list, "files-origin.slack.com files.slack.com"},
		"sent on elsewhere": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": sentTo("https://evil.example/x"),
			"evil.example/x": csv}, "is not Slack's", "files.slack.com"},
		"sent on without TLS": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": sentTo("http://files.slack.com/x"),
			"files.slack.com/x": csv}, "is not Slack's", "files.slack.com"},
		"sent on and on": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": sentTo(at)}, "sent on more than 3 times", "files.slack.com"},
		"sent to sign in": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": sentTo("https://snoobi.slack.com/?redir=%2Ffiles-pri%2FT0-F1"),
			"snoobi.slack.com/": signIn}, "asks to sign in", "files.slack.com"},
		"the page to sign in":      {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": signIn}, "asks to sign in", "files.slack.com"},
		"elsewhere":                {home, "https://evil.example/x", "", 40, map[string]http.HandlerFunc{"evil.example/x": csv}, "is not Slack's", ""},
		"a name like Slack's":      {home, "https://slack.com.evil.example/x", "", 40, nil, "is not Slack's", ""},
		"a domain like Slack's":    {home, "https://notslack.com/x", "", 40, nil, "is not Slack's", ""},
		"Slack as a user":          {home, "https://slack.com@evil.example/x", "", 40, nil, "is not Slack's", ""},
		"without TLS":              {home, "http://files.slack.com/x", "", 40, nil, "is not Slack's", ""},
		"another port":             {home, "https://files.slack.com:8443/x", "", 40, nil, "is not Slack's", ""},
		"Slack beside a stand-in":  {"http://127.0.0.1:8484/api/", at, "", 40, nil, "is not Slack's", ""},
		"another of Slack's":       {home, "https://files.slack-gov.com/x", "", 40, nil, "is not Slack's", ""},
		"a file on this machine":   {home, "file:///etc/passwd", "", 40, nil, "is not Slack's", ""},
		"no address":               {home, "", "", 40, nil, "is not Slack's", ""},
		"too large, as Slack says": {home, at, "", maxUpload + 1, nil, string(bot.FileTooLarge), ""},
		"too large all the same": {home, at, "", 40, map[string]http.HandlerFunc{
			"files.slack.com/files-pri/T0-F1/download/list.csv": page("text/csv", strings.Repeat("x", maxUpload+1))}, string(bot.FileTooLarge), "files.slack.com"},
		"not there":     {home, at, "", 40, nil, string(bot.FileGone), "files.slack.com"},
		"never there":   {home, at, "file_not_found", 0, nil, string(bot.FileGone), ""},
		"deleted":       {home, at, "file_deleted", 0, nil, string(bot.FileGone), ""},
		"without scope": {home, at, "missing_scope", 0, nil, "files.info: missing_scope", ""},
		"Slack is broken": {home, at, "", 40, map[string]http.HandlerFunc{"files.slack.com/files-pri/T0-F1/download/list.csv": func(rw http.ResponseWriter, _ *http.Request) {
			rw.WriteHeader(http.StatusBadGateway)
		}}, "status 502", "files.slack.com"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &slackOf{address: c.address, size: c.size, refused: c.refused, gives: c.gives}
			tr := s.everywhere(t)
			api := slack.New("xoxb-test", slack.OptionAPIURL(c.api), slack.OptionHTTPClient(&http.Client{Transport: tr}))
			u, err := NewUploads(api, "xoxb-test", c.api, tr)
			if err != nil {
				t.Fatal(err)
			}
			data, err := u.Read(t.Context(), "F1")
			got := string(data)
			var r bot.Refusal
			if errors.As(err, &r) {
				got = string(r.Reason)
			} else if err != nil {
				got = err.Error()
				if strings.Contains(got, "/files-pri") || strings.Contains(got, "evil.example") {
					t.Errorf("the address of the file is in the error: %s", got)
				}
			}
			if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
				t.Errorf("%.200q, want %q", got, c.want)
			}
			for host, token := range s.tokens {
				if token != "Bearer xoxb-test" || !strings.Contains(" "+c.token+" ", " "+host+" ") {
					t.Errorf("%s saw %q", host, token)
				}
			}
			if n := len(strings.Fields(c.token)); len(s.tokens) != n {
				t.Errorf("%d hosts were asked, not %d", len(s.tokens), n)
			}
		})
	}
}

// What is gone needs no deleting; what Slack keeps is an error.
func TestDeletingAFile(t *testing.T) {
	for refused, fails := range map[string]bool{"": false, "file_not_found": false, "file_deleted": false, "cant_delete_file": true, "missing_scope": true} {
		s := &slackOf{refused: refused}
		tr := s.everywhere(t)
		u, err := NewUploads(slack.New("xoxb-test", slack.OptionHTTPClient(&http.Client{Transport: tr})), "xoxb-test", "", tr)
		if err != nil {
			t.Fatal(err)
		}
		if err := u.Delete(t.Context(), "F1"); (err != nil) != fails || refused == "" && s.deleted != "F1" {
			t.Errorf("%q: %v, deleted %q", refused, err, s.deleted)
		}
	}
}

// While a file is read the modal stays: it shows that the desk reads it, and then
// what came of it. Who has closed it is told beside it.
func TestAModalWaitsForItsFile(t *testing.T) {
	submission := `{"type":"view_submission","trigger_id":"9.9","api_app_id":"A0MELD","team":{"id":"T0DESK"},"user":{"id":"U0ANNA","team_id":"T0DESK"},` +
		`"view":{"id":"V07","callback_id":"verb:informeer","private_metadata":"{\"ref\":\"DL-2026-0007\",\"v\":4}","state":{"values":{"file":{"file":{"type":"file_input","files":[{"id":"F1"}]}}}}}}`
	for name, c := range map[string]struct {
		answer commands.Answer
		closed bool
		shown  string // in the modal
		told   string // beside it
	}{
		"done":                  {commands.Answer{Text: "Aangevraagd."}, false, "Aangevraagd.", ""},
		"refused":               {commands.Answer{Errors: map[string]string{"file": "regel 4"}, Again: notice()}, false, "DL-2026-0007", ""},
		"done, but closed":      {commands.Answer{Text: "Aangevraagd."}, true, "Aangevraagd.", "Aangevraagd."},
		"refused, but closed":   {commands.Answer{Errors: map[string]string{"file": "regel 4"}, Again: notice()}, true, "DL-2026-0007", "regel 4"},
		"refused, with no form": {commands.Answer{Errors: map[string]string{"file": "regel 4"}}, false, "", "regel 4"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, d := newWire(t), &desk{answer: c.answer, hold: make(chan struct{})}
				w.api = func(method string, _ map[string]any) map[string]any {
					if method == "views.update" && c.closed {
						return map[string]any{"ok": false, "error": "not_found"}
					}
					return nil
				}
				g := w.gateway(newInbox(), d)
				defer run(t, g)()
				acks := make(chan any, 2)
				if err := g.take(t.Context(), kindInteraction, []byte(submission), &reply{send: func(p any) { acks <- p }}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Second)
				ack, _ := (<-acks).(*slack.ViewSubmissionResponse)
				if ack == nil || ack.ResponseAction != slack.RAUpdate || !strings.Contains(fmt.Sprint(ack.View.Blocks.BlockSet[0].(*slack.SectionBlock).Text.Text), "leest het bestand") {
					t.Fatalf("after %s: %+v", answerBudget, ack)
				}
				if d.seen()[0].Values["file"] != "F1" {
					t.Errorf("values %v", d.seen()[0].Values)
				}
				close(d.hold)
				time.Sleep(time.Second)
				n, view := w.count("views.update")
				if (n > 0) != (c.shown != "") || n > 0 && (view["view_id"] != "V07" || !strings.Contains(fmt.Sprint(view["view"]), c.shown)) {
					t.Errorf("updated %d times: %v", n, view)
				}
				n, said := w.count("chat.postEphemeral")
				if (n > 0) != (c.told != "") || !strings.Contains(fmt.Sprint(said["text"]), c.told) && n > 0 {
					t.Errorf("told %d times: %v", n, said["text"])
				}
			})
		})
	}
}
