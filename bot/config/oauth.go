package config

import (
	"bytes"
	"encoding/json"
)

// OAuth is how the desk gets a token for a mailbox: to read it, or to send in its
// name.
type OAuth struct {
	Provider         string `yaml:"provider"`
	TokenURL         string `yaml:"token_url"`
	ClientID         string `yaml:"client_id"`
	ClientSecretEnv  string `yaml:"client_secret_env"`
	ClientSecretFile string `yaml:"client_secret_file"`
	Scope            string `yaml:"scope"`
	KeyFile          string `yaml:"key_file"`

	ClientSecret Secret `yaml:"-"` // of client_credentials
	Key          Secret `yaml:"-"` // of google_service_account: the JSON in KeyFile
}

// Who gives the token.
const (
	ClientCredentials    = "client_credentials"     // RFC 6749 §4.4, as Exchange Online has it
	GoogleServiceAccount = "google_service_account" // a service account that acts for the user
)

// googleScope is what Google asks for IMAP and for SMTP
// (developers.google.com/workspace/gmail/imap/xoauth2-protocol).
const googleScope = "https://mail.google.com/"

// oauth refuses the fields of the other provider: they would have no effect.
func (k *check) oauth(at string, o *OAuth) {
	k.oneOf(at+".provider", o.Provider, ClientCredentials, GoogleServiceAccount)
	switch o.Provider {
	case ClientCredentials:
		k.required(at+".token_url", o.TokenURL, "Write the address that gives tokens, such as https://login.microsoftonline.com/TENANT/oauth2/v2.0/token.")
		k.url(at+".token_url", o.TokenURL)
		k.required(at+".client_id", o.ClientID, "Write the id of the application.")
		o.ClientSecret = k.secret(at+".client_secret", o.ClientSecretEnv, o.ClientSecretFile, "MAIL_CLIENT_SECRET")
		k.required(at+".scope", o.Scope, "Write what the token is for, such as https://outlook.office365.com/.default.")
		k.without(at, o.Provider, "key_file")
	case GoogleServiceAccount:
		k.without(at, o.Provider, "token_url", "client_id", "client_secret_env", "client_secret_file")
		if !k.outline.has(at + ".scope") {
			o.Scope = googleScope
		}
		k.required(at+".scope", o.Scope, "Write "+googleScope+", or leave it out, which means the same.")
		o.Key = k.serviceAccount(at+".key_file", o.KeyFile)
	}
	o.KeyFile = k.path(o.KeyFile)
}

func (k *check) without(at, provider string, names ...string) {
	for _, name := range names {
		if field := at + "." + name; k.outline.has(field) {
			k.problem(field, "%s has no effect with provider: %s. Remove it.", field, provider)
		}
	}
}

func (k *check) serviceAccount(field, path string) Secret {
	k.required(field, path, "Write the path of the service account's key file, in JSON.")
	if path == "" {
		return Secret{}
	}
	data, ok := k.read(field, path, "Write the path of the service account's key file, in JSON.")
	if ok && (len(data) > maxNamed || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || !json.Valid(data)) {
		k.problem(field, "the file that %s names is no JSON object. Give the key file as Google made it.", field)
	}
	return Secret{value: string(data)}
}
