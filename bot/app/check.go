package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"meldwacht/bot/config"
	"meldwacht/bot/directory"
	"meldwacht/bot/mail"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// A ConfigError says that the configuration cannot be used, problem by problem.
type ConfigError struct{ Err error }

// Error lists the problems, one a line.
func (e ConfigError) Error() string { return e.Err.Error() }

// Unwrap gives the problems as package config names them.
func (e ConfigError) Unwrap() error { return e.Err }

// load reads a configuration, and names every problem it has.
func load(path string) (config.Config, error) {
	cfg, err := config.Load(path, os.LookupEnv)
	if err != nil {
		return config.Config{}, ConfigError{err}
	}
	return cfg, nil
}

// CheckConfig names every problem of a configuration and of the directory that
// it points to.
func CheckConfig(path string, out io.Writer) error {
	cfg, err := load(path)
	if err != nil {
		return err
	}
	if _, err := letterTexts(cfg); err != nil {
		return ConfigError{err}
	}
	if _, err := cfg.Form(); err != nil {
		return ConfigError{err}
	}
	if cfg.Directory.URL != "" {
		// A check of a file asks nobody.
		_, err = fmt.Fprintf(out, "%s is good: %d people; the accounts come from a server, which was not asked.\n", path, len(cfg.People))
		return err
	}
	dir, err := directory.Load(cfg.Directory.File)
	if err != nil {
		return ConfigError{err}
	}
	_, err = fmt.Fprintf(out, "%s is good: %d people, %d accounts.\n", path, len(cfg.People), len(dir.Accounts()))
	return err
}

// Parse prints what the desk reads in each mail, one JSON object a line, in the
// order of the files.
func Parse(files []string, out io.Writer) error {
	reader := mail.Reader{Authserv: "mx.snoobi.nl", Desk: []string{"avg-incident@snoobi.nl"}, StaffDomains: []string{"snoobi.nl"}}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		line, err := mail.Print(reader.Read(raw))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if _, err := fmt.Fprintf(out, "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// Verify checks the record in a store, which is named by a configuration or by
// its path, with the file that holds its key: every hash, every link, and that the
// folded incidents are what their events say.
func Verify(ctx context.Context, configFile, path, keyFile string, out io.Writer) error {
	if path == "" {
		where, err := config.LoadRecord(configFile)
		if err != nil {
			return ConfigError{err}
		}
		return VerifyStore(ctx, where, out)
	}
	where := config.Store{Path: path}
	if keyFile != "" {
		text, err := os.ReadFile(keyFile)
		if err != nil {
			return err
		}
		where.Key = config.NewSecret(string(text))
	}
	return VerifyStore(ctx, where, out)
}

// VerifyStore checks the record in a store. Without its key it checks the chains.
func VerifyStore(ctx context.Context, where config.Store, out io.Writer) error {
	store, err := openStore(where, bolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	broken := 0
	stats, err := storage.Verify(ctx, store, func(p storage.Problem) {
		broken++
		fmt.Fprintln(out, p)
	})
	if err != nil {
		return err
	}
	if broken > 0 {
		return fmt.Errorf("the record is broken in %d of %s; keep this file as it is and restore a backup beside it", broken, count(stats.Incidents, "incident"))
	}
	if _, err = fmt.Fprintf(out, "The record is whole: %s, %s.\n", count(stats.Incidents, "incident"), count(stats.Events, "event")); err != nil {
		return err
	}
	if stats.Erased > 0 {
		fmt.Fprintf(out, "The words of %s were erased, as the record says.\n", count(stats.Erased, "incident"))
	}
	if stats.Locked > 0 {
		fmt.Fprintln(out, "It is sealed, and was read without its key: the chains are whole, what stands in them was not compared. Name the key with --key-file, or the configuration with --config.")
	}
	return nil
}

// count writes a number with its word: 1 incident, 2 incidents.
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Version is the version that the program was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "meldwacht, built without version information"
	}
	version, revision := info.Main.Version, ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return "meldwacht " + version + revision + ", " + info.GoVersion
}
