package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/report"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// reportMost is how long a report may be on its way from the desk (chosen): the
// record of a large incident, with room.
const reportMost = 256 << 20

// A localReport asks the desk for the stored events of an incident.
type localReport struct {
	Ref bot.Ref `json:"ref"`
}

// Report writes the case report of an incident into a file that ends in .html
// or .pdf, and says in out what it wrote. While the desk runs it asks the desk
// for the record, and reads the store itself otherwise.
func Report(ctx context.Context, path, ref, file string, out io.Writer) error {
	r, ok := bot.ParseRef(ref)
	if !ok {
		return ConfigError{fmt.Errorf("%q is no incident; write it as DL-2026-0007", ref)}
	}
	write := report.Case.HTML
	switch strings.ToLower(filepath.Ext(file)) {
	case ".html", ".htm":
	case ".pdf":
		write = report.Case.PDF
	default:
		return ConfigError{fmt.Errorf("%s: a report is .html or .pdf; give the file one of these names", file)}
	}
	cfg, err := config.LoadReport(path)
	if err != nil {
		return ConfigError{err}
	}
	stored, err := recordOf(ctx, cfg.Store, r)
	if err != nil {
		return err
	}
	if stored.Erased {
		return fmt.Errorf("%s was erased: what a report would tell is gone, and its line in the register has stayed; write that with meldwacht register export", r)
	}
	if len(stored.Events) == 0 {
		return fmt.Errorf("%s: there is no record of it in %s", r, cfg.Store.Path)
	}
	office, err := hoursOf(cfg)
	if err != nil {
		return ConfigError{err}
	}
	face := faceOf(cfg)
	c, err := report.New(r, stored.Events, stored.Key, report.Look{Face: face, Closed: closedBands(office, face.Lang), Program: Version()}, time.Now())
	if err != nil {
		return fmt.Errorf("the record is broken, and no report is written of it: %w", err)
	}
	if err := writeWhole(file, func(w io.Writer) error { return write(c, w) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s of %s.\n", file, count(len(stored.Events), "event"), r)
	return err
}

// recordOf returns the stored events of an incident: from the running desk, else
// from the store.
func recordOf(ctx context.Context, where config.Store, ref bot.Ref) (storedRecord, error) {
	stored, err := askDesk[storedRecord](ctx, where.Path, "/record", localReport{ref}, reportMost)
	if !errors.Is(err, errNoDesk) {
		return stored, err
	}
	s, err := openWords(where)
	if err != nil {
		return storedRecord{}, err
	}
	defer s.Close()
	return storedOf(ctx, s, ref)
}

// A storedRecord is the record of one incident as the store keeps it, and the
// key that opens it.
type storedRecord struct {
	Events [][]byte `json:"events"`
	Key    []byte   `json:"key,omitempty"`
	Erased bool     `json:"erased,omitempty"` // the key is gone
}

func storedOf(ctx context.Context, s *bolt.Store, ref bot.Ref) (stored storedRecord, err error) {
	chain, err := s.Chain(ctx, ref)
	if err != nil {
		return stored, err
	}
	for _, k := range chain.Records {
		stored.Events = append(stored.Events, k.Bytes)
	}
	if stored.Key, err = s.Disclose(ctx, ref); errors.Is(err, storage.ErrErased) {
		stored.Erased, err = true, nil
	}
	return stored, err
}

// localRecord gives the stored events of an incident to a command of this machine.
func (a *App) localRecord(out http.ResponseWriter, q *http.Request) {
	ask, ok := hear[localReport](out, q)
	if !ok {
		return
	}
	stored, err := storedOf(q.Context(), a.store, ask.Ref)
	if err != nil {
		a.log.Error().Err(err).Str("incident", string(ask.Ref)).Msg("a record cannot be read for a report")
		http.Error(out, "it could not be read", http.StatusInternalServerError)
		return
	}
	answer(out, stored)
}

// VerifyReport checks a case report, HTML or PDF, and writes what it found.
func VerifyReport(file string, out io.Writer) error {
	written, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	c, err := report.Verify(written, Version())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	words := "What it shows is what its record says."
	if !c.Words {
		words = "Its record alone was checked, not what it shows: it was written by another version (" + c.Program + "), which can check both."
	}
	_, err = fmt.Fprintf(out, "The record in %s is whole: %s, %s, as of %s.\n%s\nThe last hash is %s: compare it with the record that the desk shows.\n",
		file, c.Ref, count(c.Events, "event"), c.Made.Format("2006-01-02 15:04 UTC"), words, c.Head)
	return err
}
