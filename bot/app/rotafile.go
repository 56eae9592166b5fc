package app

import (
	"context"
	"fmt"
	"os"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/rota"
)

// A rotaFile reads the rota again from the configuration of the running desk.
// Only the rota is taken from it: what else was changed there counts from the
// next start on. Without a path the rota stays what it was.
type rotaFile struct {
	cfg  config.Config // the desk's own
	path string
	size int64
	when time.Time
}

func newRotaFile(cfg config.Config, path string) *rotaFile {
	f := &rotaFile{cfg: cfg, path: path}
	f.look()
	return f
}

// look notes how the file stands, and reports whether it stood otherwise.
func (f *rotaFile) look() bool {
	info, err := os.Stat(f.path)
	if err != nil {
		return false // an editor may be writing it; it is looked at again
	}
	was := *f
	f.size, f.when = info.Size(), info.ModTime()
	return f.size != was.size || !f.when.Equal(was.when)
}

// changed implements rota.Sources.
func (f *rotaFile) changed() bool { return f.path != "" && f.look() }

// read implements rota.Sources. Whom it names the running desk must know: else
// nobody could be paged.
func (f *rotaFile) read(context.Context) (rota.Spec, error) {
	if f.path == "" {
		return *f.cfg.Rota, nil
	}
	c, err := config.LoadPlan(f.path)
	switch {
	case err != nil:
		return rota.Spec{}, err
	case c.Rota == nil:
		return rota.Spec{}, fmt.Errorf("%s: rota: is gone from it; put it back, or start the desk again to go without", f.path)
	}
	for _, l := range c.Rota.Layers {
		people := l.People
		for _, s := range l.Shifts {
			people = append(people[:len(people):len(people)], s.Person)
		}
		for _, id := range people {
			if _, ok := f.cfg.Person(id); !ok {
				return rota.Spec{}, fmt.Errorf("%s: rota: the running desk does not know %s; start it again", f.path, bot.PersonID(id))
			}
		}
	}
	return *c.Rota, nil
}
