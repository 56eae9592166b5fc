package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"meldwacht/bot/config"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// openStore opens the store that the configuration names, with its master key.
func openStore(where config.Store, o bolt.Options) (*bolt.Store, error) {
	if !where.Key.IsZero() {
		master, err := storage.ParseMaster(where.Key.Reveal())
		if err != nil {
			return nil, fmt.Errorf("store.key: %w", err)
		}
		o.Master = master
	}
	return bolt.Open(where.Path, o)
}

// openWords opens the store that the configuration names for a command that
// reads what people wrote. Of a sealed record without its key it could only say
// something false.
func openWords(where config.Store) (*bolt.Store, error) {
	store, err := openStore(where, bolt.Options{ReadOnly: true})
	if err != nil || !store.Locked() {
		return store, err
	}
	_ = store.Close() // it was only read
	why := where.NoKey
	if why == nil {
		why = errors.New("name the key in store.key_env or store.key_file")
	}
	return nil, fmt.Errorf("store %s is sealed, its master key is not there, and no desk runs that could answer: %w", where.Path, why)
}

// NewKey prints a new master key.
func NewKey(out io.Writer) error {
	_, err := fmt.Fprintln(out, storage.NewMaster())
	return err
}

// RotateKey wraps the keys of the store again, with the master key in a file.
// The desk must not run.
func RotateKey(configFile, newKeyFile string, out io.Writer) error {
	where, err := config.LoadRecord(configFile)
	if err != nil {
		return ConfigError{err}
	}
	text, err := os.ReadFile(newKeyFile)
	if err != nil {
		return err
	}
	to, err := storage.ParseMaster(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", newKeyFile, err)
	}
	store, err := openStore(where, bolt.Options{Next: to})
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The record is sealed with the master key %s now. Name it in the configuration. The old one opens older backups, and nothing else.\n", to.ID())
	return err
}

// makeKey writes a master key into a folder, unless there is one: the demo's own.
func makeKey(dir string) error {
	path := filepath.Join(dir, "meldwacht.key")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return os.WriteFile(path, []byte(storage.NewMaster()+"\n"), 0o600)
}
