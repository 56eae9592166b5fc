package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/view"
	"meldwacht/storage/bolt"
)

// retainPage is how many closed incidents are looked at in one read.
const retainPage = 100

// retain lets the time that things are kept run out. What it did is told in
// counts; each incident knows its own.
func (a *App) retain(ctx context.Context) error {
	r := retentionOf(a.cfg)
	erased, mails, held, later := 0, 0, 0, 0
	for after, more := bot.Ref(""), true; more; {
		list, next, err := a.store.Closed(ctx, after, retainPage)
		if err != nil {
			return err
		}
		for _, in := range list {
			after = in.Ref
			switch done, err := a.retainOne(ctx, in, r); {
			case err != nil && errors.As(err, new(bot.Refusal)):
				later++ // something of it is on its way: tomorrow
			case err != nil:
				return err
			case done.Erased != nil && in.Erased == nil:
				erased++
			case done.Dropped > in.Dropped:
				mails += done.Dropped - in.Dropped
			case in.Held != nil:
				held++
			}
		}
		more = next && len(list) > 0
	}
	automatic := 0
	if r.RawDays > 0 {
		var err error
		if automatic, err = a.store.DropAutomatic(ctx, a.opt.Clock.Now().AddDate(0, 0, -r.RawDays)); err != nil {
			return err
		}
	}
	if erased+mails+automatic+later > 0 {
		a.log.Info().Int("erased", erased).Int("raw_mails", mails).Int("automatic_mails", automatic).
			Int("held", held).Int("tomorrow", later).Msg("what was kept long enough is gone")
	}
	return a.store.Compact(ctx)
}

func retentionOf(cfg config.Config) bot.Retention {
	return bot.Retention{RawDays: cfg.Retention.RawMailDays, Years: cfg.Retention.IncidentYears}
}

func (a *App) retainOne(ctx context.Context, in bot.Incident, r bot.Retention) (bot.Incident, error) {
	if c := in.Retain(r, nil, a.opt.Clock.Now()); len(c.Events) == 0 {
		return in, nil
	}
	posted, err := a.store.Posted(ctx, in.Ref)
	if err != nil {
		return in, err
	}
	return a.desk.Do(ctx, in.Ref, "", func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Retain(r, posted, now), nil
	})
}

// Erase erases an incident on the command line, by two people of the
// configuration. The desk must not run. What it posted in Slack is taken away
// when it next does.
func Erase(ctx context.Context, configFile, ref string, by, confirmedBy string, out io.Writer) error {
	cfg, err := config.LoadErasing(configFile)
	if err != nil {
		return ConfigError{err}
	}
	r, ok := bot.ParseRef(ref)
	if !ok {
		return ConfigError{fmt.Errorf("%q is no incident; write it as DL-2026-0007", ref)}
	}
	var two []bot.Person
	for _, id := range []string{by, confirmedBy} {
		p, ok := cfg.Person(bot.PersonID(id))
		if !ok {
			return ConfigError{fmt.Errorf("%q is nobody of the configuration; write the id of a person, such as %s", id, cfg.People[0].ID)}
		}
		who := bot.Person{ID: p.ID, Name: p.Name, Roles: cfg.RolesOf(p.ID)}
		if !who.May(bot.Manager) {
			return ConfigError{fmt.Errorf("%s is no manager and no privacy officer by roles.manager.people or roles.privacy.people; membership of a Slack group cannot be seen from here", id)}
		}
		two = append(two, who)
	}
	if by == confirmedBy {
		return ConfigError{errors.New("erasing takes two people: --confirmed-by must be another one than --by")}
	}
	store, err := openStore(cfg.Store, bolt.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	erased, err := eraseBy(ctx, store, r, two, time.Now)
	var refusal bot.Refusal
	switch {
	case errors.As(err, &refusal):
		return errors.New(view.Refuse(bot.EN, refusal, faceOf(cfg)))
	case err != nil:
		return err
	}
	if err := store.Compact(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is erased: its line in the register has stayed, and the database file is written anew.%s\n", r, goes(erased))
	return err
}

// goes says what becomes of n messages that stand in Slack.
func goes(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " 1 message in Slack goes when the desk runs next."
	}
	return fmt.Sprintf(" %d messages in Slack go when the desk runs next.", n)
}

// eraseBy has both people say it, and returns how many messages are to be taken away.
func eraseBy(ctx context.Context, store *bolt.Store, ref bot.Ref, two []bot.Person, now func() time.Time) (int, error) {
	posted, err := store.Posted(ctx, ref)
	if err != nil {
		return 0, err
	}
	for i, who := range two {
		in, err := store.Incident(ctx, ref)
		if err != nil {
			return 0, err
		}
		if i < len(two)-1 && in.Erasing != nil && in.Erasing.By == who.ID {
			continue // they said so in Slack
		}
		in, err = store.Update(ctx, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Erase(who, bot.ViaCommand, posted, now().UTC()) })
		if err != nil {
			return 0, err
		}
		if in.Erased != nil {
			break // somebody had asked for it before
		}
	}
	return len(posted), nil
}
