package config

// LoadReport reads only what a case report needs. Of the secrets and files of
// the desk it reads the master key.
func LoadReport(path string) (Config, error) {
	return loadOnly(path, "store.path", masterKey, "language", "zone", "people", "roles", "obligations", "escalation", "hours", "rota", "pager")
}
