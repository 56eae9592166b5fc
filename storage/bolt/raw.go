package bolt

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
)

// How raw mail is kept: the first byte of the stored value.
const (
	rawPlain   = 'p'
	rawDeflate = 'd'
)

// deflaters are kept, because each holds more than a megabyte of tables.
var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // no such level: cannot happen with one of flate's own
	}
	return w
}}

// packRaw returns raw bytes as they are kept. It is called outside of the
// transaction: compressing a large mail must not hold up a rung.
func packRaw(raw []byte) ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte(rawDeflate)
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&buf)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if buf.Len() > len(raw) {
		return append([]byte{rawPlain}, raw...), nil
	}
	return buf.Bytes(), nil
}

// Raw returns the raw bytes of a mail by their SHA-256 in hex, or
// bot.ErrNotFound. Bytes that no longer have that sum are an error.
func (s *Store) Raw(ctx context.Context, sum string) ([]byte, error) {
	var kept []byte
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		kept, err = s.openRaw(tx, sum, tx.Bucket(bRaw).Get(s.rawKey(sum)))
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case len(kept) == 0:
		return nil, fmt.Errorf("raw mail %s: %w", sum, bot.ErrNotFound)
	}
	raw := kept[1:]
	if kept[0] == rawDeflate {
		if raw, err = io.ReadAll(flate.NewReader(bytes.NewReader(raw))); err != nil {
			return nil, fmt.Errorf("raw mail %s: %w", sum, err)
		}
	}
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("raw mail %s: %w", sum, errors.New("the bytes on file are not the ones that came in"))
	}
	return raw, nil
}
