package app

import (
	"io"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/simulate"
)

// Simulation is what simulate is asked to play.
type Simulation struct {
	Config   string // the file
	Aware    time.Time
	Track    string        // customer or internal
	AckAfter time.Duration // zero: nobody acknowledges
}

// Simulate prints who is told what, when and by which path, from the moment of
// awareness until the deadline has passed.
func Simulate(s Simulation, out io.Writer) error {
	cfg, err := config.LoadPlan(s.Config)
	if err != nil {
		return ConfigError{err}
	}
	office, err := hoursOf(cfg)
	if err != nil {
		return err
	}
	c := simulate.Case{Rules: cfg.Rules(), Track: bot.Track(s.Track), Aware: s.Aware, Staff: staffOf(cfg), AckAfter: s.AckAfter}
	played, err := simulate.Play(c)
	if err != nil {
		return err
	}
	face := faceOf(cfg)
	return simulate.Table{Face: face, Office: func(at time.Time) string { return closed(office, at, face.Lang) }}.Write(out, c, played)
}
