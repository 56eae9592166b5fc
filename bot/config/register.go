package config

// LoadRegister reads only what the file says of the store, and how a register of
// it is written, and how long things are kept. The secrets of the desk need not be there.
func LoadRegister(path string) (Config, error) {
	return loadOnly(path, "language", "zone", "people", "store.path", "retention")
}
