package config

import (
	"net/http"
	"net/url"
	"strings"
)

// Monitor is who outside is told every minute that the desk is well, and raises
// the alarm when nothing comes. Its address holds a token, so it is a secret.
type Monitor struct {
	Method  string `yaml:"method"`
	URLEnv  string `yaml:"url_env"`
	URLFile string `yaml:"url_file"`

	URL Secret `yaml:"-"` // zero: nobody outside is told
}

// The two ways of calling it, as the file spells them.
const (
	methodGet  = "get"
	methodPost = "post"
)

// HTTPMethod returns the method as HTTP spells it.
func (m Monitor) HTTPMethod() string {
	if m.Method == methodPost {
		return http.MethodPost
	}
	return http.MethodGet
}

func (k *check) monitor(m *Monitor) {
	const at = "monitor"
	if !k.outline.has(at) {
		return
	}
	if !k.outline.has(at + ".method") {
		m.Method = methodGet
	}
	k.oneOf(at+".method", m.Method, methodGet, methodPost)
	m.URL = k.secret(at+".url", m.URLEnv, m.URLFile, "MONITOR_URL")
	if m.URL.IsZero() {
		return
	}
	field := k.named(at + ".url")
	u, err := url.Parse(m.URL.Reveal())
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(m.URL.Reveal(), " \t"):
		k.problem(field, "what %s names is no web address. Put one like https://host/token there, without name and password.", field)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		k.problem(field, "what %s names would send the token over the network unencrypted. Put an address with https there.", field)
	}
}
