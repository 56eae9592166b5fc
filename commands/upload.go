package commands

import (
	"context"
	"errors"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// Uploads are the files that people put into modals, by the id that stands among
// the values of the modal.
type Uploads interface {
	// Read returns what a file holds. A bot.Refusal says what the person can do
	// about a file that is not taken.
	Read(ctx context.Context, id string) ([]byte, error)
	// Delete takes a file away. That it is gone already is no error.
	Delete(ctx context.Context, id string) error
}

// deleteTime bounds deleting one file: the answer waits for it, which says
// whether it was done (chosen).
const deleteTime = 10 * time.Second

// upload reads a file of the modal. Why Slack does not give it is for the log;
// the person is told to try again.
func (d *Desk) upload(ctx context.Context, a ask, file string) ([]byte, error) {
	if d.Uploads == nil { // the app lost a scope while the modal was open
		return nil, bot.Refusal{Reason: bot.FileNotFetched}
	}
	data, err := d.Uploads.Read(ctx, file)
	var r bot.Refusal
	if err != nil && !errors.As(err, &r) {
		d.Log.Error().Err(err).Str("incident", string(a.ref)).Msg("an uploaded list of recipients could not be read")
		return nil, bot.Refusal{Reason: bot.FileNotFetched}
	}
	return data, err
}

// withFile ends a call that came with a file: it holds names and addresses, so it
// goes from Slack whatever came of the call, and the person hears when it stays
// there. What was typed beside it is given back with a refusal, for a modal that
// can no longer take errors.
func (d *Desk) withFile(ctx context.Context, a ask, answer Answer, err error) (Answer, error) {
	file := a.Values[view.BlockFile]
	if file == "" {
		return answer, err
	}
	gone := d.deleted(ctx, a, file)
	var r bot.Refusal
	if errors.As(err, &r) && answer.Text == "" && len(answer.Errors) == 0 {
		answer.Text = d.refuse(a.Call, r)
	}
	if !gone {
		stays := d.say(a.Lang, "file-stays")
		if answer.Text != "" {
			answer.Text += " " + stays
		}
		for field := range answer.Errors {
			answer.Errors[field] += " " + stays
		}
	}
	for _, problem := range answer.Errors {
		in, err := d.read(ctx, a.ref)
		if err != nil {
			d.Log.Error().Err(err).Str("incident", string(a.ref)).Msg("a form could not be made again")
			break
		}
		form := d.Face.In(a.Lang).InformModal(in, view.InformForm{All: d.holders(), Upload: d.Uploads != nil, Filled: a.Values, Problem: problem})
		answer.Again = &form
	}
	return answer, err
}

// deleted deletes a file, and reports whether it is gone. When the desk stops in
// the middle of a call it is left: the call is run again at the next start, and
// needs it.
func (d *Desk) deleted(ctx context.Context, a ask, file string) bool {
	if errors.Is(ctx.Err(), context.Canceled) {
		return true
	}
	if d.Uploads == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	if err := d.Uploads.Delete(ctx, file); err != nil {
		d.Log.Error().Err(err).Str("incident", string(a.ref)).Msg("an uploaded list of recipients could not be deleted from Slack")
		return false
	}
	return true
}
