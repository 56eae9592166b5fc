// Meldwacht is the data-breach desk of Snoobi in Slack. This file reads the
// command line and hands over to package app.
package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // deadlines are written in Europe/Amsterdam on any machine

	"github.com/alecthomas/kong"

	"meldwacht/bot/app"
)

//go:embed testdata/sample/mails/*.eml testdata/sample/directory.yaml
var samples embed.FS

// commandLine is the grammar that kong reads and prints as help.
type commandLine struct {
	Serve       serveCmd       `cmd:"" help:"Run the desk: take in mail, work in Slack, keep the clock."`
	Demo        demoCmd        `cmd:"" help:"Run the desk beside a Slack workspace of its own, in the browser, with sample mails."`
	Ingest      ingestCmd      `cmd:"" help:"Hand mails that lie in files to the running desk."`
	Ack         ackCmd         `cmd:"" help:"Acknowledge what an incident asks, for one person, through the running desk."`
	Directory   directoryCmd   `cmd:"" help:"Look after the directory of accounts."`
	Parse       parseCmd       `cmd:"" help:"Print what the desk reads in a mail, one JSON object a line."`
	Verify      verifyCmd      `cmd:"" help:"Check that the record is whole: every hash, every fold."`
	Erase       eraseCmd       `cmd:"" help:"Erase what is personal of a closed incident, by two people. The desk must not run."`
	Key         keyCmd         `cmd:"" help:"Make a master key, or put another in its place."`
	Simulate    simulateCmd    `cmd:"" help:"Show who would be told what, when and by which path, for an incident at a given moment."`
	CheckConfig checkConfigCmd `cmd:"" help:"Name every problem of a configuration, with line and column."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

type serveCmd struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
}

type demoCmd struct {
	Page        string        `default:"127.0.0.1:8484" placeholder:"ADDR" help:"Where the workspace stands in the browser (${default})."`
	SMTP        string        `default:"127.0.0.1:2525" placeholder:"ADDR" help:"Where mail comes in (${default})."`
	Data        string        `placeholder:"DIR" help:"Keep the data here. Without it a temporary folder is used, and removed."`
	ClockOffset time.Duration `default:"0h" placeholder:"DUR" help:"Start with the clock so far ahead."`
	NoMails     bool          `help:"Start with an empty desk."`
}

type ingestCmd struct {
	Config string   `short:"c" required:"" placeholder:"FILE" help:"The configuration of the running desk."`
	Paths  []string `arg:"" name:"path" help:"A mail, a Maildir, a folder of .eml files, an mbox, or - for the standard input."`
}

type ackCmd struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"The configuration of the running desk."`
	As     string `required:"" placeholder:"PERSON" help:"Who acknowledges: the id of a person of the configuration."`
	Ref    string `arg:"" name:"ref" help:"The incident, such as DL-2026-0007."`
}

type directoryCmd struct {
	Check directoryCheckCmd `cmd:"" help:"List duplicates, admins without phone, and domains that two accounts share."`
}

type directoryCheckCmd struct {
	File string `arg:"" name:"file" help:"The directory: YAML, JSON or CSV."`
}

type parseCmd struct {
	Files []string `arg:"" name:"file" help:"Raw mails."`
}

type verifyCmd struct {
	Config  string `short:"c" xor:"where" required:"" placeholder:"FILE" help:"The configuration that names the store."`
	Store   string `xor:"where" required:"" placeholder:"FILE" help:"The database file itself."`
	KeyFile string `placeholder:"FILE" help:"A file that holds the master key, beside --store. Without it the chains alone are checked."`
}

type eraseCmd struct {
	Ref         string `arg:"" name:"ref" help:"The incident, as DL-2026-0007."`
	Config      string `short:"c" required:"" placeholder:"FILE" help:"The configuration, which names the store, its key and the people."`
	By          string `required:"" placeholder:"ID" help:"Who decides it: a manager or the privacy officer."`
	ConfirmedBy string `required:"" placeholder:"ID" help:"Who confirms it: another of them."`
}

type keyCmd struct {
	New    keyNewCmd    `cmd:"" help:"Print a new master key, for store.key_env or store.key_file."`
	Rotate keyRotateCmd `cmd:"" help:"Wrap the keys of the record with another master key. The desk must not run."`
}

