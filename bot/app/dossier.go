package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/dossier"
	"meldwacht/bot/dossier/page"
	"meldwacht/bot/paper"
	"meldwacht/bot/view"
	slacksender "meldwacht/notifier/slack"
	"meldwacht/storage/bolt"
)

// The forms in which a dossier is written.
const (
	FormatHTML = "html"
	FormatPDF  = "pdf"
	FormatJSON = "json"
)

// DossierOptions say of which incident a dossier is written, how and where.
type DossierOptions struct {
	Config string
	Ref    string
	Format string
	Out    string           // a file; "-" is the standard output
	Now    func() time.Time // nil: time.Now
}

// Dossier writes the dossier of an incident for the AP. It asks the desk that
// runs, which holds its store, and reads the store itself when none does. Of the
// secrets of the configuration that takes the master key alone.
func Dossier(ctx context.Context, o DossierOptions, out io.Writer) error {
	ref, ok := bot.ParseRef(o.Ref)
	if !ok {
		return fmt.Errorf("%q is no incident; give a number like DL-2026-0007", o.Ref)
	}
	cfg, err := config.LoadDossier(o.Config)
	if err != nil {
		return ConfigError{err}
	}
	ask := dossierAsk{Ref: ref, Format: o.Format}
	made, err := askDesk[dossierMade](ctx, cfg.Store.Path, "/dossier", ask, dossierMost)
	if errors.Is(err, errNoDesk) {
		made, err = readDossier(ctx, cfg, ask, o.Now)
	}
	if err != nil {
		return err
	}
	if made.Refused != "" {
		return errors.New(made.Refused)
	}
	if o.Out == "-" {
		_, err = out.Write(made.Data)
		return err
	}
	if err := writeWhole(o.Out, func(w io.Writer) error { _, err := w.Write(made.Data); return err }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s missing, %d to be confirmed; written to %s.\n", ref, count(made.Missing, "answer"), made.Waits, o.Out)
	return err
}

// A dossierAsk is what the running desk is asked for.
type dossierAsk struct {
	Ref    bot.Ref `json:"ref"`
	Format string  `json:"format"`
}

// A dossierMade is a dossier in one of its forms.
type dossierMade struct {
	Refused string `json:"refused,omitempty"` // why there is none, with the next step
	Data    []byte `json:"data,omitempty"`
	Missing int    `json:"missing"`
	Waits   int    `json:"waits"`
}

// dossierMost bounds a dossier on its way from the desk to a command.
const dossierMost = 16 << 20

// readDossier makes a dossier from a store that no desk holds.
func readDossier(ctx context.Context, cfg config.Config, ask dossierAsk, now func() time.Time) (dossierMade, error) {
	form, err := cfg.Form()
	if err != nil {
		return dossierMade{}, ConfigError{err}
	}
	store, err := openWords(cfg.Store)
	if err != nil {
		return dossierMade{}, err
	}
	defer store.Close()
	if now == nil {
		now = time.Now
	}
	return makeDossier(ctx, store, form, faceOf(cfg), ask, now())
}

// localDossier makes a dossier for a command of this machine.
func (a *App) localDossier(out http.ResponseWriter, q *http.Request) {
	ask, ok := hear[dossierAsk](out, q)
	if !ok {
		return
	}
	made, err := makeDossier(q.Context(), a.store, *a.face.Form, a.face, ask, a.opt.Clock.Now())
	if err != nil {
		a.log.Error().Err(err).Str("incident", string(ask.Ref)).Msg("a dossier cannot be made")
		http.Error(out, "it could not be made", http.StatusInternalServerError)
		return
	}
	answer(out, made)
}

// makeDossier makes the dossier of an incident in one of its forms.
func makeDossier(ctx context.Context, store *bolt.Store, form dossier.Form, face view.Face, ask dossierAsk, now time.Time) (dossierMade, error) {
	in, err := store.Incident(ctx, ask.Ref)
	if errors.Is(err, bot.ErrNotFound) {
		return dossierMade{Refused: fmt.Sprintf("%s is no incident of this desk; give the number of one that is", ask.Ref)}, nil
	}
	if err != nil {
		return dossierMade{}, err
	}
	if in.Track != bot.Internal {
		return dossierMade{Refused: fmt.Sprintf("%s is a customer's own leak, of which the customer notifies the AP; it has no dossier", ask.Ref)}, nil
	}
	events, err := store.Events(ctx, ask.Ref)
	if err != nil {
		return dossierMade{}, err
	}
	d := form.Numbered(form.Fill(in, now), in, events)
	data, err := dossierIn(ask.Format, form, face, d)
	return dossierMade{Data: data, Missing: len(d.Missing()), Waits: len(d.ToConfirm())}, err
}

// dossierFile makes the dossier that a thread is given.
func (a *App) dossierFile(in bot.Incident, events []bot.Event, now time.Time) (pdf []byte, title string, err error) {
	form := a.face.Form.In(a.face.Lang)
	d := form.Numbered(form.Fill(in, now), in, events)
	pdf, err = dossierIn(FormatPDF, form, a.face, d)
	return pdf, a.face.Marked(in, a.face.Sheet(d).Title), err
}

// dossierUploads puts dossiers into threads.
func (a *App) dossierUploads(s *slacksender.Sender) slacksender.Pictures {
	return slacksender.Pictures{Sender: s, Draw: a.dossierFile, Ext: ".pdf"}
}

// dossierIn writes a dossier in one of its forms.
func dossierIn(format string, form dossier.Form, face view.Face, d dossier.Dossier) ([]byte, error) {
	var b bytes.Buffer
	switch format {
	case FormatJSON:
		return form.JSON(d)
	case FormatHTML:
		err := paper.HTML(&b, page.Doc(face.Sheet(d)))
		return b.Bytes(), err
	case FormatPDF:
		err := paper.PDF(&b, page.Doc(face.Sheet(d)))
		return b.Bytes(), err
	}
	return nil, fmt.Errorf("there is no format %q; choose one of %s", format, strings.Join(slices.Sorted(slices.Values([]string{FormatHTML, FormatJSON, FormatPDF})), ", "))
}
