package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/rota"
	"meldwacht/bot/view"
)

// A duty knows when the office is open and who is on call.
type duty struct {
	cfg   config.Config
	hours *rota.Hours // nil: the office is always open
	file  *rotaFile   // from which the rota is read
	live  *rota.Live  // nil: there is no rota, and those in roles.oncall are always on call

	changing  sync.Mutex // one change by hand at a time; held while it is stored
	mu        sync.Mutex
	overrides []rota.Override // in the order in which they were made
}

// gapAhead is how far ahead Home warns of a time with nobody on call (chosen):
// two weeks are enough to find somebody.
const gapAhead = 14 * 24 * time.Hour

// openDuty reads the rota and its calendars. A calendar that cannot be read is
// told of and does not keep the desk from starting.
func openDuty(cfg config.Config, opt Options) (*duty, error) {
	d := &duty{cfg: cfg}
	if cfg.Hours != nil {
		hours, err := rota.NewHours(*cfg.Hours)
		if err != nil {
			return nil, err
		}
		d.hours = hours
	}
	if cfg.Rota == nil {
		return d, nil
	}
	d.file = newRotaFile(cfg, opt.Config)
	live, err := rota.Open(context.Background(), rota.Sources{
		Rota:    d.file.read,
		Changed: d.file.changed,
		Who:     d.named,
		Client:  calendarClient(opt.Dial),
		Notice:  func(s rota.State) { noticeRota(opt.Log, s) },
	}, opt.Clock.Now)
	d.live = live
	return d, err
}

// run reads the calendars again until ctx is done.
func (d *duty) run(ctx context.Context) error {
	if d.live == nil {
		return nil
	}
	return d.live.Run(ctx)
}

// plan is the rota with what was changed by hand; nil when there is none.
func (d *duty) plan() *rota.Plan {
	if d.live == nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.live.Plan().With(d.overrides)
}

// on returns who is on call at a moment.
func (d *duty) on(t time.Time) []bot.PersonID {
	if plan := d.plan(); plan != nil {
		return plan.On(t)
	}
	return listed(d.cfg, bot.OnCall)
}

// holders returns who holds a role at a moment and can be reached: people of
// the configuration. Who holds it by a Slack user group alone is not among them,
// since the desk has no number of theirs; and to ask Slack here would have a
// mail wait for it.
func (d *duty) holders(role bot.Role, t time.Time) []bot.PersonID {
	if role == bot.OnCall {
		return d.on(t)
	}
	return listed(d.cfg, role)
}

// staff is whom the desk can reach at a moment; see [bot.Staff].
func (d *duty) staff(t time.Time) bot.Staff {
	s := bot.Staff{Closed: d.hours != nil && !d.hours.Open(t), Holders: map[bot.Role][]bot.PersonID{}}
	for _, role := range []bot.Role{bot.Support, bot.Manager, bot.Privacy, bot.OnCall} {
		s.Holders[role] = d.holders(role, t)
	}
	return s
}

// offAhead is how far ahead the end of a turn is looked for: as long as an
// acknowledgement may stand.
const offAhead = 12 * time.Hour

// off is when the turn of somebody who is on call at a moment ends; zero when
// they are not, or it does not end soon.
func (d *duty) off(id bot.PersonID, t time.Time) time.Time {
	plan := d.plan()
	if plan == nil {
		return time.Time{}
	}
	end := t
	for _, s := range plan.Shifts(t, t.Add(offAhead)) {
		if s.Person == id && !s.From.After(end) {
			end = s.To // turns that follow each other are one
		}
	}
	if end.Equal(t) || !end.Before(t.Add(offAhead)) {
		return time.Time{}
	}
	return end
}

// accounts are the Slack accounts of whoever is on call at a moment.
func (d *duty) accounts(t time.Time) (users []bot.UserID) {
	for _, id := range d.on(t) {
		p, _ := d.cfg.Person(id)
		users = append(users, p.Slack...)
	}
	return users
}

// mentions are the accounts to mention, one for each person on call.
func (d *duty) mentions(t time.Time) (ids []string) {
	for _, id := range d.on(t) {
		if p, _ := d.cfg.Person(id); len(p.Slack) > 0 {
			ids = append(ids, string(p.Slack[0]))
		}
	}
	return ids
}

// gaps are the times in the coming two weeks with nobody on call.
func (d *duty) gaps(now time.Time) (gaps []view.Period) {
	plan := d.plan()
	if plan == nil {
		return nil
	}
	for _, g := range plan.Gaps(now, now.Add(gapAhead)) {
		gaps = append(gaps, view.Period{From: g.From, To: g.To})
	}
	return gaps
}

// health is how the rota is doing, and each of its calendars that cannot be read.
func (d *duty) health() (lines []view.HealthLine) {
	if d.live == nil {
		return nil
	}
	for _, t := range d.live.State().Troubles {
		lines = append(lines, view.HealthLine{What: view.HealthRota, Name: t.Layer, Since: t.Loaded})
	}
	if len(lines) == 0 {
		lines = append(lines, view.HealthLine{What: view.HealthRota, OK: true})
	}
	return lines
}

// named is the person that an event of a calendar means: by their id, their
// name or their mail address.
func (d *duty) named(name, mail string) (bot.PersonID, bool) {
	i := slices.IndexFunc(d.cfg.People, func(p config.Person) bool {
		return name != "" && (strings.EqualFold(name, p.Name) || strings.EqualFold(name, string(p.ID))) ||
			mail != "" && strings.EqualFold(mail, string(p.Mail))
	})
	if i < 0 || !d.cfg.People[i].Reachable() {
		return "", false
	}
	return d.cfg.People[i].ID, true
}

func noticeRota(log zerolog.Logger, s rota.State) {
	for _, t := range s.Troubles {
		log.Error().Str("layer", t.Layer).Str("why", t.Why).Time("loaded", t.Loaded).Msg("the rota cannot be read; what it said last stays in force")
	}
	if len(s.Troubles) == 0 {
		log.Info().Msg("the rota can be read")
	}
	for layer, warnings := range s.Warnings {
		if len(warnings) > 0 {
			log.Warn().Str("layer", layer).Int("events", len(warnings)).Msg("a calendar names people who are not known or cannot be reached; these events are left out")
		}
	}
}

// listed are the people whom the configuration lists for a role.
func listed(cfg config.Config, role bot.Role) (ids []bot.PersonID) {
	for _, p := range cfg.Holders(role) {
		ids = append(ids, p.ID)
	}
	return ids
}

// calendarTime bounds one answer of a calendar's server.
const calendarTime = 20 * time.Second

// calendarClient asks for calendars. They may stand on a server in one's own
// network, but a name that somebody else controls must not lead to this machine
// or to the metadata service of a cloud; package rota refuses redirects.
func calendarClient(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Client {
	guarded := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if at, ok := conn.RemoteAddr().(*net.TCPAddr); !ok || inside(at.IP) {
			conn.Close()
			return nil, fmt.Errorf("the calendar's server is at an address where no calendar may be; look at its name")
		}
		return conn, nil
	}
	return &http.Client{Timeout: calendarTime, Transport: &http.Transport{DialContext: guarded, Proxy: http.ProxyFromEnvironment,
		TLSHandshakeTimeout: calendarTime, IdleConnTimeout: time.Minute}}
}

// metadata is where AWS gives out credentials over IPv6; over IPv4 it is
// link-local, as with every other cloud.
var metadata = net.ParseIP("fd00:ec2::254")

func inside(ip net.IP) bool {
	return ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() || ip.Equal(metadata)
}
