package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/slack-go/slack"
)

// maxBody is how much of a request is read, signed or not.
const maxBody = 1 << 20

// Handler takes signed requests from Slack on /slack/events,
// /slack/interactivity and /slack/commands. A request is answered when what it
// carries is stored: 503 when it cannot be, so that Slack sends events again.
func (g *Gateway) Handler(signingSecret string) http.Handler {
	mux := http.NewServeMux()
	route := func(path string, take func(w http.ResponseWriter, r *http.Request, body []byte)) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			if body, ok := g.signed(w, r, signingSecret); ok {
				take(w, r, body)
			}
		})
	}
	route("/slack/events", g.takeEvent)
	route("/slack/interactivity", g.takeInteraction)
	route("/slack/commands", g.takeCommand)
	return mux
}

// signed reads the body and checks its signature on the raw bytes, before
// anything is parsed. Whatever is wrong with it is one and the same answer:
// there is nothing for a stranger to learn
// (docs.slack.dev authentication/verifying-requests-from-slack).
func (g *Gateway) signed(w http.ResponseWriter, r *http.Request, secret string) ([]byte, bool) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, "request too large", http.StatusRequestEntityTooLarge)
			return nil, false
		}
		http.Error(w, "request cut short", http.StatusBadRequest)
		return nil, false
	}
	if err := verify(r.Header, body, secret); err != nil {
		g.Log.Warn().Err(err).Msg("a request without a valid signature was refused")
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return nil, false
	}
	return body, true
}

// verify compares the signature. It also refuses timestamps of more than five
// minutes ago or ahead, by the clock of the machine: what is repeated within
// them is caught by its key.
func verify(h http.Header, body []byte, secret string) error {
	v, err := slack.NewSecretsVerifier(h, secret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

func (g *Gateway) takeEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var outer struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
		SSLCheck  any    `json:"ssl_check"`
	}
	if err := json.Unmarshal(body, &outer); err != nil && !json.Valid(body) {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	if outer.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, outer.Challenge) // Slack tries again when it does not get it
		return
	}
	if retry := r.Header.Get("X-Slack-Retry-Num"); retry != "" {
		g.Log.Info().Str("retry", retry).Str("reason", r.Header.Get("X-Slack-Retry-Reason")).Msg("slack sends an event again")
	}
	if err := g.take(r.Context(), kindEvent, body, &reply{send: func(any) {}}); err != nil {
		g.unavailable(w, err)
		return
	}
	// Stored: nothing is to be gained by sending it again.
	w.Header().Set("X-Slack-No-Retry", "1")
	w.WriteHeader(http.StatusOK)
}

func (g *Gateway) takeCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	if form.Get("ssl_check") == "1" {
		w.WriteHeader(http.StatusOK)
		return
	}
	fields := make(map[string]string, len(form))
	for k := range form {
		if k != "token" { // the deprecated verification token: not ours to keep
			fields[k] = form.Get(k)
		}
	}
	payload, err := json.Marshal(fields)
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	g.takeAndWait(w, r, kindCommand, payload)
}

func (g *Gateway) takeInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	payload := []byte(form.Get("payload"))
	if form.Get("ssl_check") == "1" {
		w.WriteHeader(http.StatusOK)
		return
	}
	if err != nil || !json.Valid(payload) {
		http.Error(w, "no payload", http.StatusBadRequest)
		return
	}
	g.takeAndWait(w, r, kindInteraction, payload)
}

// takeAndWait stores what came in and answers with its ack, which take sends at
// once unless it is a submission or a suggestion.
func (g *Gateway) takeAndWait(w http.ResponseWriter, r *http.Request, kind string, payload []byte) {
	acked := make(chan any, 1)
	if err := g.take(r.Context(), kind, payload, &reply{send: func(p any) { acked <- p }}); err != nil {
		g.unavailable(w, err)
		return
	}
	select {
	case p := <-acked:
		writeAck(w, p)
	case <-r.Context().Done(): // Slack has hung up
	case <-time.After(answerBudget + time.Second): // the gateway is stopping
		writeAck(w, nil)
	}
}

func writeAck(w http.ResponseWriter, payload any) {
	if payload == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(payload); err != nil {
		w.WriteHeader(http.StatusOK) // a view of our own that cannot be written: the modal closes
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // Slack shows the person an error when it does not get it
}

func (g *Gateway) unavailable(w http.ResponseWriter, err error) {
	if !errors.Is(err, context.Canceled) {
		g.Log.Error().Err(err).Msg("an envelope could not be stored")
	}
	http.Error(w, "try again", http.StatusServiceUnavailable)
}
