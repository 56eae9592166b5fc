package config

import (
	"encoding/base64"
	"fmt"
	"slices"
)

// masterKey is the field of the key that the record is sealed with.
const masterKey = "store.key"

// masterKey fetches the key that the record is sealed with.
func (k *check) masterKey(s *Store) {
	demanded := k.only == nil || slices.Contains(k.only, "store")
	if !demanded && !slices.Contains(k.only, masterKey) {
		return
	}
	own := &check{file: k.file, env: k.env, outline: k.outline, wrong: k.wrong}
	s.Key = own.sealingKey(*s)
	switch {
	case len(own.problems) == 0:
	case demanded:
		k.problems = append(k.problems, own.problems...)
	default:
		s.NoKey = own.problems
		if s.KeyFile == "" && envName.MatchString(s.KeyEnv) {
			// Its name may be repeated: a key in base64 ends in = and is no name.
			s.NoKey = fmt.Errorf("set the environment variable %s: %w", s.KeyEnv, own.problems)
		}
	}
}

// sealingKey resolves store.key.
func (k *check) sealingKey(s Store) Secret {
	key := k.secret(masterKey, s.KeyEnv, s.KeyFile, "MELDWACHT_KEY")
	if key.IsZero() {
		return key
	}
	if raw, err := base64.StdEncoding.DecodeString(key.Reveal()); err != nil || len(raw) != 32 {
		k.problem(k.named(masterKey), "the master key is not 32 bytes in base64. Make one with 'meldwacht key new', and keep a copy of it apart from the backups: without it nothing in the record can be read.")
		return Secret{}
	}
	return key
}
