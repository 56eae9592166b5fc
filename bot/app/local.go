package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/view"
)

// The running desk holds its store, so what a command of this machine wants done
// it asks of the desk, through a socket beside the store. Only the user that
// the desk runs as may open it: whoever can could read the store as well.

// localPath is where the socket stands.
func localPath(store string) string { return store + ".sock" }

const (
	localTime = 20 * time.Second
	localMost = 64 << 10 // of a request, and of an answer
)

// A localAck asks the desk to acknowledge for somebody.
type localAck struct {
	Ref    bot.Ref      `json:"ref"`
	Person bot.PersonID `json:"person"`
}

// A localAnswer is what the desk says of a request.
type localAnswer struct {
	Done bool   `json:"done"`
	Text string `json:"text"` // one sentence, in the language of the desk
}

// local answers the commands of this machine. Without its socket the desk works
// all the same.
func (a *App) local(ctx context.Context) error {
	path := localPath(a.cfg.Store.Path)
	_ = os.Remove(path) // of a desk that was killed: the store is ours, so nobody else listens there
	listener, err := a.opt.Listen("unix", path)
	if err != nil {
		a.log.Error().Err(err).Msg("commands of this machine cannot reach the desk")
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		_ = listener.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ack", a.localAck)
	mux.HandleFunc("POST /dossier", a.localDossier)
	mux.HandleFunc("POST /register", a.localRegister)
	mux.HandleFunc("POST /record", a.localRecord)
	return serveHTTP(ctx, listener, mux)
}

// localAck acknowledges what an incident asks, for a person of the configuration.
func (a *App) localAck(out http.ResponseWriter, q *http.Request) {
	ask, ok := hear[localAck](out, q)
	if !ok {
		return
	}
	face := faceOf(a.cfg)
	who, known := a.person(ask.Person, a.opt.Clock.Now())
	if !known {
		answer(out, localAnswer{Text: face.NotAPerson(string(ask.Person))})
		return
	}
	in, err := a.desk.Do(q.Context(), ask.Ref, "", func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Acknowledge(who, bot.ViaCommand, now)
	})
	var refusal bot.Refusal
	switch {
	case err == nil:
		answer(out, localAnswer{Done: true, Text: face.Marked(in, face.Acked(ask.Ref))})
	case errors.Is(err, bot.ErrNotFound):
		answer(out, localAnswer{Text: view.Refuse(face.Lang, bot.Refusal{Reason: bot.NotFound, Words: a.openRefs(q.Context())}, face)})
	case errors.As(err, &refusal):
		answer(out, localAnswer{Text: view.Refuse(face.Lang, refusal, face)})
	default:
		a.log.Error().Err(err).Str("incident", string(ask.Ref)).Msg("an acknowledgement on the command line cannot be kept")
		http.Error(out, "it could not be kept; see the log of the desk, and try again", http.StatusInternalServerError)
	}
}

// openRefs are some incidents that are open.
func (a *App) openRefs(ctx context.Context) (refs []string) {
	open, err := a.store.OpenIncidents(ctx, 6)
	if err != nil {
		return nil
	}
	for _, in := range open {
		refs = append(refs, string(in.Ref))
	}
	return refs
}

// Ack has the running desk of a configuration acknowledge what an incident asks,
// for one of its people, and writes what the desk says. A refusal is an error.
func Ack(ctx context.Context, path, ref, person string, out io.Writer) error {
	r, ok := bot.ParseRef(ref)
	if !ok {
		return ConfigError{fmt.Errorf("%q is no incident; write it as DL-2026-0007", ref)}
	}
	store, err := config.LoadStore(path)
	if err != nil {
		return ConfigError{err}
	}
	return askLocal(ctx, store.Path, "/ack", localAck{Ref: r, Person: bot.PersonID(person)}, out)
}

// askLocal asks the running desk, and writes its sentence.
func askLocal(ctx context.Context, store, route string, ask any, out io.Writer) error {
	a, err := askDesk[localAnswer](ctx, store, route, ask, localMost)
	switch {
	case errors.Is(err, errNoDesk):
		return fmt.Errorf("no desk answers at %s; start it with meldwacht serve, and give the configuration that it runs with", localPath(store))
	case err != nil:
		return err
	case !a.Done:
		return errors.New(a.Text)
	}
	_, err = fmt.Fprintln(out, a.Text)
	return err
}

// errNoDesk says that no desk runs on a store.
var errNoDesk = errors.New("no desk answers")

// askDesk has the desk that runs on a store answer, in at most most bytes. When
// none runs it returns errNoDesk.
func askDesk[T any](ctx context.Context, store, route string, ask any, most int64) (answer T, err error) {
	body, err := callDesk(ctx, store, route, ask, localTime)
	if err != nil {
		return answer, err
	}
	defer body.Close()
	if err := json.NewDecoder(io.LimitReader(body, most)).Decode(&answer); err != nil {
		return answer, fmt.Errorf("the desk did not answer to the end, or not as this program expects: %w; use the same version of both, and look at the card whether it was done", err)
	}
	return answer, nil
}

// callDesk sends a request to the desk that runs on a store, and returns what it
// answers, for the caller to read within the time and to close.
func callDesk(ctx context.Context, store, route string, ask any, within time.Duration) (io.ReadCloser, error) {
	body, err := json.Marshal(ask)
	if err != nil {
		return nil, err
	}
	socket := localPath(store)
	client := http.Client{Timeout: within, Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://desk"+route, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(q)
	switch {
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("%s: may be opened by the user of the desk alone; run this command as that user", socket)
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return nil, errNoDesk // refused: the socket of a desk that was killed
	case err != nil:
		return nil, fmt.Errorf("the desk did not answer: %w", err)
	case resp.StatusCode == http.StatusOK:
		return resp.Body, nil
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, localMost)) // what there is of it says enough
	return nil, fmt.Errorf("the desk answers %s: %s", resp.Status, strings.TrimSpace(string(text)))
}

// hear reads what a command asks; ok is false when it was answered already, since
// it is no request.
func hear[T any](out http.ResponseWriter, q *http.Request) (ask T, ok bool) {
	if err := json.NewDecoder(http.MaxBytesReader(out, q.Body, localMost)).Decode(&ask); err != nil {
		http.Error(out, "no request", http.StatusBadRequest)
		return ask, false
	}
	return ask, true
}

// answer gives a command what it asked.
func answer(out http.ResponseWriter, a any) {
	out.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(out).Encode(a) // who asked may be gone
}
