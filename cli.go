package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"meldwacht/bot/app"
)

// What each command takes, and what of package app it calls.

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
	Config  string `short:"c" xor:"where" placeholder:"FILE" help:"The configuration that names the store."`
	Store   string `xor:"where" placeholder:"FILE" help:"The database file itself."`
	Report  string `arg:"" optional:"" name:"report" help:"A case report, HTML or PDF, instead of a store."`
	KeyFile string `placeholder:"FILE" help:"A file that holds the master key, beside --store. Without it the chains alone are checked."`
}

type reportCmd struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"The configuration of the desk, which may be running."`
	Ref    string `arg:"" name:"ref" help:"The incident, such as DL-2026-0007."`
	Out    string `short:"o" required:"" placeholder:"FILE" help:"Where to: a file that ends in .html or .pdf."`
}

type registerCmd struct {
	Export registerExportCmd `cmd:"" help:"Write every incident with its decisions and their reasons."`
}

type registerExportCmd struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"The configuration of the desk, running or not."`
	Format string `required:"" enum:"csv,json,html" help:"One of ${enum}."`
	From   string `placeholder:"DAY" help:"The first day on which an incident was opened, such as 2026-01-01."`
	To     string `placeholder:"DAY" help:"The last of these days."`
	Out    string `short:"o" placeholder:"FILE" help:"Where to write it. Without it: the standard output."`
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

type dossierCmd struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"The configuration; of its secrets the master key alone is read, while no desk runs."`
	Ref    string `arg:"" name:"ref" help:"The incident, such as DL-2026-0007."`
	Format string `default:"html" enum:"html,pdf,json" help:"How: ${enum} (${default})."`
	Out    string `short:"o" required:"" placeholder:"FILE" help:"Where to; - is the standard output."`
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

// Validate wants one thing to check.
func (c verifyCmd) Validate() error {
	if (c.Config+c.Store == "") == (c.Report == "") {
		return errors.New("name one thing to check: --config FILE, --store FILE, or a case report")
	}
	return nil
}

// Run checks the record in a store, or in a report.
func (c verifyCmd) Run(ctx context.Context) error {
	if c.Report != "" {
		return app.VerifyReport(c.Report, os.Stdout)
	}
	return app.Verify(ctx, c.Config, c.Store, c.KeyFile, os.Stdout)
}

// Run writes the register.
func (c registerExportCmd) Run(ctx context.Context) error {
	return app.ExportRegister(ctx, app.RegisterExport{Config: c.Config, Format: c.Format, From: c.From, To: c.To, Out: c.Out}, os.Stdout)
}

// Run writes a case report.
func (c reportCmd) Run(ctx context.Context) error {
	return app.Report(ctx, c.Config, c.Ref, c.Out, os.Stdout)
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

// Run writes a dossier.
func (c dossierCmd) Run(ctx context.Context) error {
	return app.Dossier(ctx, app.DossierOptions{Config: c.Config, Ref: c.Ref, Format: c.Format, Out: c.Out}, os.Stdout)
}

// Run prints the version.
func (versionCmd) Run() error {
	_, err := fmt.Println(app.Version())
	return err
}
