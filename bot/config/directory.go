package config

// Directory is where the accounts are: in a file, or at an address.
type Directory struct {
	File      string `yaml:"file"`
	URL       string `yaml:"url"`
	TokenEnv  string `yaml:"token_env"`
	TokenFile string `yaml:"token_file"`

	Token Secret `yaml:"-"` // for URL; none where the server asks for none
}

func (k *check) directory(d *Directory) {
	switch {
	case d.File != "" && d.URL != "":
		k.problem("directory.url", "directory names a file and an address. Keep one of file and url.")
	case d.File == "" && d.URL == "" && !k.anyMistyped("directory.file", "directory.url"):
		k.problem("directory.file", "directory.file is missing. Write the path of the file with the accounts, or into directory.url the address that gives them.")
	}
	k.url("directory.url", d.URL)
	d.File = k.path(d.File)
	if !k.outline.has("directory.token_env") && !k.outline.has("directory.token_file") {
		return
	}
	if d.URL != "" || k.outline.has("directory.url") {
		d.Token = k.secret("directory.token", d.TokenEnv, d.TokenFile, "DIRECTORY_TOKEN")
		return
	}
	for _, field := range []string{"directory.token_env", "directory.token_file"} {
		if k.outline.has(field) {
			k.problem(field, "%s has no effect: a token is for the address in directory.url. Remove it, or write url in the place of file.", field)
		}
	}
}
