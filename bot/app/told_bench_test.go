package app_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
	"meldwacht/storage/bolt"
)

// BenchmarkWhoWasTold measures what somebody waits for who opens the window of
// who was told, of 20,000, and who searches in it: from the call to the modal,
// with the opening committed to a sealed store on disk. Slack gives it 3 s.
func BenchmarkWhoWasTold(b *testing.B) {
	const holders = 20_000
	ctx := b.Context()
	store, err := bolt.Open(filepath.Join(b.TempDir(), "meldwacht.db"), bolt.Options{Master: scenarioKey()})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	mira := bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager, bot.Support}}
	fati := bot.Person{ID: "fati", Roles: []bot.Role{bot.Privacy, bot.Manager}}
	rules := bot.DefaultRules()
	rules.Letters = true
	desk := &bot.Desk{Store: store, Now: time.Now, Rules: func() bot.Rules { return rules }}
	in, err := desk.Declare(ctx, "", mira, bot.Declaration{What: "een export lag op straat"})
	if err != nil {
		b.Fatal(err)
	}
	do := func(decide func(bot.Incident, time.Time) (bot.Change, error)) {
		b.Helper()
		if in, err = desk.Do(ctx, in.Ref, "", decide); err != nil {
			b.Fatal(err)
		}
	}
	list := make([]bot.Recipient, holders)
	for i := range list {
		list[i] = bot.Recipient{Name: "Marleen Huls", Address: bot.Address(fmt.Sprintf("m%05d@winkel.example", i)), Accounts: []bot.AccountID{bot.AccountID(fmt.Sprintf("SN-%05d", i))}}
	}
	do(func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Tell(mira, bot.InformRequest{Recipients: list, Message: bot.Message{Happened: "Een export stond open.", Data: "Tellingen.", Consequences: "Geen bekend.", Advice: "Niets.", Measures: "Dicht."}}, now)
	})
	do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(fati, 1, 0, now) })
	a, _ := in.Action(1)
	for batch, part := range a.Many.Batches { // each told in five attempts
		for done := part.Count / 5; done <= part.Count; done += part.Count / 5 {
			p := bot.ActionProgress{ID: 1, Batch: batch + 1, Try: 1, Done: done}
			if done == part.Count {
				p.Done, p.Over, p.Failed = done-1, true, []bot.AccountFailure{{Account: "SN-1", Code: "smtp-5.1.1", No: 7}}
			}
			do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Progressed(p, now) })
		}
		do(func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.ReturnMail(bot.Mail{Bounced: "ab" + bot.InformID(1, batch+1, 9) + "@snoobi.nl", Status: "5.1.1"}, "", now)
		})
	}
	d := &commands.Desk{Desk: desk, Books: store, Face: view.Face{Lang: bot.NL, Zone: time.UTC}, Log: quiet}
	for name, c := range map[string]commands.Call{
		"open":   {Who: mira, Door: commands.DoorButton, Verb: view.VerbTold, Args: "1", Ref: in.Ref},
		"search": {Who: mira, Door: commands.DoorModal, Verb: view.VerbTold, Args: "1", Ref: in.Ref, Values: map[string]string{view.BlockSearch: "m199"}},
	} {
		b.Run(name, func(b *testing.B) {
			var worst time.Duration
			for b.Loop() {
				began := time.Now()
				if answer := d.Run(ctx, c); answer.Modal == nil {
					b.Fatalf("%+v", answer)
				}
				worst = max(worst, time.Since(began))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst_ms")
		})
	}
}
