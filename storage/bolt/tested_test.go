package bolt_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"meldwacht/storage/bolt"
)

// When the pager was tested outlives the process.
func TestThePagerWasTested(t *testing.T) {
	ctx, file := context.Background(), filepath.Join(t.TempDir(), "desk.db")
	at := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for _, want := range []time.Time{{}, at} {
		s, err := bolt.Open(file, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Tested(ctx)
		if err != nil || !got.Equal(want) || got.IsZero() != want.IsZero() {
			t.Errorf("tested %v, %v; want %v", got, err, want)
		}
		if err := s.SetTested(ctx, at); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
