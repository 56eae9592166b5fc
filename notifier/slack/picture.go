package slack

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// PictureKinds are the effects that Pictures carry out.
func PictureKinds() []bot.EffectKind { return []bot.EffectKind{bot.EffectPicture} }

// DossierKinds are the effects that Pictures carry out which make a dossier.
func DossierKinds() []bot.EffectKind { return []bot.EffectKind{bot.EffectDossier} }

// Pictures uploads drawings, and other files, into threads. It is a notifier.Sender with a loop of
// its own: an upload takes three calls, and no reminder waits for it.
//
// A file carries no metadata, so the effect's opaque id is its name; the thread
// is searched for it before an interrupted attempt is repeated.
type Pictures struct {
	Sender *Sender
	// Ext is how the file's name ends; "" is ".png".
	Ext string
	// Draw makes the file of an incident as it is now, and says in words what is on it.
	Draw func(in bot.Incident, events []bot.Event, now time.Time) (png []byte, title string, err error)
}

// Send implements notifier.Sender.
func (p Pictures) Send(ctx context.Context, e notifier.Pending) (bot.Receipt, error) {
	if e.Prev.ID == "" {
		return bot.Receipt{}, notifier.Permanent{Code: "no_thread"} // never loose in the channel
	}
	if e.Attempts > 0 {
		found, err := p.posted(ctx, e)
		if err != nil || found != "" {
			return p.receipt(e, found), err
		}
		now := p.Sender.now()
		settled := !e.Last.IsZero() && now.Sub(e.Last) >= secondLook
		if since := p.Sender.missing(e, now); !settled && now.Sub(since) < secondLook {
			return bot.Receipt{}, notifier.Later{Until: since.Add(secondLook), Code: "not_found_yet"}
		}
	}
	in, err := p.Sender.reader.Incident(ctx, e.Ref)
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Receipt{}, notifier.Permanent{Code: "no_incident"}
	}
	if err != nil {
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	events, err := p.Sender.reader.Events(ctx, e.Ref)
	if err != nil {
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	type drawn struct {
		png   []byte
		title string
		err   error
	}
	d, ok := guard(func() drawn {
		png, title, err := p.Draw(in, events, p.Sender.now().UTC())
		return drawn{png, title, err}
	})
	if !ok || d.err != nil || len(d.png) == 0 {
		p.Sender.about(p.Sender.log.Error(), e).Msg("an incident could not be drawn")
		return bot.Receipt{}, notifier.Permanent{Code: "not_drawn"}
	}
	return p.upload(ctx, e, d.png, d.title)
}

// upload names, sends and shares the file. Nobody sees anything of it before the
// last call (docs.slack.dev/messaging/working-with-files).
func (p Pictures) upload(ctx context.Context, e notifier.Pending, png []byte, title string) (bot.Receipt, error) {
	api, name, alt := p.Sender.api, p.fileName(e), title
	if p.Ext != "" {
		alt = "" // only a picture has one
	}
	to, err := api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(png), AltTxt: alt})
	if err != nil {
		return bot.Receipt{}, p.unseen(err)
	}
	err = api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: to.UploadURL, Reader: bytes.NewReader(png), Filename: name})
	if err != nil {
		return bot.Receipt{}, p.unseen(err)
	}
	_, err = api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: to.FileID, Title: title}}, Channel: p.Sender.place(e), ThreadTimestamp: e.Prev.ID})
	if err != nil {
		return bot.Receipt{}, p.class(err)
	}
	return p.receipt(e, to.FileID), nil
}

func (p Pictures) fileName(e notifier.Pending) string {
	if p.Ext != "" {
		return e.ID + p.Ext
	}
	return e.ID + ".png"
}

func (p Pictures) receipt(e notifier.Pending, file string) bot.Receipt {
	if file == "" {
		return bot.Receipt{}
	}
	p.Sender.forget(e)
	return bot.Receipt{Channel: p.Sender.place(e), ID: file, At: p.Sender.now().UTC()}
}

// posted returns the file of an earlier attempt, if it stands in the thread.
func (p Pictures) posted(ctx context.Context, e notifier.Pending) (string, error) {
	for cursor := ""; ; {
		page, next, err := p.Sender.page(ctx, e, bot.Incident{}, cursor)
		if err != nil {
			return "", p.class(err)
		}
		for _, m := range page {
			for _, f := range m.Files {
				if m.BotID == p.Sender.botID && strings.HasPrefix(f.Name, e.ID) {
					return f.ID, nil
				}
			}
		}
		if next == "" || next == cursor {
			return "", nil
		}
		cursor = next
	}
}

// class is what the loop does about an error. Without files:write, which whoever
// installs the app may leave out, there are no pictures: it is said, and nothing
// else stops for it.
func (p Pictures) class(err error) error {
	err = classify(err, p.Sender.now())
	if stopped, ok := errors.AsType[notifier.Stop](err); ok && stopped.Code == "missing_scope" {
		return notifier.Permanent(stopped)
	}
	if bad, ok := errors.AsType[refused](err); ok {
		return notifier.Permanent{Code: bad.code}
	}
	return err
}

// unseen is the class of an error before anything can be seen in the thread.
func (p Pictures) unseen(err error) error {
	err = p.class(err)
	if unknown, ok := errors.AsType[notifier.Unknown](err); ok {
		return notifier.Later{Code: unknown.Code}
	}
	return err
}
