package config

// LoadReport reads only what a case report needs. The secrets and files of the
// desk need not be there.
func LoadReport(path string) (Config, error) {
	return loadOnly(path, "store.path", "language", "zone", "people", "roles", "obligations", "escalation", "hours", "rota", "pager")
}
