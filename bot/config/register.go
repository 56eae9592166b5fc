package config

// LoadRegister reads only what the file says of the store, and how a register of
// it is written, and how long things are kept. Of the secrets it reads the master key.
func LoadRegister(path string) (Config, error) {
	return loadOnly(path, "language", "zone", "people", "store.path", masterKey, "retention")
}
