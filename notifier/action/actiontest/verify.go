package actiontest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// tolerance is how far a timestamp may be from now (Standard Webhooks 1.0).
	tolerance = 5 * time.Minute
	// bodyMost is more than any request has: a target has 200 characters.
	bodyMost = 16 << 10
)

func parseSecret(s string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(s, "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errors.New("the secret is not whsec_ and base64 of 24 to 64 bytes")
	}
	return key, nil
}

// verify reads the body and reports whether it is signed, for this moment. It
// answers the call when it is not.
func (s *Server) verify(w http.ResponseWriter, r *http.Request) (body []byte, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMost))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, Problem{Title: "The request is too large"})
		return nil, false
	}
	id, stamp := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if age := s.now().Sub(time.Unix(seconds, 0)); err != nil || age > tolerance || age < -tolerance {
		refuse(w, http.StatusUnauthorized, Problem{"The call is not of this moment", "webhook-timestamp must be within five minutes of our clock."})
		return nil, false
	}
	s.mu.Lock()
	mac := hmac.New(sha256.New, s.secret)
	s.mu.Unlock()
	mac.Write([]byte(id + "." + stamp + "." + string(body)))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for got := range strings.SplitSeq(r.Header.Get("webhook-signature"), " ") {
		ok = ok || hmac.Equal([]byte(got), []byte(want))
	}
	if !ok || id == "" || strings.Contains(id, ".") {
		refuse(w, http.StatusUnauthorized, Problem{Title: "The signature does not fit"})
		return nil, false
	}
	return body, true
}

// read reads a signed request, strictly. status is 0 when nothing is wrong with it.
var (
	idForm   = regexp.MustCompile(`^DL-[0-9]{4}-[0-9]{4,}/carry/[0-9]+/([0-9]+|batch/[0-9]+/[0-9]+/[0-9]+)$`)
	holdForm = regexp.MustCompile(`^DL-[0-9]{4}-[0-9]{4,}/[0-9]+$`)
)

func read(r *http.Request, body []byte) (q Request, status int, why Problem) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return q, http.StatusUnsupportedMediaType, Problem{"The request is not application/json", ""}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return q, http.StatusBadRequest, Problem{"The request cannot be read", err.Error()}
	}
	if _, err := d.Token(); err != io.EOF {
		return q, http.StatusBadRequest, Problem{"The request cannot be read", "Something follows it."}
	}
	kinds := []string{"revoke-user", "block-reports", "suspend-api", "stop-all"}
	switch {
	case q.ID == "" || q.ID != r.Header.Get("Idempotency-Key") || q.ID != r.Header.Get("webhook-id"):
		return q, http.StatusBadRequest, Problem{"The ids differ", "id, Idempotency-Key and webhook-id must be the same."}
	case !idForm.MatchString(q.ID) || !holdForm.MatchString(q.Hold) || !strings.HasPrefix(q.Hold, q.Incident+"/"):
		return q, http.StatusUnprocessableEntity, Problem{"The id or the hold has another form", q.ID + " " + q.Hold}
	case !slices.Contains(kinds, q.Action):
		return q, http.StatusUnprocessableEntity, Problem{"No such action", q.Action}
	case q.Incident == "" || q.Account == "" || q.RequestedBy == "" || q.RequestedAt.IsZero():
		return q, http.StatusUnprocessableEntity, Problem{"Something is missing", "incident, account, requested_by and requested_at must be there."}
	case (q.Target == "") != (q.Action == "stop-all"):
		return q, http.StatusUnprocessableEntity, Problem{"The target does not fit", "Every action has a target, except stop-all."}
	}
	return q, 0, Problem{}
}
