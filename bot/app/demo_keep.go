package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// keepEvery is how long the demo waits after a change before it writes the
// workspace down, so that a burst of messages is one write.
const keepEvery = time.Second

// kept is what the demo keeps beside the desk's own store: the workspace, which
// for a real desk is Slack's business, and how far the clock was moved. Time
// does not go back, or the record would end in the future.
type kept struct {
	Offset    time.Duration   `json:"offset"`
	Workspace json.RawMessage `json:"workspace"`
}

func (d *demo) keepFile() string { return filepath.Join(d.Data, "workspace.json") }

// restore takes up an earlier demo of the same folder; again is false when
// there was none.
func (d *demo) restore() (again bool, err error) {
	if d.Data == "" {
		return false, nil
	}
	data, err := os.ReadFile(d.keepFile())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var k kept
	if err = json.Unmarshal(data, &k); err == nil {
		err = d.workspace.Restore(k.Workspace)
	}
	if err != nil {
		return false, fmt.Errorf("%s cannot be taken up: %w; give another folder with --data", d.keepFile(), err)
	}
	d.clock.Forward(k.Offset - d.clock.Offset())
	return true, nil
}

// keep writes the workspace down after each change, until ctx is done.
func (d *demo) keep(ctx context.Context) error {
	if d.Data == "" {
		return nil
	}
	for {
		changed := d.workspace.Changed()
		if err := d.write(); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return d.write()
		}
		select {
		case <-time.After(keepEvery):
		case <-ctx.Done():
			return d.write()
		}
	}
}

// write replaces the file whole: a half-written one never stands in its place.
func (d *demo) write() error {
	workspace, err := d.workspace.Save()
	if err != nil {
		return err
	}
	data, err := json.Marshal(kept{Offset: d.clock.Offset(), Workspace: workspace})
	if err != nil {
		return err
	}
	temporary := d.keepFile() + ".new"
	if err := os.WriteFile(temporary, data, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, d.keepFile())
}
