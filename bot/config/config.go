// Package config reads the file that tells the desk where it works, for whom,
// and what it owes when. Reading is strict: a misspelt field, an impossible
// ladder or a secret that is not there stops the desk before it starts, with
// every problem named at once:
//
//	c, err := config.Load("meldwacht.yaml", os.LookupEnv)
//	var problems config.Problems
//	if errors.As(err, &problems) {
//		for _, p := range problems {
//			fmt.Fprintln(os.Stderr, p) // meldwacht.yaml:12:3: slack.channel is missing. …
//		}
//	}
//
// Secrets never stand in the file. It names the environment variable
// (bot_token_env) or the file (bot_token_file) that holds one, and a [Secret]
// prints itself as [redacted]. Paths are relative to the folder of the file.
package config

import (
	"errors"
	"io"
	"os"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
	"meldwacht/bot/rota"
)

// maxFile is far above any configuration that a person has written (chosen).
const maxFile = 1 << 20

// Config is a configuration that was read and found whole. config.example.yaml
// says what each field is for.
type Config struct {
	Language    bot.Lang          `yaml:"language"`
	Zone        string            `yaml:"zone"`
	Location    *time.Location    `yaml:"-"` // of Zone
	Slack       Slack             `yaml:"slack"`
	Mail        Mail              `yaml:"mail"`
	Directory   Directory         `yaml:"directory"`
	Store       Store             `yaml:"store"`
	People      []Person          `yaml:"people"`
	Roles       map[bot.Role]Role `yaml:"roles"`
	Hours       *rota.HoursSpec   `yaml:"hours"`       // absent: the office is always open
	Rota        *rota.Spec        `yaml:"rota"`        // absent: roles.oncall are on call
	Obligations []Obligation      `yaml:"obligations"` // absent: see Rules
	Escalation  Escalation        `yaml:"escalation"`
	Approval    []bot.ActionKind  `yaml:"approval"`    // absent: see Rules
	Actions     []Action          `yaml:"actions"`     // each kind once at most
	ActionsAPI  Webhook           `yaml:"actions_api"` // for the actions that an API carries out
	Pager       Pager             `yaml:"pager"`
	Digest      Digest            `yaml:"digest"`
	Monitor     Monitor           `yaml:"monitor"` // absent: nobody outside watches
	Retention   Retention         `yaml:"retention"`
	Log         Log               `yaml:"log"`

	Organisation dossier.Organisation `yaml:"organisation"` // absent: a person fills it in
	Dossier      Dossier              `yaml:"dossier"`
}

// The two ways in which Slack reaches the desk.
const (
	ModeSocket = "socket" // the desk dials Slack: nothing to open in a firewall
	ModeHTTP   = "http"   // Slack calls the desk, and signs what it sends
)

// slackAPI is Slack's own Web API (docs.slack.dev/apis/web-api).
const slackAPI = "https://slack.com/api/"

// Slack is the workspace, and how the desk talks to it.
type Slack struct {
	APIURL            string `yaml:"api_url"`
	Pace              int    `yaml:"pace"` // times Slack's own rates, for a stand-in
	Mode              string `yaml:"mode"`
	BotTokenEnv       string `yaml:"bot_token_env"`
	BotTokenFile      string `yaml:"bot_token_file"`
	AppTokenEnv       string `yaml:"app_token_env"`
	AppTokenFile      string `yaml:"app_token_file"`
	SigningSecretEnv  string `yaml:"signing_secret_env"`
	SigningSecretFile string `yaml:"signing_secret_file"`
	Listen            Listen `yaml:"listen"`
	Team              string `yaml:"team"`
	Channel           string `yaml:"channel"`
	Command           string `yaml:"command"`

	BotToken      Secret `yaml:"-"`
	AppToken      Secret `yaml:"-"` // in socket mode
	SigningSecret Secret `yaml:"-"` // in http mode
}

// Store is where the desk keeps its record.
type Store struct {
	Path    string `yaml:"path"`
	KeyEnv  string `yaml:"key_env"`
	KeyFile string `yaml:"key_file"`

	Key   Secret `yaml:"-"` // the master key, 32 bytes in base64
	NoKey error  `yaml:"-"` // why there is none, where the file was read without demanding it
}

// A Webhook is an address that gets signed calls.
type Webhook struct {
	URL        string `yaml:"url"`
	SecretEnv  string `yaml:"secret_env"`
	SecretFile string `yaml:"secret_file"`
	Secret     Secret `yaml:"-"`
}

// Log is what the desk says of itself while it runs.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// defaults is what holds for fields that the file leaves out.
func defaults() Config {
	return Config{
		Language:  bot.NL,
		Zone:      "Europe/Amsterdam",
		Slack:     Slack{APIURL: slackAPI, Pace: 1, Mode: ModeSocket, Command: "/datalek"},
		Mail:      Mail{Results: ResultsPinned, CheckSignatures: true, MaxMB: maxMailMB},
		Retention: defaultRetention(),
		Log:       Log{Level: "info", Format: "json"},
	}
}

// Load reads the file at path and the secrets that it names; env is
// os.LookupEnv. What is wrong with the content comes back as [Problems].
func Load(path string, env func(string) (string, bool)) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, err
	}
	return read(f, path, func(data []byte) (Config, error) { return parse(path, data, env) })
}

// LoadMail reads only what the file says of where mail comes in, for a program
// that hands mail to the running desk. The secrets and keys of the desk need not
// be there.
func LoadMail(path string) (Mail, error) {
	c, err := loadOnly(path, "mail")
	return c.Mail, err
}

// LoadStore reads only where the desk keeps its record, for a program that asks
// something of the running desk.
func LoadStore(path string) (Store, error) {
	c, err := loadOnly(path, "store.path")
	return c.Store, err
}

// LoadPlan reads only what the file says of who is told what and when, for a
// look ahead. The secrets and files of the desk need not be there.
func LoadPlan(path string) (Config, error) {
	return loadOnly(path, "language", "zone", "people", "roles", "obligations", "escalation", "hours", "rota", "pager")
}

// LoadDossier reads only what the file says of the desk's record and of who
// notifies, to write a dossier. Of the secrets it reads the master key.
func LoadDossier(path string) (Config, error) {
	return loadOnly(path, "language", "zone", "people", "store.path", masterKey, "organisation", "dossier")
}

// LoadRecord reads only where the record is and the master key, which must be
// there, for a program that opens the store itself.
func LoadRecord(path string) (Store, error) {
	c, err := loadOnly(path, "store")
	return c.Store, err
}

// LoadErasing reads beside what LoadRecord does who may decide to erase.
func LoadErasing(path string) (Config, error) {
	return loadOnly(path, "language", "zone", "people", "roles", "store")
}

// loadOnly reads some sections. Of the others nothing need be right.
//
// Among secrets the master key alone is read. Where "store" is asked for it must
// be there. Where [masterKey] is, it need not: who asks the running desk does
// without, and Store.NoKey says why there is none.
func loadOnly(path string, sections ...string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, err
	}
	return read(f, path, func(data []byte) (Config, error) {
		k := &check{file: path, env: os.LookupEnv, wrong: map[string]bool{}, only: sections}
		return k.config(data)
	})
}

func read(f *os.File, path string, parse func([]byte) (Config, error)) (Config, error) {
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Config{}, err
	}
	if len(data) > maxFile {
		return Config{}, errors.New(path + ": larger than 1 MB, so this is no configuration; give the path of one")
	}
	return parse(data)
}
