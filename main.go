// Meldwacht is the data-breach desk of Snoobi in Slack. This file reads the
// command line and hands over to package app.
package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
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
	Verify      verifyCmd      `cmd:"" help:"Check that the record is whole: every hash, every fold; or that a case report is."`
	Dossier     dossierCmd     `cmd:"" help:"Write what a notification to the AP needs, to copy from."`
	Register    registerCmd    `cmd:"" help:"The register of breaches, GDPR art. 33(5)."`
	Report      reportCmd      `cmd:"" help:"Write the case report of an incident, with its record in it."`
	Erase       eraseCmd       `cmd:"" help:"Erase what is personal of a closed incident, by two people. The desk must not run."`
	Key         keyCmd         `cmd:"" help:"Make a master key, or put another in its place."`
	Simulate    simulateCmd    `cmd:"" help:"Show who would be told what, when and by which path, for an incident at a given moment."`
	CheckConfig checkConfigCmd `cmd:"" help:"Name every problem of a configuration, with line and column."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
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
	if len(args) > 0 && args[0] == "help" { // people ask for it in both ways
		args = append(slices.Clone(args[1:]), "--help")
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
