package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/dossier"
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

// Dossier writes the dossier of an incident for the AP. The secrets of the
// configuration need not be there.
func Dossier(ctx context.Context, o DossierOptions, out io.Writer) error {
	ref, ok := bot.ParseRef(o.Ref)
	if !ok {
		return fmt.Errorf("%q is no incident; give a number like DL-2026-0007", o.Ref)
	}
	cfg, err := config.LoadDossier(o.Config)
	if err != nil {
		return ConfigError{err}
	}
	form, err := cfg.Form()
	if err != nil {
		return ConfigError{err}
	}
	store, err := bolt.Open(cfg.Store.Path, bolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	in, err := store.Incident(ctx, ref)
	if errors.Is(err, bot.ErrNotFound) {
		return fmt.Errorf("%s is not in %s; give the number of an incident of this desk", ref, cfg.Store.Path)
	}
	if err != nil {
		return err
	}
	events, err := store.Events(ctx, ref)
	if err != nil {
		return err
	}
	if in.Track != bot.Internal {
		return fmt.Errorf("%s is a customer's own leak, of which the customer notifies the AP; it has no dossier", ref)
	}
	now := time.Now
	if o.Now != nil {
		now = o.Now
	}
	face := faceOf(cfg)
	d := form.Numbered(form.Fill(in, now()), in, events)
	data, err := dossierIn(o.Format, form, face, d)
	if err != nil {
		return err
	}
	if o.Out == "-" {
		_, err = out.Write(data)
		return err
	}
	if err := writeWhole(o.Out, data); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s, %s to be confirmed; written to %s.\n", ref, missing(len(d.Missing())), strconv.Itoa(len(d.ToConfirm())), o.Out)
	return err
}

func missing(n int) string {
	return count(n, "answer") + " missing"
}

// writeWhole writes a file that is whole or not there: under another name
// beside it first.
func writeWhole(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}

// dossierFile makes the dossier that a thread is given.
func (a *App) dossierFile(in bot.Incident, events []bot.Event, now time.Time) (pdf []byte, title string, err error) {
	form := a.face.Form.In(a.face.Lang)
	d := form.Numbered(form.Fill(in, now), in, events)
	pdf, err = dossierIn(FormatPDF, form, a.face, d)
	return pdf, a.face.Sheet(d).Title, err
}

// dossierUploads puts dossiers into threads.
func (a *App) dossierUploads(s *slacksender.Sender) slacksender.Pictures {
	return slacksender.Pictures{Sender: s, Draw: a.dossierFile, Ext: ".pdf"}
}

// dossierIn writes a dossier in one of its forms.
func dossierIn(format string, form dossier.Form, face view.Face, d dossier.Dossier) ([]byte, error) {
	switch format {
	case FormatJSON:
		return form.JSON(d)
	}
	return nil, fmt.Errorf("there is no format %q; choose one of %s", format, strings.Join(slices.Sorted(slices.Values([]string{FormatHTML, FormatJSON, FormatPDF})), ", "))
}
