package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/simulate"
	"meldwacht/bot/timeline"
)

// Simulation is what simulate is asked to play.
type Simulation struct {
	Config   string // the file
	Aware    time.Time
	Track    string        // customer or internal
	AckAfter time.Duration // zero: nobody acknowledges
	SVG, PNG string        // files to draw it into; "": none
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
	duty, err := openDuty(cfg, Options{Clock: &Clock{}, Log: zerolog.Nop(), Dial: (&net.Dialer{Timeout: calendarTime}).DialContext})
	if err != nil {
		return ConfigError{err}
	}
	c := simulate.Case{Rules: cfg.Rules(), Track: bot.Track(s.Track), Aware: s.Aware, Staff: duty.staff, AckAfter: s.AckAfter}
	played, err := simulate.Play(c)
	if err != nil {
		return err
	}
	face := faceOf(cfg)
	table := simulate.Table{Face: face, Office: func(at time.Time) string { return closed(office, at, face.Lang) }}
	if err := table.Write(out, c, played); err != nil {
		return err
	}
	picture := timeline.Of(played.Incident, played.Events, c.Aware, timeline.Look{
		Face: face, Closed: closedBands(office, face.Lang), Until: played.Until, Notes: table.Notes(c, played),
	}).Draw()
	return errors.Join(drawInto(s.SVG, picture.SVG), drawInto(s.PNG, picture.PNG))
}

// drawInto writes a picture into a file, which is whole or not there.
func drawInto(path string, draw func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
