// Package actiontest is the other side of the actions API: what the product has
// to do to keep the contract of docs/action-api.yaml, in memory, with faults on
// demand.
//
//	api, err := actiontest.New(actiontest.Options{Secret: "whsec_…", Now: time.Now})
//	api.Next(actiontest.Unavailable(503, ""), actiontest.Hang())
//	http.Serve(listener, api)
//
// It is written from the contract and shares nothing with package action, so
// that a mistake in one of them shows. Like a good API it files a request before
// it acts, and answers a key that it knows with what it knows of it.
package actiontest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A Request asks for one action: the contract's ActionRequest.
type Request struct {
	ID          string    `json:"id"`
	Incident    string    `json:"incident"`
	Action      string    `json:"action"`
	Hold        string    `json:"hold"`
	Account     string    `json:"account"`
	Target      string    `json:"target,omitempty"`
	Reverse     bool      `json:"reverse"`
	Until       time.Time `json:"until,omitzero"`
	RequestedBy string    `json:"requested_by"`
	ApprovedBy  string    `json:"approved_by,omitempty"`
	RequestedAt time.Time `json:"requested_at"`
}

// An Answer says how far an action has come: the contract's ActionAnswer.
type Answer struct {
	Status    string `json:"status"` // accepted, done or failed
	Reference string `json:"reference,omitempty"`
	Title     string `json:"title,omitempty"`
	Detail    string `json:"detail,omitempty"`
}

// A Problem says why a call is refused: the contract's Problem, and RFC 9457 §3.1.
type Problem struct {
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty"`
}

// A Call is one that reached the server.
type Call struct {
	At     time.Time
	Method string
	Key    string // its webhook-id
	Status int    // that it was answered with; 0 when no answer was given
}

// Options are what a Server needs.
type Options struct {
	Secret string // whsec_ and base64, as the other side has it
	Now    func() time.Time
}

// A Server is the API. It is an http.Handler, for the path below which /actions
// stands.
type Server struct {
	mux *http.ServeMux
	now func() time.Time

	mu      sync.Mutex
	secret  []byte
	next    []Fault
	of      map[string]Fault // by account
	filed   map[string]*entry
	carried []Request
	holds   map[thing]map[string]bool // by what is held: the holds on it
	calls   []*Call
}

// An entry is what is known of one key.
type entry struct {
	sum       [sha256.Size]byte // of the request's bytes
	request   Request
	looks     int // so many more times it is not done yet
	reference string
	problem   *Problem // why it was not done
	status    int      // with which the request was refused; 0 when it was accepted
}

// New returns a server that has done nothing.
func New(o Options) (*Server, error) {
	s := &Server{mux: http.NewServeMux(), now: o.Now, filed: map[string]*entry{}, of: map[string]Fault{}, holds: map[thing]map[string]bool{}}
	s.mux.HandleFunc("POST /actions", s.post)
	s.mux.HandleFunc("GET /actions", s.look)
	return s, s.SetSecret(o.Secret)
}

// SetSecret has another secret count from now on.
func (s *Server) SetSecret(secret string) error {
	key, err := parseSecret(secret)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secret = key
	return nil
}

// Next sets what goes wrong with the calls to come, one after another. A fault
// that says how an action is taken in does nothing to one that is known.
func (s *Server) Next(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, faults...)
}

// NextOf sets how the next new action on one account is taken in, whichever of
// several calls that run at once comes first.
func (s *Server) NextOf(account string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[account] = f
}

// Carried returns what was really done, in order. An action that was done twice
// stands there twice.
func (s *Server) Carried() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.carried)
}

// Stopped reports whether something of an account is stopped: its target by that
// action, as long as one hold on it was not taken back. Under stop-all everything is.
func (s *Server) Stopped(account, action, target string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.holds[thing{account, action, target}]) > 0 || len(s.holds[thing{account, "stop-all", ""}]) > 0
}

// A thing is what can be held.
type thing struct{ account, action, target string }

