package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A Clock is what time it is for people, and what is due next.
type Clock struct {
	Now        time.Time `json:"now"`
	CanForward bool      `json:"can_forward"`
	Next       *NextDue  `json:"next,omitempty"`
}

// NextDue is the next thing that the desk will do by itself.
type NextDue struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

// Clock reads the workspace's clock.
func (w *Workspace) Clock() Clock {
	c := Clock{Now: w.opt.Now().UTC(), CanForward: w.opt.Forward != nil}
	if w.opt.NextRung != nil {
		if at, what, ok := w.opt.NextRung(); ok {
			c.Next = &NextDue{at.UTC(), what}
		}
	}
	return c
}

// Forward moves the clock, if somebody has given the workspace the means.
func (w *Workspace) Forward(d time.Duration) error {
	if w.opt.Forward == nil {
		return errors.New("the clock of this workspace cannot be moved")
	}
	if d <= 0 {
		return errors.New("the clock goes forward only")
	}
	w.opt.Forward(d)
	c := w.Clock()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.publish("clock", c)
	return nil
}

// controlHandler is the API of CONTROL.md. Pages of other sites are kept out:
// the port is open to every page in the same browser.
func (w *Workspace) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /control/events", w.serveEvents)
	w.readRoutes(mux)
	w.actRoutes(mux)
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return guarded
}

// reading answers a GET.
func reading(mux *http.ServeMux, path string, f func(r *http.Request) (any, error)) {
	mux.HandleFunc("GET "+path, func(rw http.ResponseWriter, r *http.Request) { answerControl(rw, f, r) })
}

// acting decodes the body of a POST into T and answers what f says.
func acting[T any](mux *http.ServeMux, path string, f func(T) (any, error)) {
	mux.HandleFunc("POST "+path, func(rw http.ResponseWriter, r *http.Request) {
		answerControl(rw, func(r *http.Request) (any, error) {
			var in T
			if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 40<<20)).Decode(&in); err != nil {
				return nil, errors.New("the body is not the JSON that CONTROL.md describes: " + err.Error())
			}
			return f(in)
		}, r)
	})
}

func answerControl(rw http.ResponseWriter, f func(*http.Request) (any, error), r *http.Request) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	out, err := f(r)
	if err != nil {
		rw.WriteHeader(http.StatusBadRequest)
		out = object{"error": err.Error()}
	}
	_, _ = rw.Write(mustJSON(out))
}

func (w *Workspace) readRoutes(mux *http.ServeMux) {
	reading(mux, "/control/state", func(*http.Request) (any, error) { return w.state(), nil })
	reading(mux, "/control/channels", func(r *http.Request) (any, error) {
		return object{"channels": w.channelsOf(r.FormValue("user"))}, nil
	})
	reading(mux, "/control/messages", func(r *http.Request) (any, error) {
		return object{"messages": w.listed(r.FormValue("channel"), func(m *Message) bool { return !m.isReply() || m.Broadcast }, r.FormValue("user"))}, nil
	})
	reading(mux, "/control/thread", func(r *http.Request) (any, error) {
		ts := r.FormValue("ts")
		return object{"messages": w.listed(r.FormValue("channel"), func(m *Message) bool { return m.TS == ts || m.ThreadTS == ts }, r.FormValue("user"))}, nil
	})
	reading(mux, "/control/views", func(r *http.Request) (any, error) { return object{"views": w.Views(r.FormValue("user"))}, nil })
	reading(mux, "/control/home", func(r *http.Request) (any, error) {
		if v, ok := w.Home(r.FormValue("user")); ok {
			return object{"view": v}, nil
		}
		return object{"view": nil}, nil
	})
	reading(mux, "/control/log", func(r *http.Request) (any, error) {
		after, _ := strconv.Atoi(r.FormValue("after"))
		limit, err := strconv.Atoi(r.FormValue("limit"))
		if err != nil || limit <= 0 {
			limit = 200
		}
		return object{"entries": w.logAfter(after, limit)}, nil
	})
	reading(mux, "/control/mails", func(*http.Request) (any, error) { return object{"mails": w.Mails()}, nil })
	reading(mux, "/control/pages", func(*http.Request) (any, error) { return object{"pages": w.Pages()}, nil })
	reading(mux, "/control/faults", func(*http.Request) (any, error) {
		return object{"faults": w.Faults(), "kinds": FaultKinds()}, nil
	})
	reading(mux, "/control/samples", func(*http.Request) (any, error) { return object{"samples": w.samples()}, nil })
	reading(mux, "/control/clock", func(*http.Request) (any, error) { return w.Clock(), nil })
}

func (w *Workspace) samples() []SampleMail {
	if w.opt.SampleMails == nil {
		return []SampleMail{}
	}
	return append([]SampleMail{}, w.opt.SampleMails()...)
}

