package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/register"
	"meldwacht/bot/view"
	"meldwacht/storage"
)

// registerTime is how long the running desk may take for a register (chosen: a
// hundred thousand incidents take a fraction of it).
const registerTime = 5 * time.Minute

// A RegisterExport asks for the register of a period.
type RegisterExport struct {
	Config   string
	Format   string // csv, json or html
	From, To string // the first and the last day; empty: from the beginning, until now
	Out      string // the file; empty: the standard output
}

// A localRegister asks the running desk for its register.
type localRegister struct {
	Format register.Format `json:"format"`
	From   string          `json:"from,omitempty"`
	To     string          `json:"to,omitempty"`
}

// ExportRegister writes the register of a desk: of the running one through its
// socket, else from its store. A file stands under its name once it is whole,
// and not before.
func ExportRegister(ctx context.Context, e RegisterExport, out io.Writer) error {
	cfg, err := config.LoadRegister(e.Config)
	if err != nil {
		return ConfigError{err}
	}
	period, err := register.ParsePeriod(e.From, e.To, cfg.Location)
	if err != nil {
		return ConfigError{err}
	}
	write := func(w io.Writer) error {
		ask := localRegister{Format: register.Format(e.Format), From: e.From, To: e.To}
		err := fetchRegister(ctx, cfg.Store.Path, ask, w)
		if !errors.Is(err, errNoDesk) {
			return err
		}
		return readRegister(ctx, cfg, period, ask.Format, w)
	}
	if e.Out == "" {
		return write(out)
	}
	if err := writeWhole(e.Out, write); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The register stands in %s.\n", e.Out)
	return err
}

// fetchRegister has the running desk write its register.
func fetchRegister(ctx context.Context, store string, ask localRegister, w io.Writer) error {
	body, err := callDesk(ctx, store, "/register", ask, registerTime)
	if err != nil {
		return err
	}
	defer body.Close()
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("the register did not come to its end: %w", err)
	}
	return nil
}

// readRegister writes the register of a store that no desk holds.
func readRegister(ctx context.Context, cfg config.Config, p register.Period, as register.Format, w io.Writer) error {
	store, err := openWords(cfg.Store)
	if err != nil {
		return err
	}
	defer store.Close()
	reg, err := gatherRegister(ctx, store, p, retentionOf(cfg), time.Now())
	if err != nil {
		return err
	}
	return reg.Write(w, as, faceOf(cfg))
}

// records are every record of a store.
type records interface {
	Refs(ctx context.Context) iter.Seq2[bot.Ref, error]
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
}

// gatherRegister reads every record and folds it. An incident whose record
// cannot be read is an error: a register without it would look whole.
func gatherRegister(ctx context.Context, source records, p register.Period, keep bot.Retention, now time.Time) (*register.Register, error) {
	reg := register.New(p, keep, now)
	for ref, err := range source.Refs(ctx) {
		if err != nil {
			return nil, fmt.Errorf("%w; run meldwacht verify", err)
		}
		events, err := source.Events(ctx, ref)
		if err != nil {
			return nil, fmt.Errorf("%w; run meldwacht verify", err)
		}
		reg.Add(storage.Fold(ref, events), events)
	}
	return reg, nil
}

// localRegister answers a command that asks for the register.
func (a *App) localRegister(out http.ResponseWriter, q *http.Request) {
	ask, ok := hear[localRegister](out, q)
	if !ok {
		return
	}
	zone := a.cfg.Location
	if zone == nil {
		zone = time.UTC
	}
	period, err := register.ParsePeriod(ask.From, ask.To, zone)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	switch ask.Format {
	case register.CSV, register.JSON, register.HTML:
	default:
		http.Error(out, "choose csv, json or html", http.StatusBadRequest)
		return
	}
	reg, err := gatherRegister(q.Context(), a.store, period, retentionOf(a.cfg), a.opt.Clock.Now())
	if err != nil {
		a.log.Error().Err(err).Msg("the register cannot be made")
		http.Error(out, "the register cannot be made; see the log of the desk", http.StatusInternalServerError)
		return
	}
	out.Header().Set("Content-Type", "application/octet-stream")
	if err := reg.Write(out, ask.Format, faceOf(a.cfg)); err != nil {
		// The other side must not take what it has for all there is.
		panic(http.ErrAbortHandler)
	}
}

// countRegister counts the incidents of a year.
func (a *App) countRegister(ctx context.Context, year int) (view.RegisterCount, error) {
	c := view.RegisterCount{Year: year}
	for ref, err := range a.store.Refs(ctx) {
		if err != nil {
			return c, err
		}
		if y, _ := ref.Split(); y != year {
			continue
		}
		in, err := a.store.Incident(ctx, ref)
		if err != nil {
			return c, fmt.Errorf("%s: %w", ref, err)
		}
		register.Tally(&c, in)
	}
	return c, nil
}
