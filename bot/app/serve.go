package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot/config"
)

// Serve runs the desk of a configuration until ctx is done.
func Serve(ctx context.Context, path string, logs io.Writer) error {
	cfg, err := load(path)
	if err != nil {
		return err
	}
	log, err := logger(cfg.Log, logs)
	if err != nil {
		return ConfigError{err}
	}
	a, err := New(cfg, Options{Log: log, Config: path})
	if err != nil {
		return err
	}
	log.Info().Str("version", Version()).Msg("the desk starts")
	err = a.Run(ctx)
	log.Info().Msg("the desk has stopped")
	return err
}

// logger is the log that the configuration asks for. Whatever reaches it goes
// through a writer that takes out what looks like a secret or an address.
func logger(c config.Log, out io.Writer) (zerolog.Logger, error) {
	level, err := zerolog.ParseLevel(c.Level)
	if err != nil {
		return zerolog.Nop(), fmt.Errorf("log.level: %w", err)
	}
	out = redact{out}
	if c.Format == "console" {
		out = zerolog.ConsoleWriter{Out: out, TimeFormat: time.DateTime, NoColor: true}
	}
	return zerolog.New(out).Level(level).With().Timestamp().Logger(), nil
}
