package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// redacted is what a secret looks like wherever it is printed.
const redacted = "[redacted]"

// A Secret is a token or a key. However it is printed, logged or encoded, it
// shows [redacted]; only Reveal gives it away.
type Secret struct{ value string }

// Reveal returns the secret itself. Hand the result straight to the client that
// needs it.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.value == "" }

// String, GoString, Format, MarshalText and MarshalJSON hide the secret from
// fmt, encoding/json, yaml and every logger that uses one of them.
func (Secret) String() string               { return redacted }
func (Secret) GoString() string             { return redacted }
func (Secret) Format(f fmt.State, _ rune)   { _, _ = io.WriteString(f, redacted) }
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// envName is the portable form of POSIX.1-2017 XBD §8.1. It also keeps a token
// that somebody wrote in the place of the name out of the message about it.
var envName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

// maxNamed is far above any token, key or certificate with its chain (chosen).
const maxNamed = 64 << 10

// secret resolves field_env or field_file, of which exactly one must be there.
// Nothing that it says repeats what the file holds there: that may be the
// secret, written in the wrong place.
func (k *check) secret(field, env, file, example string) Secret {
	switch {
	case k.only != nil:
		return Secret{}
	case k.mistyped(field+"_env") || k.mistyped(field+"_file"):
		return Secret{}
	case env == "" && file == "":
		k.problem(field+"_env", "%s is missing. Name the environment variable that holds it in %s_env, or the file in %s_file.",
			field, last(field), last(field))
		return Secret{}
	case env != "" && file != "":
		k.problem(field+"_file", "%s is named twice. Keep either %s_env or %s_file.", field, last(field), last(field))
		return Secret{}
	case env != "":
		return k.secretFromEnv(field+"_env", env, example)
	}
	return k.secretFromFile(field+"_file", file)
}

func (k *check) secretFromEnv(field, name, example string) Secret {
	if !envName.MatchString(name) {
		k.problem(field, "%s is no name of an environment variable. Put the secret into a variable such as %s, and write that name here.", field, example)
		return Secret{}
	}
	value, ok := k.env(name)
	if value = strings.TrimSpace(value); !ok || value == "" {
		k.problem(field, "the environment variable that %s names is not set. Set it to the secret before the desk starts.", field)
	}
	return Secret{value: value}
}

func (k *check) secretFromFile(field, path string) Secret {
	data, ok := k.read(field, path, "Write the path of a file that holds the secret and nothing else.")
	if !ok {
		return Secret{}
	}
	value := strings.TrimSpace(string(data))
	switch {
	case len(data) > maxNamed || strings.ContainsAny(value, "\r\n\x00"):
		k.problem(field, "the file that %s names holds more than one line. Leave the secret alone in it.", field)
	case value == "":
		k.problem(field, "the file that %s names is empty. Write the secret into it.", field)
	default:
		return Secret{value: value}
	}
	return Secret{}
}

// read returns what is in the file that a field names, and one byte more than
// maxNamed at most. What it says of a file that cannot be read ends with next.
// It reads nothing, and says nothing, for a program that needs one section only.
func (k *check) read(field, path, next string) ([]byte, bool) {
	if k.only != nil {
		return nil, false
	}
	f, err := os.Open(k.path(path))
	if err != nil {
		k.problem(field, "the file that %s names %s. %s", field, whyNot(err), next)
		return nil, false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxNamed+1))
	if err != nil {
		k.problem(field, "the file that %s names cannot be read. %s", field, next)
		return nil, false
	}
	return data, true
}

// whyNot says why something could not be opened, without its path.
func whyNot(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read by this user"
	}
	return "cannot be opened"
}

// named returns which of the two fields names a secret.
func (k *check) named(field string) string {
	if k.outline.has(field + "_file") {
		return field + "_file"
	}
	return field + "_env"
}

// path resolves a path of the file against its folder.
func (k *check) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(k.file), p)
}

// last returns the last name of a path: bot_token of slack.bot_token.
func last(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }

// NewSecret holds a secret for whoever makes a Config without a file.
func NewSecret(s string) Secret { return Secret{value: s} }
