package bolt_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// Overrides stay in their order over a restart, a click adds its rows once, and
// what is refused adds nothing.
func TestOverridesAreAddedAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, bolt.Options{})
	add := func(once string, rows ...storage.StoredOverride) (kept int, err error) {
		err = s.AddOverrides(ctx, once, start, func(k []storage.StoredOverride) ([]storage.StoredOverride, error) {
			kept = len(k)
			return rows, nil
		})
		return kept, err
	}
	var want []storage.StoredOverride
	for _, id := range []string{"1", "2", "3"} {
		want = append(want, storage.StoredOverride{ID: id, Kind: "add", Person: "mira", From: start, To: start.Add(1), Reason: "ruil", By: "tom", Made: start})
	}
	if _, err := add("click", want[0], want[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := add("click", want[0]); !errors.Is(err, bot.ErrHandled) {
		t.Errorf("the same click again: %v", err)
	}
	no := errors.New("no")
	if err := s.AddOverrides(ctx, "other", start, func([]storage.StoredOverride) ([]storage.StoredOverride, error) { return want, no }); !errors.Is(err, no) {
		t.Errorf("refused: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, bolt.Options{})
	if kept, err := add("other", want[2]); err != nil || kept != 2 {
		t.Errorf("%d were kept: %v", kept, err)
	}
	got, err := s.Overrides(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("overrides (-want +got):\n%s", d)
	}
}
