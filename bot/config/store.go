package config

import "encoding/base64"

// masterKey fetches the key that the record is sealed with.
func (k *check) masterKey(s Store) Secret {
	key := k.secret("store.key", s.KeyEnv, s.KeyFile, "MELDWACHT_KEY")
	if key.IsZero() {
		return key
	}
	if raw, err := base64.StdEncoding.DecodeString(key.Reveal()); err != nil || len(raw) != 32 {
		k.problem(k.named("store.key"), "the master key is not 32 bytes in base64. Make one with 'meldwacht key new', and keep a copy of it apart from the backups: without it nothing in the record can be read.")
		return Secret{}
	}
	return key
}
