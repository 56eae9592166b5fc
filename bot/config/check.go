package config

import (
	"encoding/base64"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the zone must be known wherever the desk runs

	"meldwacht/bot"
)

// all looks at what the types cannot say, and completes c: secrets are fetched,
// paths resolved.
func (k *check) all(c *Config) {
	k.oneOf("language", string(c.Language), string(bot.NL), string(bot.EN))
	var err error
	if c.Location, err = time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		k.problem("zone", "there is no time zone of this name. Write one like Europe/Amsterdam.")
	}
	k.slack(&c.Slack)
	k.mail(&c.Mail)
	k.directory(&c.Directory)
	k.required("store.path", c.Store.Path, "Write the path of the file in which the desk may keep its record.")
	c.Store.Path = k.path(c.Store.Path)
	k.masterKey(&c.Store)
	k.people(c)
	k.roles(c)
	k.duty(c)
	k.obligations(c)
	k.escalation(c)
	k.actions(c)
	k.actionsAPI(c)
	k.reach(c)
	k.pager(c)
	k.monitor(&c.Monitor)
	k.digest(c.Digest)
	k.organisation(c)
	k.retention(c.Retention)
	k.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf("log.format", c.Log.Format, "json", "console")
}

var (
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
	teamID    = regexp.MustCompile(`^[TE][A-Z0-9]{2,}$`)
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	groupID   = regexp.MustCompile(`^S[A-Z0-9]{2,}$`)
	command   = regexp.MustCompile(`^/[a-z0-9_-]{1,31}$`) // Slack: at most 32 characters, lower case
)

func (k *check) slack(s *Slack) {
	k.url("slack.api_url", s.APIURL)
	if s.APIURL != "" && !strings.HasSuffix(s.APIURL, "/") {
		s.APIURL += "/" // the client appends the method's name
	}
	k.oneOf("slack.mode", s.Mode, ModeSocket, ModeHTTP)
	s.BotToken = k.secret("slack.bot_token", s.BotTokenEnv, s.BotTokenFile, "SLACK_BOT_TOKEN")
	k.prefix("slack.bot_token", s.BotToken, "xoxb-", "the bot token of the app's page OAuth & Permissions")
	switch s.Mode {
	case ModeSocket:
		s.AppToken = k.secret("slack.app_token", s.AppTokenEnv, s.AppTokenFile, "SLACK_APP_TOKEN")
		k.prefix("slack.app_token", s.AppToken, "xapp-", "an app-level token with the scope connections:write")
	case ModeHTTP:
		s.SigningSecret = k.secret("slack.signing_secret", s.SigningSecretEnv, s.SigningSecretFile, "SLACK_SIGNING_SECRET")
		k.required("slack.listen", string(s.Listen), "Slack calls the desk in http mode: write an address such as 127.0.0.1:8080, or choose mode socket.")
	}
	if s.Pace < 1 || s.Pace > 1 && s.APIURL == slackAPI {
		k.problem("slack.pace", "slack.pace must be 1: Slack answers 429 to anything faster. Another pace is for a stand-in that slack.api_url names.")
	}
	k.listen("slack.listen", s.Listen)
	k.form("slack.channel", s.Channel, channelID, "Write the id of the desk's channel, such as C0123ABCD (channel details, at the bottom).", true)
	k.form("slack.team", s.Team, teamID, "Write the id of the workspace, such as T0123ABCD, or leave it out.", false)
	k.form("slack.command", s.Command, command, "Write a slash command such as /datalek.", true)
}

// prefix catches two tokens that were swapped, which Slack would only answer
// with invalid_auth.
func (k *check) prefix(field string, s Secret, prefix, what string) {
	if s.IsZero() || strings.HasPrefix(s.Reveal(), prefix) {
		return
	}
	at := k.named(field)
	k.problem(at, "what %s names does not begin with %s. Give %s.", at, prefix, what)
}

// signed checks an address that gets signed calls. The secret has the form of
// Standard Webhooks 1.0; anybody could sign with an empty or a short one.
func (k *check) signed(at string, w *Webhook, example string) {
	k.required(at+".url", w.URL, "Write the address that is to be called.")
	k.url(at+".url", w.URL)
	w.Secret = k.secret(at+".secret", w.SecretEnv, w.SecretFile, example)
	if w.Secret.IsZero() {
		return
	}
	encoded, ok := strings.CutPrefix(w.Secret.Reveal(), "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(key) < leastKey || len(key) > mostKey {
		field := k.named(at + ".secret")
		k.problem(field, "what %s names is no secret to sign with. Make one of whsec_ and what openssl rand -base64 32 prints, and give it to both sides.", field)
	}
}

// Standard Webhooks 1.0: a key has 24 to 64 bytes.
const (
	leastKey = 24
	mostKey  = 64
)

func (k *check) required(path, value, next string) {
	if value == "" {
		k.problem(path, "%s is missing. %s", path, next)
	}
}

func (k *check) oneOf(path, value string, words ...string) {
	if slices.Contains(words, value) {
		return
	}
	hint := ""
	if near := nearest(value, words); near != "" && value != "" {
		hint = " Did you mean " + near + "?"
	}
	k.problem(path, "%s must be one of %s.%s", path, strings.Join(words, ", "), hint)
}

func (k *check) form(path, value string, form *regexp.Regexp, next string, required bool) {
	switch {
	case value == "" && required:
		k.problem(path, "%s is missing. %s", path, next)
	case value != "" && !form.MatchString(value):
		k.problem(path, "%s does not have the right form. %s", path, next)
	}
}

// domain is a host name of RFC 1123 §2.1 in lower case; one label will do.
var domain = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// localPart is the dot-atom of RFC 5322 §3.2.3. What stands in quotes, or is no
// ASCII, not every mail server takes.
var localPart = regexp.MustCompile("^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// plain reports whether a is an address that any mail server takes; the lengths
// are those of RFC 5321 §4.5.3.1.
func plain(a bot.Address) bool {
	local, host, ok := strings.Cut(string(a), "@")
	return ok && len(local) <= 64 && len(host) <= 255 && localPart.MatchString(local) && domain.MatchString(host)
}

// address does not quote what it looks at: problems end up in logs.
func (k *check) address(path string, a bot.Address) {
	if !plain(a) {
		k.problem(path, "%s is no mail address. Write one like name@snoobi.nl.", path)
	}
}

// hostPort demands a server with its port, and returns its name.
func (k *check) hostPort(path, value, such string) (host string, ok bool) {
	k.required(path, value, "Write the server and its port, such as "+such+".")
	if value == "" {
		return "", false
	}
	host, port, err := net.SplitHostPort(value)
	n, errPort := strconv.ParseUint(port, 10, 16)
	if err != nil || errPort != nil || n == 0 || !domain.MatchString(host) && net.ParseIP(host) == nil {
		k.problem(path, "%s is no server with a port. Write host:port, such as %s.", path, such)
		return "", false
	}
	return host, true
}

// url demands https: tokens and signed calls travel over it. A workspace or a
// pager on this very machine may do without.
func (k *check) url(path, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http"):
		k.problem(path, "%s is no web address. Write one like https://host/path, without name and password.", path)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		k.problem(path, "%s would send secrets over the network unencrypted. Write https.", path)
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
