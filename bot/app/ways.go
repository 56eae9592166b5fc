package app

import (
	"sync"
	"time"

	"meldwacht/bot/view"
)

// ways are the ways out of the desk that are shut, since the other side refuses
// whatever comes: a wrong key, a certificate that ran out. The zero value has
// all of them open.
type ways struct {
	mu   sync.Mutex
	shut map[string]shutWay
}

type shutWay struct {
	code  string
	since time.Time
}

// note keeps what a loop says of its way: a code when nothing can be delivered
// any more, "" when it can again.
func (w *ways) note(way, code string, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if code == "" {
		delete(w.shut, way)
		return
	}
	if w.shut == nil {
		w.shut = map[string]shutWay{}
	}
	w.shut[way] = shutWay{code, now}
}

// health is how one way is doing. Its code goes with it, for whoever mends it.
func (w *ways) health(way string) view.HealthLine {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, shut := w.shut[way]
	if !shut {
		return view.HealthLine{What: way, OK: true}
	}
	return view.HealthLine{What: way, Code: s.code, Since: s.since}
}

// waysHealth is how those ways out are doing that the configuration names. Slack
// is none of them: when it is shut, nobody sees Home.
func (a *App) waysHealth() (lines []view.HealthLine) {
	for _, way := range []struct {
		name  string
		named bool
	}{
		{view.HealthActions, a.cfg.ActionsAPI.URL != ""},
		{view.HealthLetters, a.cfg.Mail.Out != nil},
	} {
		if way.named {
			lines = append(lines, a.ways.health(way.name))
		}
	}
	for _, name := range a.cfg.Pager.Paths() {
		l := a.ways.health(view.HealthPager + "." + name)
		l.What, l.Name = view.HealthPager, name
		lines = append(lines, l)
	}
	return lines
}