type keyNewCmd struct{}

type keyRotateCmd struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"The configuration, which names the key of now."`
	To     string `required:"" placeholder:"FILE" help:"A file that holds the new key."`
}

type checkConfigCmd struct {
	Config string `arg:"" default:"config.yaml" name:"file" help:"The configuration (${default})."`
}

type simulateCmd struct {
	Config   string        `short:"c" required:"" placeholder:"FILE" help:"The configuration; its secrets need not be there."`
	Aware    time.Time     `required:"" placeholder:"TIME" format:"2006-01-02T15:04:05Z07:00" help:"When the desk takes the mail, such as 2026-12-24T16:50:00+01:00."`
	Track    string        `default:"customer" enum:"customer,internal" help:"Which procedure: ${enum} (${default})."`
	SVG      string        `placeholder:"FILE" help:"Draw it into a file, for a browser or a printer."`
	PNG      string        `placeholder:"FILE" help:"Draw it into a file, for Slack."`
	AckAfter time.Duration `placeholder:"DUR" help:"The first who is asked acknowledges after so long, such as 20m. Without it nobody does."`
}

type versionCmd struct{}

// Run runs the desk until it is told to stop.
func (c serveCmd) Run(ctx context.Context) error { return app.Serve(ctx, c.Config, os.Stderr) }

// Run runs the demo until it is told to stop.
func (c demoCmd) Run(ctx context.Context) error {
	files, err := fs.Sub(samples, "testdata/sample")
	if err != nil {
		return err
	}
	return app.Demo(ctx, app.DemoOptions{Page: c.Page, SMTP: c.SMTP, Data: c.Data,
		Offset: c.ClockOffset, NoMails: c.NoMails, Samples: files}, os.Stdout)
}

// Run hands mails to the running desk.
func (c ingestCmd) Run(ctx context.Context) error {
	return app.Ingest(ctx, c.Config, c.Paths, os.Stdin, os.Stdout)
}

// Run acknowledges.
func (c ackCmd) Run(ctx context.Context) error {
	return app.Ack(ctx, c.Config, c.Ref, c.As, os.Stdout)
}

// Run lists what is odd about the directory.
func (c directoryCheckCmd) Run() error { return app.CheckDirectory(c.File, os.Stdout) }

// Run prints the contract of parse.
func (c parseCmd) Run() error { return app.Parse(c.Files, os.Stdout) }

// Run checks the record.
func (c verifyCmd) Run(ctx context.Context) error {
	return app.Verify(ctx, c.Config, c.Store, c.KeyFile, os.Stdout)
}

// Run erases an incident.
func (c eraseCmd) Run(ctx context.Context) error {
	return app.Erase(ctx, c.Config, c.Ref, c.By, c.ConfirmedBy, os.Stdout)
}

// Run prints a key.
func (keyNewCmd) Run() error { return app.NewKey(os.Stdout) }

// Run puts another master key in the place of the one of now.
func (c keyRotateCmd) Run() error { return app.RotateKey(c.Config, c.To, os.Stdout) }

// Run checks the configuration.
func (c checkConfigCmd) Run() error { return app.CheckConfig(c.Config, os.Stdout) }

// Run plays an incident that has not happened.
func (c simulateCmd) Run() error {
	return app.Simulate(app.Simulation{Config: c.Config, Aware: c.Aware, Track: c.Track, AckAfter: c.AckAfter, SVG: c.SVG, PNG: c.PNG}, os.Stdout)
}

// Run prints the version.
func (versionCmd) Run() error {
	_, err := fmt.Println(app.Version())
	return err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run returns the exit code: 0, 1 for what went wrong while working, 2 for a
// command line or a configuration that cannot be used.
func run(ctx context.Context, args []string) int {
	var cli commandLine
	parser, err := kong.New(&cli, kong.Name("meldwacht"),
		kong.Description("The data-breach desk in Slack."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		panic(err) // the grammar above is wrong
	}
	command, err := parser.Parse(args)
	if err == nil {
		err = command.Run()
	}
	var config app.ConfigError
	var usage *kong.ParseError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(os.Stderr, "meldwacht: %v (meldwacht --help shows how)\n", err)
		return 2
	case errors.As(err, &config):
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	fmt.Fprintf(os.Stderr, "meldwacht: %v\n", err)
	return 1
}