func (w *Workspace) state() object {
	clock := w.Clock()
	channels := w.channelsOf("")
	w.mu.Lock()
	defer w.mu.Unlock()
	users, groups := []User{}, []UserGroup{}
	for _, u := range w.users {
		users = append(users, *u)
	}
	for _, g := range w.groups {
		c := *g
		c.Users = slices.Clone(g.Users)
		groups = append(groups, c)
	}
	mode := "socket"
	if w.opt.RequestURLs != nil {
		mode = "http"
	}
	return object{"team": w.seed.Team, "app_id": w.seed.AppID, "bot": *w.user(w.seed.BotUser), "users": users, "channels": channels,
		"groups": groups, "commands": append([]SlashCommand{}, w.seed.Commands...), "shortcuts": append([]MessageShortcut{}, w.seed.Shortcuts...),
		"clock": clock, "connections": len(w.conns), "mode": mode, "faults": w.armed(), "installed": w.installed,
		"unexpected": append([]string{}, w.unexpected...)}
}

func (w *Workspace) channelsOf(user string) []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Channel{}
	for _, ch := range w.channels {
		if user == "" || ch.has(user) || ch.Kind == Public {
			c := *ch
			c.Members = slices.Clone(ch.Members)
			out = append(out, c)
		}
	}
	return out
}

func (w *Workspace) actRoutes(mux *http.ServeMux) {
	acting(mux, "/control/post", func(p Post) (any, error) {
		m, err := w.Post(p)
		return object{"message": m}, err
	})
	acting(mux, "/control/command", func(c Command) (any, error) { return w.Command(c) })
	acting(mux, "/control/click", func(c Click) (any, error) { return w.Click(c) })
	acting(mux, "/control/suggest", func(c Click) (any, error) { return w.Suggest(c) })
	acting(mux, "/control/shortcut", func(s Shortcut) (any, error) { return w.Shortcut(s) })
	acting(mux, "/control/upload", func(a Attachment) (any, error) {
		f, err := w.Upload(a)
		return object{"file": f}, err
	})
	acting(mux, "/control/submit", func(s Submit) (any, error) { return w.Submit(s) })
	acting(mux, "/control/dismiss", func(s Submit) (any, error) { return w.Dismiss(s) })
	acting(mux, "/control/home", func(p Post) (any, error) { return w.OpenHome(p.User) })
	acting(mux, "/control/delete", func(c Click) (any, error) { return object{}, w.Erase(c.User, c.Channel, c.TS) })

	acting(mux, "/control/user", func(u User) (any, error) {
		if len(u.ID) < 2 {
			return nil, errors.New("a user needs an id like U0NEW")
		}
		w.SetUser(u)
		return object{"user": u}, nil
	})
	acting(mux, "/control/group", func(g UserGroup) (any, error) {
		w.SetGroup(g)
		return object{"group": g}, nil
	})
	acting(mux, "/control/channel", func(r Rearrangement) (any, error) {
		ch, err := w.Rearrange(r)
		return object{"channel": ch}, err
	})
	acting(mux, "/control/uninstall", func(struct{}) (any, error) { return object{"installed": w.Uninstall()}, nil })

	acting(mux, "/control/clock/forward", func(in struct {
		Seconds float64 `json:"seconds"`
	}) (any, error) {
		err := w.Forward(time.Duration(in.Seconds * float64(time.Second)))
		return w.Clock(), err
	})
	acting(mux, "/control/clock/next", func(struct{}) (any, error) {
		next := w.Clock().Next
		if next == nil {
			return nil, errors.New("nothing is due")
		}
		if wait := next.At.Sub(w.opt.Now()); wait > 0 {
			if err := w.Forward(wait); err != nil {
				return nil, err
			}
		}
		c := w.Clock()
		return object{"now": c.Now, "can_forward": c.CanForward, "next": c.Next, "moved_to": next.At, "what": next.What}, nil
	})
	acting(mux, "/control/mail", func(in struct{ Raw, Sample string }) (any, error) {
		for _, s := range w.samples() {
			if in.Sample != "" && s.Name == in.Sample {
				in.Raw = s.Raw
			}
		}
		if in.Raw == "" {
			return nil, errors.New("there is no such mail")
		}
		m, err := w.FeedMail([]byte(in.Raw))
		return object{"mail": m}, err
	})
	acting(mux, "/control/fault", func(f Fault) (any, error) {
		f, err := w.Arm(f)
		return object{"fault": f}, err
	})
	acting(mux, "/control/fault/clear", func(f Fault) (any, error) {
		w.Disarm(f.ID)
		return object{"faults": w.Faults()}, nil
	})
	acting(mux, "/control/http/verify", func(struct{}) (any, error) { return object{"ok": true}, w.VerifyURL() })
}