// Calls returns all calls so far.
func (s *Server) Calls() (calls []Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		calls = append(calls, *c)
	}
	return calls
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := &Call{At: s.now(), Method: r.Method, Key: r.Header.Get("webhook-id")}
	s.mu.Lock()
	s.calls = append(s.calls, call)
	var fault Fault
	if len(s.next) > 0 {
		fault, s.next = s.next[0], s.next[1:]
	}
	s.mu.Unlock()

	a := &answering{ResponseWriter: w, fault: fault}
	if fault.instead != nil {
		fault.instead(a, r)
	} else {
		s.mux.ServeHTTP(a, r)
	}
	s.mu.Lock()
	call.Status = a.status
	s.mu.Unlock()
	if a.cut {
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
}

// post takes an action in, or says what became of one that was.
func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	body, ok := s.verify(w, r)
	if !ok {
		return
	}
	q, status, why := read(r, body)
	if status != 0 {
		refuse(w, status, why)
		return
	}
	s.mu.Lock()
	e, known := s.filed[q.ID]
	sum := sha256.Sum256(body)
	switch {
	case !known:
		e = &entry{sum: sum, request: q}
		s.filed[q.ID] = e
		if file := faultOf(w).And(s.of[q.Account]).file; file != nil {
			file(e)
		}
		delete(s.of, q.Account)
		s.work(e)
	case e.sum == sum && e.status == 0:
		s.progress(e)
	}
	now := *e
	s.mu.Unlock()
	switch after := faultOf(w).after; {
	case after != nil:
		after(w, r)
	case known && now.sum != sum:
		refuse(w, http.StatusUnprocessableEntity, Problem{"The key was used before", "Another request came under this Idempotency-Key."})
	case now.status != 0:
		refuse(w, now.status, *now.problem)
	case !known && now.reference != "":
		write(w, http.StatusCreated, "application/json", now.answer())
	default:
		say(w, now)
	}
}

// look says how far an action has come.
func (s *Server) look(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.verify(w, r); !ok {
		return
	}
	id := r.URL.Query().Get("id")
	if id != r.Header.Get("webhook-id") {
		refuse(w, http.StatusBadRequest, Problem{"The ids differ", "webhook-id and id must be the same."})
		return
	}
	s.mu.Lock()
	e, known := s.filed[id]
	var now entry
	if known {
		s.progress(e)
		now = *e
	}
	s.mu.Unlock()
	switch after := faultOf(w).after; {
	case after != nil:
		after(w, r)
	case !known:
		refuse(w, http.StatusNotFound, Problem{Title: "No such action"})
	default:
		say(w, now)
	}
}

// progress brings an action nearer to its end each time somebody looks.
func (s *Server) progress(e *entry) {
	if e.looks > 0 {
		e.looks--
		s.work(e)
	}
}

// work carries out an action whose time has come. This is where a real API
// changes the account, in the transaction that keeps the entry.
func (s *Server) work(e *entry) {
	if e.looks == 0 && e.problem == nil && e.reference == "" {
		s.carried = append(s.carried, e.request)
		on := thing{e.request.Account, e.request.Action, e.request.Target}
		if s.holds[on] == nil {
			s.holds[on] = map[string]bool{}
		}
		if e.request.Reverse {
			delete(s.holds[on], e.request.Hold)
		} else {
			s.holds[on][e.request.Hold] = true
		}
		e.reference = fmt.Sprintf("ADM-%04d", len(s.carried))
	}
}

// answer is what is known of an action now.
func (e entry) answer() Answer {
	switch {
	case e.looks > 0:
		return Answer{Status: "accepted"}
	case e.problem != nil:
		return Answer{Status: "failed", Title: e.problem.Title, Detail: e.problem.Detail}
	}
	return Answer{Status: "done", Reference: e.reference}
}

func say(w http.ResponseWriter, e entry) {
	status := http.StatusOK
	if e.looks > 0 {
		status = http.StatusAccepted
	}
	write(w, status, "application/json", e.answer())
}

func refuse(w http.ResponseWriter, status int, p Problem) {
	write(w, status, "application/problem+json", p)
}

func write(w http.ResponseWriter, status int, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller may be gone: it asks again
}
